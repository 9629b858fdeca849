"""Reports that arrive while people ask: a writer whose runs may be killed, readers that tell a mixed answer, both as processes.

Every report of a generation says the generation's number, in its table and in its narrative, so that whatever is answered
tells which one it comes from. Run as `python arriving.py write`, or `python arriving.py read HOME PAUSE`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

BODIES = tuple(f"青屿市{name}局" for name in ("岚桥", "砚石", "听澜", "枫桥"))
YEAR = 2023
TABLE, SUM, PASSAGE = (
    f"{BODIES[1]}{YEAR}年新收多少件申请？",
    f"{YEAR}年所有单位一共收到多少件申请？",
    f"{BODIES[0]}{YEAR}年存在哪些问题？",
)
TESTS = Path(__file__).parent


def write_generation(folder: Path, generation: int, others: int = 0) -> None:
    """Write the reports of a generation over those of the one before; `others` are on years that nobody asks about."""
    from sample_index import write_odd

    folder.mkdir(parents=True, exist_ok=True)
    row = (str(generation), "0", "0", "0", "0", "0", str(generation))
    for body in BODIES:
        text = write_odd(body, row, "2021", YEAR).replace("存在不足", f"存在{generation}个不足")
        (folder / f"{body}.txt").write_text(text, encoding="utf-8")
    for number in range(others):
        text = write_odd(f"青屿市第{number}局", row, "2021", YEAR - 1)
        (folder / f"other{number}.txt").write_text(text, encoding="utf-8")


# ---- The writer ------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Writer:
    """A process that builds on demand, each time in a fork of its own, which starts at once and may be killed."""

    process: subprocess.Popen[str]

    def start(self, folder: Path, home: Path, largest: int | None = None) -> int:
        """Begin a run and give its process id; `largest` bounds what it can write to one file, as a full disk would."""
        self._tell(json.dumps({"folder": str(folder), "home": str(home), "largest": largest}))
        return int(self._hear())

    def wait(self) -> int:
        """The exit code of the run, negative for a signal."""
        return os.waitstatus_to_exitcode(int(self._hear()))

    def run(self, folder: Path, home: Path, largest: int | None = None) -> tuple[int, float]:
        """Exit code and seconds of a run that nobody kills."""
        began = time.monotonic()
        self.start(folder, home, largest)
        return self.wait(), time.monotonic() - began

    def _tell(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def writing(log: Path) -> Iterator[Writer]:
    """A writer; what its runs say goes to `log`."""
    with log.open("w", encoding="utf-8") as errors, _process("write", stderr=errors) as process:
        yield Writer(process)
        assert process.stdin is not None
        process.stdin.close()


def _write() -> None:
    import chromadb  # noqa: F401, loaded once for all runs
    from sample_index import embedder

    from index.errors import GkbotIndexError
    from index.reading import read_report
    from index.storage.build import build_index
    from index.storage.home import Home

    embedder()
    for line in sys.stdin:
        asked = json.loads(line)
        if (child := os.fork()) == 0:
            if asked["largest"] is not None:
                import resource

                resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest"], resource.RLIM_INFINITY))
            try:
                build_index([Path(asked["folder"])], Home(Path(asked["home"])), embedder(), read=read_report)
            except GkbotIndexError as error:
                print(error, file=sys.stderr, flush=True)
                os._exit(1)
            except BaseException as error:
                print(f"not told in one line: {error!r}", file=sys.stderr, flush=True)
                os._exit(3)
            os._exit(0)
        print(child, flush=True)
        print(os.waitpid(child, 0)[1], flush=True)


# ---- The readers -----------------------------------------------------------------------------------------------------------


@contextmanager
def reading(home: Path, pause: float) -> Iterator[subprocess.Popen[str]]:
    """A process that asks in a loop, with a pause in seconds; `end_reading` gives what it met. It begins with one round."""
    with _process("read", str(home), str(pause)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "asking\n"
        yield process
        process.kill()


def end_reading(process: subprocess.Popen[str]) -> dict[str, Any]:
    """`errors`, `generations` (each build's, as a list), `times` as (when, seconds) of each question."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.close()
    met: dict[str, Any] = json.loads(process.stdout.readline())
    return met


def _read(home: str, pause: str) -> None:
    from sample_index import embedder

    from gkbot.bot import IndexedBot
    from index.storage.home import Home

    is_over: list[bool] = []
    Thread(target=lambda: (sys.stdin.read(), is_over.append(True)), daemon=True).start()
    bot = IndexedBot(Home(Path(home)), embedder)
    errors: list[str] = []
    generations: dict[str, set[int]] = {}
    times: list[tuple[float, float]] = []
    while not is_over:
        for question, told in ((TABLE, _of_table), (SUM, _of_sum), (PASSAGE, _of_passage)):
            began = time.monotonic()
            try:
                answer = bot.ask(question)
                generations.setdefault(str(answer.build), set()).add(told(answer.answer))
            except Exception as error:
                errors.append(f"{question}: {error!r}")
            times.append((began, time.monotonic() - began))
            time.sleep(float(pause))
        if len(times) == 3:
            print("asking", flush=True)
    bot.close()
    met = {"errors": errors, "generations": {build: sorted(found) for build, found in generations.items()}, "times": times}
    print(json.dumps(met, ensure_ascii=False), flush=True)


def _of_table(answer: str) -> int:
    return _number(r"申请为(\d+)件", answer)


def _of_sum(answer: str) -> int:
    total = _number(r"合计(\d+)件", answer)
    each = {int(number) for number in re.findall(rf"局{YEAR}年(\d+)件", answer)}
    if each != {total // len(BODIES)} or total % len(BODIES):
        raise ValueError(f"of more than one build: {answer}")
    return total // len(BODIES)


def _of_passage(answer: str) -> int:
    return _number(r"存在(\d+)个不足", answer)


def _number(pattern: str, answer: str) -> int:
    found = re.search(pattern, answer)
    if found is None:
        raise ValueError(f"not the answer: {answer}")
    return int(found[1])


def _process(*arguments: str, stderr: Any = None) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(TESTS.parent), str(TESTS))),
        "TOKENIZERS_PARALLELISM": "false",
    }
    command = [sys.executable, str(TESTS / "arriving.py"), *arguments]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": stderr}
    return subprocess.Popen(command, text=True, env=environment, **pipes)


if __name__ == "__main__":
    {"write": _write, "read": _read}[sys.argv[1]](*sys.argv[2:])
