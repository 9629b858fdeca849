"""A build in one file: the same answers on the other machine, and nothing believed that is not checked."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sample_index import sample_home
from toy_reports import ToyEmbedder, ToyFolder, toy_report

from index.errors import BuildError, Locked, NoBuild
from index.storage import schema
from index.storage.build import build_index
from index.storage.bundle import LISTING, read_bundle, write_bundle
from index.storage.home import SEAL, Home
from index.storage.store import Store, open_store
from ui.cli import MISTAKE, OK, main

Members = list[tuple[tarfile.TarInfo, bytes]]
_KEPT = TemporaryDirectory(prefix="gkbot-bundles-")


@cache
def bundled() -> Path:
    """A bundle of two toy reports."""
    folder = ToyFolder(Path(_KEPT.name) / "reports")
    folder.add("water.txt", toy_report())
    folder.add("forest.txt", toy_report("云山县林业局", 2022, "林业局公开造林计划。"))
    home = Home(Path(_KEPT.name) / "home")
    build_index([folder.path], home, ToyEmbedder(), read=folder.read)
    write_bundle(home, Path(_KEPT.name) / "toys.gkbot")
    return Path(_KEPT.name) / "toys.gkbot"


@pytest.fixture(scope="module", autouse=True)
def _clear_away() -> Iterator[None]:
    yield
    _KEPT.cleanup()


def members() -> Members:
    with tarfile.open(bundled()) as bundle:
        return [(member, bundle.extractfile(member).read()) for member in bundle]  # type: ignore[union-attr]


def pack(path: Path, packed: Members) -> Path:
    with tarfile.open(path, "w:gz") as bundle:
        for member, content in packed:
            member.size = len(content) if member.isreg() else 0
            bundle.addfile(member, io.BytesIO(content))
    return path


def _facts(store: Store) -> list[Any]:
    with closing(store), store.engine.connect() as connection:
        return [list(connection.execute(table.select())) for table in schema.metadata.sorted_tables]


def test_the_build_on_the_other_machine_is_the_same(home: Path) -> None:
    made, changed = read_bundle(Home(home), bundled())
    first = Home(Path(_KEPT.name) / "home")
    assert (Home(home).current() or home).name == made.build == (first.current() or home).name
    assert changed == ()
    assert _facts(open_store(Home(home))) == _facts(open_store(first))
    with closing(open_store(Home(home))) as store:
        assert len(store.lexical("造林计划")) == 1
        assert store.dense(ToyEmbedder().encode(["造林计划"])[0])
    assert sorted(path.name for path in home.iterdir()) == ["CURRENT", "builds", "lock"]


def test_it_answers_there_from_the_command_line(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GKBOT_HOME", str(sample_home().path))
    assert main(["bundle", str(tmp_path / "b.gkbot")]) == OK
    assert main(["ask", "墨渡县政府2023年存在哪些问题"]) == OK
    told = capsys.readouterr().out.split("model ")[1].partition("\n")[2]
    monkeypatch.setenv("GKBOT_HOME", str(home))
    assert main(["unbundle", str(tmp_path / "b.gkbot")]) == OK
    capsys.readouterr()
    assert main(["ask", "墨渡县政府2023年存在哪些问题"]) == OK
    assert capsys.readouterr().out == told
    assert main(["unbundle", str(tmp_path / "b.gkbot")]) == MISTAKE
    assert "already" in capsys.readouterr().err


def _with_content(name: str, change: Callable[[bytes], bytes]) -> Callable[[Members], Members]:
    return lambda packed: [(m, change(content) if m.name == name else content) for m, content in packed]


def _without(name: str) -> Callable[[Members], Members]:
    return lambda packed: [(m, content) for m, content in packed if m.name != name]


def _with_more(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> Callable[[Members], Members]:
    """One more file, which the listing names, too."""

    def change(packed: Members) -> Members:
        member = tarfile.TarInfo(name)
        member.type, member.linkname = kind, link
        listing = json.loads(packed[0][1])
        listing["files"][name] = {"size": 0, "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
        return [(packed[0][0], json.dumps(listing).encode()), *packed[1:], (member, b"")]

    return change


def _listed(**changes: object) -> Callable[[Members], Members]:
    return _with_content(LISTING, lambda content: json.dumps(json.loads(content) | changes).encode())


DAMAGED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "a byte": (_with_content("facts.sqlite", lambda content: content[:-1] + b"\x01"), "checksum"),
    "a size": (_with_content("facts.sqlite", lambda content: content + b"\0"), "not the file"),
    "a file gone": (_without("facts.sqlite"), "facts.sqlite is missing"),
    "the seal gone": (_without(SEAL), "is missing"),
    "a file twice": (lambda packed: [*packed, packed[-1]], "not the file"),
    "a file more": (lambda packed: [*packed, (tarfile.TarInfo("more"), b"")], "not the file"),
    "no listing": (_without(LISTING), "no bundle"),
    "a listing that is none": (_with_content(LISTING, lambda _: b"[]"), "no bundle"),
    "another version": (_listed(version=2), "version 2"),
    "another build": (_listed(build="other"), "holds"),
    "a build outside": (_listed(build="../../outside"), "outside"),
    "a build in a folder": (_listed(build="a/b"), "names no build"),
    "up": (_with_more("../outside"), "outside"),
    "up inside": (_with_more("a/../../outside"), "outside"),
    "absolute": (_with_more("/tmp/gkbot-outside"), "outside"),
    "a drive": (_with_more("C:\\outside"), "outside"),
    "a control character": (_with_more("a\nb"), "outside"),
    "a link": (_with_more("link", tarfile.SYMTYPE, "/etc/passwd"), "not the file"),
    "a hard link": (_with_more("link", tarfile.LNKTYPE, SEAL), "not the file"),
    "a device": (_with_more("device", tarfile.FIFOTYPE), "not the file"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_or_made_to_do_harm_is_refused_and_the_old_build_stays(name: str, tmp_path: Path, home: Path) -> None:
    change, told = DAMAGED[name]
    folder = ToyFolder(tmp_path / "reports")
    folder.add("a.txt", toy_report("云山县档案馆"))
    build_index([folder.path], Home(home), ToyEmbedder(), read=folder.read)
    before, around = Home(home).current(), sorted(path.name for path in tmp_path.iterdir())
    bundle = pack(tmp_path / "bad.gkbot", change(members()))
    with pytest.raises(BuildError, match=told) as refused:
        read_bundle(Home(home), bundle)
    assert "\n" not in str(refused.value)
    bundle.unlink()
    assert Home(home).current() == before
    assert list(Home(home).builds.iterdir()) == [before]
    assert sorted(path.name for path in tmp_path.iterdir()) == around


@pytest.mark.parametrize("cut", [0.0, 0.2, 0.9])
def test_a_bundle_that_is_cut_off_is_refused(cut: float, tmp_path: Path, home: Path) -> None:
    content = bundled().read_bytes()
    (tmp_path / "cut.gkbot").write_bytes(content[: int(len(content) * cut)])
    with pytest.raises(BuildError, match=r"cut\.gkbot"):
        read_bundle(Home(home), tmp_path / "cut.gkbot")
    assert Home(home).current() is None


@pytest.mark.parametrize("content", [b"", b"hello", gzip.compress(b"hello" * 500)])
def test_another_file_is_refused(content: bytes, tmp_path: Path, home: Path) -> None:
    (tmp_path / "x.gkbot").write_bytes(content)
    with pytest.raises(BuildError, match=r"x\.gkbot"):
        read_bundle(Home(home), tmp_path / "x.gkbot")


def test_facts_of_another_version_are_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bundled()
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    with pytest.raises(BuildError, match="the same version on both machines"):
        read_bundle(Home(home), path)


def test_a_bundle_that_fails_its_exam_never_answers(home: Path) -> None:
    def exam(new: Store, old: Store | None) -> Any:
        raise BuildError("wrong")

    with pytest.raises(BuildError, match="wrong"):
        read_bundle(Home(home), bundled(), exam=exam)
    assert list(Home(home).builds.iterdir()) == []


def test_there_is_one_writer(home: Path) -> None:
    with Home(home).lock(), pytest.raises(Locked):
        read_bundle(Home(home), bundled())


def test_there_must_be_a_build_to_pack(home: Path, tmp_path: Path) -> None:
    with pytest.raises(NoBuild):
        write_bundle(Home(home), tmp_path / "b.gkbot")
    assert not (tmp_path / "b.gkbot").exists()
