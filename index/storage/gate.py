"""What a build must pass before it answers: its own verification, and an exam that whoever builds brings along.

Knows nothing of questions: the exam is a function.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from index.errors import NoBuild
from index.storage import schema
from index.storage.manifest import Manifest, read_manifest
from index.storage.store import Store
from index.storage.verify import verify_build


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question whose answer is another than in the build before."""

    question: str
    before: str
    now: str


# The build to examine and the one before it, where there is one that can be opened; raises BuildError for a wrong answer.
Exam = Callable[[Store, Store | None], tuple[ChangedAnswer, ...]]


def pass_gate(
    folder: Path, manifest: Manifest, exam: Exam | None = None, before: Path | None = None
) -> tuple[ChangedAnswer, ...]:
    """Verify a build and examine it beside the one in the folder `before`; BuildError says what is wrong with it."""
    verify_build(folder, manifest)
    return examine(folder, manifest, exam, before)


def examine(folder: Path, manifest: Manifest, exam: Exam | None, before: Path | None) -> tuple[ChangedAnswer, ...]:
    """Examine a build that is verified beside the one in the folder `before`; BuildError for a wrong answer."""
    if exam is None:
        return ()
    with closing(Store(folder, manifest)) as new:
        old = _open(before)
        try:
            return exam(new, old)
        finally:
            if old is not None:
                old.close()


def _open(folder: Path | None) -> Store | None:
    """The build in a folder; None where there is none that this version can read."""
    try:
        manifest = read_manifest(folder) if folder else None
    except NoBuild:
        return None
    return Store(folder, manifest) if folder and manifest and manifest.schema == schema.VERSION else None
