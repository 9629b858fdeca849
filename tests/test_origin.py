"""Folders and government hosts name a division only where they can mean no other."""

from __future__ import annotations

import pytest

from index.bodies.origin import divisions_of_host, divisions_of_path
from index.bodies.regions import read_region
from index.report import Region


@pytest.mark.parametrize(
    ("path", "division"),
    [
        ("江西省/宜春市/樟树市/报告.txt", ("江西省", "宜春市", "樟树市")),
        ("reports/江西省宜春市/2023.txt", ("江西省", "宜春市", None)),
        ("樟树市某局2023年报告.txt", ("江西省", "宜春市", "樟树市")),
        ("四川省/江阳区/x.txt", ("四川省", "泸州市", "江阳区")),
    ],
)
def test_folders_name_a_division(path: str, division: tuple[str, str | None, str | None]) -> None:
    assert divisions_of_path(path) == (division,)


@pytest.mark.parametrize("path", ["reports/2023/x.txt", "大理石/x.txt", "园区/x.txt", ""])
def test_other_folders_name_none(path: str) -> None:
    assert divisions_of_path(path) == ()


@pytest.mark.parametrize(
    ("website", "division"),
    [
        ("http://www.zhangshu.gov.cn", ("江西省", "宜春市", "樟树市")),
        ("zhangdian.gov.cn/gongkai/", ("山东省", "淄博市", "张店区")),
        ("czj.zibo.gov.cn", ("山东省", "淄博市", None)),
    ],
)
def test_a_host_names_the_one_division_it_spells(website: str, division: tuple[str, str | None, str | None]) -> None:
    assert divisions_of_host(website) == (division,)


@pytest.mark.parametrize(
    "website",
    # 福州 and 抚州, a letter short for a name, no government host, no host at all
    ["www.fuzhou.gov.cn", "www.zs.gov.cn", "www.zhangshu.com", "zhangshu", ""],
)
def test_a_host_that_may_mean_two_or_none_names_none(website: str) -> None:
    assert divisions_of_host(website) == ()


@pytest.mark.parametrize(
    ("name", "path", "website", "region"),
    [
        # One name in several provinces.
        ("朝阳区某某街道办事处", "吉林省/长春市/x.txt", None, Region("吉林省", "长春市", "朝阳区")),
        ("朝阳区某某街道办事处", "x.txt", "http://www.changchun.gov.cn", Region("吉林省", "长春市", "朝阳区")),
        # A place that no table has.
        ("青屿县某镇人民政府", "四川省/泸州市/x.txt", None, Region("四川省", "泸州市", "青屿县")),
        # No place in the name.
        ("区统计局", "山东省/淄博市/张店区/x.txt", None, Region("山东省", "淄博市", "张店区")),
        ("市工信局", "x.txt", "http://www.zhangshu.gov.cn", Region("江西省", "宜春市", "樟树市")),
        # The county where the name says only the city.
        ("泸州某某产业园管理委员会", "四川省/泸州市/江阳区/x.txt", None, Region("四川省", "泸州市", "江阳区")),
        ("泸州某某产业园管理委员会", "x.txt", "www.jiangyang.gov.cn", Region("四川省", "泸州市", "江阳区")),
        # What the name says is never overruled.
        ("樟树市财政局", "山东省/淄博市/张店区/x.txt", "www.zhangdian.gov.cn", Region("江西省", "宜春市", "樟树市")),
        ("泸州市财政局", "山东省/淄博市/张店区/x.txt", "www.zhangdian.gov.cn", Region("四川省", "泸州市", None)),
        ("青屿市财政局", "山东省/淄博市/张店区/x.txt", None, Region(None, "青屿市", None)),
        ("江西省教育厅", "江西省/宜春市/樟树市/x.txt", None, Region("江西省", None, None)),
    ],
)
def test_origin_settles_what_the_name_leaves_open(name: str, path: str, website: str | None, region: Region) -> None:
    assert read_region(name, None, "", path=path, website=website) == region
