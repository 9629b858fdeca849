"""Toy reports of bodies that do not exist, and a toy embedder: real objects of the real types, without a file or a model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.errors import UnreadableReport
from index.report import (
    Cell,
    Chapter,
    Check,
    Contact,
    Figure,
    Organisation,
    Passage,
    Period,
    Region,
    Report,
    Span,
    State,
    Status,
)

DIMENSIONS = 64


@dataclass(frozen=True, slots=True)
class ToyEmbedder:
    """Counts hashed characters and pairs: texts that share them are near. `id` can be changed to play another model."""

    id: str = "toy@1"
    dimensions: int = DIMENSIONS

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for gram in (*text, *map("".join, pairwise(text))):
                row[int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=4).digest()) % self.dimensions] += 1
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        vector: npt.NDArray[np.float32] = self.encode([text])[0]
        return vector


def toy_report(body: str = "云山县水务局", year: int | None = 2023, *sentences: str, edition: str | None = "2021") -> Report:
    """A small report with something in every field; each of the sentences is a passage of its own."""
    sentences = sentences or ("全年通过网站公开信息128条。", "存在的问题是更新不够及时。")
    title = f"{body}{year}年政府信息公开工作年度报告"
    table = "本年新收政府信息公开申请数量\t7\t/\t 12\n"
    text = "\n".join((title, "一、总体情况", *sentences, table))
    first = Span(text.index(sentences[0]), text.index(sentences[0]) + len(sentences[0]))
    row = Span(text.index(table), text.index(table) + len(table))
    return Report(
        file="",
        text=text,
        title=title,
        organisation=Organisation(body, "bureau", (body.removeprefix("云山县"),)),
        region=Region("东海省", "云州市", "云山县"),
        year=year,
        edition=edition,
        contact=Contact(phone="000-5550123", email="xx@example.invalid", place=first),
        period=Period("2023-01-01", "2023-12-31", first),
        chapters=(Chapter(1, "一、总体情况", first.start, row.start),),
        cells=(
            Cell("T3.new.natural", "7", State.NUMBER, 7, text.index("\t7") + 1, text.index("\t7") + 2, row),
            Cell("T3.new.business", "/", State.DASH, None, text.index("/"), text.index("/") + 1, row),
            Cell("T3.new.total", " 12", State.NUMBER, 2**53 - 1, text.index(" 12"), text.index(" 12") + 3, row),
            Cell("T2.fees.amount_wan_yuan", "", State.BLANK, None, row.start, row.start, row),
        ),
        figures=(Figure(128, None, "条", "网站公开信息", False, 1, first.start, first.end, first),),
        passages=tuple(Passage(1, (title, "一、总体情况"), s, text.index(s), text.index(s) + len(s)) for s in sentences),
        checks=(Check("T3.sum", Status.BROKEN, "7 + 0 ≠ 12", 7, 12, ("T3.new.natural", "T3.new.total"), (row,)),),
        warnings=("an empty cell",),
    )


@dataclass(frozen=True, slots=True)
class ToyFolder:
    """A folder of files whose content is a name, and a reader that gives the report of that name; others are unreadable."""

    path: Path
    reports: dict[str, Report] = field(default_factory=dict)

    def add(self, file: str, report: Report | None) -> Path:
        """Write a file that reads as the report, or one that cannot be read."""
        path = self.path / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"report {file}", encoding="utf-8")
        if report is not None:
            self.reports[f"report {file}"] = report
        return path

    def read(self, path: Path, file: str) -> Report:
        """The `read` of `build_index`."""
        content = path.read_text(encoding="utf-8")
        if content not in self.reports:
            raise UnreadableReport("this is not a report")
        return self.reports[content]
