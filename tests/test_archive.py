"""Archives are read in place: good members whatever their names' code, bad ones one line each, and nothing written elsewhere."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import UnreadableReport
from index.limits import MB
from index.readers.archive import Member, extract_member, list_members

LARGEST = 4 * MB
TEXT = "青屿市岚桥局2023年政府信息公开工作年度报告\n".encode()


def _pack(path: Path, *members: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return path


def _list(path: Path) -> dict[str, str | None]:
    return {member.name: member.flaw for member in list_members(path, path.name, LARGEST)}


def _pack_named(path: Path, raw: bytes, flags: int = 0) -> Path:
    """An archive with one member whose name is exactly these bytes."""
    stand_in = b"n" * len(raw)
    data = _pack(path, (stand_in.decode(), TEXT)).read_bytes().replace(stand_in, raw)
    local, central = data.index(b"PK\3\4"), data.index(b"PK\1\2")
    data = bytearray(data)
    struct.pack_into("<H", data, local + 6, flags)
    struct.pack_into("<H", data, central + 8, flags)
    path.write_bytes(data)
    return path


def test_members_come_with_their_places_and_are_read_from_there(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", ("b/", b""), ("b/二.txt", TEXT + b"2"), ("a.html", TEXT + b"1"))
    assert list_members(path, "a.zip", LARGEST) == (Member("b/二.txt", 1), Member("a.html", 2))
    assert extract_member(path, "a.zip/a.html", 2, tmp_path, LARGEST).read_bytes() == TEXT + b"1"


def test_a_member_is_written_under_a_plain_name_with_its_ending(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", ("x/../../e.HTML", TEXT), ("nothing", TEXT), ("odd.t x", TEXT))
    inside = tmp_path / "inside"
    inside.mkdir()
    names = [extract_member(path, "a", at, inside, LARGEST).name for at in range(3)]
    assert names == ["member.html", "member", "member"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.zip", "inside"]


@pytest.mark.parametrize(("encoding", "flags"), [("gbk", 0), ("utf-8", 0), ("utf-8", 0x800)])
def test_names_are_read_in_the_code_they_were_written_in(tmp_path: Path, encoding: str, flags: int) -> None:
    assert list(_list(_pack_named(tmp_path / "a.zip", "二〇二三/年报.txt".encode(encoding), flags))) == ["二〇二三/年报.txt"]


def test_a_member_keeps_the_day_it_was_changed(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", (zipfile.ZipInfo("a.txt", (2024, 1, 31, 12, 0, 0)), TEXT))
    assert extract_member(path, "a", 0, tmp_path, LARGEST).stat().st_mtime == 1706702400


@pytest.mark.parametrize(
    "name", ["../a.txt", "x/../../a.txt", "/etc/a.txt", "C:/a.txt", "..\\..\\a.txt", "\\a.txt", "\\\\host\\a.txt"]
)
def test_names_that_lead_elsewhere_are_flaws(tmp_path: Path, name: str) -> None:
    path = _pack_named(tmp_path / "a.zip", name.encode())
    assert list(_list(path).values()) == ["its name points outside the archive; pack it anew"]


def test_backslashes_of_old_windows_programs_part_folders(tmp_path: Path) -> None:
    assert _list(_pack_named(tmp_path / "a.zip", b"2023\\a.txt")) == {"2023/a.txt": None}


def _link() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


def test_every_bad_member_says_why_and_the_good_ones_do_not(tmp_path: Path) -> None:
    inner = io.BytesIO()
    zipfile.ZipFile(inner, "w").close()
    path = _pack(
        tmp_path / "a.zip",
        ("good.txt", TEXT),
        (_link(), b"/etc/passwd"),
        ("inner.zip", inner.getvalue()),
        ("large.txt", bytes(range(256)) * (5 * MB // 256)),
        ("bomb.txt", bytes(3 * MB)),
    )
    flaws = _list(path)
    assert flaws.pop("good.txt") is None
    parts = {
        "link.txt": "a link",
        "inner.zip": "an archive in an archive",
        "large.txt": "5 MB, more than",
        "bomb.txt": "300 times",
    }
    assert {
        name: (flaws[name] or "").startswith(part) or part in str(flaws[name]) for name, part in parts.items()
    } == dict.fromkeys(parts, True)


def test_of_members_with_one_name_the_last_is_read(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        path = _pack(tmp_path / "a.zip", ("a.txt", b"old"), ("a.txt", TEXT))
    first, second = list_members(path, "a.zip", LARGEST)
    assert first.flaw == "another member of the same name comes later in the archive, which is read"
    assert second.flaw is None


def test_an_encrypted_member_is_a_flaw(tmp_path: Path) -> None:
    path = _pack_named(tmp_path / "a.zip", b"a.txt", 0x1)
    assert str(_list(path)["a.txt"]).startswith("encrypted; unpack the archive with its password")


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _overlap(data: bytes) -> bytes:
    """The one member listed twice, as in archives that unpack to far more than they show."""
    at, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    entry = data[at:end]
    tail = bytearray(data[end:])
    struct.pack_into("<HHI", tail, 8, 40, 40, 40 * len(entry))
    return data[:at] + entry * 40 + bytes(tail)


@pytest.mark.parametrize(
    ("damage", "message"),
    [(_cut, "damaged or cut off archive"), (lambda data: b"", "damaged or cut off archive"), (_overlap, "its members overlap")],
    ids=["cut", "empty", "overlapping"],
)
def test_a_bad_archive_is_one_line(tmp_path: Path, damage: Callable[[bytes], bytes], message: str) -> None:
    path = _pack(tmp_path / "a.zip", ("a.txt", bytes(range(256)) * 40))
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UnreadableReport, match=message) as refused:
        list_members(path, "a.zip", LARGEST)
    assert str(refused.value).startswith("a.zip: ")
    assert "\n" not in str(refused.value)


def test_a_damaged_member_is_one_line(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", ("a.txt", bytes(range(256)) * 40))
    data = bytearray(path.read_bytes())
    data[60:80] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(UnreadableReport, match=r"^a.zip/a.txt: damaged in the archive"):
        extract_member(path, "a.zip/a.txt", 0, tmp_path, LARGEST)


def test_a_member_larger_than_it_says_is_not_written_out(tmp_path: Path) -> None:
    path = _pack(tmp_path / "a.zip", ("a.txt", bytes(2 * MB)))
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\1\2") + 24, 1000)
    path.write_bytes(data)
    folder = tmp_path / "inside"
    folder.mkdir()
    with pytest.raises(UnreadableReport):
        extract_member(path, "a.zip/a.txt", 0, folder, LARGEST)
    assert sum(file.stat().st_size for file in folder.iterdir()) <= 1000
