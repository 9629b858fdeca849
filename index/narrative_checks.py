"""Text against table, and a stated total against its stated parts: only within one sentence, only where the words leave no doubt.

Offices use 申请N件 for what came in, for that and what was carried over, or for what was answered; any of the three agrees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.report import Cell, Check, Figure, Span, State, Status

_CASES = frozenset("件条起份宗封次个")
_ORGANISATIONS = ("business", "research", "public_welfare", "legal_service", "other")
_DENIED = ("state_secret", "law", "safety", "third_party", "internal", "process", "case_file", "query")
_UNABLE = ("not_held", "no_ready", "unclear")
_REFUSED = ("petition", "duplicate", "publication", "mass", "confirm")

_APPLICATION = r"(?:信息公开申请|公开申请|依申请公开|申请公开)"
# The words that make a figure count a part, another year or another matter.
_PART = re.compile(
    r"网上|网络|网站|在线|线上|信函|信件|邮寄|当面|现场|窗口|传真|邮件|邮箱|自然人|法人|组织|企业|公民|增加|减少|同比|增长|下降|占|上年|去年|率"
)
_OTHER_MATTER = re.compile(r"建议|提案|热线|信访|留言|12345|信箱|举报|培训|会议")
_CAUSED = re.compile(r"引发|引起|导致|发生|提起|复议|诉讼")


@dataclass(frozen=True, slots=True)
class Metric:
    """What a figure's words say it counts, and the sums of cells that may stand for it, the nearest meaning first."""

    code: str
    label: str
    words: re.Pattern[str]
    sums: tuple[tuple[str, ...], ...]
    in_sentence: re.Pattern[str] | None = None


def _rows(*rows: str, column: str = "total") -> tuple[str, ...]:
    return tuple(f"T3.{row}.{column}" for row in rows)


def _group(name: str, parts: Sequence[str]) -> tuple[str, ...]:
    return _rows(*(f"{name}_{part}" for part in parts))


_ABOUT_APPLICATIONS = re.compile(_APPLICATION)
_SUITS = ("T4.suit_direct.total", "T4.suit_after.total")

METRICS = (
    Metric(
        "X-carried_in",
        "上年结转申请",
        re.compile(r"(?:上一?年度?|去年|往年)[^,;]*结转|结转上年"),
        (_rows("carried_in"),),
        _ABOUT_APPLICATIONS,
    ),
    Metric(
        "X-carried_out",
        "结转下年度申请",
        re.compile(r"(?:结转|顺延)[^,;]*(?:下一?年|次年|明年)"),
        (_rows("carried_out"),),
        _ABOUT_APPLICATIONS,
    ),
    Metric(
        "X-new",
        "收到的政府信息公开申请",
        re.compile(rf"(?:收到|受理|新收|接收|接到|收到并|办理)[^,;]{{0,24}}{_APPLICATION}|^{_APPLICATION}(?:事项|数量)?$"),
        (_rows("new"), _rows("new", "carried_in"), _rows("total")),
    ),
    Metric(
        "X-total",
        "办结的政府信息公开申请",
        re.compile(r"^(?:均?已)?(?:答复|办结|办理答复)(?:申请)?"),
        (_rows("total"),),
        _ABOUT_APPLICATIONS,
    ),
    Metric("X-granted", "予以公开", re.compile(r"(?<!不)予以公开"), (_rows("granted"),), _ABOUT_APPLICATIONS),
    Metric("X-partial", "部分公开", re.compile(r"部分公开"), (_rows("partial"),), _ABOUT_APPLICATIONS),
    Metric("X-denied", "不予公开", re.compile(r"不予公开"), (_group("denied", _DENIED),), _ABOUT_APPLICATIONS),
    Metric("X-unable", "无法提供", re.compile(r"无法提供"), (_group("unable", _UNABLE),), _ABOUT_APPLICATIONS),
    Metric("X-refused", "不予处理", re.compile(r"不予处理"), (_group("refused", _REFUSED),), _ABOUT_APPLICATIONS),
    Metric("X-review", "行政复议", re.compile(r"行政复议|复议"), (("T4.review.total",),)),
    Metric("X-suit", "行政诉讼", re.compile(r"行政诉讼|诉讼|应诉"), (_SUITS,)),
    Metric(
        "X-norms.repealed",
        "废止的规范性文件",
        re.compile(r"废止[^,;]*文件"),
        (("T2.norms.repealed",), ("T2.norms.repealed", "T2.rules.repealed")),
    ),
    Metric(
        "X-norms.issued",
        "制发的规范性文件",
        re.compile(r"(?:制发|新制定|制定出台|出台)[^,;]*规范性文件"),
        (("T2.norms.issued",), ("T2.norms.issued", "T2.rules.issued")),
    ),
)
_ROW_NAMES = {"new": "本年新收", "carried_in": "上年结转", "total": "总计", "carried_out": "结转下年度"}
_EITHER_COURT = ("T4.review.total", *_SUITS)


def check_narrative(figures: Sequence[Figure], cells: Mapping[str, Cell], text: str, year: int | None) -> list[Check]:
    """The checks of all figures against the cells, then of stated totals against their parts."""
    found: list[Check] = []
    for figure in figures:
        sentence = text[figure.sentence.start : figure.sentence.end]
        if figure.chapter in (1, 2, 3, 4) and _is_of_this_year(sentence, figure, text, year):
            found += [check for metric in _metrics_of(figure, sentence) if (check := _compare(metric, figure, cells))]
    return found + list(check_parts(figures, text))


def _is_of_this_year(sentence: str, figure: Figure, text: str, year: int | None) -> bool:
    """Whether no other year is named between the sentence's beginning and the figure."""
    before = text[figure.sentence.start : figure.start]
    return year is None or all(int(named) == year for named in re.findall(r"(20\d{2})年", before))


def _metrics_of(figure: Figure, sentence: str) -> Iterator[Metric]:
    counts = figure.counts
    if figure.approximate or figure.value_max is not None or figure.unit not in _CASES:
        return
    if figure.value and _OTHER_MATTER.search(counts):
        return
    both = "复议" in counts and "诉讼" in counts
    for metric in METRICS:
        if not metric.words.search(counts) or (metric.in_sentence and not metric.in_sentence.search(sentence)):
            continue
        if metric.code == "X-new" and not _counts_received(counts):
            continue
        if both and figure.value and metric.code == "X-suit":
            continue
        yield (
            Metric("X-review_or_suit", "行政复议和行政诉讼", metric.words, (_EITHER_COURT,)) if both and figure.value else metric
        )
        if metric.code not in ("X-review", "X-new"):
            return


def _counts_received(counts: str) -> bool:
    """Whether the applications themselves are counted, not what they led to (因申请引发的复议)."""
    match = re.search(_APPLICATION, counts)
    if match is None or _CAUSED.search(counts[: match.start()]):
        return False
    return not re.match(r"[^、,和及]{0,3}(?:引发|引起|导致|产生|提起)", counts[match.end() :])


def _compare(metric: Metric, figure: Figure, cells: Mapping[str, Cell]) -> Check | None:
    is_part = bool(_PART.search(figure.counts)) and metric.code not in ("X-carried_in", "X-carried_out")
    keys = tuple(dict.fromkeys(key for keys in metric.sums for key in keys))
    if not any(key in cells for key in keys):
        return None
    sums = [(keys, _add(keys, cells)) for keys in metric.sums]
    said = f"正文称{metric.label}{figure.value}{figure.unit}"
    known = [(keys, value) for keys, value in sums if value is not None]
    for agreeing, stated in known:
        if stated == figure.value:
            detail = f"{said}，与表格{_name_sum(agreeing)}一致"
            return Check(metric.code, Status.HOLDS, detail, figure.value, stated, agreeing, (figure.sentence,))
    if is_part:
        return None
    first, value = sums[0]
    if value is None:
        return Check(
            metric.code, Status.NOT_CHECKABLE, f"{said}，表格相应栏未填或无法辨认", figure.value, None, first, (figure.sentence,)
        )
    detail = f"{said}，表格{_name_sum(first)}为{value}件"
    return Check(metric.code, Status.BROKEN, detail, figure.value, value, first, (figure.sentence,))


def _name_sum(keys: Sequence[str]) -> str:
    """The rows of a sum in words, where it is short (本年新收＋上年结转)."""
    names = [_ROW_NAMES[row] for key in keys if (row := key.split(".")[1]) in _ROW_NAMES]
    return "＋".join(names)


def _add(keys: Sequence[str], cells: Mapping[str, Cell]) -> int | float | None:
    """The sum of these cells; None where one is missing or not a number (a blank total says nothing)."""
    parts = [cells[key] for key in keys if key in cells]
    if len(parts) < len(keys) or any(part.state is not State.NUMBER or part.number is None for part in parts):
        return None
    return sum(part.number for part in parts if part.number is not None)


# A total and its parts

_CHANNELS = re.compile(r"网站|网|微信|微博|公众号|新媒体|公示栏|平台|渠道|报刊|电视|屏")
_PARTS_FOLLOW = re.compile(r"[，,。；;]?\s*其中")
_REACH_OF_WHOLE = 8
_NO_PARTS = frozenset(("%", "元", "万元"))


def check_parts(figures: Sequence[Figure], text: str) -> Iterator[Check]:
    """共N条，其中A x条，B y条: holds when the parts make up the total; broken when they exceed it, or are all 0 and it is not."""
    for whole, parts, scope in _find_wholes(figures, text):
        total = sum(part.value for part in parts)
        said = f"正文称{whole.counts}{whole.value}{whole.unit}，所列各项之和为{total}{whole.unit}"
        if total == whole.value:
            yield Check("X-parts", Status.HOLDS, f"{said}，两者一致", whole.value, total, (), (scope,))
        elif _contradicts(whole, parts, total):
            yield Check("X-parts", Status.BROKEN, f"{said}，两者不符", whole.value, total, (), (scope,))


def _contradicts(whole: Figure, parts: Sequence[Figure], total: float) -> bool:
    if any(part.unit != whole.unit or part.approximate or part.value_max is not None for part in parts):
        return False
    if total == 0:
        return True
    # One item may go out over several channels, so theirs may add up to more than the items.
    return total > whole.value and not any(_CHANNELS.search(part.counts) for part in parts)


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
            or _goes_on(figures, at + 1 + len(parts), parts, text)
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
        following = text[part.end : part.end + _REACH_OF_WHOLE]
        if at > first and _PARTS_FOLLOW.match(following):
            return
        yield part


def _goes_on(figures: Sequence[Figure], after: int, parts: Sequence[Figure], text: str) -> bool:
    """Whether the list goes on in the next sentence of the paragraph, so that this one does not hold all parts."""
    if after >= len(figures):
        return False
    following = figures[after]
    gap = text[parts[-1].sentence.end : following.sentence.start]
    return following.unit == parts[-1].unit and "\n" not in gap and following.sentence != parts[-1].sentence
