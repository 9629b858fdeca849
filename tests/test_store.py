"""Opening a build: light, read-only, and organisation and year as hard filters of both searches."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError
from toy_reports import ToyEmbedder, ToyFolder, toy_report

from index.errors import ModelMismatch, NoBuild
from index.report import Span, State
from index.storage import schema
from index.storage import store as module
from index.storage.build import build_index
from index.storage.home import SEAL, Home
from index.storage.store import CellPlace, Places, Store, open_store, pack_places

BODIES = ("云山县水务局", "云山县林业局", "云山县档案馆")
SENTENCES = ("全年通过网站公开信息。", "没有收到公开申请。", "公开栏目更新不及时。")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Three bodies with the same three passages each, in a folder whose name is hard on URLs."""
    folder = ToyFolder(tmp_path_factory.mktemp("reports"))
    for body in BODIES:
        folder.add(f"{body}.txt", toy_report(body, 2023, *SENTENCES))
    home = Home(tmp_path_factory.mktemp("home") / "数据 #1?mode=rw%20")
    build_index([folder.path], home, ToyEmbedder(), read=folder.read)
    return home


@pytest.fixture
def store(built: Home) -> Iterator[Store]:
    opened = open_store(built)
    yield opened
    opened.close()


def _report_id(store: Store, body: str) -> int:
    with store.engine.connect() as connection:
        return int(connection.execute(select(schema.reports.c.id).where(schema.reports.c.organisation == body)).scalar_one())


def _owner(store: Store, passage_id: int) -> int:
    with store.engine.connect() as connection:
        query = select(schema.passages.c.report_id).where(schema.passages.c.id == passage_id)
        return int(connection.execute(query).scalar_one())


def _passage(store: Store, passage_id: int) -> str:
    with store.engine.connect() as connection:
        return str(connection.execute(select(schema.passages.c.text).where(schema.passages.c.id == passage_id)).scalar_one())


def test_opening_and_reading_facts_loads_nothing_heavy(built: Home) -> None:
    program = f"""
import json, sys
from pathlib import Path
from index.storage.home import Home
from index.storage.store import open_store
store = open_store(Home(Path({str(built.path)!r})))
store.text(1), store.cell_places(1)
store.close()
print(json.dumps(sorted({{"chromadb", "torch", "rjieba", "numpy", "sentence_transformers"}} & sys.modules.keys())))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=Path(__file__).parents[1], capture_output=True, check=True)
    assert json.loads(done.stdout) == []


def test_a_home_without_a_build_says_how_to_make_one(home: Path) -> None:
    with pytest.raises(NoBuild, match="gkbot index PATH"):
        open_store(Home(home))


@pytest.mark.parametrize("manifest", ["", "[]", "{}", '{"build": 1}'])
def test_a_manifest_that_cannot_be_read_is_one_line(home: Path, manifest: str) -> None:
    (home / "builds" / "a").mkdir(parents=True)
    (home / "builds" / "a" / SEAL).write_text(manifest, encoding="utf-8")
    Home(home).switch("a")
    with pytest.raises(NoBuild, match="gkbot index PATH") as refused:
        open_store(Home(home))
    assert "\n" not in str(refused.value)


def test_facts_of_another_schema_are_refused(built: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(NoBuild, match=f"version {schema.VERSION - 1}, expected {schema.VERSION}"):
        open_store(built)


def test_the_engine_refuses_to_write(store: Store) -> None:
    with store.engine.connect() as connection, pytest.raises(OperationalError, match="readonly"):
        connection.execute(insert(schema.aliases), {"report_id": 1, "alias": "x"})


def test_the_store_answers_many_threads(built: Home, store: Store) -> None:
    vector = ToyEmbedder().encode(["公开"])[0]

    def ask(_: int) -> object:
        return store.text(1), store.cell_places(1), store.dense(vector, k=3), store.lexical("公开", k=3)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(32)))
    assert all(answer == answers[0] for answer in answers)


def test_cell_places_come_back_with_state_raw_and_place(store: Store) -> None:
    report_id = _report_id(store, BODIES[0])
    places = store.cell_places(report_id)
    expected = {
        cell.key: CellPlace(cell.state, cell.raw, cell.start, cell.end, cell.row, cell.number)
        for cell in toy_report(BODIES[0], 2023, *SENTENCES).cells
    }
    assert places == expected
    natural = places["T3.new.natural"]
    assert (natural.state, store.text(report_id)[natural.start : natural.end]) == (State.NUMBER, "7")
    assert isinstance(natural.row, Span)


def test_a_cell_that_quotes_another_cells_key_is_not_taken_for_it() -> None:
    quoting = CellPlace(State.UNREADABLE, '"T3.new.total":[1]', 0, 18, Span(0, 18), None)
    total = CellPlace(State.NUMBER, "4", 20, 21, Span(20, 21), 4)
    places = Places(pack_places([("T3.new.natural", quoting), ("T3.new.total", total)]))
    assert (places["T3.new.total"], places["T3.new.natural"]) == (total, quoting)
    assert "T3.new" not in places


def test_contents_are_the_same_row_by_row_and_by_columns(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, ids = ("T3.new.natural", "T3.new.total", "T2.fees.amount_wan_yuan"), [2, 1, 99]
    by_row = store.contents("2021", keys, ids)
    monkeypatch.setattr("index.storage.store.ROWS_UP_TO", 0)
    assert store.contents("2021", keys, ids[:2]) == by_row[:2]
    assert by_row[1][0] == 7
    assert by_row[2] == (None, None, None)


def test_a_report_that_is_not_there_is_a_key_error(store: Store) -> None:
    with pytest.raises(KeyError, match="99"):
        store.text(99)
    with pytest.raises(KeyError, match="99"):
        store.cell_places(99)


def test_both_searches_find_the_passage_asked_for(store: Store) -> None:
    question = "栏目更新不及时"
    (dense, *_), (lexical, *_) = store.dense(ToyEmbedder().encode([question])[0]), store.lexical(question)
    assert _passage(store, dense[0]) == _passage(store, lexical[0]) == SENTENCES[2]


def test_report_ids_are_a_hard_filter_of_the_dense_search(store: Store) -> None:
    report_id = _report_id(store, BODIES[1])
    found = store.dense(ToyEmbedder().encode([SENTENCES[0]])[0], report_ids={report_id}, k=9)
    assert [_owner(store, passage_id) for passage_id, _ in found] == [report_id] * 3
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert _passage(store, found[0][0]) == SENTENCES[0]


def test_scoring_every_passage_and_searching_chroma_agree(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    vector = ToyEmbedder().encode(["公开申请"])[0]
    every = [_report_id(store, body) for body in BODIES]
    exact = dict(store.dense(vector, k=50))
    assert dict(store.dense(vector, report_ids=every, k=50)) == exact
    monkeypatch.setattr(module, "EXACT_UP_TO", 0)
    assert dict(store.dense(vector, k=50)) == pytest.approx(exact, abs=1e-5)


def test_report_ids_are_a_hard_filter_of_the_lexical_search(store: Store) -> None:
    wanted = {_report_id(store, BODIES[0]), _report_id(store, BODIES[2])}
    found = store.lexical("公开", report_ids=wanted, k=9)
    assert len(found) == 6
    assert {_owner(store, passage_id) for passage_id, _ in found} == wanted
    assert all(score > 0 for _, score in found)


def test_no_report_means_no_passage(store: Store) -> None:
    assert store.lexical("公开", report_ids=[]) == store.dense(ToyEmbedder().encode(["公开"])[0], report_ids=()) == []


def test_k_limits_both_searches(store: Store) -> None:
    vector = ToyEmbedder().encode(["公开"])[0]
    assert [
        len(found) for found in (store.lexical("公开", k=2), store.dense(vector, k=2), store.dense(vector, report_ids=[1], k=2))
    ] == [2, 2, 2]


def test_passages_that_share_nothing_with_the_query_are_not_found(store: Store) -> None:
    assert store.lexical("龘") == []


def test_another_model_is_refused_with_both_ids_and_the_way_out(store: Store) -> None:
    store.check_model(ToyEmbedder())
    for other in (replace(ToyEmbedder(), id="toy@2"), replace(ToyEmbedder(), dimensions=32)):
        with pytest.raises(ModelMismatch, match=rf"toy@1 \(64 .* {other.id} \({other.dimensions}.*gkbot index PATH"):
            store.check_model(other)


def test_a_closed_store_lets_go_of_its_files(built: Home) -> None:
    opened = open_store(built)
    opened.dense(ToyEmbedder().encode(["公开"])[0])
    opened.close()
    opened.close()
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        pytest.skip("no /proc on this system")

    def still_open() -> list[str]:
        targets = [str(handle.readlink()) for handle in handles.iterdir() if handle.is_symlink()]
        return [target for target in targets if target.startswith(str(built.path))]

    # Chroma's own threads close its database a moment after `close` returns.
    moment = Event()
    assert any(not still_open() or moment.wait(0.05) for _ in range(100)), still_open()
