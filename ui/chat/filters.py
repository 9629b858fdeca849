"""The filters of the page: what they offer, what is on, and the Scope they make. Knows nothing of Gradio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from gkbot.answer import Language
from gkbot.plan import Kind, Scope
from ui.bot import Bot
from ui.labels import page_labels, say, say_kind

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Offered:
    """The years, regions and kinds that have reports; a kind comes with what it is called."""

    years: tuple[str, ...]
    regions: tuple[str, ...]
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a reader chose; `body` is a part of the name of a body."""

    years: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    body: str = ""

    def scope(self, bot: Bot) -> Scope | None:
        """The Scope of it, what is no year or kind left out; None when no body has such a name."""
        organisations = tuple(dict.fromkeys(r.organisation for r in bot.find_reports(Scope(), self.body))) if self.body else ()
        if self.body and not organisations:
            return None
        return Scope(
            organisations=organisations,
            regions=self.regions,
            kinds=tuple(kind for kind in KINDS if kind in self.kinds),
            years=tuple(int(year) for year in self.years if year.isdecimal()),
        )

    def title(self, language: Language) -> str:
        """What heads the filters: that there are none on, or which."""
        kinds = [say_kind(language, kind) for kind in KINDS if kind in self.kinds]
        on = [*(say(language, "year", year=year) for year in self.years), *self.regions, *kinds, *filter(None, [self.body])]
        return say(language, "filters_on", filters=" · ".join(on)) if on else page_labels(language)["filters"]


def offered(bot: Bot, language: Language) -> Offered:
    """What of years, regions and kinds the reports of the index have."""
    reports = bot.find_reports(Scope())
    present = {report.kind for report in reports}
    return Offered(
        years=tuple(str(year) for year in sorted({r.year for r in reports if r.year is not None}, reverse=True)),
        regions=tuple(sorted({region for report in reports for region in report.regions})),
        kinds=tuple((say_kind(language, kind), kind) for kind in KINDS if kind in present),
    )


def chosen(years: Sequence[str] | None, regions: Sequence[str] | None, kinds: Sequence[str] | None, body: str | None) -> Chosen:
    """What the fields of the page hold, which is None where nothing was chosen yet."""
    return Chosen(tuple(years or ()), tuple(regions or ()), tuple(kinds or ()), (body or "").strip())


def preset(parameters: Mapping[str, str]) -> Chosen:
    """What the page's address asks for: ?year=2023,2024&region=...&kind=park&body=..."""
    years, regions, kinds = (
        tuple(filter(None, parameters.get(name, "").replace("，", ",").split(","))) for name in ("year", "region", "kind")
    )
    return Chosen(years, regions, kinds, parameters.get("body", "").strip())
