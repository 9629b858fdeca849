"""What a text states that can be right or wrong: numbers, dates, documents, quotations, addresses.

Units and spellings are folded: 3,119件, 3119 and 三千一百一十九件 state the same. Knows nothing of bodies.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from gkbot.language.dates import Date, is_within
from gkbot.language.numbers import Number, read_numbers
from gkbot.language.spelling import spell_plainly, squeeze
from gkbot.words.lexicon import HAN

_TITLE = re.compile("《([^《》]{2,80})》?|〈([^〈〉]{2,80})〉")
# 国办发〔2021〕30号; laws and the like without title marks; parts of a year, which are no number.
_TOLD_AS_IS = re.compile(
    rf"[{HAN}]{{0,2}}[〔\[(【]\s*20\d\d\s*[〕\])】]\s*第?\s*\d+\s*号|[{HAN}]{{2}}(?:条例|细则|规程|宪法|法典|白皮书)"
    "|[上下]半年|[一二三四1-4]季度"
)
# English words for documents, with what a report calls them.
_DOCUMENTS = {
    "regulation": "条例|规定",
    "law": "(?<![办方])法",
    "act": "(?<![办方])法|条例",
    "constitution": "宪法",
    "measures": "办法|措施",
    "provisions": "规定",
    "rules": "规则|细则|规定",
    "directive": "指示|令",
    "decree": "令",
    "notice": "通知",
    "circular": "通知|通报",
    "opinions": "意见",
    "plan": "方案|计划|规划",
    "guidelines": "指南|指引",
    "catalogue": "目录",
    "catalog": "目录",
    "handbook": "手册",
    "manual": "手册",
}
_ENGLISH_TITLE = re.compile(
    rf"\b(?:[A-Z][\w'-]+\s+(?:(?:of|on|the|for|and|in|to)\s+)*)*(?P<noun>(?i:{'|'.join(_DOCUMENTS)}))s?\b"
    r"(?:\s+(?:(?:of|on|the|for|and|in|to)\s+)*[A-Z][\w'-]+)*"
)
_QUOTED = re.compile('[“"「『]([^“”"「」『』]{6,})[”"」』]')
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w.-]+|\b[\w-]+(?:\.[\w-]+)*\."
    r"(?:com|cn|org|net|gov|edu|io|info|top|xyz|site|example|test|dev|app|me|cc|vip|link)\b(?:/\S*)?",
    re.IGNORECASE,
)


# What bodies do or what happens to them: whether they did is a fact like a number.
_DEED = re.compile(
    "收到|接到|受理|发生|出现|收取|收费|举办|召开|开展|建立|制定|修订|废止|逾期|超期|泄密|败诉|公布|发布|答复|办结|完成|落实|更新|处分|撤销|维持|纠正"
)
_DENIED = re.compile("(?:未|没有?|无(?!障碍|论|线|纸|偿)|不(?!断|仅|但|少|同|予|再|良|当|合理|够)|零)[^,，。;；到过了]{0,3}$")


@dataclass(frozen=True, slots=True)
class Stated:
    """What a text states; `squeezed` is the text itself without white space and punctuation.

    `documents`, `quotations` and `addresses` are as they are written, squeezed; `kinds_of_document` patterns of Chinese words for
    what is named in English. `deeds` are what was done, with whether it was. `odd` says that a sign for a number stands there
    that cannot be read.
    """

    numbers: frozenset[Number] = frozenset()
    dates: frozenset[Date] = frozenset()
    documents: frozenset[str] = frozenset()
    kinds_of_document: frozenset[str] = frozenset()
    quotations: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    deeds: frozenset[tuple[str, bool]] = frozenset()
    odd: bool = False
    squeezed: str = field(default="", repr=False)

    def lacks(self, evidence: Stated) -> list[str]:
        """What is stated here and not there, in words for a log; empty when all of it is shown."""
        missing = [str(n.value) for n in self.numbers if not any(n.fits(other) for other in evidence.numbers)]
        missing += [str(date) for date in self.dates if not any(is_within(date, other) for other in evidence.dates)]
        missing += [told for told in (*self.documents, *self.quotations, *self.addresses) if told not in evidence.squeezed]
        missing += [
            deed for deed, done in self.deeds if (deed, done) not in evidence.deeds and (deed, not done) in evidence.deeds
        ]
        missing += [pattern for pattern in self.kinds_of_document if not re.search(pattern, evidence.squeezed)]
        return missing + ["a sign that cannot be read"] * self.odd


@lru_cache(maxsize=512)
def stated_in(text: str) -> Stated:
    """What a plain text states, its marks [1] left out."""
    plain = spell_plainly(text)
    numbers, dates = read_numbers(plain)
    documents = [match[1] or match[2] for match in _TITLE.finditer(plain)]
    documents += [match[0] for match in _TOLD_AS_IS.finditer(plain)]
    english = [match for match in _ENGLISH_TITLE.finditer(plain) if " " in match[0] and not match[0].islower()]
    return Stated(
        numbers=numbers,
        dates=dates,
        documents=frozenset(map(squeeze, documents)) - {""},
        kinds_of_document=frozenset(_DOCUMENTS[match["noun"].lower()] for match in english),
        quotations=frozenset(squeeze(match[1]) for match in _QUOTED.finditer(plain) if re.search(f"[{HAN}]", match[1])),
        addresses=frozenset(squeeze(match[0]) for match in _ADDRESS.finditer(plain)),
        deeds=frozenset((match[0], not _DENIED.search(plain[: match.start()][-8:])) for match in _DEED.finditer(plain)),
        odd=any(unicodedata.category(c) in ("No", "Nl") and c != "〇" for c in plain),
        squeezed=squeeze(text),
    )
