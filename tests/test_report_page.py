"""A report's page: its text whole, its tables as the form has them, what disagrees, and the place asked for lit."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pytest
from lxml import html
from sample_index import ODD, odd_store, sample_store
from sqlalchemy import select

from index.form import EDITIONS, load_form
from index.report import Report, Span, Status
from index.storage import schema
from index.storage.loading import load_report
from index.storage.store import Store
from ui.web.form_table import draw_table
from ui.web.report_page import Lit, report_page

NOTHING = Lit()


def reports(store: Store) -> list[Report]:
    with store.engine.connect() as connection:
        return [load_report(store, uid) for uid in connection.scalars(select(schema.reports.c.uid))]


def drawn(report: Report, lit: Lit = NOTHING) -> html.HtmlElement:
    return html.document_fromstring(report_page(report, "0123456789ab", "zh", lit))


def width(table: html.HtmlElement) -> set[int]:
    """How many columns the rows of a table take, merged cells counted in every row they reach into."""
    rows = table.findall(".//tr")
    taken = [0] * len(rows)
    for at, row in enumerate(rows):
        for cell in row:
            for reached in range(at, at + int(cell.get("rowspan", "1"))):
                taken[reached] += int(cell.get("colspan", "1"))
    return set(taken)


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("key", ["T2", "T3", "T4"])
def test_each_table_is_square_and_holds_every_cell_of_the_form(edition: str, key: str) -> None:
    form = load_form(edition)
    table = html.fragment_fromstring(
        draw_table(form.table(key), lambda cell, columns: f'<td id="{cell}" colspan="{columns}"></td>')
    )
    assert len(width(table)) == 1
    assert [cell.get("id") for cell in table.iterfind(".//td")] == [cell for cell in form.cell_keys() if cell.startswith(key)]
    labels = {cell.text for cell in table.iterfind(".//th")}
    assert {row.label for row in form.table(key).rows} <= labels
    assert {row.group for row in form.table(key).rows if row.group} <= labels


def test_every_cell_is_shown_as_it_stands_in_the_report() -> None:
    for report in (*reports(sample_store())[:6], *reports(odd_store())):
        page = drawn(report)
        for cell in report.cells:
            (shown,) = page.xpath(f'//td[@id="{cell.key}"]')
            assert shown.text_content() == cell.raw.strip()
            assert f"gk-{cell.state.value}" in shown.get("class")


def test_the_text_outside_the_tables_is_whole_and_the_tables_are_not_told_twice() -> None:
    for report in reports(sample_store())[:6]:
        page = drawn(report)
        told = "".join(p.text_content() for p in page.xpath("//main/p[@lang]"))
        for passage in report.passages:
            assert re.sub(r"\s", "", passage.text) in re.sub(r"\s", "", told)
        assert not {"社会公益组织", "本年制发件数", "其他结果"} & set(re.split(r"\s+", told))
        assert [h.text_content() for h in page.xpath("//h2")] == [c.heading for c in report.chapters if c.number]


def test_a_sentence_asked_for_is_lit_and_no_more() -> None:
    report = next(report for report in reports(sample_store()) if report.figures)
    sentence = report.figures[0].sentence
    page = drawn(report, Lit(sentence))
    assert "".join(mark.text_content() for mark in page.xpath("//mark")) == report.text[sentence.start : sentence.end]
    assert len(page.xpath('//*[@id="lit"]')) == 1
    assert page.xpath(f'//span[@id="s{sentence.start}"]')


def test_a_cell_asked_for_is_lit_within_its_row() -> None:
    report = reports(sample_store())[0]
    cell = next(cell for cell in report.cells if cell.key == "T3.new.total")
    page = drawn(report, Lit(cell.row, load_form("2021").locate(cell.key)))
    assert [td.get("id") for td in page.xpath('//td[contains(@class, "gk-lit-row")]')] == [
        key for key in load_form("2021").cell_keys() if key.startswith("T3.new.") and key != cell.key
    ]
    assert [td.get("id") for td in page.xpath('//td[a[@id="lit"]]')] == [cell.key]


def test_contradictions_are_told_first_and_soundness_where_there_are_none() -> None:
    seen = set()
    for report in reports(sample_store()):
        broken = any(check.status is Status.BROKEN for check in report.checks)
        page = drawn(report)
        assert bool(page.xpath('//aside[@class="gk-findings"]')) is broken
        assert bool(page.xpath('//p[@class="gk-sound"]')) is not broken
        seen.add(broken)
    assert seen == {True, False}


def test_markup_in_a_report_stays_text() -> None:
    hostile = '<script>alert(1)</script><img src=x onerror="alert(1)">'
    report = reports(sample_store())[0]
    first = report.chapters[0]
    text = report.text[: first.start] + hostile + report.text[first.start + len(hostile) :]
    cells = tuple(replace(cell, raw=hostile) for cell in report.cells)
    page = report_page(replace(report, text=text, title=hostile, file=hostile, cells=cells), '"><b>', "zh", Lit(Span(0, 5)))
    assert "<script" not in page
    assert "<img" not in page
    assert hostile in unescape(page)


def test_the_odd_reports_are_drawn_without_the_table_they_lack() -> None:
    page = drawn(next(report for report in reports(odd_store()) if report.organisation.full == list(ODD)[6]))
    assert not page.xpath('//td[starts-with(@id, "T3.")]')
    assert page.xpath('//td[starts-with(@id, "T2.")]')
