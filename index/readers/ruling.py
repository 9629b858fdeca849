"""Tables from their ruling lines: which boxes the lines of a page form, and which of them are one merged cell.

Pure geometry in points, the same for lines drawn in a PDF and lines found in a scan. Knows nothing of text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import count

# Two lines nearer than this are one: a double border, two cells each drawing their own side.
SAME_LINE = 3.0
# A line may stop that far before the one it should meet.
REACH = 4.0
# So much of a box's side must be drawn to be a wall: scans lose parts of a line, a neighbour's line never covers half a side.
_WALL = 0.5
# An undivided box higher than this frames a page or a notice; lower ones can be what a page break left of a table.
_LONE_BOX = 60.0
# What is narrower is a checkbox, or in a scan the strokes of a large character.
_NARROWEST = 40.0
_MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A grid of boxes between the lines at `xs` and `ys`; `cells[row][column]` numbers the merged cell that covers the box."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]

    def find_box(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the box at that point; None outside the table."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        inside = 0 <= row < len(self.ys) - 1 and 0 <= column < len(self.xs) - 1
        return (row, column) if inside else None

    def split(self, cells: Collection[int]) -> RuledTable:
        """The same table with these merged cells taken apart into their boxes."""
        new = count(max(cell for row in self.cells for cell in row) + 1)
        return RuledTable(
            self.xs, self.ys, tuple(tuple(next(new) if cell in cells else cell for cell in row) for row in self.cells)
        )

    def list_boxes(self) -> dict[int, list[tuple[int, int]]]:
        """The boxes that each cell covers, as row and column."""
        boxes: dict[int, list[tuple[int, int]]] = {}
        for row, cells in enumerate(self.cells):
            for column, cell in enumerate(cells):
                boxes.setdefault(cell, []).append((row, column))
        return boxes

    def move(self, right: float, down: float) -> RuledTable:
        """The same table further to the right and down."""
        return RuledTable(tuple(x + right for x in self.xs), tuple(y + down for y in self.ys), self.cells)

    def count_cells(self) -> int:
        """How many cells the table has, a merged one counted once."""
        return len({cell for row in self.cells for cell in row})

    def holds(self, other: RuledTable) -> bool:
        """Whether the other table lies within the bounds of this one."""
        return (
            self.xs[0] - REACH <= other.xs[0] <= other.xs[-1] <= self.xs[-1] + REACH
            and self.ys[0] - REACH <= other.ys[0] <= other.ys[-1] <= self.ys[-1] + REACH
        )


def find_ruled_tables(horizontal: Iterable[Rule], vertical: Iterable[Rule]) -> list[RuledTable]:
    """The tables these lines form, from top to bottom; frames and underlines, which divide nothing, are none."""
    lines, posts = merge_rules(horizontal), merge_rules(vertical)
    if len(lines) > _MOST_LINES or len(posts) > _MOST_LINES:
        return []
    made = [_make_table(own_lines, own_posts) for own_lines, own_posts in _group_touching(lines, posts)]
    tables = [table for table in made if table is not None]
    # Of a frame and the table in it, or a table and a box drawn in one of its cells, the one with more cells is meant.
    kept = [
        table
        for table in tables
        if not any(
            other is not table and (other.holds(table) or table.holds(other)) and other.count_cells() > table.count_cells()
            for other in tables
        )
    ]
    return sorted(kept, key=lambda table: (table.ys[0], table.xs[0]))


def merge_rules(rules: Iterable[Rule]) -> list[Rule]:
    """The rules, with those that lie on one line and touch made one."""
    lanes: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: rule.at):
        if lanes and rule.at - lanes[-1][0].at <= SAME_LINE:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    return [rule for lane in lanes for rule in _merge_lane(lane)]


def _merge_lane(lane: Sequence[Rule]) -> list[Rule]:
    at = sum(rule.at for rule in lane) / len(lane)
    spans = sorted((min(rule.start, rule.end), max(rule.start, rule.end)) for rule in lane)
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start - joined[-1][1] <= REACH:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [Rule(at, start, end) for start, end in joined]


def _group_touching(lines: list[Rule], posts: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """The lines and posts that touch each other, directly or through others; those that touch nothing are left out."""
    groups = _Groups(len(lines) + len(posts))
    for at, line in enumerate(lines):
        for place, post in enumerate(posts, len(lines)):
            if line.start - REACH <= post.at <= line.end + REACH and post.start - REACH <= line.at <= post.end + REACH:
                groups.join(at, place)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for at, line in enumerate(lines):
        members.setdefault(groups.find(at), ([], []))[0].append(line)
    for place, post in enumerate(posts, len(lines)):
        members.setdefault(groups.find(place), ([], []))[1].append(post)
    return [(own_lines, own_posts) for own_lines, own_posts in members.values() if own_lines and own_posts]


class _Groups:
    """Things joined pair by pair, and the number of the group each is in."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def find(self, at: int) -> int:
        while self._above[at] != at:
            self._above[at] = self._above[self._above[at]]
            at = self._above[at]
        return at

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.find(one), self.find(other)))
        self._above[second] = first


def _make_table(lines: list[Rule], posts: list[Rule]) -> RuledTable | None:
    # The sides of some tables are left open, and a page break may leave out the line below or above.
    xs = _places(posts, min(line.start for line in lines), max(line.end for line in lines))
    ys = _places(lines, min(post.start for post in posts), max(post.end for post in posts))
    if len(xs) < 2 or len(ys) < 2:
        return None
    cells = _merge_boxes(xs, ys, lines, posts)
    table = RuledTable(xs, ys, cells)
    if xs[-1] - xs[0] < _NARROWEST or (table.count_cells() == 1 and ys[-1] - ys[0] > _LONE_BOX):
        return None
    return table


def _places(rules: list[Rule], first: float, last: float) -> tuple[float, ...]:
    """Where these rules divide the table, with its two ends `first` and `last` where no rule is near them."""
    places: list[float] = []
    for at in sorted(rule.at for rule in rules):
        if not places or at - places[-1] > SAME_LINE:
            places.append(at)
    if first < places[0] - 2 * REACH:
        places.insert(0, first)
    if last > places[-1] + 2 * REACH:
        places.append(last)
    return tuple(places)


def _merge_boxes(xs: Sequence[float], ys: Sequence[float], lines: list[Rule], posts: list[Rule]) -> tuple[tuple[int, ...], ...]:
    """Boxes with no wall between them get one number, that of the first of them."""
    across, down = len(xs) - 1, len(ys) - 1
    groups = _Groups(across * down)
    for column in range(1, across):
        own = [post for post in posts if abs(post.at - xs[column]) <= SAME_LINE]
        for row in range(down):
            if not _is_wall(own, ys[row], ys[row + 1]):
                groups.join(row * across + column - 1, row * across + column)
    for row in range(1, down):
        own = [line for line in lines if abs(line.at - ys[row]) <= SAME_LINE]
        for column in range(across):
            if not _is_wall(own, xs[column], xs[column + 1]):
                groups.join((row - 1) * across + column, row * across + column)
    return tuple(tuple(groups.find(row * across + column) for column in range(across)) for row in range(down))


def _is_wall(rules: Sequence[Rule], start: float, end: float) -> bool:
    covered = sum(max(0.0, min(end, rule.end) - max(start, rule.start)) for rule in rules)
    return covered >= _WALL * (end - start)
