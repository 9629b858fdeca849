"""From a Plan to an Answer: looks up what the Plan asks for and writes it down with its proof."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gkbot.answer import Answer, AnswerStatus
from gkbot.collection import Collection, Listed
from gkbot.compose import listing, nothing
from gkbot.compose.breakdown import compose_breakdown
from gkbot.compose.change import compose_change
from gkbot.compose.checks import compose_check
from gkbot.compose.draft import Draft
from gkbot.compose.figures import compose_figure
from gkbot.compose.groups import compose_groups
from gkbot.compose.indicators import compose_indicators
from gkbot.compose.lists import compose_list
from gkbot.compose.passages import compose_passage, told_in_words
from gkbot.compose.shares import compose_share
from gkbot.compose.totals import compose_compare, compose_rank, compose_sum, compose_trend
from gkbot.compose.values import compose_lookup, compose_yes_no, spread, value_sentence
from gkbot.facts import Facts
from gkbot.plan import Plan
from gkbot.words.lexicon import load_lexicon
from index.storage.store import Store

if TYPE_CHECKING:
    from gkbot.passages.retrieve import PassageRetriever

ByNumbers = Callable[[Draft, Facts, Sequence[Listed]], AnswerStatus]

NEAR_UP_TO = 3  # reports whose nearest number is told when what was asked is not stated

BY_NUMBERS: dict[str, ByNumbers] = {
    "lookup": compose_lookup,
    "list": compose_list,
    "count": compose_list,
    "sum": compose_sum,
    "average": compose_sum,
    "rank": compose_rank,
    "compare": compose_compare,
    "trend": compose_trend,
    "share": compose_share,
    "change": compose_change,
    "breakdown": compose_breakdown,
    "yes_no": compose_yes_no,
    "check": compose_check,
}


# What a question for the report's words may be taken for, when it names something the tables count.
MAY_BE_WORDS = frozenset(("lookup", "list", "yes_no", "breakdown", "check", "share"))
# Contact details whose words may mean another place or site than the body's own: 体验区在什么地方.
MAY_BE_PLACES = frozenset(("address", "website"))
SURE_CONTACT = re.compile("网址|地址|邮寄|url|address")


def compose(question: str, plan: Plan, store: Store, collection: Collection, retriever: Callable[[], PassageRetriever]) -> Answer:
    """The Answer to a planned question; `retriever` is only called when passages are needed, which loads the model."""
    draft = Draft(plan, store, collection)
    reports = collection.reports_in(plan.scope)
    status = _compose(draft, reports, store, retriever)
    _note_understanding(draft, reports)
    return draft.finish(question, status)


def _compose(draft: Draft, reports: Sequence[Listed], store: Store, retriever: Callable[[], PassageRetriever]) -> AnswerStatus:
    plan, facts = draft.plan, Facts(store)
    if plan.ask == "refuse":
        return nothing.compose_out_of_scope(draft)
    if plan.ask == "definition":
        return listing.compose_definition(draft, reports or draft.collection.reports)
    if plan.ask == "metadata" and plan.absent and not plan.unknown:
        return listing.compose_metadata(draft, store, reports, asks_period=False)
    if not reports or (plan.unknown and not plan.scope.organisations):
        return nothing.compose_no_report(draft)
    if plan.fields:
        number = listing.phone_in(plan.query) if "phone" in plan.fields else None
        if number:
            return listing.compose_owner(draft, store, reports, number)
        may_be_place = plan.ask == "contact" and set(plan.fields) <= MAY_BE_PLACES and not SURE_CONTACT.search(plan.query)
        if may_be_place and told_in_words(draft, retriever, reports):
            return compose_passage(draft, facts, retriever(), reports)
        return (
            listing.compose_contact_list(draft, store, reports)
            if plan.ask == "list"
            else listing.compose_contact(draft, store, reports)
        )
    if plan.ask == "metadata":
        if plan.topic == "regions":
            return listing.compose_regions(draft, reports)
        if plan.topic == "bodies":
            return listing.compose_bodies(draft, reports)
        return listing.compose_metadata(draft, store, reports, asks_period=plan.topic == "period")
    left = compose_indicators(draft, facts, reports)
    if reports and not left:
        return "answered"
    reports = left
    if plan.group and plan.ask in ("sum", "average", "rank"):
        return compose_groups(draft, facts, reports)
    if plan.ask in MAY_BE_WORDS and told_in_words(draft, retriever, reports):
        return compose_passage(draft, facts, retriever(), reports)
    if plan.ask == "lookup" and plan.topic:
        return _compose_also_in_words(draft, facts, retriever(), reports)
    if plan.ask in BY_NUMBERS:
        return BY_NUMBERS[plan.ask](draft, facts, reports)
    if plan.ask == "figure" and len(compose_figure(draft, facts, reports)) < len(reports):
        return "answered"
    if plan.also:
        return _compose_topics(draft, facts, retriever(), reports)
    status = compose_passage(draft, facts, retriever(), reports)
    if plan.ask == "figure" and status == "not_stated":
        _write_form(draft, facts, reports)
    return status


def _compose_also_in_words(draft: Draft, facts: Facts, retriever: PassageRetriever, reports: Sequence[Listed]) -> AnswerStatus:
    """The form's number, then what the reports say on the topic of the same name."""
    whole = draft.plan
    draft.plan = whole.model_copy(update={"topic": None})
    status = compose_lookup(draft, facts, reports)
    draft.plan = whole.model_copy(update={"ask": "passage", "measures": ()})
    said = "not_stated" if status == "clarify" else compose_passage(draft, facts, retriever, reports)
    draft.plan = whole
    return "answered" if said == "answered" else status


def _compose_topics(draft: Draft, facts: Facts, retriever: PassageRetriever, reports: Sequence[Listed]) -> AnswerStatus:
    """What the reports say on each of several topics, one after the other, as if each were asked for alone."""
    whole, lexicon = draft.plan, load_lexicon()
    topics = (whole.topic or "", *whole.also)
    statuses = []
    for key in topics:
        query = whole.query
        for other in topics:
            if other != key:
                query = next(p for slot, k, p in lexicon.words if (slot, k) == ("topic", other)).sub(" ", query)
        draft.plan = whole.model_copy(update={"topic": key, "also": (), "query": query})
        statuses.append(compose_passage(draft, facts, retriever, reports))
    draft.plan = whole
    return "answered" if "answered" in statuses else statuses[0]


def _write_form(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> None:
    """What the form counts where the narrative doesn't state what was asked more narrowly."""
    if not draft.plan.measures or len(reports) > NEAR_UP_TO:
        return
    values = [value for ref in spread(draft.plan.measures, reports) for value in facts.values(reports, ref)]
    draft.sentence(draft.say("figure_form") + draft.join((value_sentence(draft, value) for value in values), "separator"))


def _note_understanding(draft: Draft, reports: Sequence[Listed]) -> None:
    """Say what was taken for granted: years counted from today, bodies that are not in the index."""
    plan = draft.plan
    for written, organisation in plan.guessed:
        draft.note("guessed_body", "note_guessed", written=written, organisation=organisation)
    if plan.assumed_years:
        draft.note("assumed_year", "note_assumed_year", years=draft.join(map(str, plan.assumed_years)))
    absent = [str(year) for year in plan.scope.years if reports and year not in {report.year for report in reports}]
    if absent:
        draft.note("missing_years", "note_missing_years", years=draft.join(absent))
    if plan.unheard and plan.ask != "figure":
        draft.note("unheard", "note_unheard", words=draft.join(plan.unheard))
    if plan.unknown and plan.scope.organisations:
        draft.note("unknown_body", "note_unknown", who=draft.join(plan.unknown))
