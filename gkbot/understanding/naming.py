"""Which bodies and regions a question names: by full name, alias, typing slip, pinyin or English rendering.

A name that is longer than a known one, or of another place or department, belongs to a body that is not in the index:
look-alikes never answer for each other. Knows nothing of measures or years.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gkbot.collection import Body, Collection, short_region
from gkbot.understanding.romanised import find_romanised, is_pinyin
from gkbot.understanding.slips import find_same_sound, find_slips
from gkbot.words.lexicon import HAN, load_lexicon
from gkbot.words.thesaurus import load_thesaurus
from index.bodies.regions import split_places

# A run of Chinese characters that ends like the name of a body.
BODY_ENDING = re.compile(
    rf"[{HAN}]{{2,24}}?(?:管理委员会|管委会|开发区|经开区|高新区|园区|产业园|科技园|工业园|保税区|人民政府|市政府|县政府|区政府|省政府|镇政府|乡政府"
    r"|街道办事处|街道办|街道|服务中心|法院|检察院|医院|大学|学院|人大常委会|集团|(?<![乡城各])镇(?!政府|人民)|委员会|公安局|分局|局(?!长|部|面|势|限)|(?<!大)厅(?!级|堂)|政府办公室|政府办|中学|小学|公司|宣传部|组织部|统战部)(?:管理委员会|管委会|办公室|机关)?"
)
KIND_ENDING = re.compile(
    r"(?:管理委员会|管委会|开发区|经开区|高新区|园区|产业园|科技园|工业园|保税区|人民政府|政府|街道办事处|街道办|街道|服务中心|委员会|局|厅|办公室|机关|办)+$"
)
TAIL = re.compile(r"^(?:管理委员会|管委会|办公室|机关)+")
PLACE_BEFORE = re.compile(rf"([{HAN}]{{2,7}}?(?:省|市|自治州|州|县|区|旗|盟|镇|乡))$")
# Words that stand before a body's name in a question without being part of it.
JOINS = re.compile("[跟比和与]")  # no place holds these: 公开率跟市政府
LEAD_IN = re.compile(
    r"^.*(?:请问|查一下|查询|告诉我|帮我|我想|想知道|关于|以及|还有|或者|哪些|哪个|哪几个|哪家|所有|全部|各个|每个|这个|那个|那些|这些|五个|几个|多少个|几家"
    r"|一下|对比|比较|麻烦|查下|和|与|跟|及|或|比|把|的|在|是|由|向|对|被|年|中(?!心)|里|说|请|问|查|看|那|这|各|家|个|度|不是)(?=.)"
)
NO_PLACES = re.compile(
    "(?:january|february|march|april|june|july|august|september|october|november|december|chinese|china|english)$"
)
GENERIC = re.compile(
    r"^(?:本|该|此|我|你|他|其他|其它|上级|下级|当地|同级|一些|有些|有的|市|县|区|省|工业|产业|科技|经济|高新|经济技术|行政|政务|政府|国家级?|省级|市级|县级|级|信息化?)*$"
)
EACH_BEFORE = re.compile("(?:哪|各|所有|每|全部).{0,2}$")
# Endings that words of a question share with names; they make one only behind a place: 墨渡县供电公司.
NEEDS_PLACE = re.compile("(?:中学|小学|公司|宣传部|组织部|统战部)$")
PART_OF = re.compile(rf"(?:(?![和与跟及的收])[{HAN}]){{0,4}}?(?:分局|信息中心|大队|支队|总队)|信访办|医院|学校|法院|检察院")
PROVINCES = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西"
    "|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
CAPITAL = re.compile(r"\b[A-Z][a-z]{3,}\b")
MARKED = ("measure", "generic", "ask", "kind", "applicant", "contact", "topic", "bodies", "term")
RANKED = re.compile(rf"[{HAN}]{{2,6}}?(?:省|市|县|区|自治州)")
RANK = re.compile("省|市(?!场)|县|区(?![域间别分块划])|州")
VERB_AFTER = re.compile("办[结理完了过]")  # 街道(2023年)办结: a year between the two has been taken out
LONGEST_PLACE = 6  # characters before a name that may be the place it was typed with
EACH_INSIDE = re.compile("哪些|哪个|哪几|各|所有|每个|全部|的|多少|几个|几家|有人|列出")
EACH_AFTER = re.compile("^(?:中|里|里面|当中)?(?:有|的)?(?:哪|各|分别)")
ADJECTIVE = re.compile("经济|高新|工业|产业|科技|技术|行政|政务")
SITE_AFTER = re.compile(r"^(?:门户)?(?:网站|官网|网)")


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names; `rest` is the folded question with the names blanked out.

    `bodies` are full names; `alternatives` says that one name of the question fits all of them.
    `guessed` pairs what was written with the body it was taken for (typing slips, pinyin).
    """

    bodies: tuple[str, ...] = ()
    alternatives: bool = False
    regions: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    guessed: tuple[tuple[str, str], ...] = ()
    rest: str = ""


@dataclass(slots=True)
class Reading:
    """A question being read: `text` loses what has been understood, `found` keeps order of mention."""

    text: str
    found: list[frozenset[str]]
    unknown: list[str]
    guessed: list[tuple[str, str]]

    def take(self, start: int, end: int, fulls: frozenset[str]) -> None:
        """Record that start:end names one of these bodies."""
        self.found.append(fulls)
        self.blank(start, end)

    def guess(self, start: int, end: int, fulls: frozenset[str]) -> None:
        """Record that start:end was taken to mean these bodies although it is written otherwise."""
        self.guessed += [(self.text[start:end], full) for full in sorted(fulls)]
        self.take(start, end, fulls)

    def blank(self, start: int, end: int) -> None:
        """Mark start:end as understood."""
        self.text = self.text[:start] + "\n" * (end - start) + self.text[end:]


def name_bodies(folded: str, original: str, collection: Collection) -> Named:
    """The bodies and regions that a folded question names, looked up in a collection.

    `original` is the question as typed: capitals mark English names of bodies that are not in the index.
    """
    reading = Reading(folded, [], [], [])
    _find_exact(reading, collection)
    find_slips(reading, collection)
    _find_unknown(reading, collection)
    find_romanised(reading, original, collection)
    regions = _find_regions(reading, collection)
    if not regions:
        _find_unknown_places(reading)
    _find_unknown_spelt(reading, original)
    bodies, alternatives = _settle(reading.found, regions, collection)
    bodies, regions = _beside(bodies, regions, collection)
    rest = re.sub(r"[ \n]+", " ", reading.text)
    return Named(bodies, alternatives, regions, tuple(reading.unknown), tuple(reading.guessed), rest.strip())


def _settle(found: list[frozenset[str]], regions: tuple[str, ...], collection: Collection) -> tuple[tuple[str, ...], bool]:
    """Bodies in order of mention; a name that fits several is narrowed by the regions named beside it."""
    bodies: list[str] = []
    alternatives = False
    for names in found:
        here = [n for n in sorted(names) if not regions or set(regions) & set(collection.bodies[n].regions)] or sorted(names)
        alternatives |= len(here) > 1
        bodies += [n for n in here if n not in bodies]
    return tuple(bodies), alternatives


def _beside(bodies: tuple[str, ...], regions: tuple[str, ...], collection: Collection) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The bodies named, and for a region that none of them lies in its own government, else all bodies there."""
    if not bodies:
        return bodies, regions
    added: list[str] = []
    for region in regions:
        here = [body for body in collection.bodies.values() if region in body.regions]
        if not any(body.full in bodies for body in here):
            own = [body.full for body in here if body.kind == "government" and body.regions[-1] == region]
            added += own or [body.full for body in here]
    return (*bodies, *added), () if added else regions


def _find_exact(reading: Reading, collection: Collection) -> None:
    longest = collection.longest_name
    i = 0
    while i < len(reading.text):
        for size in range(min(longest, len(reading.text) - i), 1, -1):
            name = reading.text[i : i + size]
            fulls = collection.names.get(name)
            if not fulls or VERB_AFTER.match(reading.text, i + size - 1):
                continue
            # 管委会 and 经济开发区 alone are kinds of body, whoever calls itself so.
            if not _is_generic(name) or _place_before(LEAD_IN.sub("", _run_before(reading.text, i)), collection):
                i = _take(reading, i, i + size, fulls, collection)
                break
        else:
            i += 1


def _take(reading: Reading, start: int, end: int, fulls: frozenset[str], collection: Collection) -> int:
    """Record the mention at start:end, or the unknown body whose longer name merely holds a known one; where to go on."""
    tail = TAIL.match(reading.text[end:])
    end += tail.end() if tail else 0
    before = LEAD_IN.sub("", _run_before(reading.text, start))
    place = _place_before(before, collection)
    part = PART_OF.match(reading.text[end:])
    if part:
        # A body's own part or child reports for itself: 审计局信息中心, 第二分局.
        reading.unknown.append(place + reading.text[start : end + part.end()])
        reading.blank(start - len(place), end + part.end())
        return end + part.end()
    if place:
        fitting = frozenset(full for full in fulls if _is_within(place, collection.bodies[full], reading.text[start:end]))
        if fitting:
            reading.take(start - len(place), end, fitting)
            return end
    if place or reading.text[start] in "市县区":
        # The name is longer than the one known: a slip in its place (same sound), or another place's body.
        longer = before[-LONGEST_PLACE:]
        slip = find_same_sound(reading.text[start - len(longer) : end], end - start, collection)
        if slip:
            reading.guess(end - len(slip[0]), end, slip[1])
            return end
        if place or longer:
            reading.unknown.append((place or longer) + reading.text[start:end])
            reading.blank(start - len(place or longer), end)
            return end
    reading.take(start, end, fulls)
    return end


def _run_before(text: str, at: int) -> str:
    """The unbroken Chinese characters that end at a position."""
    return re.split(f"[^{HAN}]", text[:at])[-1]


def _place_before(before: str, collection: Collection) -> str:
    """The place name that ends the characters before a mention, or nothing."""
    for size in range(min(len(before), 7), 1, -1):
        word = before[-size:]
        if word in collection.regions or _is_place(word):
            return word
    match = PLACE_BEFORE.search(before)
    return match.group(1) if match else ""


def _is_within(place: str, body: Body, mention: str) -> bool:
    """Whether a place written before a name is one the body lies in, without making the name another body's.

    市工信局 after 宜春 is the city's bureau, not that of the county-level city whose report says 市工信局 for itself.
    """
    own = {short_region(region) for region in body.regions}
    if short_region(place) not in own and not any(short_region(part) in own for part in _split_places(place)):
        return False
    if mention[0] in "市县区省" or _is_generic(mention):
        return body.full.startswith((place, short_region(place)))
    return True


def _split_places(run: str) -> list[str]:
    return re.findall(rf"[{HAN}]{{2,}}?(?:省|市|州|县|区|旗)|[{HAN}]{{2,}}$", run)


def departments_in(name: str) -> frozenset[int]:
    """Which departments of the lexicon a name speaks of, by their number: 工信 in 樟树市工信局."""
    return frozenset(i for i, (pattern, _) in enumerate(load_lexicon().departments) if pattern.search(name))


def _find_unknown(reading: Reading, collection: Collection) -> None:
    """Chinese names of bodies that no report here belongs to."""
    for match in list(BODY_ENDING.finditer(reading.text)):
        written = match.group()
        name = without_lead(written)
        # 文化和旅游局 holds a word that elsewhere leads up to a name.
        told = next((said for said in (written, name) if _of_department(said, collection)), "")
        if told:
            reading.take(match.end() - len(told), match.end(), _of_department(told, collection))
            continue
        if SITE_AFTER.match(reading.text[match.end() :]):
            continue
        around = reading.text[: match.end() - len(name)], reading.text[match.end() :]
        if not _is_proper(name, around, collection):
            continue
        reading.unknown.append(name)
        reading.blank(match.end() - len(name), match.end())


def _is_generic(name: str) -> bool:
    """Whether a name says only what kind of body it is: 经济开发区管委会, 行政服务中心."""
    return bool(GENERIC.match(_without_kind(name))) and not departments_in(name)


def _of_department(name: str, collection: Collection) -> frozenset[str]:
    """The bodies that a name without a place may mean: every 住建局 of the collection."""
    departments = departments_in(name)
    rest = name
    for number in departments:
        rest = load_lexicon().departments[number][0].sub("", rest)
    if not departments or not re.fullmatch("(?:管理|和)*(?:局|委|委员会|厅|办)", rest):
        return frozenset()
    return frozenset(full for full in collection.bodies if departments_in(full) == departments)


def _is_proper(name: str, around: tuple[str, str], collection: Collection) -> bool:
    """Whether a name of unknown owner names one body: 樟树市财政局, 淄博经济开发区, but not 樟树园区 or 哪些工业园区."""
    if NEEDS_PLACE.search(name) and not _place_first(name, collection):
        return False
    if departments_in(name) and not EACH_INSIDE.search(name):
        return True
    if name.endswith("人民政府") and name.removesuffix("人民政府") == _region_before(name, collection):
        return True
    if EACH_BEFORE.search(around[0]) or EACH_AFTER.search(around[1]) or EACH_INSIDE.search(name):
        return False
    if not GENERIC.match(_stem(name, collection)):
        return True
    # A region right before a kind with its own adjective is a name; 淄博的开发区, 淄博园区, 淄博产业园 are any zone there.
    return bool(_region_before(name, collection)) and bool(ADJECTIVE.search(_stem(name, collection)))


def without_lead(written: str) -> str:
    """A body's name without the words of the question that run into it; a known place is where a name begins."""
    for i in range(len(written) - 2):
        places = split_places(written[i:])[0] if written[i] != "的" else None
        if places and not JOINS.search(places[0].text):
            return written[i:]
    return LEAD_IN.sub("", written)


def _stem(name: str, collection: Collection) -> str:
    """What a name says beyond region and kind of body: empty for 樟树的园区, 财政 for 樟树市财政局."""
    return _without_kind(name.removeprefix(_region_before(name, collection)))


def _region_before(name: str, collection: Collection) -> str:
    """The longest region of the collection that a name begins with, or nothing."""
    sizes = (size for size in range(len(name), 1, -1) if name[:size] in collection.regions)
    return next((name[:size] for size in sizes if not _of_other_rank(name, size, collection)), "")


def _of_other_rank(text: str, end: int, collection: Collection, start: int = 0) -> bool:
    """Whether a place of the collection, in short, is followed by another rank than its own: 墨渡市 where there is 墨渡县."""
    place, rank = text[start:end], RANK.match(text, end)
    region = collection.regions[place]
    return rank is not None and region != place and not region.startswith(place + rank[0])


def _place_first(name: str, collection: Collection) -> bool:
    return bool(_region_before(name, collection) or split_places(name)[0])


def _without_kind(name: str) -> str:
    return KIND_ENDING.sub("", name).lstrip("市县区省的")


def _is_place(word: str) -> bool:
    places, rest = split_places(word)
    return bool(places) and not rest


def _find_unknown_places(reading: Reading) -> None:
    """Places that exist but hold no body of the collection: whoever asks about 北京市 means nobody here."""
    from index.bodies.divisions import divisions_by_text

    for match in [*RANKED.finditer(reading.text), *PROVINCES.finditer(reading.text)]:
        said = match.group()
        # 在北京市: the run may begin before the place does.
        start = next((i for i in range(len(said) - 1) if said[i:] in divisions_by_text()), None)
        if (
            start is not None
            and "\n" not in reading.text[match.start() : match.end()]
            and not SITE_AFTER.match(reading.text[match.end() :])
        ):
            reading.unknown.append(said[start:])
            reading.blank(match.start() + start, match.end())


def _find_unknown_spelt(reading: Reading, original: str) -> None:
    """Words in capitals that can only be Chinese names and are nobody's here: Beijing, the Heyue subdistrict."""
    for match in CAPITAL.finditer(original):
        word = match.group()
        if re.search(rf"\b{word.lower()}\b", reading.text) and _may_be_place(word.lower(), leads=match.start() == 0):
            reading.unknown.append(word)
            reading.text = reading.text.replace(word.lower(), "\n" * len(word))


def _may_be_place(word: str, *, leads: bool) -> bool:
    """Whether a word in capitals is a Chinese place rather than a word of the question; at the head every word has one."""
    if NO_PLACES.match(word) or word in load_lexicon().silent or not is_pinyin(word):
        return False
    if len(word) < 5:
        return False
    marked = any(mark.end - mark.start == len(word) for mark in load_lexicon().find(word, MARKED)) or load_thesaurus().find(word)
    return not marked and (not leads or word in _places_spelt())


@lru_cache(maxsize=1)
def _places_spelt() -> frozenset[str]:
    """All divisions in pinyin, under their short names; 0.4 s the first time."""
    from index.bodies.divisions import divisions_by_text
    from index.spelling import syllables

    return frozenset("".join(syllables(place)) for place in divisions_by_text())


def _find_regions(reading: Reading, collection: Collection) -> tuple[str, ...]:
    """The regions of the collection that a question names, in Chinese or spelt, each blanked out; the most precise ones."""
    found = []
    longest = collection.longest_region
    at = 0
    while at < len(reading.text):
        size = next((n for n in range(longest, 1, -1) if reading.text[at : at + n] in collection.regions), 0)
        if size and _of_other_rank(reading.text, at + size, collection, at):
            size += 1
            reading.unknown.append(reading.text[at : at + size])
            reading.blank(at, at + size)
        elif size:
            found.append(collection.regions[reading.text[at : at + size]])
            reading.blank(at, at + size)
        at += size or 1
    for word in re.finditer("[a-z]{3,}", reading.text):
        if word.group() in collection.regions_read:
            found.append(collection.regions_read[word.group()])
            reading.blank(*word.span())
    # 江西樟树 means 樟树: a region that another named one lies in says nothing more.
    return tuple(r for r in dict.fromkeys(found) if not any(r in collection.within[other] for other in found))
