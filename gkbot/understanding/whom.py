"""Whose reports of which years a question asks about, in its conversation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from gkbot.collection import Collection
from gkbot.plan import Ask, Kind, Plan, Scope
from gkbot.understanding.chinese_conditions import RANK_OF
from gkbot.understanding.followup import YEAR_BEFORE, carry_whom, compares_bodies, compares_years, points_back
from gkbot.understanding.hearing import Heard
from gkbot.understanding.measured import is_against_body

ALL_REPORTS = re.compile(
    r"(?:[一二三四五六七八九十两\d]+|所有|全部|各|每)(?:份|个|家)?(?:的)?(?:报告|单位|机关)"
    r"|(?:all|the|of the) (?:\w+ )?(?:reports|agencies|bodies)"
)


def find_scope(heard: Heard, plans: Sequence[Plan], collection: Collection) -> tuple[Scope, tuple[str, ...]]:
    """Whom and when a question asks about, and bodies without a report taken over; what isn't mentioned stays as it was."""
    scope, unknown = _find_scope(heard, plans, collection)
    if "trend" in heard.slot("ask") and not heard.years.years and len(scope.years) == 1:
        # 历年呢 after a question about one year: a trend is told over all of them.
        scope = scope.model_copy(update={"years": ()})
    return scope, unknown


def _find_scope(heard: Heard, plans: Sequence[Plan], collection: Collection) -> tuple[Scope, tuple[str, ...]]:
    organisations, regions = heard.named.bodies, heard.named.regions
    kinds = () if organisations else cast("tuple[Kind, ...]", heard.slot("kind"))
    years = heard.years.years
    if not plans or ALL_REPORTS.search(heard.text):
        return Scope(organisations=organisations, kinds=kinds, regions=regions, years=years), ()
    before = plans[-1].scope
    # A new body is asked about in the same year only where the question leans on what came before.
    leans = points_back(heard)
    if not years and before.years and YEAR_BEFORE.search(heard.text):
        years = (before.years[0] - 1,)
    if compares_bodies(heard, plans[-1]):
        return before.model_copy(
            update={"organisations": (*before.organisations, *organisations), "years": years or before.years}
        ), ()
    if not organisations and compares_years(heard, plans[-1]):
        years = tuple(sorted({*years, *before.years}))
    if organisations or heard.named.unknown or _lists_bodies(heard) or ((kinds or regions) and not leans):
        same_year = before.years if leans else ()
        return Scope(organisations=organisations, kinds=kinds, regions=regions, years=years or same_year), ()
    if regions and not kinds and before.organisations:
        # And Zhangshu? — the bodies there that are of the kind spoken about.
        alike = {cast("Kind", collection.bodies[full].kind) for full in before.organisations if full in collection.bodies}
        there = collection.reports_in(Scope(kinds=tuple(alike), regions=regions))
        bodies = tuple(dict.fromkeys(report.organisation for report in there))
        if alike and bodies:
            return Scope(organisations=bodies, years=years or before.years), ()
    if kinds or regions:
        told = {"organisations": (), "kinds": kinds or before.kinds, "regions": regions or before.regions}
        return before.model_copy(update=told | {"years": years or before.years}), ()
    scope, unknown = carry_whom(heard, plans)
    return scope.model_copy(update={"years": years or scope.years}), unknown


def turn_scope(ask: Ask, scope: Scope, heard: Heard) -> dict[str, Any]:
    """What the ask changes about whose reports are meant: a body whose place is asked for stands among all others."""
    if ask == "rank" and RANK_OF.search(heard.text) and scope.organisations:
        return {"scope": scope.model_copy(update={"organisations": ()}), "focus": scope.organisations}
    if ask in ("list", "count") and is_against_body(heard):
        return {"scope": scope.model_copy(update={"organisations": ()}), "focus": scope.organisations}
    if ask == "change" and len(scope.years) > 1 and scope.years[-1] - scope.years[0] == len(scope.years) - 1 == 1:
        return {"scope": scope.model_copy(update={"years": scope.years[-1:]})}
    return {}


def _lists_bodies(heard: Heard) -> bool:
    return "list" in heard.slot("ask") and bool(heard.slot("bodies"))
