"""How to reach the body, and the period its figures cover: what the preface (or any other sentence) says of it, verbatim.

Knows nothing of chapters' content or of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from index.report import Contact, Period, Span
from index.wording import RunningText, fold, split_sentences

_NEXT_KEY = r"(?:邮政编码|邮编|联系电话|咨询电话|办公电话|电话|传真|电子邮箱|电子邮件|邮箱|网址|联系人|办公时间|E-?mail)"
_ADDRESS = re.compile(
    rf"(?:地\s?址|办公地点|联系地点)[:为是]\s*(?P<value>(?:[^,;。()\n]|\([^()]*\))+?)(?=\s*(?:[,;。)、\n]|{_NEXT_KEY}|$))"
)
_PHONE_NUMBER = r"(?:\(?\d{3,4}\)?\s?-{0,2}\s?)?\d{7,8}(?:-\d{1,5})?|1\d{10}|\d{5}"
_PHONE = re.compile(
    rf"电\s?话(?:号码)?(?:及传真)?[:为是]?\s*(?P<value>(?:{_PHONE_NUMBER})(?:\s*[、/]\s*(?:{_PHONE_NUMBER}))*)(?!\d)"
)
_POSTCODE = re.compile(r"(?:邮\s?编|邮政编码)[:为是]?\s*(?P<value>\d{6})(?!\d)")
_EMAIL = re.compile(r"(?P<value>[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)", re.ASCII)
_WEBSITE = re.compile(r"(?P<value>(?:https?://|www\.)[\w./:%?=&#~-]*[\w/])", re.ASCII)

_DATE = r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_PERIOD = re.compile(rf"{_DATE}\s*(?:起)?\s*[,、]?\s*(?:至|到|-|~)\s*{_DATE}")


def read_contact(paragraphs: Iterable[RunningText]) -> Contact:
    """Address, phone, postcode, e-mail and website as the report writes them, each the first that is found."""
    sentences = [(running, start, end) for running in paragraphs for start, end in split_sentences(running.text)]
    address, address_place = _first(_ADDRESS, sentences)
    phone, phone_place = _first(_PHONE, sentences)
    postcode, postcode_place = _first(_POSTCODE, sentences)
    email, email_place = _first(_EMAIL, sentences)
    website, website_place = _first(_WEBSITE, sentences)
    place = address_place or phone_place or postcode_place or email_place
    return Contact(address, phone, postcode, email, website, place, website_place)


def read_period(paragraphs: Iterable[RunningText]) -> Period | None:
    """The period from one full date to another that the report states for its figures."""
    for running in paragraphs:
        for start, end in split_sentences(running.text):
            match = _PERIOD.search(fold(running.text[start:end]))
            if match is not None:
                first, last = (f"{int(y):04}-{int(m):02}-{int(d):02}" for y, m, d in (match.groups()[:3], match.groups()[3:]))
                return Period(first, last, running.place(start, end))
    return None


def _first(pattern: re.Pattern[str], sentences: list[tuple[RunningText, int, int]]) -> tuple[str | None, Span | None]:
    for running, start, end in sentences:
        match = pattern.search(fold(running.text[start:end]))
        if match is not None:
            left, right = match.span("value")
            return running.text[start + left : start + right].strip(), running.place(start, end)
    return None, None
