"""Questions about made-up reports, put together from the truth the reports were written from, and what a right answer holds.

The wordings are what a reader might type, in Chinese and English; none is taken from the lexicon or from the bot's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from random import Random
from typing import Literal

from pypinyin import Style, pinyin

from gkbot.answer import Answer, Citation
from index.form import load_form
from index.sample.reports import Sample
from prompts import say

Language = Literal["zh", "en"]
Row = tuple[str, int, float]  # organisation, year, value
Shows = Literal["exactly", "leading"]  # whether the answer's table holds just the rows expected, or begins with them


@dataclass(frozen=True, slots=True)
class Expected:
    """What a right answer holds; what is None is not judged.

    `numbers` stand in the answer as written; `files` are just the reports cited; `cell` is cited with its value;
    `rows` stand in the table (where none is expected, rows that prove it may); `coverage` is (matched, looked at); `yes` is the
    answer's first word; `verbatim` stands in it.
    """

    status: str = "answered"
    numbers: tuple[str, ...] = ()
    files: frozenset[str] | None = None
    cell: tuple[str, float] | None = None
    rows: frozenset[Row] | None = None
    shows: Shows = "exactly"
    coverage: tuple[int, int] | None = None
    yes: bool | None = None
    verbatim: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its kind (what the misses are grouped by) and what a right answer holds."""

    kind: str
    language: Language
    question: str
    expected: Expected


# ---- What bodies are called --------------------------------------------------------------------------------------------

SHORT = (
    ("管理委员会", "管委会"),
    ("人民政府", "政府"),
    ("街道办事处", "街道办"),
    ("住房和城乡建设局", "住建局"),
    ("人力资源和社会保障局", "人社局"),
    ("工业和信息化局", "工信局"),
    ("卫生健康局", "卫健局"),
    ("文化和旅游局", "文旅局"),
    ("教育和体育局", "教体局"),
)
ENGLISH = {
    "人民政府": "Government",
    "行政服务中心管理委员会": "Administrative Service Centre",
    "工业园区管理委员会": "Industrial Park",
    "产业园管理委员会": "Industrial Park",
    "经济开发区管理委员会": "Economic Development Zone",
    "街道办事处": "Subdistrict Office",
    "镇人民政府": "Town Government",
    "乡人民政府": "Township Government",
    "教育和体育局": "Education and Sports Bureau",
    "审计局": "Audit Bureau",
    "民政局": "Civil Affairs Bureau",
    "财政局": "Finance Bureau",
    "自然资源局": "Natural Resources Bureau",
    "文化和旅游局": "Culture and Tourism Bureau",
    "农业农村局": "Agriculture and Rural Affairs Bureau",
    "卫生健康局": "Health Bureau",
}
RANKS = {"县": "County", "区": "District"}


def names_in_chinese(sample: Sample) -> tuple[str, ...]:
    """The full name and the official short one."""
    return (sample.organisation, shorten(sample.organisation))


def shorten(name: str) -> str:
    """The usual official short form of a name: 管委会 for 管理委员会, 政府 for 人民政府."""
    for long, short in SHORT:
        name = name.replace(long, short)
    return name


def name_in_english(sample: Sample) -> str:
    """The name as a translator would put it, or "" where its reading is not certain or it has no usual translation."""
    rest = sample.organisation.removeprefix(sample.county)
    place, rank = spell(sample.county[:-1]), RANKS[sample.county[-1]]
    if rest in ENGLISH:
        return f"{place} {rank} {ENGLISH[rest]}" if place else ""
    own, kind = rest[:2], rest[2:]
    return f"{spell(own)} {ENGLISH[kind]}" if kind in ENGLISH and spell(own) else ""


def spell(place: str) -> str:
    """A place in pinyin with a capital, or "" when a character of it has several readings."""
    readings = list(pinyin(place, style=Style.NORMAL, heteronym=True))
    return "".join(options[0] for options in readings).capitalize() if all(len(set(o)) == 1 for o in readings) else ""


# ---- What can be asked of a report: cells, sums of cells, rates ----------------------------------------------------------

DENIED = ("state_secret", "law", "safety", "third_party", "internal", "process", "case_file", "query")
GROUPS = {
    "denied": tuple(f"denied_{ground}" for ground in DENIED),
    "unable": ("unable_not_held", "unable_no_ready", "unable_unclear"),
    "refused": ("refused_petition", "refused_duplicate", "refused_publication", "refused_mass", "refused_confirm"),
    "other": ("other_no_correction", "other_no_fee", "other_misc"),
}

# Cell: Chinese ways to ask after "某单位某年", English ways with {org} and {year}.
CELLS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "T3.new.total": (
        ("收到了多少件政府信息公开申请", "新收到几件依申请公开", "一年下来收到多少申请", "政府信息公开申请的新收件数是多少"),
        (
            "How many information requests did {org} receive in {year}?",
            "What was the number of new disclosure applications at {org} in {year}?",
            "How many FOI applications came in at {org} during {year}?",
        ),
    ),
    "T3.new.natural": (
        ("自然人提出的申请有多少件", "老百姓个人提交的信息公开申请有几件"),
        ("How many of the requests to {org} in {year} came from natural persons?",),
    ),
    "T3.new.business": (
        ("商业企业提出了几件申请", "新收申请里，企业提交的有几件"),
        ("How many requests did companies file with {org} in {year}?",),
    ),
    "T3.new.legal_service": (
        ("法律服务机构提了几件申请", "律师事务所提交的申请有几件"),
        ("How many applications to {org} came from law firms in {year}?",),
    ),
    "T3.new.research": (("科研机构提出的申请有几件",), ("How many requests did research institutions make to {org} in {year}?",)),
    "T3.carried_in.total": (
        ("从上一年结转过来的申请有几件", "上年结转多少件"),
        (
            "How many requests did {org} carry over from the year before {year}?",
            "How many applications were carried in at {org} in {year}?",
        ),
    ),
    "T3.carried_in.natural": (("上年结转的申请里自然人的有几件",), ()),
    "T3.carried_out.total": (
        ("结转到下一年继续办理的还有几件", "有几件申请到年底没办完转到下年度", "结转下年度多少件"),
        (
            "How many requests did {org} carry over to the following year in {year}?",
            "How many applications were still open at the end of {year} at {org}?",
        ),
    ),
    "T3.total.total": (
        ("一共办结了多少件申请", "答复了多少件申请", "本年度办理结果的总计是多少"),
        ("How many requests did {org} conclude in {year}?", "How many applications were processed by {org} in {year}?"),
    ),
    "T3.granted.total": (
        ("予以公开的有几件", "同意公开的申请有多少件"),
        ("How many requests were granted in full by {org} in {year}?",),
    ),
    "T3.granted.natural": (("自然人的申请予以公开了几件",), ("How many requests by natural persons did {org} grant in {year}?",)),
    "T3.partial.total": (
        ("部分公开的有几件", "作区分处理后部分公开的是多少件"),
        ("How many requests were partially disclosed by {org} in {year}?",),
    ),
    "T3.denied_state_secret.total": (
        ("因为涉及国家秘密没公开的有几件",),
        ("How many requests did {org} refuse because of state secrets in {year}?",),
    ),
    "T3.denied_law.total": (("因法律、行政法规禁止公开的有几件",), ()),
    "T3.denied_safety.total": (("因为危及三安全一稳定不给公开的有几件",), ()),
    "T3.denied_third_party.total": (
        ("以保护第三方合法权益为由拒绝的有几件", "因第三方权益没有公开的多少件"),
        ("How many requests did {org} deny to protect third parties in {year}?",),
    ),
    "T3.denied_internal.total": (
        ("属于内部事务信息的有几件",),
        ("How many requests did {org} deny in {year} as internal affairs?",),
    ),
    "T3.denied_process.total": (("按过程性信息处理的有几件",), ()),
    "T3.denied_case_file.total": (("涉及行政执法案卷的有几件",), ()),
    "T3.denied_query.total": (("属于行政查询事项的有几件",), ()),
    "T3.unable_not_held.total": (
        ("本机关不掌握信息的有几件", "答复信息不存在的有多少件"),
        ("For how many requests was the information not held by {org} in {year}?",),
    ),
    "T3.unable_no_ready.total": (("因没有现成信息无法提供的有几件",), ()),
    "T3.unable_unclear.total": (("补正以后内容还是不明确的有几件",), ()),
    "T3.refused_petition.total": (
        ("属于信访投诉举报类的申请有几件",),
        ("How many requests to {org} were petitions or complaints in {year}?",),
    ),
    "T3.refused_duplicate.total": (("重复申请有几件",), ("How many duplicate requests did {org} have in {year}?",)),
    "T3.refused_publication.total": (("要求提供公开出版物的有几件",), ()),
    "T3.refused_mass.total": (("大量反复申请的有几件",), ()),
    "T3.refused_confirm.total": (("要求重新出具已获取信息的有几件",), ()),
    "T3.other_no_correction.total": (("申请人逾期不补正的有几件",), ()),
    "T3.other_no_fee.total": (("逾期没有缴费的申请有几件",), ()),
    "T4.review.total": (
        ("因信息公开被申请行政复议几件", "行政复议案件有多少起"),
        ("How many administrative reconsiderations did {org} face in {year}?",),
    ),
    "T4.review.upheld": (
        ("行政复议结果维持的有几件", "复议维持了几件"),
        ("How many reconsiderations concerning {org} were upheld in {year}?",),
    ),
    "T4.review.corrected": (("行政复议被纠正的有几件",), ("In how many reconsideration cases was {org} overturned in {year}?",)),
    "T4.review.pending": (("行政复议还没有审结的有几件",), ()),
    "T4.suit_direct.total": (
        ("未经复议直接起诉的案件有几件", "没有复议就直接告到法院的有几起"),
        ("How many lawsuits without prior reconsideration were filed against {org} in {year}?",),
    ),
    "T4.suit_after.total": (("复议以后又起诉的有几件",), ("How many suits after reconsideration did {org} face in {year}?",)),
    "T4.suit_direct.corrected": (("直接起诉的行政诉讼中结果纠正的有几件",), ()),
    "T2.norms.issued": (
        ("制发了多少件行政规范性文件", "新出台规范性文件几件"),
        ("How many normative documents did {org} issue in {year}?",),
    ),
    "T2.norms.repealed": (
        ("废止了几件规范性文件", "宣布废止的行政规范性文件有多少"),
        ("How many normative documents did {org} repeal in {year}?",),
    ),
    "T2.norms.valid": (
        ("现行有效的规范性文件还有多少件", "到年底有效的行政规范性文件几件"),
        ("How many normative documents of {org} were in force in {year}?",),
    ),
    "T2.rules.valid": (("现行有效的规章有几件",), ()),
    "T2.licences.decisions": (
        ("作出了多少件行政许可决定", "办理行政许可多少件", "行政许可处理决定数量是多少"),
        (
            "How many administrative licences did {org} decide in {year}?",
            "How many licensing decisions did {org} make in {year}?",
        ),
    ),
    "T2.penalties.decisions": (
        ("行政处罚决定有多少件", "一年作出多少行政处罚"),
        ("How many administrative penalties did {org} impose in {year}?",),
    ),
    "T2.coercion.decisions": (("行政强制有几件",), ("How many administrative coercion decisions did {org} take in {year}?",)),
    "T2.fees.amount_wan_yuan": (
        ("行政事业性收费收了多少万元", "收取的行政事业性收费金额是多少"),
        ("How much did {org} collect in administrative fees in {year}?",),
    ),
}
TOTALS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "denied": (
        ("不予公开的一共几件", "拒绝公开的申请有多少件"),
        ("How many requests did {org} refuse to disclose in {year}?", "How many requests were denied by {org} in {year}?"),
    ),
    "unable": (("无法提供的有几件",), ("In how many cases was {org} unable to provide the information in {year}?",)),
    "refused": (("不予处理的申请有几件",), ("How many requests were not processed by {org} in {year}?",)),
    "other": (("作其他处理的有几件",), ()),
    "suits": (
        ("信息公开方面的行政诉讼总共几件", "被告上法庭几次"),
        ("How many times was {org} sued over disclosure in {year}?",),
    ),
    "handled": (("新收和上年结转加起来要办的申请有多少件",), ()),
}
RATES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "denial_rate": (("不予公开率是多少", "不予公开的占比多少"), ("What was the denial rate of {org} in {year}?",)),
    "conclusion_rate": (("申请办结率是多少",), ("What was the completion rate of {org} in {year}?",)),
    "disclosure_rate": (("申请的公开率有多高",), ("What was the disclosure rate of {org} in {year}?",)),
    "natural_share": (("自然人申请占比是多少",), ("What share of the requests to {org} in {year} came from natural persons?",)),
}
# Around a Chinese question: with the year before or after the name, bare or polite.
FRAMES = (
    "{org}{year}年{what}？",
    "{year}年{org}{what}？",
    "请问{org}在{year}年{what}？",
    "想了解{org}{year}年度的情况：{what}？",
    "{year}年度，{org}{what}",
)


def ask_cells(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Every wording of every cell, each about another report, of those where the cell is not 0 if there are any."""
    for key, (chinese, english) in CELLS.items():
        pool = [s for s in samples if s.cells[key]] or list(samples)
        for what in chinese:
            s = rng.choice(pool)
            yield _cell(f"cell {key[:2]}", "zh", _framed(s, what, rng), s, key)
        for wording in english:
            s = _with_english_name(pool, samples, rng)
            yield _cell(f"cell {key[:2]}", "en", wording.format(org=_the(s), year=s.year), s, key)


def _cell(kind: str, language: Language, question: str, s: Sample, key: str) -> Asked:
    value = s.cells[key]
    return Asked(kind, language, question, Expected(numbers=(plain(value),), files=frozenset({s.file}), cell=(key, value)))


def _framed(s: Sample, what: str, rng: Random) -> str:
    return rng.choice(FRAMES).format(org=rng.choice(names_in_chinese(s)), year=s.year, what=what)


def _with_english_name(pool: Sequence[Sample], samples: Sequence[Sample], rng: Random) -> Sample:
    return rng.choice([s for s in pool if name_in_english(s)] or [s for s in samples if name_in_english(s)])


def _the(s: Sample) -> str:
    return f"the {name_in_english(s)}"


def total_of(s: Sample, name: str) -> float:
    """A sum of several cells: a group of outcomes, all suits, or what was to be handled."""
    if name == "suits":
        return s.cells["T4.suit_direct.total"] + s.cells["T4.suit_after.total"]
    if name == "handled":
        return s.cells["T3.new.total"] + s.cells["T3.carried_in.total"]
    return sum(s.cells[f"T3.{row}.total"] for row in GROUPS[name])


def rate_of(s: Sample, name: str) -> Fraction | None:
    """A share by the formulas of the domain, None over 0."""
    cells = s.cells
    of = {
        "denial_rate": (total_of(s, "denied"), cells["T3.total.total"]),
        "conclusion_rate": (cells["T3.total.total"], total_of(s, "handled")),
        "disclosure_rate": (cells["T3.granted.total"] + cells["T3.partial.total"], cells["T3.total.total"]),
        "natural_share": (cells["T3.new.natural"], cells["T3.new.total"]),
    }
    part, whole = of[name]
    return Fraction(int(part), int(whole)) if whole else None


def ask_totals_and_rates(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Sums of cells and shares of one report, in every wording."""
    for name, (chinese, english) in TOTALS.items():
        pool = [s for s in samples if total_of(s, name)]
        yield from _computed("total", chinese, english, pool, rng, {s.file: plain(total_of(s, name)) for s in pool})
    for name, (chinese, english) in RATES.items():
        rates = {s.file: percent(rate) for s in samples if (rate := rate_of(s, name))}
        yield from _computed("rate", chinese, english, [s for s in samples if s.file in rates], rng, rates)


def _computed(
    kind: str, chinese: Iterable[str], english: Iterable[str], pool: Sequence[Sample], rng: Random, value: Mapping[str, str]
) -> Iterator[Asked]:
    for what in chinese:
        s = rng.choice(pool)
        yield Asked(kind, "zh", _framed(s, what, rng), Expected(numbers=(value[s.file],), files=frozenset({s.file})))
    for wording in english:
        s = _with_english_name(pool, pool, rng)
        asked = wording.format(org=_the(s), year=s.year)
        yield Asked(kind, "en", asked, Expected(numbers=(value[s.file],), files=frozenset({s.file})))


# ---- Over many reports ---------------------------------------------------------------------------------------------------

KINDS: dict[str, tuple[str, str]] = {
    "park": ("园区", "parks"),
    "bureau": ("部门", "bureaus"),
    "township": ("乡镇", "townships"),
    "subdistrict": ("街道", "subdistricts"),
    "service_centre": ("行政服务中心", "service centres"),
}
Measure = Callable[[Sample], float]


def _of(key: str) -> Measure:
    return lambda s: s.cells[key]


# Chinese and English predicates with the measure they filter on.
SOME: tuple[tuple[str, str, Measure], ...] = (
    ("收到了政府信息公开申请", "received information requests", _of("T3.new.total")),
    ("收到过信息公开申请", "got any information requests", _of("T3.new.total")),
    ("废止过规范性文件", "repealed normative documents", _of("T2.norms.repealed")),
    ("有申请结转到下一年", "carried applications over to the next year", _of("T3.carried_out.total")),
    ("作出过行政处罚决定", "made administrative penalty decisions", _of("T2.penalties.decisions")),
    ("被申请过行政复议", "faced administrative reconsiderations", _of("T4.review.total")),
    ("因信息公开被起诉", "were sued", lambda s: total_of(s, "suits")),
    ("有过不予公开的答复", "denied disclosure", lambda s: total_of(s, "denied")),
)
NONE: tuple[tuple[str, str, Measure], ...] = (
    ("没有收到信息公开申请", "received no information requests", _of("T3.new.total")),
    ("没有制发规范性文件", "issued no normative documents", _of("T2.norms.issued")),
    ("没有被申请行政复议", "had no administrative reconsiderations", _of("T4.review.total")),
)
COMPARED: tuple[tuple[str, str, Callable[[float], bool]], ...] = (
    ("收到的申请超过10件", "received more than 10 requests", lambda n: n > 10),
    ("收到的申请至少3件", "received at least 3 requests", lambda n: n >= 3),
    ("收到的申请少于2件", "received fewer than 2 requests", lambda n: n < 2),
)


def ask_lists(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Which reports meet a condition, by year, kind and region."""
    years = sorted({s.year for s in samples})
    for zh, en, measure in SOME:
        year = rng.choice(years)
        for scope_zh, scope_en, scope in (*_kind_scopes(samples, year, rng), _everybody(samples, year)):
            yield _list("zh", f"{year}年哪些{scope_zh}{zh}？", scope, measure, lambda n: n > 0)
            yield _list("en", f"Which {scope_en} {en} in {year}?", scope, measure, lambda n: n > 0)
    for zh, en, measure in NONE:
        year = rng.choice(years)
        for scope_zh, scope_en, scope in (*_kind_scopes(samples, year, rng), _everybody(samples, year)):
            yield _list("zh", f"{year}年有哪些{scope_zh}{zh}？", scope, measure, lambda n: n == 0)
            yield _list("en", f"Which {scope_en} {en} in {year}?", scope, measure, lambda n: n == 0)
    for zh, en, meets in COMPARED:
        scope_zh, scope_en, scope = _everybody(samples, rng.choice(years))
        yield _list("zh", f"{scope[0].year}年{zh}的有哪些{scope_zh}？", scope, _of("T3.new.total"), meets)
        yield _list("en", f"Which {scope_en} {en} in {scope[0].year}?", scope, _of("T3.new.total"), meets)
    for city in sorted({s.city for s in samples}):
        scope = [s for s in samples if s.city == city and s.year == 2022]
        if scope:
            yield _list("zh", f"{city}2022年哪些单位收到了申请？", scope, _of("T3.new.total"), lambda n: n > 0)


Scope = tuple[str, str, list[Sample]]


def _kind_scopes(samples: Sequence[Sample], year: int, rng: Random) -> list[Scope]:
    here = [(kind, [s for s in samples if s.year == year and s.kind == kind]) for kind in KINDS]
    kind, scope = rng.choice([(kind, scope) for kind, scope in here if scope])
    return [(*KINDS[kind], scope)]


def _everybody(samples: Sequence[Sample], year: int) -> Scope:
    return "单位", "bodies", [s for s in samples if s.year == year]


def _list(language: Language, question: str, scope: Sequence[Sample], measure: Measure, meets: Callable[[float], bool]) -> Asked:
    matched = [s for s in scope if meets(measure(s))]
    rows = frozenset((s.organisation, s.year, float(measure(s))) for s in matched)
    expected = Expected(rows=rows, files=_files(matched) if matched else None, coverage=(len(matched), len(scope)))
    return Asked("list", language, question, expected)


def _files(samples: Iterable[Sample]) -> frozenset[str]:
    return frozenset(s.file for s in samples)


def ask_counts(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """How many reports meet a condition."""
    for year in sorted({s.year for s in samples}):
        _, _, scope = _everybody(samples, year)
        zh, en, measure = rng.choice(SOME)
        matched = sum(measure(s) > 0 for s in scope)
        expected = Expected(numbers=(str(matched),), coverage=(matched, len(scope)))
        yield Asked("count", "zh", f"{year}年有几家单位{zh}？", expected)
        yield Asked("count", "zh", f"{year}年有多少个单位{zh}？", expected)
        yield Asked("count", "en", f"How many bodies {en} in {year}?", expected)
        kind = rng.choice([kind for kind in KINDS if any(s.kind == kind for s in scope)])
        here = [s for s in scope if s.kind == kind]
        with_requests = sum(s.cells["T3.new.total"] > 0 for s in here)
        expected = Expected(numbers=(str(with_requests),), coverage=(with_requests, len(here)))
        yield Asked("count", "zh", f"{year}年有多少个{KINDS[kind][0]}收到过申请？", expected)
        yield Asked("count", "en", f"How many {KINDS[kind][1]} received requests in {year}?", expected)


SUMMED: tuple[tuple[str, str, str], ...] = (
    ("收到多少件政府信息公开申请", "information requests were received", "T3.new.total"),
    ("办结多少件申请", "requests were concluded", "T3.total.total"),
    ("作出多少件行政许可决定", "licensing decisions were made", "T2.licences.decisions"),
    ("废止多少件规范性文件", "normative documents were repealed", "T2.norms.repealed"),
    ("被申请行政复议多少件", "administrative reconsiderations were there", "T4.review.total"),
)


def ask_sums(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Sums and means over a year, a kind, a region, two bodies."""
    for year in sorted({s.year for s in samples}):
        here = [s for s in samples if s.year == year]
        for zh, en, key in rng.sample(SUMMED, 3):
            yield _sum("zh", f"{year}年所有单位一共{zh}？", here, key)
            yield _sum("en", f"How many {en} in {year} by all bodies in total?", here, key)
        kind = rng.choice([kind for kind in KINDS if any(s.kind == kind for s in here)])
        scope = [s for s in here if s.kind == kind]
        yield _sum("zh", f"{year}年各{KINDS[kind][0]}加起来收到多少件申请？", scope, "T3.new.total")
        yield _sum("en", f"How many requests did all {KINDS[kind][1]} receive altogether in {year}?", scope, "T3.new.total")
        county = rng.choice(sorted({s.county for s in here}))
        scope = [s for s in here if s.county == county]
        yield _sum("zh", f"{county}的单位{year}年总共收到几件申请？", scope, "T3.new.total")
        total = sum(s.cells["T3.new.total"] for s in here)
        mean = plain(round(total / len(here), 2))
        yield Asked("average", "zh", f"{year}年平均每个单位收到多少件申请？", Expected(numbers=(mean,), files=_files(here)))
        yield Asked(
            "average",
            "en",
            f"How many requests did a body receive on average in {year}?",
            Expected(numbers=(mean,), files=_files(here)),
        )
        if len(here) > 1:
            one, two = rng.sample(here, 2)
            names = "和".join(rng.choice(names_in_chinese(s)) for s in (one, two))
            yield _sum("zh", f"{names}{year}年一共收到多少件申请？", [one, two], "T3.new.total")


def _sum(language: Language, question: str, scope: Sequence[Sample], key: str) -> Asked:
    total = sum(s.cells[key] for s in scope)
    rows = frozenset((s.organisation, s.year, float(s.cells[key])) for s in scope)
    expected = Expected(numbers=(plain(total),), files=_files(scope), rows=rows if len(scope) > 1 else None)
    return Asked("sum", language, question, expected)


def ask_ranks(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Who has most and fewest; those at the head of the table are judged."""
    for year in sorted({s.year for s in samples}):
        here = [s for s in samples if s.year == year]
        yield _rank("zh", f"{year}年哪个单位收到的申请最多？", here, "T3.new.total", max)
        yield _rank("en", f"Which body received the most requests in {year}?", here, "T3.new.total", max)
        yield _rank("zh", f"{year}年行政许可最少的是谁？", here, "T2.licences.decisions", min)
        yield _rank("zh", f"按新收申请数给{year}年的单位排个名", here, "T3.new.total", max)


def _rank(
    language: Language, question: str, scope: Sequence[Sample], key: str, best: Callable[[Iterable[float]], float]
) -> Asked:
    head = best(s.cells[key] for s in scope)
    first = [s for s in scope if s.cells[key] == head]
    rows = frozenset((s.organisation, s.year, float(head)) for s in first)
    return Asked("rank", language, question, Expected(numbers=(plain(head),), rows=rows, shows="leading"))


# ---- Two numbers against each other, yes or no ---------------------------------------------------------------------------


def ask_comparisons(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Two bodies in a year, one body in two years."""
    for year, group in groupby(sorted(samples, key=lambda s: s.year), key=lambda s: s.year):
        here = list(group)
        one, two = rng.sample(here, 2)
        values = (one.cells["T3.new.total"], two.cells["T3.new.total"])
        expected = Expected(numbers=tuple(map(plain, values)), files=_files([one, two]))
        more = Expected(numbers=(plain(abs(values[0] - values[1])),), files=_files([one, two]))
        yield Asked(
            "compare", "zh", f"{shorten(one.organisation)}和{shorten(two.organisation)}{year}年谁收到的申请多？", expected
        )
        yield Asked("compare", "zh", f"{one.organisation}{year}年收到的申请比{two.organisation}多几件？", more)
        named = [s for s in here if name_in_english(s)]
        if len(named) > 1:
            one, two = rng.sample(named, 2)
            numbers = tuple(plain(s.cells["T3.new.total"]) for s in (one, two))
            question = f"Which received more requests in {year}, {_the(one)} or {_the(two)}?"
            yield Asked("compare", "en", question, Expected(numbers=numbers, files=_files([one, two])))
    for before, now in rng.sample(_successive(samples), 6):
        counts = [s.cells["T3.new.total"] for s in (now, before)]
        expected = Expected(numbers=(*map(plain, counts), plain(abs(counts[0] - counts[1]))), files=_files([before, now]))
        name = shorten(now.organisation)
        yield Asked("change", "zh", f"{name}{now.year}年收到的申请比上年增加了多少件？", expected)
        yield Asked("change", "zh", f"{name}{now.year}年的申请量比{before.year}年变化了多少？", expected)
        if name_in_english(now):
            question = f"How did the number of requests at {_the(now)} change in {now.year} compared with the previous year?"
            yield Asked("change", "en", question, expected)


def _successive(samples: Sequence[Sample]) -> list[tuple[Sample, Sample]]:
    return [(a, b) for a, b in pairwise(samples) if a.organisation == b.organisation and b.year == a.year + 1]


YES_NO: tuple[tuple[str, str, Measure], ...] = (
    ("有没有收到信息公开申请", "Did {org} receive any information requests in {year}?", _of("T3.new.total")),
    ("收到过政府信息公开申请吗", "Were any requests filed with {org} in {year}?", _of("T3.new.total")),
    ("有没有被提起行政诉讼", "Was {org} sued in {year}?", lambda s: total_of(s, "suits")),
    ("是否废止过规范性文件", "Did {org} repeal any normative documents in {year}?", _of("T2.norms.repealed")),
    ("被行政复议过吗", "Did {org} face any administrative reconsideration in {year}?", _of("T4.review.total")),
    ("有没有拒绝公开的情况", "Did {org} deny any requests in {year}?", lambda s: total_of(s, "denied")),
    ("有没有申请结转到下一年", "Did {org} carry any requests over to the next year in {year}?", _of("T3.carried_out.total")),
)


def ask_yes_no(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Each both ways: of a report where it is so and of one where it is not."""
    for zh, en, measure in YES_NO:
        for so in (True, False):
            pool = [s for s in samples if bool(measure(s)) is so]
            s = rng.choice(pool)
            yield Asked("yes_no", "zh", _framed(s, zh, rng), _yes_no(s, measure))
            s = _with_english_name(pool, pool, rng)
            yield Asked("yes_no", "en", en.format(org=_the(s), year=s.year), _yes_no(s, measure))


def _yes_no(s: Sample, measure: Measure) -> Expected:
    return Expected(numbers=(plain(measure(s)),), files=frozenset({s.file}), yes=bool(measure(s)))


# ---- Contact, applicants, what is not there ------------------------------------------------------------------------------

CONTACT: tuple[tuple[str, str, str], ...] = (
    ("phone", "{org}的电话是多少？", "What is the telephone number of {org}?"),
    ("phone", "想咨询{org}，打哪个电话？", "Which number do I call to reach {org}?"),
    ("address", "{org}在哪里办公，地址是什么？", "Where is {org} located?"),
    ("address", "{org}的地址", "What is the address of {org}?"),
    ("postcode", "给{org}寄信邮编写什么？", "What is the postcode of {org}?"),
    ("email", "{org}的电子邮箱是什么", "What is the e-mail address of {org}?"),
    ("website", "{org}的报告可以在哪个网址下载？", "Where can I download the report of {org}?"),
)


def ask_contacts(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Each part of the contact, of the newest report of a body."""
    newest = list({s.organisation: s for s in sorted(samples, key=lambda s: s.year)}.values())
    for field, zh, en in CONTACT:
        for s in rng.sample(newest, 2):
            yield Asked("contact", "zh", zh.format(org=rng.choice(names_in_chinese(s))), _contact(s, field))
        s = _with_english_name(newest, newest, rng)
        yield Asked("contact", "en", en.format(org=_the(s)), _contact(s, field))


def _contact(s: Sample, field: str) -> Expected:
    return Expected(verbatim=(getattr(s.contact, field),), files=frozenset({s.file}))


def ask_applicants(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Who filed the applications: every type that is not 0."""
    columns = ("natural", "business", "research", "public_welfare", "legal_service", "other")
    pool = [s for s in samples if s.cells["T3.new.total"] > 1]
    for wording in ("的申请都是什么人提的？", "收到的申请按申请人分各多少件？", "申请人构成怎么样？"):
        s = rng.choice(pool)
        numbers = tuple(plain(s.cells[f"T3.new.{c}"]) for c in columns if s.cells[f"T3.new.{c}"])
        question = f"{shorten(s.organisation)}{s.year}年{wording}"
        yield Asked("applicants", "zh", question, Expected(numbers=numbers, files=frozenset({s.file})))
    s = _with_english_name(pool, pool, rng)
    numbers = tuple(plain(s.cells[f"T3.new.{c}"]) for c in columns if s.cells[f"T3.new.{c}"])
    question = f"Who filed the requests that {_the(s)} received in {s.year}?"
    yield Asked("applicants", "en", question, Expected(numbers=numbers, files=frozenset({s.file})))


def ask_what_is_missing(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Other years, other departments, other places: never answered with a neighbour's number."""
    nothing = Expected(status="no_data", files=frozenset())
    for s in rng.sample(list(samples), 6):
        years = {other.year for other in samples if other.organisation == s.organisation}
        absent = next(year for year in (2020, 2025) if year not in years)
        yield Asked("missing year", "zh", f"{shorten(s.organisation)}{absent}年收到多少件申请？", nothing)
        if name_in_english(s):
            yield Asked("missing year", "en", f"How many requests did {_the(s)} receive in {absent}?", nothing)
    bodies = {s.organisation for s in samples}
    for county in sorted({s.county for s in samples}):
        for rest in ("退役军人事务局", "统计局", "经济开发区管委会"):
            if shorten(county + rest) not in {shorten(body) for body in bodies}:
                yield Asked("missing body", "zh", f"{county}{rest}2022年收到多少件申请？", nothing)
        if f"{county}人民政府" not in bodies:
            yield Asked("missing body", "zh", f"{county}政府2022年收到几件申请？", nothing)
    for s in rng.sample([s for s in samples if s.kind in ("government", "bureau")], 3):
        other = s.organisation.replace(s.county, "松原县")
        yield Asked("missing body", "zh", f"{other}{s.year}年收到多少件申请？", nothing)


# ---- Numbers of the narrative --------------------------------------------------------------------------------------------

FIGURES: dict[str, tuple[str, str]] = {
    "published": ("主动公开政府信息多少条", "How many items did {org} publish in {year}?"),
    "on_website": ("通过政府网站公开了多少条信息", "How many items did {org} publish on the government website in {year}?"),
    "on_board": ("公示栏公开了多少条", "How many items did {org} post on notice boards in {year}?"),
    "explained": ("发布政策解读多少篇", "How many policy interpretations did {org} publish in {year}?"),
    "trainings": ("举办了几场政务公开培训", "How many training sessions did {org} hold in {year}?"),
    "trainees": ("政务公开培训参训多少人次", "How many people were trained by {org} in {year}?"),
    "visitors": ("政府开放日有多少人参加", "How many people attended the open days of {org} in {year}?"),
    "letters": ("答复群众来信多少件", "How many letters from citizens did {org} answer in {year}?"),
    "monitors": ("聘请了几名社会监督员", "How many monitors did {org} appoint in {year}?"),
    "proposals": ("办理政协提案多少件", "How many CPPCC proposals did {org} handle in {year}?"),
    "suggestions": ("办理人大代表建议多少件", "How many suggestions of deputies did {org} handle in {year}?"),
    "pushed": ("政务新媒体推送了多少条信息", "How many items did the social media accounts of {org} push in {year}?"),
}


def ask_figures(samples: Sequence[Sample], rng: Random) -> Iterator[Asked]:
    """Numbers that only the narrative states."""
    for name, (zh, en) in FIGURES.items():
        pool = [s for s in samples if name in s.figures]
        for s in rng.sample(pool, 2):
            expected = Expected(numbers=(str(s.figures[name]),), files=frozenset({s.file}))
            yield Asked("figure", "zh", _framed(s, zh, rng), expected)
        s = _with_english_name(pool, pool, rng)
        expected = Expected(numbers=(str(s.figures[name]),), files=frozenset({s.file}))
        yield Asked("figure", "en", en.format(org=_the(s), year=s.year), expected)


ASKERS = (
    ask_cells,
    ask_totals_and_rates,
    ask_lists,
    ask_counts,
    ask_sums,
    ask_ranks,
    ask_comparisons,
    ask_yes_no,
    ask_contacts,
    ask_applicants,
    ask_what_is_missing,
    ask_figures,
)


def make_questions(samples: Sequence[Sample], *, seed: int = 0) -> list[Asked]:
    """All questions about these samples, the same for the same seed, none twice."""
    rng = Random(seed)
    asked = {a.question: a for ask in ASKERS for a in ask(samples, rng)}
    return list(asked.values())


def plain(number: float) -> str:
    """A number as it is written: 136, 96171.6."""
    return str(int(number)) if number == int(number) else f"{number:.10g}"


def percent(share: Fraction) -> str:
    """A share as a percentage of at most two decimals."""
    return f"{plain(round(float(share) * 100, 2))}%"


MARK = re.compile(r"\[\d+\]")


def numbers_in(text: str) -> list[str]:
    """The numbers of a text, whole, thousands commas and citation marks gone."""
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", MARK.sub(" ", text))
    return [m.group().replace("−", "-") for m in re.finditer(r"(?<![\d.])\d+(?:\.\d+)?%?", bare)]


# ---- Right or wrong ------------------------------------------------------------------------------------------------------


def find_fault(asked: Asked, answer: Answer) -> str:
    """What is wrong with an answer, in a few words, or "" when it is right."""
    expected = asked.expected
    if answer.language != asked.language:
        return f"language {answer.language}"
    if answer.status != expected.status:
        return f"status {answer.status} ({answer.plan['ask']})"
    missing = [n for n in expected.numbers if n not in numbers_in(_without_names(answer))]
    if missing:
        return f"lacks {', '.join(missing)} ({answer.plan['ask']})"
    silent = [words for words in expected.verbatim if words not in answer.answer]
    if silent:
        return f"lacks {silent[0]} ({answer.plan['ask']})"
    return _find_wrong_proof(expected, answer) or _find_wrong_shape(asked, answer)


def _without_names(answer: Answer) -> str:
    """What an answer says, without the years it names, which are numbers too."""
    text = answer.answer
    for year in {citation.year for citation in answer.citations}:
        text = text.replace(f"{year}年", "").replace(f"({year})", "")
    return text


def _find_wrong_proof(expected: Expected, answer: Answer) -> str:
    cited = {citation.file for citation in answer.citations}
    if expected.files is not None and cited != expected.files:
        return f"cites {sorted(cited)}, expected {sorted(expected.files)}"
    if expected.cell and not any(_proves(citation, *expected.cell) for citation in answer.citations):
        return f"no citation of {expected.cell[0]}"
    return ""


def _proves(citation: Citation, key: str, value: float) -> bool:
    table, row_key, column_key = key.split(".")
    row = load_form("2021").table(table).row(row_key)
    column = next(column for column in row.columns if column.key == column_key)
    said, _, column_said = citation.locator.partition(" / ")
    return said.endswith(row.label) and column_said == column.label and citation.value == value


def _find_wrong_shape(asked: Asked, answer: Answer) -> str:
    expected = asked.expected
    if expected.rows:
        rows = [tuple(row) for row in answer.table.rows] if answer.table else []
        shown = rows[: len(expected.rows)] if expected.shows == "leading" else rows
        if {(str(o), y, float(v or 0)) for o, y, v in (row[:3] for row in shown)} != expected.rows:
            return f"table {rows[:3]}, expected {sorted(expected.rows)[:3]}"
    if expected.coverage is not None:
        found = (answer.coverage.matched, answer.coverage.looked_at) if answer.coverage else None
        if found != expected.coverage:
            return f"coverage {found}, expected {expected.coverage}"
    if expected.yes is not None and not answer.answer.startswith(say(asked.language, "yes" if expected.yes else "no")):
        return f"says {answer.answer[:12]!r}, expected {'yes' if expected.yes else 'no'}"
    return ""
