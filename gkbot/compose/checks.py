"""Answers on whether a report agrees with itself, and the notes that other answers carry when it does not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gkbot.answer import AnswerStatus, AnswerTable, Coverage
from gkbot.collection import Listed
from gkbot.compose.draft import FIRST_LINES, LINES_UP_TO, Draft, number_text
from gkbot.compose.formula import cell_label
from gkbot.facts import CheckRow, Facts, FigureRow
from gkbot.passages.matching import content_of, held
from gkbot.plan import MeasureRef, Scope
from gkbot.words.lexicon import column_label, load_lexicon
from index.form import load_form
from index.report import Status

QUOTED = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)(?![\d.]) ?([条件篇起份个次期人张名项%]?)")
# The words of a kind of equation.
EQUATIONS = {
    "T3-1": "equation_balance",
    "T3-2": "equation_outcomes",
    "T3-3": "equation_applicants",
    "T4-1": "equation_review",
    "T4-2": "equation_suit_direct",
    "T4-3": "equation_suit_after",
    "Y-1": "equation_years",
}
BALANCE = "T3-1.total"  # the equation that the form itself prints above table 3
CELLS_UP_TO = 8  # cells without a number that are named
NOTES_UP_TO = 200  # reports; beyond, a list would drown in notes that nobody asked for


def note_conflicts(draft: Draft, facts: Facts, reports: Sequence[Listed], refs: Sequence[MeasureRef]) -> None:
    """Say where a report contradicts itself about a cell that was used: text against table, or a broken equation."""
    if len(reports) > NOTES_UP_TO:
        return
    for check in facts.checks(reports, only_broken=True):
        if set(check.cells) & _cells_used(check.report, refs):
            text_table = check.code.startswith("X-")
            known = {
                "report": draft.report(check.report),
                **(_conflict(draft, check) if text_table else {"detail": _equation(draft, check), "mark": ""}),
            }
            between_years = check.code.startswith("Y-")
            draft.note(
                "text_table_conflict" if text_table else "broken_check",
                "note_text_table" if text_table else "note_years" if between_years else "note_broken",
                **known,
            )
            draft.lines.append(draft.notes[-1].text)


def _cells_used(report: Listed, refs: Sequence[MeasureRef]) -> frozenset[str]:
    measures = load_lexicon().measures
    return frozenset(key for ref in refs if report.edition for key in measures[ref.key].cell_keys(report.edition, ref.column))


def compose_check(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """What holds and what does not in each report: all checks, or those about the measures asked for."""
    if draft.plan.topic == "blanks":
        return _compose_blanks(draft, facts, reports)
    if len(reports) > 1 and not draft.plan.scope.organisations:
        return _compose_broken(draft, facts, reports)
    told: list[CheckRow] = []
    for report in reports:
        checks = [check for check in facts.checks([report]) if _is_asked(draft, check)]
        _write_mentioned(draft, facts, report)
        _write_checks(draft, report, checks)
        told += checks
    if told:
        draft.table = _table(draft, told)
    return "answered"


def _compose_broken(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """Of many reports those that do not agree with themselves, with what does not agree, and how many of them do."""
    by_report: dict[int, list[CheckRow]] = {}
    for check in facts.checks(reports):
        if _is_asked(draft, check) and check.status is not Status.NOT_CHECKABLE:
            by_report.setdefault(check.report.id, []).append(check)
    broken = {report_id: [check for check in checks if check.status is Status.BROKEN] for report_id, checks in by_report.items()}
    wrong = [report for report in reports if broken.get(report.id)]
    known = {"count": len(wrong), "looked_at": len(reports), "agree": len(by_report) - len(wrong), "scope": draft.scope_text()}
    draft.write("checks_broken" if wrong else "checks_hold", **known)
    if len(reports) > len(by_report):
        draft.write("checks_none", count=len(reports) - len(by_report))
    if len(wrong) > LINES_UP_TO:
        draft.note("not_all_cited", "note_rest", shown=FIRST_LINES, count=len(wrong))
    for report in wrong if len(wrong) <= LINES_UP_TO else wrong[:FIRST_LINES]:
        said = draft.join((_say(draft, check) for check in broken[report.id]), "separator")
        draft.lines.append(f"- {draft.report(report)}{draft.say('colon')}{said}")
    if wrong:
        draft.table = _table(draft, [check for report in wrong for check in broken[report.id]])
    draft.coverage = Coverage(matched=len(wrong), looked_at=len(reports))
    return "answered"


def _compose_blanks(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> AnswerStatus:
    """The reports whose tables have cells without a number, of the measures asked for where there are any, and which cells."""
    empty: dict[int, list[str]] = {}
    for check in facts.checks(reports):
        if check.code == "blank":
            asked = _cells_used(check.report, draft.plan.measures) or set(check.cells)
            empty.setdefault(check.report.id, []).extend(cell for cell in check.cells if cell in asked)
    lacking = [report for report in reports if empty.get(report.id)]
    known = {"count": len(lacking), "looked_at": len(reports), "scope": draft.scope_text()}
    draft.write("blanks_found" if lacking else "blanks_none", **known)
    if len(lacking) > LINES_UP_TO:
        draft.note("not_all_cited", "note_rest", shown=FIRST_LINES, count=len(lacking))
    for report in lacking if len(lacking) <= LINES_UP_TO else lacking[:FIRST_LINES]:
        cells = empty[report.id]
        labels = [*dict.fromkeys(cell_label(report, cell) for cell in cells)]
        said = draft.join(labels[:CELLS_UP_TO]) + ("…" if len(labels) > CELLS_UP_TO else "")
        mark = draft.cite_cells(report, cells[:CELLS_UP_TO])
        draft.write("blanks_item", report=draft.report(report), count=len(cells), cells=said, mark=mark)
    columns = tuple(draft.say(key) for key in ("table_organisation", "table_year", "table_blank"))
    draft.table = AnswerTable(columns=columns, rows=tuple((r.organisation, r.year, len(empty[r.id])) for r in lacking))
    draft.coverage = Coverage(matched=len(lacking), looked_at=len(reports))
    return "answered"


def _table(draft: Draft, checks: Sequence[CheckRow]) -> AnswerTable:
    """Every check with its two sides and how it came out."""
    columns = ("organisation", "year", "check", "left", "right", "status")
    return AnswerTable(
        columns=tuple(draft.say(f"table_{column}") for column in columns),
        rows=tuple(
            (
                check.report.organisation,
                check.report.year,
                check.detail if draft.language == "zh" else _name_in_english(draft, check),
                _plain(check.left),
                _plain(check.right),
                draft.say(f"status_{check.status}"),
            )
            for check in checks
        ),
        sources=tuple((None, None, (check.report.uid, *check.cells, *_places(check)), None, None, None) for check in checks),
    )


def _places(check: CheckRow) -> list[str]:
    return [f"{start}:{end}" for start, end in check.places]


def _write_mentioned(draft: Draft, facts: Facts, report: Listed) -> None:
    """The numbers that the question quotes (10篇, 2篇, 6篇), where the report states them, and whether they add up."""
    figures = []
    for match in QUOTED.finditer(draft.plan.query):
        value, unit = float(match.group(1)), match.group(2)
        found = [f for f in facts.figures([report]) if f.value == value and f not in figures]
        exact = [f for f in found if unit and f.unit.startswith(unit)]
        named = [f for f in exact or found if held(content_of(draft.plan.query), f.counts)]
        figures += (named or exact)[:1]
    if not figures:
        return
    said = (
        draft.say(
            "figure",
            counts=f.counts,
            value=f"{number_text(f.value)}{f.unit}",
            mark=draft.cite(f.report, f.sentence_start, f.sentence_end),
        )
        for f in figures
    )
    draft.sentence(draft.say("mentioned", report=draft.report(report)) + draft.join(said, "separator"))
    _write_addition(draft, facts, report, figures)


def _write_addition(draft: Draft, facts: Facts, report: Listed, figures: Sequence[FigureRow]) -> None:
    """Whether the quoted parts add up to the quoted whole, or to one that the same sentence or the one before states."""
    if len(figures) < 2 or not all(f.value for f in figures):
        return
    whole = max(figures, key=lambda f: f.value)
    parts = [f for f in figures if f is not whole]
    total = sum(f.value for f in figures)
    stated = next(
        (f for f in facts.figures([report]) if f.value == total and f.unit == whole.unit and f.start < figures[0].start), None
    )
    if stated:
        parts, whole = list(figures), stated
    added = sum(f.value for f in parts)
    sign, key = ("=", "mentioned_equal") if added == whole.value else ("≠", "mentioned_unequal")
    mark = draft.cite(whole.report, whole.sentence_start, whole.sentence_end)
    left = " + ".join(number_text(f.value) for f in parts)
    sums = f" = {number_text(added)}" if len(parts) > 1 and sign == "≠" else ""
    draft.write(key, formula=f"{left}{sums} {sign} {number_text(whole.value)}{mark}")


def _is_asked(draft: Draft, check: CheckRow) -> bool:
    if check.code == "blank" or check.code.startswith("W-"):
        return False  # a count of blanks or a remark: nothing that could hold or not
    if not draft.plan.measures:
        return True
    cells = _cells_used(check.report, draft.plan.measures)
    return check.code.startswith(("X-", "Y-")) and bool(cells & set(check.cells))


def _write_checks(draft: Draft, report: Listed, checks: Sequence[CheckRow]) -> None:
    broken = [check for check in checks if check.status is Status.BROKEN]
    holding = [check for check in checks if check.status is Status.HOLDS]
    open_ = len(checks) - len(broken) - len(holding)
    if not checks:
        draft.write("check_none", report=draft.report(report))
        return
    if broken:
        draft.write("check_broken", report=draft.report(report), count=len(broken))
        for check in broken:
            draft.write("check_item", detail=_say(draft, check), marks="")
        if holding:
            draft.write("check_rest", count=len(holding))
    elif len(holding) == 1:
        draft.write("check_match", report=draft.report(report), detail=_say(draft, holding[0]), marks="")
    else:
        told = [_say(draft, check) for check in _telling(holding)]
        detail = draft.say("check_hold_detail", example=draft.join(told, "separator"), mark="") if told else ""
        draft.write("check_all_hold", report=draft.report(report), count=len(holding), detail=detail)
    if open_:
        draft.write("check_not_checkable", count=open_)


def _telling(checks: Sequence[CheckRow]) -> list[CheckRow]:
    """The checks worth showing as examples: the balance of the totals, then text against table; at most two."""
    totals = [check for check in checks if check.code == BALANCE]
    text = [check for check in checks if check.code.startswith("X-") and check.cells]
    return [*totals, *text[:1]]


def _say(draft: Draft, check: CheckRow) -> str:
    """A check in words with both values and both places."""
    if not check.code.startswith("X-"):
        return _equation(draft, check)
    if not check.cells:
        known = _conflict(draft, check)
        return draft.say(
            "check_internal", quote=known["quote"], text_mark=known["text_mark"], left=known["left"], right=known["right"]
        )
    return draft.say("check_agrees" if check.status is Status.HOLDS else "check_conflict", **_conflict(draft, check))


def _conflict(draft: Draft, check: CheckRow) -> dict[str, object]:
    quotes = [draft.text_of(check.report, start, end) for start, end in check.places]
    return {
        "left": number_text(_plain(check.left)),
        "right": number_text(_plain(check.right)),
        "quote": "…".join(quotes).rstrip("。；"),
        "text_mark": "".join(draft.cite(check.report, start, end) for start, end in check.places),
        "table": draft.say(f"table_{check.cells[0][:2]}") if check.cells else "",
        "label": "＋".join(dict.fromkeys(cell_label(check.report, key) for key in check.cells)),
        "table_mark": draft.cite_cells(check.report, check.cells),
    }


def _equation(draft: Draft, check: CheckRow) -> str:
    mark = _mark_before(draft, check) + draft.cite_cells(check.report, check.cells)
    numbers = draft.cell_numbers(check.report, check.cells)
    if check.code == BALANCE and len(numbers) == len(check.cells) == 4 and check.status is Status.HOLDS:
        new, carried_in, total, carried_out = map(number_text, numbers.values())
        return draft.say("check_balance", formula=f"{new} + {carried_in} = {total} + {carried_out}", mark=mark)
    if draft.language == "zh":
        return f"{check.detail.rstrip('。')}{mark}"
    known = {"left": number_text(_plain(check.left)), "right": number_text(_plain(check.right)), "mark": mark}
    return draft.say("check_equation", what=_name_in_english(draft, check), **known)


def _name_in_english(draft: Draft, check: CheckRow) -> str:
    """What a check compares, in English words: reports carry them in Chinese, with a code."""
    kind, _, part = check.code.partition(".")
    if kind not in EQUATIONS:
        return check.code
    rows = {row.key: row.label for row in load_form(check.report.edition or "2021").table("T3").rows}
    whose = f"row “{rows[part]}”" if kind == "T3-3" else column_label("T3.new.", part, "2021", "en") if part else ""
    return draft.say(EQUATIONS[kind], whose=whose).strip(" ,")


def _mark_before(draft: Draft, check: CheckRow) -> str:
    """The marks of what a check between years compares with, in the report on the year before."""
    if check.other_file is None:
        return ""
    reports = draft.collection.reports_in(Scope(organisations=(check.report.organisation,)))
    before = next((report for report in reports if report.file == check.other_file), None)
    return draft.cite_cells(before, check.other_cells) if before else ""


def _plain(number: float | None) -> int | float | None:
    return int(number) if number is not None and float(number).is_integer() else number
