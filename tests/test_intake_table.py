"""The table at the end of `gkbot index`: every file that failed with its reason, in aligned columns, and the right exit code."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from index.sample.reports import write_samples
from index.storage.build import BuildSummary
from index.storage.gate import ChangedAnswer
from ui.cli import MISTAKE, OK, PARTLY, main
from ui.settings import load_settings, read_limits
from ui.shell.intake_table import MOST_NEW, align_rows, answer_lines, list_rows, print_summary, summary_line

SUMMARY = BuildSummary(
    build_id="20240131T000000",
    read=(("a.txt", ()), ("岚桥局2023年.docx", ("row not found: T3 总计", "no year")), ("b.txt", ())),
    failed=(("c.zip/x[1].pdf", "encrypted; save it without a password first"),),
    removed=("old.txt",),
    new=("a.txt",),
    changed=(("b.txt", (("T3.new.total", 3, 4), ("T3.new.other", None, 1))),),
    kept=1,
    skipped=3,
    passages=20,
    seconds=1.25,
)


def test_columns_stand_below_each_other_with_what_failed_last() -> None:
    assert list(align_rows(list(list_rows(SUMMARY)))) == [
        "new       a.txt",
        "warnings  岚桥局2023年.docx  row not found: T3 总计; no year",
        "changed   b.txt              T3.new.total 3 → 4; T3.new.other – → 1",
        "removed   old.txt",
        "failed    c.zip/x[1].pdf     encrypted; save it without a password first",
    ]


def test_the_last_line_counts() -> None:
    assert summary_line(SUMMARY) == (
        "3 reports read: 1 new, 1 changed, 1 unchanged and not read again; 1 failed, 1 removed, 1 with warnings, "
        "3 other files left out, 20 passages, 1.2 s; build 20240131T000000 answers now"
    )


def test_many_files_read_well_are_counted_and_none_that_failed_is_left_out() -> None:
    names = tuple(f"{at:04}.txt" for at in range(1000))
    many = tuple((name, ()) for name in names)
    failed = tuple((f"bad{at}.txt", "empty") for at in range(900))
    rows = list(list_rows(BuildSummary("b", many, failed, (), names, (), 0, 0, 0, 0.0)))
    assert [row.file for row in rows if row.state == "new"][-1] == f"and {1000 - MOST_NEW} more files"
    assert sum(1 for row in rows if row.state == "failed") == 900


def test_answers_that_changed_are_told_with_the_old_and_the_new_one() -> None:
    answers = (ChangedAnswer("岚桥局2023年收到几件申请？", "3件[1]。\n\n注意", "4件[1]。"),)
    told = list(answer_lines(answers, "en"))
    assert told == ["answers otherwise now: 岚桥局2023年收到几件申请？", "  - 3件[1]。 注意", "  + 4件[1]。"]


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_rules_and_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    print_summary(SUMMARY)
    shown = screen.getvalue()
    words = (
        "c.zip/x[1].pdf",
        "encrypted; save it without a password first",
        "岚桥局2023年.docx",
        "row not found: T3 总计; no year",
    )
    assert all(word in shown for word in words)
    assert "│" in shown


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(lambda folder: None, OK), (lambda folder: (folder / "bad.txt").write_text("x", encoding="utf-8"), PARTLY)],
)
def test_indexing_ends_with_the_table_and_says_by_its_code_whether_all_went_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Callable[[Path], object], code: int
) -> None:
    write_samples(tmp_path / "reports", 2)
    spoil(tmp_path / "reports")
    assert main(["index", str(tmp_path / "reports")]) == code
    lines = capsys.readouterr().out.splitlines()
    assert sum(1 for line in lines if line.startswith("new ")) == 2
    assert sum(1 for line in lines if line.startswith("failed ")) == (1 if code == PARTLY else 0)
    failed = 1 if code == PARTLY else 0
    assert lines[-1].startswith(f"2 reports read: 2 new, 0 changed, 0 unchanged and not read again; {failed} failed")


def test_limits_are_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, value in {"MAX_FILE_MB": "2", "READ_SECONDS": "1.5", "READ_MEMORY_MB": "900", "READ_WORKERS": "3"}.items():
        monkeypatch.setenv(f"GKBOT_{name}", value)
    limits = read_limits(load_settings())
    assert (limits.file_bytes, limits.seconds, limits.memory_bytes, limits.workers) == (2 << 20, 1.5, 900 << 20, 3)
    monkeypatch.setenv("GKBOT_READ_WORKERS", "0")
    assert main(["index", str(tmp_path)]) == MISTAKE
    assert capsys.readouterr().err.count("\n") == 1
