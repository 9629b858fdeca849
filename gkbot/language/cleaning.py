"""A model's text as plain words: no HTML, link, image, address, code or emphasis, and nothing that nobody sees.

What is checked is what is shown: a number hidden in markup or between invisible characters would slip through otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from html import unescape

_THOUGHT, _END_OF_THOUGHT = "<think>", "</think>"
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]\[]*)\](?:\([^)]*\)?|\[(?!\s*\d+\s*\])[^\]]*\])")
_LINKED_MARK = re.compile(r"(?<=\d\])\([^()]*\)")
_HIDDEN = re.compile(r"<!--.*?(?:-->|$)|<(script|style|svg|iframe|object|template)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z!?][^<>]*(?:>|$)")
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]{1,15}:)?//[^\s，。；、）)\]】》”]+|\b(?:javascript|data|vbscript|file|mailto|tel|blob):[^\s，。；、）)]*"
    r"|\bwww\.[^\s，。；、）)\]】》”]+",
    re.IGNORECASE,
)
_REFERENCE = re.compile(r"^\s*\[[^\]]+\]:.*$", re.MULTILINE)
_MARKUP = re.compile(r"(?<!\d)~|~(?!\d)|[*_`\\|<>{}$^#]+")
_LIST = re.compile(r"^\s*(?:>\s*)*(?:[-*+•·●▪◦–—]\s+|[-•·●▪◦]|\(?\d{1,2}[.、．)）](?!\d)\s*|#{1,6}\s+)?(?:\*\*)?")


def without_thoughts(pieces: Iterable[str]) -> Iterator[str]:
    """The pieces of a reply without what stands in <think> at its head, which local models say before they answer."""
    held, thinking = "", None
    for piece in pieces:
        if thinking is False:
            yield piece
            continue
        held += piece
        if thinking is None and not _THOUGHT.startswith(held.lstrip()[: len(_THOUGHT)]):
            thinking = False
            yield held
            held = ""
        elif held.lstrip().startswith(_THOUGHT):
            thinking = True
        if thinking and _END_OF_THOUGHT in held:
            thinking = False
            yield held.partition(_END_OF_THOUGHT)[2]
            held = ""


def visible(text: str) -> str:
    """The text without characters that nobody sees (zero width, direction, tags, control), entities written out."""
    for _ in range(2):  # &amp;lt; hides as well as &lt;
        text = unescape(text)
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc", "Co", "Cn", "Cs", "Mn", "Me"))


def plain(line: str) -> str:
    """A line or sentence of a model's text as plain words, the marks [1] left in it."""
    text = _HIDDEN.sub("", visible(line))
    text = _IMAGE.sub("", _REFERENCE.sub("", text))
    text = _LINK.sub(_kept, text)
    text = _ADDRESS.sub("", _TAG.sub("", text))
    return re.sub(r"[ \t]+", " ", _MARKUP.sub("", text)).strip()


def points_elsewhere(line: str) -> bool:
    """Whether a line holds an image, a link or an address; a mark [1] that was made a link is none."""
    text = _LINKED_MARK.sub("", visible(line))
    return bool(_IMAGE.search(text) or _LINK.search(text) or _ADDRESS.search(text))


def list_item(line: str) -> tuple[bool, str]:
    """Whether a line is an item of a list, and the line without what begins it: a dash, a number, the signs of a heading."""
    lead = _LIST.match(line)
    assert lead is not None  # every part of the pattern may be missing
    return bool(re.search(r"[-*+•·●▪◦–—\d]", lead[0].replace("**", ""))), line[lead.end() :]


def _kept(link: re.Match[str]) -> str:
    """The words of a link; a mark [1] before an address in brackets is no link."""
    return f"[{link[1]}]" if link[1].strip().isdigit() else link[1]
