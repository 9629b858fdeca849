"""Bytes laid aside on disk until they are wanted: the readings of a hundred thousand reports do not fit into memory.

Knows nothing of what they are.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO


@dataclass(slots=True)
class Spool:
    """A file in a folder that is gone when it is closed; what was added is got back by its place in the order of adding."""

    folder: Path
    _file: IO[bytes] | None = None
    _places: list[tuple[int, int]] = field(default_factory=list)

    def add(self, data: bytes) -> int:
        """Lay some bytes aside; gives the number to get them back by."""
        file = self._open()
        self._places.append((file.seek(0, 2), len(data)))
        file.write(data)
        return len(self._places) - 1

    def get(self, at: int) -> bytes:
        """What was added as number `at`, from 0."""
        start, length = self._places[at]
        file = self._open()
        file.seek(start)
        return file.read(length)

    def close(self) -> None:
        """Forget everything."""
        if self._file is not None:
            self._file.close()
        self._places.clear()

    def _open(self) -> IO[bytes]:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self.folder, prefix="spool-")  # noqa: SIM115, closed by `close`
        return self._file
