"""Questions about the numbers of one report: cells, sums of cells, rates, shares, breakdowns, yes or no, whether it agrees.

Wordings are data in `bank_wordings.py`. Knows nothing of how questions are understood or answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import bank_wordings as say
from bank_judge import ANSWERED, Asked, Expected
from bank_reports import BankReport
from bank_speech import Bank, Expect
from bank_truth import ORGANISATIONS, cells_of, percent, plain, rate_of, value_of

from index.form import cell_key, load_form


def expect_value(report: BankReport, *measures: str) -> Expected:
    """The values of measures in a report and no other number; where the text says otherwise, that number too."""
    files = frozenset({report.file})
    numbers = [value_of(report, measure) for measure in measures]
    if None in numbers:
        return Expected(
            statuses=ANSWERED | {"not_stated"},
            only=True,
            files=files,
            words=("空|未填|没有填|不是数字|blank|not a number|not filled",),
        )
    also = (str(report.said_new),) if "new" in measures and report.defect == "text_table" else ()
    # The year's results may be told one by one beside their total.
    parts = frozenset(plain(report.cells[key] or 0) for key in _result_cells(report)) if "total" in measures else frozenset[str]()
    said = (*(plain(number) for number in numbers if number is not None), *also)
    return Expected(numbers=said, only=True, allowed=parts, files=files)


def _result_cells(report: BankReport) -> list[str]:
    rows = [row.key for row in load_form(report.edition).table("T3").rows]
    return [f"T3.{row}.total" for row in rows if row not in ("new", "carried_in", "carried_out", "total")]


def expecting(*measures: str) -> Expect:
    """`expect_value` of these measures, still without a report."""
    return lambda report: expect_value(report, *measures)


def ask_values(bank: Bank) -> Iterator[Asked]:
    """Every row of table 3, with its total and by applicant."""
    for row, wordings in say.ROWS.items():
        each = (6, 5) if row in ("new", "total", "granted") else (4, 4)
        yield from bank.both("value T3", wordings, each, bank.picking(row), expecting(row))
    for row, wordings in say.ROWS_2021.items():
        key = f"T3.{row}.total"
        yield from bank.both("value T3", wordings, (5, 4), bank.picking(key, "2021"), expecting(key))
    for column, (chinese, english) in say.APPLICANTS.items():
        for row, (zh, en) in say.BESIDE.items():
            key = f"T3.{row}.{column}"
            for name in chinese:
                yield from bank.both(
                    "value applicant",
                    (zh, ()),
                    (2, 0),
                    bank.picking(key),
                    expecting(key),
                    a=name,
                )
            yield from bank.both(
                "value applicant",
                ((), en),
                (0, 3),
                bank.picking(key),
                expecting(key),
                a=english,
            )


def ask_suits(bank: Bank) -> Iterator[Asked]:
    """Table 4: every group with its total and its results."""
    for group, wordings in say.SUIT_TOTALS.items():
        key = f"T4.{group}.total"
        yield from bank.both("value T4", wordings, (7, 6), bank.picking(key), expecting(key))
        for result, (zh, en) in say.SUIT_RESULTS.items():
            key = f"T4.{group}.{result}"
            for called in say.SUIT_GROUPS[group][0]:
                for said in zh:
                    frames = (say.SUIT_FRAMES[0], ())
                    yield from bank.both(
                        "value result",
                        frames,
                        (2, 0),
                        bank.picking(key),
                        expecting(key),
                        g=called,
                        r=said,
                    )
            for called, said in zip(say.SUIT_GROUPS[group][1], en, strict=True):
                frames = ((), say.SUIT_FRAMES[1])
                for question in bank.both(
                    "value result",
                    frames,
                    (0, 4),
                    bank.picking(key),
                    expecting(key),
                    g=called,
                    r=said,
                ):
                    yield replace(question, question=question.question.replace("were ended", "ended"))


def ask_proactive(bank: Bank) -> Iterator[Asked]:
    """Table 2 in both editions."""
    for edition, table in (("2021", say.PROACTIVE), ("2019", say.PROACTIVE_2019)):
        for row, wordings in table.items():
            key = f"T2.{row}"
            each = (5, 4) if edition == "2021" else (4, 3)
            yield from bank.both(
                f"value T2 {edition}",
                wordings,
                each,
                bank.picking(key, edition),
                expecting(key),
            )


def ask_blanks(bank: Bank) -> Iterator[Asked]:
    """Cells that were left blank or filled with a dash."""
    for row, wordings in (*say.ROWS.items(), *((f"T4.{group}.total", w) for group, w in say.SUIT_TOTALS.items())):
        keys = row if row.startswith("T4") else f"T3.{row}.total"
        pool = [r for r in bank.reports if keys in r.cells and r.cells[keys] is None]
        yield from bank.both(
            "blank",
            (wordings[0][:1], wordings[1][:1]),
            (2, 1),
            bank.picking_from(pool),
            expecting(keys),
        )


def ask_groups_and_rates(bank: Bank) -> Iterator[Asked]:
    """Sums of several cells, rates, and several numbers at once."""
    for name, wordings in say.GROUPS.items():
        yield from bank.both("group", wordings, (8, 6), bank.picking(name), partial(expect_sum, measure=name))
    for name, wordings in say.RATES.items():
        yield from bank.both("rate", wordings, (6, 5), bank.picking(partial(rate_of, name=name)), partial(expect_rate, name=name))
    for edition, table in (("", say.SEVERAL), ("2021", say.SEVERAL_2021)):
        for keys, zh, en in table:
            wordings = ((zh,), (en,) if en else ())

            def known(report: BankReport, keys: tuple[str, ...] = keys) -> bool | None:
                return None if any(value_of(report, key) is None for key in keys) else any(value_of(report, key) for key in keys)

            yield from bank.both(
                "several",
                wordings,
                (6, 5),
                bank.picking(known, edition),
                partial(_expect_several, keys=keys),
            )


def _expect_several(report: BankReport, keys: Sequence[str]) -> Expected:
    return expect_value(report, *("new" if key == "T3.new.total" else key for key in keys))


def expect_sum(report: BankReport, measure: str) -> Expected:
    """A sum of cells; its summands may be said beside it."""
    parts = frozenset(plain(report.cells[key] or 0) for key in cells_of(measure, report.edition))
    return replace(expect_value(report, measure), allowed=parts)


def expect_rate(report: BankReport, name: str) -> Expected:
    """A rate with its two numbers, or that it is not defined."""
    part, whole = rate_of(report, name) or (0, 0)
    files = frozenset({report.file})
    if not whole:
        return Expected(
            only=True, allowed=frozenset({"0"}), files=files, words=("没有意义|无意义|无法计算|not defined|undefined",)
        )
    allowed = frozenset({plain(part), plain(whole), str(report.said_new)})
    return Expected(numbers=(percent(part, whole),), only=True, allowed=allowed, files=files)


def ask_shares(bank: Bank) -> Iterator[Asked]:
    """What part of a whole."""
    for part, whole, zh, en in say.SHARES:

        def known(report: BankReport, part: str = part, whole: str = whole) -> bool | None:
            return None if value_of(report, part) is None or not value_of(report, whole) else bool(value_of(report, part))

        def expect(report: BankReport, part: str = part, whole: str = whole) -> Expected:
            numbers = (value_of(report, part) or 0, value_of(report, whole) or 1)
            allowed = frozenset({*map(plain, numbers), str(report.said_new)})
            return Expected(numbers=(percent(*numbers),), only=True, allowed=allowed, files=frozenset({report.file}))

        yield from bank.both("share", (zh, en), (6, 6), bank.picking(known), expect)


def ask_breakdowns(bank: Bank) -> Iterator[Asked]:
    """Who applied, and what came of it: every part that is not zero."""
    columns = ("natural", *ORGANISATIONS)

    def applicants(report: BankReport) -> Expected:
        return _expect_parts(report, [cell_key("T3", "new", column) for column in columns])

    def outcomes(report: BankReport) -> Expected:
        return _expect_parts(report, _result_cells(report))

    def some(measure: str) -> Callable[[BankReport], bool | None]:
        return lambda report: True if (value_of(report, measure) or 0) > 1 else None

    yield from bank.both("breakdown applicant", say.BY_APPLICANT, (8, 7), bank.picking(some("new")), applicants)
    yield from bank.both("breakdown outcome", say.BY_OUTCOME, (8, 7), bank.picking(some("total")), outcomes)


def _expect_parts(report: BankReport, keys: Iterable[str]) -> Expected:
    numbers = [plain(number) for key in keys if (number := report.cells[key])]
    return Expected(numbers=tuple(dict.fromkeys(numbers)), files=frozenset({report.file}))


def ask_yes_no(bank: Bank) -> Iterator[Asked]:
    """Each both ways."""
    for edition, table in (("", say.YES_NO), ("2021", say.YES_NO_2021)):
        for measure, zh, en in table:
            for so in (True, False):
                pool = [
                    r
                    for r in bank.reports
                    if (n := value_of(r, measure)) is not None
                    and bool(n) is so
                    and edition in ("", r.edition)
                    and r.defect != "text_table"
                ]

                def expect(report: BankReport, measure: str = measure, so: bool = so) -> Expected:
                    return Expected(numbers=(plain(value_of(report, measure) or 0),), files=frozenset({report.file}), yes=so)

                yield from bank.both("yes/no", (zh, en), (3, 3), bank.picking_from(pool), expect)


def ask_checks(bank: Bank) -> Iterator[Asked]:
    """Whether a report agrees with itself."""

    def expect(report: BankReport) -> Expected:
        files = frozenset(r.file for r in bank.of(report.body))
        if report.defect == "text_table":
            return Expected(
                numbers=(str(report.said_new), plain(value_of(report, "new") or 0)),
                files=files,
                words=("不一致|对不上|disagree|not agree",),
            )
        if report.defect == "equation":
            return Expected(files=files, words=("不成立|对不上|不相等|不等|notagree|does not hold|disagree",))
        return Expected(files=files, words=("成立|一致|对得上|hold|consistent|agree",))

    general = tuple(w for w in say.CHECKS[0] if "勾稽" not in w and "申请表" not in w)
    balance = tuple(w for w in say.CHECKS[0] if w not in general)

    def some(*defects: str | None) -> Callable[[int], list[BankReport]]:
        pools = [[r for r in bank.reports if r.defect == defect and value_of(r, "new")] for defect in defects]
        return lambda n: [bank.rng.choice(pools[at % len(pools)]) for at in range(n)]

    yield from bank.both("check", (general, say.CHECKS[1]), (6, 6), some(None, "text_table", "equation"), expect)
    yield from bank.both("check", (balance, ()), (6, 0), some(None, "equation"), expect)
