"""Draws the tables of the official form from rows of values, in both editions and several layouts, for tests of reading them.

Values are strings as they stand in the cells, so that blanks, dashes and thousands separators can be drawn too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from index.form import Row, Table, load_form

NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
Lines = list[list[str]]
Values = Mapping[str, Sequence[str]]

HEADINGS = (
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
)
TITLE = "青屿市岚桥局2023年政府信息公开工作年度报告"
OVERVIEW = "一、总体情况\n2023年，市岚桥局依法做好政府信息公开工作。"
ENDING = "五、存在的主要问题及改进情况\n存在不足，将加以改进。\n六、其他需要报告的事项\n无。"


def proactive_lines(edition: str, values: Values) -> Lines:
    """Table 2: each block with its own header row."""
    lines: Lines = []
    for group, rows in groupby(load_form(edition).table("T2").rows, key=lambda row: (row.group, row.columns[0].label)):
        members = list(rows)
        lines.append([group[0]])
        lines.append(["信息内容", *(column.label for column in members[0].columns)])
        lines += [[row.label, *values[row.key]] for row in members]
    return lines


def application_lines(edition: str, values: Values) -> Lines:
    """Table 3: the corner, two header rows, then its rows with the merged cells left empty."""
    table = load_form(edition).table("T3")
    lines = [[NOTE, "申请人情况"], ["", "自然人", "法人或其他组织", "总计"]]
    lines.append(["", "", *(column.label for column in table.rows[0].columns[1:-1]), ""])
    return lines + [[*_leading_cells(table, row), *values[row.key]] for row in table.rows]


def _leading_cells(table: Table, row: Row) -> list[str]:
    if row.label[0] in "一二四":
        return [row.label]
    first = "三、本年度办理结果" if row.key == "granted" else ""
    if not row.group:
        return [first, row.label]
    is_first = next(other for other in table.rows if other.group == row.group) is row
    return [first, row.group if is_first else "", row.label]


def review_lines(edition: str, values: Sequence[str]) -> Lines:
    """Table 4: three header rows and one row of fifteen values."""
    labels = [column.label for column in load_form(edition).table("T4").rows[0].columns]
    return [
        ["行政复议", "行政诉讼"],
        [*labels, "未经复议直接起诉", "复议后起诉"],
        ["", "", "", "", "", *labels, *labels],
        list(values),
    ]


def draw_tabs(lines: Lines) -> str:
    """A cell a line behind a tab, an empty line behind each row."""
    return "".join("".join(f"\t{cell}\n" for cell in line) + "\n" for line in lines)


def draw_pipes(lines: Lines) -> str:
    """A row a line, empty leading cells lost and merged cells left at its end, as web pages are dumped."""
    width = max(len(line) for line in lines)
    rows = []
    for line in lines:
        kept = line[next((at for at, cell in enumerate(line) if cell), 0) :] if not _is_blank(line) else line
        rows.append(" | ".join(kept) + " |" + "|" * (width - len(line)))
    return "\n".join(rows) + "\n"


def draw_bare_pipes(lines: Lines) -> str:
    """A row a line without any empty cell at its end."""
    return "\n".join(" | ".join(line) for line in lines) + "\n"


def draw_markdown(lines: Lines) -> str:
    """A Markdown table with a rule line below its first row."""
    rows = ["| " + " | ".join(line) + " |" for line in lines]
    return "\n".join([rows[0], "|---|:--:|", *rows[1:]]) + "\n"


def _is_blank(line: Sequence[str]) -> bool:
    return not any(line)


LAYOUTS = {"tabs": draw_tabs, "pipes": draw_pipes, "bare pipes": draw_bare_pipes, "markdown": draw_markdown}


def write_page(edition: str, proactive: Values, applications: Values, review: Sequence[str], *, layout: str = "tabs") -> str:
    """A whole report of a body that does not exist, with these tables."""
    draw = LAYOUTS[layout]
    tables = (proactive_lines(edition, proactive), application_lines(edition, applications), review_lines(edition, review))
    chapters = [f"{heading}\n{draw(lines)}" for heading, lines in zip(HEADINGS, tables, strict=True)]
    return "\n".join([TITLE, OVERVIEW, *chapters, ENDING])


def zero_page(edition: str = "2021", **changes: Sequence[str]) -> tuple[Values, Values, Sequence[str]]:
    """Values for a page of zeros; `changes` replaces rows of table 3."""
    form = load_form(edition)
    proactive = {row.key: ["0"] * len(row.columns) for row in form.table("T2").rows}
    applications = {row.key: changes.get(row.key, ["0"] * 7) for row in form.table("T3").rows}
    return proactive, applications, ["0"] * 15
