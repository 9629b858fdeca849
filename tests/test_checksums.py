"""A finished build is the one that was written: every file that stays as it is has its checksum in the seal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from toy_reports import ToyEmbedder, ToyFolder, toy_report

from index.errors import BuildError
from index.storage.build import build_index
from index.storage.checksums import compare_files
from index.storage.home import Home
from index.storage.manifest import read_manifest
from index.storage.store import CHROMA, FACTS
from index.storage.verify import verify_build


@pytest.fixture
def build(tmp_path: Path, home: Path) -> Path:
    folder = ToyFolder(tmp_path / "reports")
    folder.add("water.txt", toy_report())
    build_index([folder.path], Home(home), ToyEmbedder(), read=folder.read)
    current = Home(home).current()
    assert current is not None
    return current


def _flip_last_byte(build: Path) -> None:
    content = (build / FACTS).read_bytes()
    (build / FACTS).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (_flip_last_byte, f"{FACTS} is not the file that was written"),
        (lambda build: (build / FACTS).unlink(), f"{FACTS} is missing"),
        (lambda build: (build / "more").write_bytes(b""), "more is not the file that was written"),
    ],
)
def test_a_file_that_is_another_now_is_told(build: Path, damage: Callable[[Path], object], told: str) -> None:
    manifest = read_manifest(build)
    verify_build(build, manifest)
    assert {FACTS} < set(manifest.checksums)
    assert not any(name.startswith(CHROMA) for name in manifest.checksums)
    damage(build)
    assert compare_files(build, manifest.checksums) == told
    with pytest.raises(BuildError, match=told):
        verify_build(build, manifest)
