"""Titles, names, kinds, aliases and regions come from general rules that hold for bodies nobody has met."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.bodies.divisions import shorten_place
from index.bodies.organisation import KINDS, classify_kind, find_stated_names, make_organisation
from index.bodies.regions import read_region, split_places
from index.narrative.title import find_title
from index.reading import read_report
from index.report import Region


@pytest.mark.parametrize(
    ("text", "organisation", "year"),
    [
        ("青屿市岚桥局2023年政府信息公开工作年度报告\n正文", "青屿市岚桥局", 2023),
        ("青屿工业园区管委会2023年政府信息公开\n工作年度报告\n", "青屿工业园区管委会", 2023),
        ("云岭岚桥经济开发区管理委员会\n2022年政府信息公开工作年度报告\n", "云岭岚桥经济开发区管理委员会", 2022),
        ("青屿市岚桥局2021年度政府信息公开年报\n", "青屿市岚桥局", 2021),
        ("青屿市岚桥局二〇二三年政府信息公开工作年度报告\n", "青屿市岚桥局", 2023),
        ("2023年度青屿市岚桥局政府信息公开工作年度报告\n", "青屿市岚桥局", 2023),
        ("关于青屿市岚桥局2020年政府信息公开工作情况的报告\n", "青屿市岚桥局", 2020),
        ("青屿市岚桥局政府信息公开工作年度报告（2023年）\n", "青屿市岚桥局", 2023),
        ("青屿市人民政府\n2024 年政府信息公开工作年度报告\n", "青屿市人民政府", 2024),
        ("首页 > 信息公开年报\n索引号：2024-5425351\n青屿市岚桥局2023年政府信息公开工作年度报告\n", "青屿市岚桥局", 2023),
    ],
)
def test_titles_give_name_and_year(text: str, organisation: str, year: int) -> None:
    title = find_title(text, len(text))
    assert title is not None
    assert (title.organisation, title.year) == (organisation, year)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("根据规定，现公布青屿市统计局2023年政府信息公开工作年度报告。", "青屿市统计局"),
        ("根据要求，特编制青屿市岚桥镇人民政府2023年度政府信息公开工作年度报告。", "青屿市岚桥镇人民政府"),
        ("本年度报告由青屿市岚桥镇人民政府根据《条例》编制。", "青屿市岚桥镇人民政府"),
        ("如有疑问，请与青屿市岚桥工业园区管委会联系（地址：海滨路1号）。", "青屿市岚桥工业园区管委会"),
        ("索引号 | 1/2024-1 | 发布机构 | 青屿市财政局 | 发文日期 | 2024-01-15 |\n本报告如下。", "青屿市财政局"),
        ("来源：青屿市民政局 时间：2024-01-12 10:01\n本报告如下。", "青屿市民政局"),
        # The preface is surer than the page around it, a name with its place than one without.
        ("来源：市政府网站编辑部\n发布机构：青屿市政府办\n如有疑问，请与青屿市财政局联系。", "青屿市财政局"),
        ("请与市财政局联系。\n发布机构：樟树市财政局\n", "樟树市财政局"),
    ],
)
def test_a_name_missing_in_the_title_is_taken_from_preface_or_metadata(text: str, name: str) -> None:
    assert find_stated_names(text, 0, len(text))[0] == name


@pytest.mark.parametrize(
    "text",
    ["如有疑问，请与我局联系。", "由本机关编制。", "请与办公室联系。", "来源：本站原创 时间：2024", "由各科室结合实际编制。"],
)
def test_what_any_body_calls_itself_names_none(text: str) -> None:
    assert find_stated_names(text, 0, len(text)) == ()


def test_a_title_without_its_place_keeps_its_name_and_gets_the_longer_one_as_alias(tmp_path: Path) -> None:
    text = "市工信局2023年政府信息公开工作年度报告\n如有疑问，请与樟树市工信局联系。\n一、总体情况\n公开信息3条。\n"
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="utf-8")
    report = read_report(path, "x.txt")
    assert report.organisation.full == "市工信局"
    assert {"樟树市工信局", "樟树工信局"} <= set(report.organisation.aliases)
    assert report.region == Region("江西省", "宜春市", "樟树市")


def test_running_text_is_no_title() -> None:
    assert find_title("本机关编制了2023年政府信息公开工作年度报告。\n根据要求，报告如下：年报\n", 40) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("青屿工业园区管委会", "park"),
        ("云岭岚桥经济开发区管理委员会", "park"),
        ("海屿国家高新区岚桥科技产业园管理委员会", "park"),
        ("岚桥新区管理委员会", "park"),
        ("青屿市行政服务中心管委会", "service_centre"),
        ("青屿市政务服务中心", "service_centre"),
        ("青屿市工信局", "bureau"),
        ("青屿市发展和改革委员会", "bureau"),
        ("云岭省教育厅", "bureau"),
        ("青屿市政务服务管理局", "bureau"),
        ("青屿市人民政府", "government"),
        ("青屿市人民政府办公室", "government"),
        ("青屿市政府办", "government"),
        ("青屿市岚桥镇人民政府", "township"),
        ("青屿市岚桥乡人民政府", "township"),
        ("青屿市城北街道办事处", "subdistrict"),
        ("青屿市残疾人联合会", "other"),
    ],
)
def test_the_end_of_a_name_tells_its_kind(name: str, kind: str) -> None:
    assert classify_kind(name) == kind
    assert kind in KINDS


@pytest.mark.parametrize(
    ("name", "alias"),
    [
        ("青屿市工信局", "市工信局"),
        ("青屿市工信局", "青屿工信局"),
        ("青屿市工信局", "青屿市工业和信息化局"),
        ("大理白族自治州人民政府", "大理政府"),
        ("上海市浦东新区人民政府", "浦东政府"),
        ("青屿市发展和改革委员会", "青屿市发改委"),
        ("青屿市住房和城乡建设局", "青屿住建局"),
        ("青屿市岚桥镇人民政府", "岚桥镇"),
        ("青屿市岚桥镇人民政府", "岚桥镇政府"),
        ("青屿市城北街道办事处", "城北街道"),
        ("青屿市人民政府办公室", "青屿市政府办"),
        ("青屿市岚桥科技产业园管理委员会", "青屿岚桥科技园"),
        ("青屿市国家高新区岚桥科技产业园管理委员会", "岚桥科技园"),
        ("青屿市国家高新区岚桥科技产业园管理委员会", "岚桥园"),
        ("青屿市经济开发区管理委员会", "青屿经开区"),
        ("青屿市经济开发区管理委员会", "青屿市经济开发区管委会"),
    ],
)
def test_short_and_long_names_are_aliases(name: str, alias: str) -> None:
    assert alias in make_organisation(name, "").aliases


def test_a_short_name_that_the_report_states_is_an_alias() -> None:
    text = "青屿市岚桥局（以下简称“桥局本部”）编制。"
    assert "桥局本部" in make_organisation("青屿市岚桥局", text).aliases


@pytest.mark.parametrize("name", ["青屿市交通运输局", "青屿市农业农村局", "青屿市人民政府", "青屿市城市管理委员会"])
def test_long_forms_are_not_made_longer(name: str) -> None:
    aliases = make_organisation(name, "").aliases
    assert aliases
    assert not [alias for alias in aliases if any(twice in alias for twice in ("运输运输", "农村农村", "人民人民", "管理管理"))]


@pytest.mark.parametrize("name", ["青屿市工信局", "青屿工业园区管委会", "青屿市行政服务中心管委会", "岚桥镇人民政府"])
def test_what_any_body_calls_itself_is_no_alias(name: str) -> None:
    text = "我局、我委、我单位、园区、管委会和中心，镇政府。"
    generic = {"我局", "我委", "我单位", "园区", "管委会", "中心", "镇政府", "工信局"}
    organisation = make_organisation(name, text)
    assert not generic & set(organisation.aliases)
    assert name not in organisation.aliases
    assert "管理委" not in "".join(alias[-3:] for alias in organisation.aliases)


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("樟树市财政局", Region("江西省", "宜春市", "樟树市")),
        ("山东张店某某园管理委员会", Region("山东省", "淄博市", "张店区")),
        ("泸州某某产业园管理委员会", Region("四川省", "泸州市", None)),
        ("北京市海淀区某某街道办事处", Region("北京市", None, "海淀区")),
        ("吉林省财政厅", Region("吉林省", None, None)),
        ("海南省教育厅", Region("海南省", None, None)),
        ("东莞市财政局", Region("广东省", "东莞市", None)),
        ("济源市财政局", Region("河南省", None, "济源市")),
        ("云岭省青屿市财政局", Region("云岭省", "青屿市", None)),
        ("云岭省青屿市岚桥县财政局", Region("云岭省", "青屿市", "岚桥县")),
        ("岚桥县工业园区管委会", Region(None, None, "岚桥县")),
        ("青屿市民政局", Region(None, "青屿市", None)),
        ("青屿市人民政府", Region(None, "青屿市", None)),
        ("青屿市市场监督管理局", Region(None, "青屿市", None)),
    ],
)
def test_the_region_is_completed_from_the_divisions(name: str, region: Region) -> None:
    assert read_region(name, None, "") == region


def test_one_name_in_two_provinces_is_settled_by_the_text_or_left_open() -> None:
    assert read_region("朝阳区某某街道办事处", None, "") == Region(None, None, "朝阳区")
    assert read_region("朝阳区某某街道办事处", None, "按照长春市部署") == Region("吉林省", "长春市", "朝阳区")


def test_made_up_places_are_completed_from_address_and_overview() -> None:
    assert read_region("青屿市财政局", "云岭省青屿市海滨路1号", "") == Region("云岭省", "青屿市", None)
    overview = "按照国家、云岭省、海州市和青屿市政务公开工作的部署"
    assert read_region("青屿市财政局", "青屿市海滨路1号", overview) == Region("云岭省", "海州市", "青屿市")


def test_a_body_without_a_place_in_its_name_lies_where_its_address_is() -> None:
    assert read_region("某某产业园管理委员会", "四川省泸州市江阳区某路1号", "") == Region("四川省", "泸州市", "江阳区")


@pytest.mark.parametrize(
    ("place", "short"),
    [
        ("樟树市", "樟树"),
        ("内蒙古自治区", "内蒙古"),
        ("新疆维吾尔自治区", "新疆"),
        ("大理白族自治州", "大理"),
        ("伊犁哈萨克自治州", "伊犁"),
        ("彭水苗族土家族自治县", "彭水"),
        ("浦东新区", "浦东"),
        ("兴安盟", "兴安"),
    ],
)
def test_places_are_shortened_as_people_say_them(place: str, short: str) -> None:
    assert shorten_place(place) == short


@pytest.mark.parametrize(
    ("name", "places", "rest"),
    [
        ("樟树工业园区管委会", ["樟树"], "工业园区管委会"),
        ("山东张店经济开发区管理委员会", ["山东", "张店"], "经济开发区管理委员会"),
        ("樟树市城关镇人民政府", ["樟树市"], "城关镇人民政府"),
        ("海州市工信局", ["海州市"], "工信局"),
        ("张店镇人民政府", [], "张店镇人民政府"),
        ("高新区管委会", [], "高新区管委会"),
    ],
)
def test_places_are_split_off_only_where_they_are_places(name: str, places: list[str], rest: str) -> None:
    found, behind = split_places(name)
    assert ([place.text for place in found], behind) == (places, rest)
