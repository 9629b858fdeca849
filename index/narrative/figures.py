"""Finds the numbers of the narrative: value, unit and what they count, in figures, Chinese numerals or words (未收到申请 is 0).

Dates, document numbers, addresses, ordinals and names with digits in them (“12345”, “869”行动) are no figures. Knows nothing of
tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from index.narrative.denials import OBJECT, find_denials
from index.narrative.spelled import find_spelled
from index.report import Chapter, Figure
from index.values import MOST_DIGITS
from index.wording import RunningText, fold, split_sentences

_UNIT = (
    r"万人次|人次|批次|场次|篇次|条次|件次|家次|户次|万余?元|亿余?元|平方米|平方公里|公里|个百分点|百分点|个月|个工作日|工作日|分钟|小时|"
    r"[大小][类项]|公顷|立方米|千瓦时|学时|课时|车次|班次|片区|%|"
    r"[条件篇次个起份宗封人名期场家项张元部批户页幅本册天级类处台套支轮遍卷例款辆所座栋间位组门则只股集版亩吨字通笔块倍米秒头株岁]|分(?=[,;。、()]|$|以上|左右)"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
# Where a number begins; one part of a longer one, a code or a date is none.
_BEGIN = r"(?<![\d.A-Za-z第〔\[-])(?<!\d )"
_LEAD = r"(?P<lead>将近|接近|近|大约|约|超过|超|突破|破|逾|达到?|不少于|至少)?"
_OVER = r"余|多|来|\+"
_FIGURE = re.compile(
    rf"{_BEGIN}{_LEAD}\s*(?P<value>{_NUMBER})\s*(?:(?:-|~|至|到)\s*(?P<max>{_NUMBER})\s*)?"
    rf"(?P<over>{_OVER})?\s*(?P<scale>[百千万亿](?!元))?(?P<over2>{_OVER})?\s*(?P<unit>{_UNIT})(?P<after>余|多|左右|以上)?"
)
# A number of millions needs no unit: 粉丝突破770万.
_LARGE = re.compile(
    rf"{_BEGIN}{_LEAD}\s*(?P<value>{_NUMBER})\s*(?P<over>余|多)?(?P<scale>[万亿])(?P<over2>{_OVER})?(?=[,;。、]|$)"
)
# 分别为3、4和5件: the unit of the last is that of all.
_LIST = re.compile(
    rf"(?<=[一-鿿])(?<![第表图号])(?P<values>\d{{1,6}}(?:、\d{{1,6}})*(?:、|和|及|与|以及)\d{{1,6}})\s*(?P<unit>{_UNIT})"
)
_STATED_ZERO = re.compile(r"(?<=[为是])\s*(?P<value>0|零)(?=[,;。、)]|$)")
# So does one at the end of its clause, beside others that have theirs: 予以公开966件,部分公开67,占4.6%.
_BARE = re.compile(r"(?<=[一-鿿])\s*(?P<value>\d{1,6})(?=[,;。、]|$)")
_BARE_NAME = re.compile(r"(?:[第号令表图年月日]|电话|热线|邮编|编号|代码|附件|序号|平台|专线|[A-Za-z])\s*$")
_EVERY = re.compile(
    r"每一?个?(?P<period>日|天|周(?![一二三四五六日末](?!次))|月|季度?|半年|年)(?!度|份|初|末|底|中|[一二三四五六七八九十\d]+月)"
)
_FREQUENCY = re.compile(rf"{_EVERY.pattern}[^,;。]{{0,14}}?(?P<value>一|1)次")
_REGULAR = re.compile(
    r"考核|检查|核查|通报|更新|发布|报送|调度|巡查|评估|抽查|监测|排查|清理|统计|汇总|自查|督查|测评|公布|公开|编发|梳理|上报|点评|开展|组织|"
    r"召开|进行|举办|研究|听取|培训|审核|维护|推送|回访|走访|学习|总结|分析|反馈|普查|巡检|核对|审查"
)
# A number and such a unit that still is a name, a date or an address.
_NOT_COUNTED = re.compile(
    r"^(?:个(?:方面|层面|环节|维护|意识|自信|确立|务必|维度|季度|到位|一律|确保|坚持|“)|条例|部门|部署|部分|人民|人大|个人|名称|次序|级别|类型|处理|处罚|处室|支撑|项目化|场所|期间|本级|组织|门户|元旦|项规定|级(?:甲等|乙等|医院|重点|联动|响应)|条规定)"
)
# What is open or running all day, unless it says within which time something is done.
_ROUND_THE_CLOCK = re.compile(r"24\s*小时(?!之?以?内|办结|[^,;。]{0,6}[答回]复)")

_CLAUSE_END = re.compile(r"[,;:。!?()]")
_LEAD_WORDS = re.compile(
    r"^(?:[一二三四五六七八九十]+是|其中|共计|共|合计|总计|累计|全年|年内|本年度?|\d{4}年度?|截至目前|并|还|以及|及|和|分别为?|[、,]|\s)+"
)
_TRAIL_WORDS = re.compile(
    r"(?:共计|共有|共|合计|总计|累计|分别为|达到|达|为|有|均|各|将近|接近|近|大约|约|超过|超|已?突破|逾|不少于|至少|[、\s])+$"
)
_VAGUE = frozenset(("将近", "接近", "近", "大约", "约", "超", "超过", "突破", "破", "逾"))
_SHARE = re.compile(r"(?:约|均)?占(?:比|总数|总量|全部)?(?:的|为|达)?")
_SCALES = {"百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_LONGEST_AFTER = 24
LONGEST_SENTENCE = 2000
_MOST_IN_CLAUSE = 8  # numbers whose nouns are told apart; more are a list run together
_PLANS = 5  # the chapter of what will be improved: what is to be done every month is not yet done


@dataclass(frozen=True, slots=True)
class _Hit:
    """A number found in a sentence: where, and all but what it counts; a habit (每季度考核) says only that it is done."""

    start: int
    end: int
    value: int | float
    value_max: int | float | None
    unit: str
    approximate: bool
    counts: str | None = None
    is_habit: bool = False


def find_figures(narrative: Iterable[tuple[Chapter, RunningText]]) -> tuple[Figure, ...]:
    """Every figure of the six chapters, in order; chapter 0 (title, preface) states none."""
    figures: list[Figure] = []
    for chapter, running in narrative:
        if chapter.number == 0:
            continue
        for start, end in _split_pieces(running.text):
            sentence = fold(running.text[start:end])
            for hit, counts in _read_sentence(sentence):
                if chapter.number == _PLANS and hit.is_habit:
                    continue
                place = running.place(start + hit.start, start + hit.end)
                figures.append(
                    Figure(
                        hit.value,
                        hit.value_max,
                        hit.unit,
                        counts,
                        hit.approximate,
                        chapter.number,
                        place.start,
                        place.end,
                        running.place(start, end),
                    )
                )
    return tuple(figures)


def _split_pieces(text: str) -> Iterator[tuple[int, int]]:
    """The sentences; one of more than LONGEST_SENTENCE characters, as no author writes, in pieces."""
    for start, end in split_sentences(text):
        while end - start > LONGEST_SENTENCE:
            cut = max(text.rfind(mark, start, start + LONGEST_SENTENCE) for mark in "，,；;、 ") + 1
            cut = cut if cut > start else start + LONGEST_SENTENCE
            yield start, cut
            start = cut
        if start < end:
            yield start, end


def _read_sentence(sentence: str) -> Iterator[tuple[_Hit, str]]:
    hits = sorted(_find_hits(sentence), key=lambda hit: hit.start)
    before = ""
    for at, hit in enumerate(hits):
        counts = hit.counts if hit.counts is not None else _describe(sentence, hits, at)
        if _SHARE.fullmatch(counts) and hit.unit == "%":
            yield hit, before + counts
            continue
        # 行政复议3件，其中维持…; 共计5件: a clause without words of its own goes on counting what the one before counted.
        counts = counts or _words_behind(sentence, hits, at) or before
        before = counts
        yield hit, counts


def _find_hits(sentence: str) -> Iterator[_Hit]:
    taken: list[tuple[int, int]] = []
    for found in (_find_zeros, _find_stated_zeros, _find_frequencies, _find_listed, _find_numbers, _find_large, _find_chinese):
        for hit in found(sentence):
            if not any(start < hit.end and hit.start < end for start, end in taken):
                taken.append((hit.start, hit.end))
                yield hit
    # Without another figure beside it, a number without a unit is more likely part of a name.
    if taken:
        yield from (hit for hit in _find_bare(sentence) if not any(start < hit.end and hit.start < end for start, end in taken))


def _find_numbers(sentence: str) -> Iterator[_Hit]:
    for match in _FIGURE.finditer(sentence):
        if _is_name_or_date(sentence, match):
            continue
        scale = _SCALES.get(match["scale"] or "", 1)
        value, value_max = _number(match["value"], scale), _number(match["max"], scale) if match["max"] else None
        vague = any(match[name] for name in ("over", "over2", "after")) or match["lead"] in _VAGUE
        unit = re.sub("余|多", "", match["unit"])
        approximate = bool(vague) or "余" in match["unit"]
        yield _Hit(match.start("value"), match.end(), value, value_max, _per_period(sentence, match.start(), unit), approximate)


def _find_listed(sentence: str) -> Iterator[_Hit]:
    for match in _LIST.finditer(sentence):
        if _NOT_COUNTED.match(sentence[match.start("unit") :]) or _quoted(sentence, match.start()):
            continue
        numbers = list(re.finditer(r"\d+", match["values"]))
        for at, number in enumerate(numbers, 1):
            start, end = (match.start("values") + place for place in number.span())
            yield _Hit(start, match.end() if at == len(numbers) else end, int(number.group()), None, match["unit"], False)


def _find_large(sentence: str) -> Iterator[_Hit]:
    for match in _LARGE.finditer(sentence):
        if not _quoted(sentence, match.start()) and len(match["value"]) <= MOST_DIGITS:
            vague = bool(match["over"] or match["over2"] or match["lead"] in _VAGUE)
            yield _Hit(match.start("value"), match.end(), _number(match["value"], _SCALES[match["scale"]]), None, "", vague)


def _find_bare(sentence: str) -> Iterator[_Hit]:
    for match in _BARE.finditer(sentence):
        if not _quoted(sentence, match.start()) and not _BARE_NAME.search(sentence[: match.start("value")]):
            yield _Hit(match.start("value"), match.end(), int(match["value"]), None, "", False)


def _per_period(sentence: str, at: int, unit: str) -> str:
    """次 is 次/年 where the clause says 每年."""
    clause = re.split(r"[,;。]", sentence[:at])[-1]
    every = _EVERY.search(clause)
    return f"次/{_period(every)}" if every and unit == "次" else unit


def _period(every: re.Match[str]) -> str:
    return "季度" if every["period"] == "季" else every["period"]


def _is_name_or_date(sentence: str, match: re.Match[str]) -> bool:
    unit_on = sentence[match.start("unit") :]
    if any(len(match[name] or "") > MOST_DIGITS for name in ("value", "max")):
        return True
    if _NOT_COUNTED.match(unit_on) or _quoted(sentence, match.start()) or _ROUND_THE_CLOCK.match(sentence, match.start("value")):
        return True
    before = sentence[: match.start()]
    return bool(re.search(r"(?:第|国令|国务院令|[路街道巷]|电话[:是为]?|[A-Za-z]|〔\d{4}〕)\s*$", before))


def _quoted(sentence: str, at: int) -> bool:
    """Whether a place lies inside quotation marks or a document's title: slogans and names, no counts."""
    before = sentence[:at]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("“”", "《》", "‘’", "「」"))


def _find_chinese(sentence: str) -> Iterator[_Hit]:
    for number in find_spelled(sentence, _UNIT):
        if not _quoted(sentence, number.start) and not _NOT_COUNTED.match(sentence[number.unit_start :]):
            unit = _per_period(sentence, number.start, number.unit)
            yield _Hit(number.start, number.end, number.value, None, unit, number.approximate)


def _find_frequencies(sentence: str) -> Iterator[_Hit]:
    """每周更新一次, and what is done 每季度 without saying how often: once."""
    for match in _FREQUENCY.finditer(sentence):
        if not _quoted(sentence, match.start()):
            yield _Hit(match.start(), match.end(), 1, None, f"次/{_period(match)}", False)
    for match in _EVERY.finditer(sentence):
        clause = re.split(r"[,;。]", sentence[match.end() :])[0]
        if _quoted(sentence, match.start()) or not _REGULAR.search(clause) or re.search(r"次|\d+[月日]", clause):
            continue
        subject = re.split(r"[,;。:、]", sentence[: match.start()])[-1]
        counts = (_LEAD_WORDS.sub("", subject) + clause).strip()
        yield _Hit(match.start(), match.end(), 1, None, f"次/{_period(match)}", False, counts, True)


def _find_zeros(sentence: str) -> Iterator[_Hit]:
    for denial in find_denials(sentence):
        if not _quoted(sentence, denial.start):
            yield _Hit(denial.start, denial.end, 0, None, denial.unit, False, denial.counts)


def _find_stated_zeros(sentence: str) -> Iterator[_Hit]:
    """申请数量为0, 申请为零: in cases where it is those that are counted."""
    for match in _STATED_ZERO.finditer(sentence):
        clause = _CLAUSE_END.split(sentence[: match.start()])[-1]
        yield _Hit(match.start("value"), match.end(), 0, None, "件" if re.search(OBJECT, clause) else "", False)


def _describe(sentence: str, hits: list[_Hit], at: int) -> str:
    """What a number counts: the words before it in its clause, and the noun behind it (发布2条信息).

    Of several numbers in one clause each has its noun before it (动态5条规划3条), or all have it behind when the last one has
    (接入5个部门20项事项).
    """
    hit = hits[at]
    left = max((match.end() for match in _CLAUSE_END.finditer(sentence, 0, hit.start)), default=0)
    end = _CLAUSE_END.search(sentence, hit.end)
    right = end.start() if end else len(sentence)
    near = hits[max(0, at - _MOST_IN_CLAUSE) : at + _MOST_IN_CLAUSE + 1]
    inside = [other for other in near if left <= other.start and other.end <= right]
    place = inside.index(hit)
    behind = _noun(sentence[inside[-1].end : right]) if 1 < len(inside) <= _MOST_IN_CLAUSE else ""
    if behind and all(_noun(sentence[a.end : b.start]) for a, b in pairwise(inside)):
        lead = _head(sentence[left : inside[0].start])
        own_end = inside[place + 1].start if hit is not inside[-1] else right
        return lead + _noun(sentence[hit.end : own_end])[:_LONGEST_AFTER]
    before = _head(sentence[inside[place - 1].end if place else left : hit.start])
    # Words before the next number in the same clause belong to that number.
    after = sentence[hit.end : right][:_LONGEST_AFTER] if hit is inside[-1] else ""
    return (before + after.strip("、 ")).strip("、 ")


def _head(text: str) -> str:
    return _TRAIL_WORDS.sub("", _LEAD_WORDS.sub("", text))


def _noun(text: str) -> str:
    """The noun behind a number, without what only ends a list."""
    return re.sub(r"^(?:左右|以上)|等$", "", text.strip("、 和及与")).strip("、 和及与")


def _words_behind(sentence: str, hits: list[_Hit], at: int) -> str:
    """For a number with nothing before it: what stands behind it, up to the next number."""
    end = _CLAUSE_END.search(sentence, hits[at].end)
    until = min([end.start() if end else len(sentence), *(other.start for other in hits[at + 1 : at + 2])])
    return _head(sentence[hits[at].end : until])[:_LONGEST_AFTER].strip("、 ")


def _number(text: str, scale: int) -> int | float:
    bare = text.replace(",", "")
    value = float(bare) * scale if "." in bare else int(bare) * scale
    return round(value, 6) if isinstance(value, float) and value != int(value) else int(value)
