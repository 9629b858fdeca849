"""The administrative divisions that a file's folders and a web host name: 江西省/宜春市/x.txt, www.zhangshu.gov.cn.

Only full names in folders and whole syllables in hosts count, and a host that reads like two places names neither. Knows nothing
of reports.
"""

from __future__ import annotations

import re
from functools import cache

from index.bodies.divisions import RANK, Division, divisions_by_text, match_divisions
from index.spelling import syllables

_HOST = re.compile(r"(?:https?://)?((?:[a-z0-9-]+\.)+gov\.cn)\b", re.IGNORECASE)
_SHORTEST_SPELLING = 4


def divisions_of_path(path: str) -> tuple[Division, ...]:
    """The divisions meant by the innermost place that the folders (or the file's name) begin with; none without one."""
    places: list[str] = []
    for part in path.split("/"):
        while (place := _leading_place(part, places)) is not None:
            places.append(place)
            part = part.removeprefix(place)
    return tuple(match_divisions(places))


def _leading_place(part: str, outer: list[str]) -> str | None:
    known = divisions_by_text()
    return next(
        (
            part[:length]
            for length in range(len(part), 2, -1)
            if part[:length] in known and RANK.search(part[:length]) and match_divisions([*outer, part[:length]])
        ),
        None,
    )


def divisions_of_host(website: str) -> tuple[Division, ...]:
    """The one division that a part of a government host spells (zhangshu.gov.cn), innermost first; none when it may be two."""
    match = _HOST.search(website)
    for label in match[1].lower().split(".")[:-2] if match else ():
        found = _spelt().get(label, ())
        if len(found) == 1:
            return tuple(found)
    return ()


@cache
def _spelt() -> dict[str, set[Division]]:
    """Divisions by how their names are spelt in one word, with and without the syllable of their rank."""
    found: dict[str, set[Division]] = {}
    for name, divisions in divisions_by_text().items():
        spelling = "".join(syllables(name))
        if len(spelling) >= _SHORTEST_SPELLING:
            found.setdefault(spelling, set()).update(divisions)
    return found
