"""ZIP archives of reports: what is in one, which members may not be read and why, and one member written to a folder.

Nothing is written under a name from the archive. An archive in an archive is not opened. Knows nothing of reports.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import UnreadableReport
from index.readers.sniff import ZIP_ERRORS

ARCHIVES = (".zip",)

MOST_MEMBERS = 100_000
LARGEST_TOTAL = 16 * 2**30  # bytes unpacked
# Web pages shrink to a tenth, tables of zeros to a fiftieth; what shrinks to less than this was made to fill the disk.
HIGHEST_RATIO = 300
SMALLEST_BOMB = 2**20  # below this, the ratio does not matter

_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_DRIVE = re.compile(r"[A-Za-z]:")
_CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its name there, its place in the archive's list, and why it may not be read (None: it may)."""

    name: str
    at: int
    flaw: str | None = None


def list_members(path: Path, name: str, largest: int) -> tuple[Member, ...]:
    """The files in an archive, none of them larger than `largest` bytes unless flawed; UnreadableReport for a bad archive."""
    archive = _open(path, name)
    with archive:
        infos = archive.infolist()
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS or total > LARGEST_TOTAL:
        raise UnreadableReport(
            f"{name}: {len(infos)} members of {total >> 20} MB in all, more than {MOST_MEMBERS} or {LARGEST_TOTAL >> 20} MB; "
            "unpack it and index the folder"
        )
    # Members that share their packed bytes unpack to far more than any one of them shows.
    if sum(info.compress_size for info in infos) > path.stat().st_size:
        raise UnreadableReport(f"{name}: its members overlap, as in archives made to fill a disk; left unread")
    files = [(at, info, _clean_name(info)) for at, info in enumerate(infos) if not info.is_dir()]
    # Unpacking would leave the last of several members with one name.
    last = {member: at for at, _, member in files}
    return tuple(
        Member(member, at, _find_flaw(info, member, largest) or _find_rival(member, at, last)) for at, info, member in files
    )


def extract_member(path: Path, name: str, at: int, folder: Path, largest: int) -> Path:
    """The file that a member was written to, in `folder` under a plain name; UnreadableReport when it is damaged or too large."""
    with _open(path, name) as archive:
        info = archive.infolist()[at]
        target = folder / f"member{_suffix(_clean_name(info))}"
        try:
            with archive.open(info) as packed, target.open("wb") as file:
                while chunk := packed.read(_CHUNK):
                    if file.tell() + len(chunk) > min(largest, info.file_size):
                        raise UnreadableReport(f"{name}: unpacks to more than the archive says; left unread")
                    file.write(chunk)
        except ZIP_ERRORS as error:
            raise UnreadableReport(f"{name}: damaged in the archive ({error}); get the archive again") from error
        _keep_date(target, info)
    return target


def _keep_date(path: Path, info: zipfile.ZipInfo) -> None:
    """Give a file the day its archive says it was changed; archives know no time zone."""
    try:
        changed = datetime(*info.date_time, tzinfo=UTC).timestamp()
    except ValueError:  # month 0 stands for no date
        return
    os.utime(path, (changed, changed))


def _open(path: Path, name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise
    except ZIP_ERRORS as error:
        raise UnreadableReport(f"{name}: a damaged or cut off archive ({error}); get it again") from error


def _clean_name(info: zipfile.ZipInfo) -> str:
    """The member's name as its writer meant it: without the flag for UTF-8 it is in the writer's own code, in China GBK."""
    name = info.orig_filename.partition("\0")[0]
    if not info.flag_bits & _UTF8_NAME:
        raw = name.encode("cp437", "replace")
        name = next((text for text in (_decode(raw, "utf-8"), _decode(raw, "gb18030")) if text is not None), name)
    # Old Windows programs part folders by backslashes.
    return name.replace("\\", "/")


def _decode(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if re.fullmatch(r"\.\w{1,8}", suffix, re.ASCII) else ""


def _find_flaw(info: zipfile.ZipInfo, name: str, largest: int) -> str | None:
    parts = name.split("/")
    if name.startswith("/") or _DRIVE.match(name) or ".." in parts:
        return "its name points outside the archive; pack it anew"
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "a link or device, no file; pack the file itself"
    if info.flag_bits & _ENCRYPTED:
        return "encrypted; unpack the archive with its password and index the folder"
    if _suffix(name) in ARCHIVES:
        return "an archive in an archive; unpack the outer one and index the folder"
    if info.file_size > largest:
        return too_large(info.file_size, largest)
    if info.file_size > max(SMALLEST_BOMB, HIGHEST_RATIO * info.compress_size):
        return f"unpacks to more than {HIGHEST_RATIO} times its size, as files made to fill a disk; left unread"
    return None


def too_large(size: int, largest: int) -> str:
    """Why a file of that many bytes is not read."""
    return f"{size / 2**20:.0f} MB, more than the limit of {largest / 2**20:.0f} MB; raise GKBOT_MAX_FILE_MB or leave it out"


def _find_rival(name: str, at: int, last: dict[str, int]) -> str | None:
    return None if last[name] == at else "another member of the same name comes later in the archive, which is read"
