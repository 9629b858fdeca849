"""What the narrative's words can mean in the tables: each metric with its wording and the cells that may stand for it.

Knows nothing of how sentences are taken apart or cells compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Sum = tuple[str, ...]

APPLICATION = r"(?:信息公开申请|公开申请|依申请公开|申请公开)"
ORGANISATIONS = ("business", "research", "public_welfare", "legal_service", "other")
_DENIED = ("state_secret", "law", "safety", "third_party", "internal", "process", "case_file", "query")
_UNABLE = ("not_held", "no_ready", "unclear")
_REFUSED = ("petition", "duplicate", "publication", "mass", "confirm")
_OTHER = ("no_correction", "no_fee", "misc")
# A request that is counted is one received in the year, one treated in it, or one on hand in it.
_INTAKE = (("new",), ("new", "carried_in"), ("total",))


@dataclass(frozen=True, slots=True)
class Metric:
    """What a figure's words say it counts, and the sums of cells that may stand for it, the nearest meaning first.

    `topic` is what the sentence must be about. One that is not `strict` can only agree: its words are too wide for more.
    """

    code: str
    label: str
    words: re.Pattern[str]
    sums: tuple[Sum, ...]
    topic: str = ""
    strict: bool = True


def _rows(*rows: str, column: str = "total") -> Sum:
    return tuple(f"T3.{row}.{column}" for row in rows)


def _group(name: str, parts: Sequence[str]) -> Sum:
    return _rows(*(f"{name}_{part}" for part in parts))


def _application(code: str, label: str, words: str, *sums: Sum) -> Metric:
    return Metric(f"X-{code}", label, re.compile(words), sums, "application")


def _reasons() -> Iterator[Metric]:
    """The single grounds of a reply, as the rows of the form name them."""
    for key, label, words in (
        ("denied_state_secret", "属于国家秘密", r"(?:属于|涉及)国家秘密"),
        ("denied_law", "其他法律行政法规禁止公开", r"法律、?行政法规禁止公开"),
        ("denied_safety", "危及“三安全一稳定”", r"三安全一稳定[”\"]?"),
        ("denied_third_party", "保护第三方合法权益", r"第三方合法权益"),
        ("denied_internal", "属于三类内部事务信息", r"内部事务信息?"),
        ("denied_process", "属于四类过程性信息", r"过程性信息"),
        ("denied_case_file", "属于行政执法案卷", r"行政执法案卷(?:信息)?"),
        ("denied_query", "属于行政查询事项", r"行政查询事项"),
        ("unable_not_held", "本机关不掌握相关政府信息", r"不掌握(?:相关)?(?:政府)?信息"),
        ("unable_no_ready", "没有现成信息需要另行制作", r"(?:没有现成信息|需要?另行制作)"),
        ("unable_unclear", "补正后申请内容仍不明确", r"补正后(?:申请)?内容?仍不明确"),
        ("refused_petition", "信访举报投诉类申请", r"信访、?举报、?投诉类?(?:申请)?"),
        ("refused_duplicate", "重复申请", r"重复申请"),
        ("refused_publication", "要求提供公开出版物", r"公开出版物"),
        ("refused_mass", "无正当理由大量反复申请", r"大量反复申请"),
        ("refused_confirm", "要求行政机关确认或重新出具已获取信息", r"重新出具(?:已获取信息)?"),
        ("other_no_correction", "逾期不补正", r"逾期(?:未|不)补正"),
        ("other_no_fee", "逾期未缴纳费用", r"逾期(?:未|不)(?:按[^,;]{0,8})?缴(?:纳|费)[^,;]{0,2}"),
    ):
        yield _application(key, label, words, _rows(key))


def _applicants() -> Iterator[Metric]:
    for key, label, words, columns in (
        ("natural", "自然人申请", r"(?:自然人|公民|个人)(?:提出|提交)?的?(?:申请)?(?:数量)?$", ("natural",)),
        (
            "organisation",
            "法人或其他组织申请",
            r"法人(?:和|或者?|以?及|与|、)?(?:其[他它])?组织(?:提出|提交)?的?(?:申请)?$",
            ORGANISATIONS,
        ),
        ("business", "商业企业申请", r"商业企业(?:提出|提交)?的?(?:申请)?$", ("business",)),
        ("research", "科研机构申请", r"科研机构(?:提出|提交)?的?(?:申请)?$", ("research",)),
        ("public_welfare", "社会公益组织申请", r"社会公益组织(?:提出|提交)?的?(?:申请)?$", ("public_welfare",)),
        ("legal_service", "法律服务机构申请", r"法律服务机构(?:提出|提交)?的?(?:申请)?$", ("legal_service",)),
    ):
        sums = tuple(tuple(f"T3.{row}.{column}" for row in rows for column in columns) for rows in _INTAKE)
        yield _application(f"new.{key}", label, words, *sums)


# A paper or a session of a procedure is not the procedure.
_NO_PAPER = r"(?![^,;]{0,6}(?:答辩|答复|通知|决定书|意见书|材料|文书|庭审|委员会|培训|座谈))"
_SUITS = ("suit_direct", "suit_after")


def _disputes() -> Iterator[Metric]:
    outcomes = (
        ("upheld", "结果维持", r"(?:结果|予以|被|决定)?维持(?:原(?:行政)?行为|原答复)?"),
        ("corrected", "结果纠正", r"(?:结果|予以|被|依法)?(?:纠正|纠错|撤销)"),
        ("other", "其他结果", r"其[他它](?:结果|情形)"),
        ("pending", "尚未审结", r"(?:尚?未|正在)(?:审结|审理(?:完毕|中)?|办结)"),
    )
    for topic, label, rows in (("review", "行政复议", ("review",)), ("suit", "行政诉讼", _SUITS)):
        for key, outcome, words in outcomes:
            sums = (tuple(f"T4.{row}.{key}" for row in rows), *((f"T4.{row}.{key}",) for row in rows if len(rows) > 1))
            yield Metric(f"X-{topic}_{key}", f"{label}{outcome}", re.compile(words), sums, topic)
    yield Metric("X-suit_direct", "未经复议直接起诉", re.compile(r"直接(?:起诉|提起(?:行政)?诉讼)"), (("T4.suit_direct.total",),))
    yield Metric(
        "X-suit_after", "复议后起诉", re.compile(r"复议后(?:起诉|(?:再)?提起(?:行政)?诉讼)"), (("T4.suit_after.total",),)
    )


SUIT_TOTALS = tuple(f"T4.{row}.total" for row in _SUITS)
REVIEW_OR_SUIT = Metric(
    "X-review_or_suit", "行政复议和行政诉讼", re.compile(r"复议.*诉讼|诉讼.*复议"), (("T4.review.total", *SUIT_TOTALS),)
)

FEES = Metric("X-fees", "行政事业性收费", re.compile(r"行政事业性收费"), (("T2.fees.amount_wan_yuan",),))

# Of two that match equally near to the number the earlier one counts.
METRICS = (
    Metric(
        "X-carried_in",
        "上年结转申请",
        re.compile(r"(?:上一?年度?|去年|往年|20\d\d年)[^,;]{0,6}结转(?!至|到|下|入|20)[^,;]*|结转上年[^,;]*"),
        (_rows("carried_in"),),
        "application",
    ),
    Metric(
        "X-carried_out",
        "结转下年度申请",
        re.compile(r"(?:结转|顺延|转入|转到)[^,;]*(?:下一?年|次年|明年|20\d\d年)[^,;]*"),
        (_rows("carried_out"),),
        "application",
    ),
    *_reasons(),
    *_applicants(),
    *_disputes(),
    _application(
        "open",
        "予以公开和部分公开",
        r"(?:予以|同意)?公开(?:和|及|以及|与|、|或者?)(?:予以|同意)?部分公开",
        _rows("granted", "partial"),
    ),
    _application("granted", "予以公开", r"(?<!不)予以公开|(?<!不)同意公开", _rows("granted")),
    _application("partial", "部分公开", r"(?:予以)?部分公开", _rows("partial")),
    _application("denied", "不予公开", r"不予公开|不同意公开", _group("denied", _DENIED)),
    _application("unable", "无法提供", r"无法提供", _group("unable", _UNABLE)),
    _application("refused", "不予处理", r"不予处理", _group("refused", _REFUSED)),
    _application("other", "其他处理", r"其[他它]处理", _rows("other"), _group("other", _OTHER)),
    _application(
        "total",
        "办结的政府信息公开申请",
        r"^(?:[均已共]|全年|年内|本年度?|全部|依法|实际|累计)*(?:作出)?(?:答复|办结|办理答复)(?:[^,;]{0,6}(?:信息公开申请|依申请公开))?(?:申请)?(?:事项|数量?)?$",
        _rows("total"),
    ),
    Metric(
        "X-new",
        "收到的政府信息公开申请",
        re.compile(
            rf"(?:收到|受理|新收|接收|接到|办理)[^,;]{{0,30}}{APPLICATION}[^,;]{{0,6}}"
            rf"|^(?:20\d\d年度?|[我本][局委办厅院市县区镇]|本机关)*[^,;、和与及]{{0,6}}{APPLICATION}(?:受理|办理)?(?:事项|数?量|总?数|总量)?(?:共计?|总计|合计|[为有])*$"
            r"|(?:收到|受理|新收)的?申请$"
        ),
        tuple(_rows(*rows) for rows in _INTAKE),
    ),
    # 全市收到申请30件，其中市本级收到20件: what is counted stands further off, so these can only agree.
    Metric("X-new", "收到的政府信息公开申请", re.compile(r"(?:收到|受理|新收)$"), (_rows("new"),), "application", False),
    Metric("X-review", "行政复议", re.compile(rf"复议(?:申请|案件|案)?{_NO_PAPER}"), (("T4.review.total",),)),
    Metric(
        "X-suit",
        "行政诉讼",
        re.compile(rf"(?:诉讼|应诉)(?:案件|案)?{_NO_PAPER}"),
        (SUIT_TOTALS, *((key,) for key in SUIT_TOTALS)),
    ),
    Metric(
        "X-norms.repealed",
        "废止的规范性文件",
        re.compile(r"(?<![拟应])废止(?![^,;]*其[他它])[^,;]*文件"),
        (("T2.norms.repealed",), ("T2.norms.repealed", "T2.rules.repealed")),
    ),
    Metric(
        "X-norms.repealed",
        "废止的规范性文件",
        re.compile(r"(?:^|规范性文件)(?:本年度?|全年|共)*废止了?$"),
        (("T2.norms.repealed",), ("T2.norms.repealed", "T2.rules.repealed")),
        "norms",
    ),
    Metric(
        "X-norms.issued",
        "制发的规范性文件",
        re.compile(
            r"(?:(?:制发|新制定|制定出台|制定印发|出台)[^,;]*|(?:制定|新印发)(?:行政)?)规范性文件(?!管理|制定|清理|备案|审查|目录)"
        ),
        (
            ("T2.norms.issued",),
            ("T2.norms.issued", "T2.rules.issued"),
            ("T2.norms.made",),
            ("T2.norms.made", "T2.rules.made"),
            ("T2.norms.newly_published",),
        ),
    ),
    Metric("X-norms.valid", "现行有效的规范性文件", re.compile(r"现行有效的?(?:行政)?规范性文件"), (("T2.norms.valid",),)),
    Metric(
        "X-norms.valid",
        "现行有效的规范性文件",
        re.compile(r"^(?:目前|现有?|截至\w{2,4})*现行有效$"),
        (("T2.norms.valid",),),
        "norms",
    ),
    Metric(
        "X-norms",
        "规范性文件",
        re.compile(r"规范性文件$"),
        (("T2.norms.newly_published",), ("T2.norms.made",), ("T2.norms.issued",)),
        "",
        False,
    ),
    Metric(
        "X-rules",
        "规章",
        re.compile(r"规章$"),
        (("T2.rules.newly_published",), ("T2.rules.made",), ("T2.rules.issued",)),
        "",
        False,
    ),
    Metric("X-licences", "行政许可", re.compile(r"行政许可[^,;]{0,6}$"), (("T2.licences.decisions",),), "", False),
    Metric("X-penalties", "行政处罚", re.compile(r"行政处罚[^,;]{0,6}$"), (("T2.penalties.decisions",),), "", False),
    Metric("X-coercion", "行政强制", re.compile(r"行政强制[^,;]{0,6}$"), (("T2.coercion.decisions",),), "", False),
)
