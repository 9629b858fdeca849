"""The home folder: where builds lie, which one answers, and who may write.

    <home>/CURRENT           the id of the build that answers
    <home>/builds/<id>/      one complete build each; `manifest.json` in it is the seal that it was finished and verified
    <home>/lock              held while a build is written

Knows nothing of what is in a build.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import BuildError, Locked
from index.storage.holds import Hold, unheld
from index.storage.whole import whole_file

SEAL = "manifest.json"


@dataclass(frozen=True, slots=True)
class Home:
    """A home folder; it and the folders in it are made when first written to."""

    path: Path

    @property
    def builds(self) -> Path:
        """The folder that holds the builds."""
        return self.path / "builds"

    @property
    def pointer(self) -> Path:
        """The file that names the build that answers."""
        return self.path / "CURRENT"

    def current(self) -> Path | None:
        """The folder of the build that answers, or None when there is none (never built, or its folder is gone)."""
        try:
            build_id = self.pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return None
        folder = self.builds / build_id
        return folder if build_id and (folder / SEAL).is_file() else None

    def switch(self, build_id: str) -> None:
        """Make a finished build the one that answers; BuildError when it is not finished. Readers see the old or the new one."""
        if not (self.builds / build_id / SEAL).is_file():
            raise BuildError(f"cannot switch to build {build_id}: it is not a finished build in {self.builds}")
        with whole_file(self.pointer) as file:
            file.write(f"{build_id}\n".encode())

    def before(self, build_id: str) -> str | None:
        """The newest finished build that is older than that one."""
        return max((other for other in self.finished() if other < build_id), default=None)

    def roll_back(self) -> str:
        """Switch to the finished build before the current one and give its id; BuildError when there is none."""
        with self.lock():
            current = self.current()
            before = self.before(current.name) if current else max(self.finished(), default=None)
            if before is None:
                raise BuildError(f"no older build in {self.builds}: GKBOT_KEEP_BUILDS says how many stay")
            self.switch(before)
            return before

    def hold(self, build_id: str) -> Hold:
        """A reader's claim on a build, which is not removed as long as it lasts; OSError when it is gone or on its way out."""
        return Hold(self.builds / build_id / SEAL)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the right to write; Locked at once when another process (or thread) holds it."""
        self.builds.mkdir(parents=True, exist_ok=True)
        # The operating system drops this lock with the process that holds it, so no crash can leave it behind.
        held = FileLock(self.path / "lock", timeout=0, thread_local=False)
        try:
            held.acquire()
        except Timeout as error:
            raise Locked(f"another gkbot is writing to {self.path}: wait until it has finished, then try again") from error
        try:
            yield
        finally:
            held.release()

    def is_locked(self) -> bool:
        """Whether somebody is writing."""
        try:
            with self.lock():
                return False
        except Locked:
            return True

    def new_build_id(self) -> str:
        """An id no build has yet; ids sort by the time they were made (UTC)."""
        return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(2)}"

    def finished(self) -> tuple[str, ...]:
        """The ids of the finished builds, oldest first."""
        return tuple(sorted(folder.name for folder in self._folders() if (folder / SEAL).is_file()))

    def unfinished(self) -> tuple[str, ...]:
        """The ids of the builds under way, or left behind by a crash, oldest first."""
        return tuple(sorted(folder.name for folder in self._folders() if not (folder / SEAL).is_file()))

    def prune(self, keep: int) -> tuple[str, ...]:
        """Remove all but the newest `keep` finished builds, never the current one nor one that is read; gives the ids removed."""
        current = self.current()
        kept = set(self.finished()[-keep:] if keep > 0 else ()) | ({current.name} if current else set())
        return tuple(build_id for build_id in self.finished() if build_id not in kept and self.remove(build_id))

    def clear_unfinished(self) -> tuple[str, ...]:
        """Remove what builds that crashed have left behind; returns their ids. Only for the holder of the lock."""
        gone = self.unfinished()
        for build_id in gone:
            self.remove(build_id)
        for draft in self.path.glob("*.part"):
            draft.unlink(missing_ok=True)
        return gone

    def remove(self, build_id: str) -> bool:
        """Remove a build, its seal first, so that a half removed one counts as unfinished; false when somebody reads it."""
        seal = self.builds / build_id / SEAL
        with unheld(seal) as is_free:
            if is_free:
                seal.unlink(missing_ok=True)
                # A reader on Windows may hold a file open; what stays is cleared with the unfinished builds next time.
                shutil.rmtree(self.builds / build_id, ignore_errors=True)
            return is_free

    def _folders(self) -> list[Path]:
        return [folder for folder in self.builds.iterdir() if folder.is_dir()] if self.builds.is_dir() else []
