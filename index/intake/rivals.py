"""Which of several files stays when they hold the same report, or reports of one body on one year.

The same content: the file with the fewest warnings, else the one named last. The same report in two formats: the one read
best. Different reports: the later one, by the date of publication it states, else by the day its file was changed, else by
its name. Knows nothing of files or builds.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from index.intake.paths import Entry, Reading
from index.readers.ocr import READ_BY_OCR
from index.report import Region, Report, State, Status
from index.wording import fold, read_numeral

# Characters in a row that two readings of one report share, and the share of the shorter one's that is enough. Readings of one
# report in two formats share 0.95 and more, reports of one body on two years 0.3 to 0.6.
_SHINGLE = 6
_ALIKE = 0.85
# The share of the numbers OCR may have misread; without OCR, or with more that differ, it is another report.
_MISREAD = 0.05

_NUMERAL = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_DATE = rf"((?:19|20)\d{{2}}|[二〇○零一三四五六七八九]{{4}})\s*[-年./]\s*({_NUMERAL})\s*[-月./]\s*({_NUMERAL})"
_LABELLED_DATE = re.compile(rf"(?:发布|公布|公开|发文|成文|生成|印发|更新)(?:日期|时间)\s*[:|\t\n]?\s*{_DATE}")
_DATE_ALONE = re.compile(rf"^[\s(]*{_DATE}\s*日?[\s)]*$", re.MULTILINE)
_HEAD, _TAIL = 1500, 500


def settle(entries: Sequence[Entry], load: Callable[[int], Reading]) -> dict[str, str]:
    """The files that do not stay, each with the reason, which names the one that stays; `load(at)` gives an entry its reading."""
    gone: dict[str, str] = {}
    copies: dict[str, str] = {}
    for same in _group(entries, lambda entry: entry.sha256):
        kept = max(same, key=lambda entry: (-len(entry.warnings), entry.file))
        copies |= {entry.file: kept.file for entry in same if entry is not kept}
    places = {entry.file: at for at, entry in enumerate(entries)}
    left = (entry for entry in entries if entry.file not in copies)
    for rivals in _group(left, lambda entry: (entry.organisation, entry.year) if entry.organisation and entry.year else None):
        for group in _part_by_region(rivals):
            if len(group) > 1:
                gone |= _settle_readings([load(places[entry.file]) for entry in group])
    told = {
        file: f"the same content as {kept}, which is {'left out, too' if kept in gone else 'kept'}"
        for file, kept in copies.items()
    }
    return gone | told


def _group(entries: Iterable[Entry], key: Callable[[Entry], object]) -> Iterator[list[Entry]]:
    """The entries that share a key other than None with another one, in order."""
    groups: defaultdict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        if (shared := key(entry)) is not None:
            groups[shared].append(entry)
    yield from (group for group in groups.values() if len(group) > 1)


def _part_by_region(rivals: Sequence[Entry]) -> list[list[Entry]]:
    """The rivals parted by place: the 城关镇 of two counties are two bodies."""
    groups: list[list[Entry]] = []
    for entry in rivals:
        fitting = next((group for group in groups if all(_may_be_one(entry.region, other.region) for other in group)), None)
        if fitting is None:
            groups.append([entry])
        else:
            fitting.append(entry)
    return groups


def _may_be_one(one: Region, other: Region) -> bool:
    pairs = ((one.province, other.province), (one.city, other.city), (one.county, other.county))
    return all(mine is None or its is None or mine == its for mine, its in pairs)


def _settle_readings(readings: Sequence[Reading]) -> dict[str, str]:
    kept = reduce(_choose, readings)
    return {reading.report.file: _explain(reading, kept) for reading in readings if reading is not kept}


def _choose(one: Reading, other: Reading) -> Reading:
    if _compare(one.report, other.report).is_same:
        mine, its = _rate(one.report), _rate(other.report)
        if mine != its:
            return one if mine > its else other
    return one if _is_later(one, other) else other


def _explain(loser: Reading, kept: Reading) -> str:
    match = _compare(loser.report, kept.report)
    file, body = kept.report.file, f"{loser.report.organisation.full} {loser.report.year}"
    if match.is_same and _rate(loser.report) < _rate(kept.report):
        why = f"which is kept because it was read better ({_describe_rate(kept.report)}, here {_describe_rate(loser.report)})"
    else:
        why = f"which is kept because it is {_describe_later(kept, loser)}"
    if match.is_same:
        return f"the same report as {file}, {why}{match.describe_differences()}"
    return f"another report of {body} is in {file}, {why}; leave that one out to have this one"


# Are they the same report?


@dataclass(frozen=True, slots=True)
class _Match:
    """How two reports compare: the numbers that differ as (cell, here, there), and whether it is one report read twice."""

    differences: tuple[tuple[str, int | float, int | float], ...]
    is_same: bool

    def describe_differences(self) -> str:
        if not self.differences:
            return ""
        key, here, there = self.differences[0]
        return f"; {len(self.differences)} cells differ, the first is {key}: {here} here, {there} there"


def _compare(one: Report, other: Report) -> _Match:
    mine, its = _numbers(one), _numbers(other)
    shared = mine.keys() & its.keys()
    differences = tuple((key, mine[key], its[key]) for key in mine if key in shared and mine[key] != its[key])
    misread = _MISREAD * len(shared) if _is_scanned(one) != _is_scanned(other) else 0
    if len(differences) > misread:
        return _Match(differences, False)
    return _Match(differences, _share_text(one, other, has_numbers=bool(shared)))


def _numbers(report: Report) -> dict[str, int | float]:
    return {cell.key: cell.number for cell in report.cells if cell.number is not None}


def _is_scanned(report: Report) -> bool:
    return any(warning.endswith(READ_BY_OCR) for warning in report.warnings)


def _share_text(one: Report, other: Report, *, has_numbers: bool) -> bool:
    """Whether the narratives are the same but for misread characters; without one on either side the tables must do."""
    mine, its = _shingles(one), _shingles(other)
    if not mine or not its:
        return has_numbers
    return len(mine & its) >= _ALIKE * min(len(mine), len(its))


def _shingles(report: Report) -> set[str]:
    words = re.sub(r"[\W_]+", "", fold("".join(passage.text for passage in report.passages)))
    return {words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1)}


# Which was read better?


def _rate(report: Report) -> tuple[int, int, int]:
    """How well a report was read: cells readable, then equations not broken, then warnings not given."""
    readable = sum(1 for cell in report.cells if cell.state is not State.UNREADABLE)
    broken = sum(1 for check in report.checks if check.status is Status.BROKEN)
    return readable, -broken, -len(report.warnings)


def _describe_rate(report: Report) -> str:
    readable, broken, warnings = _rate(report)
    return f"{readable} cells readable, {-broken} checks broken, {-warnings} warnings"


# Which is later?


def _is_later(one: Reading, other: Reading) -> bool:
    mine, its = _published(one.report), _published(other.report)
    if mine and its and mine != its:
        return mine > its
    return (one.changed, one.report.file) > (other.changed, other.report.file)


def _describe_later(kept: Reading, loser: Reading) -> str:
    published, before = _published(kept.report), _published(loser.report)
    if published and before and published != before:
        return f"published later ({published}, this one {before})"
    if kept.changed != loser.changed:
        return f"the file changed later ({kept.changed}, this one {loser.changed})"
    return "named later"


def _published(report: Report) -> str | None:
    """The day of publication a report states, ISO: after a word for it, or alone on a line at either end."""
    text = fold(report.text)
    places = (text[:_HEAD], text[-_TAIL:])
    for pattern in (_LABELLED_DATE, _DATE_ALONE):
        days = [day for place in places for match in pattern.finditer(place) if (day := _read_day(match, report.year))]
        if days:
            return max(days)
    return None


def _read_day(match: re.Match[str], year: int | None) -> str | None:
    try:
        stated, month, day = (read_numeral(part) for part in match.groups())
    except (ValueError, KeyError):
        return None
    # A report is published after the year it is on.
    if year is None or not (year < stated <= year + 10 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{stated:04}-{month:02}-{day:02}"
