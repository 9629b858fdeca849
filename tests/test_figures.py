"""Numbers of the narrative are found with unit and what they count; dates, names, ordinals and addresses are not."""

from __future__ import annotations

from time import perf_counter

import pytest

from index.narrative.figures import LONGEST_SENTENCE, find_figures
from index.report import Chapter, Figure
from index.wording import join_lines


def figures(text: str, chapter: int = 1) -> tuple[Figure, ...]:
    return find_figures([(Chapter(chapter, "一、总体情况", 0, len(text)), join_lines(text, 0, len(text)))])


def said(text: str) -> list[tuple[float, str, str]]:
    return [(figure.value, figure.unit, figure.counts) for figure in figures(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年发布政府信息17条。", [(17, "条", "发布政府信息")]),
        ("其中，政策解读1条，回应关切2条。", [(1, "条", "政策解读"), (2, "条", "回应关切")]),
        ("其中,网站公开133条,公示栏公开12条。", [(133, "条", "网站公开"), (12, "条", "公示栏公开")]),
        ("在专栏发布2条信息。", [(2, "条", "在专栏发布信息")]),
        ("公开信息1,234条。", [(1234, "条", "公开信息")]),
        ("公开信息１２条。", [(12, "条", "公开信息")]),
        ("公开信息1.5万条。", [(15000, "条", "公开信息")]),
        ("按时办结率98.5%。", [(98.5, "%", "按时办结率")]),
        ("收取信息处理费3940元。", [(3940, "元", "收取信息处理费")]),
        ("公开信息 5500 条。", [(5500, "条", "公开信息")]),
        ("行政复议3件，其中结果维持2件。", [(3, "件", "行政复议"), (2, "件", "结果维持")]),
        ("共收到建议0条。", [(0, "条", "收到建议")]),
        ("召开推进会不少于两次。", [(2, "次", "召开推进会")]),
        ("实行三级审核。", [(3, "级", "实行审核")]),
        ("工作动态每一周发布更新一次。", [(1, "次/周", "工作动态")]),
        ("每年不少于两次召开推进会。", [(2, "次/年", "每年召开推进会")]),
        ("每季度对信息公开工作进行考核。", [(1, "次/季度", "对信息公开工作进行考核")]),
        ("三是每月开展排查。", [(1, "次/月", "开展排查")]),
        ("缩短两个工作日。", [(2, "个工作日", "缩短")]),
        ("我局坚持每月核查。", [(1, "次/月", "我局坚持核查")]),
        ("召开专题会议一次，举办培训一期。", [(1, "次", "召开专题会议"), (1, "期", "举办培训")]),
        ("统一受理平台接入53个部门2261项事项。", [(53, "个", "统一受理平台接入部门"), (2261, "项", "统一受理平台接入事项")]),
        ("发布工作动态5条规划计划3条。", [(5, "条", "发布工作动态"), (3, "条", "规划计划")]),
        ("41条短视频播放量超2300万。", [(41, "条", "短视频播放量"), (23_000_000, "", "短视频播放量")]),
        (
            "予以公开966件，占66.48%；部分公开67，占4.61%。",
            [(966, "件", "予以公开"), (66.48, "%", "予以公开占"), (67, "", "部分公开"), (4.61, "%", "部分公开占")],
        ),
        ("公开信息一百二十条，发放两千零六份宣传册。", [(120, "条", "公开信息"), (2006, "份", "发放宣传册")]),
        ("投资十二亿元。", [(12, "亿元", "投资")]),
        ("图解占全部稿件的三分之一。", [(33.33, "%", "图解占全部稿件的")]),
        ("整改率百分之百。", [(100, "%", "整改率")]),
        ("材料压减三成，效率提高两倍。", [(30, "%", "材料压减"), (2, "倍", "效率提高")]),
        ("受理业务52.3万笔。", [(523000, "笔", "受理业务")]),
        ("在24小时内答复。", [(24, "小时", "在内答复")]),
        ("分别公开3、4和5件。", [(3, "件", "公开"), (4, "件", "公开"), (5, "件", "公开")]),
        ("本机关政府信息公开申请为零。", [(0, "件", "本机关政府信息公开申请")]),
        ("行政复议、行政诉讼均为0。", [(0, "件", "行政复议、行政诉讼")]),
        ("得分98.5分。", [(98.5, "分", "得分")]),
        ("投入五万元。", [(5, "万元", "投入")]),
        ("较上年增加2.5个百分点。", [(2.5, "个百分点", "较上年增加")]),
        ("在3个月内完成。", [(3, "个月", "在内完成")]),
        ("全年未收到行政许可申请。", [(0, "件", "收到行政许可申请")]),
        ("处理12345政务服务热线472件。", [(472, "件", "处理12345政务服务热线")]),
    ],
)
def test_figures_say_value_unit_and_what_they_count(text: str, expected: list[tuple[float, str, str]]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2023年1月1日起施行。",
        "8月开展活动。",
        "国办公开办函〔2019〕60号文件。",
        "国务院令第711号公布。",
        "依据第20条的规定。",
        "地址：海滨路6666号3楼。",
        "受理“12345”政务服务热线。",
        "推进“869”行动。",
        "落实“三审三校”和“三同步”。",
        "学习二十届二中、三中全会精神。",
        "政协第十三届一次会议。",
        "一是做好公开。二是办理申请。",
        "做好“五公开”。",
        "邮编：331200，电话：0795-7365939。",
        "未及时答复申请。",
        "深入推进八项规定精神落实。",
        "大厅提供24小时自助服务。",
        "走进千家万户，服务百姓。",
        "制度三成立即见效。",
        "每周一、三、五更新。",
        "坚决做到两个维护。",
        "医院为三级甲等综合医院。",
        "无正当理由逾期不补正申请。",
        "没有信息公开申请指南。",
        "最多跑一次，一次性告知。",
        "同一件事不再重复。",
        "从两个方面、三个维度推进。",
        "每年年初制定方案。",
        "每年一月开展清理。",
        "公布每季度12日前更新的目录。",
        "市民热线12345、民声平台12388。",
        "未收到申请人的来信。",
        f"编码{'1' * 5000}条，{'2' * 17}万。",
    ],
)
def test_dates_names_ordinals_and_addresses_are_no_figures(text: str) -> None:
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("全年未收到政府信息公开申请。", "件"),
        ("我局没有收到受理依申请公开。", "件"),
        ("没有发生因信息公开引发行政复议的情况。", "件"),
        ("办理事项均未引起行政复议或诉讼等情况。", "件"),
        ("本年度没有产生信息公开处理费。", "元"),
        ("全年无收取信息处理费情况。", "元"),
        ("本年度未收取任何费用。", "元"),
        ("无行政复议、行政诉讼。", "件"),
        ("全年未接到信息公开申请。", "件"),
        ("2023年，我局未收到申请。", "件"),
        ("全年无人申请公开政府信息。", "件"),
        ("没有因信息公开受到举报。", "件"),
        ("无收费情况。", "元"),
    ],
)
def test_none_said_in_words_is_zero(text: str, unit: str) -> None:
    found = figures(text)
    assert [(figure.value, figure.unit) for figure in found] == [(0, unit)]
    assert not found[0].approximate


@pytest.mark.parametrize(
    "text",
    [
        "代表20余人。",
        "代表近20人。",
        "代表约20人。",
        "代表20多人。",
        "代表20人左右。",
        "代表超过20人。",
        "代表突破20人。",
        "代表将近20人。",
    ],
)
def test_vague_figures_are_marked(text: str) -> None:
    assert [(figure.value, figure.approximate) for figure in figures(text)] == [(20, True)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("发布信息万余条。", 10_000),
        ("培训近百人次。", 100),
        ("接待上千人次。", 1000),
        ("访问量超百万人次。", 1_000_000),
        ("发放5千余份。", 5000),
        ("发放两千余份。", 2000),
        ("满意率百分之九十五以上。", 95),
        ("粉丝超五十万。", 500_000),
        ("发布信息3000+条。", 3000),
        ("超过四分之三的申请。", 75),
    ],
)
def test_round_numbers_in_words_are_vague_figures(text: str, value: float) -> None:
    assert [(figure.value, figure.approximate) for figure in figures(text)] == [(value, True)]


@pytest.mark.parametrize("text", ["每组配备2-3名老骨干。", "每组配备2—3名老骨干。", "每组配备2至3名老骨干。"])
def test_a_range_has_both_ends(text: str) -> None:
    assert [(figure.value, figure.value_max, figure.unit) for figure in figures(text)] == [(2, 3, "名")]


def test_places_are_those_of_the_number_and_its_sentence_over_broken_lines() -> None:
    text = "做好工作。收到申请 34\n 件，答复33件。另有1件。"
    found = figures(text)
    assert [text[figure.start : figure.end] for figure in found] == ["34\n 件", "33件", "1件"]
    assert text[found[0].sentence.start : found[0].sentence.end] == "收到申请 34\n 件，答复33件。"


def test_a_habit_that_is_only_planned_is_no_figure() -> None:
    assert figures("下一步将每季度开展考核，每月更新两次。", chapter=5)[0].unit == "次/月"
    assert len(figures("下一步将每季度开展考核，每月更新两次。", chapter=5)) == 1


def test_the_preface_states_no_figures() -> None:
    assert figures("公开信息3条。", chapter=0) == ()


def test_a_sentence_without_end_is_read_in_pieces_and_quickly() -> None:
    text = "公开信息3条未收到申请无处理费" * 5_000
    start = perf_counter()
    found = figures(text)
    assert len([figure for figure in found if figure.value == 3]) >= 4_500
    assert all(figure.sentence.end - figure.sentence.start <= LONGEST_SENTENCE for figure in found)
    assert perf_counter() - start < 10
