"""What an index costs: run as `python tests/benchmarks/bench_indexing.py`.

300 made-up reports (BENCH_N for another number; 20,000 take most of an hour) are written as files and indexed. Printed are the
full build by its steps, beside the bare insertion of the same vectors into Chroma, which no build can be quicker than; adding
one report and a hundred; what it all takes on disk and in memory; and milliseconds from question to Answer, by what the
question names.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "benchmarks")]

from bench_asking import quantile, resident  # noqa: E402

from gkbot.bot import IndexedBot  # noqa: E402
from index.sample.reports import Sample, make_samples  # noqa: E402
from index.search.embedding import load_embedder  # noqa: E402
from index.search.vectors import VectorRow, Vectors  # noqa: E402
from index.storage.build import BuildSummary, build_index  # noqa: E402
from index.storage.home import Home  # noqa: E402
from index.storage.progress import Step  # noqa: E402
from index.storage.store import open_store  # noqa: E402

REPORTS = int(os.environ.get("BENCH_N", "300"))
MORE = (1, 100)
ROUNDS = 60
BATCH = 5000
NARRATIVE = ("举办了几期培训班", "存在哪些问题", "收取信息处理费了吗", "信息发布前由谁审核")


@dataclass(slots=True)
class Steps:
    """The seconds each step of a build takes."""

    seconds: dict[str, float] = field(default_factory=dict)
    _name: str = "finding"
    _since: float = field(default_factory=time.perf_counter)

    def __call__(self, step: Step) -> None:
        now = time.perf_counter()
        self.seconds[self._name] = self.seconds.get(self._name, 0.0) + now - self._since
        self._name, self._since = step.name, now

    def describe(self) -> str:
        """The steps with their seconds."""
        self(Step("verifying"))
        return ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.seconds.items())


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        samples = list(make_samples(REPORTS + sum(MORE)))
        first, rest = samples[:REPORTS], samples[REPORTS:]
        summary = run(f"{REPORTS:,} reports", Path(folder) / "reports", first, home)
        print(f"  {REPORTS / summary.seconds:.1f} reports a second; {summary.passages:,} passages; {resident():.0f} MB in memory")
        print(f"  {disk(home) / 2**20:.0f} MB on disk")
        insert_alone(home, Path(folder) / "chroma")
        for count in MORE:
            some, rest = rest[:count], rest[count:]
            run(f"adding {count} to them", Path(folder) / f"more-{count}", some, home, add=True)
        print(f"  {disk(home) / 2**20:.0f} MB on disk for the {len(home.finished())} builds")
        with closing(IndexedBot(home, load_embedder)) as bot:
            ask(bot, samples)


def run(what: str, folder: Path, samples: Sequence[Sample], home: Home, *, add: bool = False) -> BuildSummary:
    """Write some reports and index them, and print what that took."""
    folder.mkdir()
    for sample in samples:
        (folder / sample.file).write_text(sample.text, encoding="utf-8")
    steps = Steps()
    processor = time.process_time()
    summary = build_index([folder], home, load_embedder(), add=add, progress=steps)
    spent = time.process_time() - processor
    print(f"{what}: {summary.seconds:.1f} s ({steps.describe()}); {spent:.1f} s of the processor but for reading", flush=True)
    return summary


def insert_alone(home: Home, folder: Path) -> None:
    """Print what it takes to insert the vectors of a build into a new collection and to do nothing else."""
    with closing(open_store(home)) as store:
        segments, extents = store.passages()
        ids = extents.all.numbers()
        began, processor = time.perf_counter(), time.process_time()
        with closing(Vectors.create(folder)) as vectors:
            for at in range(0, len(ids), BATCH):
                part = ids[at : at + BATCH]
                vectors.add([VectorRow(passage_id, 1, None, 1) for passage_id in part.tolist()], segments.vectors(part))
        seconds = time.perf_counter() - began
    print(
        f"  the same vectors into Chroma alone: {seconds:.1f} s, {len(ids) / seconds:.0f} a second; "
        f"{time.process_time() - processor:.1f} s of the processor"
    )


def disk(home: Home) -> int:
    """The bytes of all builds; a file that several share counts once."""
    found = (path.stat() for path in home.builds.rglob("*") if path.is_file())
    return sum({stat.st_ino: stat.st_size for stat in found}.values())


def ask(bot: IndexedBot, samples: Sequence[Sample]) -> None:
    """Print the milliseconds to an Answer."""
    rng = Random(1)
    years = sorted({sample.year for sample in samples})
    kinds: dict[str, Callable[[], str]] = {
        "a cell of a table": lambda: "{0.organisation}{0.year}年收到多少件政府信息公开申请？".format(rng.choice(samples)),
        "passage, body and year": lambda: f"{{0.organisation}}{{0.year}}年{rng.choice(NARRATIVE)}？".format(rng.choice(samples)),
        "passage, year only": lambda: f"{rng.choice(years)}年{rng.choice(NARRATIVE)}？",
        "passage, no filter": lambda: f"{rng.choice(NARRATIVE)}？",
    }
    print(f"{'from question to Answer, ms':30}{'first':>9}{'p50':>9}{'p99':>9}")
    for kind, make in kinds.items():
        taken = []
        for _ in range(ROUNDS + 1):
            question = make()
            began = time.perf_counter()
            bot.ask(question)
            taken.append(1000 * (time.perf_counter() - began))
        print(f"{kind:30}{taken[0]:9.1f}{statistics.median(taken[1:]):9.1f}{quantile(taken[1:], 0.99):9.1f}", flush=True)
    print(f"{resident():.0f} MB in memory after asking")


if __name__ == "__main__":
    main()
