"""Text in one spelling, so that what is copied, converted or disguised is found again. Knows nothing of what it says."""

from __future__ import annotations

import re
import unicodedata

from index.wording import drop_invisible
from index.wording import fold as fold_one_by_one

# Numerals as banks write them.
_PLAIN_NUMERALS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兩弍", "一二二三三四五六六七八九十百千万亿两二")


def spell_plainly(text: str) -> str:
    """The text in plain forms: full-width, traditional, the digits of every script, thousands and blanks within numbers."""
    text = fold_one_by_one(unicodedata.normalize("NFKC", drop_invisible(text)))
    text = "".join(str(unicodedata.decimal(c)) if c.isdecimal() and not c.isascii() else c for c in text)
    text = text.translate(_PLAIN_NUMERALS)
    text = re.sub(r"(?<=\d)[,'’](?=\d{3}(?!\d))", "", text)
    return re.sub(r"(?<=\d)\s+(?=[年月日件条份个项次%])|(?<=[年月])\s+(?=\d)", "", text)


def squeeze(text: str) -> str:
    """A text in plain forms without white space and punctuation."""
    return re.sub(r"[\W_]+", "", spell_plainly(text)).lower()
