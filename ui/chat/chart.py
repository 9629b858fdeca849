"""A chart of an answer as safe HTML: bars as a list of labelled lengths, a line over years as SVG.

Nothing in it needs a script, data attributes or a viewBox: the chat takes those out of messages.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from gkbot.answer import Chart, Language
from ui.labels import say

BARS_SHOWN = 30
HEIGHT, TOP, BOTTOM, LEFT, RIGHT = 220, 24, 30, 56, 36  # px, of the line's picture and its margins
STEP = 110  # px between neighbouring years
WIDEST = 900
TICKS = 4


def chart_html(chart: Chart, language: Language) -> str:
    """The chart as a <figure>: every value is written beside its bar or point, so nothing is told by length or colour alone."""
    unit = say(language, "in_unit", unit=chart.unit) if chart.unit else ""
    drawn = _bars(chart, language) if chart.kind == "bar" else _line(chart)
    return f'<figure class="gk-chart"><figcaption>{escape(chart.title + unit)}</figcaption>{drawn}</figure>'


def _text(value: float) -> str:
    return f"{value:,.10g}"


# ---- bars ----


def _bars(chart: Chart, language: Language) -> str:
    values = chart.values[:BARS_SHOWN]
    low, high = min(0.0, *values), max(0.0, *values)
    span = high - low or 1
    bars = "".join(
        f'<li><span class="gk-bar-label">{escape(label)}</span><span class="gk-bar-track">{_bar(value, low, span)}</span>'
        f'<span class="gk-bar-value">{_text(value)}</span></li>'
        for label, value in zip(chart.labels, values, strict=False)
    )
    left = len(chart.values) - len(values)
    more = f'<p class="gk-quiet">{escape(say(language, "bars_left", count=left))}</p>' if left else ""
    return f'<ol class="gk-bars">{bars}</ol>{more}'


def _bar(value: float, low: float, span: float) -> str:
    start, length = 100 * (min(value, 0) - low) / span, 100 * abs(value) / span
    negative = " gk-negative" if value < 0 else ""
    return f'<span class="gk-bar{negative}" style="margin-left:{start:.2f}%;width:{length:.2f}%"></span>'


# ---- line ----


def _line(chart: Chart) -> str:
    places = _places(chart.labels)
    width = min(WIDEST, LEFT + RIGHT + STEP * max(places[-1], 1))
    scale = (width - LEFT - RIGHT) / max(places[-1], 1)
    ticks = nice_ticks(min(0.0, *chart.values), max(0.0, *chart.values))
    low, span = ticks[0], ticks[-1] - ticks[0]

    def x(place: float) -> str:
        return f"{LEFT + place * scale:.1f}"

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - low) / span)

    grid = "".join(
        f'<line class="gk-grid" x1="{LEFT}" x2="{width - RIGHT}" y1="{y(tick):.1f}" y2="{y(tick):.1f}"></line>'
        f'<text class="gk-tick" x="{LEFT - 8}" y="{y(tick) + 4:.1f}" text-anchor="end">{_text(tick)}</text>'
        for tick in ticks
    )
    points = list(zip(places, chart.values, chart.labels, strict=True))
    path = "M" + "L".join(f"{x(place)} {y(value):.1f}" for place, value, _ in points)
    marks = "".join(
        f'<circle cx="{x(place)}" cy="{y(value):.1f}" r="4"></circle>'
        f'<text class="gk-point" x="{x(place)}" y="{y(value) - 10:.1f}" text-anchor="middle">{_text(value)}</text>'
        f'<text class="gk-tick" x="{x(place)}" y="{HEIGHT - 8}" text-anchor="middle">{escape(label)}</text>'
        for place, value, label in points
    )
    told = "; ".join(f"{label}: {_text(value)}" for _, value, label in points)
    return (
        f'<div class="gk-scroll" tabindex="0"><svg width="{width}" height="{HEIGHT}"><title>{escape(chart.title)}</title>'
        f'<desc>{escape(told)}</desc>{grid}<path class="gk-line" d="{path}"></path>{marks}</svg></div>'
    )


def _places(labels: Sequence[str]) -> list[int]:
    """How many steps each label stands from the first: years that are left out leave a gap."""
    if all(label.isdigit() for label in labels):
        years = [int(label) for label in labels]
        if years == sorted(set(years)):
            return [year - years[0] for year in years]
    return list(range(len(labels)))


def nice_ticks(low: float, high: float) -> list[float]:
    """Round numbers from below `low` to above `high`, about TICKS steps apart; whole numbers where the span allows it."""
    high = high if high > low else low + 1
    span = high - low
    size = 10 ** math.floor(math.log10(span / TICKS))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor * TICKS >= span)
    step = max(step, 1) if span >= 2 else step
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(step * at, 10) for at in range(first, max(last, first + 1) + 1)]
