"""The gkbot command: what it prints, its exit codes, and mistakes told in one line; a table question starts light."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sample_index import sample_home, sample_store, samples

from gkbot.answer import Answer
from ui.cli import MISTAKE, OK, PARTLY, main
from ui.offline import SWITCHES

ROOT = Path(__file__).parents[1]
ASKED = "墨渡县政府2023年收到几件申请"
HEAVY = ("torch", "gradio", "chromadb", "numpy", "langchain", "langchain_core", "sentence_transformers", "transformers")


@dataclass(frozen=True, slots=True)
class Run:
    """What a command left: exit code and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def _environment_as_before(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command sets switches for its process and reads gkbot.toml where it is started."""
    for switch, value in SWITCHES.items():
        monkeypatch.setenv(switch, value)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Callable[..., Run]:
    """Runs a command in this process."""

    def run(*arguments: str | Path) -> Run:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Run(code, out, err)

    return run


@pytest.fixture
def indexed(monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the made-up reports indexed."""
    monkeypatch.setenv("GKBOT_HOME", str(sample_home().path))
    return sample_home().path


def shell(*arguments: str, home: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    """Runs the command as a process of its own; with `code`, that Python instead."""
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "ui", *arguments]
    environment = {**os.environ, "GKBOT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=home.parent, env=environment, capture_output=True, text=True, check=False)


# ---- What it prints ------------------------------------------------------------------------------------------------------


def test_a_question_is_answered_with_its_sources(run: Callable[..., Run], indexed: Path) -> None:
    done = run("ask", ASKED)
    assert (done.code, done.err) == (OK, "")
    assert "37" in done.out
    assert re.search(r"^\[1\] .*墨渡县人民政府.*本年新收", done.out, re.MULTILINE)


def test_json_is_the_whole_answer(run: Callable[..., Run], indexed: Path) -> None:
    answer = Answer.model_validate_json(run("ask", ASKED, "--json").out)
    assert (answer.status, answer.citations[0].value, answer.build) == ("answered", 37, sample_store().build_id)


def test_a_refusal_is_an_answer_too(run: Callable[..., Run], indexed: Path) -> None:
    for question in ("今天天气怎么样", "墨渡县政府2019年收到几件申请"):
        done = run("ask", question)
        assert (done.code, done.err) == (OK, "")
        assert done.out.strip()


def test_another_language_can_be_asked_for(run: Callable[..., Run], indexed: Path) -> None:
    assert "received" in run("ask", ASKED, "--lang", "en").out


def test_reports_are_listed_one_a_line(run: Callable[..., Run], indexed: Path) -> None:
    done = run("reports")
    assert (done.code, len(done.out.splitlines())) == (OK, len(samples()))
    for sample in samples():
        assert any(sample.organisation in line and str(sample.year) in line for line in done.out.splitlines())


def test_reports_in_json_are_one_object_a_line(run: Callable[..., Run], indexed: Path) -> None:
    objects = [json.loads(line) for line in run("reports", "--json").out.splitlines()]
    assert [o["file"] for o in objects] == sorted(s.file for s in samples())


def test_status_names_the_build_and_what_is_in_it(run: Callable[..., Run], indexed: Path) -> None:
    done = run("status")
    assert done.code == OK
    for told in (str(indexed), sample_store().build_id, str(len(samples())), sample_store().manifest.model.id):
        assert told in done.out


def test_adding_verifying_and_rolling_back(run: Callable[..., Run], tmp_path: Path) -> None:
    assert run("sample", tmp_path / "reports", "-n", "2").code == OK
    first, second = sorted((tmp_path / "reports").iterdir())
    assert run("index", first).code == run("index", "--add", second).code == OK
    assert len(run("reports").out.splitlines()) == 2
    assert "is whole: 2 reports" in run("verify").out
    assert run("rollback").code == OK
    assert len(run("reports").out.splitlines()) == 1
    refused = run("rollback")
    assert refused.code == MISTAKE
    assert "no older build" in refused.err


def test_samples_are_written_indexed_and_asked(run: Callable[..., Run], tmp_path: Path) -> None:
    """The quick start."""
    assert run("sample", tmp_path / "reports", "-n", "4", "--seed", "3").code == OK
    assert len(list((tmp_path / "reports").iterdir())) == 4
    done = run("index", tmp_path / "reports")
    assert (done.code, done.err) == (OK, "")
    assert re.search(r"\b4 reports read: 4 new\b.*\b0 failed", done.out)
    assert len(run("reports").out.splitlines()) == 4


def test_some_files_that_fail_give_exit_code_2_and_the_rest_answers(run: Callable[..., Run], tmp_path: Path) -> None:
    run("sample", tmp_path / "reports", "-n", "2")
    (tmp_path / "reports" / "broken.txt").write_bytes(b"\xff\xfe\x00garbage")
    (tmp_path / "reports" / "empty.txt").write_text("", encoding="utf-8")
    done = run("index", tmp_path / "reports")
    assert done.code == PARTLY
    assert re.search(r"\b2 reports read\b.*\b2 failed", done.out)
    assert re.search(r"^failed +broken\.txt\b.+", done.out, re.MULTILINE)
    assert len(run("reports").out.splitlines()) == 2
    assert "broken.txt" in run("status").out


def test_what_is_gone_from_the_folder_is_told_and_dropped(run: Callable[..., Run], tmp_path: Path) -> None:
    run("sample", tmp_path / "reports", "-n", "3")
    run("index", tmp_path / "reports")
    gone = min((tmp_path / "reports").iterdir())
    gone.unlink()
    assert f"removed  {gone.name}" in run("index", tmp_path / "reports").out
    assert gone.name not in run("reports").out


@pytest.mark.parametrize("command", ["index", "reports", "status", "ask", "serve", "sample"])
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([command, "--help"])
    out, err = capsys.readouterr()
    assert (exit_.value.code, err) == (OK, "")
    assert out.startswith(f"usage: gkbot {command}")
    for option in re.findall(r"^  (-\S+)", out, re.MULTILINE):
        assert option


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--help"])
    out = capsys.readouterr().out
    assert exit_.value.code == OK
    assert all(
        re.search(rf"^ +{command} ", out, re.MULTILINE) for command in ("index", "reports", "status", "ask", "serve", "sample")
    )


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == OK
    assert re.fullmatch(r"gkbot \d+\.\d+\.\d+\n", capsys.readouterr().out)


# ---- Mistakes ------------------------------------------------------------------------------------------------------------


def _prepare(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "unreadable").mkdir()
    (tmp_path / "unreadable" / "a.txt").write_text("no report", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "latin.jsonl").write_bytes('{"id": 1, "question": "é"}'.encode("latin-1"))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask", ASKED], "gkbot index PATH"),
        (["reports"], "gkbot index PATH"),
        (["status"], "gkbot index PATH"),
        (["serve"], "gkbot index PATH"),
        (["ask"], "QUESTION or --batch"),
        (["ask", ""], "QUESTION or --batch"),
        (["ask", ASKED, "--batch", "file"], "QUESTION or --batch"),
        (["index", "nowhere"], "nowhere"),
        (["index", "empty"], "empty"),
        (["index", "unreadable"], "a.txt"),
        (["sample", "file"], "file"),
    ],
    ids=" ".join,
)
def test_a_mistake_is_told_in_one_line(run: Callable[..., Run], tmp_path: Path, arguments: list[str], told: str) -> None:
    _prepare(tmp_path)
    done = run(*arguments)
    assert_one_line(done, told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask", "   "], "empty"),
        (["ask", "申" * 501], "501 characters"),
        (["ask", "--batch", "nowhere.jsonl"], "nowhere.jsonl"),
        (["ask", "--batch", "latin.jsonl"], "latin.jsonl"),
        (["ask", "--batch", "empty"], "empty"),
    ],
    ids=lambda value: "_".join(value)[:40] if isinstance(value, list) else "",
)
def test_a_mistaken_question_is_told_in_one_line(
    run: Callable[..., Run], tmp_path: Path, indexed: Path, arguments: list[str], told: str
) -> None:
    _prepare(tmp_path)
    assert_one_line(run(*arguments), told)


@pytest.mark.parametrize(
    ("name", "value"), [("GKBOT_PORT", "many"), ("GKBOT_KEEP_BUILDS", "some"), ("GKBOT_EMBEDDING_MODEL", "/no/such/model")]
)
def test_a_setting_that_cannot_be_used_is_told_in_one_line(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    run("sample", tmp_path / "reports", "-n", "1")
    monkeypatch.setenv(name, value)
    assert_one_line(run("index", tmp_path / "reports"), value)


def test_a_build_of_another_model_is_told_in_one_line(
    run: Callable[..., Run], indexed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question for passages needs the model; one about a table does not."""
    monkeypatch.setenv("GKBOT_EMBEDDING_MODEL", "/no/such/model")
    assert_one_line(run("ask", "墨渡县政府2023年存在哪些问题"), "/no/such/model")
    assert run("ask", ASKED).code == OK


def test_a_home_that_is_a_file_is_told_in_one_line(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("GKBOT_HOME", str(tmp_path / "file"))
    assert_one_line(run("ask", ASKED), "file")


def test_indexing_into_a_home_that_is_a_file_is_told_in_one_line(
    run: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sample", tmp_path / "reports", "-n", "1")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("GKBOT_HOME", str(tmp_path / "file"))
    assert_one_line(run("index", tmp_path / "reports"), "file")


def test_a_damaged_build_is_told_in_one_line(run: Callable[..., Run], tmp_path: Path, home: Path) -> None:
    run("sample", tmp_path / "reports", "-n", "1")
    run("index", tmp_path / "reports")
    (manifest,) = home.glob("builds/*/manifest.json")
    manifest.write_text("{", encoding="utf-8")
    assert_one_line(run("ask", ASKED), "gkbot index PATH")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def test_a_port_that_is_taken_is_told_in_one_line(indexed: Path, taken: int) -> None:
    done = shell("serve", "--port", str(taken), home=indexed)
    assert_one_line(Run(done.returncode, done.stdout, done.stderr), str(taken))


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["ask", "--nonsense"], ["ask", ASKED, "--lang", "fr"], ["index"], ["serve", "--port", "x"]]
)
def test_a_mistake_in_the_call_is_told_in_one_line(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    try:
        code = main(arguments)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    out, err = capsys.readouterr()
    assert_one_line(Run(code, out, err), "")


def test_a_port_that_there_is_not_is_told_in_one_line(indexed: Path) -> None:
    done = shell("serve", "--port", "99999", home=indexed)
    assert_one_line(Run(done.returncode, done.stdout, done.stderr), "99999")


def test_no_samples_at_all_is_a_mistake(run: Callable[..., Run], tmp_path: Path) -> None:
    assert_one_line(run("sample", tmp_path / "out", "-n", "-1"), "samples")


def assert_one_line(done: Run, told: str) -> None:
    """Exit code 1, nothing but one line of ours on stderr, with what it is about in it; progress may have gone before it."""
    assert done.code == MISTAKE
    assert all(line.startswith("reading ") for line in done.out.splitlines())
    assert done.err.count("\n") == 1, done.err
    assert done.err.startswith("gkbot: ")
    assert told in done.err
    assert "Traceback" not in done.err


# ---- From the shell ------------------------------------------------------------------------------------------------------

LOADED = """
import sys
from ui.cli import main
code = main(["ask", {question!r}])
print([name for name in {heavy!r} if name in sys.modules], code, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "question",
    [
        ASKED,
        "墨渡县政府的电话",
        "How many requests did the Modu Audit Bureau receive in 2023?",
    ],
)
def test_a_question_that_needs_no_passage_loads_nothing_heavy(question: str) -> None:
    done = shell(home=sample_home().path, code=LOADED.format(question=question, heavy=HEAVY))
    assert done.stderr == "[] 0\n"
    assert done.stdout.strip()


def test_a_passage_question_answers_from_the_shell() -> None:
    done = shell("ask", "墨渡县政府2023年存在哪些问题", home=sample_home().path)
    assert (done.returncode, done.stderr) == (OK, "")
    assert "[1]" in done.stdout
    assert "不足" in done.stdout


def test_a_reader_who_has_had_enough_is_no_mistake() -> None:
    """gkbot reports --json | head -1"""
    environment = {**os.environ, "GKBOT_HOME": str(sample_home().path)}
    command = [sys.executable, "-m", "ui", "reports", "--json"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == OK
