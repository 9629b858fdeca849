"""The text of a made-up report: narrative in the official style, the three tables in one of two layouts.

Knows nothing of bodies or of how their numbers come about; wordings are data, in sample.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from string import Template
from typing import Any

from index.form import Form, Row, cell_key, load_form
from index.sample.cells import FORM, INSIDE

Grid = list[list[str]]
Cells = Mapping[str, int | float]


@cache
def load_stock() -> dict[str, Any]:
    """Everything in sample.toml; shared by all callers, who only read it."""
    return tomllib.loads((files(__package__) / "sample.toml").read_text(encoding="utf-8"))


class Narrator:
    """Says things with the wordings of the stock and keeps, in `figures`, the numbers it has said."""

    def __init__(self, rng: Random, values: Mapping[str, object]) -> None:
        self.rng = rng
        self.values = values
        self.figures: dict[str, int] = {}

    def say(self, *names: str) -> str:
        """One wording of each of `names`, in a row; KeyError for a wording with a variable that has no value."""
        return "".join(self.fill(self.rng.choice(load_stock()["say"][name])) for name in names)

    def fill(self, wording: str) -> str:
        """`wording` with its variables filled in."""
        template, variables = _template(wording)
        for name in variables:
            value = self.values[name]
            if isinstance(value, int) and name != "year":
                self.figures[name] = value
        return template.substitute(self.values)

    def pick(self, name: str, count: int) -> str:
        """`count` different sentences of one list, numbered 一是 to 四是, one a line."""
        sentences = self.rng.sample(load_stock()["say"][name], count)
        return "\n".join(f"{number}是{self.fill(sentence)}" for number, sentence in zip("一二三四", sentences, strict=False))


def write_text(narrator: Narrator, cells: Cells, *, piped: bool) -> str:
    """The whole report; `piped` chooses rows with `|` between cells, else each cell has a line of its own after a tab."""
    stock, form, rng = load_stock(), load_form(FORM), narrator.rng
    headings, draw = stock["headings"], _draw_pipes if piped else _draw_tabs
    parts = [_title(narrator), narrator.say("preface"), headings["overview"], narrator.say("overview")]
    for name, body in _overview(narrator, cells):
        parts += [rng.choice(headings[name]), body]
    for number, table, grid in zip("二三四", form.tables, make_grids(form, cells), strict=True):
        parts += [f"{number}、{table.title}", draw(grid)]
    parts += [rng.choice(headings["problems"]), _problems(narrator), headings["other"], _other(narrator), stock["statement"]]
    return "\n".join(parts) + "\n"


def _title(narrator: Narrator) -> str:
    title = narrator.say("title")
    # Long titles are often broken, anywhere.
    return title if narrator.rng.random() < 0.6 else title[:-4] + "\n" + title[-4:]


def _overview(narrator: Narrator, cells: Cells) -> list[tuple[str, str]]:
    """The five sub-items of chapter one, each as heading name and text."""
    normative = "norms" if cells["T2.norms.issued"] or cells["T2.norms.repealed"] else "no_norms"
    return [
        ("proactive", narrator.say("published") + "\n" + narrator.say("explained", normative)),
        (
            "applications",
            _about_applications(narrator, cells) + "\n" + narrator.say("channels") + _about_disputes(narrator, cells),
        ),
        ("management", narrator.pick("management", 3)),
        ("platform", narrator.pick("platform", 3)),
        ("oversight", narrator.pick("oversight", 3)),
    ]


def _about_applications(narrator: Narrator, cells: Cells) -> str:
    stated, new = narrator.values["applications"], cells["T3.new.total"]
    if stated != new:
        return narrator.say("applications_alone")
    said = narrator.say("applications") if new else ""
    if cells["T3.carried_in.total"]:
        said = (said or narrator.fill("${year}年没有新收政府信息公开申请。")) + narrator.say("carried_in")
    if not said:
        return narrator.say("no_applications")
    if not cells["T3.total.total"]:
        return said + narrator.say("none_answered")
    return said + narrator.say("answered") + _outcomes(narrator, cells)


def _outcomes(narrator: Narrator, cells: Cells) -> str:
    """How the applications ended, by the groups of the form, the empty ones left out."""
    sums: Counter[str] = Counter()
    for row in load_form(FORM).table("T3").rows:
        if row.key not in INSIDE:
            sums[re.sub(r"（.*?）", "", row.group or row.label)] += int(cells[cell_key("T3", row.key, "total")])
    ended = {name: count for name, count in sums.items() if count}
    narrator.figures |= ended
    return "办理结果为" + "，".join(f"{name}{count}件" for name, count in ended.items()) + "。"


def _about_disputes(narrator: Narrator, cells: Cells) -> str:
    disputed = any(cells[f"T4.{row}.total"] for row in ("review", "suit_direct", "suit_after"))
    return narrator.say("disputes" if disputed else "no_disputes")


def _problems(narrator: Narrator) -> str:
    chosen = narrator.rng.sample(load_stock()["problems"], narrator.rng.choice((2, 3, 3)))
    problems = "；".join(f"{number}是{item['problem']}" for number, item in zip("一二三", chosen, strict=False))
    measures = "；".join(f"{number}是{item['measure']}" for number, item in zip("一二三", chosen, strict=False))
    return f"{narrator.say('problems_lead')}{problems}。\n{narrator.say('measures_lead')}{measures}。"


def _other(narrator: Narrator) -> str:
    return f"（一）{narrator.say('no_fee')}\n（二）{narrator.say('proposals')}\n（三）{narrator.say('nothing_else')}"


def make_grids(form: Form, cells: Cells) -> tuple[Grid, Grid, Grid]:
    """The three tables as rows of cells; a merged cell has its text first and is empty after that."""
    return _proactive_grid(form, cells), _applications_grid(form, cells), _disputes_grid(form, cells)


def _values(form: Form, table: str, row: Row, cells: Cells) -> list[str]:
    return [str(cells[cell_key(table, row.key, column.key)]) for column in row.columns]


def _proactive_grid(form: Form, cells: Cells) -> Grid:
    grid: Grid = []
    group = ""
    for row in form.table("T2").rows:
        if row.group != group:
            group = row.group
            grid += [[group], [load_stock()["frame"]["content"], *(column.label for column in row.columns)]]
        grid.append([row.label, *_values(form, "T2", row, cells)])
    return grid


def _applications_grid(form: Form, cells: Cells) -> Grid:
    frame, rows = load_stock()["frame"], form.table("T3").rows
    first, *inner, last = (column.label for column in rows[0].columns)
    grid = [[frame["corner"], frame["applicants"]], ["", first, frame["organisations"], last], ["", "", *inner, ""]]
    results, group = frame["results"], ""
    for row in rows:
        labels = [row.label]
        if row.key not in INSIDE or row.key == "total":
            # A merged cell shows its label in its first row only.
            labels = [results, "" if row.group == group else row.group, row.label] if row.group else [results, row.label]
            results, group = "", row.group
        grid.append([*labels, *_values(form, "T3", row, cells)])
    return grid


def _disputes_grid(form: Form, cells: Cells) -> Grid:
    review, *suits = form.table("T4").rows
    columns = [column.label for column in review.columns]
    return [
        [review.label, suits[0].group],
        [*columns, *(row.label for row in suits)],
        [*("" for _ in columns), *(label for _ in suits for label in columns)],
        [value for row in (review, *suits) for value in _values(form, "T4", row, cells)],
    ]


def _draw_tabs(grid: Grid) -> str:
    """One cell a line after a tab, an empty line after each row, as text taken out of a word processor has it."""
    return "\n".join("".join(f"\t{_wrap(cell)}\n" for cell in row) for row in grid)


def _wrap(cell: str) -> str:
    return f"{cell[:2]}\n{cell[2:]}" if cell in load_stock()["frame"]["wrapped"] else cell


def _draw_pipes(grid: Grid) -> str:
    """One row a line, merged cells pushed to its end, as tables of web pages come out."""
    width = max(map(len, grid))
    return "\n".join(_draw_pipe_row([cell for cell in row if cell], width) for row in grid)


def _draw_pipe_row(cells: list[str], width: int) -> str:
    return (" | ".join(cells) + " | " + "|" * (width - len(cells))).rstrip()


@cache
def _template(wording: str) -> tuple[Template, tuple[str, ...]]:
    template = Template(wording)
    return template, tuple(template.get_identifiers())
