"""A reader's claim on a build: nobody removes a build while somebody reads it. A claim ends with its process, however that ends.

The claim is a shared lock on the seal; who removes a build takes it alone. Where a file system has no locks, nothing is held.
"""

from __future__ import annotations

import os
import sys
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Hold:
    """A claim on the build whose seal this is; BlockingIOError when it is being removed, FileNotFoundError when it is gone."""

    def __init__(self, seal: Path) -> None:
        descriptor = os.open(seal, os.O_RDONLY)
        # Whoever forgets a Hold lets go of it, too.
        self.release = weakref.finalize(self, os.close, descriptor)
        try:
            _lock(descriptor, alone=False)
            if not os.fstat(descriptor).st_nlink:
                raise FileNotFoundError(f"{seal} was removed just now")
        except OSError:
            self.release()
            raise


@contextmanager
def unheld(seal: Path) -> Iterator[bool]:
    """Whether nobody holds the build, which stays so for the length of the block; true, too, where there is no seal."""
    try:
        descriptor = os.open(seal, os.O_RDONLY)
    except FileNotFoundError:
        yield True
        return
    try:
        yield _lock_alone(descriptor)
    finally:
        os.close(descriptor)


def _lock_alone(descriptor: int) -> bool:
    try:
        _lock(descriptor, alone=True)
    except BlockingIOError:
        return False
    return True


def _lock(descriptor: int, *, alone: bool) -> None:
    """Lock an open file without waiting; BlockingIOError where others stand against it."""
    if sys.platform == "win32":  # an open file cannot be removed there
        return
    import fcntl

    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # no locks on this file system
        return
