"""What contradicts itself is listed with both values, each linked to its place lit, and goes out as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient
from lxml import html
from sample_index import sample_bot, samples

from gkbot.findings import Finding
from gkbot.plan import Scope
from index.report import Status
from ui.settings import Settings
from ui.shell.check import say_check
from ui.web.finding_list import FAMILIES, FindingFilter
from ui.web.finding_places import finding_links
from ui.web.server import create_api


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = create_api(sample_bot(), Settings(questions_per_minute=0))
    with TestClient(app, base_url="http://bot.example", headers={"Accept-Language": "zh-CN"}) as served:
        yield served


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    return sample_bot().findings(Scope())


def rows(page: str) -> list[html.HtmlElement]:
    return html.document_fromstring(page).xpath("//tbody/tr")


def lit(page: str, name: str) -> str:
    """The text of the place with that id: of the cell around an anchor, or of the sentence."""
    (found,) = html.document_fromstring(page).xpath(f'//*[@id="{name}"]')
    return (found.getparent() if found.tag == "a" else found).text_content()


def test_the_findings_are_the_checks_that_do_not_hold(findings: tuple[Finding, ...]) -> None:
    bot = sample_bot()
    broken = [
        (report.uid, number, check)
        for report in bot.find_reports(Scope())
        for number, check in enumerate((c for c in bot.report(report.uid).checks if c.status is Status.BROKEN), 1)
    ]
    assert [(finding.report.uid, finding.number, finding.check) for finding in findings] == broken
    assert {finding.report.file for finding in findings} == {sample.file for sample in samples() if sample.defect}


def test_each_is_listed_with_both_values_and_where_they_stand(client: TestClient, findings: tuple[Finding, ...]) -> None:
    listed = rows(client.get("/findings").text)
    assert len(listed) == len(findings)
    for row, finding in zip(listed, findings, strict=True):
        cells = [cell.text_content() for cell in row]
        assert cells[0] == finding.report.organisation
        assert cells[2] == say_check(finding.check, finding.report.edition, "zh")
        assert [link.text for link in row.xpath("td[position() > 3]//a")] == [str(finding.check.left), str(finding.check.right)]


def test_each_value_leads_to_its_place_lit(client: TestClient, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        for link, value in zip(finding_links(finding), (finding.check.left, finding.check.right), strict=True):
            address, _, name = link.partition("#")
            page = client.get(address).text
            shown = html.document_fromstring(page).xpath(f'//td[contains(@class, "gk-{name}")]')
            assert str(value) in lit(page, name) or sum(float(cell.text_content()) for cell in shown) == value


def test_a_finding_between_years_leads_into_both_reports(tmp_path_factory: pytest.TempPathFactory) -> None:
    bot = sample_bot()
    first, second = bot.find_reports(Scope())[:2]
    check = next(c for c in bot.report(second.uid).checks if c.code.startswith("T3"))
    cell = check.cells[0]
    carried = Finding(second, 1, type(check)("Y-1.total", Status.BROKEN, "", 1, 2, (cell,), (), first.file, (cell,)), first)
    left, right = finding_links(carried, "/gk")
    assert left == f"/gk/reports/{first.uid}?cell={cell}#lit"
    assert right == f"/gk/reports/{second.uid}?finding=1#right"
    app = create_api(bot, Settings())
    with TestClient(app) as served:
        page = served.get(left.removeprefix("/gk").partition("#")[0]).text
    assert lit(page, "lit") == next(c.raw for c in bot.report(first.uid).cells if c.key == cell).strip()


@pytest.mark.parametrize("family", FAMILIES.values())
def test_findings_are_narrowed_down_by_family_body_and_year(
    client: TestClient, findings: tuple[Finding, ...], family: str
) -> None:
    wanted = [finding for finding in findings if FAMILIES[finding.check.code[0]] == family]
    assert len(rows(client.get("/findings", params={"family": family}).text)) == len(wanted)
    year, body = findings[0].report.year, findings[0].report.organisation
    found = rows(client.get("/findings", params={"year": str(year), "search": body}).text)
    assert len(found) == len([f for f in findings if (f.report.year, f.report.organisation) == (year, body)])


def test_findings_are_sorted_and_turned_page_by_page(client: TestClient, findings: tuple[Finding, ...]) -> None:
    page = client.get("/findings", params={"sort": "-year", "limit": 3}).text
    years = [int(row[1].text_content()) for row in rows(page)]
    assert years == sorted((f.report.year or 0 for f in findings), reverse=True)[:3]
    assert html.document_fromstring(page).xpath('//th[@aria-sort="descending"]/a/@href') == ["/findings?sort=year&limit=3"]
    following = unescape(re.findall(r'href="([^"]*offset=3[^"]*)"', page)[-1])
    assert len(rows(client.get(following).text)) == min(3, len(findings) - 3)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_findings_go_out_as_a_table_with_values_and_places(
    client: TestClient, findings: tuple[Finding, ...], ending: str
) -> None:
    response = client.get(f"/findings.{ending}", params={"family": "text", "limit": 1})
    assert response.headers["content-disposition"] == f'attachment; filename="findings.{ending}"'
    if ending == "csv":
        table: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig")))]
    else:
        openpyxl = pytest.importorskip("openpyxl")
        table = [list(row) for row in openpyxl.load_workbook(io.BytesIO(response.content)).active.values]
    wanted = [finding for finding in findings if finding.check.code.startswith("X-")]
    assert len(table) == 1 + len(wanted) > 1
    for row, finding in zip(table[1:], wanted, strict=True):
        assert row[0] == finding.report.uid
        assert [float(str(row[6])), float(str(row[8]))] == [finding.check.left, finding.check.right]
        assert (row[7], str(row[9]).split()[0]) == ("正文", "表三")


@pytest.mark.parametrize("asked", ["sort=sql", "family=x", "year=x", "kind=x", "offset=-1", "limit=100000", "what=ever"])
def test_what_cannot_be_listed_is_refused(client: TestClient, asked: str) -> None:
    for path in ("/findings", "/findings.csv"):
        assert client.get(f"{path}?{asked}").status_code == 422


def test_the_filter_keeps_what_was_asked(client: TestClient) -> None:
    page = html.document_fromstring(client.get("/findings?year=2022,2023&kind=park&search=%22%3E%3Cb%3E&region=x").text)
    chosen = {select.get("name"): select.xpath("option[@selected]/@value") for select in page.iter("select")}
    assert chosen == {"year": ["2022,2023"], "kind": ["park"], "family": [""]}
    assert {field.get("name"): field.get("value") for field in page.iter("input")} == {"search": '"><b>', "region": "x"}


def test_every_filter_of_the_form_says_a_thing_that_can_be_asked(client: TestClient) -> None:
    page = html.document_fromstring(client.get("/findings").text)
    for select in page.iter("select"):
        for value in select.xpath("option/@value"):
            FindingFilter.model_validate({select.get("name"): value if select.get("name") == "family" else [value]})
