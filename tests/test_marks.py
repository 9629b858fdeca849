"""Signs told by their shape: what is a dash or a slash, and what cannot be a digit."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("cv2", reason="the extra ocr is not installed")

import pdf_pages  # noqa: E402
from PIL import Image, ImageDraw  # noqa: E402

from index.readers.marks import find_usual_height, has_shape_of_digits, read_sign  # noqa: E402
from index.readers.picture import Box, Picture, find_ink, tighten  # noqa: E402

SIZE = 25
ROOM = Box(0, 0, 120, 60)


def draw(text: str, size: int = SIZE) -> tuple[Picture, Box]:
    """The ink of a text in the middle of a cell, and its line."""
    image = Image.new("L", (ROOM.x1, ROOM.y1), 255)
    ImageDraw.Draw(image).text((20, 40), text, font=pdf_pages._font(size), fill=20, anchor="ls")
    ink = find_ink(np.asarray(image))
    line = tighten(ink, ROOM)
    assert line is not None
    return ink, line


@pytest.mark.parametrize(
    ("written", "read"), [("-", "-"), ("--", "--"), ("–", "-"), ("—", "—"), ("——", "——"), ("/", "/"), ("\\", "\\"), ("／", "/")]
)
def test_dashes_and_slashes_are_told_by_their_shape(written: str, read: str) -> None:
    ink, line = draw(written)
    sign = read_sign(ink, line, ROOM, SIZE)
    assert sign == read or (set(written) == {"-"} and sign is not None and set(sign) == {"-"})


@pytest.mark.parametrize("written", ["1", "7", "4", "0", "l", "I", "一", "二", "|", "(", "12", "无"])
def test_what_is_no_dash_and_no_slash_is_none(written: str) -> None:
    ink, line = draw(written)
    assert read_sign(ink, line, ROOM, SIZE) is None


@pytest.mark.parametrize("written", ["012345", "6789", "1,024", "3.5"])
def test_digits_have_the_shape_of_digits(written: str) -> None:
    ink, line = draw(written)
    usual = find_usual_height(*_line_of("8"))
    assert has_shape_of_digits(ink, line, written, usual)


@pytest.mark.parametrize(("written", "read"), [("135O", "1350"), ("O", "0"), ("12o", "120")])
def test_letters_do_not(written: str, read: str) -> None:
    ink, line = draw(written)
    assert not has_shape_of_digits(ink, line, read, find_usual_height(*_line_of("8")))


def _line_of(text: str) -> tuple[Picture, list[Box]]:
    ink, line = draw(text)
    return ink, [line]
