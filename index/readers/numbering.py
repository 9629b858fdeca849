"""The numbers Word puts before paragraphs by itself (一、 （二） 3.): shown to every reader, but in no paragraph's text.

Knows nothing of text or tables.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from index.readers.ooxml import child, local_name, value

DEEPEST_STYLE = 20  # styles based on styles; a damaged file may have a circle
_NOT_A_LIST = "0"
_CHINESE = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts to count, how it writes numbers, and the pattern around them ("%1、")."""

    start: int = 1
    number_format: str = "decimal"
    pattern: str = ""
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """What of a paragraph style matters here."""

    name: str
    based_on: str | None
    list_id: str | None
    level: int | None


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted; paragraphs must be asked for in their order."""

    styles: dict[str, Style] = field(default_factory=dict)
    lists: dict[str, tuple[str, dict[int, Level]]] = field(default_factory=dict)  # list id to its kind and levels
    restarts: set[str] = field(default_factory=set)  # lists that begin anew at their first paragraph
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)

    def label(self, properties: Element | None) -> str:
        """The number in front of the paragraph with these properties (`w:pPr`), "" for most."""
        list_id, at = self._find_list(properties)
        kind, levels = self.lists.get(list_id or _NOT_A_LIST, ("", {}))
        if at not in levels:
            return ""
        if list_id in self.restarts:
            self.restarts.discard(list_id)
            self._counts.pop(kind, None)
        counts = self._counts.setdefault(kind, {})
        counts[at] = counts.get(at, levels[at].start - 1) + 1
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        return _write_label(levels, counts, at)

    def style_name(self, properties: Element | None) -> str:
        """The name of the paragraph's style in lower case, "" where it has none."""
        style = self.styles.get(value(child(properties, "pStyle")) or "")
        return style.name.lower() if style else ""

    def _find_list(self, properties: Element | None) -> tuple[str | None, int]:
        own = child(properties, "numPr")
        list_id, level = value(child(own, "numId")), _whole(value(child(own, "ilvl")))
        style_id = value(child(properties, "pStyle"))
        for _ in range(DEEPEST_STYLE):
            style = self.styles.get(style_id or "")
            if list_id is not None or style is None:
                break
            list_id, level = style.list_id, level if level is not None else style.level
            if list_id is not None and level is None:
                level = self._level_of_style(list_id, style_id)
            style_id = style.based_on
        return list_id, level or 0

    def _level_of_style(self, list_id: str, style_id: str | None) -> int | None:
        _, levels = self.lists.get(list_id, ("", {}))
        return next((at for at, level in levels.items() if level.style == style_id), None)


def read_numbering(numbering: Element | None, styles: Element | None) -> Numbering:
    """The lists of the two parts `numbering.xml` and `styles.xml`, either of which may be missing."""
    kinds = {value(kind, "abstractNumId"): _read_levels(kind) for kind in _children(numbering, "abstractNum")}
    made = Numbering()
    for one in _children(numbering, "num"):
        list_id, kind = value(one, "numId"), value(child(one, "abstractNumId"))
        if list_id is None or kind not in kinds:
            continue
        levels = dict(kinds[kind])
        for override in _children(one, "lvlOverride"):
            at = _whole(value(override, "ilvl")) or 0
            levels |= _read_levels(override)
            start = _whole(value(child(override, "startOverride")))
            if start is not None and at in levels:
                levels[at] = Level(start, levels[at].number_format, levels[at].pattern, levels[at].style)
                made.restarts.add(list_id)
        made.lists[list_id] = (str(kind), levels)
    for style in _children(styles, "style"):
        own = child(style, "pPr", "numPr")
        made.styles[value(style, "styleId") or ""] = Style(
            value(child(style, "name")) or "",
            value(child(style, "basedOn")),
            value(child(own, "numId")),
            _whole(value(child(own, "ilvl"))),
        )
    return made


def _read_levels(parent: Element) -> dict[int, Level]:
    return {
        _whole(value(level, "ilvl")) or 0: Level(
            _first(_whole(value(child(level, "start"))), 1),
            value(child(level, "numFmt")) or "decimal",
            value(child(level, "lvlText")) or "",
            value(child(level, "pStyle")),
        )
        for level in _children(parent, "lvl")
    }


def _children(element: Element | None, name: str) -> list[Element]:
    return [inner for inner in element if local_name(inner) == name] if element is not None else []


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"\d{1,6}", text) else None


def _first(number: int | None, default: int) -> int:
    return default if number is None else number


def _write_label(levels: dict[int, Level], counts: dict[int, int], at: int) -> str:
    if levels[at].number_format in ("bullet", "none"):
        return ""

    def write(match: re.Match[str]) -> str:
        inner = int(match[1]) - 1
        level = levels.get(inner, Level())
        return write_number(counts.get(inner, level.start), level.number_format)

    label = re.sub(r"%(\d)", write, levels[at].pattern)
    # A bare number needs a blank: what follows may begin with a digit.
    return f"{label} " if label[-1:].isalnum() else label


def write_number(number: int, number_format: str) -> str:
    """A number as a list of that format shows it; formats not known here as digits."""
    if number_format in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting"):
        return _in_chinese(number, _CHINESE, "十")
    if number_format in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _in_chinese(number, _FORMAL, "拾")
    if number_format == "ideographTraditional":
        return _STEMS[(number - 1) % len(_STEMS)]
    if number_format.startswith("decimalEnclosedCircle") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if number_format == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if number_format in ("lowerLetter", "upperLetter") and number >= 1:
        letters = chr(ord("a") + (number - 1) % 26) * min(1 + (number - 1) // 26, 8)
        return letters.upper() if number_format == "upperLetter" else letters
    if number_format in ("lowerRoman", "upperRoman") and 1 <= number < 4000:
        roman = _in_roman(number)
        return roman.upper() if number_format == "upperRoman" else roman
    return str(number)


def _in_chinese(number: int, digits: str, ten: str) -> str:
    if number >= 100:
        return "".join(digits[int(digit)] for digit in str(number))
    tens, ones = divmod(number, 10)
    if not tens:
        return digits[ones]
    return (digits[tens] if tens > 1 else "") + ten + (digits[ones] if ones else "")


def _in_roman(number: int) -> str:
    letters = ""
    for worth, letter in _ROMAN:
        count, number = divmod(number, worth)
        letters += letter * count
    return letters
