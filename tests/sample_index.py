"""Indexes for the tests of the bot: one of made-up reports, one of the five sample reports; each built once a session.

Made with the model that ships, as a user has it. Ask for them inside a test or fixture, so that collecting stays quick.
"""

from __future__ import annotations

import atexit
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from form_pages import HEADINGS, write_page, zero_page

from gkbot.bot import IndexedBot
from gkbot.collection import Collection, load_collection
from index.reading import read_report
from index.sample.reports import Sample, make_samples
from index.search.embedding import Embedder, load_embedder
from index.storage.build import build_index
from index.storage.home import Home
from index.storage.store import Store, open_store

T = TypeVar("T", IndexedBot, Store)

SEEDS = Path(__file__).parents[1].parent / "shared" / "reports" / "seeds"
SAMPLES, SEED = 36, 5


@cache
def embedder() -> Embedder:
    """The model that ships."""
    return load_embedder()


@cache
def samples() -> tuple[Sample, ...]:
    """The made-up reports with the truth they were written from."""
    return tuple(make_samples(SAMPLES, seed=SEED))


@cache
def sample_home() -> Home:
    """The home folder of the index over the made-up reports."""
    folder = _folder()
    write_reports(folder / "reports", samples())
    return build_home(folder / "home", [folder / "reports"])


@cache
def seed_home() -> Home:
    """The home folder of the index over the five sample reports beside the repository; ask only where they are."""
    return build_home(_folder() / "home", [SEEDS])


@cache
def sample_bot() -> IndexedBot:
    """A bot over the made-up reports."""
    return _opened(IndexedBot(sample_home(), embedder))


@cache
def seed_bot() -> IndexedBot:
    """A bot over the five sample reports."""
    return _opened(IndexedBot(seed_home(), embedder))


@cache
def sample_store() -> Store:
    """The opened build of the made-up reports."""
    return _opened(open_store(sample_home()))


@cache
def sample_collection() -> Collection:
    """Who and what is among the made-up reports."""
    return load_collection(sample_store().engine)


def write_reports(folder: Path, reports: Sequence[Sample]) -> None:
    """Write made-up reports as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for sample in reports:
        (folder / sample.file).write_text(sample.text, encoding="utf-8", newline="\n")


def build_home(path: Path, paths: Sequence[Path]) -> Home:
    """A home folder with a fresh build of these files."""
    home = Home(path)
    build_index(paths, home, embedder(), read=read_report)  # in this process: workers start slowly
    return home


def _folder() -> Path:
    folder = TemporaryDirectory(prefix="gkbot_tests_")
    atexit.register(folder.cleanup)
    return Path(folder.name)


def _opened(thing: T) -> T:
    atexit.register(thing.close)
    return thing


# Reports of bureaus that do not exist, each filled in its own way: what stands in the row of new applications, the edition,
# the year. The rest of each form is 0.
ZEROS = ("0",) * 7
ODD: dict[str, tuple[tuple[str, ...], str, int]] = {
    "青屿市岚桥局": (("2", "1", "0", "0", "0", "0", "3"), "2021", 2023),
    "青屿市砚石局": (("",) * 7, "2021", 2023),
    "青屿市听澜局": (("/",) * 7, "2021", 2023),
    "青屿市枫桥局": (("2", "", "0", "0", "0", "0", "2"), "2021", 2023),
    "青屿市栖云局": (("4", "l2", "0", "0", "0", "0", "?6"), "2021", 2023),
    "青屿市望鹭局": (ZEROS, "2021", 2023),
    "青屿市榆荫局": ((), "2021", 2023),
    "青屿市渡口局": (("4", "1", "0", "0", "0", "0", "5"), "2019", 2020),
}


@cache
def odd_home() -> Home:
    """The home folder of the index over the reports of ODD; one without values for the row has no table 3 at all."""
    folder = _folder()
    reports = folder / "reports"
    reports.mkdir()
    for body, (row, edition, year) in ODD.items():
        (reports / f"{body}.txt").write_text(write_odd(body, row, edition, year), encoding="utf-8")
    return build_home(folder / "home", [reports])


def write_odd(body: str, row: Sequence[str], edition: str, year: int) -> str:
    """The text of one such report."""
    page = write_page(edition, *zero_page(edition, new=row or ZEROS), layout="pipes")
    if not row:
        before, after = page.split(HEADINGS[1]), page.split(HEADINGS[2])
        page = f"{before[0]}{HEADINGS[1]}\n表略。\n{HEADINGS[2]}{after[1]}"
    return page.replace("青屿市岚桥局2023年", f"{body}{year}年").replace("2023年，市岚桥局", f"{year}年，{body[2:]}")


@cache
def odd_bot() -> IndexedBot:
    """A bot over the reports of ODD."""
    return _opened(IndexedBot(odd_home(), embedder))


@cache
def odd_store() -> Store:
    """The opened build of the reports of ODD."""
    return _opened(open_store(odd_home()))
