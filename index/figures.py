"""Finds the numbers of the narrative: value, unit and what they count, in figures, Chinese numerals or words (未收到申请 is 0).

Dates, document numbers, addresses, ordinals and names with digits in them (“12345”, “869”行动) are no figures. Knows nothing of
tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.report import Chapter, Figure
from index.wording import RunningText, fold, read_numeral, split_sentences

_UNIT = (
    r"万人次|人次|场次|篇次|条次|件次|万余?元|亿余?元|平方米|公里|个工作日|工作日|分钟|小时|"
    r"[条件篇次个起份宗封人名期场家项张元部批户页幅本册天级类处台套支轮遍卷例款辆所座栋间位组门则只股]|片区|%"
)
_CHINESE_UNIT = r"次|级|片区|期|场|批|轮|名|篇|份|起|件|条|家|项|部"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_FIGURE = re.compile(
    rf"(?<![\d.A-Za-z第〔\[-])(?P<lead>近|约|超过|超|逾|达到?|不少于|至少)?\s*(?P<value>{_NUMBER})\s*"
    rf"(?:(?:-|~|至|到)\s*(?P<max>{_NUMBER})\s*)?(?P<over>余|多|来)?\s*(?P<scale>[万亿](?!元))?(?P<over2>余|多)?\s*(?P<unit>{_UNIT})(?P<after>余|多|左右|以上)?"
)
_CHINESE_FIGURE = re.compile(
    rf"(?<![第一二三四五六七八九十百千“\"每])(?P<value>[两二三四五六七八九]|十[一二三四五六七八九]?|[二三四五六七八九]十[一二三四五六七八九]?)"
    rf"(?P<over>余|多)?(?P<unit>{_CHINESE_UNIT})(?![一二三四五六七八九十])"
)
_FREQUENCY = re.compile(r"每一?(?P<period>日|天|周|月|季度|半年|年)[^,;。]{0,14}?(?P<value>一|1)次")
# A number and such a unit that still is a name, a date or an address.
_NOT_COUNTED = re.compile(
    r"^(?:条例|部门|部署|部分|人民|人大|个人|名称|次序|级别|类型|处理|处罚|处室|支撑|项目化|场所|期间|本级|组织|门户|元旦)"
)

_NEGATION = r"(?:均未曾?|从未|未曾|尚未|未|没有|不存在|无)"
_VERB = r"(?:收到|接到|接受|受理|收取|产生|发生|引起|引发|出现|办理|提起|被|涉及|有过|有)"
_OBJECT = r"(?:公开申请|申请公开|处理件|处理费|费用|收费|复议|诉讼|应诉|举报|投诉)"
_ZERO = re.compile(rf"{_NEGATION}(?P<verb>{_VERB}{{0,2}})(?P<counts>[^,;。]*?{_OBJECT}[^,;。]*)")
_BARE_ZERO_OBJECT = re.compile(
    r"^(?:政府信息公开申请|信息公开申请|依申请公开|行政复议|行政诉讼|因政府信息公开|信息处理费|政府信息公开信息处理费)"
)

_CLAUSE_END = re.compile(r"[,;:。!?()]")
_LEAD_WORDS = re.compile(
    r"^(?:其中|共计|共|合计|总计|累计|全年|年内|本年度?|\d{4}年度?|截至目前|并|还|以及|及|和|分别为?|[、,]|\s)+"
)
_TRAIL_WORDS = re.compile(r"(?:共计|共有|共|合计|总计|累计|分别为|达到|达|为|有|均|各|近|约|超过|超|逾|不少于|至少|[、\s])+$")
_SCALES = {"万": 10_000, "亿": 100_000_000}
_LONGEST_AFTER = 24


@dataclass(frozen=True, slots=True)
class _Hit:
    """A number found in a sentence: where, and all but what it counts."""

    start: int
    end: int
    value: int | float
    value_max: int | float | None
    unit: str
    approximate: bool
    counts: str | None = None


def find_figures(narrative: Iterable[tuple[Chapter, RunningText]]) -> tuple[Figure, ...]:
    """Every figure of the six chapters, in order; chapter 0 (title, preface) states none."""
    figures: list[Figure] = []
    for chapter, running in narrative:
        if chapter.number == 0:
            continue
        for start, end in split_sentences(running.text):
            sentence = fold(running.text[start:end])
            for hit, counts in _read_sentence(sentence):
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


def _read_sentence(sentence: str) -> Iterator[tuple[_Hit, str]]:
    hits = sorted(_find_hits(sentence), key=lambda hit: hit.start)
    before = ""
    for at, hit in enumerate(hits):
        counts = hit.counts if hit.counts is not None else _describe(sentence, hits, at)
        # 行政复议3件，其中维持…; 共计5件: a clause without words of its own goes on counting what the one before counted.
        counts = counts or before
        before = counts
        yield hit, counts


def _find_hits(sentence: str) -> Iterator[_Hit]:
    taken: list[tuple[int, int]] = []
    for found in (_find_zeros, _find_frequencies, _find_numbers, _find_chinese):
        for hit in found(sentence):
            if not any(start < hit.end and hit.start < end for start, end in taken):
                taken.append((hit.start, hit.end))
                yield hit


def _find_numbers(sentence: str) -> Iterator[_Hit]:
    for match in _FIGURE.finditer(sentence):
        if _is_name_or_date(sentence, match):
            continue
        scale = _SCALES.get(match["scale"] or "", 1)
        value, value_max = _number(match["value"], scale), _number(match["max"], scale) if match["max"] else None
        vague = any(match[name] for name in ("over", "over2", "after")) or match["lead"] in ("近", "约", "超", "超过", "逾")
        unit = re.sub("余|多", "", match["unit"])
        yield _Hit(match.start("value"), match.end(), value, value_max, unit, bool(vague) or "余" in match["unit"])


def _is_name_or_date(sentence: str, match: re.Match[str]) -> bool:
    unit_on = sentence[match.start("unit") :]
    if _NOT_COUNTED.match(unit_on) or _quoted(sentence, match.start()):
        return True
    before = sentence[: match.start()]
    return bool(re.search(r"(?:第|国令|国务院令|[路街道巷]|电话[:是为]?|[A-Za-z]|〔\d{4}〕)\s*$", before))


def _quoted(sentence: str, at: int) -> bool:
    """Whether a place lies inside quotation marks or a document's title: slogans and names, no counts."""
    before = sentence[:at]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("“”", "《》", "‘’", "「」"))


def _find_chinese(sentence: str) -> Iterator[_Hit]:
    for match in _CHINESE_FIGURE.finditer(sentence):
        if not _quoted(sentence, match.start()) and not _NOT_COUNTED.match(sentence[match.start("unit") :]):
            yield _Hit(match.start(), match.end(), read_numeral(match["value"]), None, match["unit"], bool(match["over"]))


def _find_frequencies(sentence: str) -> Iterator[_Hit]:
    for match in _FREQUENCY.finditer(sentence):
        if not _quoted(sentence, match.start()):
            yield _Hit(match.start(), match.end(), 1, None, f"次/{match['period']}", False)


def _find_zeros(sentence: str) -> Iterator[_Hit]:
    for match in _ZERO.finditer(sentence):
        counts = match["verb"] + match["counts"]
        stated = re.search(r"\d", counts)
        if stated or _quoted(sentence, match.start()) or (not match["verb"] and not _is_bare_object(counts)):
            continue
        unit = "元" if re.search(r"处理费|费用|收费", counts) else "件"
        yield _Hit(match.start(), match.end(), 0, None, unit, False, re.sub(r"(?:等|的)?情况$|情形$", "", counts))


def _is_bare_object(counts: str) -> bool:
    """Whether a negation without a verb denies the thing itself (无行政复议), not something about it (没有公开申请指南)."""
    return bool(_BARE_ZERO_OBJECT.match(counts) and re.search(rf"{_OBJECT}(?:案件|事项|等|的?情况|情形)*$", counts))


def _describe(sentence: str, hits: list[_Hit], at: int) -> str:
    """What a number counts: the words before it in its clause, and the noun behind it (发布2条信息)."""
    hit = hits[at]
    left = max([hits[at - 1].end if at else 0, *(match.end() for match in _CLAUSE_END.finditer(sentence, 0, hit.start))])
    right = _CLAUSE_END.search(sentence, hit.end)
    until = min([right.start() if right else len(sentence), *(other.start for other in hits[at + 1 : at + 2])])
    before = _TRAIL_WORDS.sub("", _LEAD_WORDS.sub("", sentence[left : hit.start]))
    after = sentence[hit.end : until]
    # Words before the next number in the same clause belong to that number.
    after = "" if at + 1 < len(hits) and until == hits[at + 1].start else after[:_LONGEST_AFTER]
    return (before + after.strip("、 ")).strip("、 ")


def _number(text: str, scale: int) -> int | float:
    bare = text.replace(",", "")
    value = float(bare) * scale if "." in bare else int(bare) * scale
    return round(value, 6) if isinstance(value, float) and value != int(value) else int(value)
