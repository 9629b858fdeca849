"""Messages say what the answer says, as safe HTML on one line."""

from __future__ import annotations

import re
from html import escape, unescape

import pytest
from test_ui_sources import see
from toy_bot import CELL, HOSTILE, TABLE, make_answer

from gkbot.answer import AnswerTable, Coverage, Note
from ui.chat.data_table import ROWS_SHOWN
from ui.chat.footnotes import footnoted_text
from ui.chat.message import Surroundings, answer_message, failure_message, question_message, stage_message
from ui.chat.sources import report_link

TOOLS = ("button", "form", "input", "span")


def show(text: str = "答", **fields: object) -> str:
    return answer_message(make_answer(text=text, **fields), Surroundings())


def test_marks_lead_to_the_sources_there_are() -> None:
    html = show("收到 3 件 [1]，另见 [2]。", citations=(CELL,))
    marks = re.findall(r'<a class="gk-mark" href="([^"]*)">\[(\d)\]</a>', html)
    assert [(unescape(address), number) for address, number in marks] == [(report_link(CELL), "1")]
    assert "另见 [2]" in html


def test_marks_in_a_note_lead_to_their_source_too() -> None:
    html = show("答 [1]", citations=(CELL,), notes=(Note(code="text_table_conflict", text="表格为 3[1]，*正文*为 2[2]。"),))
    assert f'表格为 3<a class="gk-mark" href="{escape(report_link(CELL))}">[1]</a>，*正文*为 2[2]。' in html


def test_a_note_that_the_answer_repeats_is_shown_once() -> None:
    seen = see(show("收到 3 件。\n\n注意：有一格留空。\n", notes=(Note(code="blank", text="注意：有一格留空。"),)))
    assert seen.text.partition("复制")[0].count("注意：有一格留空。") == 1
    assert "收到 3 件。" in seen.text


def test_markdown_lays_out_and_nothing_else() -> None:
    html = show("- **甲**\n- 乙\n\n| 年 | 件 |\n|---|---|\n| 2023 | 3 |")
    assert "<strong>甲</strong>" in html
    assert html.count("<li>") == 2
    assert "<td>2023</td>" in html


@pytest.mark.parametrize(
    "hostile",
    [HOSTILE, "<b>x</b>", "[链](javascript:alert(1))", "![图](http://example.com/a.png)", "<http://example.com>",
     "[1]: http://example.com\n\n[1]", "[x]: http://example.com\n\n[x]"],
)  # fmt: skip
def test_markup_and_links_in_an_answer_stay_text(hostile: str) -> None:
    seen = see(show(hostile))
    assert set(seen.tags) <= {"div", "p", "pre", *TOOLS}
    assert re.sub(r"\s", "", seen.text).startswith(re.sub(r"\s", "", hostile))
    assert seen.addresses == []


@pytest.mark.parametrize(
    "text", ["第一行\n第二行", "<img src=x onerror=alert(1)>", "# 不是标题\n\n- 不是列表", "$$x$$\t[链](http://example.com)"]
)
def test_a_question_is_shown_as_typed(text: str) -> None:
    seen = see(question_message(text))
    assert seen.text == text
    assert seen.tags == ["div"]


def test_every_message_is_one_line_that_begins_with_a_block() -> None:
    messages = [
        question_message("一\n\n二"),
        failure_message("zh"),
        stage_message("writing", "zh", "一\n\n- 二"),
        show("一\n\n二\n\n```\n代码\n```", citations=(CELL,), table=AnswerTable(columns=("a\nb",), rows=(("c\td",),))),
    ]
    for message in messages:
        assert message.startswith("<div ")
        assert not re.search(r"[\n\r\t]", message)


def test_a_table_shows_its_values_escaped_and_numbers_as_they_are() -> None:
    table = AnswerTable(
        columns=("机关", "数"), rows=(("<i>甲</i>", 3), ("乙", 2.0), ("丙", 0.35), ("丁", 1234567890), ("戊", None))
    )
    seen = see(show(table=table))
    assert "数据表（5 行）机关数<i>甲</i>3乙2丙0.35丁1234567890戊" in seen.text
    assert "i" not in seen.tags


def test_a_number_of_a_table_leads_to_its_cells_and_the_table_to_its_files() -> None:
    answer = make_answer(table=TABLE).model_copy(update={"id": "a1"})
    seen = see(answer_message(answer, Surroundings("/bot")))
    assert [address for address in seen.addresses if address.startswith("/bot/reports")] == [
        "/bot/reports/qingxi-2023?cell=T3.new.total#lit", "/bot/reports/gone?cell=T3.new.total#lit",
    ]  # fmt: skip
    assert [address for address in seen.addresses if address.startswith("/bot/answers")] == [
        "/bot/answers/a1/table.csv", "/bot/answers/a1/table.xlsx",
    ]  # fmt: skip


def test_a_huge_table_is_cut_and_says_so() -> None:
    rows = tuple((f"单位{number}", number) for number in range(ROWS_SHOWN + 5))
    html = show(table=AnswerTable(columns=("单位", "数"), rows=rows))
    assert html.count("<tr>") == ROWS_SHOWN + 1
    assert f"数据表（{ROWS_SHOWN + 5} 行），此处显示前 {ROWS_SHOWN} 行" in html


def test_ties_keep_the_number_they_were_given_and_what_follows_a_list_is_none_of_it() -> None:
    html = show("1. 甲\n2. 乙\n2. 丙\n共三个。\n\n- 丁\n完。")
    assert re.findall(r'<li value="(\d)">', html) == ["1", "2", "2"]
    assert "<p>共三个。</p>" in html
    assert "<p>完。</p>" in html


def test_judging_is_offered_where_it_is_wanted() -> None:
    assert "gk-vote" in show()
    assert "gk-vote" not in answer_message(make_answer(), Surroundings(feedback=False))


def test_a_stage_says_what_is_done_and_shows_the_text_so_far() -> None:
    assert see(stage_message("looking_up", "en")).text == "Looking up the reports"
    assert see(stage_message("writing", "zh", "**已有**")).text.split() == ["已有", "正在撰写回答"]


def test_what_is_copied_has_its_sources_as_footnotes() -> None:
    answer = make_answer("几件？", "新收 **3** 件 [1]。", citations=(CELL,), notes=(Note(code="blank", text="有一格留空。"),))
    told = footnoted_text(answer).split("\n")
    assert told[:4] == ["几件？", "新收 3 件 [1]。", "有一格留空。", ""]
    assert told[4].startswith("[1] 青溪镇人民政府 2023年 · 三、收到和处理")
    assert "“一、本年新收政府信息公开申请数量 2 1 3”（文件：qingxi_2023.txt）" in told[4]


def test_coverage_names_what_is_missing_and_what_could_not_be_read() -> None:
    coverage = Coverage(
        matched=1, looked_at=3, missing=("甲乡", "乙乡"), unreadable=("丙<乡>",), blank=("丁乡",), undefined=("戊乡",)
    )
    told = (
        "查阅报告 3 份，符合 1 份。 缺少这一项：甲乡、乙乡。 该处无法识别：丙<乡>。 该处留空：丁乡。 分母为零，算不出比率：戊乡。"
    )
    assert told in see(show(coverage=coverage)).text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("answered", None),
        ("clarify", "请补充说明"),
        ("not_stated", "报告未写明"),
        ("no_data", "没有相应的报告"),
        ("out_of_scope", "不在年度报告范围内"),
    ],
)
def test_a_status_other_than_answered_is_said_plainly(status: str, words: str | None) -> None:
    html = show(status=status)
    assert ("gk-status" in html) == (words is not None)
    assert words is None or words in html
