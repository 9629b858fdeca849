"""Text against table: a figure of the narrative beside the cells its words mean, only where the words leave no doubt.

Offices use 申请N件 for what came in, for that and what was carried over, or for what was answered; any of the three agrees. A
figure of a part, of another year or of other matters is no contradiction. Knows nothing of how figures were found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isclose

from index.checks.metrics import APPLICATION, FEES, METRICS, REVIEW_OR_SUIT, Metric
from index.checks.part_checks import check_parts
from index.checks.sums import add_cells, name_sum
from index.report import Cell, Check, Figure, Status
from index.values import YUAN
from index.wording import fold

_CASES = frozenset("件条起份宗封次个项例")
_CHAPTERS = (1, 2, 3, 4)
_CLAUSE_BORDER = re.compile(r"[,;。:()]")
_ONLY_LEAD = re.compile(r"(?:其中|另有?|共计?|总计|合计|累计|数量|分别|均?为|计|有|约|、|\s)*")
_CONTEXT = 150

# A figure without any of these words beside it counts nothing that is in the tables.
_OF_TABLES = re.compile(
    r"申请|收到|受理|复议|诉讼|应诉|起诉|结转|有效|废止|顺延|转入|文件|规章|许可|处罚|强制|收费|[以予意分]公开|无法提供|不予处理|处理|答复|办结|维持|纠正|纠错|撤销|"
    r"审结|审理|其[他它]|自然人|公民|个人|法人|企业|机构|组织|秘密|权益|事务|过程性|案卷|查询|三安全|禁止公开|掌握|现成|另行制作|明确|投诉|"
    r"出版物|出具|补正|缴"
)

# What a sentence is about is told by the last of these words before the number.
_TOPICS = (
    ("review", re.compile(r"复议")),
    ("suit", re.compile(r"诉讼|起诉|应诉")),
    ("other", re.compile(r"建议|提案|议案|热线|信访(?!举报|、举报)|留言|信箱|咨询|许可|培训|会议|问政")),
    ("norms", re.compile(r"规范性文件")),
    ("application", re.compile(r"(?<!人)申请(?!行政复议|复议|人)|信息公开申请")),
)
# The words that make a figure count a part, a difference or another year.
_CHANNEL = re.compile(r"网上|网络|网站|在线|线上|平台|信函|信件|邮寄|当面|现场|窗口|传真|邮件|邮箱|微信")
_ANYONE = re.compile(r"公民、?法人(?:和|或者?|及|以及|与|、)?其[他它](?:社会)?组织")
_APPLICANT = re.compile(r"自然人|法人|组织|企业|公民|个人")
_DIFFERENCE = re.compile(r"增加|减少|同比|环比|相比|增长|下降|上升|回落|较上年|较去年|比上年|比去年|占|率")
_SINCE = r"(?<!今年)(?<!年初)(?<!一年)以来"
_YEARS = r"近[一二两三四五六七八九十\d]+年|[两二三四五六七八九十\d]年[来间]|十[一二三四五六]五[”\"]?(?:期间|时期)"
_OTHER_TIME = re.compile(rf"上一?年|去年|往年|历年|{_SINCE}|{_YEARS}|上半年|下半年|季度|[一二三四]季度|\d{{1,2}}月份?")
_SUBSET = re.compile(
    r"本级|(?<!信访)系统(?:内|共|累计|收到|受理|办理|$)|(?<![我本全])各?(?:部门|单位|乡镇|镇街|街道|县区|县市区|区县|镇|下属)(?:共|收到|受理|办理|$)|其中|(?:涉及|关于|有关)[^#]+的|代[^,;#]{1,8}(?:办理|受理|起草|答复)"
)
# Bodies under the one that reports; what follows in the sentence is theirs, until it says 本机关 again.
_UNDERLINGS = re.compile(
    r"(?:下属|所属|直属|下辖|二级)[^,;。]{0,8}?(?:单位|部门|机构|学校|企业|[乡镇区县])(?![^。]*[我本][局委办县市区镇乡厅部院级机单])"
)
_OTHER_MATTER = re.compile(r"建议|提案|咨询|来信|来访|热线|信访(?!、?举报、?投诉类?)|留言|12345|信箱|培训|会议")
_MONTHS = r"(?<!\d)\d{1,2}月?(?:至|到|-|~)(?!12月)\d{1,2}月"
_STRETCH = re.compile(rf"{_MONTHS}|上半年|下半年|[一二三四]季度|{_SINCE}|{_YEARS}|历年")
_RELIEF = re.compile(r"减免|免征|减征|免收|少收|取消|降低|退还")
# 全市收到30件，其中本机关20件: what follows is the body's own share.
_OWN_SHARE = re.compile(r"其中[,:]?(?:本(?:级|机关|单位|[局委办厅院])|我[局委办厅院市县区]|[省市县区]本级)")
_OUTCOME = re.compile(r"(?:予以|同意|部分|不予)公开|无法提供|不予处理|其[他它]处理")
# A body may have the business of deciding on reconsiderations itself; those are not the ones brought against it.
_OWN_BUSINESS = re.compile(r"(?:参加|参与|代理|办理|审理|受理|审结|承办|立案|接收|收到|办结)[^,;#]{0,12}(?:复议|应诉|诉讼)")
_AGAINST = re.compile(r"公开|被|因")
_CAUSED = re.compile(r"引发|引起|导致|发生|提起|复议|诉讼")
_ONE_KIND = re.compile(
    r"(?:涉及|有关|关于|属于)[^,;、]{1,20}的(?!政府信息公开行政)|[因由](?![^,;]{0,20}(?:公开|申请))[^,;]{1,20}(?:引发|引起|导致|产生|造成)|提[出交]的"
    r"|败诉|逾期|超期|撤销|纠"
)
_DENIABLE = ("X-new", "X-review", "X-suit")
_LINK = re.compile(r"^的?(?:申请)?(?:属于)?")
_ALL_UPHELD = re.compile(r"(?:均|全部|都)(?:已|获|被|予以|得到|为|结果为?)*维持")


@dataclass(frozen=True, slots=True)
class _Claim:
    """A figure as it is `said`, with the words around it: its clause before and `after`, its sentence before.

    `behind` is all up to the next figure.
    """

    figure: Figure
    at: int
    said: str
    before: str
    after: str
    behind: str
    sentence_before: str
    topic: str

    @property
    def clause(self) -> str:
        return f"{self.before}#{self.after}"


def check_narrative(figures: Sequence[Figure], cells: Mapping[str, Cell], text: str, year: int | None) -> list[Check]:
    """The checks of all figures against the cells, then of stated totals against their parts."""
    parts = list(check_parts(figures, text))
    if not cells:
        return parts
    found: list[Check] = []
    counted: set[tuple[int, str]] = set()
    folded = fold(text)
    claims = [claim for at in range(len(figures)) if (claim := _read_claim(figures, at, folded)) is not None]
    for claim in claims:
        figure = claim.figure
        for metric in _metrics_of(claim):
            if not _is_of_this_year(claim, metric, year):
                continue
            again = (figure.sentence.start, metric.code) in counted
            counted.add((figure.sentence.start, metric.code))
            check = _compare(metric, claim, cells, is_part=again or _is_part(metric, claim))
            found += [check] if check else []
    found = _drop_wider(found)
    found += _check_all_upheld(claims, cells, folded)
    found += _check_shares(claims, cells)
    return found + parts


def _drop_wider(checks: list[Check]) -> list[Check]:
    """Without those broken where the same sentence has the table's number too (全市收到2100件，我局收到20件)."""
    agreed = {(check.code, check.places) for check in checks if check.status is Status.HOLDS}
    return [check for check in checks if check.status is not Status.BROKEN or (check.code, check.places) not in agreed]


# The words around a number


def _read_claim(figures: Sequence[Figure], at: int, folded: str) -> _Claim | None:
    """The figure with its words; None when it is too vague to be compared or its words name nothing that is in the tables."""
    figure = figures[at]
    if figure.chapter not in _CHAPTERS or figure.approximate or figure.value_max is not None:
        return None
    start, end = figure.sentence.start, figure.sentence.end
    beside = [f for f in figures[max(0, at - 3) : at + 4] if f.sentence == figure.sentence and f is not figure]
    left = max([start, *(f.end for f in beside if f.end <= figure.start)])
    right = min([end, *(f.start for f in beside if f.start >= figure.end)])
    before, after = _bare(folded[left : figure.start]), _bare(folded[figure.end : right])
    if figure.unit != "%" and not _OF_TABLES.search(before + after + figure.counts):
        return None
    clauses = _CLAUSE_BORDER.split(before)
    words = clauses[-1]
    if len(clauses) > 1 and _ONLY_LEAD.fullmatch(words):
        # 收到政府信息公开申请,共5件: the number's own clause has no words.
        words = clauses[-2] + words
    sentence_before = _bare(folded[start : figure.start])
    topic = _topic_of(_bare(folded[max(0, start - _CONTEXT) : start]) + sentence_before)
    said = folded[figure.start : figure.end]
    return _Claim(figure, at, said, words, _CLAUSE_BORDER.split(after)[0], after, sentence_before, topic)


def _bare(folded: str) -> str:
    return "".join(folded.split())


def _topic_of(text: str) -> str:
    last = {topic: max((match.end() for match in words.finditer(text)), default=-1) for topic, words in _TOPICS}
    topic = max(last, key=lambda name: last[name])
    return topic if last[topic] >= 0 else ""


# What a figure counts


def _metrics_of(claim: _Claim) -> Iterator[Metric]:
    """The metric whose words stand nearest to the number; what is denied in words may be several things at once."""
    if claim.figure.unit in YUAN and FEES.words.search(words := claim.clause + claim.figure.counts) and not _RELIEF.search(words):
        yield FEES
    if claim.figure.unit not in _CASES:
        return
    if not any(char.isdecimal() for char in claim.said) and not claim.figure.value:
        yield from _metrics_denied(claim.figure.counts)
        return
    if _OTHER_MATTER.search(claim.clause):
        return
    if "复议" in claim.before and re.search(r"诉讼|应诉", claim.before):
        yield REVIEW_OR_SUIT
        return
    yield from (metric for _, metric in sorted(_rank_metrics(claim), key=lambda found: found[0])[:1])


def _rank_metrics(claim: _Claim) -> Iterator[tuple[tuple[int, int, int], Metric]]:
    """Each metric whose words are in the clause: those that reach up to the number first, by their distance to it."""
    # 予以公开3件、部分公开1件: what stands behind 、 belongs to the next number.
    words, number = claim.before + claim.after.partition("、")[0], len(claim.before)
    for order, metric in enumerate(METRICS):
        if (metric.topic and metric.topic != claim.topic) or (
            metric.code == "X-new" and metric.strict and not _counts_received(words)
        ):
            continue
        before = [number - match.end() for match in metric.words.finditer(claim.before)]
        around = [0 for match in metric.words.finditer(words) if match.start() < number < match.end()]
        if before or around:
            yield (0, min(before + around), order), metric
        elif metric.words.match(_LINK.sub("", claim.after)):
            yield (1, 0, order), metric


def _counts_received(words: str) -> bool:
    """Whether the applications themselves are counted, not what they led to (因申请引发的复议)."""
    match = re.search(rf"{APPLICATION}|申请", words)
    if match is None or _CAUSED.search(words[: match.start()]):
        return False
    return not re.match(r"[^、,和及]{0,3}(?:引发|引起|导致|产生|提起)", words[match.end() :])


def _metrics_denied(counts: str) -> Iterator[Metric]:
    """What a sentence denies (未收到政府信息公开申请、行政复议和行政诉讼), unless only those of one kind (涉及国家秘密的申请)."""
    if _ONE_KIND.search(counts):
        return
    for metric in METRICS:
        if metric.code in _DENIABLE and metric.words.search(counts) and (metric.code != "X-new" or _counts_received(counts)):
            yield metric


def _is_of_this_year(claim: _Claim, metric: Metric, year: int | None) -> bool:
    """Whether no other year is named between the sentence's beginning and the figure."""
    named = {int(found) for found in re.findall(r"(20\d{2})年", claim.sentence_before + claim.after)}
    carried = {"X-carried_in": -1, "X-carried_out": 1}.get(metric.code)
    own = set() if year is None else {year} if carried is None else {year, year + carried}
    if year is not None and not named <= own:
        return False
    return carried is not None or not (_OTHER_TIME.search(claim.before) or _STRETCH.search(claim.sentence_before))


def _is_part(metric: Metric, claim: _Claim) -> bool:
    clause = claim.clause
    if _OWN_SHARE.search(claim.behind):
        return True
    if _DIFFERENCE.search(clause) or _CHANNEL.search(clause):
        return True
    if metric.code in ("X-carried_in", "X-carried_out"):
        return False
    if metric.topic == "application" and metric.code != "X-open" and len(_OUTCOME.findall(claim.before)) > 1:
        return True  # 予以公开、不予公开共5件 counts them together
    if metric.topic == "application" and metric.code.startswith("X-new."):
        return False
    if metric.code.startswith(("X-review", "X-suit")) and _OWN_BUSINESS.search(clause) and not _AGAINST.search(clause):
        return True
    if _APPLICANT.search(_ANYONE.sub("", clause)) and (metric.topic == "application" or metric.code == "X-new"):
        return True
    if _UNDERLINGS.search(claim.sentence_before):
        return True
    return metric.code in ("X-new", "X-review", "X-suit") and bool(_SUBSET.search(clause) or _is_under_of_which(claim))


def _is_under_of_which(claim: _Claim) -> bool:
    """Whether 其中 stands before the number's clause without a figure in between (3件,其中本机关收到2件)."""
    return bool(re.search(r"其中[,:]?[^,;。]*$", claim.sentence_before))


# Figure and cells


def _compare(metric: Metric, claim: _Claim, cells: Mapping[str, Cell], *, is_part: bool) -> Check | None:
    figure = claim.figure
    sums = [keys for keys in metric.sums if all(key in cells for key in keys)]
    if not sums:
        return None
    stated, unit = (_in_wan_yuan(figure), "万元") if metric is FEES else (figure.value, "件")
    said = f"正文称{metric.label}{figure.value}{figure.unit}"
    places = (figure.sentence,)
    known = [(keys, total) for keys in sums if (total := add_cells(keys, cells)) is not None]
    for keys, total in known:
        if isclose(total.value, stated, rel_tol=0, abs_tol=_rounding(claim) if metric is FEES else 0):
            detail = f"{said}，与表格{name_sum(keys, metric)}一致{total.remark()}"
            return Check(metric.code, Status.HOLDS, detail, stated, total.value, keys, places)
    if is_part or not metric.strict:
        return None
    if not known:
        detail = f"{said}，表格{name_sum(sums[0], metric)}未填或无法辨认，无法核对"
        return Check(metric.code, Status.NOT_CHECKABLE, detail, stated, None, sums[0], places)
    keys, total = known[0]
    detail = f"{said}，表格{name_sum(keys, metric)}为{total.value}{unit}{total.remark()}"
    return Check(metric.code, Status.BROKEN, detail, stated, total.value, keys, places)


def _in_wan_yuan(figure: Figure) -> int | float:
    value = round(figure.value * YUAN[figure.unit] / YUAN["万元"], 6)
    return int(value) if value == int(value) else value


def _rounding(claim: _Claim) -> float:
    """Half of the last digit that an amount is written with (9.62亿元), in 万元."""
    decimals = re.search(r"\.(\d+)", claim.said)
    digits = len(decimals[1]) if decimals else 0
    return float(0.5 * 10**-digits * YUAN[claim.figure.unit] / YUAN["万元"])


def _check_all_upheld(claims: Sequence[_Claim], cells: Mapping[str, Cell], folded: str) -> Iterator[Check]:
    """行政复议7件，诉讼9件，均获维持: each of the counts is also the number upheld."""
    upheld = {metric.code: metric for metric in METRICS if metric.code.endswith("_upheld")}
    for claim in claims:
        figure = claim.figure
        rest = _bare(folded[figure.end : figure.sentence.end])
        match = _ALL_UPHELD.search(rest)
        # 其中 or a semicolon in between: 均维持 is said of something else.
        if not figure.value or match is None or re.search(r"其中|;", rest[: match.start()]):
            continue
        totals = [found.code for found in _metrics_of(claim) if found.code in ("X-review", "X-suit")]
        metric = upheld[f"{totals[0]}_upheld"] if totals else None
        check = _compare(metric, claim, cells, is_part=_is_part(metric, claim)) if metric else None
        if check is not None:
            yield check


def _check_shares(claims: Sequence[_Claim], cells: Mapping[str, Cell]) -> Iterator[Check]:
    """予以公开258件，占33.9%: a share that fits none of the totals it can be of; which one is meant is never said."""
    wholes = [
        (name, total.value)
        for name, rows in (("办结总数", ("total",)), ("新收", ("new",)), ("受理总量", ("new", "carried_in")))
        if (total := add_cells(tuple(f"T3.{row}.total" for row in rows), cells)) is not None and total.value
    ]
    for count, share in pairwise(claims):
        figure = share.figure
        is_share = bool(re.fullmatch(r"[,(]?占(?:比|总数)?(?:的|为)?", share.before))
        together = is_share and share.at == count.at + 1 and count.figure.sentence == figure.sentence
        if figure.unit != "%" or not together or count.topic != "application" or count.figure.unit not in _CASES or not wholes:
            continue
        decimals = len(str(figure.value).partition(".")[2])
        shares = [(name, whole, count.figure.value / whole * 100) for name, whole in wholes]
        if any(abs(real - figure.value) < 10**-decimals for _, _, real in shares):
            continue
        told = "，".join(f"占{name}{whole}件的{real:.2f}%" for name, whole, real in shares)
        detail = f"正文称{count.figure.value}{count.figure.unit}占{figure.value}%，按表格计算{told}"
        yield Check("W-share", Status.NOT_CHECKABLE, detail, figure.value, round(shares[0][2], 2), (), (figure.sentence,))
