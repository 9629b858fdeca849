"""Functions that do to a process what a bad file can make a reader do; called in workers only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from index.errors import UnreadableReport
from index.readers.archive import Member


def double(number: int) -> int:
    return 2 * number


def say_process() -> int:
    return os.getpid()


def refuse(name: str) -> None:
    raise UnreadableReport(f"{name}: is no report")


def stumble() -> None:
    raise IndexError("list index\nout of range")


def sleep(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def hang_deaf() -> None:
    """Hang as a library does that never comes back to the interpreter: no request to stop is heard."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    while True:
        time.sleep(1)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def eat_memory() -> int:
    return len(bytearray(2**40))


def eat_memory_slowly() -> int:
    """Piece by piece, each touched, as a file that unpacks without end would."""
    pieces = []
    while len(pieces) < 4096:
        pieces.append(b"x" * 2**20)
    return len(pieces)


def print_much() -> str:
    print("noise " * 100_000)
    sys.stderr.write("noise " * 100_000)
    return "well"


def read_input() -> str:
    return sys.stdin.read()


def list_environment() -> list[str]:
    return sorted(os.environ)


def leave_file() -> str:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        return file.name


def start_program(pid_file: str) -> None:
    """Start a program in a session of its own and wait for it, as for LibreOffice; ends it on the way out."""
    program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    Path(pid_file).write_text(str(program.pid), encoding="utf-8")
    try:
        program.wait()
    finally:
        program.kill()
        program.wait()


def give_member() -> Member:
    return Member("a.txt", 7)


class Trap:
    """What a worker taken over by a file might send: built back, it would run a command."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch trapped",)


def give_trap() -> Trap:
    return Trap()


def give_socket_family() -> object:
    return socket.AF_INET


def raise_interrupt() -> None:
    raise KeyboardInterrupt
