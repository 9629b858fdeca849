"""A file is read as what it is, whatever its ending says, and what it is not is said in one line."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from word_files import p, write_word

from index.errors import UnreadableReport
from index.readers import read_document
from index.readers.sniff import sniff

TITLE = "青屿市岚桥局2023年政府信息公开工作年度报告"
PAGE = f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>{TITLE}</p></body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _ole(*streams: str, header: bytes = b"") -> bytes:
    directory = b"".join(stream.encode("utf-16-le").ljust(128, b"\0") for stream in streams)
    return OLE + header.ljust(512, b"\0") + directory


def _zip(*names: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name in names:
                archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x")

    return write


def _bytes(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


@pytest.mark.parametrize(
    ("write", "kind"),
    [
        (_bytes(TITLE.encode()), ".txt"),
        (_bytes(TITLE.encode("gb18030")), ".txt"),
        (_bytes(b"\xef\xbb\xbf" + PAGE.encode()), ".html"),
        (_bytes(PAGE.encode("utf-16")), ".html"),
        (_bytes(b"<!-- a --><!-- b -->\n<TABLE><tr><td>1</td></tr></TABLE>"), ".html"),
        (_bytes(b"\n\n  text first <body class='x'> then a page"), ".html"),
        (_bytes(b"<!-- -->" * 5000 + b"no page"), ".txt"),
        (_bytes(b"From: <x>\r\nSubject: =?gb2312?B?xOo=?=\r\n folded\r\nMIME-Version: 1.0\r\n\r\nx"), ".mht"),
        (_bytes(b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>"), ".doc"),
        (_bytes(b"{\\rtf1\\ansi"), ".rtf"),
        (_bytes(b"%PDF-1.4\n"), ".pdf"),
        (_bytes(b"junk\0\r\n%PDF-1.4\n"), ".pdf"),
        (_bytes(b"\x89PNG\r\n\x1a\n\0"), ".png"),
        (_bytes(b"\xff\xd8\xff\xe0\0"), ".jpg"),
        (_bytes(b"Rar!\x1a\x07\x01\0"), ".rar"),
        (_bytes(gzip.compress(b"x")), ".gz"),
        (_bytes(_ole("Root Entry", "WordDocument")), ".doc"),
        (_bytes(_ole("WordDocument", header=b"\xec\xa5".ljust(11, b"\0") + b"\x01")), ".enc"),
        (_bytes(_ole("EncryptionInfo", "EncryptedPackage")), ".enc"),
        (_bytes(_ole("Workbook")), ".ole"),
        (_bytes(OLE), None),
        (_zip("[Content_Types].xml", "word/document.xml"), ".docx"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), ".xlsx"),
        (_zip("mimetype", "content.xml"), ".odt"),
        (_zip("a.html"), ".zip"),
        (_zip(), ".zip"),
        (_bytes(b"\0\1\2\3"), None),
        (_bytes(b""), None),
    ],
)
def test_content_tells_the_kind(tmp_path: Path, write: Callable[[Path], None], kind: str | None) -> None:
    write(tmp_path / "file")
    assert sniff(tmp_path / "file") == kind


@pytest.mark.parametrize("length", range(10, 300, 40))
def test_a_cut_word_file_is_still_known_for_one(tmp_path: Path, length: int) -> None:
    whole = write_word(tmp_path / "a.docx", p(TITLE)).read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) - length])
    assert sniff(tmp_path / "cut") == ".docx"


@pytest.mark.parametrize("name", ["a.doc", "a.txt", "a.pdf", "a.xyz", "a"])
def test_a_page_under_another_name_is_read_with_a_warning(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PAGE, encoding="utf-8")
    document = read_document(tmp_path / name, name)
    assert TITLE in document.text
    named = f"named {Path(name).suffix}" if "." in name else "without an ending"
    assert document.warnings[0] == f"{named} but is a web page, read as that"


@pytest.mark.parametrize("name", ["a.htm", "a.SHTML", "a.html"])
def test_an_ending_that_fits_is_no_warning(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(PAGE, encoding="utf-8")
    assert read_document(tmp_path / name, name).warnings == ()


def test_a_word_file_under_another_name_is_read(tmp_path: Path) -> None:
    path = write_word(tmp_path / "a.wps", p(TITLE))
    assert read_document(path, "a.wps").warnings == ("named .wps but is a Word file (.docx), read as that",)


def test_pieces_of_a_page_stay_a_page_and_text_without_a_tag_does_not(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"前言<br>{TITLE}", encoding="utf-8")
    assert read_document(tmp_path / "a.html", "a.html").warnings == ()
    (tmp_path / "b.html").write_text(TITLE, encoding="utf-8")
    assert read_document(tmp_path / "b.html", "b.html").warnings == ("named .html but is text, read as that",)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.docx", b"", "the file is empty"),
        ("a.docx", _ole("EncryptedPackage"), "encrypted; save it without a password first"),
        ("a.doc", _ole("Workbook"), "named .doc but is an old Office file, but no Word file, which no reader takes"),
        ("a.docx", b"Rar!\x1a\x07\x01\0", "a RAR archive, which no reader takes; unpack it and index the folder"),
        ("a.xyz", b"\0\1", "no reader for '.xyz', expected one of"),
    ],
)
def test_what_no_reader_takes_is_one_line(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableReport) as refused:
        read_document(tmp_path / name, name)
    assert str(refused.value).startswith(f"{name}: {message}")
    assert "\n" not in str(refused.value)
