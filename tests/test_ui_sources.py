"""Sources name their places and lead to them; notes stand apart by their kind; nothing of a report becomes markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from toy_bot import CELL, HOSTILE, STATED, cite

from gkbot.answer import Note
from ui.chat.notes import KINDS, OTHER, kind_of, notes_html
from ui.chat.sources import SHOWN_OPEN, links, proof_link, sources_html


@dataclass
class Seen(HTMLParser):
    """What a browser would see: all text, the text inside <mark>, every tag and every link's address."""

    text: str = ""
    lit: str = ""
    tags: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attributes if name == "href"]
        if tag != "input":
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if "mark" in self.open_tags:
            self.lit += data


def see(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert seen.open_tags == []
    return seen


def test_each_source_names_its_place_and_leads_to_it_below_the_prefix() -> None:
    seen = see(sources_html([CELL, STATED], "zh", "/bot"))
    assert "[1] 青溪镇人民政府 2023年 · 三、收到和处理政府信息公开申请情况 · 一、本年新收政府信息公开申请数量 / 总计" in seen.text
    assert "[2] 青溪镇人民政府 2023年 · 一、总体情况 · 总体情况" in seen.text
    assert seen.addresses == [*links([CELL, STATED], "/bot").values()]
    first = urlsplit(seen.addresses[0])
    assert (first.path, first.fragment) == ("/bot/reports/qingxi-2023", "lit")
    assert parse_qs(first.query) == {"start": [str(CELL.start)], "end": [str(CELL.end)], "at": [CELL.locator]}


def test_a_number_of_a_table_leads_to_all_its_cells() -> None:
    address = urlsplit(proof_link(("ab/c", "T3.new.total", "T3.carried_in.total")))
    assert address.path == "/reports/ab%2Fc"
    assert parse_qs(address.query) == {"cell": ["T3.new.total", "T3.carried_in.total"]}


def test_a_source_of_an_unknown_year_says_so() -> None:
    assert "year unknown" in see(sources_html([CELL.model_copy(update={"year": None})], "en")).text


def test_names_and_places_of_a_report_are_escaped() -> None:
    hostile = cite(1, HOSTILE, HOSTILE, f"{HOSTILE} ¶ 1", report=HOSTILE).model_copy(
        update={"organisation": HOSTILE, "report": HOSTILE}
    )
    seen = see(sources_html([hostile], "zh"))
    assert not {"script", "img"} & set(seen.tags)
    assert seen.text.count(HOSTILE) == 3
    assert all(unescape(address).startswith("/reports/%3Cscript%3E") for address in seen.addresses)


@pytest.mark.parametrize(("count", "opened"), [(1, True), (SHOWN_OPEN, True), (SHOWN_OPEN + 1, False)])
def test_a_long_list_of_sources_is_there_but_closed(count: int, opened: bool) -> None:
    html = sources_html([CELL.model_copy(update={"n": number}) for number in range(1, count + 1)], "zh")
    assert html.startswith('<details class="gk-sources" open>' if opened else '<details class="gk-sources">')
    assert f"出处（{count}）" in html
    assert html.count("<li>") == count


def test_notes_are_set_apart_by_kind_the_gravest_first_and_escaped() -> None:
    notes = [
        Note(code='x" onclick="', text=HOSTILE),
        Note(code="computed", text="3 + 1 = 4"),
        Note(code="blank", text="留空按 0 计"),
        Note(code="text_table_conflict", text="正文为 4[2]"),
        Note(code="unreadable", text="一份无法读出"),
    ]
    html = notes_html(notes, "zh", {2: "/there"})
    assert [html.index(f'class="gk-notes gk-{kind}"') for kind in ("conflict", "lack", "computed", "other")] == sorted(
        html.index(f'class="gk-notes gk-{kind}"') for kind in ("conflict", "lack", "computed", "other")
    )
    seen = see(html)
    assert seen.text == "数据不一致正文为 4[2]数据口径留空按 0 计一份无法读出计算过程3 + 1 = 4说明" + HOSTILE
    assert seen.addresses == ["/there"]


def test_each_code_is_of_one_kind() -> None:
    codes = [code for codes in KINDS.values() for code in codes]
    assert len(codes) == len(set(codes))
    assert {kind_of(code) for code in codes} == set(KINDS)
    assert kind_of("nothing known") == OTHER


def test_without_sources_or_notes_nothing_is_shown() -> None:
    assert sources_html([], "zh") == ""
    assert notes_html([], "zh", {}) == ""
