"""A web page gives what a visitor reads of the report, each merged cell once, and nothing of the page around it."""

from __future__ import annotations

from pathlib import Path

import pytest
from judge_reading import judge_cells, misplaced
from writers_html import compose_page
from written_report import WrittenReport, make_report

from index.document import Document, Grid, Paragraph
from index.errors import UnreadableReport
from index.readers import read_document
from index.reading import read_report
from index.report import Report

SENTENCE = "全年主动公开政府信息3条，做好政策解读和依申请公开工作，回应社会关切。"


def read(tmp_path: Path, page: str | bytes, name: str = "page.html") -> Document:
    path = tmp_path / name
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_document(path, name)


def rows(document: Document) -> list[list[str]]:
    return [[cell.raw for cell in row] for block in document.blocks if isinstance(block, Grid) for row in block.rows]


def paragraphs(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


@pytest.fixture(scope="module", params=["2021", "2019"])
def written(request: pytest.FixtureRequest) -> WrittenReport:
    return make_report(request.param, "full", 1)


def read_page(tmp_path: Path, page: str | bytes) -> Report:
    path = tmp_path / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_report(path, path.name)


def assert_read(tmp_path: Path, page: str | bytes, written: WrittenReport) -> Report:
    report = read_page(tmp_path, page)
    assert judge_cells(report, written.cells).faults == ()
    assert not list(misplaced(report))
    assert (report.organisation.full, report.year) == (written.organisation, written.year)
    return report


# Cells


@pytest.mark.parametrize(
    ("cell", "raw"),
    [
        ("12", "12"),
        ("<span>1</span><span>2</span>", "12"),
        ("<p>12</p><p>&nbsp;</p>", "12"),
        ("\n   <p class=MsoNormal>\n 12 </p>\n", "12"),
        ("&nbsp;", ""),
        ("<p>　</p>", ""),
        ("<br>", ""),
        ("本年新<br/>制作数量", "本年新 制作数量"),
        ("<p>商业</p><p>企业</p>", "商业 企业"),
        ("1<!-- 9 --><script>8</script>2", "12"),
        ("3<span style='display: none'>4</span>", "3"),
        ("<table><tr><td>7</td></tr></table>", "7"),
        ("<ruby>区<rt>qu</rt></ruby>", "区"),
        ("&lt;3&gt;", "<3>"),
    ],
)
def test_a_cell_says_what_a_browser_shows(tmp_path: Path, cell: str, raw: str) -> None:
    document = read(tmp_path, f"<table><tr><td>规章</td><td>{cell}</td></tr><tr><td>许可</td><td>5</td></tr></table>")
    assert rows(document) == [["规章", raw], ["许可", "5"]]
    assert all(
        document.text[cell.start : cell.end] == cell.raw
        for b in document.blocks
        if isinstance(b, Grid)
        for r in b.rows
        for cell in r
    )


def test_a_cell_over_columns_is_one_cell_and_one_over_rows_leaves_empty_cells(tmp_path: Path) -> None:
    first = "<tr><td rowspan=2 colspan=2>甲</td><td>乙</td><td rowspan=3>丙</td></tr>"
    others = "<tr><td colspan=1>丁</td></tr><tr><td>戊</td><td>己</td><td>庚</td></tr>"
    assert rows(read(tmp_path, f"<table>{first}{others}</table>")) == [["甲", "乙", "丙"], ["", "丁", ""], ["戊", "己", "庚", ""]]


@pytest.mark.parametrize("span", ['colspan="99999999"', 'rowspan="65534"', 'colspan="-1"', 'rowspan="x"', 'colspan=""'])
def test_senseless_spans_do_no_harm(tmp_path: Path, span: str) -> None:
    found = rows(read(tmp_path, f"<table><tr><td {span}>规章</td><td>0</td></tr><tr><td>许可</td><td>5</td></tr></table>"))
    assert [[cell for cell in row if cell] for row in found] == [["规章", "0"], ["许可", "5"]]


def test_text_has_cells_parted_by_tabs_and_rows_by_line_breaks(tmp_path: Path) -> None:
    page = f"<p>{SENTENCE}</p><table><tr><td>规章</td><td>0</td></tr><tr><td>许可</td><td></td></tr></table><p>{SENTENCE}</p>"
    assert read(tmp_path, page).text == f"{SENTENCE}\n规章\t0\n许可\t\n{SENTENCE}\n"


# Running text


def test_blocks_and_breaks_end_a_line_and_inline_tags_do_not(tmp_path: Path) -> None:
    inner = "<div>（一）主动<font color=red>公开</font></div>"
    page = f"<div>一、<b>总体</b>\n  情况<br>{SENTENCE}{inner}{SENTENCE}</div><ul><li>一是甲，乙。<li>二是丙，丁。</ul>"
    assert paragraphs(read(tmp_path, page)) == [
        "一、总体 情况",
        SENTENCE,
        "（一）主动公开",
        SENTENCE,
        "一是甲，乙。",
        "二是丙，丁。",
    ]


def test_preformatted_text_keeps_its_lines_and_tabs(tmp_path: Path) -> None:
    assert rows(read(tmp_path, "<pre>规章\t0\t1\n许可\t5\t6\n</pre>")) == [["规章", "0", "1"], ["许可", "5", "6"]]


def test_a_table_that_only_frames_the_page_is_no_table(tmp_path: Path) -> None:
    inner = "<table><tr><td>规章</td><td>0</td><td>1</td></tr><tr><td>许可</td><td>5</td><td>6</td></tr></table>"
    page = f"<table><tr><td>菜单</td><td><p>{SENTENCE}</p>{inner}<p>{SENTENCE}</p></td></tr></table>"
    document = read(tmp_path, page)
    assert rows(document) == [["规章", "0", "1"], ["许可", "5", "6"]]
    assert paragraphs(document)[-2:] == [SENTENCE, SENTENCE]


@pytest.mark.parametrize(
    "frame",
    [
        '<div id="zoom">{}</div>',
        '<div class="x TRS_Editor">{}</div>',
        "<article>{}</article>",
        # Nothing known marks it off: it is where the text is.
        '<div class="q1"><div class="q2">{}</div></div>',
    ],
)
def test_what_stands_around_the_article_is_left_out(tmp_path: Path, frame: str) -> None:
    menu = "<ul>" + "".join(f"<li><a href=x>栏目{at}</a></li>" for at in range(30)) + "</ul>"
    article = "".join(f"<p>{SENTENCE}</p>" for _ in range(8))
    page = f"<body><div>{menu}<input value=5></div>{frame.format(article)}<div>版权所有 电话：0000-1111111</div></body>"
    assert paragraphs(read(tmp_path, page)) == [SENTENCE] * 8


def test_an_article_parted_into_several_containers_is_taken_whole(tmp_path: Path) -> None:
    first, second = "".join(f"<p>一是{SENTENCE}</p>" for _ in range(8)), "".join(f"<p>二是{SENTENCE}</p>" for _ in range(3))
    page = f"<div class=TRS_Editor>{first}</div><div class=TRS_Editor>{second}</div><div>版权所有</div>"
    assert len([text for text in paragraphs(read(tmp_path, f"<body>{page}</body>")) if SENTENCE in text]) == 11


@pytest.mark.parametrize(
    "beside", [f"<p>{SENTENCE}</p>", "<p>六、其他需要报告的事项</p>", "<table>" + "<tr><td>规章<td>0" * 6 + "</table>"]
)
def test_what_may_be_part_of_the_article_is_not_taken_for_the_page_around_it(tmp_path: Path, beside: str) -> None:
    page = (
        f"<body><div>{'<p>' + SENTENCE + '</p>'}{'<p>一是' + SENTENCE + '</p>'}" + f"<p>{SENTENCE * 9}</p></div>{beside}</body>"
    )
    document = read(tmp_path, page)
    assert len(document.blocks) == 4


def test_hidden_parts_are_left_out(tmp_path: Path) -> None:
    hidden = "<div hidden>甲</div><div style='DISPLAY:none'>乙</div><p style='visibility: hidden'>丙</p><noscript>丁</noscript>"
    page = f"<p>{SENTENCE}</p>{hidden}"
    assert read(tmp_path, page).text == f"{SENTENCE}\n"


# What the page says of the article


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="ArticleTitle" content="青屿市岚桥局2023年政府信息公开工作年度报告">',
        "<title>青屿市岚桥局2023年政府信息公开工作年度报告_青屿市人民政府</title>",
        "<title>青屿市岚桥局2023年政府信息公开工作年度报告 - 青屿市人民政府门户网站</title>",
    ],
)
def test_the_page_names_an_article_that_does_not_name_itself(tmp_path: Path, head: str) -> None:
    body = f"<p>一、总体情况</p><p>{SENTENCE}</p>"
    report = read_page(tmp_path, f"<html><head>{head}</head><body><div id=zoom>{body}</div></body></html>")
    assert (report.title, report.organisation.full, report.year) == (
        "青屿市岚桥局2023年政府信息公开工作年度报告",
        "青屿市岚桥局",
        2023,
    )


def test_a_title_that_the_article_has_itself_is_not_said_twice(tmp_path: Path) -> None:
    title = "青屿市岚桥局2023年政府信息公开工作年度报告"
    body = f"<p>青屿市岚桥局<br>2023年政府信息公开工作年度报告</p><p>{SENTENCE}</p>"
    page = f"<head><title>{title}</title></head><div id=zoom>{body}</div>"
    assert read(tmp_path, page).text.count("年度报告") == 1


def test_the_publisher_is_taken_from_the_metadata_beside_the_article(tmp_path: Path) -> None:
    meta = "<table><tr><td>索引号</td><td>1137/2024-542</td><td>发布机构</td><td>青屿市财政局</td></tr></table>"
    body = f"<p>2023年政府信息公开工作年度报告</p><p>一、总体情况</p><p>{SENTENCE}</p>"
    report = read_page(tmp_path, f"<body>{meta}<div id=zoom>{body}</div></body>")
    assert (report.organisation.full, report.year) == ("青屿市财政局", 2023)


def test_links_to_other_years_are_not_the_title(tmp_path: Path, written: WrittenReport) -> None:
    links = "".join(f"<p>{written.organisation}{year}年政府信息公开工作年度报告</p>" for year in (2011, 2012))
    page = compose_page(written, "plain").replace("<body>", f"<body>{links}")
    assert_read(tmp_path, page, written)


# Whole reports


def test_a_page_without_any_known_container_reads_the_same(tmp_path: Path, written: WrittenReport) -> None:
    page = compose_page(written, "portal").replace('id="zoom" class="article-content"', 'class="c8"')
    report = assert_read(tmp_path, page, written)
    assert not [passage.text for passage in report.passages if "登录" in passage.text or "上一篇" in passage.text]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<td>", "<td><!-- 5 --><style>td{width:6px}</style>"),
        ("<table", "<div class=t"),
        ("<body>", "<body>" + "<div>" * 900),
        ("<body>", "<body>" + "<table><tr><td>" * 200),
    ],
    ids=["comments", "tables of divs", "deep divs", "deep tables"],
)
def test_odd_pages_read_the_same(tmp_path: Path, written: WrittenReport, old: str, new: str) -> None:
    page = compose_page(written, "plain").replace(old, new)
    if old == "<table":
        for tag, other in (("</table>", "</div>"), ("<tr", "<div"), ("</tr>", "</div>"), ("<td", "<div"), ("</td>", "</div>")):
            page = page.replace(tag, other)
    assert_read(tmp_path, page, written)


def test_a_report_in_one_block_with_breaks_reads_the_same(tmp_path: Path, written: WrittenReport) -> None:
    lines = [written.title, *written.opening]
    for heading, table in zip(written.headings, written.tables, strict=True):
        lines += [heading, *(cell.text for row in table.rows for cell in row if cell.text)]
    assert_read(tmp_path, "<div>" + "<br>".join([*lines, *written.closing]) + "</div>", written)


def test_numbers_over_two_paragraphs_are_not_put_together(tmp_path: Path) -> None:
    written = make_report("2021", "full", 1)
    page = compose_page(written, "plain").replace("<td>", "<td><p>7</p>")
    verdict = judge_cells(read_page(tmp_path, page), written.cells)
    assert not verdict.lines("wrong")


# Harm


def test_entities_are_not_expanded_and_nothing_is_fetched(tmp_path: Path, refused_hosts: list[str]) -> None:
    (tmp_path / "secret.txt").write_text("口令", encoding="utf-8")
    layers = "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    outside = f'<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt"><!ENTITY y SYSTEM "http://example.com/y">'
    body = f"<html><body><p>{SENTENCE}&i;&x;&y;</p></body></html>"
    page = f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "哈">{layers}{outside}]>{body}'
    document = read(tmp_path, page)
    assert SENTENCE in document.text
    assert "口令" not in document.text
    assert len(document.text) < 2000
    assert refused_hosts == []


@pytest.mark.parametrize(
    ("page", "message"),
    [
        ("<html><body></body></html>", "no text on the page"),
        ("<html><script>var a=1</script></html>", "no text on the page"),
        (f"<body>{'<span>' * 9000}{SENTENCE}", "nested too deeply"),
        ("<!-- -->", "empty|no text"),
    ],
)
def test_a_page_without_a_report_is_refused_in_one_line(tmp_path: Path, page: str, message: str) -> None:
    with pytest.raises(UnreadableReport, match=message) as caught:
        read(tmp_path, page)
    assert "\n" not in str(caught.value)


ARCHIVE_HEAD = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'


def test_the_page_in_a_web_archive_is_read(tmp_path: Path, written: WrittenReport) -> None:
    part = 'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    page = compose_page(written, "plain").replace("utf-8", "gb2312")
    path = tmp_path / "page.mht"
    path.write_bytes(f"{ARCHIVE_HEAD}{part}{page}\r\n--b--\r\n".encode("gb18030"))
    report = read_report(path, path.name)
    assert judge_cells(report, written.cells).faults == ()


def test_an_archive_without_a_page_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableReport, match="no page in this web archive"):
        read(tmp_path, f"{ARCHIVE_HEAD}Content-Type: image/png\r\n\r\nxxxx\r\n--b--\r\n", "page.mht")
