"""What a model's text may rest on: the quotes of an answer, each with its number, and all that they state and name.

What a report says to a machine (ignore the instructions above) is no evidence of anything and stays out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from gkbot.answer import Citation
from gkbot.collection import Collection
from gkbot.language.spelling import squeeze
from gkbot.language.stated import Stated, stated_in
from index.spelling import syllables

# Words that a report has no use for: they speak to whatever reads it by machine.
_TO_A_MACHINE = re.compile(
    r"(?:忽略|无视|忘[记掉]|不要(?:理会|遵[守循])|跳过)[^。！？\n]{0,12}(?:指令|指示|提示词?|要求|规则|设定|内容)"
    r"|[你您](?:现在)?(?:是|扮演|必须|只能|需要|要|应该?)[^。\n]{0,20}(?:助手|机器人|模型|AI|回答|输出|回复)"
    r"|(?:大?语言|人工智能|大)模型[^。\n]{0,10}(?:请|必须|应当?|需要|注意)|系统提示|提示词|请(?:直接)?(?:回答|输出|回复)[：:“\"]"
    r"|(?:ignore|disregard|forget|override)\b[^.\n]{0,40}\b(?:instruction|prompt|rule|above|previous|context)"
    r"|system\s*prompt|you are (?:now |an? )|<\|?(?:im_start|system|assistant|user|endoftext)|\[/?INST\]|developer mode"
    r"|\b(?:system|assistant|user)\s*[:：]|\bas an ai\b|!\[[^\]]*\]\(",
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE = re.compile(r".+?(?:[。！？；;\n]+|[!?]+(?=\s|$)|$)\s*", re.DOTALL)


@dataclass(frozen=True)
class Evidence:
    """A quote that a model may rest on under its number; `text` is the quote as it is sent, what speaks to machines left out.

    `names` and `regions` are those of the reporting body.
    """

    n: int
    report: str
    organisation: str
    names: tuple[str, ...]
    regions: tuple[str, ...]
    year: int | None
    section: str
    text: str

    @cached_property
    def stated(self) -> Stated:
        """What the quote states, the year of its report with it, which is also that of a date without one."""
        stated = stated_in(f"{self.year}年。\n{self.text}" if self.year else self.text)
        return replace(
            stated, dates=stated.dates | {(self.year, month, day) for year, month, day in stated.dates if year is None}
        )

    @cached_property
    def squeezed(self) -> str:
        """Quote, section and names without white space and punctuation."""
        return squeeze(" ".join((self.text, self.section, *self.names)))

    @cached_property
    def spelt(self) -> str:
        """The same in pinyin, without blanks."""
        return "".join(syllables(self.squeezed))


def gather_evidence(citations: Sequence[Citation], collection: Collection, *, characters: int) -> list[Evidence]:
    """The quotes of an answer as evidence, each cut at the end of a sentence where all together have more characters."""
    each = max(characters // max(len(citations), 1), 1)
    spare = characters - sum(min(len(c.quote), each) for c in citations)
    gathered = []
    for c in citations:
        whole = " ".join(without_instructions(c.quote).split())
        room = each + max(spare, 0)
        text = _cut(whole, room)
        spare -= max(len(text) - each, 0)
        if text:
            body = collection.bodies.get(c.organisation)
            names = body.names if body else (c.organisation,)
            regions = body.regions if body else ()
            section = " › ".join(dict.fromkeys(filter(None, (c.section, c.locator))))
            gathered.append(Evidence(c.n, c.report, c.organisation, names, regions, c.year, section, text))
    return gathered


def without_instructions(text: str) -> str:
    """The text less the sentences that speak to a machine."""
    if not _TO_A_MACHINE.search(text):
        return text
    return "".join(part for part in _SENTENCE.findall(text) if not _TO_A_MACHINE.search(part))


def in_parts(evidence: Sequence[Evidence], characters: int) -> list[list[Evidence]]:
    """The evidence in parts of at most so many characters, that of one report together as far as it fits."""
    parts: list[list[Evidence]] = []
    room = 0
    for one in sorted(evidence, key=lambda e: e.n):
        if not parts or len(one.text) > room:
            parts.append([])
            room = characters
        parts[-1].append(one)
        room -= len(one.text)
    return parts


def together(evidence: Iterable[Evidence]) -> Stated:
    """What several quotes state between them."""
    all_of = [one.stated for one in evidence]
    return Stated(
        numbers=frozenset().union(*(s.numbers for s in all_of)),
        dates=frozenset().union(*(s.dates for s in all_of)),
        deeds=frozenset().union(*(s.deeds for s in all_of)),
        squeezed="\n".join(s.squeezed for s in all_of),
    )


def _cut(text: str, room: int) -> str:
    if len(text) <= room:
        return text
    kept = ""
    for part in _SENTENCE.findall(text):
        if len(kept) + len(part) > room:
            break
        kept += part
    return kept or re.sub(r"[\d.,]+$", "", text[:room])  # half a number is another number
