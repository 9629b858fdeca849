"""The facts database of a build: its tables, as SQLAlchemy Core describes them.

Numbers live in wide tables, one per edition and one column a cell, so that a sum over many reports is one scan; where
each cell stands lies in one compressed record a report (`places`), read only for what is cited.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, String, Table, Text

from index.form import EDITIONS, load_form
from index.report import State

VERSION = 7  # also of the segments: of their files, and of what they hold of a passage


def column_name(cell_key: str) -> str:
    """The column of `cells_<edition>` that holds a cell: "T3.new.total" gives "t3_new_total"."""
    return cell_key.lower().replace(".", "_")


# The letter that a cell's state has in `cells_<edition>.states`, one a cell in the order of the form; "." where there is no cell.
STATE_LETTERS = {State.NUMBER: "n", State.BLANK: "b", State.DASH: "d", State.UNREADABLE: "u"}
NO_CELL = "."


metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String, nullable=False, unique=True),  # first 12 hex digits of the file's SHA-256
    Column("file", String, nullable=False),  # path below the folder given to `gkbot index`
    Column("sha256", String, nullable=False),
    Column("title", String, nullable=False),
    Column("organisation", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("province", String),
    Column("city", String),
    Column("county", String),
    Column("year", Integer, index=True),
    Column("edition", String),
    Column("address", String),
    Column("phone", String),
    Column("phone_normalised", String, index=True),
    Column("fax", String),
    Column("postcode", String),
    Column("email", String),
    Column("website", String),
    Column("contact_start", Integer),
    Column("contact_end", Integer),
    Column("website_start", Integer),
    Column("website_end", Integer),
    Column("period_from", String),
    Column("period_to", String),
    Column("period_start", Integer),
    Column("period_end", Integer),
    Column("warnings", String, nullable=False),  # JSON list of what reading it met
    Column("changed", String, nullable=False),  # the day the file was last changed, ISO
)

texts = Table(
    "texts",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("text", Text, nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("alias", String, nullable=False, index=True),
)

# How names and places are read, one syllable a character parted by "'": 樟树市 is zhang'shu'shi.
spellings = Table(
    "spellings",
    metadata,
    Column("word", String, primary_key=True),
    Column("pinyin", String, nullable=False),
)

chapters = Table(
    "chapters",
    metadata,
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("heading", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

cells = {
    edition: Table(
        f"cells_{edition}",
        metadata,
        Column("report_id", ForeignKey("reports.id"), primary_key=True),
        Column("states", String, nullable=False),
        *(Column(column_name(key), Float) for key in load_form(edition).cell_keys()),
    )
    for edition in EDITIONS
}

# zlib-compressed JSON: {"T3.new.total": [state, raw, start, end, row_start, row_end, number], ...}
places = Table(
    "places",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("record", LargeBinary, nullable=False),
)

# The statistics table of a report before the official form, a number a row; `path` is a JSON list, outermost first.
indicators = Table(
    "indicators",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("path", String, nullable=False),
    Column("name", String, nullable=False, index=True),
    Column("unit", String, nullable=False),
    Column("column", String, nullable=False),
    Column("raw", String, nullable=False),
    Column("state", String, nullable=False),
    Column("number", Float),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("row_start", Integer, nullable=False),
    Column("row_end", Integer, nullable=False),
)

figures = Table(
    "figures",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("value", Float, nullable=False),
    Column("value_max", Float),
    Column("unit", String, nullable=False),
    Column("counts", String, nullable=False),
    Column("approximate", Boolean, nullable=False),
    Column("chapter", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
)

checks = Table(
    "checks",
    metadata,
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("code", String, nullable=False),
    Column("status", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("left", Float),
    Column("right", Float),
    Column("cells", String, nullable=False),  # JSON list of cell keys
    Column("places", String, nullable=False),  # JSON list of [start, end]
    Column("other_file", String),  # the report on the year before that a check between years compares with
    Column("other_cells", String, nullable=False),  # JSON list of cell keys of that report
    Index("checks_of_status", "status", "report_id"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),  # the same in Chroma and in the segments; without gaps in a report
    Column("report_id", ForeignKey("reports.id"), nullable=False, index=True),
    Column("chapter", Integer, nullable=False),
    Column("headings", String, nullable=False),  # JSON list, outermost first
    Column("text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)
