"""Who and what is in the index: bodies with their names, kinds, regions and years, as one snapshot of a build.

Knows nothing of questions; it is read once a build and answers scope look-ups from memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, select

from gkbot.lexicon import fold
from gkbot.plan import Scope
from index import schema

REGION_ENDINGS = ("省", "市", "县", "区", "自治区", "自治州", "自治县", "特别行政区")


@dataclass(frozen=True, slots=True)
class Listed:
    """One report of the index, without its content."""

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
    """A reporting body over all its reports in the index; `read` is each name in pinyin, a syllable a character."""

    full: str
    kind: str
    names: tuple[str, ...]  # full name first, then aliases
    read: tuple[tuple[str, ...], ...]
    regions: tuple[str, ...]
    years: tuple[int, ...]


@dataclass(frozen=True, eq=False)  # one of a kind: hashable, so that what is derived from it can be cached
class Collection:
    """All reports and bodies of one build.

    `names` maps folded names to the full names they may mean, `regions` long and short forms of places to the long one,
    `regions_read` the short forms in pinyin to the long one.
    """

    reports: tuple[Listed, ...]
    bodies: Mapping[str, Body]
    names: Mapping[str, frozenset[str]]
    regions: Mapping[str, str]
    regions_read: Mapping[str, str]

    def reports_in(self, scope: Scope) -> tuple[Listed, ...]:
        """The reports within a scope, by organisation then year."""
        return tuple(
            r
            for r in self.reports
            if (not scope.organisations or r.organisation in scope.organisations)
            and (not scope.kinds or r.kind in scope.kinds)
            and (not scope.regions or set(scope.regions) & set(r.regions))
            and (not scope.years or r.year in scope.years)
        )

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
        aliases = connection.execute(select(schema.aliases.c.report_id, schema.aliases.c.alias)).all()
        read = {row.word: tuple(row.pinyin.split("'")) for row in connection.execute(select(schema.spellings))}
    listed = tuple(
        Listed(
            row.id,
            row.uid,
            row.file,
            row.title,
            row.organisation,
            row.kind,
            tuple(place for place in (row.province, row.city, row.county) if place),
            row.year,
            row.edition,
        )
        for row in rows
    )
    bodies = _bodies(listed, aliases, read)
    names = defaultdict(set)
    for body in bodies.values():
        for name in body.names:
            names[fold(name)].add(body.full)
    regions = {word: region for report in listed for region in report.regions for word in (region, short_region(region))}
    regions_read = {"".join(read[region][: len(short_region(region))]): region for region in set(regions.values())}
    return Collection(listed, bodies, {name: frozenset(fulls) for name, fulls in names.items()}, regions, regions_read)


def _bodies(listed: Iterable[Listed], aliases: Iterable[tuple[int, str]], read: Mapping[str, tuple[str, ...]]) -> dict[str, Body]:
    by_report = defaultdict(list)
    for report_id, alias in aliases:
        by_report[report_id].append(alias)
    grouped = defaultdict(list)
    for report in listed:
        grouped[report.organisation].append(report)
    bodies = {}
    for full, reports in grouped.items():
        names = tuple(dict.fromkeys([full, *(alias for report in reports for alias in by_report[report.id])]))
        bodies[full] = Body(
            full=full,
            kind=reports[-1].kind,
            names=names,
            read=tuple(read[name] for name in names),
            regions=tuple(dict.fromkeys(place for report in reports for place in report.regions)),
            years=tuple(sorted({report.year for report in reports if report.year is not None})),
        )
    return bodies


def short_region(region: str) -> str:
    """A region without its official ending: 樟树市 gives 樟树; names of two characters stay as they are."""
    for ending in sorted(REGION_ENDINGS, key=len, reverse=True):
        if region.endswith(ending) and len(region) - len(ending) >= 2:
            return region.removesuffix(ending)
    return region
