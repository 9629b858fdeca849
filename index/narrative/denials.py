"""What a sentence says there was none of: 未收到政府信息公开申请, 无行政复议, 没有产生信息处理费.

Only of what the form asks for; knows nothing of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_NEGATION = r"(?:均未曾?|从未|未曾|尚未|未|没有|不存在|无)"
_VERB = r"(?:新收|申请(?=行政复议)|收到|接到|接受|受理|收取|产生|发生|引起|引发|出现|办理|提起|被|涉及|有过|有)"
OBJECT = r"(?:公开申请|申请公开|处理件|处理费|费用|收费|复议|诉讼|应诉|举报|投诉|申诉)"
_ZERO = re.compile(rf"{_NEGATION}(?P<verb>{_VERB}{{0,2}})(?P<counts>[^,;。]{{0,60}}?{OBJECT}[^,;。]{{0,60}})")
_ZERO_RECEIVED = re.compile(
    rf"{_NEGATION}(?P<verb>(?:收到|接到|受理|接受){{1,2}}(?:过)?|人(?!员|大))(?P<counts>[^,;。]{{0,60}}?申请(?![人书表])[^,;。]{{0,60}})"
)
_BARE_OBJECT = re.compile(
    r"^(?:(?:政府)?信息公开申请|依申请公开|行政复议|行政诉讼|因(?:政府)?信息公开|(?:政府信息公开)?信息处理费|(?:信息公开)?收费|被?(?:举报|投诉))"
)


@dataclass(frozen=True, slots=True)
class Denial:
    """What is denied, in the sentence's words, and what it would be counted in (件, 元)."""

    start: int
    end: int
    counts: str
    unit: str


def find_denials(sentence: str) -> Iterator[Denial]:
    """The denials of a folded sentence; one with a number in it denies something else."""
    for match in (*_ZERO.finditer(sentence), *_ZERO_RECEIVED.finditer(sentence)):
        counts = match["verb"] + match["counts"]
        if re.search(r"\d", counts) or (not match["verb"] and not _is_bare_object(counts)):
            continue
        unit = "元" if re.search(r"处理费|费用|收费", counts) else "件"
        yield Denial(match.start(), match.end(), re.sub(r"(?:等|的)?情况$|情形$", "", counts), unit)


def _is_bare_object(counts: str) -> bool:
    """Whether a negation without a verb denies the thing itself (无行政复议), not something about it (没有公开申请指南)."""
    return bool(_BARE_OBJECT.match(counts) and re.search(rf"{OBJECT}(?:案件|事项|等|的?情况|情形)*$", counts))
