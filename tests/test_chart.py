"""A chart writes down every value it draws, and draws each where it belongs."""

from __future__ import annotations

import re

import pytest
from test_ui_sources import see
from toy_bot import HOSTILE

from gkbot.answer import Chart
from ui.chat.chart import BARS_SHOWN, chart_html, nice_ticks


def chart(kind: str, points: dict[str, float], unit: str = "件") -> Chart:
    return Chart.model_validate(
        {"kind": kind, "title": "本年新收", "labels": tuple(points), "values": tuple(points.values()), "unit": unit}
    )


def test_bars_are_as_long_as_their_values_say_and_are_labelled() -> None:
    html = chart_html(chart("bar", {"甲": 4, "乙": 1, "丙": 0}), "zh")
    assert see(html).text == "本年新收（件）甲4乙1丙0"
    assert re.findall(r"margin-left:([\d.]+)%;width:([\d.]+)%", html) == [("0.00", "100.00"), ("0.00", "25.00"), ("0.00", "0.00")]


def test_bars_below_zero_reach_to_the_other_side() -> None:
    html = chart_html(chart("bar", {"甲": 3, "乙": -1}), "zh")
    assert re.findall(r"margin-left:([\d.]+)%;width:([\d.]+)%", html) == [("25.00", "75.00"), ("0.00", "25.00")]
    assert "gk-negative" in html


def test_of_many_bars_the_first_are_drawn_and_the_others_counted() -> None:
    html = chart_html(chart("bar", {f"单位{n}": float(n) for n in range(BARS_SHOWN + 7)}), "en")
    assert html.count("<li>") == BARS_SHOWN
    assert "7 more, see the data." in html


def points_of(html: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', html)]


def test_a_line_tells_each_value_and_leaves_a_gap_for_a_year_that_is_left_out() -> None:
    html = chart_html(chart("line", {"2019": 2, "2020": 5, "2023": 3.5}), "zh")
    (x1, y1), (x2, y2), (x3, y3) = points_of(html)
    assert x3 - x2 == pytest.approx(3 * (x2 - x1), abs=0.2)
    assert y2 < y3 < y1
    assert "<desc>2019: 2; 2020: 5; 2023: 3.5</desc>" in html


def test_a_line_stands_on_an_axis_with_round_numbers_from_zero() -> None:
    html = chart_html(chart("line", {"2021": 137, "2022": 912}), "zh")
    ticks = re.findall(r'text-anchor="end">([\d,]+)<', html)
    assert ticks == ["0", "500", "1,000"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 4, [0, 1, 2, 3, 4]),
        (0, 17, [0, 5, 10, 15, 20]),
        (0, 0, [0, 0.5, 1]),
        (-3, 5, [-4, -2, 0, 2, 4, 6]),
        (0, 96171.6, [0, 50000, 100000]),
    ],
)
def test_ticks_are_round_and_hold_all_values(low: float, high: float, ticks: list[float]) -> None:
    made = nice_ticks(low, high)
    assert made[0] <= low
    assert made[-1] >= high
    assert made == ticks


@pytest.mark.parametrize("kind", ["bar", "line"])
def test_labels_and_titles_are_escaped(kind: str) -> None:
    made = Chart.model_validate({"kind": kind, "title": HOSTILE, "labels": (HOSTILE, "乙"), "values": (1, 2), "unit": "<b>"})
    assert not {"script", "img", "b"} & set(see(chart_html(made, "zh")).tags)


def test_one_value_is_drawn_too() -> None:
    assert len(points_of(chart_html(chart("line", {"2023": 0}), "zh"))) == 1
