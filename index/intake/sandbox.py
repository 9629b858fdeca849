"""Calls made in worker processes with limits on time and memory: a crash, a hang or a flood costs one call and nothing else.

Knows nothing of reports or files. A worker gets no settings and no keys, and what it sends back can only be plain data.
"""

from __future__ import annotations

import io
import os
import pickle
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, BinaryIO, Self, cast

from index.errors import BuildError
from index.intake.worker import DONE, FAILED, GOODBYE, READY, read_frame, write_frame
from index.limits import MB, Limits

LARGEST_ANSWER = 256 * MB
CALLS_PER_WORKER = 500  # then it is replaced, so that no library's leaks add up
PATIENCE = 2.0  # times as long as starting a worker takes, a call waits for one to come free
AHEAD = 32  # calls per worker given out before the first of them is back
GRACE = 2.0  # seconds from the request to stop to the end
DYING = 0.5  # seconds in which a process that has closed its pipe has ended
_HANDED_ON = ("PATH", "HOME", "LANG", "LANGUAGE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "VIRTUAL_ENV")
_HANDED_ON_STARTS = ("LC_", "OMP_", "PYTHON")
# Whatever a file made of its worker, these are the only things it can have built in this process.
_PLAIN_MODULES = frozenset(("index.report", "index.intake.sources", "index.intake.paths", "index.readers.archive"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one call: its value, or the one line that says why there is none."""

    value: Any = None
    failure: str | None = None


@dataclass(slots=True)
class Sandbox:
    """A pool of worker processes, started when first needed; a context manager that ends them.

    `module` is imported by each worker before its first call.
    """

    limits: Limits
    module: str
    _folder: str = ""
    _threads: ThreadPoolExecutor | None = None
    _idle: queue.SimpleQueue[_Worker] = field(default_factory=queue.SimpleQueue)
    _busy: set[_Worker] = field(default_factory=set)
    _starting: threading.Lock = field(default_factory=threading.Lock)
    _patience: float | None = None  # seconds, once the first worker has started
    _closed: bool = False

    def __enter__(self) -> Self:
        self._folder = tempfile.mkdtemp(prefix="gkbot-reading-")
        self._threads = ThreadPoolExecutor(max_workers=max(1, self.limits.workers), thread_name_prefix="reading")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._closed = True
        for worker in tuple(self._busy):
            worker.kill()
        if self._threads is not None:
            self._threads.shutdown(wait=True, cancel_futures=True)
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def map(self, function: Callable[..., Any], calls: Iterable[Sequence[Any]]) -> Iterator[Outcome]:
        """The outcomes of calling a function with each of the arguments, in their order, made side by side."""
        assert self._threads is not None, "a Sandbox is entered with `with`"
        waiting: deque[Future[Outcome]] = deque()
        for arguments in calls:
            waiting.append(self._threads.submit(self._call, function, tuple(arguments)))
            if len(waiting) >= AHEAD * max(1, self.limits.workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _call(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Outcome:
        worker = self._take_worker()
        self._busy.add(worker)
        try:
            # Leaving kills who is busy; who becomes so afterwards sees that it is over.
            outcome = Outcome(failure="stopped") if self._closed else worker.call(function, arguments, self.limits)
        finally:
            self._busy.discard(worker)
            if worker.is_fit() and not self._closed:
                self._idle.put(worker)
            else:
                worker.close()
        return outcome

    def _take_worker(self) -> _Worker:
        with self._starting:
            if self._patience is None:
                started = time.monotonic()
                worker = _Worker.start(self.limits, self.module, self._folder)
                self._patience = PATIENCE * (time.monotonic() - started)
                return worker
        # A worker that comes free soon is cheaper than another one: a few small files need only one.
        with suppress(queue.Empty):
            return self._idle.get(timeout=self._patience)
        return _Worker.start(self.limits, self.module, self._folder)


@dataclass(slots=True, eq=False)
class _Worker:
    """One worker process, seen from here."""

    process: subprocess.Popen[bytes]
    complaints: IO[bytes]
    folder: str  # its temporary files
    calls: int = 0
    is_spent: bool = False

    @classmethod
    def start(cls, limits: Limits, module: str, folder: str) -> Self:
        own = tempfile.mkdtemp(dir=folder)
        complaints = tempfile.TemporaryFile(dir=own)  # noqa: SIM115, closed by `close`
        # -P keeps the current folder off the module path: a folder of reports may hold an index.py.
        command = [sys.executable, "-P", "-m", "index.intake.worker", str(limits.memory_bytes), str(limits.seconds), own, module]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=_make_environment(own),
                # Its own session: Ctrl-C is for this process, which then ends the workers with all they have started.
                start_new_session=True,
            )
        except OSError as error:
            raise BuildError(f"a reading process could not be started: {error.strerror or error}") from error
        worker = cls(process, complaints, own)
        if worker._receive() != (READY, None):
            worker.close()
            raise BuildError(f"a reading process could not be started: {worker._last_complaint() or 'it gave no reason'}")
        return worker

    def call(self, function: Callable[..., Any], arguments: tuple[Any, ...], limits: Limits) -> Outcome:
        is_late = threading.Event()
        timer = threading.Timer(limits.seconds, self._stop_late, (is_late,))
        timer.daemon = True
        self.calls += 1
        timer.start()
        try:
            answer = self._ask(function, arguments)
        finally:
            timer.cancel()
        self.is_spent |= is_late.is_set() or answer is None or answer[0] == FAILED
        if answer is not None and answer[0] == DONE:
            return Outcome(answer[1])
        if answer is not None and answer[0] != FAILED:
            return Outcome(failure=str(answer[1]))
        if is_late.is_set():
            return Outcome(failure=f"took more than {limits.seconds:g} s to read; raise GKBOT_READ_SECONDS or leave it out")
        if answer is not None:
            most = limits.memory_bytes // MB
            return Outcome(failure=f"needs more than {most} MB of memory to be read; raise GKBOT_READ_MEMORY_MB or leave it out")
        return Outcome(failure=f"the process reading it died ({self._describe_end()}): damaged, or too much for its reader")

    def is_fit(self) -> bool:
        return not self.is_spent and self.calls < CALLS_PER_WORKER

    def kill(self) -> None:
        """End the process and all it has started, at once."""
        if sys.platform == "win32":
            self.process.kill()
        else:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        if self.is_spent:
            self.kill()
        with suppress(OSError):
            cast(BinaryIO, self.process.stdin).write(GOODBYE)
        for pipe in (self.process.stdin, self.process.stdout, self.complaints):
            with suppress(OSError):
                cast(BinaryIO, pipe).close()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _ask(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, object] | None:
        try:
            write_frame(cast(BinaryIO, self.process.stdin), (function, arguments))
        except OSError:  # it has died
            return None
        return self._receive()

    def _receive(self) -> tuple[str, object] | None:
        try:
            frame = read_frame(cast(BinaryIO, self.process.stdout), LARGEST_ANSWER)
            answer = None if frame is None else load_plain(frame)
        except Exception:
            # A process that has gone wrong may send anything; whatever it is, it is no answer.
            return None
        return answer if isinstance(answer, tuple) and len(answer) == 2 else None

    def _stop_late(self, is_late: threading.Event) -> None:
        is_late.set()
        # Asked first, it can still end the programs it has started in sessions of their own.
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        self.kill()

    def _describe_end(self) -> str:
        try:
            code = self.process.wait(DYING)
        except subprocess.TimeoutExpired:
            return "it sent what is no report"
        if code < 0:
            with suppress(ValueError):
                return signal.Signals(-code).name
        return self._last_complaint() or f"exit code {code}"

    def _last_complaint(self) -> str:
        self.complaints.seek(0)
        lines = self.complaints.read()[-2000:].decode("utf-8", "replace").splitlines()
        return lines[-1].strip() if lines else ""


def load_plain(data: bytes) -> Any:
    """What was pickled in a worker; UnpicklingError for anything but the data classes that workers are meant to send."""
    return _PlainUnpickler(io.BytesIO(data)).load()


class _PlainUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        found = super().find_class(module, name) if module in _PLAIN_MODULES else None
        if not isinstance(found, type) or found.__module__ != module:
            raise pickle.UnpicklingError(f"{module}.{name} is no data of a report")
        return found


def _make_environment(folder: str) -> dict[str, str]:
    handed_on = {name: text for name, text in os.environ.items() if name in _HANDED_ON or name.startswith(_HANDED_ON_STARTS)}
    # The folder this package lies in comes first: a program started there finds it by its current folder only.
    paths = [str(Path(__file__).resolve().parents[2]), *(path for path in sys.path if path and Path(path).exists())]
    return handed_on | {
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(map(os.path.abspath, paths))),
        "TMPDIR": folder,
        "TEMP": folder,
        "TMP": folder,
        "PYTHONIOENCODING": "utf-8",
    }
