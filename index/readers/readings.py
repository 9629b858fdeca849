"""Readings that copies of pages put in brackets behind characters (區(qū), 辦(ban)): no words of the report.

Knows nothing of reports.
"""

from __future__ import annotations

import re

_READING = re.compile(r"(?<=[\u4e00-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}[)）]")
_MANY = 12  # a report has an abbreviation or two in brackets, a copy of this kind a reading in every other line


def strip_readings(text: str) -> str:
    """The text without readings in brackets, where it is full of them."""
    return _READING.sub("", text) if len(_READING.findall(text)) >= _MANY else text
