"""The tables of the official form as HTML, merged cells and all, with a report's own values in them. Knows nothing of pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from itertools import groupby

from index.form import Column, Row, Table, cell_key

# Draws the cell of a key as a <td> over that many columns.
DrawCell = Callable[[str, int], str]

RESULTS = "三、本年度办理结果"
APPLICANTS, ORGANISATIONS, CONTENT = "申请人情况", "法人或其他组织", "信息内容"
BALANCE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
WORDS_ABOVE = frozenset((APPLICANTS, ORGANISATIONS, CONTENT, BALANCE))  # what stands above the columns beside their own heads
_OUTER = ("一、", "二、", "四、")  # rows of table 3 that stand beside the results, not among them


def draw_table(table: Table, cell: DrawCell) -> str:
    """The table as the form prints it: `cell` draws the <td> of a cell key ("T3.new.total"), the rest are <th>."""
    rows = {"T2": _proactive, "T3": _applications, "T4": _reviews}[table.key](table, cell)
    return f'<table class="gk-form"><caption>{escape(table.title)}</caption>{"".join(f"<tr>{row}</tr>" for row in rows)}</table>'


def _th(label: str, *, columns: int = 1, rows: int = 1, scope: str = "col") -> str:
    spans = "".join(f' {name}="{count}"' for name, count in (("colspan", columns), ("rowspan", rows)) if count > 1)
    group = "group" if columns > 1 and scope == "col" else ""
    return f'<th scope="{scope}{group}"{spans}>{escape(label)}</th>'


def _values(table: Table, row: Row, cell: DrawCell, width: int = 0) -> str:
    """The cells of a row; the last of them fills the rest of `width` columns."""
    spans = _spans(row.columns, width)
    return "".join(cell(cell_key(table.key, row.key, c.key), span) for c, span in zip(row.columns, spans, strict=True))


def _spans(columns: Sequence[Column], width: int) -> list[int]:
    return [1] * (len(columns) - 1) + [max(1, width - len(columns) + 1)]


def _proactive(table: Table, cell: DrawCell) -> list[str]:
    """Under each item of Article 20 its own columns; the item with most of them sets the width."""
    width = max(len(row.columns) for row in table.rows)
    lines = []
    for (group, columns), rows in groupby(table.rows, lambda row: (row.group, row.columns)):
        heads = (_th(c.label, columns=span) for c, span in zip(columns, _spans(columns, width), strict=True))
        lines += [_th(group, columns=width + 1), _th(CONTENT) + "".join(heads)]
        lines += [_th(row.label, scope="row") + _values(table, row, cell, width) for row in rows]
    return lines


def _applications(table: Table, cell: DrawCell) -> list[str]:
    """Rows beside the results reach over three columns of labels; results stand under their group, and all under RESULTS."""
    first, *organisations, last = table.rows[0].columns
    lines = [
        _th(BALANCE, columns=3, rows=3) + _th(APPLICANTS, columns=len(organisations) + 2),
        _th(first.label, rows=2) + _th(ORGANISATIONS, columns=len(organisations)) + _th(last.label, rows=2),
        "".join(_th(column.label) for column in organisations),
    ]
    for is_outer, block in groupby(table.rows, lambda row: row.label.startswith(_OUTER)):
        rows = list(block)
        if is_outer:
            lines += [_th(row.label, columns=3, scope="row") + _values(table, row, cell) for row in rows]
        else:
            results = _results(table, rows, cell)
            lines += [_th(RESULTS, rows=len(results), scope="row") + results[0], *results[1:]]
    return lines


def _results(table: Table, rows: Sequence[Row], cell: DrawCell) -> list[str]:
    lines = []
    for group, members in groupby(rows, lambda row: row.group):
        inside = list(members)
        for at, row in enumerate(inside):
            if not group:
                label = _th(row.label, columns=2, scope="row")
            else:
                label = (_th(group, rows=len(inside), scope="row") if at == 0 else "") + _th(row.label, scope="row")
            lines.append(label + _values(table, row, cell))
    return lines


def _reviews(table: Table, cell: DrawCell) -> list[str]:
    """The rows of the form data stand side by side, each over its own columns, with one line of values below."""
    heads, below = "", ""
    for group, members in groupby(table.rows, lambda row: row.group):
        rows = list(members)
        width = sum(len(row.columns) for row in rows)
        if group:
            heads += _th(group, columns=width)
            below += "".join(_th(row.label, columns=len(row.columns)) for row in rows)
        else:
            heads += "".join(_th(row.label, columns=len(row.columns), rows=2) for row in rows)
    columns = "".join(_th(column.label) for row in table.rows for column in row.columns)
    return [heads, below, columns, "".join(_values(table, row, cell) for row in table.rows)]
