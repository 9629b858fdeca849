"""Reports that come in through the administration page: each checked by name and size, kept under the home folder, indexed.

One run at a time, in a thread of its own; whoever asks sees how far it is and how the last one went. Knows nothing of HTTP.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock, Thread
from typing import TYPE_CHECKING

from ui.settings import Settings

if TYPE_CHECKING:
    from index.storage.build import BuildSummary
    from index.storage.progress import Step
    from ui.shell.progress import Pace

log = logging.getLogger(__name__)

UPLOADS = "uploads"  # in the home folder
MOST_FILES = 50  # at once
LONGEST_NAME = 200  # bytes
_STAGED = ".staged-"


class UploadError(Exception):
    """Files that are not taken: which, why, and the way out."""


class Busy(UploadError):
    """The files before are still being read."""


@dataclass(frozen=True, slots=True)
class Done:
    """How the last run ended: with what was built, or the one line that says why there is nothing."""

    summary: BuildSummary | None = None
    error: str | None = None


@dataclass(slots=True)
class Uploads:
    """Takes files and indexes them; used from several threads at once."""

    settings: Settings
    pace: Pace | None = None
    last: Done | None = None
    _thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def folder(self) -> Path:
        """Where the files are kept; `gkbot index` takes it beside other folders."""
        return self.settings.home / UPLOADS

    @property
    def is_busy(self) -> bool:
        """Whether files are being read."""
        return self._thread is not None and self._thread.is_alive()

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """A folder to write files to before they are taken."""
        self.folder.mkdir(parents=True, exist_ok=True)
        # Beside the others, so that they need not be copied; with a dot before its name, so that no run looks into it.
        folder = Path(mkdtemp(prefix=_STAGED, dir=self.folder))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def take(self, files: Sequence[Path]) -> None:
        """Keep staged files, in the place of those of the same name, and begin to index them; Busy where a run is under way."""
        with self._lock:
            if self.is_busy:
                raise Busy("the files before are still being read: wait until that is done")
            kept = [Path(shutil.move(file, self.folder / file.name)) for file in files]
            self.pace = self.last = None
            self._thread = Thread(target=self._run, args=(kept,), name="uploads", daemon=True)
            self._thread.start()

    def wait(self) -> None:
        """Return once no files are being read."""
        if self._thread is not None:
            self._thread.join()

    def _run(self, files: Sequence[Path]) -> None:
        from gkbot.errors import BotError
        from index.errors import GkbotIndexError
        from ui.indexing import index_reports
        from ui.shell.progress import Stopwatch

        watch = Stopwatch()

        def tell(step: Step) -> None:
            self.pace = watch.pace(step)

        try:
            summary = index_reports(files, self.settings, add=True, progress=tell)
        except (GkbotIndexError, BotError, OSError) as error:
            self._drop(files)
            self.last = Done(error=str(error))
        except Exception as error:
            # Whatever it was, it is told on the page, and the log has it whole.
            log.exception("indexing uploads broke")
            self._drop(files)
            self.last = Done(error=f"unexpected {type(error).__name__}: the server's log says more")
        else:
            failed = {name for name, _ in summary.failed}
            self._drop([file for file in files if file.name in failed])
            self.last = Done(summary)

    def _drop(self, files: Sequence[Path]) -> None:
        """Remove what is not in the index; a later run over the folder would only meet it again."""
        for file in files:
            file.unlink(missing_ok=True)


def check_name(given: str) -> str:
    """The name a file goes by, without the folders some browsers send along; UploadError for one that no reader is there for."""
    from index.intake.sources import printable
    from index.readers import SUFFIXES
    from index.readers.archive import ARCHIVES

    name = printable(given.replace("\\", "/").rpartition("/")[2]).replace("\\", "_").strip()
    if not name or name.startswith((".", "~$")):
        raise UploadError(f"{given!r} is no name of a report")
    if len(os.fsencode(name)) > LONGEST_NAME:
        raise UploadError(f"{name[:40]}… has too long a name: give it one of at most {LONGEST_NAME // 3} characters")
    known = sorted((*SUFFIXES, *ARCHIVES))
    if Path(name).suffix.lower() not in known:
        raise UploadError(f"{name}: there is no reader for it, expected one of {', '.join(known)}")
    return name


def write_upload(folder: Path, name: str, read: Callable[[int], bytes], largest: int) -> Path:
    """Write what `read` gives, piece by piece, to a new file; UploadError for none, too much, or a name given twice."""
    path = folder / check_name(name)
    if path.exists():
        raise UploadError(f"{path.name} was given twice: rename one of them")
    size = 0
    with path.open("xb") as file:
        while piece := read(1 << 20):
            size += len(piece)
            if size > largest:
                raise UploadError(f"{path.name} has more than the limit of {largest >> 20} MB: raise GKBOT_MAX_FILE_MB")
            file.write(piece)
    if not size:
        raise UploadError(f"{path.name} is empty: get it again")
    return path
