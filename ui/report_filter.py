"""Which reports a reader or a program wants to see listed. Knows nothing of how they are shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from gkbot.collection import Listed
from gkbot.plan import Kind, Scope

LONGEST_PAGE = 1000  # reports
_BETWEEN = re.compile(r"[\s,，、]+")


class ReportFilter(BaseModel):
    """Reports of these years, kinds (park, bureau ...) and places, with `search` in the body's name, a page of `limit` at a time.

    Several values of a field are given as several parameters, or in one, parted by blanks or commas.
    """

    model_config = ConfigDict(extra="forbid")

    year: list[int] = []
    kind: list[Kind] = []
    region: list[str] = []
    search: str = ""
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

    def page(self, found: Sequence[Listed]) -> Sequence[Listed]:
        """Those of the reports found that stand on this page."""
        return found[self.offset : self.offset + self.limit]
