"""One made-up report as it is meant, before any format: its lines, its three tables laid out with merged cells, and the truth.

Every writer draws the same report from here. Knows nothing of files, formats or of how reports are read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from random import Random

from form_pages import NOTE

from index.form import Row, Table, cell_key, load_form
from index.report import Contact, State
from index.sample.reports import Sample, make_samples
from index.sample.text import load_stock

EDITIONS = ("2021", "2019")
INSIDE = ("new", "carried_in", "total", "carried_out")
GROUPS = ("review", "suit_direct", "suit_after")
MAIN_ROWS = ("new", "carried_in", "carried_out")
YEARS = {"2021": None, "2019": 2019}


@dataclass(frozen=True, slots=True)
class Printed:
    """A value as it stands in its cell, and what a reader has to make of it."""

    raw: str
    state: State
    number: int | float | None = None


BLANK = Printed("", State.BLANK)
Values = Mapping[str, Printed]


@dataclass(frozen=True, slots=True)
class LaidCell:
    """A cell of a table over `height` rows and `width` columns; `key` names the value it holds, empty for a label."""

    text: str
    height: int = 1
    width: int = 1
    key: str = ""


@dataclass(frozen=True, slots=True)
class LaidTable:
    """A table by rows, each with the cells that begin in it; `width` columns in all."""

    rows: tuple[tuple[LaidCell, ...], ...]
    width: int

    def slots(self) -> list[list[tuple[LaidCell, bool, bool]]]:
        """For every row and column the cell that covers it, and whether its first row and its first column lie there.

        Rows of a damaged table may be shorter or longer than the table is wide.
        """
        covered: dict[tuple[int, int], tuple[LaidCell, bool, bool]] = {}
        for at, row in enumerate(self.rows):
            column = 0
            for cell in row:
                while (at, column) in covered:
                    column += 1
                for down in range(cell.height):
                    for right in range(cell.width):
                        covered[at + down, column + right] = (cell, down == 0, right == 0)
                column += cell.width
        columns = range(max((column for _, column in covered), default=-1) + 1)
        return [[covered[at, column] for column in columns if (at, column) in covered] for at in range(len(self.rows))]

    def change(self, how: Callable[[LaidCell], LaidCell]) -> LaidTable:
        """The table with `how` applied to every cell."""
        return replace(self, rows=tuple(tuple(how(cell) for cell in row) for row in self.rows))


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """The whole report: `opening` and `closing` are its lines before and after the tables, `headings` those of chapters 2-4."""

    edition: str
    organisation: str
    kind: str
    year: int
    contact: Contact
    title: str
    opening: tuple[str, ...]
    headings: tuple[str, ...]
    tables: tuple[LaidTable, ...]
    closing: tuple[str, ...]
    cells: Values
    figures: frozenset[int]

    @property
    def name(self) -> str:
        """The file's name without suffix."""
        return f"{self.organisation}{self.year}年"


def make_report(edition: str, content: str, number: int = 0) -> WrittenReport:
    """The report of that edition with one of CONTENTS in its cells; `number` chooses another body and other numbers."""
    sample = _samples()[number % len(_samples())]
    year = YEARS[edition] or sample.year
    opening, closing = _narrative(sample, year, edition)
    values = CONTENTS[content](edition, sample, Random(f"{edition} {content} {number}"))
    figures = frozenset(sample.figures.values())
    if content != "ordinary":
        # Its counts would contradict tables made up apart from it.
        opening, closing, figures = (opening[0], *_without_counts(opening[1:])), _without_counts(closing), frozenset()
    form = load_form(edition)
    return WrittenReport(
        edition=edition,
        organisation=sample.organisation,
        kind=sample.kind,
        year=year,
        contact=sample.contact,
        title=f"{sample.organisation}{year}年政府信息公开工作年度报告",
        opening=opening,
        headings=tuple(f"{at}、{table.title}" for at, table in zip("二三四", form.tables, strict=True)),
        tables=lay_tables(edition, values),
        closing=closing,
        cells={key: values[key] for key in form.cell_keys()},
        figures=figures,
    )


@cache
def _samples() -> tuple[Sample, ...]:
    """Samples without a defect that had applications, one a body, in all kinds of bodies."""
    suitable = [sample for sample in make_samples(80, seed=11) if sample.defect is None and sample.cells["T3.new.total"]]
    return tuple({sample.organisation: sample for sample in suitable}.values())


def _narrative(sample: Sample, year: int, edition: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sample's lines before its tables, without the title, and those after them."""
    text = sample.text.replace(f"{sample.year}年", f"{year}年")
    text = text.replace(load_form("2021").notice[-7:], load_form(edition).notice[-7:])
    before, after = text[: text.index("\n二、主动公开")], text[text.index("\n五、") + 1 :]
    lines = before.split("\n")
    preface = next(at for at, line in enumerate(lines) if line.startswith(("本报告", "根据")))
    return tuple(lines[preface:]), tuple(after.strip().split("\n"))


def _without_counts(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The lines without the sentences that say what the tables say."""
    words = "规范性文件|申请[^。]*件|办结|答复\\d|复议|诉讼|办理结果|结转|未收到"
    cut = [re.sub(rf"[^。\n]*(?:{words})[^。\n]*。", "", line) for line in lines]
    return tuple(line for line in cut if line)


# Values ---------------------------------------------------------------------------------------------------------------


def as_printed(number: int | float) -> Printed:
    """A plain number."""
    return Printed(str(number), State.NUMBER, number)


def _ordinary(edition: str, sample: Sample, rng: Random) -> dict[str, Printed]:
    """The sample's own cells; in the earlier form, what the later one says of them, and its table 2 made up."""
    if edition == "2021":
        return {key: as_printed(number) for key, number in sample.cells.items()}
    cells = {key: number for key, number in sample.cells.items() if key[:2] != "T2"}
    for column in load_form(edition).table("T3").rows[0].columns:
        parts = [cells.pop(f"T3.{row}.{column.key}") for row in ("other_no_correction", "other_no_fee", "other_misc")]
        cells[f"T3.other.{column.key}"] = sum(parts)
    printed = {key: as_printed(number) for key, number in cells.items()}
    printed |= _proactive(edition, [rng.randint(0, 40) for _ in range(40)], rng)
    # The narrative says how many were made.
    return printed | {"T2.norms.made": as_printed(sample.cells["T2.norms.issued"])}


def _proactive(edition: str, numbers: list[int], rng: Random) -> dict[str, Printed]:
    """Table 2, its cells filled from `numbers`, amounts and changes written as they are in life."""
    values: dict[str, Printed] = {}
    for row in load_form(edition).table("T2").rows:
        for column in row.columns:
            number = numbers.pop()
            key = cell_key("T2", row.key, column.key)
            values[key] = as_printed(number)
            if column.key == "change" and rng.random() < 0.5:
                values[key] = as_printed(-number)
            elif column.key == "amount_wan_yuan":
                values[key] = as_printed(number + 0.6)
            elif column.key == "amount":
                values[key] = Printed(f"{number}.5964万元", State.NUMBER, number * 10_000 + 5964)
    return values


def _full(edition: str, sample: Sample, rng: Random) -> dict[str, Printed]:
    """No two cells alike, none zero, all equations kept."""
    while True:
        values = _balanced(edition, rng)
        if len({value.number for value in values.values()}) == len(values):
            return values


def _balanced(edition: str, rng: Random) -> dict[str, Printed]:
    rows = [row.key for row in load_form(edition).table("T3").rows]
    columns = [column.key for column in load_form(edition).table("T3").rows[0].columns]
    pool = rng.sample(range(2, 900), 240)
    numbers: dict[str, int] = {}
    for column in columns[:-1]:
        own = {row: pool.pop() for row in rows if row not in INSIDE}
        carried_in, carried_out = pool.pop(), pool.pop()
        total = sum(own.values())
        own |= {"total": total, "carried_in": carried_in, "carried_out": carried_out, "new": total + carried_out - carried_in}
        numbers |= {cell_key("T3", row, column): number for row, number in own.items()}
    for row in rows:
        numbers[cell_key("T3", row, "total")] = sum(numbers[cell_key("T3", row, column)] for column in columns[:-1])
    for group in GROUPS:
        own = {column: pool.pop() for column in ("upheld", "corrected", "other", "pending")}
        numbers |= {cell_key("T4", group, column): number for column, number in own.items()}
        numbers[cell_key("T4", group, "total")] = sum(own.values())
    printed = {key: as_printed(number) for key, number in numbers.items()}
    return printed | _proactive(edition, rng.sample(range(1000, 9000), 30), rng)


def _unbalanced(edition: str, sample: Sample, rng: Random) -> dict[str, Printed]:
    """No two cells alike, of one to six digits, no equation kept: nothing but its place tells where a number belongs."""
    form = load_form(edition)
    keys = form.cell_keys()
    lengths = [rng.choice((2, 3, 3, 4, 5, 6)) for _ in keys]
    numbers: set[int] = set()
    for length in lengths:
        while (number := rng.randrange(10 ** (length - 1), 10**length)) in numbers:
            pass
        numbers.add(number)
    shuffled = sorted(numbers)
    rng.shuffle(shuffled)
    values = {key: as_printed(number) for key, number in zip(keys, shuffled, strict=True)}
    return values | _proactive(edition, [number for number in shuffled if number > 2000][:40], rng)


GAPS: tuple[Callable[[int], Printed], ...] = (
    lambda number: BLANK,
    lambda number: BLANK,
    lambda number: Printed("-", State.DASH),
    lambda number: Printed("—", State.DASH),
    lambda number: Printed("/", State.DASH),
    lambda number: Printed("0", State.NUMBER, 0),
    lambda number: Printed(f"{number + 1000:,}", State.NUMBER, number + 1000),
    lambda number: Printed("".join(chr(ord(digit) + 0xFEE0) for digit in str(number)), State.NUMBER, number),
    lambda number: Printed(f"{number}（其中修订{number // 2}件）", State.NUMBER, number),
    lambda number: Printed(f"{number}件", State.NUMBER, number),
    lambda number: Printed(f"{number}O", State.UNREADABLE),
    lambda number: Printed("详见附件", State.UNREADABLE),
)


def _gappy(edition: str, sample: Sample, rng: Random) -> dict[str, Printed]:
    """Every way of filling in a cell that is met: blanks, dashes, separators, full-width digits, remarks, words."""
    values = _full(edition, sample, rng)
    for key in values:
        if rng.random() < 0.4 and not key.endswith((".total", "change", "amount", "amount_wan_yuan")):
            values[key] = rng.choice(GAPS)(rng.randint(2, 900))
    return values


def _bare(edition: str, sample: Sample, rng: Random) -> dict[str, Printed]:
    """What a body without any application leaves: rows wholly blank, table 4 nothing but dashes."""
    values = dict.fromkeys(load_form(edition).cell_keys(), BLANK)
    values |= {key: Printed("--", State.DASH) for key in values if key.startswith("T4.")}
    values |= {key: as_printed(0) for key in values if key.startswith("T2.") and rng.random() < 0.5}
    for row in ("new", "granted", "denied_law", "refused_duplicate", "total"):
        for column in ("natural", "total"):
            values[cell_key("T3", row, column)] = as_printed(rng.randint(1, 9))
    return values


CONTENTS: dict[str, Callable[[str, Sample, Random], dict[str, Printed]]] = {
    "ordinary": _ordinary,
    "full": _full,
    "unbalanced": _unbalanced,
    "gappy": _gappy,
    "bare": _bare,
}


# Tables ---------------------------------------------------------------------------------------------------------------


def lay_tables(edition: str, values: Values) -> tuple[LaidTable, ...]:
    """The three tables of the form with these values, merged as the official form merges them."""
    form = load_form(edition)
    return (
        _lay_proactive(form.table("T2"), values),
        _lay_applications(form.table("T3"), values),
        _lay_disputes(form.table("T4"), values),
    )


def _value_cells(table: str, row: Row, values: Values) -> list[LaidCell]:
    keys = [cell_key(table, row.key, column.key) for column in row.columns]
    return [LaidCell(values[key].raw, key=key) for key in keys]


def _widen_last(cells: list[LaidCell], width: int) -> tuple[LaidCell, ...]:
    return (*cells[:-1], replace(cells[-1], width=width - len(cells) + 1))


def _lay_proactive(table: Table, values: Values) -> LaidTable:
    width = 4
    rows: list[tuple[LaidCell, ...]] = []
    for group, members in groupby(table.rows, key=lambda row: row.group):
        block = list(members)
        rows.append((LaidCell(group, width=width),))
        heads = [LaidCell(load_stock()["frame"]["content"]), *(LaidCell(column.label) for column in block[0].columns)]
        rows.append(_widen_last(heads, width))
        rows += [_widen_last([LaidCell(row.label), *_value_cells("T2", row, values)], width) for row in block]
    return LaidTable(tuple(rows), width)


def _lay_applications(table: Table, values: Values) -> LaidTable:
    frame = load_stock()["frame"]
    first, *inner, last = (column.label for column in table.rows[0].columns)
    rows = [
        (LaidCell(NOTE, 3, 3), LaidCell(frame["applicants"], width=len(inner) + 2)),
        (LaidCell(first, 2), LaidCell(frame["organisations"], width=len(inner)), LaidCell(last, 2)),
        tuple(LaidCell(label) for label in inner),
    ]
    inside = [row for row in table.rows if row.key not in MAIN_ROWS]
    for row in table.rows:
        rows.append((*_leading_cells(row, inside), *_value_cells("T3", row, values)))
    return LaidTable(tuple(rows), 10)


def _leading_cells(row: Row, inside: list[Row]) -> list[LaidCell]:
    if row.key in MAIN_ROWS:
        return [LaidCell(row.label, width=3)]
    cells = [LaidCell(load_stock()["frame"]["results"], len(inside))] if row is inside[0] else []
    if not row.group:
        return [*cells, LaidCell(row.label, width=2)]
    siblings = [other for other in inside if other.group == row.group]
    if row is siblings[0]:
        cells.append(LaidCell(row.group, len(siblings)))
    return [*cells, LaidCell(row.label)]


def _lay_disputes(table: Table, values: Values) -> LaidTable:
    review, *suits = table.rows
    labels = [column.label for column in review.columns]
    return LaidTable(
        (
            (LaidCell(review.label, width=5), LaidCell(suits[0].group, width=10)),
            (*(LaidCell(label, 2) for label in labels), *(LaidCell(suit.label, width=5) for suit in suits)),
            tuple(LaidCell(label) for _ in suits for label in labels),
            tuple(cell for row in table.rows for cell in _value_cells("T4", row, values)),
        ),
        15,
    )
