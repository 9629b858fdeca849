"""Bytes become the text they were written as, whatever they say of themselves, or are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import UnreadableReport
from index.readers import encoding
from index.readers.encoding import decode, read_bounded

SENTENCE = "青屿市岚桥局认真贯彻落实《中华人民共和国政府信息公开条例》，全年主动公开政府信息3件，未收到信息公开申请。"
TRADITIONAL = "青嶼市嵐橋局認真貫徹落實《中華人民共和國政府信息公開條例》，全年主動公開政府信息3件，未收到信息公開申請。"


@pytest.mark.parametrize("declared", [None, "utf-8", "gbk", "big5", "x-unknown"])
@pytest.mark.parametrize("written", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_content_decides_whatever_is_declared(written: str, declared: str | None) -> None:
    text = f"{SENTENCE}\n规章 0 1 2\n一、本年新收 0 0 0\n"
    assert decode(text.encode(written), "page", declared).text == text


def test_traditional_text_in_its_own_encoding_is_read() -> None:
    assert decode(TRADITIONAL.encode("big5"), "page").text == TRADITIONAL


@pytest.mark.parametrize("wrong", ["gb18030", "big5"])
def test_text_read_in_a_wrong_encoding_and_saved_again_is_refused(wrong: str) -> None:
    garbled = SENTENCE.encode().decode(wrong, errors="replace")
    with pytest.raises(UnreadableReport, match="garbled"):
        decode(garbled.encode(), "page")


def test_a_stretch_in_another_encoding_is_named_and_the_rest_is_kept() -> None:
    decoded = decode(SENTENCE.encode() * 3 + "规章".encode("gb18030") + SENTENCE.encode() * 3, "page")
    assert decoded.text.count(SENTENCE) == 6
    assert decoded.warnings == (f"{decoded.text.count(chr(0xFFFD))} characters are in no known encoding",)


def test_garbled_lines_among_good_ones_are_named() -> None:
    garbled = SENTENCE.encode().decode("gb18030", errors="ignore")
    assert decode("\n".join([SENTENCE] * 9 + [garbled]).encode(), "page").warnings == ("1 lines are garbled",)


def test_names_with_rare_characters_are_not_garbled() -> None:
    names = "砀山县、鄄城县、涡阳县、泸州市、亳州市、儋州市、衢州市、瑷珲区、仫佬族、犍为县、郫都区。"
    assert decode(names.encode(), "page").warnings == ()


def test_a_file_larger_than_any_report_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "LARGEST", 10)
    (tmp_path / "page.txt").write_bytes(b"0" * 11)
    with pytest.raises(UnreadableReport, match="no report's size"):
        read_bounded(tmp_path / "page.txt", "page.txt")
