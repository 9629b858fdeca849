"""How far a build has come, as data: whoever shows it decides how often and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

StepName = Literal["reading", "storing", "indexing", "verifying", "examining"]


@dataclass(frozen=True, slots=True)
class Step:
    """`done` of `total` files (reading, storing) or passages (indexing); verifying and examining are not counted."""

    name: StepName
    done: int = 0
    total: int = 0


Progress = Callable[[Step], None]
