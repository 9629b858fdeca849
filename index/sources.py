"""The files a build is made of: found below the paths that were given, each under a name that stays unique.

Knows nothing of what is in a file.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import BuildError

# What office programs leave beside a document that is open; the hidden ones start with a dot.
_PASSING = (".", "~$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and the name it goes by: its path below the folder that was given."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Sources:
    """The files found, in the order of their names, and how many files in the folders no reader is there for."""

    files: tuple[Source, ...]
    skipped: int


def collect_sources(paths: Sequence[Path], suffixes: Collection[str]) -> Sources:
    """All files with one of the suffixes (lower case, ".txt") in these files and folders, hidden ones left out.

    A file that is named itself is taken whatever its suffix. BuildError when a path does not exist or no file is found.
    """
    depths: dict[Path, int] = {}  # a file's path, and how many of its last parts make its name
    skipped: set[Path] = set()
    for given in paths:
        # Links are not resolved: a file goes by the name the owner gave it.
        root = Path(os.path.abspath(given))
        if not root.exists():
            raise BuildError(f"no such file or folder: {given}")
        for path in _files_below(root):
            if path.suffix.lower() in suffixes or path == root:
                depths.setdefault(path, max(1, len(path.relative_to(root).parts)))
            else:
                skipped.add(path)
    if not depths:
        given_paths = ", ".join(str(path) for path in paths)
        raise BuildError(f"no report found in {given_paths}: expected files ending in {', '.join(sorted(suffixes))}")
    names = _unique_names(depths)
    return Sources(tuple(Source(names[path], path) for path in sorted(names, key=names.__getitem__)), len(skipped))


def _files_below(root: Path) -> Iterator[Path]:
    if root.is_file():
        yield root
        return
    for folder, subfolders, files in os.walk(root):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith(_PASSING))
        yield from (Path(folder, name) for name in sorted(files) if not name.startswith(_PASSING))


def _unique_names(depths: dict[Path, int]) -> dict[Path, str]:
    """A name for each path from its last parts, with as many folders in front as it takes to tell it from the others."""
    depths = dict(depths)
    while True:
        names = {path: _name(path, depth) for path, depth in depths.items()}
        shared = Counter(names.values())
        clashing = [path for path, name in names.items() if shared[name] > 1 and depths[path] < len(path.parts)]
        if not clashing:
            return names
        for path in clashing:
            depths[path] += 1


def _name(path: Path, depth: int) -> str:
    # Archives unpacked on another system leave names that are no UTF-8; neither SQLite nor JSON takes those as they are.
    return os.fsencode("/".join(path.parts[-depth:])).decode("utf-8", "backslashreplace")
