"""Where the passages of each report lie: a report has a range of passage ids, and an order among all that no build changes.

Read once a build from its facts. Knows nothing of what passages say.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from sqlalchemy import Connection, func, select

from index.search.ranges import Numbers, Ranges
from index.storage import schema

_ONE = 1 << 20  # the order of a report, in passages: more than any report has


@dataclass(frozen=True, eq=False)
class Extents:
    """The reports that have passages, ascending by id, each with its first passage, the id behind its last, and its order.

    The order goes by year, organisation and file.
    """

    report_ids: Numbers
    firsts: Numbers
    ends: Numbers
    orders: Numbers

    @cached_property
    def all(self) -> Ranges:
        """The passages of all reports."""
        return Ranges.join(self.firsts, self.ends)

    def ranges(self, report_ids: Collection[int]) -> Ranges:
        """The passages of some reports; ids of no report have none."""
        wanted = np.fromiter(report_ids, dtype=np.int64, count=len(report_ids))
        at = np.searchsorted(self.report_ids, wanted)
        at, wanted = at[at < len(self.report_ids)], wanted[at < len(self.report_ids)]
        at = np.unique(at[self.report_ids[at] == wanted])
        return Ranges.join(self.firsts[at], self.ends[at])

    def order(self, passage_ids: Numbers) -> Numbers:
        """Numbers by which passages sort as their reports do, then as they stand in the report."""
        at = self._by_first[np.searchsorted(self.firsts, passage_ids, "right", sorter=self._by_first) - 1]
        return self.orders[at] * _ONE + passage_ids - self.firsts[at]

    @cached_property
    def _by_first(self) -> Numbers:
        return np.argsort(self.firsts)


def read_extents(connection: Connection) -> Extents:
    """The extents of a facts database."""
    r, p = schema.reports.c, schema.passages.c
    spans = select(p.report_id, func.min(p.id).label("first"), func.max(p.id).label("last")).group_by(p.report_id).subquery()
    rows = connection.execute(
        select(r.id, spans.c.first, spans.c.last).join(spans, spans.c.report_id == r.id).order_by(r.year, r.organisation, r.file)
    ).all()
    table = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=3 * len(rows)).reshape(-1, 3)
    orders = np.argsort(table[:, 0])
    ids, firsts, lasts = table[orders].T
    return Extents(ids, np.ascontiguousarray(firsts), lasts + 1, orders)
