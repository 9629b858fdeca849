"""Rows as a file for spreadsheets and statistics: CSV, XLSX or Parquet. Knows nothing of what the rows tell.

A text that a spreadsheet would take for a formula stays a text: in CSV behind an apostrophe, in XLSX by the type of its cell.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value = str | int | float | None
Row = Sequence[Value]

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
FORMATS = tuple(MEDIA_TYPES)

XLSX_ROWS = 1_048_576
INSTALL_PARQUET = 'Parquet needs pyarrow: pip install "gkbot[parquet]"'
_ROWS_A_TIME = 50_000
# What starts a formula in Excel, LibreOffice and WPS, full-width signs included; a signed number or a lone dash is harmless.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠\t\r]")
_HARMLESS = re.compile(r"[-+]?[\d.,]*%?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class SheetError(Exception):
    """Rows that do not go into such a file: why, and the way out."""


def sheet_bytes(file_format: str, columns: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The content of a file with these columns and rows; `file_format` is one of FORMATS. Raises SheetError."""
    file = io.BytesIO()
    write_sheet(file, file_format, columns, rows)
    return file.getvalue()


def write_sheet(file: IO[bytes], file_format: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write the columns' names and the rows, each as long as `columns`, as they come; SheetError when that cannot be done."""
    if file_format not in _WRITERS:
        raise SheetError(f"there is no format {file_format!r}, expected one of {', '.join(FORMATS)}")
    _WRITERS[file_format](file, columns, rows)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None and _HARMLESS.fullmatch(text) is None


def _write_csv(file: IO[bytes], columns: Sequence[str], rows: Iterable[Row]) -> None:
    # Without the mark at its start, Excel takes the file for one in the system's own encoding.
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="backslashreplace", newline="", write_through=True)
    lines = csv.writer(text)
    lines.writerow(map(_plain, columns))
    lines.writerows(map(_plain, row) for row in rows)
    text.detach()


def _plain(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def _write_xlsx(file: IO[bytes], columns: Sequence[str], rows: Iterable[Row]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("gkbot")
    sheet.freeze_panes = "A2"
    lines = chain([columns], rows)
    for row in islice(lines, XLSX_ROWS):
        sheet.append([_cell(sheet, value) for value in row])
    if next(lines, None) is not None:
        sheet.close()
        raise SheetError(f"a sheet of Excel has {XLSX_ROWS} rows and there are more: write CSV or Parquet")
    book.save(file)


def _cell(sheet: WriteOnlyWorksheet, value: Value) -> WriteOnlyCell | Value:
    if not isinstance(value, str):
        return value
    text = _NOT_IN_XML.sub("\ufffd", value)
    if not is_formula(text):
        return text
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True  # so that it stays a text when somebody edits it
    return cell


def _write_parquet(file: IO[bytes], columns: Sequence[str], rows: Iterable[Row]) -> None:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise SheetError(INSTALL_PARQUET) from error

    names, left = list(map(_encodable, columns)), iter(rows)
    parts = iter(lambda: list(islice(left, _ROWS_A_TIME)), [])
    tables = [pyarrow.table([_array(pyarrow, values) for values in zip(*part, strict=True)], names) for part in parts]
    if not tables:
        tables = [pyarrow.table([pyarrow.array([], pyarrow.string()) for _ in names], names)]
    for name in names:
        if any(pyarrow.types.is_string(table.schema.field(name).type) for table in tables):
            tables = [_with_text(pyarrow, table, name) for table in tables]
    pyarrow.parquet.write_table(pyarrow.concat_tables(tables, promote_options="permissive"), file)


def _array(pyarrow: Any, values: Sequence[Value]) -> Any:
    """The values as a column: of texts where one of them is a text, else of numbers."""
    if any(isinstance(value, str) for value in values):
        texts = [None if value is None else _encodable(str(value)) for value in values]
        return pyarrow.array(texts, pyarrow.string())
    return pyarrow.array(values)


def _encodable(text: str) -> str:
    """The text without what has no UTF-8, as names of files from other systems may hold."""
    return text.encode("utf-8", "backslashreplace").decode()


def _with_text(pyarrow: Any, table: Any, name: str) -> Any:
    return table.set_column(table.schema.get_field_index(name), name, table[name].cast(pyarrow.string()))


_WRITERS: Mapping[str, Callable[[IO[bytes], Sequence[str], Iterable[Row]], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "parquet": _write_parquet,
}
