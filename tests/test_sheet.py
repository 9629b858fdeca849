"""Rows as files: the same values in every format, and no text that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ui.sheet import FORMATS, SheetError, is_formula, sheet_bytes

COLUMNS = ("机关", "数量", "占比", "备注")
ROWS = [
    ("青屿市岚桥局", 3, 0.5, None),
    ('=HYPERLINK("http://example.com")', 0, None, "-"),
    ("一行\n两行, “引号”", None, 12.25, "@SUM(A1)"),
]
FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "  =1", "＝1+1", "-cmd|' /C calc'!A0", "+A1"]
HARMLESS = ["", "-", "-5", "+3.5%", "12", "1,234", "青屿市", "a=b", "1-2"]


def read_csv(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def read_xlsx(content: bytes) -> list[tuple[Any, ...]]:
    from openpyxl import load_workbook

    return [tuple(cell for cell in row) for row in load_workbook(io.BytesIO(content)).active.iter_rows()]


def read_parquet(content: bytes) -> list[dict[str, Any]]:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    rows: list[dict[str, Any]] = parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


def test_csv_holds_the_rows_and_guards_formulas() -> None:
    told = read_csv(sheet_bytes("csv", COLUMNS, ROWS))
    assert told[0] == list(COLUMNS)
    assert told[1] == ["青屿市岚桥局", "3", "0.5", ""]
    assert told[2] == ["'" + ROWS[1][0], "0", "", "-"]
    assert told[3] == [ROWS[2][0], "", "12.25", "'@SUM(A1)"]


def test_xlsx_holds_the_rows_and_no_formula() -> None:
    cells = read_xlsx(sheet_bytes("xlsx", COLUMNS, ROWS))
    assert [tuple(cell.value for cell in row) for row in cells] == [COLUMNS, *ROWS]
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n"}


def test_parquet_holds_the_rows_with_their_types() -> None:
    assert read_parquet(sheet_bytes("parquet", COLUMNS, ROWS)) == [dict(zip(COLUMNS, row, strict=True)) for row in ROWS]


def test_parquet_takes_a_column_of_numbers_and_words_as_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.sheet._ROWS_A_TIME", 2)
    rows = [(1, 1), (2, None), (3, 0.5), ("–", None), (None, 4)]
    assert [row["a"] for row in read_parquet(sheet_bytes("parquet", ("a", "b"), rows))] == ["1", "2", "3", "–", None]
    assert [row["b"] for row in read_parquet(sheet_bytes("parquet", ("a", "b"), rows))] == [1, None, 0.5, None, 4]


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_rows_make_a_file_of_the_columns(file_format: str) -> None:
    content = sheet_bytes(file_format, COLUMNS, [])
    if file_format == "csv":
        assert read_csv(content) == [list(COLUMNS)]
    elif file_format == "xlsx":
        assert [tuple(cell.value for cell in row) for row in read_xlsx(content)] == [COLUMNS]
    else:
        assert read_parquet(content) == []


@pytest.mark.parametrize("text", FORMULAS)
def test_what_starts_a_formula_is_guarded(text: str) -> None:
    assert is_formula(text)
    assert read_csv(sheet_bytes("csv", ("a",), [(text,)]))[1] == [f"'{text}"]
    ((cell,),) = read_xlsx(sheet_bytes("xlsx", ("a",), [(text,)]))[1:]
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_starts_none_stays_as_it_is(text: str) -> None:
    assert not is_formula(text)
    assert (
        sheet_bytes("csv", ("a", "b"), [(text, 1)])
        .decode("utf-8-sig")
        .splitlines()[1]
        .startswith(f"{text}," if "," not in text else '"')
    )


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(max_size=12), st.none() | st.integers(-(2**53), 2**53)), max_size=4))
def test_no_text_breaks_a_format(rows: list[tuple[str, int | None]]) -> None:
    assert len(read_csv(sheet_bytes("csv", ("a", "b"), rows))) == len(rows) + 1
    assert len(read_xlsx(sheet_bytes("xlsx", ("a", "b"), rows))) == len(rows) + 1
    assert [row["b"] for row in read_parquet(sheet_bytes("parquet", ("a", "b"), rows))] == [number for _, number in rows]


@pytest.mark.parametrize("file_format", FORMATS)
def test_the_name_of_a_file_from_another_system_breaks_no_format(file_format: str) -> None:
    if file_format == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    assert sheet_bytes(file_format, ("a\udcff",), [("\ud800b",)])


def test_too_many_rows_for_excel_are_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.sheet.XLSX_ROWS", 3)
    assert sheet_bytes("xlsx", ("a",), [(1,), (2,)])
    with pytest.raises(SheetError, match="CSV or Parquet"):
        sheet_bytes("xlsx", ("a",), [(1,), (2,), (3,)])


def test_another_format_is_refused() -> None:
    with pytest.raises(SheetError, match="expected one of csv, xlsx, parquet"):
        sheet_bytes("ods", ("a",), [])
