"""Filters beside a question narrow what it leaves open, and give way to what it names."""

from __future__ import annotations

import pytest
from sample_index import sample_bot, sample_collection

from gkbot.filters import apply_filters
from gkbot.plan import Plan, Scope
from ui.chat.filters import Chosen, chosen, offered, preset

BODY = "墨渡县人民政府"


def narrow(filters: Scope, **scope: object) -> tuple[Scope, list[str]]:
    """The scope of a question within the filters, and the codes of what is said about them."""
    plan = Plan.model_validate({"ask": "rank", "language": "zh", "scope": scope})
    made, notes = apply_filters(plan, filters, sample_collection())
    return made.scope, [note.code for note in notes]


def test_without_filters_nothing_changes() -> None:
    assert narrow(Scope(), years=(2023,)) == (Scope(years=(2023,)), [])


def test_filters_narrow_what_the_question_leaves_open() -> None:
    filters = Scope(years=(2023,), kinds=("park",))
    assert narrow(filters) == (filters, ["filtered"])


def test_what_the_question_names_wins_and_the_answer_says_so() -> None:
    scope, said = narrow(Scope(years=(2023,), kinds=("park",)), years=(2022,))
    assert scope == Scope(years=(2022,), kinds=("park",))
    assert said == ["filtered", "filter_overruled"]
    assert narrow(Scope(kinds=("bureau",)), kinds=("park",)) == (Scope(kinds=("park",)), ["filter_overruled"])


def test_a_body_that_is_named_is_not_looked_for_elsewhere() -> None:
    assert narrow(Scope(kinds=("park",), years=(2023,)), organisations=(BODY,)) == (
        Scope(organisations=(BODY,), years=(2023,)),
        ["filtered", "filter_overruled"],
    )
    # It lies within the filter anyway: there is nothing to say.
    assert narrow(Scope(kinds=("government",)), organisations=(BODY,)) == (Scope(organisations=(BODY,)), [])


def test_regions_may_be_short_and_a_region_within_the_filter_is_no_contradiction() -> None:
    collection = sample_collection()
    short, long = next((short, long) for short, long in collection.regions.items() if short != long)
    assert narrow(Scope(regions=(short,)))[0].regions == (long,)
    inner, outer = next((inner, min(outer)) for inner, outer in collection.within.items() if outer)
    assert narrow(Scope(regions=(outer,)), regions=(inner,)) == (Scope(regions=(inner,)), [])


def test_a_filter_that_leaves_none_of_those_asked_about_gives_way() -> None:
    collection = sample_collection()
    region = next(r.regions[-1] for r in collection.reports if r.regions)
    outside = next(r.organisation for r in collection.reports if region not in r.regions)
    assert narrow(Scope(organisations=(outside,)), regions=(region,)) == (Scope(regions=(region,)), ["filter_overruled"])


def test_an_answer_within_filters_says_which() -> None:
    answer = sample_bot().ask("哪个单位收到的申请最多？", filters=Scope(years=(2023,), kinds=("park",)))
    assert answer.plan["scope"]["years"] == [2023]
    assert answer.table is not None
    assert {row[1] for row in answer.table.rows} == {2023}
    assert [note.text for note in answer.notes if note.code == "filtered"] == ["按页面上的筛选作答：园区、2023。"]


# ---- of the page ----


def test_only_what_has_reports_is_offered() -> None:
    there = offered(sample_bot(), "zh")
    reports = sample_collection().reports
    assert set(there.years) == {str(report.year) for report in reports}
    assert {kind for _, kind in there.kinds} == {report.kind for report in reports}
    assert set(there.regions) == {region for report in reports for region in report.regions}


def test_a_part_of_a_name_stands_for_the_bodies_that_have_it() -> None:
    made = chosen(["2023", "x"], None, ["park", "castle"], " 墨渡县政府 ").scope(sample_bot())
    assert made == Scope(organisations=(BODY,), kinds=("park",), years=(2023,))
    assert chosen(None, None, None, "无此单位").scope(sample_bot()) is None


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ({}, "筛选"),
        ({"year": "2022,2023", "kind": "park"}, "筛选（已启用）：2022年 · 2023年 · 园区"),
        ({"body": "青溪", "region": "甲县，乙县"}, "筛选（已启用）：甲县 · 乙县 · 青溪"),
    ],
)
def test_an_address_presets_filters_and_they_show_that_they_are_on(address: dict[str, str], title: str) -> None:
    assert preset(address).title("zh") == title
    assert (preset(address) == Chosen()) == (address == {})
