"""Questions over many reports: lists, counts, sums, means, ranks, comparisons, changes, trends.

Wordings are data in `bank_wordings.py`. Knows nothing of how questions are understood or answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import bank_wordings as say
from bank_judge import Asked, Expected
from bank_reports import FIRST_YEAR, LAST_YEAR, BankReport, Number
from bank_speech import LANGUAGES, SEVERAL_YEARS, Bank, say_year
from bank_truth import cells_of, plain, rounded, value_of

Meets = Callable[[Number], bool]


def expect_list(scope: Sequence[BankReport], measure: str, meets: Meets) -> Expected:
    """Exactly the reports of a scope whose number meets a condition."""
    matched = _matching(scope, measure, meets)
    files = frozenset(r.file for r in (matched or scope))
    return Expected(rows=frozenset((r.name, r.year) for r in matched), files=files if matched else None)


def _matching(scope: Sequence[BankReport], measure: str, meets: Meets) -> list[BankReport]:
    return [r for r in scope if (number := value_of(r, measure)) is not None and meets(number)]


@dataclass(frozen=True, slots=True)
class Predicate:
    """Something said of bodies, in both languages, with the condition behind it."""

    measure: str
    wordings: tuple[say.Wordings, say.Wordings]
    meets: Meets
    first_year: int = FIRST_YEAR


def _predicates(bank: Bank) -> Iterator[Predicate]:
    yield from (Predicate(m, (zh, en), lambda n: n > 0) for m, zh, en in say.DID)
    yield from (Predicate(m, (zh, en), lambda n: n > 0, 2021) for m, zh, en in say.DID_2021)
    yield from (Predicate(m, (zh, en), lambda n: n == 0) for m, zh, en in say.DID_NOT)
    tests: dict[str, Callable[[int], Meets]] = {
        ">": lambda n: lambda number: number > n,
        ">=": lambda n: lambda number: number >= n,
        "<": lambda n: lambda number: number < n,
    }
    for measure, sign, zh, en in say.AGAINST:
        n = bank.rng.choice((2, 5, 10)) if measure == "new" else bank.rng.choice((50, 200))
        filled = tuple(tuple(w.format(n=n) for w in here) for here in (zh, en))
        yield Predicate(measure, (filled[0], filled[1]), tests[sign](n))


def ask_lists(bank: Bank) -> Iterator[Asked]:
    """Which and how many bodies meet a condition, by year, kind and region."""
    for predicate in [p for _ in range(3) for p in _predicates(bank)]:
        for index, language in LANGUAGES:
            for wording in predicate.wordings[index]:
                year, kind = bank.rng.choice(range(predicate.first_year, LAST_YEAR + 1)), bank.rng.choice(list(say.BODIES))
                scope = bank.scope(year, kind)
                if not scope:
                    continue
                said = f"{year}" if language == "en" else say_year(bank.rng, year)
                words = {"y": said, "s": say.BODIES[kind][index], "w": wording}
                question = bank.rng.choice(say.LIST_FRAMES[index]).format(**words)
                yield Asked("list", language, question, expect_list(scope, predicate.measure, predicate.meets))
                if bank.rng.random() < 0.5:
                    matched = len(_matching(scope, predicate.measure, predicate.meets))
                    question = bank.rng.choice(say.COUNT_FRAMES[index]).format(**words)
                    yield Asked("count", language, question, Expected(numbers=(str(matched),)))
    yield from _ask_regions(bank)


def _ask_regions(bank: Bank) -> Iterator[Asked]:
    for place in dict.fromkeys(region for body in bank.bodies for region in (body.place.city, body.place.county) if region):
        year = bank.rng.choice((2022, 2023))
        scope = [r for r in bank.scope(year) if place in (r.body.place.city, r.body.place.county)]
        for measure, zh, _ in bank.rng.sample(say.DID, 2):
            expected = expect_list(scope, measure, lambda n: n > 0)
            yield Asked("list region", "zh", f"{place}{year}年哪些单位{zh[0]}？", expected)
            yield Asked("list region", "zh", f"{say_year(bank.rng, year)}{place[:-1]}的单位里哪些{zh[-1]}？", expected)
        total = sum(value_of(r, "new") or 0 for r in scope)
        yield Asked("sum region", "zh", f"{place}各单位{year}年一共收到多少件信息公开申请？", Expected(numbers=(plain(total),)))


def ask_sums(bank: Bank) -> Iterator[Asked]:
    """Sums and means over a year and a kind, sums of two bodies."""
    for measure, (zh, en) in say.ADDED.items():
        for index, language in LANGUAGES:
            for frame in say.SUM_FRAMES[index] * 3 + say.MEAN_FRAMES[index] * 2:
                year, kind = bank.rng.choice(SEVERAL_YEARS), bank.rng.choice(list(say.BODIES))
                scope = [r for r in bank.scope(year, kind) if all(key in r.cells for key in cells_of(measure, r.edition))]
                if not scope:
                    continue
                numbers = [value_of(r, measure) for r in scope]
                total = sum(number or 0 for number in numbers)
                said = f"{year}" if language == "en" else say_year(bank.rng, year)
                question = frame.format(y=said, s=say.BODIES[kind][index], w=(zh, en)[index])
                if frame in say.SUM_FRAMES[index]:
                    yield Asked("sum", language, question, Expected(numbers=(plain(total),)))
                else:
                    known = [number for number in numbers if number is not None] or [0]
                    means = dict.fromkeys((rounded(total / len(numbers)), rounded(total / len(known))))
                    yield Asked("average", language, question, Expected(numbers=("|".join(means),)))
        for _ in range(4):
            year = bank.rng.choice((2021, 2022, 2023))
            one, two = bank.rng.sample([r for r in bank.scope(year) if value_of(r, measure) is not None], 2)
            names = "和".join(bank.name(r.body)[0] for r in (one, two))
            total = (value_of(one, measure) or 0) + (value_of(two, measure) or 0)
            expected = Expected(numbers=(plain(total),), files=frozenset({one.file, two.file}))
            yield Asked("sum two", "zh", f"{names}{year}年一共{zh}？", expected)


def ask_ranks(bank: Bank) -> Iterator[Asked]:
    """Who has most, in what order, who shares a place."""
    for measure, (zh, en, noun) in say.RANKED.items():
        for index, language in LANGUAGES:
            for frame in say.MOST_FRAMES[index] * 2 + say.TOP_FRAMES[index] * 2:
                year, kind, n = bank.rng.choice(SEVERAL_YEARS), bank.rng.choice(list(say.BODIES)), bank.rng.choice((3, 5))
                scope = [r for r in bank.scope(year, kind) if value_of(r, measure) is not None]
                if len(scope) < 4 or not any(value_of(r, measure) for r in scope):
                    continue
                said = f"{year}" if language == "en" else say_year(bank.rng, year)
                most = frame in say.MOST_FRAMES[index]
                what = zh if index == 0 else en.format(most="most") if most else noun
                plural = say.BODIES[kind][index]
                single = {"bodies": "body"}.get(plural, plural.removesuffix("s")) if most and index else plural
                question = frame.format(y=said, s=single, w=what, n=n)
                limit = 1 if most else n if "{n}" in frame else len(scope)
                yield Asked("rank" if most else "rank top", language, question, _expect_order(scope, measure, limit))
    for year in (2021, 2022, 2023):
        scope = [r for r in bank.scope(year) if value_of(r, "licences") is not None]
        fewest = min(value_of(r, "licences") or 0 for r in scope)
        leading = frozenset((r.name, r.year, float(fewest)) for r in scope if value_of(r, "licences") == fewest)
        yield Asked("rank", "zh", f"{year}年行政许可最少的单位是哪个？", Expected(leading=leading))
        yield Asked("rank", "en", f"Which body made the fewest licensing decisions in {year}?", Expected(leading=leading))


def _expect_order(scope: Sequence[BankReport], measure: str, limit: int) -> Expected:
    """The first places, everybody who shares one of them included."""
    numbers = {r.file: value_of(r, measure) or 0 for r in scope}
    first = [r for r in scope if sum(other > numbers[r.file] for other in numbers.values()) < limit]
    return Expected(
        leading=frozenset((r.name, r.year, float(numbers[r.file])) for r in first), numbers=(plain(max(numbers.values())),)
    )


def _expect_two(one: BankReport, two: BankReport, measure: str, *, difference: bool) -> Expected:
    numbers = [value_of(one, measure) or 0, value_of(two, measure) or 0]
    said = [plain(number) for number in numbers]
    if difference and numbers[0] != numbers[1]:
        said.append(plain(abs(numbers[0] - numbers[1])))
    return Expected(numbers=tuple(said), files=frozenset({one.file, two.file}))


def ask_comparisons(bank: Bank) -> Iterator[Asked]:
    """Two bodies in a year, one body in two years, and against the year before."""
    for measure, (zh, en) in say.COMPARED.items():
        for index, language in LANGUAGES:
            for wording in (zh, en)[index]:
                for _ in range(7):
                    year = bank.rng.choice(SEVERAL_YEARS)
                    one, two = bank.rng.sample([r for r in bank.scope(year) if value_of(r, measure) is not None], 2)
                    naming = bank.english if index else bank.name
                    said = f"{year}" if index else say_year(bank.rng, year)
                    question = wording.format(a=naming(one.body)[0], b=naming(two.body)[0], y=said)
                    yield Asked("compare", language, question, _expect_two(one, two, measure, difference=True))
    for measure, (zh, en) in say.TWO_YEARS.items():
        for index, language in LANGUAGES:
            for wording in (zh, en)[index]:
                for before, now in bank.rng.sample(_pairs(bank, measure), 6):
                    said = f"{before.year}" if index else say_year(bank.rng, before.year)
                    yield bank.ask(
                        "compare years",
                        language,
                        wording,
                        now,
                        _expect_two(now, before, measure, difference=False),
                        frame=False,
                        z=said,
                    )
    for measure, (zh, en) in say.CHANGED.items():
        for index, language in LANGUAGES:
            for wording in (zh, en)[index]:
                for before, now in bank.rng.sample(_pairs(bank, measure), 7):
                    expected = _expect_two(now, before, measure, difference=True)
                    yield bank.ask("change", language, wording, now, expected, frame=False)


def _pairs(bank: Bank, measure: str) -> list[tuple[BankReport, BankReport]]:
    """Reports of a body on successive years where a measure is known in both."""
    found = []
    for report in bank.reports:
        before = bank.at(report.body, report.year - 1)
        if before and value_of(before, measure) is not None and value_of(report, measure) is not None:
            found.append((before, report))
    return found


def ask_trends(bank: Bank) -> Iterator[Asked]:
    """A measure over the years, of one body and of many."""
    for measure, wordings in say.TRENDS.items():
        bodies = [body for body in bank.bodies if all(value_of(r, measure) is not None for r in bank.of(body))]

        def expect(report: BankReport, measure: str = measure) -> Expected:
            own = bank.of(report.body)
            return Expected(
                numbers=tuple(plain(value_of(r, measure) or 0) for r in own) + tuple(str(r.year) for r in own),
                files=frozenset(r.file for r in own),
                rows=frozenset((r.name, r.year) for r in own),
            )

        yield from bank.both(
            "trend",
            wordings,
            (7, 7),
            bank.picking_from([bank.of(body)[0] for body in bodies]),
            expect,
            frame=False,
        )
    for measure, kind, zh, en in say.ALL_TRENDS:
        totals = {
            year: sum(value_of(r, measure) or 0 for r in bank.scope(year, kind))
            for year in SEVERAL_YEARS
            if bank.scope(year, kind)
        }
        expected = Expected(numbers=tuple(plain(total) for total in totals.values()))
        yield from (Asked("trend all", "zh", wording, expected) for wording in zh)
        yield from (Asked("trend all", "en", wording, expected) for wording in en)
