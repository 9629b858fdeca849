"""What a query is about, and how much of that a text holds: the measure of whether a sentence answers.

Knows nothing of reports; words that say nothing about content are left out, synonyms count for each other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gkbot.words.glossary import LATIN_WORD, in_chinese
from gkbot.words.lexicon import HAN
from gkbot.words.thesaurus import in_report_words, load_thesaurus

# Asking words and words that every report is full of say nothing about where an answer stands.
EMPTY = re.compile(
    "(?:什么|哪些|哪个)地方|总结|概括|归纳|梳理|对比|比较|异同|共同(?:点|之处)?|不同(?:点|之处)?|相同(?:点|之处)?|请问|请列出|请说明|请指明|什么|哪些|哪个|哪几[条项点个家类种]?|哪里|哪份|哪|(?:多少|几|各)+(?:人次|[件条篇期次份人项名个张起宗级家场批])?|怎么样?|如何|怎样|是否|有没有|是不是|多久|一次|占|比例|比重|总数|总量|件数|相差|相比|更多|情况|报告|年报|年度"
    "|政府信息公开|政务公开|信息公开|提出|提交|提起|办了|搞了|做了|麻烦|查下|查一下|我想|了解|谢谢|想知道|告诉我|[比多的了吗呢吧是有和与及各又也被把就都而但为从到对向由做过讲说类]|发(?=了)|在(?!编|职|岗|线(?![上下])|册|建)|其中|全年|今年|一共|总共|方面|内容|工作(?!动态|组|日|方案|要点)"
)
# Said before a question: 我想了解有什么不足 asks for no wishes.
LEAD_IN = re.compile(
    r"^[,，\s]*(?:请问|麻烦(?:你|您)?(?:帮[我忙])?(?:[查看]一?下)?|请?帮我(?:[查看]一?下?)?|我们?想(?:要)?(?:了解|知道|问)(?:一?下)?|想知道|请?告诉我"
    r"|查一?下|查询)+[,，:\s]*"
)
COMMON_WEIGHT = 0.35
STRANGE_WEIGHT = 0.5  # of an English word that is known to neither thesaurus nor glossary: reports may say it otherwise
# Pronouns, numerals, measure words, adverbs, prepositions, conjunctions, particles, interjections, punctuation.
NO_CONTENT = frozenset("rmqdpcuyeox")
NOUNS = frozenset("njl")  # names of all kinds, abbreviations, set phrases
ASKED_UNIT = re.compile(
    r"(?:多少|几)(人|名|期|次|元|万元|篇|条|件|起|份|个|张|级|家|场|项)|百分之几"
    r"|(?:how many|number of) (?:[\w-]+ ){0,2}?(people|persons|participants|trainees|times|sessions|courses|classes)\b"
)
MONEY_ASKED = re.compile(
    "(?:经费|资金|金额|费用|预算|投资|收入)[^,，多几]{0,4}(?:多少|几)(?![条件项个份篇元])"
    r"|\b(?:budget|funding|cost|money|how much)\b"
)
# Units that people exchange freely; a question for 几条 is answered by 8篇, one for 多少人 never by 56条.
LOOSE_UNITS = frozenset("篇条件起份个宗项张")
# What measure words that people exchange for many others never stand for: 几家企业代表 may be 20余人, but no 次.
OF_MANY, NEVER_OF_MANY = frozenset("个家人"), frozenset("次期元天日年月级%")
COUNTED = re.compile(
    r"(?:(?<![\d.])\d[\d.,]*[余多万亿]*|[一二两三四五六七八九十百千]+[余多万亿]*(?=[人名期次元条件篇份个张级家场批项起宗天种类户本]))"
    r"(?P<unit>人次|[人名期次元条件篇份个张级家场批项起宗天日年月种类户本%])?"
)
HEAD_ASKED = re.compile(
    rf"(?:多少|几)(?:人次|[名期次条件篇份个张级家场批项起宗])?([{HAN}]+)"
    r"|how many ([a-z '-]+?)(?= (?:did|does|do|were|was|are|is|has|have|had|in|on|of|took|came|\w+ed)\b|\W*$)"
)
SAME_UNIT = {"名": "人", "人次": "人", "场": "期", "次": "次", "班": "期"}
ENGLISH_UNITS = {"times": "次"} | dict.fromkeys(("people", "persons", "participants", "trainees"), "人")
MEETINGS = frozenset("期次")  # what English calls sessions, courses, classes


@dataclass(frozen=True, slots=True)
class Piece:
    """Something a query is about: any of `words` will do; `weight` is less for words that stand everywhere.

    `named` are things: what the thesaurus knows, and nouns. A text that lacks one hardly answers; a verb may be put otherwise.
    """

    words: tuple[str, ...]
    weight: float
    named: bool = True


@lru_cache(maxsize=1024)  # the same question is held against every report
def content_of(query: str) -> tuple[Piece, ...]:
    """The pieces of a query: what the thesaurus knows with all its words, other Chinese and Latin words, numbers."""
    query = in_report_words(LEAD_IN.sub("", query))
    groups = [group.strip("|").split("|") for group in query.split() if "|" in group]
    text = " ".join(word for word in query.split() if "|" not in word)
    pieces = {tuple(words): Piece(tuple(words), _weight(words)) for words in groups}
    words = [found for run in re.findall(f"[{HAN}]+", EMPTY.sub(" ", text)) for found in _words(run)]
    # Single characters are what asking words leave behind; they count where there is nothing else.
    told = [(word, noun) for word, noun in words if len(word) > 1] or ([] if groups else words)
    # An English word that neither thesaurus nor glossary knows may still be meant by one that a report uses.
    for word in LATIN_WORD.findall(text):
        said = in_chinese(word)
        pieces[word,] = Piece((word, *said), _weight(said) if said else STRANGE_WEIGHT, named=False)
    told += [(number, True) for number in re.findall(r"\d{2,}(?:\.\d+)?", text)]
    for word, noun in told:
        pieces[word,] = Piece((word,), _weight([word]), noun)
    return tuple(pieces.values())


def _words(run: str) -> list[tuple[str, bool]]:
    """The words of a run of Chinese that have content, each with whether it is a noun."""
    import rjieba  # 0.1 s: only questions for the narrative need it

    return [(word, kind[0] in NOUNS or kind == "vn") for word, kind in rjieba.tag(run) if kind[0] not in NO_CONTENT]


def _weight(words: tuple[str, ...] | list[str]) -> float:
    return COMMON_WEIGHT if any(word in load_thesaurus().common for word in words) else 1.0


def held(pieces: tuple[Piece, ...], text: str) -> frozenset[Piece]:
    """The pieces that a text holds."""
    lowered = text.lower()
    return frozenset(piece for piece in pieces if any(word in lowered for word in piece.words))


def coverage(pieces: tuple[Piece, ...], text: str) -> float:
    """The share of a query's weight that a text holds, 0 to 1; 0 for a query without content."""
    whole = sum(piece.weight for piece in pieces)
    return sum(piece.weight for piece in held(pieces, text)) / whole if whole else 0.0


def asked_units(query: str) -> frozenset[str]:
    """The units a query asks for (人, 期, 条), 名 as 人; empty when it names none."""
    found: set[str] = {"元", "万元"} if MONEY_ASKED.search(query) else set()
    for match in ASKED_UNIT.finditer(query):
        unit = next(filter(None, match.groups()), "%")
        found |= MEETINGS if unit in ("sessions", "courses", "classes") else {ENGLISH_UNITS.get(unit, SAME_UNIT.get(unit, unit))}
    return frozenset(found)


def counted_of(query: str) -> tuple[Piece, ...]:
    """The pieces that a folded question asks the number of: 粉丝 in 公众号有多少粉丝; none where it asks for no number."""
    match = HEAD_ASKED.search(query)
    return content_of(next(filter(None, match.groups()), "")) if match else ()


def tells_number(text: str, asked: frozenset[str]) -> bool:
    """Whether a text has a number that can answer a question for those units: any without a unit or when none was asked for."""
    if not asked:
        return True
    units = [match["unit"] or "" for match in COUNTED.finditer(text)]
    if asked <= OF_MANY:
        return any(unit not in NEVER_OF_MANY for unit in units)
    return any(not unit or fits_unit(unit, asked) for unit in units)


def kind_of_unit(unit: str) -> str:
    """The unit that stands for all those that people exchange for it: 人 for 名, 件 for 篇 and 条."""
    return "件" if unit in LOOSE_UNITS else SAME_UNIT.get(unit, unit)


def fits_unit(unit: str, asked: frozenset[str]) -> bool:
    """Whether a number in this unit can answer a question for those units; any can when none was asked for."""
    unit = SAME_UNIT.get(unit, unit)
    if "/" in unit:  # a rate (次/周) is no count
        return "次" in asked
    held = unit == "次" and "期" in asked  # a press conference is held 28次 as well as 28场
    return not asked or unit in asked or held or (unit in LOOSE_UNITS and bool(asked & LOOSE_UNITS))
