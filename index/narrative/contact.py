"""How to reach the body, and the period its figures cover: what the preface (or any other sentence) says of it, verbatim.

Knows nothing of chapters' content or of tables.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from datetime import date

from index.report import Contact, Period, Span
from index.wording import RunningText, fold, split_sentences

_NEXT_KEY = r"(?:邮政编码|邮\s?编|联系电话|咨询电话|办公电话|电\s?话|传\s?真|电子邮箱|电子邮件|邮箱|网址|联系人|办公时间|E-?mail)"
_ADDRESS = re.compile(
    rf"(?:地\s?址|办公地点|联系地点)(?:[:为是]|位于)\s*(?P<value>(?:[^,;。()\n]|\((?!\s*{_NEXT_KEY})[^()]*\))+?)(?=\s*(?:[,;。)、\n]|\((?=\s*{_NEXT_KEY})|{_NEXT_KEY}|$))"
)
_LOCAL = r"(?:\d{7,8}|\d{3,4}[ -]\d{4})(?!\d)"
_EXTENSION = r"(?:\s?(?:-|转(?:分机)?)\s?\d{1,5})?"
_MOBILE = r"1\d{2}[ -]?\d{4}[ -]?\d{4}"
_PHONE_NUMBER = rf"(?:(?:\(?\d{{3,4}}\)?\s?-{{0,2}}\s?)?{_LOCAL}{_EXTENSION}|{_MOBILE}|\d{{5}})"
_PHONE_NUMBERS = rf"(?P<value>{_PHONE_NUMBER}(?:\s*[、/或]\s*{_PHONE_NUMBER})*)(?!\d|[件个次条])"
_PHONE = re.compile(
    rf"(?:电\s?话|联系方式|手\s?机|Tel)(?:号码)?\s*(?:\(传\s?真\)|[/、及和]?传\s?真)?\s*[:为是]?\s*{_PHONE_NUMBERS}",
    re.IGNORECASE,
)
# Without a word before it a number counts where the sentence tells whom to turn to.
_BARE_PHONE = re.compile(r"(?:联系|咨询|反映)[^。]{0,60}?(?<!\d)(?P<value>0\d{2,3}-?\d{7,8}|1[3-9]\d{9})(?!\d)")
_FAX = re.compile(rf"(?:传\s?真|Fax)(?:号码|电话)?\)?\s*[:为是]?\s*{_PHONE_NUMBERS}", re.IGNORECASE)
# 电话/传真：A/B names two kinds and gives a number of each.
_BOTH = r"电\s?话\s*[(/、及和]\s*传\s?真\s*\)?\s*[:为是]?\s*"
_PHONE_OF_BOTH = re.compile(rf"{_BOTH}(?P<value>{_PHONE_NUMBER})\s*[/、(]\s*{_PHONE_NUMBER}(?!\d)")
_FAX_OF_BOTH = re.compile(rf"{_BOTH}{_PHONE_NUMBER}\s*[/、(]\s*(?P<value>{_PHONE_NUMBER})(?!\d)")
# Numbers for other things than questions on the report.
_HOTLINE = re.compile(r"(?:投诉|举报|监督|服务|热线|咨询服务|报警|救援)[^,;。]{0,6}$")
_DIALLED = re.compile(
    r"(?:\(?(?P<area>0\d{2,3})\)?[\s-]*)?(?P<number>\d{7,8}|\d{3,4}[\s-]\d{4})(?:\s?(?:-|转(?:分机)?)\s?(?P<extension>\d{1,5}))?"
)
_POSTCODE = re.compile(r"(?:邮\s?编|邮政编码)[:为是]?\s*(?P<value>\d{6})(?!\d)")
_EMAIL = re.compile(r"(?P<value>[A-Za-z0-9][\w.+-]* ?@ ?[A-Za-z0-9-]+(?: ?\. ?[A-Za-z0-9-]+)+)", re.ASCII)
_WEBSITE = re.compile(
    r"(?P<value>(?:https?://|www\.)[\w./:%?=&#~-]*[\w/]|(?<![\w@.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.gov\.cn(?:/[\w./-]*[\w/])?)",
    re.ASCII,
)

# The second date may leave its year out, or have it run into one digit pair too many (202020年); days may be left out.
_PERIOD = re.compile(
    r"(?P<from_year>20\d{2}|19\d{2})\s*[年.-]\s*(?P<from_month>\d{1,2})\s*(?:[月.-]\s*(?:(?P<from_day>\d{1,2})\s*日?)?)?\s*起?\s*[,、]?\s*"
    r"(?:至|到|-+|~)\s*(?:(?P<to_year>20\d{2})(?:\d\d)?\s*[年.-])?\s*"
    r"(?P<to_month>\d{1,2})\s*(?:月\s*(?:(?P<to_day>\d{1,2})\s*日)?|[.-]\s*(?P<to_date>\d{1,2}))"
)


def read_contact(paragraphs: Iterable[RunningText]) -> Contact:
    """Address, phone, fax, postcode and website as the report writes them, the first found of each; e-mail without blanks."""
    sentences = [(running, start, end) for running in paragraphs for start, end in split_sentences(running.text)]
    address, address_place = _first(_ADDRESS, sentences)
    phone, phone_place = _first_of((_PHONE_OF_BOTH, _PHONE, _BARE_PHONE), sentences)
    fax, _ = _first_of((_FAX_OF_BOTH, _FAX), sentences)
    postcode, postcode_place = _first(_POSTCODE, sentences)
    spaced, email_place = _first(_EMAIL, sentences)
    email = spaced and spaced.replace(" ", "")
    website, website_place = _first(_WEBSITE, sentences)
    place = address_place or phone_place or postcode_place or email_place
    dialled = normalise_phone(phone) if phone else None
    return Contact(address, phone, postcode, email, website, place, website_place, fax, dialled)


def normalise_phone(verbatim: str) -> str:
    """The numbers as they are dialled, 、 between several: area code, hyphen, number; one without a code takes that before it."""
    found: list[str] = []
    area = ""
    for part in re.split(r"[、/或]", fold(verbatim)):
        match = _DIALLED.fullmatch(part.strip())
        if match is None:
            found.append(re.sub(r"\s", "", part))
            continue
        area = match["area"] or area
        number = re.sub(r"[\s-]", "", match["number"])
        found.append("-".join(filter(None, (area, number, match["extension"]))))
    return "、".join(found)


def read_period(paragraphs: Iterable[RunningText]) -> Period | None:
    """The period from one full date to another that the report states for its figures."""
    for running in paragraphs:
        for start, end in split_sentences(running.text):
            match = _PERIOD.search(fold(running.text[start:end]))
            if match is not None and (found := _read_dates(match)) is not None:
                return Period(*found, running.place(start, end))
    return None


def _read_dates(match: re.Match[str]) -> tuple[str, str] | None:
    """The first and the last day of a period, the months' own where none is said; None when there are no such days."""
    first, last = int(match["from_year"]), int(match["to_year"] or match["from_year"])
    months = int(match["from_month"]), int(match["to_month"])
    try:
        end = date(last, months[1], int(match["to_day"] or match["to_date"] or monthrange(last, months[1])[1]))
        return date(first, months[0], int(match["from_day"] or 1)).isoformat(), end.isoformat()
    except ValueError:
        return None


def _first_of(
    patterns: tuple[re.Pattern[str], ...], sentences: list[tuple[RunningText, int, int]]
) -> tuple[str | None, Span | None]:
    """What the first of the patterns finds that finds anything."""
    found = (_first(pattern, sentences) for pattern in patterns)
    return next((one for one in found if one[0] is not None), (None, None))


def _first(pattern: re.Pattern[str], sentences: list[tuple[RunningText, int, int]]) -> tuple[str | None, Span | None]:
    """The first value, one of a hotline only where there is no other."""
    hotline: tuple[str | None, Span | None] = (None, None)
    for running, start, end in sentences:
        sentence = fold(running.text[start:end])
        for match in pattern.finditer(sentence):
            left, right = match.span("value")
            found = running.text[start + left : start + right].strip(), running.place(start, end)
            if not _HOTLINE.search(sentence[: match.start()]):
                return found
            hotline = found if hotline[0] is None else hotline
    return hotline
