"""How much reading one file may take, so that no file costs more than itself.

Knows nothing of processes or formats.
"""

from __future__ import annotations

import math
import os
import time
from contextvars import ContextVar
from dataclasses import dataclass, field

MB = 2**20


def count_cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file, the time on the wall and the memory one file may take, and how many are read side by side.

    A scanned page takes 5 to 15 s and half a GB, everything else far less.
    """

    file_bytes: int = 64 * MB
    seconds: float = 600.0
    memory_bytes: int = 2048 * MB
    workers: int = field(default_factory=count_cores)


# Pages are given up while this many times the slowest one so far is left, for what comes after them.
_RESERVE = 2.0
_deadline: ContextVar[float] = ContextVar("deadline", default=math.inf)


def start_clock(seconds: float) -> None:
    """What is read from now on has that many seconds."""
    _deadline.set(time.monotonic() + seconds)


@dataclass(slots=True)
class Pace:
    """Whether there is time for another step like those before, so that what was read is not lost with the rest."""

    _slowest: float = 0.0
    _last: float | None = None

    def allows_another(self) -> bool:
        """Asked before each step."""
        now = time.monotonic()
        if self._last is not None:
            self._slowest = max(self._slowest, now - self._last)
        self._last = now
        return _deadline.get() - now > _RESERVE * self._slowest
