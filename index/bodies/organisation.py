"""The reporting body: name, kind and the other names it goes by, all by general rules over Chinese office names.

Knows nothing of tables; places in a name come from `regions.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.bodies.divisions import shorten_place
from index.bodies.regions import split_places
from index.narrative.title import YEAR, clean_name
from index.report import Organisation
from index.wording import fold

KINDS = ("park", "bureau", "government", "township", "subdistrict", "service_centre", "other")

# The first rule whose words end the name decides.
_KIND_RULES = (
    (
        "service_centre",
        r"(?:政务|行政|便民|公共|市民|审批|企业)\w{0,4}(?:服务|交易)?(?:中心|大厅)(?:管委会|管理委员会|管理办公室)?",
    ),
    ("park", r"\w*(?:园区?|[区城港]|基地)(?:管委会|管理委员会|管理办公室|管理局|管理处|党工委)"),
    ("park", r"\w*(?:园区|产业园|科技园|工业园|开发区|高新区|经开区|保税区)"),
    ("subdistrict", r"\w*街道(?:办事处|办|人民政府)?"),
    ("township", r"\w+(?:镇|乡|苏木)(?:人民政府|政府)?(?:办公室)?"),
    ("government", r"\w*(?:人民政府|政府|行政公署)(?:办公厅|办公室|办)?"),
    ("bureau", r"\w+(?:局|委员会|委|厅|办公厅|办公室|办|署|总队|支队|大队|调查队|分局)"),
)

# Long and short form of what departments are named after; both ways make aliases.
DEPARTMENT_STEMS = (
    ("工业和信息化", "工信"),
    ("发展和改革", "发改"),
    ("发展改革", "发改"),
    ("教育和体育", "教体"),
    ("教育体育", "教体"),
    ("科学技术", "科技"),
    ("人力资源和社会保障", "人社"),
    ("自然资源和规划", "自规"),
    ("自然资源和规划", "资规"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("交通运输", "交通"),
    ("文化和旅游", "文旅"),
    ("文化广电和旅游", "文广旅"),
    ("文化广电旅游", "文广旅"),
    ("卫生健康", "卫健"),
    ("退役军人事务", "退役军人"),
    ("应急管理", "应急"),
    ("市场监督管理", "市监"),
    ("市场监督管理", "市场监管"),
    ("医疗保障", "医保"),
    ("行政审批服务", "审批"),
    ("行政审批", "审批"),
    ("城市管理综合行政执法", "城管"),
    ("城市管理和综合执法", "城管"),
    ("城市管理", "城管"),
    ("国有资产监督管理", "国资"),
    ("政务服务和数据管理", "政数"),
    ("政务服务数据管理", "政数"),
    ("机关事务管理", "机关事务"),
    ("农业农村", "农业"),
    ("民族宗教事务", "民宗"),
)
_TAILS = (
    ("管理委员会", "管委会"),
    ("委员会", "委"),
    ("人民政府办公室", "政府办公室"),
    ("人民政府办公室", "政府办"),
    ("人民政府办公厅", "政府办公厅"),
    ("人民政府", "政府"),
    ("街道办事处", "街道办"),
    ("街道办事处", "街道"),
)
# These carry a name of their own behind the place (云溪镇, 城北街道).
_KINDS_OF_PROPER_NAMES = ("township", "subdistrict")
# What is left of a name without these is its own: 沧埠 in 沧埠工业园区管理委员会, nothing in 经济开发区管理委员会.
_WORDS_OF_KIND = re.compile(
    "管理委员会|管委会|工业|产业|科技|经济|技术|开发区|高新|园区|园|区|行政|政务|便民|服务|中心|国家级?|省级|市级|县级|人民政府|办事处|局|委员会|委|办公室|办"
)
# Only these shorten by losing their tail altogether (青屿工业园区 for its 管委会, 云溪镇 for its 人民政府).
_DROPPED_TAILS = {
    "park": ("管理委员会", "管委会"),
    "service_centre": ("管理委员会", "管委会"),
    "township": ("人民政府", "政府"),
}
# What zones are called for short, longest first; `{}` is the proper name before it.
_ZONE_SHORTS = (
    ("高新技术产业开发区", ("高新区",)),
    ("经济技术开发区", ("经开区", "经济开发区", "开发区")),
    ("经济开发区", ("经开区", "开发区")),
    ("科技产业园区", ("科技园区", "产业园区", "科技园", "园区")),
    ("科技产业园", ("科技园", "产业园", "园")),
    ("工业园区", ("工业园", "园区")),
    ("产业园区", ("产业园", "园区")),
    ("国家高新区", ("高新区",)),
)
_ZONE = r"(?:高新区|开发区|新区|工业园区|产业园区|园区|保税区|示范区)"
_INNER_ZONE = re.compile(rf"^\w*?{_ZONE}(?P<inner>\w{{2,}}(?:园|区|基地|城)(?:管理委员会|管委会)?)$")

# How any body speaks of itself: no name to find it by.
_GENERIC_NAMES = (
    "园区 开发区 经开区 经济开发区 高新区 新区 工业园区 产业园 科技园 中心 服务中心 机关",
    "街道 街道办 街道办事处 政府 人民政府 镇政府 乡政府 政府办",
    "我局 我委 我办 我单位 本局 本单位 本机关 管委会 管理委员会 园区管委会 园区管理委员会",
)
GENERIC = frozenset(name for line in _GENERIC_NAMES for name in line.split())
_SHORTEST_ALIAS = 3

_CHINESE = r"[一-鿿()]"
_PREFACE_NAMES = (
    # 现公布某区统计局2023年政府信息公开工作年度报告
    re.compile(
        rf"(?:公布|编制|发布|形成|制定|现将|《|^|[,。:])(?P<name>{_CHINESE}{{4,30}}?){YEAR}年?度?(?:政府信息公开|政务公开)"
    ),
    re.compile(rf"由(?P<name>{_CHINESE}{{4,30}}?)(?:负责)?(?:结合|根据|依据|按照|编制|综合|汇总)"),
    re.compile(rf"请(?:直接)?(?:与|联系|向)(?P<name>{_CHINESE}{{4,30}}?)(?:取得)?(?:联系|咨询|反映|\(地址|\(联系|\(电话|\(办公)"),
)
_LEAD_IN = re.compile(r"^(?:本(?:年度)?报告(?:是|为|系|由)?|现将?|特|向社会|公布|发布|编制|形成|制定)+")
_METADATA_NAME = re.compile(
    r"(?:发布机构|公开机构|发布单位|公开单位|公开主体|发文机关|发文机构|制发机关|信息来源|文章来源|来源)[\s|:]+(?P<name>[一-鿿]{4,30})"
)
_SHORTEST_NAME, _LONGEST_NAME = 4, 30


def find_stated_names(text: str, preface: int, body: int) -> tuple[str, ...]:
    """What else ahead of the chapters names the body, the surest first: the preface, then the metadata around the title.

    `preface` is where the title ends, `body` where chapter one begins; a name with a place in it comes before one without.
    """
    running, head = _unbroken(text[preface:body]), fold(text[:body])
    found = [clean_name(_LEAD_IN.sub("", match["name"])) for pattern in _PREFACE_NAMES for match in pattern.finditer(running)]
    found += [clean_name(match["name"]) for match in _METADATA_NAME.finditer(head)]
    names = [name for name in dict.fromkeys(found) if _is_name(name)]
    return tuple(sorted(names, key=lambda name: not split_places(name)[0]))


def _unbroken(text: str) -> str:
    return re.sub(r"\s+", "", fold(text))


def _is_name(name: str) -> bool:
    return _SHORTEST_NAME <= len(name) <= _LONGEST_NAME and name not in GENERIC and classify_kind(name) != "other"


def classify_kind(name: str) -> str:
    """One of KINDS, by how the name ends."""
    return next((kind for kind, ending in _KIND_RULES if re.fullmatch(rf"\w*?{ending}", name)), "other")


def make_organisation(name: str, text: str, longer: str = "") -> Organisation:
    """The body called `name` in its title, with its kind and the names it may be asked for by; `text` is its report.

    `longer` is the same name with its place, where only that is left out of the title (市工信局, 樟树市工信局).
    """
    kind = classify_kind(name)
    found = [alias for alias in (longer, *_list_aliases(longer or name, kind, text)) if _is_usable(alias, name)]
    return Organisation(name, kind, tuple(dict.fromkeys(found)))


def _is_usable(alias: str, name: str) -> bool:
    return alias != name and len(alias) >= _SHORTEST_ALIAS and alias not in GENERIC


def _list_aliases(name: str, kind: str, text: str) -> Iterator[str]:
    yield from _find_stated_short_names(name, text)
    places, rest = split_places(name)
    proper = [place.text for place in places]
    bodies = tuple(dict.fromkeys(_vary_body(rest, kind)))
    for body in bodies:
        yield from (lead + body for lead in _vary_lead(proper))
    if (
        not places
        or kind in _KINDS_OF_PROPER_NAMES
        or (kind in ("park", "service_centre") and len(_WORDS_OF_KIND.sub("", rest)) >= 2)
    ):
        yield from bodies
    if kind == "bureau" and places and places[-1].level != "province":
        yield from (places[-1].text[-1] + body for body in bodies if places[-1].text[-1] in "市县区旗州盟")
    # Without its place the name of a zone or centre is many bodies'; only a report that uses it for itself makes it this one's.
    if kind in ("park", "service_centre") and rest in text:
        yield rest
    inner = _INNER_ZONE.match(rest)
    if inner:
        yield from _vary_body(inner["inner"], kind)


def _find_stated_short_names(name: str, text: str) -> Iterator[str]:
    pattern = rf"{re.escape(name)}[（(](?:以下)?(?:简)?称[:：]?[“\"「]?([^”\"」）)]{{2,20}})[”\"」]?[）)]"
    yield from (match[1].strip() for match in re.finditer(pattern, text))


def _vary_lead(places: list[str]) -> Iterator[str]:
    """The places ahead of a name, from all to the last, each with and without the ending that says its rank."""
    for first in range(len(places)):
        kept = places[first:]
        yield "".join(kept)
        bare = shorten_place(kept[-1])
        if len(bare) >= 2:
            yield "".join([*kept[:-1], bare])


def _vary_body(body: str, kind: str) -> Iterator[str]:
    """The name behind the place in its long and short forms."""
    if not body:
        return
    wholes = [body, *_swap(body, DEPARTMENT_STEMS)]
    wholes += [variant for whole in wholes for variant in _swap(whole, _TAILS, at_end=True)]
    stems = [whole.removesuffix(tail) for tail in _DROPPED_TAILS.get(kind, ()) for whole in wholes if whole.endswith(tail)]
    yield from wholes
    yield from stems
    for stem in dict.fromkeys(stems):
        for short in _shorten_zone(stem):
            yield short
            yield from (short + tail for tail in _DROPPED_TAILS["park"] if kind == "park")


def _swap(text: str, pairs: Iterable[tuple[str, str]], at_end: bool = False) -> Iterator[str]:
    """The text with a long form at its front (or end) made short, and a short one made long."""
    has = text.endswith if at_end else text.startswith
    for long, short in pairs:
        # 管理委员会 shortens to 管委会 only, never to 管理委.
        if has(long) and not (long == "委员会" and has("管理委员会")):
            yield _replace_edge(text, long, short, at_end)
        # 交通 is also how 交通运输 begins, which is long already.
        elif has(short) and not has(long):
            yield _replace_edge(text, short, long, at_end)


def _replace_edge(text: str, old: str, new: str, at_end: bool) -> str:
    return text.removesuffix(old) + new if at_end else new + text.removeprefix(old)


def _shorten_zone(stem: str) -> Iterator[str]:
    for long, shorts in _ZONE_SHORTS:
        if stem.endswith(long):
            yield from (stem.removesuffix(long) + short for short in shorts)
            return
