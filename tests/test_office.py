"""Old Word, WPS, RTF and OpenDocument files go through LibreOffice, which leaves nothing behind whatever becomes of it."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import time
from pathlib import Path

import pytest
import writers_office
from processes import wait_until_gone

from index.errors import UnreadableReport
from index.readers import office, read_document

TITLE = "青屿市岚桥局2023年政府信息公开工作年度报告"

needs_office = pytest.mark.skipif(writers_office.find_office() is None, reason="no LibreOffice on this machine")
posix_only = pytest.mark.skipif(os.name == "nt", reason="the stand-in for LibreOffice is a shell script")


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, this test's own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def _stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program named soffice, the only one on the PATH apart from the system's own."""
    program = tmp_path / "bin" / "soffice"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", os.pathsep.join((str(program.parent), str(Path(sys.executable).parent), "/usr/bin", "/bin")))


def _old_file(tmp_path: Path) -> Path:
    path = tmp_path / "-old name.rtf"
    path.write_bytes(b"{\\rtf1 old}")
    return path


@needs_office
def test_what_libreoffice_opens_is_read_as_a_word_file(tmp_path: Path, temporary: Path) -> None:
    title = "".join(f"\\u{ord(char)}?" for char in TITLE)
    cells = "".join(f"{text}\\cell " for text in ("A ", "17 "))
    table = f"{{\\trowd\\cellx2000\\cellx4000\\intbl {cells}\\row}}"
    (tmp_path / "a.wps").write_text(f"{{\\rtf1\\ansi {title}\\par {table}\\pard end\\par}}", encoding="ascii")
    document = read_document(tmp_path / "a.wps", "a.wps")
    assert document.text == f"{TITLE}\nA\t17\nend\n"
    assert document.warnings == ("named .wps but is an RTF file, read as that",)
    assert not list(temporary.iterdir())


@needs_office
def test_a_file_libreoffice_cannot_open_is_one_line(tmp_path: Path, temporary: Path) -> None:
    path = tmp_path / "cut.rtf"
    path.write_bytes(b"{\\rtf1\\ansi {\\b " + b"{" * 50)
    with pytest.raises(UnreadableReport, match=r"^cut.rtf: LibreOffice cannot convert it \(Error: .*save it as .docx") as refused:
        read_document(path, "cut.rtf")
    assert "\n" not in str(refused.value)
    assert not list(temporary.iterdir())


@posix_only
def test_without_libreoffice_the_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(
        UnreadableReport, match=r"^a.rtf: .rtf needs LibreOffice.*libreoffice-writer-nogui.*or save the file as .docx"
    ):
        read_document(_old_file(tmp_path), "a.rtf")


@posix_only
def test_each_run_has_its_own_profile_without_macros_and_links(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"
    look = 'for part in "$@"; do echo "$part"; done; cat "${1#*file://}/user/registrymodifications.xcu"; echo; exit 1'
    _stand_in(tmp_path, monkeypatch, f"exec >> {seen}; {look}")
    for _ in range(2):
        with pytest.raises(UnreadableReport, match="no reason given"):
            read_document(_old_file(tmp_path), "a.rtf")
    text = seen.read_text(encoding="utf-8")
    profiles = {line for line in text.splitlines() if line.startswith("-env:UserInstallation=file://")}
    assert len(profiles) == 2
    assert text.count('"DisableMacrosExecution" oor:op="fuse"><value>true') == 2
    assert text.count('"BlockUntrustedRefererLinks" oor:op="fuse"><value>true') == 2
    assert "old name" not in text
    assert not list(temporary.iterdir())


@posix_only
def test_when_time_is_up_all_its_processes_are_ended(tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "SECONDS", 0.5)
    child = tmp_path / "child"
    _stand_in(tmp_path, monkeypatch, f"sleep 60 & echo $! > {child}; wait")
    started = time.perf_counter()
    with pytest.raises(UnreadableReport, match=r"^a.rtf: LibreOffice took more than"):
        read_document(_old_file(tmp_path), "a.rtf")
    assert time.perf_counter() - started < 5
    assert wait_until_gone(int(child.read_text(encoding="utf-8"))), "the process it had started is still there"
    assert not list(temporary.iterdir())


@posix_only
def test_what_it_makes_is_read_with_the_same_care_as_any_file(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _stand_in(
        tmp_path, monkeypatch, 'while [ "$1" != --outdir ]; do shift; done; mkdir -p "$2"; echo nonsense > "$2/report.docx"'
    )
    with pytest.raises(UnreadableReport, match=r"^a.rtf: damaged or cut off"):
        read_document(_old_file(tmp_path), "a.rtf")
    assert not list(temporary.iterdir())
