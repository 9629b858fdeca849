"""A question becomes the Plan that says what it asks, of whom and when; a follow-up keeps what it does not mention."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from sample_index import sample_collection
from toy_bot import make_answer

from gkbot.answer import Answer
from gkbot.plan import Plan
from gkbot.understanding.understand import understand

TODAY = 2026
MODU, FENGLI, LANXI = "墨渡县人民政府", "枫漓县人民政府", "澜溪县人民政府"


def plan(question: str, *before: str) -> Plan:
    """The Plan of a question that follows others."""
    history: list[Answer] = []
    for earlier in before:
        history.append(_answered(earlier, history))
    return understand(question, sample_collection(), history=history, today=TODAY)


def _answered(question: str, history: Sequence[Answer]) -> Answer:
    made = understand(question, sample_collection(), history=history, today=TODAY)
    return make_answer(question, plan=made.model_dump(mode="json"))


def wrong(reason: str, *values: object) -> Any:
    """A case that does not come out right yet."""
    return pytest.param(*values, marks=pytest.mark.xfail(strict=True, reason=reason))


def measures(made: Plan) -> list[str]:
    """Measures as key or key:column."""
    return [f"{ref.key}:{ref.column}" if ref.column else ref.key for ref in made.measures]


# ---- What is asked -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "ask", "counted"),
    [
        ("墨渡县政府2023年收到几件申请", "lookup", ["new"]),
        ("墨渡县政府2023年自然人提了几件申请", "lookup", ["new:natural"]),
        ("墨渡县政府2023年行政许可、行政处罚、行政强制各多少件", "lookup", ["licences", "penalties", "coercion"]),
        ("墨渡县政府2023年制发、废止规范性文件各几件", "lookup", ["norms:issued", "norms:repealed"]),
        ("墨渡县政府2023年办结率是多少", "lookup", ["conclusion_rate"]),
        ("墨渡县政府2023年行政复议纠正几件", "lookup", ["review:corrected"]),
        ("2023年哪些街道收到申请", "list", ["new"]),
        ("2023年有几家单位收到申请", "count", ["new"]),
        ("2023年所有单位一共收到多少件申请", "sum", ["new"]),
        ("墨渡县政府2022到2024年一共收到几件申请", "sum", ["new"]),
        ("2023年平均每个单位收到多少件申请", "average", ["new"]),
        ("2023年收到申请最多的单位是谁", "rank", ["new"]),
        ("墨渡县政府和枫漓县政府2023年谁收到的申请多", "compare", ["new"]),
        ("墨渡县政府2023年收到的申请比上年多几件", "change", ["new"]),
        ("墨渡县政府2023年的申请是谁提的", "breakdown", ["new"]),
        ("墨渡县政府2023年有没有收到申请", "yes_no", ["new"]),
        ("墨渡县政府2023年收到37件申请吗", "yes_no", ["new"]),
        ("墨渡县政府2024年的表格对得上吗", "check", []),
        ("墨渡县政府的电话", "contact", []),
        ("有哪些报告", "metadata", []),
        ("一共有多少份报告", "metadata", []),
        ("表三里的三安全一稳定是什么意思", "definition", []),
        ("墨渡县政府2023年办了几期培训班", "figure", []),
        ("墨渡县政府2023年存在哪些问题", "passage", []),
        ("今天天气怎么样", "refuse", []),
        ("How many requests did the Modu Audit Bureau receive in 2023?", "lookup", ["new"]),
        ("Which subdistricts received requests in 2023?", "list", ["new"]),
        ("What does carried over mean in the table?", "definition", []),
        ("What is the weather like today?", "refuse", []),
        ("How is the conclusion rate calculated?", "definition", ["conclusion_rate"]),
        ("Which region received the most requests in 2023?", "rank", ["new"]),
        ("2023年各地区收到多少申请", "sum", ["new"]),
        ("墨渡县政府2023年重复申请有几件", "lookup", ["refused_duplicate"]),
        ("墨渡县政府2023年属于信访投诉举报类的申请有几件", "lookup", ["refused_petition"]),
        ("枫漓县政府2024年逾期没有缴费的申请有几件", "lookup", ["other_no_fee"]),
        ("澜溪县政府2022年复议以后又起诉的有几件", "lookup", ["suit_after"]),
        ("墨渡县政府2023年因国家秘密不予公开的几件", "lookup", ["denied_state_secret"]),
        ("墨渡县政府2023年因没有现成信息无法提供的几件", "lookup", ["unable_no_ready"]),
        ("按新收申请数给2023年的单位排个名", "rank", ["new"]),
        ("2023年有多少个街道收到过申请", "count", ["new"]),
        ("What was the denial rate of the Modu Audit Bureau in 2023?", "lookup", ["denial_rate"]),
        ("How many requests did the Modu Audit Bureau conclude in 2023?", "lookup", ["total"]),
        ("Which bodies carried requests over to the next year in 2023?", "list", ["carried_out"]),
        ("Which bodies received at least 3 requests in 2023?", "list", ["new"]),
        ("Which bodies received fewer than 2 requests in 2023?", "list", ["new"]),
        ("moduxian minzhengju 2023 shoudao jijian shenqing", "lookup", ["new"]),
        ("2023年没有行政复议的单位数量", "count", ["review"]),
        (
            "墨渡县政府2023年复议结果怎么样",
            "lookup",
            ["review", *(f"review:{c}" for c in ("upheld", "corrected", "other", "pending"))],
        ),
        ("2023年处罚数量前两名", "rank", ["penalties"]),
        ("2022年收费最高的单位", "rank", ["fees"]),
        ("墨渡县政府2023年最后有几件没办完", "lookup", ["carried_out"]),
        ("墨渡县政府2023年行政诉讼败诉几件", "lookup", ["suits:corrected"]),
        ("收录了哪些街道", "metadata", []),
        ("推荐几本书", "refuse", []),
        ("墨渡县政府2024年上年结转多少件", "lookup", ["carried_in"]),
        ("墨渡县政府2023年复议几件，维持几件", "lookup", ["review", "review:upheld"]),
        ("墨渡县政府2023年信访类申请占不予处理的比例", "share", ["refused_petition"]),
        ("墨渡县政府2023年收到申情几件", "lookup", ["new"]),
        ("墨渡县政府2023年收件登记的信息公开申请有几份", "lookup", ["new"]),
        ("墨渡县政府2023年处理完毕的申请共几件", "lookup", ["total"]),
        ("墨渡县政府2023年去年遗留下来继续办的申请有几件", "lookup", ["carried_in"]),
        ("墨渡县政府2023年第三方不同意、为保护其合法权益不公开的几件", "lookup", ["denied_third_party"]),
        ("How many pending requests from the year before did the Modu Audit Bureau start 2023 with?", "lookup", ["carried_in"]),
        ("How many requests did the Modu Audit Bureau bring forward from the previous year in 2023?", "lookup", ["carried_in"]),
        ("How many permits did the Modu Audit Bureau decide on in 2023?", "lookup", ["licences"]),
        ("How many requests did the Modu Audit Bureau conclude and how many permits in 2023?", "lookup", ["total", "licences"]),
        ("How many people asked the Modu Audit Bureau for information in 2023?", "lookup", ["new"]),
        ("How many requests remained unresolved at the Modu Audit Bureau when 2023 ended?", "lookup", ["carried_out"]),
        ("How many repeated requests did the Modu Audit Bureau record in 2023?", "lookup", ["refused_duplicate"]),
        (
            "How many requests came from organisations rather than individuals at the Modu Audit Bureau in 2023?",
            "lookup",
            ["new:legal_persons"],
        ),
        ("墨渡县政府2023年从上一年带过来的申请有几件", "lookup", ["carried_in"]),
        ("How many requests were not answered by the Modu Audit Bureau in 2023?", "lookup", ["carried_out"]),
        (
            "How many requests were not answered by the Modu Audit Bureau in 2023 because they were unclear?",
            "lookup",
            ["unable_unclear"],
        ),
        ("What does carry-over mean?", "definition", []),
        ("What percentage of its applications did the Modu Audit Bureau conclude in 2023?", "share", ["total"]),
        (
            "How many requests could the Modu Audit Bureau not answer in 2023 because there was no ready-made information?",
            "lookup",
            ["unable_no_ready"],
        ),
        ("墨渡县政府2023年网上申请几件", "figure", ["new"]),
        ("2023年收到申请比墨渡县政府多的单位", "list", ["new"]),
        ("墨渡县政府2023年不予公开的理由有哪些", "breakdown", ["denied"]),
        ("墨渡县政府2023年收到的申请按申请人分各多少件", "breakdown", ["new"]),
        ("规章是什么意思", "definition", []),
        ("2023年收到申请第二多的是谁", "rank", ["new"]),
        ("2023年收到申请不少于3件的单位", "list", ["new"]),
        ("墨渡县政府2024年的申请比2023年变化了多少", "change", ["new"]),
        ("什么是部分公开", "definition", []),
    ],
)
def test_it_is_heard_what_is_asked(question: str, ask: str, counted: list[str]) -> None:
    made = plan(question)
    assert (made.ask, measures(made)) == (ask, counted)


@pytest.mark.parametrize(
    ("question", "operator", "value"),
    [
        ("2023年哪些单位收到申请", ">", 0),
        ("2023年哪些单位没有收到申请", "=", 0),
        ("2023年哪些单位收到的申请超过10件", ">", 10),
        ("2023年哪些单位收到的申请至少10件", ">=", 10),
        ("2023年哪些单位收到的申请少于10件", "<", 10),
        ("2023年哪些单位收到的申请不超过10件", "<=", 10),
        ("2023年哪些单位的收费低于19.5万元，收到申请少于19.5件", "<", 19.5),
        ("Which bodies received more than 10 requests in 2023?", ">", 10),
        ("Which bodies received at most 10 requests in 2023?", "<=", 10),
        ("Which bodies received no requests in 2023?", "=", 0),
    ],
)
def test_a_list_is_filtered_as_asked(question: str, operator: str, value: float) -> None:
    made = plan(question)
    assert made.ask == "list"
    assert {(c.operator, c.value) for c in made.conditions} == {(operator, value)}


@pytest.mark.parametrize(
    ("question", "kinds", "regions", "years"),
    [
        ("2023年哪些园区收到申请", ("park",), (), (2023,)),
        ("2023年墨渡县哪些街道收到申请", ("subdistrict",), ("墨渡县",), (2023,)),
        ("砚川市的单位2022到2023年收到多少申请", (), ("砚川市",), (2022, 2023)),
        ("Which parks received requests in 2022?", ("park",), (), (2022,)),
        ("去年哪些单位收到申请", (), (), (2025,)),
    ],
)
def test_whose_reports_are_meant_is_a_filter(
    question: str, kinds: tuple[str, ...], regions: tuple[str, ...], years: tuple[int, ...]
) -> None:
    scope = plan(question).scope
    assert (scope.kinds, scope.regions, scope.years) == (kinds, regions, years)


def test_a_named_body_leaves_no_room_for_a_kind() -> None:
    scope = plan("枫漓县行政服务中心2023年收到几件申请").scope
    assert (scope.organisations, scope.kinds) == (("枫漓县行政服务中心管理委员会",), ())


@pytest.mark.parametrize(
    ("question", "fields"),
    [
        ("墨渡县政府的电话和地址", ("phone", "address")),
        ("墨渡县政府邮箱", ("email",)),
        ("墨渡县政府怎么联系", ("address", "phone", "fax", "postcode", "email", "website")),
        ("What are the phone number and e-mail address of the Modu Audit Bureau?", ("phone", "email")),
    ],
)
def test_the_parts_of_a_contact_are_heard(question: str, fields: tuple[str, ...]) -> None:
    assert set(plan(question).fields) == set(fields)


@pytest.mark.parametrize(
    ("question", "limit", "descending"),
    [
        ("2023年收到申请前三名的单位", 3, True),
        ("2023年收到申请前10名的单位", 10, True),
        ("2023年收到申请最少的单位", None, False),
        ("Which are the top 5 bodies by requests received in 2023?", 5, True),
    ],
)
def test_order_and_number_of_places_are_heard(question: str, limit: int | None, descending: bool) -> None:
    made = plan(question)
    assert (made.ask, made.limit, made.descending) == ("rank", limit, descending)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("墨渡县政府2023年收到几件申请", "zh"),
        ("How many requests did 墨渡县政府 receive in 2023?", "en"),
        ("墨渡县政府 2023 report 里的 phone number 是什么", "zh"),
        ("moduxian minzhengju 2023 xingzheng xuke duoshao", "zh"),
        ("Modu Audit Bureau licensing decisions 2023", "en"),
    ],
)
def test_the_answer_comes_in_the_language_of_the_question(question: str, language: str) -> None:
    assert plan(question).language == language


def test_a_language_asked_for_wins() -> None:
    assert understand("墨渡县政府的电话", sample_collection(), today=TODAY, language="en").language == "en"
    assert understand("How many requests?", sample_collection(), today=TODAY, language="zh").language == "zh"


def test_what_was_guessed_assumed_or_unknown_stands_in_the_plan() -> None:
    assert plan("墨渡县审记局去年行政许可多少件").guessed == (("墨渡县审记局", "墨渡县审计局"),)
    assert plan("墨渡县审计局去年行政许可多少件").assumed_years == (2025,)
    assert plan("墨渡县财政局2023年收到几件申请").unknown == ("墨渡县财政局",)
    assert plan("行政服务中心管理委员会2023年收到几件申请").ambiguous


def test_the_query_for_passages_is_without_names_and_years() -> None:
    query = plan("墨渡县政府2023年政务公开培训学了什么").query
    assert "墨渡" not in query
    assert "2023" not in query
    assert "培训" in query


# ---- Follow-ups ----------------------------------------------------------------------------------------------------------

FIRST = "墨渡县政府2023年收到几件申请"


def test_another_body_keeps_measure_and_year() -> None:
    made = plan("那枫漓县政府呢？", FIRST)
    assert (made.ask, measures(made)) == ("lookup", ["new"])
    assert (made.scope.organisations, made.scope.years) == ((FENGLI,), (2023,))


def test_another_year_keeps_body_and_measure() -> None:
    made = plan("2022年呢？", FIRST)
    assert (measures(made), made.scope.organisations, made.scope.years) == (["new"], (MODU,), (2022,))


def test_another_measure_keeps_body_and_year() -> None:
    made = plan("行政处罚呢？", FIRST)
    assert (measures(made), made.scope.organisations, made.scope.years) == (["penalties"], (MODU,), (2023,))


def test_another_kind_keeps_the_list() -> None:
    made = plan("那街道呢？", "2022年哪些园区没有收到申请")
    assert (made.ask, made.scope.kinds, made.scope.years) == ("list", ("subdistrict",), (2022,))
    assert {(c.operator, c.value) for c in made.conditions} == {("=", 0)}


def test_a_pronoun_leans_on_the_body_before() -> None:
    made = plan("它的电话呢？", FIRST)
    assert (made.ask, made.fields, made.scope.organisations) == ("contact", ("phone",), (MODU,))
    assert plan("What is its phone number?", FIRST).scope.organisations == (MODU,)


def test_a_correction_replaces_the_body() -> None:
    assert plan("不是墨渡县，是枫漓县政府", FIRST).scope.organisations == (FENGLI,)


def test_a_chain_of_follow_ups_holds() -> None:
    made = plan("那澜溪县政府呢", FIRST, "2022年呢？", "予以公开的几件？")
    assert (measures(made), made.scope.organisations, made.scope.years) == (["granted"], (LANXI,), (2022,))


def test_a_question_that_stands_alone_is_no_follow_up() -> None:
    made = plan("2022年哪些园区没有收到申请", FIRST)
    assert (made.ask, made.scope.organisations, made.scope.years) == ("list", (), (2022,))


def test_who_is_unknown_in_a_follow_up_is_not_answered_for_by_the_body_before() -> None:
    made = plan("那墨渡县财政局呢？", FIRST)
    assert made.scope.organisations == ()
    assert made.unknown[0].endswith("墨渡县财政局")


# ---- What goes wrong today -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "ask", "counted"),
    [
        wrong("办理结果 is heard as a breakdown", "墨渡县政府2023年办理结果的总计是多少", "lookup", ["total"]),
        wrong(
            "复议 in 没有复议 is taken for the measure", "枫漓县政府2023年没有复议就直接告到法院的几起", "lookup", ["suit_direct"]
        ),
        wrong("告上法院 is not heard", "墨渡县政府2023年有没有被人告上法院", "yes_no", ["suits"]),
    ],
)
def test_it_is_not_yet_heard_what_is_asked(question: str, ask: str, counted: list[str]) -> None:
    made = plan(question)
    assert (made.ask, measures(made)) == (ask, counted)


def test_a_list_between_two_numbers_has_both() -> None:
    made = plan("2023年申请数在2到10件之间的单位有哪些")
    assert {(c.operator, c.value) for c in made.conditions} == {(">=", 2), ("<=", 10)}


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("Which bodies received more than 20 requests but granted fewer than 5 in full in 2022?", ["new > 20", "granted < 5"]),
        ("Which bodies received requests and granted none in full in 2022?", ["new > 0", "granted = 0"]),
        ("List bodies with between 3 and 10 requests in 2022", ["new >= 3", "new <= 10"]),
        ("Which bodies received 5 or more requests in 2022?", ["new >= 5"]),
        ("Which bodies have a disclosure rate below 50% in 2022?", ["disclosure_rate < 0.5"]),
        ("Which bodies neither received requests nor were sued in 2022?", ["new = 0", "suits = 0"]),
    ],
)
def test_each_measure_has_its_own_condition(question: str, conditions: list[str]) -> None:
    made = plan(question)
    assert [f"{c.measure.key} {c.operator} {c.value:g}" for c in made.conditions] == conditions
    assert not made.any_of


@pytest.mark.parametrize(
    ("question", "place", "limit", "descending"),
    [
        ("Which body was second-highest for requests received in 2023?", 2, None, True),
        ("Who came third in 2022 by number of licences?", 3, None, True),
        ("bottom three by requests received in 2022", None, 3, False),
        ("Which three bodies had the most licences in 2022?", None, 3, True),
    ],
)
def test_a_place_of_a_rank_is_heard(question: str, place: int | None, limit: int | None, descending: bool) -> None:
    made = plan(question)
    assert (made.ask, made.place, made.limit, made.descending) == ("rank", place, limit, descending)


@pytest.mark.parametrize(
    ("question", "operator"),
    [
        ("Which bodies reported more requests in 2023 than in 2022?", ">"),
        ("Which bodies saw their requests fall from 2022 to 2023?", "<"),
    ],
)
def test_bodies_are_picked_by_how_a_number_changed(question: str, operator: str) -> None:
    made = plan(question)
    assert (made.ask, [(c.operator, c.against) for c in made.conditions]) == ("list", [(operator, "before")])


def test_what_was_taken_over_from_a_year_stands_in_the_report_on_the_next() -> None:
    assert plan("How many requests did the Modu Audit Bureau inherit from 2022?").scope.years == (2023,)


def test_words_that_are_left_out_stand_in_the_plan() -> None:
    assert plan("How many purple requests did the Modu Audit Bureau receive in 2023?").unheard == ("purple",)
    assert plan("How many requests did the Modu Audit Bureau receive in 2023?").unheard == ()


def test_requests_about_a_matter_are_not_all_requests() -> None:
    assert plan("How many requests about land expropriation did the Modu Audit Bureau receive in 2023?").ask == "figure"


def test_a_mistyped_word_is_heard() -> None:
    assert measures(plan("which bodies recieved aplications in 2023")) == ["new"]


@pytest.mark.parametrize(
    ("question", "before", "ask", "told"),
    [
        ("那没有的呢？", ["2022年哪些园区收到申请"], "list", ["new = 0"]),
        ("and which didn't?", ["Which parks received requests in 2022?"], "list", ["new = 0"]),
        ("which of them had the most?", ["Which parks received requests in 2022?"], "rank", []),
        ("average?", ["Requests received by parks in 2022?"], "average", []),
        ("为什么？", ["墨渡县政府2023年不予公开几件"], "breakdown", []),
    ],
)
def test_a_follow_up_turns_the_question_before(question: str, before: list[str], ask: str, told: list[str]) -> None:
    made = plan(question, *before)
    assert (made.ask, [f"{c.measure.key} {c.operator} {c.value:g}" for c in made.conditions]) == (ask, told)
    assert made.scope.years == plan(before[-1]).scope.years


@pytest.mark.parametrize(
    ("question", "bodies"),
    [
        ("它们加起来呢？", (MODU, FENGLI)),
        ("前者的电话？", (MODU,)),
        ("and the latter?", (FENGLI,)),
        ("add them together", (MODU, FENGLI)),
    ],
)
def test_bodies_named_one_after_the_other_are_pointed_back_to(question: str, bodies: tuple[str, ...]) -> None:
    assert plan(question, FIRST, "那枫漓县政府呢？").scope.organisations == bodies


@pytest.mark.parametrize("question", ["no, I meant 2022", "sorry, 2022", "2022?", "不是2023，是2022年"])
def test_a_correction_replaces_the_year(question: str) -> None:
    made = plan(question, FIRST)
    assert (measures(made), made.scope.organisations, made.scope.years) == (["new"], (MODU,), (2022,))


def test_a_region_alone_means_the_body_there_of_the_kind_spoken_about() -> None:
    assert plan("那枫漓县呢？", FIRST).scope.organisations == (FENGLI,)
    assert plan("and Fengli?", FIRST).scope.organisations == (FENGLI,)


def test_small_talk_is_forgotten() -> None:
    assert plan("2022年呢？", FIRST, "谢谢").scope.organisations == (MODU,)


def test_a_part_of_what_was_asked_before_is_a_column_of_it() -> None:
    assert measures(plan("其中自然人多少？", FIRST)) == ["new:natural"]


def test_a_pronoun_leans_on_an_unknown_body_too() -> None:
    assert plan("它的地址呢", "墨渡县财政局2023年收到几件申请").unknown == ("墨渡县财政局",)


def test_a_department_named_for_short_is_of_the_county_spoken_about() -> None:
    assert plan("那民政局呢？", FIRST).scope.organisations == ("墨渡县民政局",)


@pytest.mark.parametrize("question", ["今天天气怎么样", "帮我写一首诗", "What is the weather like today?"])
def test_off_topic_stays_off_topic_in_a_conversation(question: str) -> None:
    assert plan(question, FIRST).ask == "refuse"


@pytest.mark.parametrize(
    "question",
    [
        "有哪些园区的报告",
        wrong("the kinds of questions are taken for problems", "你能回答什么问题"),
    ],
)
def test_questions_about_the_index_are_metadata(question: str) -> None:
    assert plan(question).ask in ("metadata", "refuse")


@pytest.mark.parametrize(
    ("question", "conditions"),
    [
        ("2023年申请在1件以上5件以下的单位", {("new", ">=", 1, "number"), ("new", "<=", 5, "number")}),
        ("2023年申请不到5件但不是0的单位", {("new", "<", 5, "number"), ("new", ">", 0, "number")}),
        ("2023年收到申请但没有复议的单位", {("new", ">", 0, "number"), ("review", "=", 0, "number")}),
        ("2023年申请三十件以上的单位", {("new", ">=", 30, "number")}),
        ("2023年只收到3件申请的单位", {("new", "=", 3, "number")}),
        ("2023年没有超过10件申请的单位", {("new", "<=", 10, "number")}),
        ("2023年办结率不到五成的单位", {("conclusion_rate", "<", 0.5, "number")}),
        ("2023年自然人申请超过一半的单位", {("natural_share", ">", 0.5, "number")}),
        ("2023年申请超过平均数的单位", {("new", ">", 0, "average")}),
        ("2023年申请比上年减少的单位", {("new", "<", 0, "before")}),
        ("2023年申请比墨渡县政府多的单位", {("new", ">", 0, "body")}),
    ],
)
def test_each_part_of_a_filter_is_heard(question: str, conditions: set[tuple[str, str, float, str]]) -> None:
    made = plan(question)
    assert made.ask == "list"
    assert {(c.measure.key, c.operator, c.value, c.against) for c in made.conditions} == conditions


@pytest.mark.parametrize(
    ("question", "spell"),
    [
        ("2022年和2023年都收到申请的单位", 0),
        ("哪些单位每年都收到申请", 0),
        ("哪些单位从来没有收到过申请", 0),
        ("连续两年没有行政诉讼的单位", 2),
        ("2023年哪些单位收到申请", None),
    ],
)
def test_for_how_many_years_a_condition_must_be_met_is_heard(question: str, spell: int | None) -> None:
    assert plan(question).spell == spell


@pytest.mark.parametrize(
    ("question", "place", "descending", "operation"),
    [
        ("2023年申请第二多的是谁", 2, True, None),
        ("2023年申请倒数第三的单位", 3, False, None),
        ("2023年申请增长最多的是哪家", None, True, "difference"),
    ],
)
def test_the_place_of_a_rank_is_heard(question: str, place: int | None, descending: bool, operation: str | None) -> None:
    made = plan(question)
    assert (made.ask, made.place, made.descending, made.operation) == ("rank", place, descending, operation)


def test_a_body_whose_place_is_asked_for_stands_among_all() -> None:
    made = plan("墨渡县政府2023年行政许可排第几")
    assert (made.ask, made.focus, made.scope.organisations) == ("rank", (MODU,), ())


@pytest.mark.parametrize(
    ("question", "without"),
    [
        ("除了墨渡县政府，2023年还有谁收到申请", (MODU,)),
        ("除园区外，2023年哪些单位收到申请", ("park",)),
        ("不含墨渡县，2023年一共收到多少申请", ("墨渡县",)),
    ],
)
def test_who_is_left_out_is_no_part_of_the_scope(question: str, without: tuple[str, ...]) -> None:
    scope = plan(question).scope
    assert (scope.without, scope.organisations) == (without, ())


@pytest.mark.parametrize("limit", ["6月", "上半年", "网上", "当面", "第二季度"])
def test_a_limit_that_the_form_does_not_know_is_looked_for_in_the_words(limit: str) -> None:
    made = plan(f"墨渡县政府2023年{limit}收到几件申请")
    assert (made.ask, made.unheard) == ("figure", (limit,))


def test_words_that_nothing_was_made_of_are_told() -> None:
    assert plan("2023年哪些单位收到关于拆迁补偿的申请").unheard == ("拆迁补偿",)
    assert plan("请问一下2023年有哪些单位收到了申请呀").unheard == ()


@pytest.mark.parametrize("question", ["五份报告中，哪个单位有行政许可处理决定？", "这3个单位里谁有行政处罚"])
def test_how_many_are_asked_about_is_no_condition(question: str) -> None:
    found = plan(question)
    assert [(c.operator, c.value) for c in found.conditions] in ([(">", 0)], [])


@pytest.mark.parametrize(
    ("question", "ask", "counted"),
    [
        ("墨渡县政府2023年罚了多少件", "lookup", ["penalties"]),
        ("墨渡县政府2023年部分公开率是多少", "lookup", ["partial_as_rate"]),
        ("2023年企业申请占比最高的单位", "rank", ["new_as_rate:business"]),
        ("墨渡县政府2023年制发文件比废止的多几件", "compare", ["norms:issued", "norms:repealed"]),
        ("墨渡县政府这两年里行政许可少了多少", "trend", ["licences"]),
        ("所有报告里行政处罚有多少件", "sum", ["penalties"]),
        ("墨渡县政府收费是多少钱", "lookup", ["fees"]),
        ("Which reports left cells of the tables blank?", "check", []),
        ("total licences of Modu county government over 2022-2024", "sum", ["licences"]),
    ],
)
def test_everyday_words_mean_what_the_form_counts(question: str, ask: str, counted: list[str]) -> None:
    made = plan(question)
    assert (made.ask, measures(made)) == (ask, counted)


@pytest.mark.parametrize(
    ("question", "before", "ask", "counted", "years"),
    [
        ("和2023年相比呢", "墨渡县政府2024年收到几件申请", "compare", ["new"], (2023, 2024)),
        (
            "Was that more than in 2023?",
            "How many requests did Modu county government get in 2024?",
            "compare",
            ["new"],
            (2023, 2024),
        ),
        ("诉讼呢", "墨渡县政府2023年复议被纠正的比例", "share", ["suits:corrected"], (2023,)),
        ("哪一年最多", "墨渡县政府历年收到的申请", "rank", ["new"], ()),
        ("and fees?", "Modu county government: requests year by year", "trend", ["fees"], ()),
    ],
)
def test_a_follow_up_goes_on_asking_the_same(
    question: str, before: str, ask: str, counted: list[str], years: tuple[int, ...]
) -> None:
    made = plan(question, before)
    assert (made.ask, measures(made), made.scope.years) == (ask, counted, years)


def test_a_follow_up_compares_with_the_body_it_names() -> None:
    made = plan("比枫漓县政府多吗", "墨渡县政府2023年收到几件申请")
    assert (made.ask, set(made.scope.organisations)) == ("compare", {MODU, FENGLI})


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("比较墨渡县政府和枫漓县政府2023年存在的问题", "problems"),
        ("墨渡县政府和枫漓县政府的改进措施相比有什么不同", "measures"),
        ("Compare the problems that the Modu and Fengli county governments report", "problems"),
        ("Summarise the problems across all reports of 2023", "problems"),
    ],
)
def test_problems_are_compared_and_summed_up_in_words(question: str, topic: str) -> None:
    made = plan(question)
    assert (made.ask, made.topic) == ("passage", topic)


@pytest.mark.parametrize(
    ("question", "ask", "counted"),
    [
        ("墨渡县政府2023年第三方权益的理由拒了几件", "lookup", ["denied_third_party"]),
        ("各街道2023年的处罚数", "lookup", ["penalties"]),
        ("2023年请把申请从少到多排列，给我前5名", "rank", ["new"]),
        ("2023年行政诉讼原告胜诉的有哪些单位", "list", ["suits:corrected"]),
        ("墨渡县政府2023年不予处理总共几件，最多的是哪一项", "breakdown", ["refused"]),
        ("墨渡县政府2023年处罚和许可的比例", "share", ["penalties"]),
        ("2023年收费为零的单位有几家", "count", ["fees"]),
        ("哪些报告的正文和表格数字不一样", "check", []),
        ("Which bodies rejected at least one application as a duplicate?", "list", ["refused_duplicate"]),
        ("how much more in fees did Modu county government take in 2024 than 2023", "change", ["fees"]),
        ("list 2023 bodies by number of normative docs in force", "rank", ["norms:valid"]),
    ],
)
def test_other_wordings_ask_the_same(question: str, ask: str, counted: list[str]) -> None:
    made = plan(question)
    assert (made.ask, measures(made), made.unheard) == (ask, counted, ())


def test_what_is_not_answered_beside_the_number_is_told() -> None:
    assert plan("2023年哪个园区行政许可最多，联系电话是啥").unheard == ("联系电话",)
    assert plan("2023年申请量的中位数是多少").unheard == ("中位数",)


def test_a_follow_up_speaks_of_the_year_before_or_of_what_was_counted_before() -> None:
    assert plan("前一年呢", "墨渡县政府2024年收到几件申请").scope.years == (2023,)
    both = plan("这两项加起来占不予公开的几成", "墨渡县政府2023年国家秘密的几件", "三安全一稳定的呢")
    assert (both.ask, measures(both), both.of and both.of.key) == ("share", ["denied_state_secret", "denied_safety"], "denied")


def test_a_rank_that_no_one_government_alone_has_stays_a_kind() -> None:
    made = plan("省政府2023年收到几件申请")
    assert made.scope.organisations == ()
    assert made.scope.kinds == ("government",)


@pytest.mark.parametrize(("question", "least"), [("谁的收费超过五百万", 500), ("2023年哪些单位许可超过1万件", 10_000)])
def test_large_numbers_are_read_in_the_unit_of_what_they_count(question: str, least: float) -> None:
    assert [(c.operator, c.value) for c in plan(question).conditions] == [(">", least)]


@pytest.mark.parametrize("term", ["重复申请", "属于国家秘密", "其他法律行政法规禁止公开", "没有现成信息需要另行制作"])
def test_every_ground_of_the_form_has_a_meaning(term: str) -> None:
    assert plan(f"{term}是什么意思").ask == "definition"


@pytest.mark.parametrize("question", ["历年呢", "变化趋势怎么样？", "墨渡县政府历年收到申请的变化趋势", "and over the years?"])
def test_a_trend_asked_after_one_year_is_told_over_all_of_them(question: str) -> None:
    made = plan(question, "墨渡县政府2023年收到几件申请")
    assert (made.ask, made.scope.years) == ("trend", ())
    assert made.scope.organisations


@pytest.mark.parametrize(
    "question",
    [
        "What problems does the Modu county government report and how will it fix them?",
        "What shortcomings does the Modu county government admit, and what will it do about them?",
        "墨渡县政府存在哪些问题，打算怎么改进？",
    ],
)
def test_problems_and_what_is_done_about_them_are_both_asked_for(question: str) -> None:
    made = plan(question)
    assert (made.ask, made.topic, made.also) == ("passage", "problems", ("measures",))
