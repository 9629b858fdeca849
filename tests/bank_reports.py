"""Made-up reports for the question bank: sixty bodies over six years in both editions, with the truth behind each text.

Some years are missing, some cells blank, some numbers contradict each other.
Knows nothing of questions or of how reports are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Literal

from form_pages import HEADINGS, application_lines, draw_pipes, draw_tabs, proactive_lines, review_lines
from pypinyin import lazy_pinyin

from index.form import cell_key, load_form
from index.sample.cells import Scale, make_years

FIRST_YEAR, LAST_YEAR = 2019, 2024
Number = int | float
Defect = Literal["text_table", "equation", "blanks", "no_table", "no_contact", "dashes"]


@dataclass(frozen=True, slots=True)
class Place:
    """A made-up county (or city, then `county` is empty) with the regions around it."""

    province: str
    city: str
    county: str

    @property
    def own(self) -> str:
        """The innermost place, as names begin with it."""
        return self.county or self.city


@dataclass(frozen=True, slots=True)
class Kind:
    """What a body is: the end of its name, how people shorten and translate it, its key, its usual yearly counts."""

    suffix: str
    short: tuple[str, ...]
    english: tuple[str, ...]
    key: str
    scale: Scale


@dataclass(frozen=True)
class BankBody:
    """A made-up body; `own` is the name of a town, street or park between place and kind."""

    place: Place
    own: str
    what: Kind

    @cached_property
    def name(self) -> str:
        """The full name."""
        return f"{self.place.own}{self.own}{self.what.suffix}"

    @cached_property
    def called(self) -> tuple[str, ...]:
        """What people call it: official short forms, and colloquially without 县 or 区."""
        bare = self.place.own[:-1]
        forms = [f"{self.place.own}{self.own}{short}" for short in self.what.short]
        if self.what.key != "government":
            forms += [f"{bare}{self.own}{short}" for short in self.what.short]
        if self.own:
            forms += [f"{self.own}{short}" for short in self.what.short]
        return tuple(forms)

    @cached_property
    def english(self) -> tuple[str, ...]:
        """How a translator would put it."""
        rank = {"县": "County", "区": "District", "市": "City"}[self.place.own[-1]]
        place, own = spell(self.place.own[:-1]), spell(self.own)
        if self.own:
            return tuple(f"{own} {what}" for what in self.what.english)
        return (*(f"{place} {rank} {what}" for what in self.what.english), f"{place} {self.what.english[0]}")


@dataclass(frozen=True)
class BankReport:
    """A report and its truth: `cells` by key, None where the cell is blank or a dash, without the keys of a table left out.

    `figures` are the numbers of the narrative; `said_new` what it says of applications received, None where it is silent.
    """

    body: BankBody
    year: int
    cells: Mapping[str, Number | None]
    contact: Mapping[str, str]
    figures: Mapping[str, int]
    said_new: int | None
    problems: tuple[str, ...]
    measures: tuple[str, ...]
    platforms: str
    defect: Defect | None
    text: str

    @property
    def name(self) -> str:
        """The reporting body's full name."""
        return self.body.name

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name}{self.year}.txt"

    @property
    def edition(self) -> str:
        """The edition of the form it follows."""
        return edition_of(self.year)


def edition_of(year: int) -> str:
    """The edition of the form that reports on a year follow."""
    return "2019" if year < 2021 else "2021"


def where(place: Place) -> str:
    """A place with the regions around it."""
    return place.province + place.city + place.county


def spell(name: str) -> str:
    """A name in pinyin with a capital."""
    return "".join(lazy_pinyin(name)).capitalize()


# Bodies -----------------------------------------------------------------------------------------------------------------

_CITIES = (Place("云岭省", "岚川市", ""), Place("云岭省", "芦汀市", ""), Place("瀚河省", "鹤坪市", ""))
_COUNTIES = (
    Place("云岭省", "岚川市", "松澜县"),
    Place("云岭省", "岚川市", "棠溪区"),
    Place("云岭省", "芦汀市", "桐渡县"),
    Place("云岭省", "芦汀市", "荻浦区"),
    Place("瀚河省", "鹤坪市", "墨泉县"),
    Place("瀚河省", "鹤坪市", "雁洲区"),
)
_SMALL, _BUREAU = Scale(4, 20, 4, 2, 0), Scale(12, 240, 50, 5, 40)
_FINANCE = Kind("财政局", ("财政局",), ("Finance Bureau", "Bureau of Finance"), "bureau", _BUREAU)
_EDUCATION = Kind("教育局", ("教育局",), ("Education Bureau",), "bureau", _BUREAU)
_HOUSING = Kind("住房和城乡建设局", ("住建局",), ("Housing and Construction Bureau",), "bureau", _BUREAU)
_WATER = Kind("水利局", ("水利局",), ("Water Bureau", "Water Resources Bureau"), "bureau", _BUREAU)
_INDUSTRY = Kind("工业和信息化局", ("工信局",), ("Industry and Information Technology Bureau",), "bureau", _BUREAU)
_HEALTH = Kind("卫生健康局", ("卫健局",), ("Health Bureau",), "bureau", _BUREAU)
_STATISTICS = Kind("统计局", ("统计局",), ("Statistics Bureau",), "bureau", _BUREAU)
_AUDIT = Kind("审计局", ("审计局",), ("Audit Bureau",), "bureau", _BUREAU)
_PEOPLE = Kind("人力资源和社会保障局", ("人社局",), ("Human Resources and Social Security Bureau",), "bureau", _BUREAU)
_COUNTY = Kind("人民政府", ("政府",), ("Government", "People's Government"), "government", Scale(110, 5200, 900, 30, 3600))
_PARK = Kind("工业园区管理委员会", ("工业园区管委会", "工业园区"), ("Industrial Park",), "park", Scale(3, 8, 0, 3, 0))
_ZONE = Kind(
    "经济开发区管理委员会",
    ("经济开发区管委会", "经开区管委会", "经开区"),
    ("Economic Development Zone",),
    "park",
    Scale(4, 12, 2, 3, 1),
)
_TOWN = Kind("镇人民政府", ("镇政府",), ("Town Government",), "township", _SMALL)
_VILLAGE = Kind("乡人民政府", ("乡政府",), ("Township Government",), "township", _SMALL)
_STREET = Kind("街道办事处", ("街道办", "街道"), ("Subdistrict Office", "Subdistrict"), "subdistrict", _SMALL)
_CENTRE = Kind(
    "行政服务中心管理委员会",
    ("行政服务中心管委会", "行政服务中心"),
    ("Administrative Service Centre",),
    "service_centre",
    Scale(2, 900, 0, 2, 2),
)
_OWN = (
    (_PARK, ("槐荫", "芷塘", "沧埠")),
    (_TOWN, ("枫林", "菱湖", "砚塘", "箬岭", "蘅芜", "鸥湾")),
    (_VILLAGE, ("柳堰", "榆垄", "苇滩")),
    (_STREET, ("琴台", "棋盘岭", "漱玉", "泠泉")),
)


def make_bodies() -> tuple[BankBody, ...]:
    """All bodies: those of every county and city, then parks, towns and streets with names of their own."""
    bodies = [BankBody(county, "", kind) for county in _COUNTIES for kind in (_COUNTY, _FINANCE, _HOUSING)]
    for at, county in enumerate(_COUNTIES):
        kinds = ((_EDUCATION, _WATER, _ZONE), (_HEALTH, _AUDIT, _CENTRE), (_PEOPLE, _STATISTICS, _ZONE))[at % 3]
        bodies += [BankBody(county, "", kind) for kind in kinds]
    bodies += [BankBody(city, "", kind) for city in _CITIES for kind in (_INDUSTRY, _FINANCE, _CENTRE)]
    at = 0
    for kind, owns in _OWN:
        for own in owns:
            bodies.append(BankBody(_COUNTIES[at % len(_COUNTIES)], own, kind))
            at += 1
    return tuple(bodies)


# Reports ----------------------------------------------------------------------------------------------------------------

_YEARS = ((2020, 2021, 2022, 2023), (2021, 2022, 2023, 2024), (2019, 2020, 2021, 2022), (2019, 2020, 2023, 2024), (2022, 2023))
_DEFECTS: tuple[Defect | None, ...] = (
    None,
    "text_table",
    None,
    "blanks",
    None,
    "equation",
    None,
    "no_contact",
    "dashes",
    "no_table",
)
_STREETS = ("听涛路", "望湖大道", "石桥街", "渔浦路", "北门街", "青石巷")


def make_reports(seed: int = 0) -> tuple[BankReport, ...]:
    """All reports, the same for the same seed, by body and year."""
    reports: list[BankReport] = []
    for at, body in enumerate(make_bodies()):
        reports += _reports_of(at, body, Random(f"{seed} {body.name}"))
    return tuple(reports)


def _reports_of(at: int, body: BankBody, rng: Random) -> Iterator[BankReport]:
    size = rng.uniform(0.4, 1.7)
    usual = body.what.scale
    scale = Scale(usual.size * size, usual.licences * size, usual.penalties * size, usual.norms, usual.fees * size)
    contact = _contact(at, body, rng)
    for year, cells in enumerate(make_years(rng, scale, LAST_YEAR - FIRST_YEAR + 1), FIRST_YEAR):
        if year in _YEARS[at % len(_YEARS)]:
            # Every third report is odd in some way.
            number = 7 * at + year
            defect = _DEFECTS[number // 3 % len(_DEFECTS)] if number % 3 == 0 else None
            yield _report(body, year, cells, contact, defect, rng)


def _contact(at: int, body: BankBody, rng: Random) -> dict[str, str]:
    """An address nobody can write to; every fourth body has no e-mail."""
    place = body.place
    contact = {
        "address": f"{where(place)}{rng.choice(_STREETS)}{rng.randint(1, 399)}号",
        "phone": f"0000-{rng.randint(2_000_000, 8_999_999)}",
        "postcode": f"0000{10 + at}",
        "website": f"http://www.{spell(place.own[:-1]).lower()}.example.cn",
    }
    return contact | ({"email": f"gk{100 + at}@{spell(place.own[:-1]).lower()}.example.cn"} if at % 4 else {})


def _report(
    body: BankBody, year: int, made: Mapping[str, Number], contact: Mapping[str, str], defect: Defect | None, rng: Random
) -> BankReport:
    edition = edition_of(year)
    cells: dict[str, Number | None] = dict(made) if edition == "2021" else dict(_earlier(made, rng))
    said_new: int | None = int(made["T3.new.total"])
    if defect == "text_table":
        said_new = int(made["T3.new.total"]) + rng.randint(1, 3)
    elif defect == "equation":
        cells["T3.granted.natural"] = made["T3.granted.natural"] + 1
    elif defect == "blanks":
        cells |= {key: None for key, number in cells.items() if key[:2] == "T3" and not number}
        said_new = None
    elif defect == "dashes":
        cells |= {key: None for key in cells if key[:2] == "T4"}
    elif defect == "no_table":
        cells = {key: number for key, number in cells.items() if key[:2] != "T3"}
        said_new = None
    elif defect == "no_contact":
        contact = {}
    figures = _figures(body, rng)
    chosen = rng.sample(range(len(PROBLEMS)), 2)
    problems, measures = tuple(PROBLEMS[i][0] for i in chosen), tuple(PROBLEMS[i][1] for i in chosen)
    platforms = rng.choice(PLATFORMS)
    text = _write(body, year, cells, contact, figures, said_new, problems, measures, platforms, defect, rng)
    return BankReport(body, year, cells, contact, figures, said_new, problems, measures, platforms, defect, text)


def _earlier(made: Mapping[str, Number], rng: Random) -> dict[str, Number]:
    """The same year's numbers in the form of 2019: 其他处理 is one row, table 2 counts other things."""
    cells = {key: number for key, number in made.items() if key[:2] != "T2"}
    for column in load_form("2019").table("T3").rows[0].columns:
        cells[f"T3.other.{column.key}"] = sum(
            cells.pop(f"T3.{row}.{column.key}") for row in ("other_no_correction", "other_no_fee", "other_misc")
        )
    for row in load_form("2019").table("T2").rows:
        for column in row.columns:
            cells[cell_key("T2", row.key, column.key)] = rng.randint(0, 60)
    for row in ("licences", "penalties", "coercion"):
        cells[f"T2.{row}.decisions"] = made[f"T2.{row}.decisions"]
    cells["T2.procurement.amount"] = 1000 * rng.randint(1, 900)
    return {key: cells[key] for key in load_form("2019").cell_keys()}


def _figures(body: BankBody, rng: Random) -> dict[str, int]:
    website, wechat = rng.randint(60, 400), rng.randint(30, 300)
    return {
        "published": website + wechat,
        "website": website,
        "wechat": wechat,
        "explained": rng.randint(2, 40),
        "classes": rng.randint(2, 9),
        "trainees": rng.randint(41, 180),
        "visitors": rng.randint(12, 90),
        "hotline": rng.randint(100, 2900),
        "suggestions": rng.randint(2, 16),
        "proposals": rng.randint(2, 18),
        "monitors": rng.randint(3, 20),
        "opinions": rng.randint(21, 99),
    }


PROBLEMS = (
    ("公开内容更新不够及时", "逐月核对栏目更新情况"),
    ("解读材料以文字为主，图解和视频偏少", "增加图解、短视频等解读形式"),
    ("业务人员调整频繁，熟悉条例的人手不足", "开展岗位练兵和跟班学习"),
    ("基层站所公开标准不统一", "制定基层站所公开标准目录"),
    ("与群众的线上互动偏少", "开通网上留言限时答复机制"),
    ("历史文件整理滞后", "分批完成历史文件的数字化"),
)
PLATFORMS = (
    "依托门户网站、政务微信公众号和便民服务大厅查阅点发布信息",
    "以门户网站为主渠道，配合广播、村（社区）公示栏和电子显示屏发布信息",
)
FIGURE_SENTENCES: tuple[tuple[str, ...], ...] = (
    (
        "全年主动公开政府信息{published}条，其中门户网站{website}条，微信公众号{wechat}条。",
        "本年度共发布各类政府信息{published}条，门户网站发布{website}条，微信公众号发布{wechat}条。",
    ),
    ("发布政策解读{explained}篇。", "围绕重点政策编发政策解读稿件{explained}篇。"),
    ("举办政务公开培训班{classes}期，培训人员{trainees}人次。", "组织政务公开专题培训{classes}期，参训{trainees}人次。"),
    ("开展政府开放日活动，邀请群众代表{visitors}人参加。", "政府开放日期间共接待群众代表{visitors}人。"),
    ("办理12345热线工单{hotline}件。", "全年受理并办结12345热线工单{hotline}件。"),
    ("聘任政务公开监督员{monitors}名。", "面向社会选聘政务公开监督员{monitors}名。"),
    ("公开征集重大决策意见，收到意见建议{opinions}条。", "就重大决策草案征求公众意见，共收到意见建议{opinions}条。"),
    ("承办人大代表建议{suggestions}件、政协提案{proposals}件，全部按期办复。",),
)


def _write(
    body: BankBody,
    year: int,
    cells: Mapping[str, Number | None],
    contact: Mapping[str, str],
    figures: Mapping[str, int],
    said_new: int | None,
    problems: Sequence[str],
    measures: Sequence[str],
    platforms: str,
    defect: Defect | None,
    rng: Random,
) -> str:
    said = [rng.choice(wordings).format(**figures) for wordings in FIGURE_SENTENCES]
    applications = ""
    if said_new is not None:
        applications = f"{year}年共收到政府信息公开申请{said_new}件。" if said_new else f"{year}年未收到政府信息公开申请。"
    edition, draw = edition_of(year), rng.choice((draw_tabs, draw_pipes))
    parts = [
        f"{body.name}{year}年政府信息公开工作年度报告",
        _preface(body, year, contact),
        "一、总体情况",
        f"{year}年，{body.place.province}{body.place.city if body.place.county else ''}{body.name}依法推进政府信息公开工作。",
        "（一）主动公开",
        said[0] + said[1] + said[6],
        "（二）依申请公开",
        applications + "申请渠道全年畅通。",
        "（三）政府信息管理",
        "严格落实信息发布保密审查，做到先审后发。",
        "（四）政府信息公开平台建设",
        platforms + "。" + said[4],
        "（五）监督保障",
        said[2] + said[3] + said[5],
    ]
    for heading, lines in zip(HEADINGS, _tables(edition, cells, "—" if defect == "dashes" else ""), strict=True):
        parts += [heading, draw(lines) if lines else "（表格略）"]
    parts += [
        "五、存在的主要问题及改进情况",
        f"存在的问题：一是{problems[0]}；二是{problems[1]}。",
        f"改进措施：一是{measures[0]}；二是{measures[1]}。",
        "六、其他需要报告的事项",
        f"本年度未收取信息处理费。{said[7]}",
    ]
    return "\n".join(parts) + "\n"


def _preface(body: BankBody, year: int, contact: Mapping[str, str]) -> str:
    period = f"本报告中所列数据的统计期限为{year}年1月1日至{year}年12月31日。"
    if not contact:
        return f"根据《中华人民共和国政府信息公开条例》编制本报告。{period}"
    email = f"，电子邮箱：{contact['email']}" if "email" in contact else ""
    return (
        f"根据《中华人民共和国政府信息公开条例》编制本报告。{period}报告电子版可从{body.place.own}人民政府网站（{contact['website']}）下载。"
        f"如有疑问，请联系{body.name}（地址：{contact['address']}，邮编：{contact['postcode']}，电话：{contact['phone']}{email}）。"
    )


def _tables(edition: str, cells: Mapping[str, Number | None], blank: str) -> list[list[list[str]]]:
    form = load_form(edition)

    def raw_of(table: str, key: str) -> list[str]:
        columns = form.table(table).row(key).columns
        return [_raw(cell_key(table, key, c.key), cells[cell_key(table, key, c.key)], blank) for c in columns]

    proactive = proactive_lines(edition, {row.key: raw_of("T2", row.key) for row in form.table("T2").rows})
    review = review_lines(edition, [raw for row in form.table("T4").rows for raw in raw_of("T4", row.key)])
    if "T3.new.total" not in cells:
        return [proactive, [], review]
    return [proactive, application_lines(edition, {row.key: raw_of("T3", row.key) for row in form.table("T3").rows}), review]


def _raw(key: str, number: Number | None, blank: str) -> str:
    if number is None:
        return blank
    return f"{number}元" if key == "T2.procurement.amount" else str(number)
