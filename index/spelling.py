"""How Chinese words are read: toneless pinyin, one syllable a character. Knows nothing of bodies or questions."""

from __future__ import annotations

import re

# Where a name begins, 长 is long, not senior: 长桥, and 宁远市|长桥, where no mayor is spoken of.
LONG = re.compile("(?:^|(?<=[市县区镇]))长(?![子者官])")


def syllables(text: str) -> tuple[str, ...]:
    """The toneless pinyin of a text, one entry a character; what is not Chinese stands for itself.

    Characters of several readings take the one of the word they stand in: 重庆 is chong qing, 长沙 chang sha.
    """
    from pypinyin import lazy_pinyin  # 0.25 s, felt by a question; the names of an index are spelt when it is built

    # The stub knows strings only; a list gives one entry a character for what is not Chinese.
    return tuple(lazy_pinyin(LONG.sub("常", text), errors=list))  # type: ignore[arg-type]
