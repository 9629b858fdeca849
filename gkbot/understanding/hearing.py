"""A question taken apart: its language, the years and bodies it names, and the lexicon's marks in what is left.

Decides nothing; that is `understand.py`'s job.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property

from gkbot.answer import Language
from gkbot.collection import Collection
from gkbot.plan import Scope
from gkbot.understanding.leftover import Leftover, find_leftover
from gkbot.understanding.naming import Named, name_bodies
from gkbot.understanding.romanised import is_pinyin, respell
from gkbot.understanding.years import Years, find_years, parts_by_year
from gkbot.words.lexicon import HAN, Mark, fold, load_lexicon
from index.spelling import syllables

SLOTS = (
    "measure",
    "generic",
    "ask",
    "kind",
    "applicant",
    "result",
    "action",
    "negation",
    "comparison",
    "contact",
    "topic",
    "term",
    "bodies",
    "outcome",
    "change",
    "period",
)
CORRECTION = re.compile(
    r"^\s*(?:不是|不对[,，]?(?:不是)?)[^,，是]{1,40}[,，]?\s*(?:我(?:问|说)的?)?(?:而)?是(?:问)?"
    r"|^\s*(?:不对|错了|说错了|不好意思|抱歉)[,，]\s*(?:我(?:问|说)的?)?(?:应该)?是?(?:问)?"
    r"|^\s*(?:no,? |sorry,? )?not .{2,60}?, ?(?:but |i (?:meant|mean) )?"
    r"|^\s*(?:(?:no|sorry|wait|oops|actually|rather|correction)[,.!;:]? )+(?:i (?:meant|mean|was asking about|am asking about) )?"
    r"|^\s*i (?:meant|mean|was asking about) ",
    re.IGNORECASE,
)
INTO_NEXT = re.compile(
    r"(?<=carr)(?P<verb>\w+(?: \w+){0,6}?) (?:into|to) (20\d\d)|(?P<zh>结转|转|留)(?:到|至|入)\s*(20\d\d)年?度?"
)

LEFT_OUT = re.compile(
    "(?:除(?:了|去|开|掉)?|不(?:算|含|包括|计)|剔除|去掉|排除|撇开)(?P<who>[^,，。;；?？]{2,40}?)"
    "(?:之外|以外|外|以后|后|[,，]|(?=还|其他|其它|其余|都|的(?:单位|机关|部门|报告)))"
    "|(?:except(?: for)?|apart from|other than|excluding|besides) (?P<en>[^,?]{3,60}?)(?:,|$|(?= wh(?:ich|o|at)))"
)

# Said of the year after.
FROM_LAST = re.compile(
    r"(?:carr(?:y|ied)|inherit\w*|br(?:ing|ought)|t[ao]k\w*|left)(?: \w+){0,4}? from (20\d\d)(?= ?(?:\?|$|in|at|by))"
)
RATHER_THAN = re.compile(r"(?:(?:rather than|instead of|as opposed to|and not|but not) (?:from |by )?(?:\w+ )?|而不是|而非)$")
RANKED_GOVERNMENT = re.compile(
    r"(?P<zh>[省市县区])(?:人民)?政府(?!信息|网|门户|集中|采购|公报|文件|办|部门|规章|工作)"
    r"|\b(?P<en>provincial|city|municipal|county|district) (?:people['’]s )?gov(?:ernmen)?t\b"
)
ENGLISH_RANKS = {"provincial": "省", "city": "市", "municipal": "市", "county": "县", "district": "区"}
SYLLABLE_MARK = re.compile(r"(?<=[A-Za-z])['’](?=[aeoAEO])")  # Xi'an; no English ending begins with these
LATIN_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")


@dataclass(frozen=True)
class Heard:
    """What a question says, before it is decided what it asks: names, years, marks by slot, the words left over."""

    question: str
    corrects: bool
    language: Language
    years: Years
    named: Named
    marks: tuple[Mark, ...]
    without: tuple[str, ...] = ()
    by_year: tuple[tuple[int, str], ...] = ()  # two parts of the question that each speak of one year

    @property
    def text(self) -> str:
        """The folded question without years and names."""
        return self.named.rest

    @property
    def unheard(self) -> tuple[str, ...]:
        """The English words that no mark covers and that could change what is asked."""
        if self.language != "en":
            return ()
        covered = {i for mark in self.marks for i in range(mark.start, mark.end)}
        silent = load_lexicon().silent
        words = (m for m in re.finditer(r"[a-z]+(?:['’][a-z]+)?", self.text) if m.start() not in covered)
        return tuple(
            dict.fromkeys(
                w for w in (m.group().replace("’", "'").removesuffix("'s") for m in words) if len(w) > 2 and w not in silent
            )
        )

    @cached_property
    def leftover(self) -> Leftover:
        """The words that no slot was filled with."""
        return find_leftover(self.text, self.marks)

    def slot(self, name: str) -> tuple[str, ...]:
        """The keys marked in a slot, in order of mention, each once."""
        return tuple(dict.fromkeys(mark.key for mark in self.marks if mark.slot == name))


def listen(
    question: str, collection: Collection, *, today: int, language: Language | None = None, before: Language | None = None
) -> Heard:
    """A question taken apart: language, years, names, and the lexicon's marks in what is left.

    `before` is the language spoken so far; it goes on where a name or a year says nothing of the language.
    """
    lexicon = load_lexicon()
    # 不是樟树，是张店: only what is put right counts.
    corrected = CORRECTION.search(question)
    if corrected:
        question = question[corrected.end() :]
    question = SYLLABLE_MARK.sub("", question)
    folded = fold(question)
    folded, without = _leave_out(folded, collection)
    folded = FROM_LAST.sub(lambda m: f"carried in {int(m[1]) + 1}", folded)
    years = find_years(INTO_NEXT.sub(_said_of_the_year_before, folded), today)
    named = name_bodies(fold(years.rest), question, collection)
    said = named.rest if named.bodies else years.rest
    spoken = language or (_language(said) if re.search(f"[a-z{HAN}]", said) else before or _language(question))
    if not language and named.bodies and is_pinyin(folded if spoken == "en" else named.rest):
        named, spoken = replace(named, rest=respell(named.rest)), "zh"
    if spoken == "en":
        named = replace(named, rest=LATIN_WORD.sub(_put_right, named.rest))
    marks = _settle_marks(lexicon.find(named.rest, SLOTS), named.rest)
    righted = _put_sounds_right(named.rest, marks) if spoken == "zh" else named.rest
    if righted != named.rest:
        named, marks = replace(named, rest=righted), _settle_marks(lexicon.find(righted, SLOTS), righted)
    if not any(mark.slot in ("kind", "bodies") for mark in marks):
        named = _settle_region(named, collection)
    named = _settle_rank(named, collection)
    return Heard(question, bool(corrected), spoken, years, named, marks, without, parts_by_year(folded, today))


def _settle_region(named: Named, collection: Collection) -> Named:
    """A region named alone stands for its government where no other body there has a report."""
    if named.bodies or named.unknown or len(named.regions) != 1:
        return named
    there = {report.organisation for report in collection.reports_in(Scope(regions=named.regions))}
    only = next(iter(there), "")
    if len(there) != 1 or collection.bodies[only].kind != "government" or collection.bodies[only].regions[-1:] != named.regions:
        return named
    return replace(named, bodies=(only,), regions=())


def _settle_rank(named: Named, collection: Collection) -> Named:
    """省政府, the provincial government: the only one of that rank; where there are several, all governments are meant."""
    said = RANKED_GOVERNMENT.search(named.rest) if not (named.bodies or named.regions or named.unknown) else None
    if not said:
        return named
    rank = said["zh"] or ENGLISH_RANKS[said["en"]]
    there = [full for full in collection.bodies if re.search(f"{rank}(?:人民)?政府$", full)]
    if len(there) != 1:
        return named
    rest = named.rest.replace(said[0], " " * len(said[0]))  # the marks stay where they are
    return replace(named, bodies=(there[0],), guessed=(*named.guessed, (said[0], there[0])), rest=rest)


def _settle_marks(marks: list[Mark], text: str) -> tuple[Mark, ...]:
    """The marks but for those that mean something else where they stand.

    The year before is part of what was carried over from it, people who asked are all applicants, and nobody asks for what
    something is told apart from: organisations rather than individuals.
    """
    own = [mark for mark in marks if mark.slot == "measure"]

    def is_part(mark: Mark) -> bool:
        within = {w.key for w in own if w.start <= mark.start and mark.end <= w.end}
        if mark.slot == "change":
            return "carried_in" in within
        people = "new" in within and text[mark.start : mark.end] == "people"
        return mark.slot == "applicant" and (people or bool(RATHER_THAN.search(text[: mark.start])))

    return tuple(mark for mark in marks if not is_part(mark))


def _leave_out(folded: str, collection: Collection) -> tuple[str, tuple[str, ...]]:
    """The question without the bodies and kinds it leaves out (除墨渡县政府外, 不算园区), and these."""
    match = LEFT_OUT.search(folded)
    if not match:
        return folded, ()
    said = match["who"] or match["en"]
    named = name_bodies(said, said, collection)
    kinds = [mark.key for mark in load_lexicon().find(named.rest, ["kind"])] if not named.bodies else []
    without = (*named.bodies, *kinds, *(() if named.bodies else named.regions))
    if not (without or named.unknown):
        return folded, ()
    return f"{folded[: match.start()]},{folded[match.end() :]}", without


def _put_sounds_right(text: str, marks: tuple[Mark, ...]) -> str:
    """The text with what nothing was made of, but sounds like a word of the lexicon, written as that word: 申情 as 申请."""
    left = find_leftover(text, marks)
    for run in (*left.limits, *left.others):
        word = _by_sound().get(syllables(run)) if len(run) < 5 and re.fullmatch(f"[{HAN}]+", run) else None
        if word:
            text = text.replace(run, word)
    return text


@cache
def _by_sound() -> dict[tuple[str, ...], str]:
    return {syllables(word): word for word in load_lexicon().literals if len(word) < 5}


def _put_right(match: re.Match[str]) -> str:
    """A mistyped word as it should be spelt: recieved, aplications."""
    word, lexicon = match.group(), load_lexicon()
    if len(word) < 6 or word in lexicon.spellings or word in lexicon.silent:
        return word
    from rapidfuzz.distance import OSA

    most = 1 if len(word) < 9 else 2
    near = [known for known in lexicon.spellings if known[0] == word[0] and OSA.distance(known, word, score_cutoff=most) <= most]
    near = [known for known in near if not _is_inflected(word, known)]
    if not near or lexicon.find(word, SLOTS):
        return word  # repeated is heard as it stands, no slip for repealed
    return min(near, key=lambda known: (OSA.distance(known, word), known))


def _is_inflected(word: str, known: str) -> bool:
    """Whether two words are forms of one: reports and reporter, issued and issues."""
    return word[:-2] == known[: len(word) - 2] or known[:-2] == word[: len(known) - 2]


def _said_of_the_year_before(match: re.Match[str]) -> str:
    """Carried into 2024 is said of the report on 2023."""
    if match["zh"]:
        return f"{int(match[4]) - 1}年结转下年度"
    return f"{match['verb']} to the next year {int(match[2]) - 1}"


def _language(text: str) -> Language:
    """English when Latin words carry the question: Chinese names or terms in an English sentence leave it English."""
    latin, han = len(re.findall(r"[A-Za-z]{2,}", text)), len(re.findall(f"[{HAN}]", text))
    if latin >= 2 and not re.search("[的了吗呢几哪么少是有没怎谁和与里在]", text):
        return "en"
    return "en" if latin > han else "zh"


def query_of(heard: Heard) -> str:
    """What the question is about: without names and years."""
    text = heard.text
    for mark in heard.marks:
        if mark.slot == "kind" and not heard.named.bodies:
            text = text[: mark.start] + " " * (mark.end - mark.start) + text[mark.end :]
    return re.sub(r"\s+", " ", text).strip()


def expansion_of(heard: Heard) -> str:
    """Words that reports use for what was asked; they help to find passages and are not asked for themselves."""
    return " ".join(load_lexicon().topics[key].expand for key in heard.slot("topic"))
