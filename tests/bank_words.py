"""Questions for words: contacts, the narrative, the collection, terms, what is not there, and conversations.

Wordings are data in `bank_wordings.py`. Knows nothing of how questions are understood or answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import bank_wordings as say
from bank_judge import ANSWERED, CLARIFIED, NOTHING, Asked, Expected
from bank_one_report import expect_value
from bank_reports import BankReport
from bank_speech import LANGUAGES, SEVERAL_YEARS, Bank, say_year
from bank_truth import percent, value_of
from pypinyin import lazy_pinyin


def ask_contacts(bank: Bank) -> Iterator[Asked]:
    """Each part of a contact, of a body without naming a year; what the newest report does not state is not made up."""
    for field_name, wordings in say.CONTACTS.items():

        def expect(report: BankReport, field_name: str = field_name) -> Expected:
            newest = bank.of(report.body)[-1]
            stated = newest.contact.get(field_name)
            files = frozenset(r.file for r in bank.of(report.body))
            if stated:
                return Expected(words=(stated,), files=files)
            # An earlier report may be named instead, as long as it is said which.
            earlier = [r.contact[field_name] for r in bank.of(report.body) if field_name in r.contact]
            if earlier:
                return Expected(statuses=ANSWERED | NOTHING, words=("没有写明|没有|does not state|not state",), files=None)
            return Expected(statuses=NOTHING, words=("没有|not",))

        yield from bank.both("contact", wordings, (6, 6), bank.picking_from(bank.reports), expect, frame=False)


def ask_figures(bank: Bank) -> Iterator[Asked]:
    """Numbers that only the narrative states."""
    for name, wordings in say.FIGURES.items():

        def expect(report: BankReport, name: str = name) -> Expected:
            return Expected(numbers=(str(report.figures[name]),), files=frozenset({report.file}))

        yield from bank.both("figure", wordings, (6, 5), bank.picking_from(bank.reports), expect)


def ask_passages(bank: Bank) -> Iterator[Asked]:
    """What the report says in words: it must be quoted."""
    words: dict[str, Callable[[BankReport], tuple[str, ...]]] = {
        "problems": lambda r: r.problems,
        "measures": lambda r: r.measures,
        "platforms": lambda r: (r.platforms[:8],),
        "fee": lambda r: ("未收取信息处理费",),
    }
    for topic, wordings in say.PASSAGES.items():

        def expect(report: BankReport, topic: str = topic) -> Expected:
            return Expected(words=words[topic](report), files=frozenset({report.file}))

        yield from bank.both("passage", wordings, (5, 5), bank.picking_from(bank.reports), expect)


def ask_collection(bank: Bank) -> Iterator[Asked]:
    """Which reports there are, of whom, on which years, over which period."""
    yield Asked("metadata", "zh", "一共收录了多少份报告？", Expected(numbers=(str(len(bank.reports)),)))
    yield Asked("metadata", "en", "How many reports are in the index?", Expected(numbers=(str(len(bank.reports)),)))
    for year in SEVERAL_YEARS:
        scope = bank.scope(year)
        rows = frozenset((r.name, r.year) for r in scope)
        yield Asked("metadata", "zh", f"有哪些单位的{year}年报告？", Expected(rows=rows))
        yield Asked("metadata", "zh", f"{say_year(bank.rng, year)}的报告有多少份？", Expected(numbers=(str(len(scope)),)))
        yield Asked("metadata", "en", f"Which reports on {year} do you have?", Expected(rows=rows))
    for body in bank.rng.sample(bank.bodies, 12):
        own = bank.of(body)
        expected = Expected(rows=frozenset((r.name, r.year) for r in own), numbers=tuple(str(r.year) for r in own))
        name, noise = bank.name(body)
        yield Asked(
            "metadata",
            "zh",
            bank.rng.choice(("{o}有哪几年的报告？", "你这里有{o}哪些年份的年报？")).format(o=name),
            expected,
            noise=noise,
        )
        name, noise = bank.english(body)
        yield Asked("metadata", "en", f"Which years of reports do you have from {name}?", expected, noise=noise)
        expected = Expected(words=(f"{own[0].year}年12月31日|{own[0].year}-12-31",), files=frozenset({own[0].file}))
        yield bank.ask("period", "zh", "报告的统计期限是什么时候到什么时候", own[0], expected)
        yield bank.ask("period", "en", "What period does the {y} report of {o} cover?", own[0], expected)


def ask_nothing(bank: Bank) -> Iterator[Asked]:
    """Other bodies, other years, what no report says, what has nothing to do with reports, what could be anybody."""
    measures = ("new", "licences", "penalties", "total")
    nobody = Expected(statuses=frozenset({"no_data"}), files=frozenset())
    for body in bank.bodies:
        absent = [year for year in range(2017, 2027) if bank.at(body, year) is None]
        report = replace(bank.of(body)[0], year=bank.rng.choice(absent))
        table = say.ROWS[bank.rng.choice(("new", "total", "granted"))]
        yield bank.ask("no year", "zh", bank.rng.choice(table[0]), report, nobody)
        if bank.rng.random() < 0.4:
            yield bank.ask("no year", "en", bank.rng.choice(table[1]), report, nobody)
    for name in _strangers(bank):
        rows = say.ROWS["new"] if bank.rng.choice(measures) in ("new", "total") else say.PROACTIVE["licences.decisions"]
        year = bank.rng.choice((2021, 2022, 2023))
        asked = bank.rng.choice(say.FRAMES).format(o=name, y=say_year(bank.rng, year), w=bank.rng.choice(rows[0]))
        yield Asked("no body", "zh", asked, nobody)
    for name in (
        "Beijing Municipal Government",
        "Hangzhou Finance Bureau",
        "Ministry of Water Resources",
        "Suzhou Industrial Park",
    ):
        for wording in say.ROWS["new"][1][:2]:
            yield Asked("no body", "en", wording.format(o=f"the {name}", y=2022), nobody)
    for index, language in LANGUAGES:
        for wording in say.UNSTATED[index]:
            for report in (bank.rng.choice(bank.reports) for _ in range(4)):
                expected = Expected(statuses=NOTHING, files=None)
                yield bank.ask("not stated", language, wording, report, expected)
        for wording in say.OUTSIDE[index]:
            yield Asked("out of scope", language, wording, Expected(statuses=frozenset({"out_of_scope"}), files=frozenset()))


def _strangers(bank: Bank) -> Iterator[str]:
    """Names of bodies that have no report here, most of them much like one that has."""
    names = set(bank.owners)
    for body in bank.bodies:
        for department in ("民政局", "税务局", "林业局"):
            if body.what.key == "government":
                yield f"{body.place.own}{department}"
        if body.what.key == "bureau" and not body.place.county:
            yield f"青棠市{body.what.suffix}"
        if body.own and f"{body.own}街道办" not in names and body.what.key == "township":
            yield f"{body.place.own}{body.own}街道办事处"
    yield from ("霁安县财政局", "北溟县人民政府", "南屏工业园区管委会", "云岭省财政厅", "岚川市人民政府", "鹤坪市教育局")


def ask_ambiguous(bank: Bank) -> Iterator[Asked]:
    """Who is meant is open: asked back, or everybody who may be meant is answered."""
    for year in (2021, 2022, 2023):
        for name in ("财政局", "住建局", "管委会", "行政服务中心", "县政府"):
            yield Asked("ambiguous", "zh", f"{name}{year}年收到多少件信息公开申请？", Expected(statuses=CLARIFIED))
        yield Asked(
            "ambiguous", "en", f"How many requests did the finance bureau receive in {year}?", Expected(statuses=CLARIFIED)
        )
    for question in ("收到多少件申请？", "行政许可有几件", "废止了几份规范性文件？"):
        yield Asked("ambiguous", "zh", question, Expected(statuses=CLARIFIED))


def ask_definitions(bank: Bank) -> Iterator[Asked]:
    """Terms of the form."""
    for term, words, zh, en in say.DEFINITIONS:
        expected = Expected(words=(words,), quoting=term)
        yield from (Asked("definition", "zh", wording, expected) for wording in zh)
        yield from (Asked("definition", "en", wording, expected) for wording in en)


def ask_onwards(bank: Bank) -> Iterator[Asked]:
    """Follow-ups that change only what they mention."""
    for report in bank.pick("new", 14):
        first = bank.ask("", "zh", bank.rng.choice(say.ROWS["new"][0]), report, Expected()).question
        yield from _onwards_chinese(bank, report, first)
    for report in bank.pick("new", 10):
        first = bank.ask("", "en", bank.rng.choice(say.ROWS["new"][1]), report, Expected()).question
        yield from _onwards_english(bank, report, first)


def _onwards_chinese(bank: Bank, report: BankReport, first: str) -> Iterator[Asked]:
    other = bank.rng.choice([r for r in bank.scope(report.year) if r.body is not report.body and value_of(r, "new") is not None])
    sibling = bank.rng.choice([r for r in bank.of(report.body) if r is not report] or [report])
    name = bank.rng.choice([n for n in (other.name, *other.body.called) if len(bank.owners[n]) == 1])
    yield Asked("follow body", "zh", f"那{name}呢？", expect_value(other, "new"), (first,))
    yield Asked("follow body", "zh", f"不是{report.name}，是{name}", expect_value(other, "new"), (first,))
    if sibling is not report and value_of(sibling, "new") is not None:
        yield Asked("follow year", "zh", f"{say_year(bank.rng, sibling.year)}呢？", expect_value(sibling, "new"), (first,))
    if value_of(report, "total") is not None:
        yield Asked(
            "follow measure", "zh", bank.rng.choice(("办结了几件？", "那办结的呢？")), expect_value(report, "total"), (first,)
        )
        yield Asked("follow measure", "zh", "其中予以公开的有几件？", expect_value(report, "granted"), (first,))
        yield Asked("follow measure", "zh", "行政处罚呢？", expect_value(report, "penalties"), (first,))
    if value_of(report, "new"):
        yield Asked(
            "follow applicant",
            "zh",
            bank.rng.choice(("其中自然人提了几件？", "自然人的有多少？")),
            expect_value(report, "T3.new.natural"),
            (first,),
        )
        part = (report.cells["T3.new.natural"] or 0, value_of(report, "new") or 1)
        expected = Expected(numbers=(percent(*part),), files=frozenset({report.file}))
        yield Asked(
            "follow share", "zh", bank.rng.choice(("占多少？", "占比是多少？")), expected, (first, "其中自然人提了几件？")
        )
    if "phone" in report.contact:
        expected = Expected(words=(report.contact["phone"],))
        yield Asked(
            "follow contact", "zh", bank.rng.choice(("它的电话是多少？", "那电话呢？", "联系电话给我一下")), expected, (first,)
        )


def _onwards_english(bank: Bank, report: BankReport, first: str) -> Iterator[Asked]:
    other = bank.rng.choice([r for r in bank.scope(report.year) if r.body is not report.body and value_of(r, "new") is not None])
    sibling = bank.rng.choice([r for r in bank.of(report.body) if r is not report] or [report])
    yield Asked("follow body", "en", f"What about {bank.english(other.body)[0]}?", expect_value(other, "new"), (first,))
    if sibling is not report and value_of(sibling, "new") is not None:
        yield Asked(
            "follow year",
            "en",
            bank.rng.choice(("And in {y}?", "What about {y}?")).format(y=sibling.year),
            expect_value(sibling, "new"),
            (first,),
        )
    if value_of(report, "total") is not None:
        yield Asked("follow measure", "en", "How many of them were granted in full?", expect_value(report, "granted"), (first,))
    if "email" in report.contact:
        yield Asked("follow contact", "en", "And its e-mail address?", Expected(words=(report.contact["email"],)), (first,))
    if "phone" in report.contact:
        yield Asked("follow contact", "en", "What is their phone number?", Expected(words=(report.contact["phone"],)), (first,))


def ask_in_pinyin(bank: Bank) -> Iterator[Asked]:
    """Typed without an input method."""
    for measure, wording in (
        ("new", "收到多少申请"),
        ("licences", "行政许可多少件"),
        ("penalties", "行政处罚多少"),
        ("norms.issued", "制发规范性文件几件"),
    ):
        for report in bank.pick(measure, 8, "2021"):
            name = next(
                n
                for n in (*report.body.called, report.name)
                if len(bank.owners[n]) == 1 and n.startswith(report.body.place.own[:-1])
            )
            what = " ".join("".join(lazy_pinyin(part)) for part in (name, str(report.year), wording))
            yield Asked("pinyin", "zh", what, expect_value(report, measure), noise="pinyin")
