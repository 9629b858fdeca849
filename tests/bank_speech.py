"""Whom and when the question bank asks about: bodies and years as people say them, slips of typing included.

Knows nothing of right answers beyond which reports have a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from random import Random

import bank_wordings as say
from bank_judge import Asked, Expected, Language
from bank_reports import FIRST_YEAR, LAST_YEAR, BankBody, BankReport
from bank_truth import value_of
from pypinyin import lazy_pinyin

LANGUAGES: tuple[tuple[int, Language], ...] = ((0, "zh"), (1, "en"))
SEVERAL_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
Choose = Callable[[int], Iterable[BankReport]]
Expect = Callable[[BankReport], Expected]

_CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_FULL_DIGITS = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}


def say_year(rng: Random, year: int) -> str:
    """A year as people write it."""
    return rng.choice(
        (f"{year}年",) * 6
        + (
            f"{year}年度",
            f"{year % 100}年",
            f"{str(year).translate(_CHINESE_DIGITS)}年",
            f"{str(year).translate(_FULL_DIGITS)}年",
        )
    )


@cache
def _homophones() -> Mapping[str, tuple[str, ...]]:
    """Common characters (the first level of GB 2312) by how they are read."""
    characters = [bytes((high, low)).decode("gb2312", "ignore") for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    read: dict[str, list[str]] = {}
    for character in filter(None, characters):
        read.setdefault(lazy_pinyin(character)[0], []).append(character)
    return {sound: tuple(here) for sound, here in read.items()}


@dataclass(frozen=True)
class Bank:
    """The reports to ask about, and everything a question maker needs to choose among them."""

    reports: Sequence[BankReport]
    seed: int = 0
    rng: Random = field(default_factory=Random)

    def __post_init__(self) -> None:
        self.rng.seed(f"{self.seed} questions")

    @cached_property
    def bodies(self) -> tuple[BankBody, ...]:
        """The bodies, each once."""
        return tuple({report.name: report.body for report in self.reports}.values())

    @cached_property
    def owners(self) -> Mapping[str, frozenset[str]]:
        """Whom each name may mean."""
        owners: dict[str, set[str]] = {}
        for body in self.bodies:
            for name in (body.name, *body.called, *body.english):
                owners.setdefault(name, set()).add(body.name)
        return {name: frozenset(fulls) for name, fulls in owners.items()}

    def of(self, body: BankBody) -> tuple[BankReport, ...]:
        """A body's reports by year."""
        return tuple(report for report in self.reports if report.body is body)

    def at(self, body: BankBody, year: int) -> BankReport | None:
        """A body's report on a year."""
        return next((report for report in self.of(body) if report.year == year), None)

    def scope(self, year: int, kind: str = "") -> tuple[BankReport, ...]:
        """All reports on a year, of one kind or of all."""
        return tuple(r for r in self.reports if r.year == year and kind in ("", r.body.what.key))

    def pick(self, measure: str | Callable[[BankReport], object], n: int, edition: str = "") -> list[BankReport]:
        """`n` reports where a measure is known, three in four of them with one above zero if there are such."""
        judge = measure if callable(measure) else lambda report: value_of(report, measure)
        pool = [report for report in self.reports if edition in ("", report.edition) and judge(report) is not None]
        rich = [report for report in pool if judge(report)] or pool
        return [self.rng.choice(rich if self.rng.random() < 0.75 else pool) for _ in range(n)]

    def picking(self, measure: str | Callable[[BankReport], object], edition: str = "") -> Choose:
        """`pick` of a measure, still without a number."""
        return lambda n: self.pick(measure, n, edition)

    def picking_from(self, pool: Sequence[BankReport]) -> Choose:
        """Any reports of a pool, still without a number."""
        return lambda n: [self.rng.choice(pool) for _ in range(n)]

    def name(self, body: BankBody) -> tuple[str, str]:
        """A Chinese name for a body, that no other goes by, and the kind of noise in it."""
        dice = self.rng.random()
        short = [name for name in body.called if len(self.owners[name]) == 1]
        if dice < 0.4 or not short:
            return body.name, ""
        if dice < 0.88:
            return self.rng.choice(short), "short"
        slipped = self._slip(body, self.rng.choice([body.name, *short]))
        return (slipped, "typo") if slipped else (body.name, "")

    def _slip(self, body: BankBody, name: str) -> str:
        """A name with one character of its place replaced by another that is read alike, or "" where that is another's name."""
        places = [at for at, character in enumerate(name) if character in body.place.own[:-1] + body.own]
        at = self.rng.choice(places)
        others = (
            [c for c in _homophones()[lazy_pinyin(name[at])[0]] if c != name[at]]
            if lazy_pinyin(name[at])[0] in _homophones()
            else []
        )
        if not others or len(name) < 4:
            return ""
        slipped = name[:at] + self.rng.choice(others) + name[at + 1 :]
        near = [other for other in self.owners if len(other) == len(slipped) and body.name not in self.owners[other]]
        return slipped if all(sum(a != b for a, b in zip(slipped, other, strict=True)) > 1 for other in near) else ""

    def english(self, body: BankBody) -> tuple[str, str]:
        """A name for a body in an English sentence, and the kind of noise in it."""
        if self.rng.random() < 0.15:
            return body.name, "mixed"
        own = [name for name in body.english if len(self.owners[name]) == 1]
        return (f"the {self.rng.choice(own)}", "english") if own else (body.name, "mixed")

    def ask(
        self,
        kind: str,
        language: Language,
        wording: str,
        report: BankReport,
        expected: Expected,
        *,
        frame: bool = True,
        **words: str,
    ) -> Asked:
        """A question about one report: a Chinese wording is put in a frame, unless it names body and year itself."""
        if language == "en":
            name, noise = self.english(report.body)
            return Asked(kind, language, wording.format(o=name, y=report.year, **words), expected, noise=noise)
        name, noise = self.name(report.body)
        year = say_year(self.rng, report.year)
        if frame:
            asked = self.rng.choice(say.FRAMES).format(o=name, y=year, w=wording.format(**words) if words else wording)
        else:
            asked = wording.format(o=name, y=year, **words)
        return Asked(kind, language, asked, expected, noise=noise)

    def both(
        self,
        kind: str,
        wordings: tuple[say.Wordings, say.Wordings],
        each: tuple[int, int],
        choose: Choose,
        expect: Expect,
        *,
        frame: bool = True,
        **words: str,
    ) -> Iterator[Asked]:
        """Every wording of both languages, each about as many reports as `each` says."""
        for index, language in LANGUAGES:
            for wording in wordings[index]:
                for report in choose(each[index]):
                    yield self.ask(kind, language, wording, report, expect(report), frame=frame, **words)
