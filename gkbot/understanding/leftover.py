"""The words of a question that nothing was made of: a limit the form does not know (6月, 网上), or only talk.

Whoever answers without saying so answers another question. Knows the lexicon; decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from gkbot.words.lexicon import HAN, Mark, load_lexicon

# Parts of a year, days: the form counts by year.
PART_OF_YEAR = re.compile(
    r"(?:第?[一二三四1-4]|[上下])(?:季度|半年)|(?:[上中下]旬)|(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[-到至、](?:\d{1,2}|[一二三四五六七八九十]{1,2}))?月(?:份|底|初)?(?:\d{1,2}[日号])?|年[初中](?!期)"
)
# A measure's words may hold words in their middle: 收到(网上的)申请.
GAP = re.compile(
    r"(?P<before>收到|接到|接收|受理|新收|收件登记|登记|收|答复|回复|办完|(?:办理|处理)(?:完毕?|好)?|办了|拒绝|驳回|回绝)(?P<gap>.*?)(?P<after>政府信息公开申请|信息公开申请|公开申请|依申请公开|申请).*"
)

# What counts applications as such, of whatever kind; its limits are the form's rows and columns or none at all.
APPLICATIONS = ("new", "total", "handled")


@dataclass(frozen=True, slots=True)
class Leftover:
    """Words nothing was made of: `limits` qualify what is counted, `others` stand anywhere."""

    limits: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def find_leftover(text: str, marks: Iterable[Mark]) -> Leftover:
    """What is left of a folded question without names and years when marked words and words of talk are taken out."""
    counted = [mark for mark in marks if mark.slot in ("measure", "generic") and mark.key in APPLICATIONS]
    taken = bytearray(len(text))
    for mark in marks:
        gap = GAP.fullmatch(text[mark.start : mark.end]) if mark.slot == "measure" else None
        spans = [(mark.start, mark.end)] if not gap else [gap.span("before"), gap.span("after")]
        shift = mark.start if gap else 0
        for start, end in spans:
            taken[start + shift : end + shift] = b"\1" * (end - start)
    parts = [match.span() for match in PART_OF_YEAR.finditer(text)]
    for start, end in parts:
        taken[start:end] = b"\1" * (end - start)
    left = "".join("\n" if taken[i] else c for i, c in enumerate(text))
    left = _talk().sub(lambda m: "\n" * len(m[0]), left)
    limits: list[str] = [text[start:end] for start, end in parts]
    others: list[str] = []
    for run in re.finditer(f"[{HAN}]{{2,}}", left):
        (limits if _qualifies(text, run, counted) else others).append(run.group())
    return Leftover(tuple(limits), tuple(others))


# Ways in which applications come in; the form does not tell them apart.
CHANNEL = re.compile("网[上络]|线上|在线|邮寄|邮件|信函|来信|当面|现场|窗口|传真|微信|平台|口头|书面")


def _qualifies(text: str, run: re.Match[str], counted: list[Mark]) -> bool:
    """Whether words stand inside a measure's own words, or before them with 的: 当面提交的申请."""
    if counted and CHANNEL.search(run.group()):
        return True
    return any(
        mark.start <= run.start() < mark.end
        or (run.end() <= mark.start and re.fullmatch(r"[^,，。;；]{0,4}的", text[run.end() : mark.start]))
        for mark in counted
    )


@cache
def _talk() -> re.Pattern[str]:
    return re.compile("|".join(sorted(load_lexicon().talk, key=len, reverse=True)))
