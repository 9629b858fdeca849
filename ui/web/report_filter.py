"""Which reports a reader or a program wants to see listed. Knows nothing of how they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

from gkbot.collection import Listed
from gkbot.plan import Kind, Scope

LONGEST_PAGE = 1000  # reports
LONGEST_SEARCH = 200  # characters
COLUMNS = ("organisation", "year", "kind", "region", "file")  # what a list can be sorted by
_BETWEEN = re.compile(r"[\s,，、]+")


T = TypeVar("T")
_KEYS: Mapping[str, Callable[[Listed], Any]] = {
    "organisation": lambda report: report.organisation,
    "year": lambda report: report.year or 0,
    "kind": lambda report: report.kind,
    "region": lambda report: report.regions,
    "file": lambda report: report.file,
}


class ReportFilter(BaseModel):
    """Reports of these years, kinds (park, bureau ...) and places, with `search` in the body's name, a page of `limit` at a time.

    Several values of a field are given as several parameters, or in one, parted by blanks or commas. `sort` names a column,
    with a minus before it from its other end.
    """

    model_config = ConfigDict(extra="forbid")

    year: list[int] = []
    kind: list[Kind] = []
    region: list[str] = []
    search: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    sort: Annotated[str, Field(pattern=f"^-?({'|'.join(COLUMNS)})$")] = COLUMNS[0]
    offset: Annotated[int, Field(ge=0)] = 0
    limit: Annotated[int, Field(ge=1, le=LONGEST_PAGE)] = 100

    @field_validator("year", "kind", "region", mode="before")
    @classmethod
    def _part(cls, given: Any) -> Any:
        return [part for value in given for part in _BETWEEN.split(str(value)) if part] if isinstance(given, list) else given

    @property
    def scope(self) -> Scope:
        """What of it a Scope can say."""
        return Scope(kinds=tuple(self.kind), regions=tuple(self.region), years=tuple(self.year))

    def in_order(self, found: Sequence[Listed]) -> Sequence[Listed]:
        """The reports found, which come by body and year, sorted as wanted."""
        column, downwards = self.sort.removeprefix("-"), self.sort.startswith("-")
        if self.sort == COLUMNS[0]:
            return found
        return sorted(found, key=_KEYS[column], reverse=downwards)

    def page(self, found: Sequence[T]) -> Sequence[T]:
        """Those of what was found that stand on this page."""
        return found[self.offset : self.offset + self.limit]
