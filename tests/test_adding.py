"""Adding to an index: whatever comes, goes and is replaced, it ends as an index of the same reports made at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from sample_index import samples
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from toy_reports import ToyEmbedder

from index.errors import BuildError
from index.intake.paths import InProcess
from index.search import segments
from index.storage import build, compaction, draft, schema
from index.storage.build import BuildSummary, build_index
from index.storage.home import Home
from index.storage.loading import load_report
from index.storage.manifest import read_manifest
from index.storage.store import Store, open_store

QUERIES = ("举办政务公开业务培训", "存在的主要问题 改进措施", "收取信息处理费", "公开 2022")
YEARS = (2021, 2022)
REPORTS = 5


@dataclass(slots=True)
class CountingEmbedder:
    """The toy embedder, and the texts it was given."""

    inner: ToyEmbedder = field(default_factory=ToyEmbedder)
    texts: list[str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.inner.id

    @property
    def dimensions(self) -> int:
        return self.inner.dimensions

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.texts += texts
        return self.inner.encode(texts)

    def encode_query(self, text: str) -> npt.NDArray[np.float32]:
        return self.inner.encode_query(text)


@dataclass(slots=True)
class Index:
    """An index of a folder of made-up reports."""

    folder: Path
    home: Home
    embedder: CountingEmbedder = field(default_factory=CountingEmbedder)

    def write(self, *numbers: int) -> None:
        self.folder.mkdir(exist_ok=True)
        for number in numbers:
            self.path(number).write_text(samples()[number].text, encoding="utf-8")

    def path(self, number: int) -> Path:
        return self.folder / samples()[number].file

    def run(self, *paths: Path, **options: Any) -> BuildSummary:
        self.embedder.texts.clear()
        return build_index(paths or [self.folder], self.home, self.embedder, **options)

    def parts(self) -> list[Path]:
        """The segments of the build that answers."""
        current = self.home.current()
        assert current is not None
        return sorted((current / "segments").iterdir())


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes start slowly; what was read before is known all the same."""
    monkeypatch.setattr(build, "_open_calls", lambda read, limits: nullcontext(InProcess()))


@pytest.fixture
def keep_adding(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build is added to however much of it is gone."""
    monkeypatch.setattr(compaction, "GONE_SHARE", 1.0)


@pytest.fixture
def index(tmp_path: Path, home: Path) -> Index:
    """An index of some reports."""
    made = Index(tmp_path / "reports", Home(home))
    made.write(*range(REPORTS))
    made.run()
    return made


def look(home: Home) -> dict[str, Any]:
    """All that an index holds and finds, without the numbers it gives to reports and passages."""
    store = open_store(home)
    r, p = schema.reports.c, schema.passages.c
    with store.engine.connect() as connection:
        uids = list(connection.scalars(select(r.uid).order_by(r.file)))
        places = {i: place for i, *place in connection.execute(select(p.id, r.file, p.start).join(schema.reports))}
        first = list(connection.scalars(select(r.id).order_by(r.file).limit(1)))
        scopes = [None, first, *(list(connection.scalars(select(r.id).where(r.year == year))) for year in YEARS)]
        found = {
            "rows": {t.name: connection.scalar(select(func.count()).select_from(t)) for t in schema.metadata.sorted_tables},
            "spellings": set(connection.scalars(select(schema.spellings.c.word))),
        }
    found["reports"] = [load_report(store, uid) for uid in uids]
    found["manifest"] = replace(store.manifest, build="", created="", checksums={})
    found["found"] = [list(find(store, query, scope, places)) for query in QUERIES for scope in scopes]
    store.close()
    return found


def find(store: Store, query: str, report_ids: list[int] | None, places: dict[int, Any]) -> Iterator[Any]:
    """Where the passages stand that fit best, with their scores."""
    for found in (
        store.dense(ToyEmbedder().encode_query(query), report_ids=report_ids, k=7),
        store.lexical(query, report_ids=report_ids, k=7),
    ):
        yield [(places[passage_id], score) for passage_id, score in found]


@pytest.mark.usefixtures("keep_adding")
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 12))])
def test_after_any_changes_the_index_is_that_of_the_reports_it_holds(seed: int, index: Index, tmp_path: Path) -> None:
    rng = Random(seed)
    for step in range(4):
        index.write(*rng.sample(range(len(samples())), 2))
        there = rng.sample(sorted(index.folder.iterdir()), 4)
        there[0].unlink()
        there[1].write_text(there[1].read_text(encoding="utf-8").replace("举办", f"第{step}次举办"), encoding="utf-8")
        there[2].rename(there[2].with_stem(f"renamed-{step}"))
        assert not index.run().anew
    clean = Index(index.folder, Home(tmp_path / "clean"))
    clean.run()
    assert look(index.home) == look(clean.home)


def test_adding_a_report_embeds_it_alone_and_leaves_the_files_of_the_rest(index: Index) -> None:
    (old,) = index.parts()
    index.write(8)
    summary = index.run(index.path(8), add=True)
    before, added = index.parts()
    assert (summary.kept, summary.removed, summary.anew) == (REPORTS, (), "")
    assert len(index.embedder.texts) == len(np.load(added / segments.VECTORS))
    assert all((before / path.name).samefile(path) for path in old.iterdir())


def test_what_has_not_changed_is_not_built_again(index: Index) -> None:
    before = index.home.finished()
    summary = index.run()
    assert (summary.kept, summary.build_id, index.home.finished(), index.embedder.texts) == (REPORTS, before[-1], before, [])


def test_when_enough_is_gone_the_index_is_written_anew_and_what_stays_is_not_embedded_again(index: Index, tmp_path: Path) -> None:
    for number in range(2):
        index.path(number).unlink()
    index.write(9)
    summary = index.run()
    assert "gone or were replaced" in summary.anew
    (part,) = index.parts()
    assert len(np.load(part / segments.VECTORS)) == summary.passages > len(index.embedder.texts) > 0
    clean = Index(index.folder, Home(tmp_path / "clean"))
    clean.run()
    assert look(index.home) == look(clean.home)


def test_another_model_embeds_everything_anew_and_nothing_is_lost(index: Index) -> None:
    index.embedder.inner = ToyEmbedder(id="toy@2")
    index.write(8)
    summary = index.run(index.path(8), add=True)
    assert summary.anew == "the index was made with embedding model toy@1, the one set now is toy@2"
    assert (summary.kept, len(index.embedder.texts)) == (REPORTS, summary.passages)


def test_facts_of_another_version_are_read_anew_and_not_added_to(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(BuildError, match=r"cannot be added to: .* facts of version"):
        index.run(index.path(0), add=True)
    summary = index.run()
    assert "facts of version" in summary.anew
    assert (summary.kept, len(summary.read)) == (0, REPORTS)


def test_a_build_that_is_damaged_is_built_anew(index: Index, tmp_path: Path) -> None:
    current = index.home.current()
    assert current is not None
    shutil.rmtree(current / "chroma")
    assert index.run().anew  # nothing has changed, but what is there is not whole
    (index.parts()[0] / "rows.npy").unlink()
    index.write(8)
    assert index.run().anew
    clean = Index(index.folder, Home(tmp_path / "clean"))
    clean.run()
    assert look(index.home) == look(clean.home)


def test_segments_do_not_grow_in_number_with_every_report_added(tmp_path: Path, home: Path) -> None:
    index = Index(tmp_path / "reports", Home(home))
    for number in range(6):
        index.write(number)
        index.run(index.path(number), add=True)
    sizes = [len(np.load(part / segments.VECTORS)) for part in index.parts()]
    assert sum(sizes) == read_manifest(index.parts()[0].parents[1]).counts.passages
    assert all(before >= segments.GROWTH * after for before, after in pairwise(sizes))


def test_a_full_disk_is_no_fault_of_a_report(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    before = index.home.current()

    def insert(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(draft, "insert_report", insert)
    index.write(8)
    with pytest.raises(BuildError, match="database or disk is full"):
        index.run()
    assert (index.home.current(), list(index.home.builds.iterdir())) == (before, [before])
