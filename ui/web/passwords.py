"""A file of names and passwords: a line a user, `name:$scrypt$...`, as `gkbot password NAME` prints it. Knows nothing of HTTP.

The hashes are scrypt (RFC 7914) in the PHC string format, so that a line says with which costs it was made.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

LOG_COST, BLOCK, PARALLEL = 14, 8, 5  # OWASP's least for scrypt that takes 16 MB a log-in
HASH_BYTES, SALT_BYTES = 32, 16
_LINE = re.compile(r"(?P<name>[^:\s][^:\x00-\x1f]*):\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)")


class PasswordError(Exception):
    """A password file, name or password that cannot be used: what is wrong with it and the way out."""


def make_line(name: str, password: str, *, log_cost: int = LOG_COST) -> str:
    """The line of a user for a password file, another one each time; PasswordError for a name that does not fit on a line."""
    if not password:
        raise PasswordError("the password is empty")
    salt = secrets.token_bytes(SALT_BYTES)
    found = _hash(password, salt, log_cost, BLOCK, PARALLEL)
    line = f"{name}:$scrypt$ln={log_cost},r={BLOCK},p={PARALLEL}${_encode(salt)}${_encode(found)}"
    if not _LINE.fullmatch(line):
        raise PasswordError(f"{name!r} is no name for a password file: it may not be empty, begin with a blank or hold a colon")
    return line


class PasswordFile:
    """The users of a password file; a file that changes counts from then on, so that a user can be taken out at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._read_at: tuple[int, int] | None = None
        self._lines: Mapping[str, str] = {}
        # What an unknown name is measured against, so that it takes as long as a known one.
        self._nobody = make_line("-", secrets.token_hex())
        self._key = secrets.token_bytes(HASH_BYTES)
        self._known: dict[str, bytes] = {}

    def line(self, name: str) -> str | None:
        """The line of a user, None where there is none; PasswordError when the file cannot be read or a line of it is wrong."""
        try:
            status = self._path.stat()
            with self._lock:
                if self._read_at != (status.st_mtime_ns, status.st_size):
                    self._lines = _parse(self._path.read_text(encoding="utf-8"), self._path)
                    self._read_at = (status.st_mtime_ns, status.st_size)
                return self._lines.get(name)
        except (OSError, UnicodeDecodeError) as error:
            raise PasswordError(f"the password file {self._path} cannot be read: {error}") from error

    def check(self, name: str, password: str) -> bool:
        """Whether this is the user's password; takes a quarter of a second, whether there is such a user or not."""
        line = self.line(name)
        match = _LINE.fullmatch(line or self._nobody)
        assert match is not None
        *costs, salt, expected = match.groups()[1:]
        found = _hash(password, _decode(salt), *map(int, costs))
        is_right = hmac.compare_digest(found, _decode(expected)) and line is not None
        if is_right:
            self._known[name] = self._digest(str(line), password)
        return is_right

    def remembers(self, name: str, password: str) -> bool:
        """Whether `check` has found this right before; at once, for programs that send the password with every request."""
        line = self.line(name)
        return line is not None and hmac.compare_digest(self._known.get(name, b""), self._digest(line, password))

    def _digest(self, line: str, password: str) -> bytes:
        return hmac.digest(self._key, f"{line}\n{password}".encode(), "sha256")


def _parse(text: str, path: Path) -> Mapping[str, str]:
    lines: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise PasswordError(f"{path}, line {number} is no line of a password file: gkbot password NAME makes one")
        lines[match["name"]] = line.strip()
    return lines


def _hash(password: str, salt: bytes, log_cost: int, block: int, parallel: int) -> bytes:
    memory = 2 * 128 * block * 2**log_cost
    return hashlib.scrypt(
        password.encode(), salt=salt, n=2**log_cost, r=block, p=parallel, maxmem=memory + 128 * block * parallel, dklen=HASH_BYTES
    )


def _encode(data: bytes) -> str:
    return base64.b64encode(data).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))
