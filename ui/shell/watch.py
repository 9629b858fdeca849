"""Watching folders: a run whenever files in them have come, changed or gone, once they have settled. Knows nothing of runs."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Event

from index.errors import Locked

AFTER_ALL = 600.0  # seconds after which a folder that never comes to rest is looked at as it is
STEP = 0.05  # seconds in which changes are gathered


def watch_folders(
    folders: Sequence[Path],
    run: Callable[[], object],
    *,
    settle: float,
    poll: float | None = None,
    stop: Event | None = None,
    complain: Callable[[Exception], None],
) -> None:
    """Call `run` once at the beginning, then each time files have changed and then been left alone for `settle` seconds.

    With `poll`, look every so many seconds: changes on a network share made by other machines are not announced. What goes
    wrong in a run is complained of and stops nothing; a run that finds somebody else writing is tried again. Returns once
    `stop` is set.
    """
    from watchfiles import watch

    is_due, changed, looked = True, set[str](), list[Look]()
    since = time.monotonic()
    # It watches already while a run is under way, so that nothing that comes meanwhile is missed.
    for changes in watch(
        *folders,
        watch_filter=None,
        step=int(STEP * 1000),
        rust_timeout=int(settle * 1000),
        yield_on_timeout=True,
        force_polling=poll is not None,
        poll_delay_ms=int((poll or STEP) * 1000),
        stop_event=stop,
    ):
        if not changed:
            since = time.monotonic()
        changed |= {path for _, path in changes}
        before, looked = looked, [_look(path) for path in sorted(changed)]
        is_settled = not changes and looked == before
        if (changed or is_due) and (is_settled or time.monotonic() - since > AFTER_ALL):
            changed.clear()
            is_due = not _try(run, complain)


Look = tuple[int, int] | None  # size and time of change; None for a file that is gone


def _look(path: str) -> Look:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def _try(run: Callable[[], object], complain: Callable[[Exception], None]) -> bool:
    """Run; false when it has to be tried again."""
    try:
        run()
    except Locked as error:
        complain(error)
        return False
    except Exception as error:
        # Whatever is wrong with what arrived or with the disk, later files must still get in.
        complain(error)
    return True
