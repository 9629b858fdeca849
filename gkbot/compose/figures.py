"""Answers from the narrative's figures: the numbers that only the text states, with what is computed from them.

Knows nothing of passages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from gkbot.answer import AnswerTable, Coverage
from gkbot.collection import Listed
from gkbot.compose.draft import Draft, number_text, percent_text
from gkbot.facts import Facts, FigureRow
from gkbot.passages.matching import COMMON_WEIGHT, Piece, asked_units, content_of, coverage, fits_unit, held, kind_of_unit
from gkbot.words.lexicon import HAN

REPORTS_UP_TO = 5  # reports said to state nothing, one by one
FIGURES_UP_TO = 6
# A figure counts what was asked when its clause holds this share of the question's content. Set on the seed bank's answerable
# and unanswerable questions.
FIGURE_FITS = 0.5
MORE_FITS = 0.34
HEAD_FITS = 0.55
CLAUSE = re.compile(r"[，,；;]| and (?=how)")
SEVERAL = re.compile("各|分别|[和及与、]| and |both|respectively")
TOTAL = re.compile("共|累计|合计|总")
SPECIFIC = re.compile("我[局委镇乡办县市区厅]|本[局委机关单位]+|各类|主动|发布|公开|公布|政府|政务|信息|全年")
ASKED_OF = re.compile(
    rf"(?P<before>[{HAN}]{{0,8}}?)(?:是|有|共|各)?(?:多少|几)(?:[条件篇期次份人项名个张起宗级家场])?(?P<after>[{HAN}]*)"
)
ASKED_OF_ENGLISH = re.compile(
    r"how many (?P<head>[a-z '-]+?)(?= (?:did|does|do|were|was|are|is|has|have|had|in|on|took|came|\w+ed)\b|$)"
)
# English counts texts in words that Chinese leaves to the unit: explanation articles are 解读3篇.
COUNTER = re.compile(" (?:articles|items|pieces|entries|copies)$")
NUMBER_ASKED = re.compile("多少|几|how many|number of")


def compose_figure(draft: Draft, facts: Facts, reports: Sequence[Listed]) -> list[Listed]:
    """Write the narrative's numbers that the question asks for; returns the reports that state none."""
    figures: defaultdict[int, list[FigureRow]] = defaultdict(list)
    for figure in facts.figures(reports):
        figures[figure.report.id].append(figure)
    units = asked_units(draft.plan.query)
    draft.foresee(report for report in reports if any(fits_unit(figure.unit, units) for figure in figures[report.id]))
    silent, told = [], []
    for report in reports:
        fitting = _fitting(draft, [figure for figure in figures[report.id] if _is_limited(draft, figure)])
        if fitting:
            told.append(fitting)
            said = [_say_figure(draft, figure) for figure in fitting]
            draft.sentence(draft.say("figure_intro", report=draft.report(report)) + draft.join(said, "separator"))
        else:
            silent.append(report)
    if told and len(reports) > 1:
        missing = tuple(f"{report.organisation} {report.year}" for report in silent)
        draft.coverage = Coverage(matched=len(told), looked_at=len(reports), missing=missing)
        for report in silent[:REPORTS_UP_TO]:
            draft.write("not_stated", report=draft.report(report))
    _write_computed(draft, told)
    if any(figure.approximate for fitting in told for figure in fitting):
        draft.note("approximate", "note_approximate")
    return silent


def _is_limited(draft: Draft, figure: FigureRow) -> bool:
    """Whether the sentence speaks of every limit that the form does not know: 网上, 6月."""
    if not draft.plan.unheard:
        return True
    sentence = draft.raw(figure.report, figure.sentence_start, figure.sentence_end)
    return all(word in sentence or coverage(content_of(word), sentence) >= 1 for word in draft.plan.unheard)


def _fitting(draft: Draft, figures: Sequence[FigureRow]) -> list[FigureRow]:
    """The figures that answer the question's parts (办了几期培训班，培训了多少人), in the order of the text."""
    chosen: list[FigureRow] = []
    parts = _parts(draft.plan.query, draft.plan.operation)
    for part in parts:
        # 办了几期培训班，有多少人参加: what people came to stands in the part before.
        leans = part != parts[0] and not draft.plan.operation and all(piece.weight <= COMMON_WEIGHT for piece in content_of(part))
        about = content_of(parts[0]) if leans else ()
        chosen += [figure for figure in _covering(draft, figures, part, about) if figure not in chosen]
    if draft.plan.operation == "share" and len(chosen) == 1:
        chosen += _whole_of(chosen[0], figures)
    return sorted(chosen, key=lambda f: f.start)


def _parts(query: str, operation: str | None) -> list[str]:
    """The parts of a question that ask for a number each: clauses, the sides of 占 or 比."""
    between = {"share": "占", "difference": "比"}.get(operation or "")
    if between and between in query:
        return [side for side in query.split(between) if content_of(side)]
    asking = [part for part in CLAUSE.split(query) if NUMBER_ASKED.search(part)]
    return asking if len(asking) > 1 else [query]


def _whole_of(part: FigureRow, figures: Sequence[FigureRow]) -> list[FigureRow]:
    """The total that a figure is a part of: the last larger number of the same unit before it."""
    return [f for f in figures if f.unit == part.unit and f.start < part.start and f.value > part.value][-1:]


def _covering(draft: Draft, figures: Sequence[FigureRow], query: str, about: tuple[Piece, ...] = ()) -> list[FigureRow]:
    """Figures whose clauses together hold what is asked, and what it is `about`, best first; none when the best leaves too
    much open."""
    content, head, units = content_of(query), content_of(_head(query)), asked_units(query)
    content = tuple(dict.fromkeys((*content, *about)))
    if all(piece.weight <= COMMON_WEIGHT for piece in head):
        head = ()  # 多少条信息 says nothing about which
    texts = {
        f: (f"{f.counts}{_clause(draft, f)}", draft.raw(f.report, f.sentence_start, f.start))
        for f in figures
        if fits_unit(f.unit, units)
    }
    left = content
    chosen: list[FigureRow] = []
    most = FIGURES_UP_TO if SEVERAL.search(query) or draft.plan.operation else 1
    if all(piece.weight < 1 for piece in content):
        # 公开了多少条信息 asks for the total: a number of 政府文件信息 is another thing.
        texts = {f: text for f, text in texts.items() if TOTAL.search(text[0]) or not SPECIFIC.sub("", f.counts)}
    while left and texts and len(chosen) < most:
        # What the paragraph said before counts half: it sets the scene, the number may count something else.
        fits = {f: (coverage(left, clause) + coverage(left, clause + before)) / 2 for f, (clause, before) in texts.items()}
        best = max(texts, key=lambda f: (round(fits[f], 2), coverage(content, f.counts), -len(f.counts)))
        if fits[best] < (FIGURE_FITS if not chosen else MORE_FITS) or (
            not chosen and head and coverage(head, texts[best][0]) < HEAD_FITS
        ):
            break
        chosen.append(best)
        told = held(left, texts.pop(best)[0])
        left = tuple(piece for piece in left if piece not in told)
    return chosen


def _head(query: str) -> str:
    """The words the number is asked of: those after 多少条 in its clause, else those before it."""
    english = ASKED_OF_ENGLISH.search(query)
    if english:
        return COUNTER.sub("", english["head"])
    asked = ASKED_OF.search(query)
    if not asked:
        return ""
    return asked.group("after") if content_of(asked.group("after")) else asked.group("before")


def _clause(draft: Draft, figure: FigureRow) -> str:
    """The words around a number up to the next comma on both sides."""
    sentence = draft.raw(figure.report, figure.sentence_start, figure.sentence_end)
    at = figure.start - figure.sentence_start
    return re.split(r"[，,；;。、]", sentence[:at])[-1] + re.split(r"[，,；;。、]", sentence[at:])[0]


def _write_computed(draft: Draft, told: Sequence[Sequence[FigureRow]]) -> None:
    """The difference, share or order that was asked for, where just the numbers for it were found."""
    operation = draft.plan.operation
    pair = [figure for fitting in told for figure in fitting]
    if len({kind_of_unit(figure.unit) for figure in pair}) > 1:
        return  # files and readers don't add up, and neither is a part of the other
    if pair and (operation == "rank" or (operation == "difference" and len(told) > 2)):
        _write_order(draft, [fitting[0] for fitting in told])
    elif operation == "sum" and len(pair) > 1:
        total = sum(figure.value for figure in pair)
        formula = f"{' + '.join(number_text(f.value) for f in pair)} = {number_text(total)}"
        draft.sentence(draft.say("computed", formula=formula))
        draft.note("computed", "note_computed", formula=formula)
    elif operation == "difference" and len(pair) == 2:
        first, second = sorted(pair, key=lambda f: -f.value)
        formula = f"{number_text(first.value)} − {number_text(second.value)} = {number_text(first.value - second.value)}"
        draft.sentence(draft.say("figure_more", first=_who(draft, first, pair), formula=formula))
        draft.note("computed", "note_computed", formula=formula)
    elif operation == "share" and len(pair) == 2 and max(f.value for f in pair):
        part, whole = sorted(pair, key=lambda f: f.value)
        formula = f"{number_text(part.value)} ÷ {number_text(whole.value)} = {percent_text(part.value / whole.value)}"
        draft.sentence(draft.say("computed", formula=formula))
        draft.note("computed", "note_computed", formula=formula)


def _who(draft: Draft, first: FigureRow, pair: Sequence[FigureRow]) -> str:
    return first.counts if len({f.report.id for f in pair}) == 1 else draft.report(first.report)


def _write_order(draft: Draft, figures: Sequence[FigureRow]) -> None:
    ordered = sorted(figures, key=lambda f: f.value, reverse=draft.plan.descending)
    said = " > ".join if draft.plan.descending else " < ".join
    draft.sentence(said(f"{draft.report(f.report)} {number_text(f.value)}" for f in ordered))
    names = (draft.say("table_organisation"), draft.say("table_year"), draft.say("table_counts"), draft.say("table_value"))
    draft.table = AnswerTable(
        columns=names,
        rows=tuple((f.report.organisation, f.report.year, f.counts, f.value) for f in ordered),
        sources=tuple((None, None, None, (f.report.uid, f"{f.sentence_start}:{f.sentence_end}")) for f in ordered),
    )


def _say_figure(draft: Draft, figure: FigureRow) -> str:
    value = number_text(figure.value) + (f"–{number_text(figure.value_max)}" if figure.value_max is not None else "")
    approximate = draft.say("figure_approx") if figure.approximate else ""
    mark = draft.cite(figure.report, figure.sentence_start, figure.sentence_end)
    return draft.say("figure", counts=figure.counts, value=f"{value}{figure.unit}{approximate}", mark=mark)
