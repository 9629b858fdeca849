"""How fast passages are found among many: run as `python tests/benchmarks/bench_searching.py`.

100,000 made-up passages (BENCH_PASSAGES for another number), ten a report, over five years, are indexed with the model of the
settings, which takes minutes. Printed are texts a second of indexing, the start (opening the build to the first passage found,
in a fresh interpreter), then milliseconds a question where body and year are known, where only the year is, and where nothing
is, and the memory that it takes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "benchmarks")]

from bench_asking import quantile, resident  # noqa: E402
from bench_embedding import make_passages  # noqa: E402
from sqlalchemy import select  # noqa: E402
from toy_reports import toy_report  # noqa: E402

from gkbot.passages.retrieve import PassageRetriever  # noqa: E402
from index.report import Report  # noqa: E402
from index.search.embedding import load_embedder  # noqa: E402
from index.storage import schema  # noqa: E402
from index.storage.build import build_index  # noqa: E402
from index.storage.home import Home  # noqa: E402
from index.storage.store import Store, open_store  # noqa: E402

PASSAGES = int(os.environ.get("BENCH_PASSAGES", "100000"))
A_REPORT = 10  # passages
YEARS = (2021, 2022, 2023, 2024, 2025)
ROUNDS = 30
QUESTIONS = (
    "举办了几期培训班",
    "存在哪些问题",
    "收取信息处理费了吗",
    "how many people were trained",
    "厂家的难处怎么解决的",
    "谁来把关",
)
START = """
import sys, time
began = time.perf_counter()
from pathlib import Path
from gkbot.passages.retrieve import PassageRetriever
from index.search.embedding import load_embedder
from index.storage.home import Home
from index.storage.store import open_store
store = open_store(Home(Path(sys.argv[1])))
ids = [1] if sys.argv[2] == "one report" else None
PassageRetriever(store, load_embedder()).search("举办了几期培训班", report_ids=ids)
print(f"start to first passage, {sys.argv[2]}: {time.perf_counter() - began:.2f} s")
store.close()
"""


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        began = time.perf_counter()
        index_passages(Path(folder) / "reports", home)
        seconds = time.perf_counter() - began
        print(f"{PASSAGES:,} passages indexed in {seconds:.0f} s, {PASSAGES / seconds:,.0f} a second, all included")
        for scope in ("one report", "all reports"):
            subprocess.run([sys.executable, "-c", START, str(home.path), scope], cwd=ROOT, check=True)
        store = open_store(home)
        try:
            measure(store)
        finally:
            store.close()


def index_passages(folder: Path, home: Home) -> None:
    """Index made-up reports that are read from nothing but their number."""
    texts = make_passages(PASSAGES, seed=0)
    folder.mkdir()
    for number in range(PASSAGES // A_REPORT):
        (folder / f"{number}.txt").write_text(str(number), encoding="utf-8")

    def read(path: Path, file: str) -> Report:
        number = int(path.stem)
        sentences = texts[number * A_REPORT : (number + 1) * A_REPORT]
        return toy_report(f"云山县第{number // len(YEARS)}中心", YEARS[number % len(YEARS)], *sentences)

    build_index([folder], home, load_embedder(), read=read)


def measure(store: Store) -> None:
    """Print the milliseconds a question under each filter, and the memory."""
    before = resident()
    retriever = PassageRetriever(store, load_embedder())
    reports = schema.reports.c
    with store.engine.connect() as connection:
        of_year = list(connection.scalars(select(reports.id).where(reports.year == YEARS[0])))
    scopes: dict[str, Sequence[int] | None] = {"body and year": of_year[:1], "year only": of_year, "no filter": None}
    print(f"{'ms a question':24}{'p50':>9}{'p95':>9}")
    for name, report_ids in scopes.items():
        taken = []
        for number in range(ROUNDS):
            began = time.perf_counter()
            retriever.search(QUESTIONS[number % len(QUESTIONS)], report_ids=report_ids)
            taken.append(1000 * (time.perf_counter() - began))
        print(f"{name:24}{statistics.median(taken):9.1f}{quantile(taken, 0.95):9.1f}")
    print(f"{resident() - before:.0f} MB for the search, {resident():.0f} MB in all")


if __name__ == "__main__":
    main()
