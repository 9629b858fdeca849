"""A made-up report as a web page: the table as different editors leave it, the page around it, and its encoding.

Knows nothing of how pages are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

from written_report import LaidCell, LaidTable, WrittenReport

Draw = Callable[[LaidTable], str]


# Tables ---------------------------------------------------------------------------------------------------------------


def _draw(table: LaidTable, content: Callable[[LaidCell], str], tag: str = "<table>") -> str:
    rows = "".join("<tr>" + "".join(f"<td{_spans(cell)}>{content(cell)}</td>" for cell in row) + "</tr>\n" for row in table.rows)
    return f"{tag}\n<tbody>\n{rows}</tbody></table>"


def _spans(cell: LaidCell) -> str:
    down = f' rowspan="{cell.height}"' if cell.height > 1 else ""
    return down + (f' colspan="{cell.width}"' if cell.width > 1 else "")


def draw_plain(table: LaidTable) -> str:
    """Merged cells by rowspan and colspan, nothing else."""
    return _draw(table, lambda cell: escape(cell.text).replace("\n", "<br>"))


def draw_word(table: LaidTable) -> str:
    """As pasted from a word processor: a styled paragraph in each cell, text cut into spans, a hard blank in empty cells."""
    return _draw(table, _word_cell, '<table border="1" style="width:560.4pt;border-collapse:collapse;margin-left:-21.6pt">')


def _word_cell(cell: LaidCell) -> str:
    if not cell.text:
        return '<p class="MsoNormal"><span lang="EN-US">&nbsp;</span></p>'
    cut = max(1, len(cell.text) // 2)
    parts = [part for part in (cell.text[:cut], cell.text[cut:]) if part]
    spans = "".join(f'<span style="font-size:12.0pt;font-family:仿宋_GB2312"><b>{escape(part)}</b></span>' for part in parts)
    return f'\n   <p class="MsoNormal" align="center">{spans}<o:p></o:p></p>\n  '


def draw_broken_labels(table: LaidTable) -> str:
    """Labels broken by <br> or over two paragraphs, numbers indented on lines of their own."""
    return _draw(table, _broken_cell)


def _broken_cell(cell: LaidCell) -> str:
    if cell.key or len(cell.text) < 4:
        return f"\n\t\t{escape(cell.text)}\n\t"
    half = len(cell.text) // 2
    front, back = escape(cell.text[:half]), escape(cell.text[half:])
    return f"{front}<br/>{back}" if half % 2 else f"<p>{front}</p><p>{back}</p>"


def draw_unmerged(table: LaidTable) -> str:
    """A cell for every row and column, empty where a merged cell goes on."""
    rows = [[cell.text if top and left else "&nbsp;" for cell, top, left in row] for row in table.slots()]
    return "<table>" + "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows) + "</table>"


def draw_sloppy(table: LaidTable) -> str:
    """Legal but careless: capitals, unquoted spans, end tags left out, header cells, blanks and comments between."""
    rows = []
    for row in table.rows:
        tag = "TD" if any(cell.key for cell in row) else "TH"
        rows.append("<TR>" + "".join(f"<{tag} nowrap{_spans(cell).replace(chr(34), '')}> {escape(cell.text)} " for cell in row))
    return "<TABLE BORDER=1><!-- 0 1 2 -->\n" + "\n".join(rows) + "</TABLE>"


def draw_split(table: LaidTable) -> str:
    """Cut in two after the eighth row, as at a page break; cells that go on are begun again."""
    if len(table.rows) < 20:
        return draw_plain(table)
    cut = 8
    upper = LaidTable(tuple(_clip(row, at, cut) for at, row in enumerate(table.rows[:cut])), table.width)
    first: list[LaidCell] = []
    for cell, top, left in table.slots()[cut]:
        if left:
            # How far the cell goes on below the cut.
            rows = [row for row in table.slots()[cut:] if any(other is cell for other, _, _ in row)]
            first.append(LaidCell(cell.text if top else "", len(rows), cell.width, cell.key))
    lower = LaidTable((tuple(first), *table.rows[cut + 1 :]), table.width)
    return draw_plain(upper) + "\n<p>&nbsp;</p>\n" + draw_plain(lower)


def _clip(row: tuple[LaidCell, ...], at: int, cut: int) -> tuple[LaidCell, ...]:
    return tuple(LaidCell(cell.text, min(cell.height, cut - at), cell.width, cell.key) for cell in row)


def draw_paragraphs(table: LaidTable) -> str:
    """Every cell a paragraph, no table; empty cells are gone."""
    return "\n".join(f"<p>{escape(cell.text)}</p>" for row in table.rows for cell in row if cell.text)


# Pages ----------------------------------------------------------------------------------------------------------------


def page_bare(title: str, body: str, meta: str) -> str:
    """Just the content, as a crawler stores it."""
    return f"<html><head>{meta}<title>{title}</title></head><body>\n{body}\n</body></html>"


def page_fragment(title: str, body: str, meta: str) -> str:
    """Not even a body: what stood in the content container."""
    return body


def page_portal(title: str, body: str, meta: str) -> str:
    """A government site's page: menus, breadcrumb, a metadata table, sharing, login and footer around the container."""
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head>{meta}
<title>{title}_澜溪县人民政府门户网站</title>
<meta name="ArticleTitle" content="{title}"><meta name="ColumnName" content="政府信息公开年报">
<meta name="PubDate" content="2026-01-20">
<style>.a{{width:100px}} td{{padding:0 3}}</style>
<script>var n=[1,2,3]; document.write("<table><tr><td>999</td></tr></table>");</script>
</head><body>
<div class="header"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li><li>办事服务 12345</li></ul>
<form><input type="text" value="请输入关键字"><select><option>2024年</option><option>2023年</option></select></form></div>
<div class="nav">当前位置：首页 &gt; 政务公开 &gt; 政府信息公开年报 &gt; 正文</div>
<table class="layout" width="100%"><tr><td valign="top" class="left"><ul><li>政府信息公开指南</li><li>政府信息公开制度</li>
<li>法定主动公开内容</li><li>政府信息公开年报</li></ul></td><td class="right">
<table class="xxgk-meta"><tr><td>索 引 号</td><td>113703036705053740/2026-5425351</td><td>发布机构</td><td>政府办公室</td></tr>
<tr><td>文　　号</td><td></td><td>发文日期</td><td>2026-01-20</td></tr></table>
<h1>{title}</h1>
<div class="info">发布日期：2026-01-20 10:01　来源：政府办公室
访问量：<span id="hits">1286</span>　字号：[<a>大</a> <a>中</a> <a>小</a>]　[打印]</div>
<div id="zoom" class="article-content">
{body}
</div>
<div class="share">分享到：微信 微博　扫一扫在手机打开当前页</div>
<p>上一篇：2024年政府信息公开工作年度报告</p><p>下一篇：没有了</p>
</td></tr></table>
<div class="login"><p>账号+密码登录</p><p>手机+密码登录</p><p>还没有账号?</p><p>立即注册</p></div>
<div class="footer"><p>主办：澜溪县人民政府办公室　网站标识码：0000000000　电话：0000-1111111　版权所有 ICP备00000000号-1</p>
<table><tr><td>网站地图</td><td>联系我们</td><td>0000-2222222</td></tr></table></div>
<div style="display:none"><table><tr><td>规章</td><td>7</td><td>7</td><td>7</td></tr></table></div>
</body></html>"""


@dataclass(frozen=True, slots=True)
class HtmlLayout:
    """A table style in a page in an encoding, declared as `meta` says (which may be wrong or missing)."""

    draw: Draw
    page: Callable[[str, str, str], str] = page_bare
    encoding: str = "utf-8"
    meta: str = '<meta charset="utf-8">'
    drops_blanks: bool = False
    suffix: str = ".html"


_OLD_META = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312" />'
LAYOUTS = {
    "plain": HtmlLayout(draw_plain),
    "word": HtmlLayout(draw_word),
    "broken labels": HtmlLayout(draw_broken_labels),
    "unmerged": HtmlLayout(draw_unmerged),
    "sloppy": HtmlLayout(draw_sloppy, suffix=".htm"),
    "split": HtmlLayout(draw_split),
    "paragraphs": HtmlLayout(draw_paragraphs, drops_blanks=True),
    "portal": HtmlLayout(draw_plain, page_portal),
    "portal word": HtmlLayout(draw_word, page_portal),
    "portal paragraphs": HtmlLayout(draw_paragraphs, page_portal, drops_blanks=True),
    "fragment": HtmlLayout(draw_word, page_fragment, meta=""),
    "gbk by meta": HtmlLayout(draw_word, page_portal, "gbk", '<meta charset="gbk">'),
    "gb2312 by meta, gb18030 inside": HtmlLayout(draw_plain, page_portal, "gb18030", _OLD_META),
    "gb18030 undeclared": HtmlLayout(draw_plain, page_bare, "gb18030", ""),
    "utf-8 with mark": HtmlLayout(draw_plain, page_bare, "utf-8-sig", ""),
    "utf-8 undeclared": HtmlLayout(draw_plain, page_portal, "utf-8", ""),
    "utf-8 declared gbk": HtmlLayout(draw_plain, page_portal, "utf-8", '<meta charset="gbk">'),
    "gbk declared utf-8": HtmlLayout(draw_plain, page_portal, "gbk"),
    "utf-16": HtmlLayout(draw_plain, page_bare, "utf-16", ""),
}


def compose_page(report: WrittenReport, layout: str) -> str:
    """The page as text; what its encoding cannot write becomes a character reference when it is written."""
    style = LAYOUTS[layout]
    lines = [*report.opening]
    for heading, table in zip(report.headings, report.tables, strict=True):
        lines += [heading, style.draw(table)]
    lines += report.closing
    body = "\n".join(line if line.lstrip().startswith("<") else f"<p>　　{escape(line)}</p>" for line in lines)
    title = f'<p style="text-align:center"><strong>{report.title[:-12]}<br>{report.title[-12:]}</strong></p>\n'
    return style.page(report.title, title + body, style.meta)


def write_html(report: WrittenReport, folder: Path, layout: str) -> Path:
    """The file it was written to."""
    path = folder / (report.name + LAYOUTS[layout].suffix)
    path.write_bytes(compose_page(report, layout).encode(LAYOUTS[layout].encoding, errors="xmlcharrefreplace"))
    return path
