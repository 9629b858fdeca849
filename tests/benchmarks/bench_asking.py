"""How fast questions are understood and answered from the facts of many reports: run as
`python tests/benchmarks/bench_asking.py`.

20,000 made-up reports (BENCH_N for another number) go straight from their numbers into a facts database, without passages, which
takes about two minutes; BENCH_HOME names a folder to keep it in for the next run. Printed are the cold start, then milliseconds
from question to Answer by kind of question, warm, by the clock and of the processor (which tells more where other programs run),
beside what SQLite alone takes to scan the same file for the same number.
BENCH_PROFILE=1 adds where the time goes. The aim: half of the answers within 10 ms, 99 of 100 within 50 ms.
"""

from __future__ import annotations

import cProfile
import gc
import hashlib
import os
import pstats
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NoReturn

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from pypinyin import lazy_pinyin  # noqa: E402

from gkbot.chain import Question, Steps  # noqa: E402
from index.bodies.organisation import make_organisation  # noqa: E402
from index.checks.equations import run_checks  # noqa: E402
from index.form import cell_key, load_form  # noqa: E402
from index.report import Cell, Chapter, Region, Report, Span, State  # noqa: E402
from index.sample.reports import Sample, make_samples  # noqa: E402
from index.storage import schema  # noqa: E402
from index.storage.facts import create_facts, insert_report  # noqa: E402
from index.storage.home import Home  # noqa: E402
from index.storage.manifest import Counts, Manifest, Model, write_manifest  # noqa: E402
from index.storage.store import FACTS, open_store  # noqa: E402

REPORTS = int(os.environ.get("BENCH_N", "20000"))
EACH = 40
BUDGET = 10  # seconds a kind of question
AIM_HALF, AIM_99 = 10, 50  # ms


# ---- The database ------------------------------------------------------------------------------------------------------


def build_facts(folder: Path) -> Home:
    """A home with a finished build of facts alone; one that is there already is taken as it is."""
    home = Home(folder / f"asking-{REPORTS}-{schema.VERSION}")
    if home.current() is not None:
        return home
    build = home.builds / "facts"
    build.mkdir(parents=True, exist_ok=True)
    (build / FACTS).unlink(missing_ok=True)
    engine = create_facts(build / FACTS)
    with engine.begin() as connection:
        for number, sample in enumerate(make_samples(REPORTS), 1):
            digest = hashlib.sha256(sample.file.encode()).hexdigest()
            report = make_report(sample)
            insert_report(connection, report, report_id=number, uid=digest[:12], sha256=digest, first_passage=number)
    engine.dispose()
    model = Model("none", 1)
    write_manifest(build, Manifest("facts", "", schema.VERSION, model, Counts(REPORTS, 0, 0)))
    home.switch("facts")
    return home


def make_report(sample: Sample) -> Report:
    """A report with the sample's cells in a text of its tables alone."""
    parts, cells, chapters = [sample.text.split("\n", 1)[0] + "\n"], [], []
    at = len(parts[0])
    for number, table in enumerate(load_form("2021").tables, 2):
        start = at
        for row in table.rows:
            line = row.label
            places = []
            for column in row.columns:
                raw = str(sample.cells[cell_key(table.key, row.key, column.key)])
                places.append((column.key, raw, at + len(line) + 1))
                line += f"\t{raw}"
            span = Span(at, at + len(line))
            for key, raw, begins in places:
                value = sample.cells[cell_key(table.key, row.key, key)]
                cells.append(Cell(cell_key(table.key, row.key, key), raw, State.NUMBER, value, begins, begins + len(raw), span))
            parts.append(line + "\n")
            at += len(line) + 1
        chapters.append(Chapter(number, table.title, start, at))
    return Report(
        file=sample.file,
        text="".join(parts),
        title=parts[0].strip(),
        organisation=make_organisation(sample.organisation, ""),
        region=Region(sample.province, sample.city, sample.county),
        year=sample.year,
        edition="2021",
        contact=sample.contact,
        chapters=tuple(chapters),
        cells=tuple(cells),
        checks=run_checks("2021", cells, (), "", sample.year),
    )


# ---- The questions -----------------------------------------------------------------------------------------------------

ENGLISH = {"街道办事处": "Subdistrict Office", "镇人民政府": "Town Government", "工业园区管理委员会": "Industrial Park"}
KINDS = ("园区", "乡镇", "街道", "部门")


def make_questions(samples: Sequence[Sample], rng: Random) -> Iterator[tuple[str, str]]:
    """Kind and wording, EACH of every kind."""
    for s in rng.sample(samples, EACH):
        yield "look-up", f"{s.organisation}{s.year}年收到多少件政府信息公开申请？"
        yield "trend of a body", f"{s.organisation}历年收到的申请有多少件？"
        year, kind = rng.randint(2021, 2024), rng.choice(KINDS)
        yield "list, year and kind", f"{year}年哪些{kind}被申请过行政复议？"
        yield "sum, year and kind", f"{year}年{kind}一共收到多少件申请？"
        yield "sum of a year", f"{year}年所有单位一共收到多少件申请？"
        yield "rank, first ten", f"{year}年收到申请最多的前10个{kind}"
    named = [s for s in samples if any(s.organisation.endswith(end) for end in ENGLISH)]
    for s in rng.sample(named, EACH):
        end = next(end for end in ENGLISH if s.organisation.endswith(end))
        own = "".join(lazy_pinyin(s.organisation.removeprefix(s.county).removesuffix(end))).capitalize()
        yield "English look-up", f"How many information requests did the {own} {ENGLISH[end]} receive in {s.year}?"


# ---- The measuring -----------------------------------------------------------------------------------------------------


def no_embedder() -> NoReturn:
    """Questions about tables load no model."""
    raise AssertionError("a question about a table asked for the embedding model")


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one question: by the clock, and of the processor, which a busy machine does not stretch."""

    clock: float
    processor: float


def measure(asked: Sequence[tuple[str, str]], answer: Callable[[str], object]) -> Mapping[str, list[Spent]]:
    """What the questions took by kind, in order; of a kind that takes its time, no more are asked than fit in BUDGET seconds."""
    taken: dict[str, list[Spent]] = {}
    for kind, question in asked:
        if sum(spent.clock for spent in taken.get(kind, ())) > 1000 * BUDGET:
            continue
        clock, processor = time.perf_counter(), time.process_time()
        answer(question)
        spent = Spent(1000 * (time.perf_counter() - clock), 1000 * (time.process_time() - processor))
        taken.setdefault(kind, []).append(spent)
    return taken


def floors(path: Path) -> Mapping[str, Spent]:
    """What SQLite alone takes, in ms: one report's number, the numbers of a year and kind, the sum of a year."""
    queries = {
        "one cell of one report": "select t3_new_total from cells_2021 join reports on id = report_id where organisation = "
        "(select organisation from reports where id = 777) and year = 2022",
        "sum of a year and kind": "select sum(t3_new_total), count(*) from cells_2021 join reports on id = report_id "
        "where year = 2022 and kind = 'park'",
        "sum of a year": "select sum(t3_new_total), count(*) from cells_2021 join reports on id = report_id where year = 2022",
        "sum of all": "select sum(t3_new_total) from cells_2021",
    }
    connection = sqlite3.connect(path)
    taken = {}
    for name, query in queries.items():
        rounds = measure([(name, query)] * 9, lambda query: connection.execute(query).fetchall())[name]
        taken[name] = Spent(
            statistics.median(spent.clock for spent in rounds), statistics.median(spent.processor for spent in rounds)
        )
    connection.close()
    return taken


def quantile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def resident() -> float:
    """Memory of this process in MB, 0 where the system does not tell."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except (OSError, ValueError):
        return 0.0


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        home = build_facts(Path(os.environ.get("BENCH_HOME", folder)))
        store = open_store(home)
        path = home.builds / "facts" / FACTS
        print(f"{REPORTS} reports, facts of {path.stat().st_size / 2**20:.0f} MB, {time.perf_counter() - began:.0f} s to make")
        run(steps := Steps(store, no_embedder), path)
        if os.environ.get("BENCH_PROFILE"):
            profile(steps)
        store.close()


def run(steps: Steps, path: Path) -> None:
    """Print the cold start, the times by kind and the floor."""
    gc.collect()
    before, [opening] = resident(), measure([("", "")], lambda _: steps.collection)[""]
    gc.freeze()  # as a bot does when it opens a build
    print(f"opening cold: {opening.clock / 1000:.2f} s, of the processor {opening.processor / 1000:.2f} s, ", end="")
    print(f"{resident() - before:.0f} MB for the collection of its reports and bodies")
    asked = list(make_questions(list(make_samples(min(REPORTS, 6000))), Random(1)))
    first = [
        ("first Chinese question", "2022年哪些园区收到了申请？"),
        ("first English question", next(question for kind, question in asked if kind == "English look-up")),
    ]
    for kind, [spent] in measure(first, lambda question: ask(steps, question)).items():
        print(f"{kind}: {spent.clock / 1000:.2f} s, of the processor {spent.processor / 1000:.2f} s")
    print(f"{resident():.0f} MB in all")
    understood = measure(asked, lambda question: steps.understand(Question(question=question)))
    taken = measure(asked, lambda question: ask(steps, question))
    print(f"{'':24}{'by the clock':>24}{'of the processor':>24}{'understanding alone':>24}")
    print(f"{'warm, in ms':24}" + f"{'p50':>8}{'p99':>8}{'worst':>8}" * 3)
    for kind, spent in taken.items():
        print(f"{kind:24}{_row(spent)}{_figures([s.processor for s in understood[kind]])}")
    everything = [s for spent in taken.values() for s in spent]
    print(f"{'all':24}{_row(everything)}   aim: {AIM_HALF} and {AIM_99}")
    for name, floor in floors(path).items():
        print(f"SQLite alone, {name:26}{floor.clock:9.2f}, of the processor {floor.processor:.2f}")


def _row(spent: Sequence[Spent]) -> str:
    return _figures([s.clock for s in spent]) + _figures([s.processor for s in spent])


def _figures(times: Sequence[float]) -> str:
    return f"{quantile(times, 0.5):8.1f}{quantile(times, 0.99):8.1f}{max(times):8.1f}"


def ask(steps: Steps, question: str) -> object:
    """A question answered."""
    return steps.answer(steps.understand(Question(question=question)))


def profile(steps: Steps) -> None:
    """Print the functions that take longest, for each kind of question."""
    asked = list(make_questions(list(make_samples(min(REPORTS, 6000))), Random(1)))
    for kind in dict.fromkeys(kind for kind, _ in asked):
        profiler = cProfile.Profile()
        profiler.enable()
        for _, question in [pair for pair in asked if pair[0] == kind][:3]:
            ask(steps, question)
        profiler.disable()
        print(f"---- {kind}, three questions")
        pstats.Stats(profiler).sort_stats("tottime").print_stats(15)


if __name__ == "__main__":
    main()
