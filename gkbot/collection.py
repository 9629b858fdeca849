"""Who and what is in the index: bodies with their names, kinds, regions and years, as one snapshot of a build.

Knows nothing of questions; it is read once a build and answers scope look-ups from memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import TypeVar

from sqlalchemy import Engine, select

from gkbot.plan import Scope
from gkbot.words.lexicon import fold
from index.storage import schema

K = TypeVar("K")
REGION_ENDINGS = ("省", "市", "县", "区", "自治区", "自治州", "自治县", "特别行政区")


@dataclass(frozen=True, slots=True)
class Listed:
    """One report of the index, without its content; `order` is its place by organisation, year and file."""

    order: int
    id: int
    uid: str
    file: str
    title: str
    organisation: str
    kind: str
    regions: tuple[str, ...]  # province, city, county as far as known
    year: int | None
    edition: str | None


@dataclass(frozen=True, slots=True)
class Body:
    """A reporting body over all its reports in the index."""

    full: str
    kind: str
    names: tuple[str, ...]  # full name first, then aliases
    regions: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, eq=False)  # one of a kind: hashable, so that what is derived from it can be cached
class Collection:
    """All reports and bodies of one build.

    `names` maps folded names to the full names they may mean, `regions` long and short forms of places to the long one,
    `within` a place to those it lies in. `load_readings` gives names and places in pinyin, a syllable a character.
    """

    reports: tuple[Listed, ...]
    bodies: Mapping[str, Body]
    names: Mapping[str, frozenset[str]]
    regions: Mapping[str, str]
    within: Mapping[str, frozenset[str]]
    load_readings: Callable[[], Mapping[str, tuple[str, ...]]]

    def reports_in(self, scope: Scope) -> tuple[Listed, ...]:
        """The reports within a scope, by organisation then year."""
        if scope.organisations:
            candidates = [r for full in sorted(scope.organisations) for r in self._by_body.get(full, ())]
        elif scope.years:
            candidates = [r for year in scope.years for r in self._by_year.get(year, ())]
            if len(scope.years) > 1:
                candidates.sort(key=attrgetter("order"))
        else:
            candidates = list(self.reports)
        # A pass for each filter there is: over 20,000 reports half the time of one pass that asks for all of them.
        if scope.organisations and scope.years:
            candidates = [r for r in candidates if r.year in scope.years]
        if scope.kinds:
            candidates = [r for r in candidates if r.kind in scope.kinds]
        if scope.regions:
            regions = frozenset(scope.regions)
            candidates = [r for r in candidates if not regions.isdisjoint(r.regions)]
        if scope.without:
            without = frozenset(scope.without)
            candidates = [r for r in candidates if without.isdisjoint((r.organisation, r.kind, *r.regions))]
        return tuple(candidates)

    @cached_property
    def longest_name(self) -> int:
        """How many characters the longest name has."""
        return max(map(len, self.names), default=0)

    @cached_property
    def longest_region(self) -> int:
        """How many characters the longest region has."""
        return max(map(len, self.regions), default=0)

    @cached_property
    def readings(self) -> Mapping[str, tuple[str, ...]]:
        """Names and places in pinyin; read when a question is typed in Latin letters or with a slip."""
        return self.load_readings()

    @cached_property
    def regions_read(self) -> Mapping[str, str]:
        """Short forms of places in pinyin, to the long form: zhangshu to 樟树市."""
        return {"".join(self.readings[region][: len(short_region(region))]): region for region in set(self.regions.values())}

    @cached_property
    def _by_body(self) -> Mapping[str, list[Listed]]:
        return _grouped(self.reports, lambda r: r.organisation)

    @cached_property
    def _by_year(self) -> Mapping[int | None, list[Listed]]:
        return _grouped(self.reports, lambda r: r.year)

    @property
    def years(self) -> tuple[int, ...]:
        """The years reported on, ascending."""
        return tuple(sorted({r.year for r in self.reports if r.year is not None}))


def load_collection(engine: Engine) -> Collection:
    """The snapshot of a build's reports, read from its facts."""
    r = schema.reports.c
    columns = (r.id, r.uid, r.file, r.title, r.organisation, r.kind, r.province, r.city, r.county, r.year, r.edition)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).order_by(r.organisation, r.year, r.file)).all()
        aliases = [(row.report_id, row.alias) for row in connection.execute(select(schema.aliases))]
    # A body lies where any of its reports says, also for a report that doesn't.
    regions_of: dict[str, tuple[str, ...]] = {}
    for row in rows:
        path = tuple(place for place in row[6:9] if place)
        regions_of[row.organisation] = max(regions_of.get(row.organisation, ()), path, key=len)
    listed = tuple(Listed(order, *row[:6], regions_of[row.organisation], row.year, row.edition) for order, row in enumerate(rows))
    bodies = _bodies(listed, aliases)
    names: dict[str, set[str]] = defaultdict(set)
    for body in bodies.values():
        for name in body.names:
            names[fold(name)].add(body.full)
    regions = {word: region for report in listed for region in report.regions for word in (region, short_region(region))}
    within: dict[str, set[str]] = defaultdict(set)
    for path in {report.regions for report in listed}:
        for depth, region in enumerate(path):
            within[region].update(path[:depth])

    def load_readings() -> dict[str, tuple[str, ...]]:
        with engine.connect() as connection:
            return {row.word: tuple(row.pinyin.split("'")) for row in connection.execute(select(schema.spellings))}

    return Collection(
        reports=listed,
        bodies=bodies,
        names={name: frozenset(fulls) for name, fulls in names.items()},
        regions=regions,
        within={region: frozenset(outer) for region, outer in within.items()},
        load_readings=load_readings,
    )


def _bodies(listed: Iterable[Listed], aliases: Iterable[tuple[int, str]]) -> dict[str, Body]:
    by_report = defaultdict(list)
    for report_id, alias in aliases:
        by_report[report_id].append(alias)
    return {
        full: Body(
            full=full,
            kind=reports[-1].kind,
            names=tuple(dict.fromkeys([full, *(alias for report in reports for alias in by_report[report.id])])),
            regions=tuple(dict.fromkeys(place for report in reports for place in report.regions)),
            years=tuple(sorted({report.year for report in reports if report.year is not None})),
        )
        for full, reports in _grouped(listed, lambda r: r.organisation).items()
    }


def _grouped(reports: Iterable[Listed], key: Callable[[Listed], K]) -> dict[K, list[Listed]]:
    groups: dict[K, list[Listed]] = {}
    for report in reports:
        groups.setdefault(key(report), []).append(report)
    return groups


@lru_cache(maxsize=65536)
def short_region(region: str) -> str:
    """A region without its official ending: 樟树市 gives 樟树; names of two characters stay as they are."""
    for ending in sorted(REGION_ENDINGS, key=len, reverse=True):
        if region.endswith(ending) and len(region) - len(ending) >= 2:
            return region.removesuffix(ending)
    return region
