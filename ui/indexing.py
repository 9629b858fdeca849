"""Making a build as the settings say: with its exam, and with a note of how it went. Knows nothing of how it is shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ui.settings import Settings, open_embedder, read_limits

if TYPE_CHECKING:
    from gkbot.exam import FixedQuestion
    from index.search.embedding import Embedder
    from index.storage.build import BuildSummary
    from index.storage.gate import ChangedAnswer, Exam
    from index.storage.progress import Progress
    from index.storage.runs import Run
    from index.storage.store import Store

EXAM = "exam.jsonl"  # in the home folder


def index_reports(
    paths: Sequence[Path], settings: Settings, *, add: bool = False, progress: Progress | None = None
) -> BuildSummary:
    """Build, examine and switch; raises what `build_index` raises, and BotError for an exam file that cannot be read."""
    from gkbot.errors import BotError
    from gkbot.exam import read_fixed
    from index.errors import GkbotIndexError, Locked
    from index.storage.build import build_index
    from index.storage.home import Home
    from index.storage.runs import Run

    home, began = Home(settings.home), time.monotonic()
    try:
        fixed = read_fixed(home.path / EXAM)
        embedder = open_embedder(settings)
        summary = build_index(
            paths,
            home,
            embedder,
            limits=read_limits(settings),
            keep=settings.keep_builds,
            add=add,
            progress=progress,
            exam=make_exam(fixed, embedder, progress),
        )
    except Locked:  # the run that holds the lock tells of itself
        raise
    except (GkbotIndexError, BotError, OSError) as error:
        _note(home.path, Run(_now(), time.monotonic() - began, error=str(error)))
        raise
    _note(home.path, Run(_now(), time.monotonic() - began, build=summary.build_id, failed=len(summary.failed)))
    return summary


def make_exam(fixed: Sequence[FixedQuestion], embedder: Embedder, progress: Progress | None = None) -> Exam:
    """The exam that a build must pass: the fixed questions and those made from its own cells."""
    from gkbot.chain import Steps
    from gkbot.exam import sit_exam
    from index.errors import BuildError
    from index.storage.progress import Step

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(Step("examining", done, total))

    def examine(new: Store, before: Store | None) -> tuple[ChangedAnswer, ...]:
        new.check_model(embedder)
        old = Steps(before, lambda: embedder) if before and fixed else None
        marked = sit_exam(Steps(new, lambda: embedder), fixed, old, tell)
        if marked.wrong:
            raise BuildError(f"build {new.build_id} does not answer, the one before stays: {marked.describe_wrong()}")
        return marked.changed

    return examine


def _note(home: Path, run: Run) -> None:
    from index.storage.runs import write_run

    # On a disk that is full the run itself has said so.
    with suppress(OSError):
        write_run(home, run)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
