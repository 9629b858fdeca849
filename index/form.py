"""The official form as data: tables, rows and columns of each edition, read from `forms/*.toml`.

Knows nothing of documents; aligning a report's grids to the form is `tables/grids.py`'s job.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

EDITIONS = ("2021", "2019")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: official label, other wordings met, unit of its values (件, 万元, 项, 元)."""

    key: str
    label: str
    also: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table with the columns it fills, in order; `group` is the merged cell it stands under, or empty."""

    key: str
    label: str
    also: tuple[str, ...]
    group: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the form ("T2" 主动公开, "T3" 申请, "T4" 复议诉讼) in the order of its rows.

    In T4 the rows are the three groups that stand side by side in a single line of fifteen values.
    """

    key: str
    title: str
    rows: tuple[Row, ...]

    def row(self, key: str) -> Row:
        """The row with that key."""
        return next(row for row in self.rows if row.key == key)


@dataclass(frozen=True, slots=True)
class Form:
    """One edition of the form: its three tables, the notice that issued it, and the labels only it has."""

    edition: str
    notice: str
    signature: tuple[str, ...]
    tables: tuple[Table, ...]

    def table(self, key: str) -> Table:
        """The table "T2", "T3" or "T4"."""
        return next(table for table in self.tables if table.key == key)

    def locate(self, key: str) -> str:
        """How the form names a cell: its row under the row's group, and its column ("（三）不予公开 1.属于国家秘密 / 总计")."""
        table, row_key, column_key = key.split(".")
        row = self.table(table).row(row_key)
        column = next(column for column in row.columns if column.key == column_key)
        return f"{row.group} {row.label} / {column.label}".strip()

    def cell_keys(self) -> tuple[str, ...]:
        """Every cell of the form as "table.row.column", in the form's order (200 for 2021, 198 for 2019)."""
        return tuple(cell_key(t.key, r.key, c.key) for t in self.tables for r in t.rows for c in r.columns)


def cell_key(table: str, row: str, column: str) -> str:
    """The key of one cell, "T3.new.total"."""
    return f"{table}.{row}.{column}"


@cache
def load_form(edition: str) -> Form:
    """The form of an edition ("2021", "2019"); ValueError for any other."""
    if edition not in EDITIONS:
        raise ValueError(f"unknown edition {edition!r}, expected one of {', '.join(EDITIONS)}")
    data = tomllib.loads((files(__package__) / "forms" / f"{edition}.toml").read_text(encoding="utf-8"))
    tables = tuple(_table(key, data[key]) for key in ("T2", "T3", "T4"))
    return Form(data["edition"], data["notice"], tuple(data["signature"]), tables)


def _table(key: str, data: dict[str, Any]) -> Table:
    columns = {name: Column(name, c["label"], tuple(c.get("also", ())), c["unit"]) for name, c in data["columns"].items()}
    rows = tuple(
        Row(
            row["key"],
            row["label"],
            tuple(row.get("also", ())),
            row.get("group", ""),
            tuple(columns[name] for name in row.get("columns", columns)),
        )
        for row in data["rows"]
    )
    return Table(key, data["title"], rows)
