"""The lexicon: what people say for what the form counts, read from lexicon.toml, and where it stands in a question.

Knows nothing of what is in an index; labels of single rows and columns come from the form itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from gkbot.answer import Language
from index.form import EDITIONS, Form, Row, load_form

HAN = r"\u3400-\u9fff"
ORGANISATION_COLUMNS = ("business", "research", "public_welfare", "legal_service", "other")


@dataclass(frozen=True, slots=True)
class Mark:
    """A word of the lexicon found in a folded question: which slot it fills, with what, and where it stands."""

    slot: str
    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Measure:
    """What can be counted: cells that add up, over cells that divide them (`per`), in 件 or 万元.

    `{c}` in a cell key is the dimension asked for (applicant, result, action); `column` is taken when none is.
    """

    key: str
    cells: Mapping[str, tuple[str, ...]]  # edition -> templates
    per: tuple[str, ...]
    column: str | None
    dimension: str | None
    needs: str | None
    labels: Mapping[str, str]
    formulas: Mapping[str, str]

    def cell_keys(self, edition: str, column: str | None = None) -> tuple[str, ...]:
        """The cells that add up to the measure in an edition of the form; empty when that edition doesn't count it."""
        return _filled(self.cells[edition], column or self.column, edition)

    def per_keys(self, edition: str, column: str | None = None) -> tuple[str, ...]:
        """The cells whose sum divides the measure; empty for a plain count."""
        return _filled(self.per, column or self.column, edition)

    @property
    def table(self) -> str:
        """The table of the form it belongs to, "T2", "T3" or "T4"."""
        return next(template for templates in self.cells.values() for template in templates)[:2]

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """What may stand as the measure's column: applicants, results or actions of its rows in any edition."""
        if self.dimension is None:
            return frozenset()
        columns = {key.split(".")[2] for edition in EDITIONS for key in load_form(edition).cell_keys()} | {"legal_persons"}
        return frozenset(column for column in columns if any(self.cell_keys(edition, column) for edition in EDITIONS))

    def columns(self, edition: str) -> tuple[str, ...]:
        """The columns that the measure's first row has in an edition (issued, repealed, valid for 行政规范性文件)."""
        templates = self.cells[edition]
        if not templates:
            return ()
        table, row, _ = templates[0].split(".")
        return tuple(column.key for column in _row(load_form(edition), table, row).columns)


@lru_cache(maxsize=4096)
def _filled(templates: tuple[str, ...], column: str | None, edition: str) -> tuple[str, ...]:
    known = frozenset(load_form(edition).cell_keys())
    columns = ORGANISATION_COLUMNS if column == "legal_persons" else (column,)
    keys = [template.format(c=c) for template in templates for c in (columns if "{c}" in template else (None,))]
    return tuple(keys) if all(key in known for key in keys) else ()


def _row(form: Form, table: str, key: str) -> Row:
    return next(row for row in form.table(table).rows if row.key == key)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something reports write about: the chapters it usually stands in, words that mark it, words to search with."""

    key: str
    chapters: tuple[int, ...]
    labels: Mapping[str, str]
    cues: tuple[str, ...]
    expand: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All words at once; `find` marks them in a question."""

    measures: Mapping[str, Measure]
    topics: Mapping[str, Topic]
    terms: Mapping[str, Mapping[str, str]]
    talk: tuple[str, ...]  # patterns of words that limit nothing
    departments: tuple[tuple[re.Pattern[str], frozenset[str]], ...]
    kinds: tuple[tuple[re.Pattern[str], frozenset[str]], ...]
    name_words: Mapping[str, frozenset[str]]  # English: connectors, unspecific, leading
    small_talk: re.Pattern[str]
    courtesy: re.Pattern[str]  # whole remarks that want a friendly word
    silent: frozenset[str]  # English words that say nothing about what is asked
    spellings: frozenset[str]  # English words that are put right where they are mistyped
    words: tuple[tuple[str, str, re.Pattern[str]], ...]
    literals: tuple[str, ...]  # the Chinese words among all patterns, for questions typed in pinyin

    def find(self, text: str, slots: Iterable[str]) -> list[Mark]:
        """The marks of the named slots in a folded text, longest first where they overlap within a slot, in text order."""
        wanted, marks = frozenset(slots), []
        for slot, key, pattern in self.words:
            if slot in wanted:
                marks += [Mark(slot, key, m.start(), m.end()) for m in pattern.finditer(text) if m.end() > m.start()]
        kept: list[Mark] = []
        # That a number is asked for gives way to what is asked of it: what was the third-highest number.
        for mark in sorted(marks, key=lambda m: (m.key == "value", m.start - m.end, m.start)):
            if not any(mark.slot == k.slot and mark.start < k.end and k.start < mark.end for k in kept):
                kept.append(mark)
        return sorted(kept, key=lambda m: (m.start, -m.end))


@cache
def load_lexicon() -> Lexicon:
    """The shipped lexicon."""
    data = tomllib.loads(_with_parts((files(__package__) / "lexicon.toml").read_text(encoding="utf-8")))
    return Lexicon(
        measures=_with_rates({key: _measure(key, entry) for key, entry in data["measures"].items()}),
        topics={key: _topic(key, entry) for key, entry in data["topics"].items()},
        terms={key: entry["text"] for key, entry in data["terms"].items()},
        talk=tuple(data["talk"]["words"]),
        departments=_names(data["names"]["departments"]),
        kinds=_names(data["names"]["kinds"]),
        name_words={key: frozenset(words.split()) for key, words in data["names"]["english"].items()},
        small_talk=_pattern(data["small_talk"]["words"]),
        courtesy=_pattern(data["small_talk"]["courtesy"]),
        silent=frozenset(data["english"]["silent"].split()),
        spellings=frozenset(data["english"]["spellings"].split()),
        words=tuple((slot, key, _pattern(words)) for slot, key, words in _words(data)),
        literals=tuple(
            sorted(
                {*data["pinyin"]["words"], *(literal for _, _, words in _words(data) for literal in map(_literal, words))} - {""}
            )
        ),
    )


def _with_parts(text: str) -> str:
    """The lexicon's text with each <part> of a pattern written out."""
    parts = re.compile(r'^(\w+) = "(.*)"$', re.MULTILINE).findall(text[text.index("[parts]") : text.index("[measures.")])
    for name, pattern in parts:
        text = text.replace(f"<{name}>", f"({pattern})")
    return text


def _measure(key: str, entry: dict[str, Any]) -> Measure:
    cells = {"2021": tuple(entry["cells"]), "2019": tuple(entry.get("cells_2019", entry["cells"]))}
    labels = entry.get("label") or _row_labels(next(t for templates in cells.values() for t in templates))
    return Measure(
        key=key,
        cells=cells,
        per=tuple(entry.get("per", ())),
        column=entry.get("column"),
        dimension=entry.get("dimension"),
        needs=entry.get("needs"),
        labels=labels,
        formulas=entry.get("formula", {}),
    )


def _with_rates(measures: dict[str, Measure]) -> dict[str, Measure]:
    """The measures and the rates that follow from them: an outcome of the applications concluded, a column of its row."""
    rates = {}
    for key, measure in measures.items():
        if measure.per or measure.dimension not in ("applicant", "result") or key == "handled":
            continue
        whole = WHOLES.get(key, "T3.total.{c}") if measure.table == "T3" else None
        per = (whole,) if whole else tuple(template.format(c="total") for template in measure.cells["2021"])
        kind = "column" if whole is None or key in WHOLES else "outcome"
        rates[rate_key(key)] = replace(
            measure,
            key=rate_key(key),
            per=per,
            labels={language: text.format(measure.labels[language]) for language, text in RATE_LABELS[kind].items()},
            formulas={language: text.format(measure.labels[language]) for language, text in RATE_FORMULAS[kind].items()},
        )
    return measures | rates


def rate_key(key: str) -> str:
    """The key of the rate that follows from a measure."""
    return f"{key}_as_rate"


# What the columns of a row are parts of; the other rows of table 3 are parts of the applications concluded.
WHOLES = {key: f"T3.{key}.total" for key in ("new", "carried_in", "carried_out", "total")}
RATE_LABELS = {
    "outcome": {"zh": "{}占办结的比例", "en": "{} as a share of applications concluded"},
    "column": {"zh": "{}占比", "en": "share of {}"},
}
RATE_FORMULAS = {
    "outcome": {"zh": "{} ÷ 办理结果总计", "en": "{} / applications concluded"},
    "column": {"zh": "该类 ÷ {}总计", "en": "this kind / all of {}"},
}


def _row_labels(template: str) -> dict[str, str]:
    table, key, _ = template.split(".")
    row = _row(load_form("2021"), table, key)
    plain = re.sub(r"^\d+\.|^[(（][一二三四五六七][)）]", "", row.label)
    label = f"{re.sub(r'^[(（][一二三四五六七][)）]', '', row.group)}—{plain}" if table == "T3" and row.group else plain
    return {"zh": label, "en": f"{ENGLISH_ROWS.get(key, key.replace('_', ' '))} ({label})"}


# English names of single rows of the form; the official Chinese label always stands beside them.
ENGLISH_ROWS = {
    "denied_state_secret": "denied: state secret",
    "denied_law": "denied: prohibited by law",
    "denied_safety": "denied: endangers security or stability",
    "denied_third_party": "denied: protection of third parties' rights",
    "denied_internal": "denied: internal affairs",
    "denied_process": "denied: deliberative information",
    "denied_case_file": "denied: enforcement case file",
    "denied_query": "denied: administrative inquiry matter",
    "unable_not_held": "unable to provide: not held",
    "unable_no_ready": "unable to provide: no ready-made information",
    "unable_unclear": "unable to provide: request unclear",
    "refused_petition": "not processed: petition or complaint",
    "refused_duplicate": "not processed: duplicate",
    "refused_publication": "not processed: publication",
    "refused_mass": "not processed: excessive repetition",
    "refused_confirm": "not processed: confirmation or re-issue",
    "other_no_correction": "other: not corrected in time",
    "other_no_fee": "other: fee not paid in time",
    "other_misc": "other: other",
    "suit_direct": "suits filed without prior reconsideration",
    "suit_after": "suits filed after reconsideration",
    "rules": "government rules",
    "norms": "administrative normative documents",
    "fees": "administrative fees",
}
ENGLISH_COLUMNS = {
    "natural": "natural persons",
    "business": "business enterprises",
    "research": "research institutions",
    "public_welfare": "social public-welfare organisations",
    "legal_service": "legal-service institutions",
    "legal_persons": "legal persons and other organisations",
    "other": "other",
    "total": "total",
    "upheld": "upheld",
    "corrected": "corrected",
    "pending": "pending",
    "made": "newly made this year",
    "newly_published": "newly published this year",
    "total_published": "published in all",
    "issued": "issued this year",
    "repealed": "repealed this year",
    "valid": "in force",
    "decisions": "decisions",
    "amount_wan_yuan": "amount (10,000 yuan)",
}


def column_label(key: str, column: str, edition: str, language: Language) -> str:
    """The label of a column as it is named in a table of the form, in Chinese or in English with the official term."""
    if column == "legal_persons":
        label = "法人或其他组织"
    else:
        # A column that this edition lacks is named as the other one names it.
        forms = [load_form(edition), *(load_form(other) for other in EDITIONS if other != edition)]
        columns = (c for form in forms for row in form.table(key[:2]).rows for c in row.columns)
        label = next(c.label for c in columns if c.key == column)
        label = re.sub("（.*?）", "", label)
    return label if language == "zh" else f"{ENGLISH_COLUMNS.get(column, column.replace('_', ' '))} ({label})"


def _topic(key: str, entry: dict[str, Any]) -> Topic:
    return Topic(key, tuple(entry["chapters"]), entry["label"], tuple(entry["cues"]), entry["expand"])


def _names(entries: dict[str, str]) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    return tuple((re.compile(zh), frozenset(english.split())) for zh, english in entries.items())


def _words(data: dict[str, Any]) -> Iterable[tuple[str, str, list[str]]]:
    for slot, entries in (("measure", data["measures"]), ("topic", data["topics"]), ("term", data["terms"])):
        for key, entry in entries.items():
            if entry["words"]:
                yield slot, key, entry["words"]
    for slot, entries in (("ask", data["asks"]), ("kind", data["kinds"]), ("contact", data["contact"]), *data["columns"].items()):
        for key, words in entries.items():
            yield slot, key, words
    for key, words in data["generic"].items():
        yield "generic", key, words
    for key, words in data["comparisons"].items():
        yield "comparison", key, words
    for slot in ("negation", "bodies", "outcome", "change", "period"):
        yield slot, slot, data[slot]["words"]


def _literal(word: str) -> str:
    """The Chinese word a pattern matches without its optional parts, or nothing when it is more than a word."""
    plain = re.sub(r"\([^()]*\)\?", "", word)
    return plain if re.fullmatch(f"[{HAN}]{{2,}}", plain) else ""


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    # Latin words stand alone; Chinese has no word borders.
    bounded = [
        rf"(?<![a-z])(?:{word})(?![a-z])" if re.search("[a-z]{2}", re.sub(r"\\[a-zA-Z]", "", word)) else word for word in words
    ]
    return re.compile("|".join(sorted(bounded, key=len, reverse=True)))


def fold(text: str) -> str:
    """The text NFKC-normalised, in lower case, white space single and gone beside Chinese characters."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text).lower()).strip()
    return re.sub(rf"(?<=[{HAN}]) | (?=[{HAN}])", "", text)
