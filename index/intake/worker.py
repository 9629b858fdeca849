"""A worker process: takes calls on its standard input, one after another, and gives their results on its standard output.

Started by `sandbox.py` as `python -m index.intake.worker MEMORY SECONDS FOLDER MODULE`; ends when its input does.
Knows nothing of reports.
"""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import BinaryIO

from index.limits import start_clock

SIZE_BYTES = 8
RESERVED = 4  # times the memory that may be used
LARGEST_FILE = 2 * 2**30  # bytes a worker, and what it starts, may write to one file

GOODBYE = bytes(SIZE_BYTES)  # an empty message; input that ends without it is that of a parent that was killed
READY, DONE, REFUSED, FAILED = "ready", "done", "refused", "failed"


class TimeUp(BaseException):
    """The parent process asks to stop; no reader catches it by accident."""


def main(memory: int, seconds: float, folder: str, module: str) -> None:
    """Answer calls until there are no more; `module` is imported before the first, `folder` is for temporary files."""
    calls, answers = _take_pipes()
    signal.signal(signal.SIGTERM, _stop)
    import_module(module)
    _limit(memory)
    write_frame(answers, (READY, None))
    while frame := read_frame(calls):
        _limit_cpu(seconds)
        start_clock(seconds)
        write_frame(answers, _call(frame))
    if frame is None:
        _clear(folder)
    # Nothing else here is worth the tidying up of an interpreter.
    os._exit(0)


def _clear(folder: str) -> None:
    """Remove the temporary files that a killed parent cannot; the last of its workers takes the folder around them, too."""
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):
        os.rmdir(os.path.dirname(folder))


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The two pipes, moved to where no library that prints or reads can reach them."""
    calls, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return calls, answers


def _stop(number: int, frame: FrameType | None) -> None:
    raise TimeUp


def _call(frame: bytes) -> tuple[str, object]:
    from index.errors import UnreadableReport

    function, arguments = pickle.loads(frame)
    try:
        return DONE, function(*arguments)
    except UnreadableReport as error:
        return REFUSED, str(error)
    except MemoryError:
        return FAILED, MemoryError.__name__
    except Exception as error:
        # Readers meet files nobody foresaw, and one of them must not cost the other reports their answers.
        return REFUSED, describe(error)


def describe(error: Exception) -> str:
    """An error nobody foresaw, in one line."""
    return f"unexpected {type(error).__name__}: {error}".splitlines()[0]


def _limit(memory: int) -> None:
    """Bound what this process and those it starts may take; Windows has no such bounds."""
    if sys.platform == "win32":
        return
    import resource

    bounds = [
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        # What is written to counts; where a system does not count that, the address space does, of which threads reserve much.
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_AS, RESERVED * memory),
    ]
    for what, most in bounds:
        _, hard = resource.getrlimit(what)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(what, (most, most))


def _limit_cpu(seconds: float) -> None:
    """End this process by itself, should it run on after the parent that would have stopped it is gone."""
    if sys.platform == "win32":
        return
    import resource

    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds * (os.cpu_count() or 1)) + 1, hard))


def read_frame(pipe: BinaryIO, largest: int | None = None) -> bytes | None:
    """The next message, or None when there are no more or one is cut off; ValueError for one larger than `largest` bytes."""
    head = pipe.read(SIZE_BYTES)
    if len(head) < SIZE_BYTES:
        return None
    size = int.from_bytes(head, "big")
    if largest is not None and size > largest:
        raise ValueError(f"a message of {size} bytes")
    body = pipe.read(size)
    return body if len(body) == size else None


def write_frame(pipe: BinaryIO, message: object) -> None:
    """Send one message."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(len(body).to_bytes(SIZE_BYTES, "big"))
    pipe.write(body)
    pipe.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3], sys.argv[4])
