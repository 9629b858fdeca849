"""An answer in a terminal: its text without markup, its notes once, its sources numbered and short."""

from __future__ import annotations

from toy_bot import CELL, STATED, cite, make_answer

from gkbot.answer import Note
from ui.shell.plain import QUOTE_WIDTH, plain_answer


def test_the_answer_comes_first_without_markup() -> None:
    lines = plain_answer(make_answer(text="新收 **3** 件 [1]。", citations=(CELL,))).splitlines()
    assert lines[0] == "新收 3 件 [1]。"


def test_every_source_has_a_line_with_number_body_year_place_and_quote() -> None:
    lines = plain_answer(make_answer(text="[1][2]", citations=(CELL, STATED))).splitlines()
    sources = [line for line in lines if line.startswith(("[1] ", "[2] "))]
    assert len(sources) == 2
    for source, citation in zip(sources, (CELL, STATED), strict=True):
        for told in (citation.organisation, str(citation.year), citation.section, citation.locator, citation.file):
            assert told in source
        assert " ".join(citation.quote.split()) in source


def test_a_quote_is_one_line_and_cut_where_it_is_long() -> None:
    quote = "青溪镇\n" + "很长" * QUOTE_WIDTH
    last = plain_answer(make_answer(text="[1]", citations=(cite(1, quote, "节", "处", report=quote),))).splitlines()[-1]
    assert last.endswith("…")
    assert "青溪镇 很长" in last
    assert len(last) < QUOTE_WIDTH + 80


def test_a_note_that_the_answer_says_already_is_not_said_again() -> None:
    note, other = Note(code="blank", text="一格为空白。"), Note(code="computed", text="1 + 2 = 3")
    text = plain_answer(make_answer(text=f"答。\n{note.text}", notes=(note, other)))
    assert text.count(note.text) == 1
    assert text.count(other.text) == 1


def test_an_answer_without_sources_is_its_text_alone() -> None:
    assert plain_answer(make_answer(text="不在范围内。", status="out_of_scope")) == "不在范围内。"


def test_a_report_without_a_year_is_named_without_one() -> None:
    text = plain_answer(make_answer(text="[1]", citations=(CELL.model_copy(update={"year": None}),)))
    assert "None" not in text
    assert CELL.organisation in text
