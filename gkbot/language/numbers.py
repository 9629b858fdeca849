"""The numbers that a plainly spelt text states, in digits or in words of both languages, each with what it counts.

It is read alike from a report and from a model's sentence; what only sounds like a number (一方面, one of) is left out of both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from gkbot.language.dates import Date, find_dates, write_in_digits
from index.wording import read_numeral

_DIGIT, _POWER = "零〇一二两三四五六七八九", "十百千万亿"
_NUMERAL = rf"[{_DIGIT}{_POWER}]+"
NEVER = Decimal(-1)  # stands for what no evidence shows
# Words that hold a numeral and count nothing.
_TALK = re.compile(
    r"[一二三四五六七八九十]{1,2}(?:是(?!否)|要(?!求)|、)|[(（][一二三四五六七八九十]{1,2}[)）]|第[一二三四五六七八九十](?=[,，:：、])"
    r"|其[一二三四五](?=[,，是])|(?:[另某同任每统唯逐单专划归如合进]|(?<!分)之)一(?![件起宗条份])"
    r"|(?<![零一二两三四五六七八九十百千\d])万一"
    "|一(?:些|方面|步|定|致|律|直|般|切|体|系列|旦|并|贯|线|流|站式|网|次性|把手|览|目了然|同|对一|窗|门|支|经|向|再|举|揽子|段时间|手|味|共|种|批|套)"
    "|一起(?!行政|诉讼|复议|申请|案|政府|依)|一个(?!月|工作日|小时|季度|申请|案)|十分(?!之)|百姓|百分点|千方百计|四川|九江|三农|两会|两办"
    "|三公|五公开|双随机|万众|第一(?:时间|责任|手|线)|再一次|七嘴八舌|四面八方|五花八门|半[年天日]|[一两]侧|两[端面难]|四[季周处]|三令五申"
    "|不一|千篇一律|零(?:星|售|散|距离|碎|钱)"
    r"|\b(?:one[- ]stop|one of|one another|each one|no one|one by one|one's|on the one hand|first of all"
    r"|second[- ]hand|first[- ]hand"
    r"|(?:first|second|third|fourth|fifth)(?:ly)?(?=,))",
    re.IGNORECASE,
)
_KIND = re.compile(
    r"(?P<percent>%|percent\b|per cent\b|个?百分点|percentage points?\b)|(?P<permille>‰)"
    r"|(?P<money>元|块钱|yuan\b|rmb\b|renminbi\b|dollars?\b)|(?P<years>年|years?\b)|(?P<months>个?月|months?\b)"
    r"|(?P<days>个?工作日|日|天|(?:working |business )?days?\b)|(?P<hours>个?小时|hours?\b)|(?P<minutes>分钟|minutes?\b)"
    r"|(?P<people>人次|[人名位]|(?:people|persons?|participants|trainees|staff|employees|officials|members)\b)"
    r"|(?P<times>倍|times (?:as|more|the)\b|-?fold\b)|"
    r"(?P<count>[件条份个项次起宗家篇期场批部处台套张级类种页字轮班辆户村所座栋])",
    re.IGNORECASE,
)
_SCALES = {
    "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
    "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_IN_DIGITS = re.compile(
    r"(?P<digits>\d+(?:\.\d+)?)(?:\s*(?P<scale>十万|百万|千万|[百千万亿]|(?:hundred|thousand|million|billion)\b))?", re.IGNORECASE
)
_IN_NUMERALS = re.compile(rf"{_NUMERAL}(?:点[{_DIGIT}]+)?")
_PART = re.compile(rf"(?P<whole>{_NUMERAL}|\d+)分之(?P<part>{_NUMERAL}(?:点[{_DIGIT}]+)?|\d+(?:\.\d+)?)")
_TENTHS = re.compile(r"(?P<value>[一二两三四五六七八九\d])成(?P<half>半)?(?![立员果功为本效都份长熟品人年型套交就])")
_WORDS_FOR = (
    (re.compile(r"一半|过半|半数|\bhalf\b(?![- ]year)", re.IGNORECASE), Decimal(50), "percent"),
    (re.compile(r"翻了?[一两几]?[番倍]|\bdoubl\w+", re.IGNORECASE), Decimal(2), "times"),
    (re.compile(r"\btripl\w+", re.IGNORECASE), Decimal(3), "times"),
    (re.compile(r"\btwice\b", re.IGNORECASE), Decimal(2), ""),
    (re.compile(r"\bthrice\b", re.IGNORECASE), Decimal(3), ""),
    (re.compile(r"\bdozen\b", re.IGNORECASE), Decimal(12), ""),
    (re.compile(r"\b(?:dozens|scores)\b", re.IGNORECASE), NEVER, ""),  # no report gives so vague a number
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=\s*(?:[-~至到、和与及,/]\s*(?:19|20)\d\d\s*)*年)")


def _after(words: str) -> str:
    """A pattern for what stands right after one of the words."""
    return "|".join(rf"(?<=\b{word} )" for word in words.split("|"))


_YEAR_ALONE = r"(?:19|20)\d\d(?!\d|[.,]\d)(?!\s*[%件条份个项次起宗人名位家])(?!\s+(?:applications|requests|people)\b)"
# In English a year says so by the word before it; what counts something has its noun behind it.
_YEAR_FOLLOWS = "in|since|until|during|between|before|after|year"
_YEAR_MAY_FOLLOW = "for|of|from|to|and|or|by|the|both|than|with"
_VERBS = "was|is|has|its|this|does|as"
_COUNTED_NOUN = rf"\s+(?:(?!the\b|a\b|{_VERBS}\b)[a-z]+\s+)?(?:(?!{_VERBS}\b)[a-z]+s|people|staff|yuan)\b"
_ENGLISH_YEAR = re.compile(
    rf"(?:(?:{_after(_YEAR_FOLLOWS)}|(?<=['’]s )|(?<=[(（,，~–/-])|(?<=, )){_YEAR_ALONE}"
    rf"|(?:(?<=^)|{_after(_YEAR_MAY_FOLLOW)}){_YEAR_ALONE}(?!{_COUNTED_NOUN}))",
    re.IGNORECASE,
)
_UNDER_TEN = "zero|one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_WORDS = (
    {word: value for value, word in enumerate(f"{_UNDER_TEN}|{_TEENS}".split("|"))}
    | {word: 10 * value for value, word in enumerate(_TENS.split("|"), 2)}
    | {word: value for value, word in enumerate(_ORDINALS.split("|"), 1)}
    | {"once": 1, "single": 1, "quarter": 4, "quarters": 4, "thirds": 3}
)
_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_GREAT = "hundreds?|thousands?|millions?|billions?"
_IN_WORDS = re.compile(rf"\b(?:{_WORD}|{_GREAT})(?:[\s-]+(?:and\s+)?(?:{_WORD}|{_GREAT})\b)*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the kind of thing it counts, "" where nothing says so; `written` is it before 万 or million is applied."""

    value: Decimal
    kind: str = ""
    written: Decimal | None = None

    def fits(self, other: Number) -> bool:
        """Whether both state the same, as far as they say what they count."""
        kinds = {self.kind, other.kind}
        if len(kinds) > 1 and ("" not in kinds or kinds & {"year", "percent"}):
            return False  # 2023件 is not shown by 2023年
        # A cell of the fees row stands in 万元 without saying so.
        return self.value == other.value or (kinds == {"", "money"} and self.written == other.written)


def read_numbers(text: str) -> tuple[frozenset[Number], frozenset[Date]]:
    """The numbers and dates of a plainly spelt text; the year of a date is a number, too."""
    reading = _Reading(write_in_digits(text))
    dates = frozenset(reading.take_dates())
    years = (Number(Decimal(year), "year") for year, _, _ in dates if year)
    return frozenset((*years, *reading.take_numbers())), dates


class _Reading:
    """A text being read: what has been taken is blanked out."""

    def __init__(self, text: str) -> None:
        self.text = text

    def take_dates(self) -> Iterator[Date]:
        for match, date in list(find_dates(self.text)):
            self._blank(match)
            yield date

    def take_numbers(self) -> Iterator[Number]:
        self.text = _TALK.sub(lambda m: "\n" * len(m[0]), self.text)
        yield from (Number(_share(match["part"], match["whole"]), "percent") for match in self._take(_PART))
        for match in self._take(_TENTHS):
            yield Number(10 * _value(match["value"]) + (5 if match["half"] else 0), "percent")
        for pattern, value, kind in _WORDS_FOR:
            yield from (Number(value, kind) for _ in self._take(pattern))
        for pattern in (_YEAR, _ENGLISH_YEAR):
            yield from (Number(Decimal(match[0]), "year") for match in self._take(pattern))
        for match in self._take(_IN_DIGITS):
            written = Decimal(match["digits"])
            scale = _SCALES[match["scale"].lower()] if match["scale"] else 1
            yield Number(written * scale, self._kind_after(match.end()), written)
        for match in _IN_NUMERALS.finditer(self.text):
            if len(match[0]) > 1 or self._counts(match):
                value = _value(match[0])
                yield Number(value, self._kind_after(match.end()), value)
        for match in _IN_WORDS.finditer(self.text):
            yield Number(Decimal(_in_words(match[0].lower())), self._kind_after(match.end()))

    def _take(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        for match in list(pattern.finditer(self.text)):
            yield match
            self._blank(match)

    def _counts(self, match: re.Match[str]) -> bool:
        """Whether a lone Chinese numeral counts something; 一, 百 and 千 are in many words that do not."""
        if match[0] in "零二两三四五六七八九" or re.search("[上近数几过破逾约达]$", self.text[: match.start()]):
            return True
        after = self.text[match.end() :]
        return bool(re.match(r"[件起宗条份次项人名位家篇期场元年月日天倍届轮季级余多]|个(?:月|工作日|小时|申请|案)", after))

    def _kind_after(self, end: int) -> str:
        kind = _KIND.match(re.sub(r"^\s*(?:余|多|几)?\s*", "", self.text[end : end + 24]))
        return kind.lastgroup or "" if kind else ""

    def _blank(self, match: re.Match[str]) -> None:
        self.text = self.text[: match.start()] + "\n" * len(match[0]) + self.text[match.end() :]


def _value(written: str) -> Decimal:
    """The value of digits or of a Chinese numeral, with 点 as the decimal point; NEVER for what is neither."""
    whole, _, part = written.partition("点")
    try:
        number = Decimal(whole) if whole[0].isdigit() else Decimal(read_numeral(whole))
        return number + (Decimal("0." + "".join(str(read_numeral(c)) for c in part)) if part else 0)
    except (ValueError, InvalidOperation):
        return NEVER


def _share(part: str, whole: str) -> Decimal:
    below = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}.get(whole) or _value(whole)
    share = _value(part) * 100 / below if below else NEVER
    return share if share == share.to_integral_value() else round(share, 2)


def _in_words(words: str) -> int:
    """The value of a number in English words: three thousand one hundred and nineteen."""
    total = within = 0
    for word in re.findall("[a-z]+", words):
        scale = _SCALES.get(word.removesuffix("s"), 0)
        if scale == 100:
            within = (within or 1) * scale
        elif scale:
            total, within = total + (within or 1) * scale, 0
        else:
            within += _WORDS.get(word, 0)
    return total + within
