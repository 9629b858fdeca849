"""A bot of made-up answers about bodies that do not exist, for the tests of the faces."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gkbot.answer import Answer, AnswerStatus, AnswerTable, Chart, Citation, Coverage, Language, Note
from gkbot.collection import Listed
from gkbot.events import Event, Stage, Text
from gkbot.plan import Scope
from index.report import Cell, Chapter, Organisation, Region, Report, Span, State

REPORT = (
    "青溪镇人民政府2023年政府信息公开工作年度报告\n一、总体情况\n2023年，我镇主动公开政府信息86条，其中政策文件12条。"
    "全年收到政府信息公开申请3件，均已按期答复。\n三、收到和处理政府信息公开申请情况\n"
    "\t申请人情况\n\n\t自然人\n\t法人或其他组织\n\t总计\n\n"
    "\t一、本年新收政府信息公开申请数量\n\t2\n\t1\n\t3\n\n"
    "\t二、上年结转政府信息公开申请数量\n\t0\n\t\n\t0\n\n"
)
ROW = "\t一、本年新收政府信息公开申请数量\n\t2\n\t1\n\t3"
SENTENCE = "全年收到政府信息公开申请3件，均已按期答复。"
HOSTILE = '<script>window.attacked = 1</script><img src=x onerror="window.attacked = 1"> ![图](http://example.com/a.png) [链](http://example.com/)'
EXAMPLES: dict[Language, list[str]] = {
    "zh": ["青溪镇2023年收到多少件申请？", "哪些乡镇2023年收到过申请？"],
    "en": ["How many applications did Qingxi receive in 2023?", "Which townships received applications in 2023?"],
}


def cite(n: int, quote: str, section: str, locator: str, value: int | None = None, report: str = REPORT) -> Citation:
    """A citation of `quote` where it first stands in `report`."""
    start = report.index(quote)
    return Citation(
        n=n, report="qingxi-2023", organisation="青溪镇人民政府", year=2023, file="qingxi_2023.txt", section=section,
        locator=locator, quote=quote, start=start, end=start + len(quote), value=value,
    )  # fmt: skip


LISTED = Listed(
    order=0, id=1, uid="qingxi-2023", file="qingxi_2023.txt", title=REPORT.splitlines()[0], organisation="青溪镇人民政府",
    kind="township", regions=("白州省", "青溪市"), year=2023, edition="2021",
)  # fmt: skip


def toy_report() -> Report:
    """The report as its reader would have it, with one row of its table and what is hostile behind it."""
    text = REPORT + HOSTILE
    first, third = text.index("2023年，我镇"), text.index("\t申请人情况")
    row = Span(text.index(ROW), text.index(ROW) + len(ROW))
    values = {"natural": "2", "business": "1", "total": "3"}
    cells = (Cell(f"T3.new.{key}", raw, State.NUMBER, int(raw), row.start, row.end, row) for key, raw in values.items())
    return Report(
        file=LISTED.file, text=text, title=LISTED.title, organisation=Organisation(LISTED.organisation, LISTED.kind),
        region=Region("白州省", "青溪市"), year=2023, edition="2021", cells=tuple(cells),
        chapters=(
            Chapter(1, "一、总体情况", first, text.index("三、收到")),
            Chapter(3, "三、收到和处理政府信息公开申请情况", third, len(text)),
        ),
    )  # fmt: skip


CELL = cite(1, ROW, "三、收到和处理政府信息公开申请情况", "一、本年新收政府信息公开申请数量 / 总计", 3)
STATED = cite(2, SENTENCE, "一、总体情况", "总体情况")


TABLE = AnswerTable(
    columns=("机关", "年份", "本年新收"),
    rows=(("青溪镇人民政府", 2023, 3), ("白石乡人民政府", 2023, 0), ('=HYPERLINK("http://example.com")', 2023, 12)),
    sources=((None, None, (LISTED.uid, "T3.new.total")), (None, None, ("gone", "T3.new.total")), (None, None, None)),
)

CHART = Chart(kind="bar", title="本年新收", labels=("青溪镇 2023", "白石乡 2023"), values=(3, 0), unit="件")


def make_answer(question: str = "问", text: str = "答", status: AnswerStatus = "answered", **fields: object) -> Answer:
    """An Answer with the given text; the language is the question's, by whether it has a Chinese character."""
    language = "zh" if any("一" <= character <= "龥" for character in question) else "en"
    return Answer.model_validate(
        {"id": "a1", "question": question, "language": language, "status": status, "answer": text, "plan": {}, **fields}
    )


class ToyBot:
    """Answers by a word in the question: 天气, 哪些, 恶意, 出错; anything else is the number of applications."""

    text = REPORT + HOSTILE

    def ask(
        self, question: str, history: Sequence[Answer] = (), language: Language | None = None, filters: Scope | None = None
    ) -> Answer:
        if "筛选" in question:
            return make_answer(question, f"筛选：{filters}")
        if "出错" in question:
            raise RuntimeError("the index is on fire")
        if "天气" in question:
            return make_answer(question, "我只回答政府信息公开年度报告中的内容。", "out_of_scope")
        if "几轮" in question:
            return make_answer(question, f"此前已有 {len(history)} 轮。")
        if "恶意" in question:
            return make_answer(
                question, f"原文：{HOSTILE} [1]", citations=(cite(1, HOSTILE, HOSTILE, HOSTILE, report=self.text),)
            )
        if "哪些" in question or "Which" in question:
            return make_answer(
                question, "1 个乡镇收到过申请：\n\n- **青溪镇人民政府**：3 件 [1]", citations=(CELL,),
                table=TABLE, chart=CHART,
                coverage=Coverage(matched=1, looked_at=3, missing=("白石乡人民政府",)),
            )  # fmt: skip
        if question.isascii():
            return make_answer(
                question, "Qingxi Township People's Government (青溪镇人民政府) received **3** applications in 2023 [1].",
                citations=(CELL,),
            )  # fmt: skip
        return make_answer(
            question, "青溪镇人民政府2023年新收政府信息公开申请 **3** 件 [1]，正文所述一致 [2]。", citations=(CELL, STATED),
            notes=(Note(code="blank", text="“上年结转”一行有一格留空，合计时按 0 计。"),),
        )  # fmt: skip

    def stream(
        self, question: str, history: Sequence[Answer] = (), language: Language | None = None, filters: Scope | None = None
    ) -> Iterator[Event]:
        yield Stage("understanding")
        yield Stage("looking_up")
        answer = self.ask(question, history, language, filters)
        yield Stage("writing")
        yield from (Text(line) for line in answer.answer.splitlines(keepends=True))
        yield answer

    def find_reports(self, scope: Scope, search: str = "") -> Sequence[Listed]:
        return [
            listed for listed in (LISTED,) if search in listed.organisation and (not scope.years or listed.year in scope.years)
        ]

    def report(self, uid: str) -> Report:
        if uid != LISTED.uid:
            raise KeyError(uid)
        return toy_report()

    def examples(self, language: Language) -> list[str]:
        return EXAMPLES[language]

    def build_id(self) -> str | None:
        return "toy-build"
