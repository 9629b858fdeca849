"""How much reading one file may take, so that no file costs more than itself.

Knows nothing of processes or formats.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

MB = 2**20


def count_cores() -> int:
    """The cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest file, the time on the wall and the memory one file may take, and how many are read side by side.

    A scanned page takes 10 to 15 s and half a GB, everything else far less.
    """

    file_bytes: int = 64 * MB
    seconds: float = 300.0
    memory_bytes: int = 2048 * MB
    workers: int = field(default_factory=count_cores)
