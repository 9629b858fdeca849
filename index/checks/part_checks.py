"""A stated total against its stated parts: 共N条，其中A x条，B y条. Only within one sentence, or the one that 其中 begins.

Knows nothing of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.report import Check, Figure, Span, Status

_CHANNELS = re.compile(r"网站|网|微信|微博|公众号|新媒体|公示栏|平台|渠道|报刊|电视|屏")
_PARTS_FOLLOW = re.compile(r"[，,。；;]?\s*[（(]?\s*(?:其中|包括|分别[为是])")
# What stands beside the parts and is none of them: a difference, a part of a part, what became of the whole.
_NO_PART = re.compile(r"较|比|同比|增加|减少|增长|下降|[含占]|已|办结|答复|采纳|完成|整改|[（(][^）)]*$")
_REACH_OF_WHOLE = 8
_NO_PARTS = frozenset(("%", "元", "万元"))


def check_parts(figures: Sequence[Figure], text: str) -> Iterator[Check]:
    """共N条，其中A x条，B y条: holds when the parts make up the total; broken when they exceed it, or are all 0 and it is not."""
    counts = [figure for figure in figures if "/" not in figure.unit]
    for whole, parts, scope in _find_wholes(counts, text):
        groups = _group_parts(parts, text)
        own = _leave_out(parts, text)
        sums = [sum(part.value for part in group) for group in (own, parts, *groups)]
        agreeing = next((total for total in sums if total == whole.value), None)
        said = f"正文称{whole.counts}{whole.value}{whole.unit}，所列各项之和为"
        if agreeing is not None:
            yield Check("X-parts", Status.HOLDS, f"{said}{agreeing}{whole.unit}，两者一致", whole.value, agreeing, (), (scope,))
        elif len(own) > 1 and _contradicts(whole, own, sums[0], len(groups)):
            yield Check("X-parts", Status.BROKEN, f"{said}{sums[0]}{whole.unit}，两者不符", whole.value, sums[0], (), (scope,))


def _leave_out(parts: Sequence[Figure], text: str) -> list[Figure]:
    """The parts without the figures that only stand among them."""
    befores = [parts[0].start, *(part.end for part in parts[:-1])]
    return [part for part, before in zip(parts, befores, strict=True) if not _NO_PART.search(text[before : part.start])]


def _group_parts(parts: Sequence[Figure], text: str) -> list[list[Figure]]:
    """The parts between semicolons: each group may be the whole once more, parted in another way; one to a group are one list."""
    groups = [[parts[0]]]
    for before, part in pairwise(parts):
        if re.search(r"[；;]", text[before.end : part.start]):
            groups.append([])
        groups[-1].append(part)
    return [list(parts)] if all(len(group) == 1 for group in groups) else groups


def _contradicts(whole: Figure, parts: Sequence[Figure], total: float, groups: int) -> bool:
    if any(part.unit != whole.unit or part.approximate or part.value_max is not None for part in parts):
        return False
    if total == 0:
        return True
    # One item may go out over several channels, so theirs may add up to more than the items.
    return groups == 1 and total > whole.value and not any(_CHANNELS.search(part.counts) for part in parts)


def _find_wholes(figures: Sequence[Figure], text: str) -> Iterator[tuple[Figure, tuple[Figure, ...], Span]]:
    """Each figure with 其中 behind it, the figures listed there, and the sentences they stand in."""
    for at, whole in enumerate(figures[:-1]):
        following = figures[at + 1]
        between = text[whole.end : following.start]
        if not _PARTS_FOLLOW.match(between) or whole.unit in _NO_PARTS or whole.approximate:
            continue
        parts = tuple(_take_parts(figures, at + 1, text))
        if (
            len(parts) < 2
            or any(part.value > whole.value for part in parts)
            or (sum(part.value for part in parts) <= whole.value and _goes_on(figures, at + 1 + len(parts), parts, text))
        ):
            continue
        yield whole, parts, Span(whole.sentence.start, parts[-1].sentence.end)


def _take_parts(figures: Sequence[Figure], first: int, text: str) -> Iterator[Figure]:
    """The figures of one sentence from `first` on, up to the next figure that has parts itself, or of another kind."""
    sentence = figures[first].sentence
    for at in range(first, len(figures)):
        part = figures[at]
        if part.sentence != sentence or part.unit in _NO_PARTS:
            return
        if at > first and "其中" in text[figures[at - 1].end : part.start]:
            return
        if at > first and _leaves_bracket(
            text[part.sentence.start : figures[first].start], text[figures[first].start : part.start]
        ):
            return
        following = text[part.end : part.end + _REACH_OF_WHOLE]
        if at > first and _PARTS_FOLLOW.match(following):
            return
        yield part


def _leaves_bracket(before: str, inside: str) -> bool:
    """Whether a list that begins inside a bracket has come out of it."""
    opened = len(re.findall(r"[（(]", before)) - len(re.findall(r"[）)]", before))
    return opened > 0 and len(re.findall(r"[）)]", inside)) > len(re.findall(r"[（(]", inside))


def _goes_on(figures: Sequence[Figure], after: int, parts: Sequence[Figure], text: str) -> bool:
    """Whether the list goes on in the next sentence of the paragraph, so that this one does not hold all parts."""
    if after >= len(figures):
        return False
    following = figures[after]
    gap = text[parts[-1].sentence.end : following.sentence.start]
    return following.unit == parts[-1].unit and "\n" not in gap and following.sentence != parts[-1].sentence
