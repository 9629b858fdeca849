"""How a build comes along: counts, rate and time left, as lines, as JSON, on a terminal."""

from __future__ import annotations

import io
import json
import sys

import pytest

from index.storage.progress import Step
from ui.shell.progress import Lines, Pace, Stopwatch, pace_object, say_pace, show_progress

STEPS = [Step("reading", done, 4) for done in range(5)] + [Step("verifying")]


class Clock:
    """Two seconds go by between any two looks at it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _paces() -> list[Pace]:
    clock = Clock()
    watch = Stopwatch(clock)
    paces = []
    for step in STEPS:
        paces.append(watch.pace(step))
        clock.now += 2
    return paces


def test_rate_and_time_left_are_those_of_the_step() -> None:
    assert [(pace.rate, pace.left) for pace in _paces()] == [(None, None), (0.5, 6), (0.5, 4), (0.5, 2), (0.5, 0), (None, None)]


def test_a_line_says_what_is_done_of_how_much_and_how_long_it_takes() -> None:
    told = [say_pace(pace, "en") for pace in _paces()]
    assert told[0] == "reading 4 files"
    assert told[1] == "reading 4 files: 1 done, 0.5 a second, 6 s left"
    assert told[-1] == "verifying"
    assert say_pace(Pace(Step("reading", 1, 9), 0.01, 800.0), "zh") == "读取9个文件：已完成1，每秒0.0，还需13 min 20 s"


def test_lines_begin_each_step_and_go_on_every_few_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    show = Lines(lambda pace: f"{pace.step.name} {pace.step.done}", 5, Stopwatch(clock))
    for step in STEPS:
        show(step)
        clock.now += 2
    assert capsys.readouterr().out.splitlines() == ["reading 0", "reading 3", "verifying 0"]


def test_programs_get_an_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with show_progress("en", as_json=True) as progress:
        for step in STEPS:
            progress(step)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {"step": "reading", "done": 0, "total": 4, "rate": None, "left": None}
    assert lines[-1]["step"] == "verifying"
    assert pace_object(Pace(STEPS[1], 0.333, 9.0)) == {"step": "reading", "done": 1, "total": 4, "rate": 0.3, "left": 9.0}


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("TERM", "xterm")
    screen = _Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    with show_progress("en") as progress:
        for step in STEPS:
            progress(step)
    shown = screen.getvalue()
    assert "reading 4 files" in shown
    assert "4/4" in shown
