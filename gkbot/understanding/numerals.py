"""Chinese numerals of a question written in digits: 三十五件 as 35件, 上百件 as 至少100件. Knows nothing of what is asked."""

from __future__ import annotations

import re

from index.wording import read_numeral

COUNTED = "件|起|份|个|宗|条|家|万|名|位|次|成|年"
NUMERAL = re.compile(rf"[零〇一二两三四五六七八九十百千]+(?=多?(?:{COUNTED})|以上|以下|以内)")
PERCENT = re.compile(r"百分之([零〇一二两三四五六七八九十百]+|\d+(?:\.\d+)?)")
# 1万件 are 10000; an amount of money stays in 万, as the form has it.
TEN_THOUSANDS = re.compile(r"(\d+(?:\.\d+)?)万(?=件|份|起|条|个|次|家|宗)")
HUNDRED_MILLIONS = re.compile(r"(\d+(?:\.\d+)?)亿")
ROUND = re.compile("(?:上|过|破)(百|千)")
HALF = re.compile("(过|超)?(?:一)?半")


def read_numerals(text: str) -> str:
    """The text with numerals that count something written in digits."""
    text = PERCENT.sub(lambda m: f"{m[1] if m[1][0].isdigit() else read_numeral(m[1])}%", text)
    text = HALF.sub(lambda m: ("超过" if m[1] else "") + "50%", text)
    text = ROUND.sub(lambda m: f"至少{read_numeral(m[1])}", text)
    text = NUMERAL.sub(lambda m: str(read_numeral(m[0])), text)
    text = HUNDRED_MILLIONS.sub(lambda m: f"{float(m[1]) * 10_000:g}万", text)
    return TEN_THOUSANDS.sub(lambda m: f"{float(m[1]) * 10_000:.0f}", text)
