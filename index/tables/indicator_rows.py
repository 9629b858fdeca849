"""The rows of a statistics table from before the form, in whatever layout: labels, unit, numbers, and how far a row is indented.

Knows nothing of which row is part of which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.document import Document, Grid, GridCell
from index.report import Span
from index.values import is_value
from index.wording import fold

_UNITS = frozenset(
    (
        "条",
        "件",
        "次",
        "篇",
        "个",
        "人",
        "人次",
        "万人次",
        "万元",
        "元",
        "部",
        "份",
        "场",
        "期",
        "批",
        "册",
        "家",
        "项",
        "宗",
        "起",
    )
)
_DASHES = re.compile(r"[-/]+")
_LABEL_HEADING = re.compile(r"(?:统计|指标|项目|内容)+(?:名称|项目)?")
_UNIT_HEADING = re.compile(r"(?:计量|数量)?单位")
_CODE_HEADING = re.compile(r"代码|编码|序号|行次")
_NOT_NUMBERS = re.compile(rf"{_CODE_HEADING.pattern}|备注|说明")
_NUMBER_HEADING = re.compile(r"统计数据?|统计数值|数量|数值|.*(?:实际|累计|年度?)")
UNIT_IN_LABEL = re.compile(r"\((?:单位:?)?([^()]{1,3})\)")
_CODE = re.compile(r"\d{1,3}\*{0,2}")
# The same headings in running text, where the file has lost the table's grid.
_LOST_HEADING = re.compile(
    r"(?:统计)?指标(?:名称)?(?:计量)?单位(?P<code>代码)?"
    r"(?P<columns>本期实际本年累计|(?:\d{4})?年度?历年累计|统计数据?|数量|数值)(?:甲乙丙?1?2?)?"
)
_TWO_COLUMNS = re.compile(r"(.+?)(本年累计|历年累计)")
_LONGEST_LABEL = 90

# How deep a label's numbering stands.
NUMBERINGS = (
    (1, re.compile(r"[一二三四五六七八九十]+[、.]")),
    (2, re.compile(r"\([一二三四五六七八九十]+\)")),
    (3, re.compile(r"\d{1,2}[.、](?!\d)")),
    (4, re.compile(r"\(\d{1,2}\)|\d{1,2}\)")),
    (5, re.compile(r"[①-⑳]")),
)
_LEVEL_OF_ROWS = 3


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where a table has its labels, units and numbers: columns by their place, the numbers' with their headings.

    `unit` is None where a table has no column of units; then a label may name its own.
    """

    width: int
    labels: tuple[int, ...]
    unit: int | None
    values: tuple[tuple[int, str], ...]
    has_code: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read: its labels from the outermost, `indent` how far the innermost is indented, and its numbers by heading."""

    labels: tuple[str, ...]
    indent: int
    unit: str
    values: tuple[tuple[str, GridCell], ...]
    place: Span


def read_rows(document: Document) -> list[Row]:
    """The rows of the statistics tables in a document, also where it has only their text left; none without such a table."""
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    return list(_rows_of_grids(document.text, grids)) or list(_rows_of_lost_grid(document.text))


def _rows_of_grids(text: str, grids: Iterable[Grid]) -> Iterator[Row]:
    """The rows below each header; of blocks side by side the left one comes first, since the right one goes on with it."""
    layouts: tuple[_Layout, ...] = ()
    blocks: list[list[Row]] = []
    for line in (line for grid in grids for line in grid.rows):
        found = _read_header(line)
        if found:
            yield from (row for block in blocks for row in block)
            layouts, blocks = found, [[] for _ in found]
            continue
        for layout, block in zip(layouts, blocks, strict=True):
            row = _read_row(text, line, layout)
            if row is not None:
                block.append(row)
    yield from (row for block in blocks for row in block)


def _read_header(line: Sequence[GridCell]) -> tuple[_Layout, ...]:
    """The layout a header row gives; several where the table stands in blocks side by side, none when it is no header."""
    names = [_bare(cell.raw) for cell in line]
    units = [at for at, name in enumerate(names) if _UNIT_HEADING.fullmatch(name)]
    layouts: list[_Layout] = []
    if not units:
        return _read_header_without_units(names)
    for at, unit in enumerate(units):
        first = layouts[-1].values[-1][0] + 1 if layouts else 0
        last = units[at + 1] if at + 1 < len(units) else len(names)
        labels = tuple(i for i in range(first, unit) if not _CODE_HEADING.search(names[i]))
        behind = [i for i in range(unit + 1, last) if names[i]]
        if at + 1 < len(units):
            # The last heading before the next unit is that block's label.
            behind = [i for i in behind if not _LABEL_HEADING.fullmatch(names[i])]
        values = tuple((i, names[i]) for i in behind if not _NOT_NUMBERS.search(names[i]))
        if not values or not any(_LABEL_HEADING.search(names[i]) for i in labels):
            return ()
        has_code = any(_CODE_HEADING.search(names[i]) for i in behind)
        layouts.append(_Layout(len(names), labels, unit, values, has_code))
    return tuple(layouts)


def _read_header_without_units(names: Sequence[str]) -> tuple[_Layout, ...]:
    label = next((i for i, name in enumerate(names) if re.fullmatch(r"(?:统计)?指标(?:名称)?", name)), None)
    if label is None:
        return ()
    behind = [i for i in range(label + 1, len(names)) if names[i] and not _NOT_NUMBERS.search(names[i])]
    if not behind or not all(_NUMBER_HEADING.fullmatch(names[i]) for i in behind):
        return ()
    return (_Layout(len(names), (label,), None, tuple((i, names[i]) for i in behind), False),)


def _read_row(text: str, line: Sequence[GridCell], layout: _Layout) -> Row | None:
    """The row, or None for what is none: a line of column letters, a note, a signature."""
    parts = _split_by_place(line, layout) if len(line) == layout.width else _split_by_unit(line, layout)
    if parts is None:
        return None
    labels, unit, values = parts
    if not labels or (unit.raw and not _is_unit(unit.raw)):
        return None
    if not unit.raw and not any(is_value(cell.raw) for cell in values) and not _is_section(labels[-1].raw):
        return None
    named = tuple((heading, cell) for (_, heading), cell in zip(layout.values, values, strict=False))
    place = Span(labels[0].start, max(cell.end for cell in (labels[-1], unit, *values)))
    return Row(tuple(_joined(cell.raw) for cell in labels), _indent(text, labels[-1].start), _unit(unit.raw), named, place)


_Parts = tuple[list[GridCell], GridCell, list[GridCell]]


def _split_by_place(line: Sequence[GridCell], layout: _Layout) -> _Parts:
    labels = [line[i] for i in layout.labels if line[i].raw]
    unit = line[layout.unit] if layout.unit is not None else _unit_in_label(labels)
    return labels, unit, [line[i] for i, _ in layout.values]


def _unit_in_label(labels: Sequence[GridCell]) -> GridCell:
    """The unit that a label names itself (收到申请数（件）), as a cell at its place; an empty one without."""
    match = UNIT_IN_LABEL.search(fold(labels[-1].raw)) if labels else None
    if match is None or match[1] not in _UNITS:
        end = labels[-1].end if labels else 0
        return GridCell("", end, end)
    return GridCell(match[1], labels[-1].start + match.start(1), labels[-1].start + match.end(1))


def _split_by_unit(line: Sequence[GridCell], layout: _Layout) -> _Parts | None:
    """Labels, unit and numbers of a row that has lost or gained cells, by the cell that holds a unit."""
    at = next((i for i, cell in enumerate(line) if i and _is_unit(cell.raw)), None)
    if at is None or layout.unit is None:
        filled = [cell for cell in line if cell.raw]
        return (filled, GridCell("", filled[0].end, filled[0].end), []) if len(filled) == 1 else None
    values = list(line[at + 1 :])
    if layout.has_code and values and _CODE.fullmatch(_bare(values[0].raw)):
        values = values[1:]
    return [cell for cell in line[:at] if cell.raw and not _CODE.fullmatch(cell.raw)], line[at], values[: len(layout.values)]


def _rows_of_lost_grid(text: str) -> Iterator[Row]:
    """The rows of a table whose cells stand one behind the other as running text: label, unit, number, label, ..."""
    kept = [at for at, char in enumerate(text) if not char.isspace() and char not in "|｜"]
    match = _LOST_HEADING.search(fold("".join(text[at] for at in kept)))
    if match is None:
        return
    two = _TWO_COLUMNS.fullmatch(match["columns"])
    headings = two.groups() if two else (match["columns"],)
    tokens = [
        GridCell(token.group(), start + token.start(), start + token.end())
        for start in (kept[match.end() - 1] + 1,)
        for token in re.finditer(r"[^\s|｜]+", text[start:])
    ]
    label: list[GridCell] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if not label or not _is_unit(token.raw):
            label.append(token)
            if "。" in token.raw or sum(len(part.raw) for part in label) > _LONGEST_LABEL:
                return
            continue
        if match["code"] and at < len(tokens) and _CODE.fullmatch(tokens[at].raw):
            at += 1
        values: list[GridCell] = []
        while len(values) < len(headings) and at < len(tokens) and is_value(tokens[at].raw):
            values.append(tokens[at])
            at += 1
        end = (values or [token])[-1].end
        values += [GridCell("", end, end)] * (len(headings) - len(values))
        name = "".join(part.raw for part in label)
        named = tuple(zip(headings, values, strict=True))
        yield Row((name,), _indent(text, label[0].start), _unit(token.raw), named, Span(label[0].start, end))
        label = []


def level_of_label(folded: str) -> int | None:
    """1 for 一、, 2 for （一）, 3 for 1., 4 for (1), 5 for ①; None for a label without a number."""
    return next((level for level, numbering in NUMBERINGS if numbering.match(folded)), None)


def _is_section(raw: str) -> bool:
    """Whether a label can head rows without a number of its own (一、主动公开情况)."""
    return (level_of_label(_bare(raw)) or _LEVEL_OF_ROWS) < _LEVEL_OF_ROWS


def _bare(raw: str) -> str:
    return re.sub(r"\s+", "", fold(raw))


def _joined(raw: str) -> str:
    return re.sub(r"\s+", "", raw)


def _is_unit(raw: str) -> bool:
    bare = _bare(raw)
    return bare in _UNITS or bool(_DASHES.fullmatch(bare))


def _unit(raw: str) -> str:
    bare = _bare(raw)
    return bare if bare in _UNITS else ""


def _indent(text: str, start: int) -> int:
    """How many half-width blanks stand before a label on its line."""
    width = 0
    for char in reversed(text[max(0, start - 60) : start]):
        if char in "\n\t|｜" or not char.isspace():
            break
        width += 2 if char == "\u3000" else 1
    return width
