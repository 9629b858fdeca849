"""What the last run of `gkbot index` came to, kept in the home folder, so that `gkbot status` can tell of one nobody watched."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.storage.whole import whole_file

RUN = "last-run.json"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: when it ended (ISO, UTC), the build it made, or the error that made it leave the old build in its place.

    `failed` counts the files that could not be read.
    """

    ended: str
    seconds: float
    build: str | None = None
    error: str | None = None
    failed: int = 0


def write_run(home: Path, run: Run) -> None:
    """Keep this run as the last one; where the disk takes no more, the one before stays."""
    home.mkdir(parents=True, exist_ok=True)
    with whole_file(home / RUN) as file:
        file.write(json.dumps(asdict(run), ensure_ascii=False).encode())


def read_run(home: Path) -> Run | None:
    """The last run, None when there was none or what was kept of it cannot be read."""
    try:
        return Run(**json.loads((home / RUN).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
