"""Sources show the report's own characters, the quote lit among them, and nothing of a report becomes markup."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from toy_bot import CELL, HOSTILE, STATED, ToyBot, cite

from gkbot.answer import Note
from ui.sources import CONTEXTS_SHOWN, context_html, notes_html, sources_html


@dataclass
class Seen(HTMLParser):
    """What a browser would see: all text, the text inside <mark>, the text of each cell, and every tag."""

    text: str = ""
    lit: str = ""
    cells: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    open_tags: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        name = dict(attributes).get("class") or ""
        self.tags.append(tag)
        self.open_tags.append((tag, name))
        if name == "gk-cell":
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        opened, _ = self.open_tags.pop()
        assert opened == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if any(tag == "mark" for tag, _ in self.open_tags):
            self.lit += data
        if self.open_tags and self.open_tags[-1][1] == "gk-cell":
            self.cells[-1] += data


def see(html: str) -> Seen:
    seen = Seen()
    seen.feed(html)
    seen.close()
    assert seen.open_tags == []
    return seen


CONTEXTS = {
    "prose": ("一、总体情况\n2023年，", "收到申请3件。", "均已答复。\n\n二、其他"),
    "cell a line, quote with its tab": ("标题\n\t甲\n\t乙\n\n", "\t合计\n\t2\n\t\n\t3", "\n\n\t丙\n\t0\n\n\n三、下一章"),
    "cell a line, quote from its text": ("标题\n\t甲\n\t乙\n\n\t", "合计\n\t2\n\t\n\t3", "\n\n\t丙\n\t0"),
    "cell a line, one cell quoted": ("\t商业\n企业\n\t", "科研\n机构", "\n\t总计\n\n\t0\n\t0"),
    "cells by tab": ("表头\t甲\t乙\n", "合计\t2\t3", "\n\t其中\t1\n附注"),
    "pipes of the file": ("信息内容 | 本年制发件数 |\n", "规章 | 0 | 0 |", "\n行政规范性文件 | 0 |"),
    "markup": (HOSTILE, HOSTILE, HOSTILE),
    "nothing around": ("", "引文", ""),
    "line ends of all kinds": ("\r\n\t甲\r\n\r\n", "\t乙\r\n\t1", "\r\n\r\n"),
}


@pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS.keys())
def test_text_is_not_changed_and_exactly_the_quote_is_lit(context: tuple[str, str, str]) -> None:
    seen = see(context_html(*context))
    assert seen.text == "".join(context)
    assert seen.lit == context[1]
    assert set(seen.tags) <= {"mark", "span"}


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("prose", []),
        ("cell a line, quote with its tab", ["甲", "乙", "合计", "2", "", "3", "丙", "0"]),
        ("cell a line, quote from its text", ["甲", "乙", "合计", "2", "", "3", "丙", "0"]),
        ("cells by tab", ["表头", "甲", "乙", "合计", "2", "3", "", "其中", "1"]),
        ("pipes of the file", []),
    ],
)
def test_rows_are_drawn_as_their_cells(name: str, cells: list[str]) -> None:
    assert see(context_html(*CONTEXTS[name])).cells == cells


def test_each_source_names_its_place_and_shows_value_and_file() -> None:
    html = sources_html([CELL, STATED], ToyBot().context, "zh", "m1")
    seen = see(html)
    assert seen.tags.count("details") == 2
    assert "[1] 青溪镇人民政府 2023年 · 表三 · 本年新收 / 总计" in seen.text
    assert "数值：3 · 文件：qingxi_2023.txt" in seen.text
    assert seen.lit == CELL.quote + STATED.quote
    assert 'id="m1-source-1"' in html
    assert "<details open" not in html


def test_a_source_of_an_unknown_year_says_so() -> None:
    assert "year unknown" in see(sources_html([CELL.model_copy(update={"year": None})], ToyBot().context, "en", "m1")).text


def test_names_and_places_of_a_report_are_escaped() -> None:
    hostile = cite(1, HOSTILE, HOSTILE, f"{HOSTILE} ¶ 1", report=HOSTILE).model_copy(
        update={"organisation": HOSTILE, "file": HOSTILE}
    )
    seen = see(sources_html([hostile], lambda citation: ("", citation.quote, ""), "zh", 'm"><script>'))
    assert not {"script", "img"} & set(seen.tags)
    assert seen.text.count(HOSTILE) == 5


def test_a_long_list_of_sources_shows_every_quote_but_not_every_surrounding() -> None:
    asked: list[int] = []

    def context(citation: object) -> tuple[str, str, str]:
        asked.append(1)
        return "前", CELL.quote, "后"

    many = [CELL.model_copy(update={"n": number}) for number in range(1, CONTEXTS_SHOWN + 6)]
    seen = see(sources_html(many, context, "zh", "m1"))
    assert len(asked) == CONTEXTS_SHOWN
    assert seen.tags.count("details") == len(many)
    assert seen.lit == CELL.quote * len(many)


def test_notes_are_set_apart_and_escaped() -> None:
    seen = see(notes_html([Note(code="blank", text="留空按 0 计"), Note(code='x" onclick="', text=HOSTILE)], "zh", {}))
    assert seen.tags == ["aside", "p", "ul", "li", "li"]
    assert seen.text == "说明留空按 0 计" + HOSTILE


def test_without_sources_or_notes_nothing_is_shown() -> None:
    assert sources_html([], ToyBot().context, "zh", "m1") == ""
    assert notes_html([], "zh", {}) == ""
