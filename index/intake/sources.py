"""The files a build is made of: found below the paths that were given, archives opened, each under a name that stays unique.

Knows nothing of what is in a report.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.errors import BuildError
from index.readers.archive import ARCHIVES, Member

# What office programs leave beside a document that is open; the hidden ones start with a dot.
_PASSING = (".", "~$")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read and the name it goes by: its path below the folder that was given.

    In an archive, `path` is the archive's, `member` the file's place in its list, and the name goes on behind the archive's.
    """

    name: str
    path: Path
    member: int | None = None

    @property
    def is_archive(self) -> bool:
        """Whether this is an archive still to be opened."""
        return self.member is None and self.path.suffix.lower() in ARCHIVES


@dataclass(frozen=True, slots=True)
class Sources:
    """The files found, in the order of their names, and how many files in the folders no reader is there for.

    `failed` gives the reason for each file that is known not to be readable.
    """

    files: tuple[Source, ...]
    skipped: int
    failed: Mapping[str, str] = field(default_factory=dict)


def collect_sources(paths: Sequence[Path], suffixes: Collection[str], named: Collection[str] = ()) -> Sources:
    """All files with one of the suffixes (lower case, ".txt") in these files and folders, hidden ones left out.

    Files with a suffix of `named` are taken to be told of, and one that is given itself whatever its suffix. BuildError when
    a path does not exist or no file is found.
    """
    depths: dict[Path, int] = {}  # a file's path, and how many of its last parts make its name
    skipped: set[Path] = set()
    for given in paths:
        # Links are not resolved: a file goes by the name the owner gave it.
        root = Path(os.path.abspath(given))
        if not root.exists():
            raise BuildError(f"no such file or folder: {given}")
        for path in _files_below(root):
            if path.suffix.lower() in {*suffixes, *named} or path == root:
                depths.setdefault(path, max(1, len(path.relative_to(root).parts)))
            else:
                skipped.add(path)
    if not depths:
        given_paths = ", ".join(str(path) for path in paths)
        raise BuildError(f"no report found in {given_paths}: expected files ending in {', '.join(sorted(suffixes))}")
    names = _unique_names(depths)
    return Sources(tuple(Source(names[path], path) for path in sorted(names, key=names.__getitem__)), len(skipped))


def open_archive(found: Sources, archive: Source, members: Sequence[Member], suffixes: Collection[str]) -> Sources:
    """The sources with an archive replaced by its members that have one of the suffixes; hidden members are left out."""
    files: list[Source] = []
    failed: dict[str, str] = {}
    skipped = 0
    for member in members:
        if _is_passing(member.name):
            continue
        name = f"{archive.name}/{printable(member.name)}"
        if os.path.splitext(member.name)[1].lower() not in {*suffixes, *ARCHIVES}:
            skipped += 1
        elif member.flaw is not None:
            failed[name] = member.flaw
        else:
            files.append(Source(name, archive.path, member.at))
    kept = [source for source in found.files if source != archive]
    files = sorted([*kept, *files], key=lambda source: source.name)
    # A member of the same name that is read is none that failed.
    failed = {name: reason for name, reason in failed.items() if name not in {source.name for source in files}}
    return replace(found, files=tuple(files), skipped=found.skipped + skipped, failed={**found.failed, **failed})


def _is_passing(name: str) -> bool:
    """Whether an archive's member is what systems and office programs leave behind (__MACOSX/, .DS_Store, ~$a.docx)."""
    return any(part.startswith((*_PASSING, "__MACOSX")) and part != ".." for part in name.split("/"))


def printable(name: str) -> str:
    """A name that may be shown and stored: control and lone surrogate characters as backslash escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in name)


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
    return printable(os.fsencode("/".join(path.parts[-depth:])).decode("utf-8", "backslashreplace"))
