"""What one cell of a table says: a number, a blank, a dash, or something that cannot be read as one number.

Knows nothing of rows, columns or the official form; a doubtful cell is unreadable, never guessed.
"""

from __future__ import annotations

import re

from index.document import ILLEGIBLE
from index.report import State
from index.wording import fold

# What is written for "nothing to report". A lone 一 may be a dash or the number one, so it stays unreadable.
_DASHES = frozenset(
    (
        "-",
        "--",
        "---",
        "----",
        "ー",
        "一一",
        "/",
        "//",
        "\\",
        "*",
        "…",
        "……",
        "无",
        "没有",
        "无数据",
        "不涉及",
        "未涉及",
        "不适用",
    )
)
_UNIT = "万元|亿元|元|件|项|个|宗|条|份|起|次|人次|人|篇|部|家|期|场|封"
_NUMBER = re.compile(
    rf"(?P<sign>[-+]?)[¥￥]?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?P<decimals>\.\d+)?\s*(?P<unit>{_UNIT})?\s*(?P<remark>\(.*\)|[①-⑳¹²³*※]|\[\d{{1,2}}\])?",
    re.DOTALL,
)
_MORE_OR_LESS = re.compile(r"(?P<word>增加?|减少?)了?\s*(?P<rest>\d.*)", re.DOTALL)
# A number that may be misread, or one of which nothing could be read.
_IN_DOUBT = re.compile(rf"[\d.,\s{ILLEGIBLE}]*{ILLEGIBLE}[\d.,\s{ILLEGIBLE}]*")
_GUESS = re.compile(rf"([\d.,]+){ILLEGIBLE}")
_LINE_BREAK = re.compile(r"\s*\n\s*")
_WRAP = re.compile(r"(?<=\d)[ \t]*\n[ \t]*(?=\d)")
# Lines of one number: a column holds a Chinese character, so at least two digits, and a line is filled before the next begins.
_WRAPPED = re.compile(r"\d{2,}(?:\n\d+)+(?:\.\d+)?")
_UNIT_SAID = re.compile(r"(?:\(|单位:?|计量单位:?)\s*(万元|亿元|元)\)?")
MOST_DIGITS = 15  # as many as a float holds exactly; more is no count but a slip or a code
YUAN = {"元": 1, "万元": 10_000, "亿元": 100_000_000}


def read_value(raw: str, unit: str, *, said: str | None = None, signed: bool = False) -> tuple[State, int | float | None]:
    """What a cell says: its state, and for a number its value in `unit` (件, 项, 元, 万元).

    An amount without a unit of its own is in the unit `said` by the column's heading, or in `unit`. A `signed` column may say
    减3 for -3.
    """
    if raw.isascii() and raw.isdigit() and said is None and len(raw) <= MOST_DIGITS:
        return State.NUMBER, int(raw)
    text = _join_wrapped(fold(raw).strip())
    if not text:
        return State.BLANK, None
    # A narrow column breaks a dash, too; two on one line are those of two cells.
    if _LINE_BREAK.sub("", text) in _DASHES:
        return State.DASH, None
    words = _MORE_OR_LESS.fullmatch(text) if signed else None
    match = _NUMBER.fullmatch(words["rest"] if words else text)
    if match is None:
        return State.UNREADABLE, None
    digits = match["digits"].replace(",", "")
    if len(digits) > MOST_DIGITS:
        return State.UNREADABLE, None
    number = float(digits + match["decimals"]) if match["decimals"] else int(digits)
    if match["sign"] == "-" or (words and words["word"].startswith("减")):
        number = -number
    return State.NUMBER, _convert(number, match["unit"] or said, unit)


def is_value(raw: str) -> bool:
    """Whether a cell holds a number or a dash, or what would be one if it could be read."""
    return read_value(raw, "")[0] in (State.NUMBER, State.DASH) or bool(_IN_DOUBT.fullmatch(raw.strip()))


def guess_in_doubt(raw: str) -> str | None:
    """What a number that may be misread was read as; None for all else."""
    match = _GUESS.fullmatch(raw)
    return match[1] if match else None


def unit_said(heading: str) -> str | None:
    """The unit of money that a column's heading names in brackets (单位：万元), or None."""
    match = _UNIT_SAID.search(fold(heading))
    return match[1] if match else None


def names_unit(raw: str) -> bool:
    """Whether a cell says in which unit of money its number is."""
    match = _NUMBER.fullmatch(_join_wrapped(fold(raw).strip()))
    return bool(match and match["unit"] in YUAN)


def _join_wrapped(text: str) -> str:
    """The text with a number put together that was wrapped in a narrow column: "200", line break, "0" is 2000.

    "3", line break, "5" stays as it is: those are two numbers in one cell.
    """
    if "\n" not in text:
        return text
    lines = [line.strip() for line in text.split("\n")]
    joined = "\n".join(lines)
    if not _WRAPPED.fullmatch(joined):
        return text
    full = len(lines[0])
    is_filled = all(len(line) == full for line in lines[:-1]) and len(lines[-1].replace(".", "")) <= full
    return _WRAP.sub("", joined) if is_filled else text


def _convert(number: int | float, said: str | None, unit: str) -> int | float:
    """An amount in `unit`, where the cell names another one (160.5964万元 in a column of 元)."""
    if said == unit or said not in YUAN or unit not in YUAN:
        return number
    value = round(number * YUAN[said] / YUAN[unit], 6)
    return int(value) if value == int(value) else value
