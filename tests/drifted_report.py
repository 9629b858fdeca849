"""A made-up report as an office might have filled it in: labels in other wordings and widths, values in every spelling.

Each drift is a function from a label or value to another; a drift more is a line of DRIFTS or SPELLINGS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random

from written_report import BLANK, LaidCell, Printed, WrittenReport, lay_tables

from index.form import load_form
from index.report import State

Drift = Callable[[Random, str], str]
Spelling = Callable[[Random, int], Printed]

_HALF = str.maketrans("（）：，“”、／", '():,"",/')
_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_REMARKS = ("（件）", "（单位：件）", "（含网上提交）", "(按人次计)", "（减用负值表示，如-8）")
# More than the one character of a number, （一）.
_BRACKET = re.compile("[(（][^()（）]{2,}")
_BLANKS = " \u3000\xa0\u2002\u200b"


def _say_otherwise(rng: Random, label: str) -> str:
    return rng.choice(_other_wordings().get(label, [label]))


def _other_wordings() -> Mapping[str, list[str]]:
    wordings: dict[str, list[str]] = {}
    for edition in ("2021", "2019"):
        for table in load_form(edition).tables:
            for row in table.rows:
                labels = [(row.label, row.also), *((column.label, column.also) for column in row.columns)]
                for label, also in labels:
                    wordings.setdefault(label, []).extend(also)
    return {label: also for label, also in wordings.items() if also}


def _renumber(rng: Random, label: str) -> str:
    return re.sub(r"^(\d)\.", lambda match: match[1] + rng.choice(("、", "．", ". ", " ．", ".")), label)


def _space_out(rng: Random, label: str) -> str:
    return "".join(char + (rng.choice(_BLANKS) if rng.random() < 0.3 else "") for char in label)


def _wrap(rng: Random, label: str) -> str:
    cut = rng.randrange(1, len(label)) if len(label) > 2 else 0
    return f"{label[:cut]}\n{label[cut:]}" if cut else label


def _drop_one(rng: Random, label: str) -> str:
    """One character of a long label lost, not its number, and not in brackets: those may say the unit."""
    bracket = _BRACKET.search(label)
    end = bracket.start() if bracket else len(label)
    at = rng.randrange(4, end) if end > 8 else 0
    return label[:at] + label[at + 1 :] if at else label


def _remark(rng: Random, label: str) -> str:
    return label if _BRACKET.search(label) else label + rng.choice(_REMARKS)


DRIFTS: dict[str, Drift] = {
    "other wording": _say_otherwise,
    "half-width": lambda rng, label: label.translate(_HALF),
    "full-width": lambda rng, label: label.translate(_FULL),
    "other numbering": _renumber,
    "blanks inside": _space_out,
    "straight quotes": lambda rng, label: re.sub("[“”]", rng.choice(('"', "'", "")), label),
    "wrapped": _wrap,
    "remark added": _remark,
    "character lost": _drop_one,
}
# With these nothing is lost: every cell must come out right wherever the layout itself loses nothing.
HARMLESS = ("other wording", "half-width", "full-width", "other numbering", "blanks inside", "straight quotes")


def _number(raw: str, number: int | float) -> Printed:
    return Printed(raw, State.NUMBER, number)


def _dash(rng: Random, number: int) -> Printed:
    return Printed(rng.choice(("-", "—", "——", "--", "/", "－")), State.DASH)


SPELLINGS: dict[str, Spelling] = {
    "plain": lambda rng, number: _number(str(number), number),
    "zero": lambda rng, number: _number("0", 0),
    "blank": lambda rng, number: BLANK,
    "dash": _dash,
    "separators": lambda rng, number: _number(f"{number + 1000:,}", number + 1000),
    "full-width": lambda rng, number: _number(str(number).translate(_FULL), number),
    "unit": lambda rng, number: _number(f"{number}件", number),
    "remark": lambda rng, number: _number(f"{number}（其中{number // 2}件为{rng.randint(1, 9)}月收到）", number),
    "word": lambda rng, number: Printed(rng.choice(("详见附件", "未统计", f"{number}O", "？")), State.UNREADABLE),
}
_OWN_SPELLING = ("change", "amount", "amount_wan_yuan")


def drift(report: WrittenReport, drifts: Iterable[str], share: float, spellings: Iterable[str], rng: Random) -> WrittenReport:
    """The report with `share` of its labels drifted in all the ways named, its values spelt in the ways named."""
    ways = [DRIFTS[name] for name in DRIFTS if name in drifts]
    values = dict(report.cells)
    chosen = [SPELLINGS[name] for name in SPELLINGS if name in spellings]
    for key in values:
        if chosen and not key.endswith(_OWN_SPELLING):
            values[key] = rng.choice(chosen)(
                rng, rng.choice((rng.randint(1, 9), rng.randint(10, 999), rng.randint(1000, 9_999_999)))
            )

    def change(cell: LaidCell) -> LaidCell:
        if cell.key or rng.random() > share:
            return cell
        text = cell.text
        for way in ways:
            text = way(rng, text)
        return replace(cell, text=text)

    tables = tuple(table.change(change) for table in lay_tables(report.edition, values))
    return replace(report, tables=tables, cells=values)
