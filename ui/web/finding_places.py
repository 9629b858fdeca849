"""Where the two values of a check stand, in the report and in links to it. Knows nothing of how they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from gkbot.findings import Finding
from index.checks.equations import Equation, equations
from index.report import Check, Span


@dataclass(frozen=True, slots=True)
class Side:
    """The cells and sentences of a report that one value of a check stands in or is added up from."""

    cells: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


def find_sides(check: Check, edition: str | None) -> tuple[Side, Side]:
    """Where the left and the right value stand in the check's own report; one that stands in another report has no place."""
    if check.code.startswith("X-"):
        return Side(spans=check.places), Side(cells=check.cells)
    if check.other_file:
        return Side(), Side(check.cells)
    equation = _by_code(edition)[check.code]
    return Side(equation.left), Side(equation.right)


@cache
def _by_code(edition: str | None) -> Mapping[str, Equation]:
    return {equation.code: equation for equation in equations(edition)} if edition else {}


def finding_links(finding: Finding, prefix: str = "") -> tuple[str, str]:
    """Links to where the left and the right value are lit; empty for a report that is no longer in the index."""
    own = f"{prefix}/reports/{quote(finding.report.uid, safe='')}?finding={finding.number}"
    left, right = f"{own}#left", f"{own}#right"
    if finding.check.other_file:
        left = cell_link(finding.other.uid, finding.check.other_cells, prefix) if finding.other else ""
    # Total and parts of a sentence stand in one place.
    return left, right if finding.check.cells else left


def cell_link(uid: str, cells: tuple[str, ...], prefix: str = "") -> str:
    """A link to a report with these cells lit."""
    return f"{prefix}/reports/{quote(uid, safe='')}?{urlencode({'cell': cells}, doseq=True)}#lit"
