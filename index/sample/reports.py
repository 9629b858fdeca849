"""Made-up reports of made-up bodies in the official form, for a quick start, for tests and for measuring.

Each comes with the truth it was written from. Knows nothing of how reports are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, Literal

from index.form import load_form
from index.report import Contact
from index.sample.cells import FORM, Cells, Scale, make_years
from index.sample.text import Narrator, load_stock, write_text

FIRST_YEAR, LAST_YEAR = 2021, 2024
# So many successive years a body reports on, in turn.
YEARS_EACH = (3, 2, 1, 2, 3, 1)
# Every eighth report is wrong on purpose, as real ones are.
DEFECT_EVERY, DEFECT_AT = 8, 5
Defect = Literal["text_table", "equation"]


@dataclass(frozen=True, slots=True)
class Body:
    """A made-up body: `name` in full, `self_name` as its own reports call it, `kind` and `place` as in sample.toml."""

    name: str
    self_name: str
    kind: Mapping[str, Any]
    place: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up report and the truth it was written from.

    `cells` holds the 200 cells of the 2021 form as printed, by key ("T3.new.total"); `figures` the numbers the narrative
    states, by what they count. `defect` says what is wrong on purpose: "text_table" when the narrative's `applications`
    is not the table's "T3.new.total", "equation" when "T3.granted.natural" is one too high, None when all agrees.
    """

    file: str
    organisation: str
    kind: str
    province: str
    city: str
    county: str
    year: int
    contact: Contact
    cells: Mapping[str, int | float]
    figures: Mapping[str, int]
    defect: Defect | None
    text: str


def write_samples(folder: Path, n: int = 12, *, seed: int = 0) -> list[Path]:
    """The files of `n` made-up reports, written to `folder` (made if need be) as UTF-8 text."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for sample in make_samples(n, seed=seed):
        paths.append(folder / sample.file)
        paths[-1].write_text(sample.text, encoding="utf-8", newline="\n")
    return paths


def make_samples(n: int, *, seed: int = 0) -> Iterator[Sample]:
    """`n` made-up reports, the same for the same seed, no organisation and year twice; ValueError when names run out."""
    made = 0
    for sample in islice(_all_samples(seed), n):
        made += 1
        yield sample
    if made < n:
        raise ValueError(f"cannot make {n} reports: the names in sample.toml suffice for {made}")


def _all_samples(seed: int) -> Iterator[Sample]:
    number = 0
    for position, body in enumerate(_bodies(Random(f"{seed} bodies"))):
        rng = Random(f"{seed} {position}")
        # Shifted by one each round, so that no kind always has the same count.
        count = YEARS_EACH[(position + position // len(YEARS_EACH)) % len(YEARS_EACH)]
        first = rng.randint(FIRST_YEAR, LAST_YEAR + 1 - count)
        contact = _contact(rng, body)
        for year, cells in enumerate(make_years(rng, _scale(body), count), first):
            yield _sample(rng, number, body, contact, year, cells)
            number += 1


def _sample(rng: Random, number: int, body: Body, contact: Contact, year: int, cells: Cells) -> Sample:
    values, defect = _values(rng, body, contact, year, cells), _defect(number)
    printed = dict(cells)
    if defect == "text_table":
        values["applications"] = int(cells["T3.new.total"]) + rng.randint(1, 3)
    elif defect == "equation":
        printed["T3.granted.natural"] += 1
    narrator = Narrator(rng, values)
    text = write_text(narrator, printed, piped=number % 2 == 1)
    file = f"{number:05d}_{body.name}{year}年.txt"
    place = body.place
    return Sample(
        file,
        body.name,
        body.kind["key"],
        place["province"],
        place["city"],
        place["county"],
        year,
        contact,
        printed,
        narrator.figures,
        defect,
        text,
    )


def _defect(number: int) -> Defect | None:
    if number % DEFECT_EVERY != DEFECT_AT:
        return None
    return "text_table" if number // DEFECT_EVERY % 2 == 0 else "equation"


def _bodies(rng: Random) -> Iterator[Body]:
    """Every body there can be, kinds in turn until their names are used up."""
    waiting = [iter(_shuffled(rng, _bodies_of(rng, kind))) for kind in load_stock()["kinds"]]
    while waiting:
        for bodies in list(waiting):
            body = next(bodies, None)
            if body is None:
                waiting.remove(bodies)
            else:
                yield body


def _bodies_of(rng: Random, kind: Mapping[str, Any]) -> Iterator[Body]:
    stock = load_stock()
    fixed = [name for name in kind["names"] if not name["own"]]
    own = [name for name in kind["names"] if name["own"]]
    for place in stock["places"]:
        # A county's government calls itself 县政府, a district's 区政府.
        level = place["county"][-1]
        yield from (Body(place["county"] + name["suffix"], name["self"].replace("县区", level), kind, place) for name in fixed)
        if not own:
            continue
        for first in stock["syllables"]["first"]:
            for second in stock["syllables"]["second"]:
                name = rng.choice(own)
                yield Body(f"{place['county']}{first}{second}{name['suffix']}", name["self"], kind, place)


def _shuffled(rng: Random, bodies: Iterable[Body]) -> list[Body]:
    listed = list(bodies)
    rng.shuffle(listed)
    return listed


def _scale(body: Body) -> Scale:
    return Scale(**{name: body.kind[name] for name in Scale.__dataclass_fields__})


def _contact(rng: Random, body: Body) -> Contact:
    """An address nobody can write to: no area code is 0000, no postcode begins with 00000."""
    place, stock = body.place, load_stock()
    region = place["province"] + place["city"] + place["county"]
    address = f"{region}{rng.choice(stock['streets']['names'])}{rng.randint(1, 399)}号"
    phone = f"0000-{rng.randint(2_000_000, 8_999_999)}"
    return Contact(
        address=address,
        phone=phone,
        phone_normalised=phone,
        postcode=f"00000{stock['places'].index(place) + 1}",
        email=f"zwgk{rng.randint(100, 999)}@{place['domain']}",
        website=f"http://www.{place['domain']}",
    )


def _values(rng: Random, body: Body, contact: Contact, year: int, cells: Cells) -> dict[str, object]:
    """Every variable the wordings know: names, what the tables say, and counts only the narrative has."""
    topics = rng.sample(body.kind["topics"], 4)
    return {
        "org": body.name,
        "self": body.self_name,
        "year": year,
        "notice": re.sub(r"^国办", "《政府信息公开工作年度报告格式》（国办", load_form(FORM).notice) + "）",
        "topics": "、".join(topics[:-1]) + "和" + topics[-1],
        "topic": topics[0],
        **body.place,
        **{name: getattr(contact, name) for name in ("address", "phone", "postcode", "email", "website")},
        **_table_counts(cells),
        **_narrative_counts(rng, body.kind["size"]),
    }


def _table_counts(cells: Cells) -> dict[str, int]:
    new, natural = int(cells["T3.new.total"]), int(cells["T3.new.natural"])
    return {
        "norms_issued": int(cells["T2.norms.issued"]),
        "norms_repealed": int(cells["T2.norms.repealed"]),
        "norms_valid": int(cells["T2.norms.valid"]),
        "applications": new,
        "by_natural": natural,
        "by_organisations": new - natural,
        "carried_in": int(cells["T3.carried_in.total"]),
        "answered": int(cells["T3.total.total"]),
        "carried_out": int(cells["T3.carried_out.total"]),
        "reviews": int(cells["T4.review.total"]),
        "suits": int(cells["T4.suit_direct.total"] + cells["T4.suit_after.total"]),
    }


def _narrative_counts(rng: Random, size: float) -> dict[str, int]:
    on_website = round((60 + 8 * size) * rng.uniform(0.6, 1.8))
    on_media, on_board, explained = rng.randint(10, on_website), rng.randint(3, 40), rng.randint(2, 24)
    trainings, open_days, visitors = rng.randint(1, 6), rng.randint(1, 4), rng.randint(12, 90)
    return {
        "published": on_website + on_media + on_board,
        "on_website": on_website,
        "on_media": on_media,
        "on_board": on_board,
        "explained": explained,
        "explained_by_picture": rng.randint(1, explained),
        "areas": rng.randint(1, 9),
        "accounts": rng.randint(1, 4),
        "pushed": rng.randint(40, 900),
        "letters": rng.randint(3, 260),
        "fixed": rng.randint(2, 75),
        "trainings": trainings,
        "trainees": trainings * rng.randint(14, 60),
        "open_days": open_days,
        "visitors": visitors,
        "forms": rng.randint(8, visitors),
        "monitors": rng.randint(3, 20),
        "suggestions": rng.randint(0, 12),
        "proposals": rng.randint(0, 9),
    }
