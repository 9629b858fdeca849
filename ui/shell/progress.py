"""How a build comes along, on the screen: a moving bar on a terminal, plain lines elsewhere, JSON lines for programs.

Knows nothing of what is built.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from gkbot.answer import Language
from index.storage.progress import Progress, Step
from ui.reasons import say_word

SECONDS_BETWEEN = {"lines": 5.0, "json": 0.5}


@dataclass(frozen=True, slots=True)
class Pace:
    """A step with what can be told of its speed: files or passages a second, and the seconds left at that speed."""

    step: Step
    rate: float | None = None
    left: float | None = None


@dataclass(slots=True)
class Stopwatch:
    """Tells the pace of the step that is under way, measured from its beginning."""

    clock: Callable[[], float] = time.monotonic
    _name: str = ""
    _began: float = 0.0
    _first: int = 0

    def pace(self, step: Step) -> Pace:
        """Asked at every step, in their order."""
        now = self.clock()
        if step.name != self._name:
            self._name, self._began, self._first = step.name, now, step.done
        done, taken = step.done - self._first, now - self._began
        if done <= 0 or taken <= 0:
            return Pace(step)
        return Pace(step, done / taken, (step.total - step.done) * taken / done)


@contextmanager
def show_progress(language: Language, *, as_json: bool = False) -> Iterator[Progress]:
    """Takes the steps of a build and shows them on standard output as long as the block lasts."""
    if as_json:
        yield Lines(lambda pace: json.dumps(pace_object(pace), ensure_ascii=False), SECONDS_BETWEEN["json"])
    elif sys.stdout.isatty():
        with _show_bar(language) as progress:
            yield progress
    else:
        yield Lines(lambda pace: say_pace(pace, language), SECONDS_BETWEEN["lines"])


@dataclass(slots=True)
class Lines:
    """Prints a line at the beginning of each step, and one every few seconds while it lasts."""

    write: Callable[[Pace], str]
    seconds: float
    watch: Stopwatch = field(default_factory=Stopwatch)
    _name: str = ""
    _told: float = 0.0

    def __call__(self, step: Step) -> None:
        pace, now = self.watch.pace(step), self.watch.clock()
        if step.name != self._name or now - self._told >= self.seconds:
            self._name, self._told = step.name, now
            print(self.write(pace), flush=True)


def pace_object(pace: Pace) -> dict[str, object]:
    """The pace as JSON takes it; `rate` and `left` are None where nothing can be told yet."""
    step = pace.step
    rate, left = (None if number is None else round(number, 1) for number in (pace.rate, pace.left))
    return {"step": step.name, "done": step.done, "total": step.total, "rate": rate, "left": left}


def say_pace(pace: Pace, language: Language) -> str:
    """The pace in a line: what is done, how much of how much, how fast, how long it will take."""
    step = pace.step
    what = say_word(f"step_{step.name}", language, total=step.total)
    if pace.rate is None or pace.left is None:
        return what
    return what + say_word("pace", language, done=step.done, rate=f"{pace.rate:.1f}", left=_say_seconds(pace.left))


def _say_seconds(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


@contextmanager
def _show_bar(language: Language) -> Iterator[Progress]:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    watch, began = Stopwatch(), {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[pace]}"))
    with Bars(*columns, TimeElapsedColumn()) as bars:

        def show(step: Step) -> None:
            pace = watch.pace(step)
            if step.name not in began:
                began[step.name] = bars.add_task(say_word(f"step_{step.name}", language, total=step.total), pace="")
            told = ""
            if pace.rate is not None and pace.left is not None:
                told = say_word("rate", language, rate=f"{pace.rate:.1f}", left=_say_seconds(pace.left))
            bars.update(began[step.name], total=step.total or None, completed=step.done, pace=told)

        yield show
