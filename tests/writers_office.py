"""A made-up report as a Word file, and as what LibreOffice makes of it.

The XML is written here, so that no library that reads such files has a hand in it.
Knows nothing of how Word files are read.
"""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from written_report import LaidCell, LaidTable, WrittenReport

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)
_NUMBERING_TYPE = (
    '<Override PartName="/word/numbering.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>'
)
_NUMBERING_RELATION = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/>'
    "</Relationships>"
)
_NUMBERING = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:numbering xmlns:w="{_NAMESPACE}">'
    '<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
_BORDERS = "".join(f'<w:{side} w:val="single" w:sz="4"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_CHANGE = 'w:id="7" w:author="a" w:date="2026-01-05T10:00:00Z"'
CONVERT_SECONDS = 120
TEXT_WIDTH = 9000

Content = Callable[[LaidCell], str]


def paragraph(text: str) -> str:
    """A paragraph of one run."""
    return f"<w:p>{_run(text)}</w:p>"


def _run(text: str) -> str:
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>" if text else ""


# What stands in a cell ------------------------------------------------------------------------------------------------


def plain_content(cell: LaidCell) -> str:
    """One paragraph, one run."""
    return paragraph(cell.text)


def cut_content(cell: LaidCell) -> str:
    """Runs cut within words and numbers, bookmarks between them, long labels over two paragraphs, blanks behind numbers."""
    text = cell.text + ("  " if cell.key else "")
    half = (len(cell.text) + 1) // 2
    mark = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/><w:proofErr w:type="spellStart"/>'
    if not cell.key and len(cell.text) > 12:
        return paragraph(text[:half]) + paragraph(text[half:])
    return f"<w:p>{_run(text[:half])}{mark}{_run(text[half:])}</w:p>"


def revised_content(cell: LaidCell) -> str:
    """Edited with changes tracked: an old number struck out, the new one inserted."""
    if not cell.key or not cell.text:
        return paragraph(cell.text)
    old = f"<w:del {_CHANGE}><w:r><w:delText>9</w:delText></w:r></w:del>"
    return f"<w:p>{old}<w:ins {_CHANGE}>{_run(cell.text)}</w:ins></w:p>"


def controlled_content(cell: LaidCell) -> str:
    """A form template's cell: the number in a content control, the label in a smart tag."""
    if cell.key:
        return f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{_run(cell.text)}</w:sdtContent></w:sdt></w:p>"
    return f'<w:p><w:smartTag w:uri="a" w:element="b">{_run(cell.text)}</w:smartTag></w:p>'


def hidden_content(cell: LaidCell) -> str:
    """Line breaks inside labels, and hidden text beside the numbers."""
    if cell.key:
        return f"<w:p>{_run(cell.text)}<w:r><w:rPr><w:vanish/></w:rPr><w:t>5</w:t></w:r></w:p>"
    half = len(cell.text) // 2
    return f"<w:p>{_run(cell.text[:half])}<w:r><w:br/></w:r>{_run(cell.text[half:])}</w:p>"


# Tables ---------------------------------------------------------------------------------------------------------------


def draw_table(table: LaidTable, content: Content = plain_content, *, rows: slice = slice(None), stretch: int = 1) -> str:
    """The table, or the part `rows` of it, cells merged as Word merges them; `stretch` counts grid columns per column."""
    grid = '<w:gridCol w:w="400"/>' * (table.width * stretch)
    drawn = []
    for row in table.slots()[rows]:
        cells = []
        for cell, top, left in row:
            if not left:
                continue
            merge = "" if cell.height == 1 else '<w:vMerge w:val="restart"/>' if top else "<w:vMerge/>"
            span = cell.width * stretch
            width = f'<w:tcW w:w="{TEXT_WIDTH * cell.width // table.width}" w:type="dxa"/>'
            properties = width + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "") + merge
            cells.append(f"<w:tc><w:tcPr>{properties}</w:tcPr>{content(cell) if top else '<w:p/>'}</w:tc>")
        drawn.append(f"<w:tr>{''.join(cells)}</w:tr>")
    borders = f"<w:tblPr><w:tblW w:w='{TEXT_WIDTH}' w:type='dxa'/><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr>"
    return f"<w:tbl>{borders}<w:tblGrid>{grid}</w:tblGrid>{''.join(drawn)}</w:tbl><w:p/>"


def draw_split_table(table: LaidTable) -> str:
    """A long table as two, cut in the middle of a merged cell with a page break between."""
    if len(table.rows) < 20:
        return draw_table(table)
    page_break = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    return draw_table(table, rows=slice(0, 9)) + page_break + draw_table(table, rows=slice(9, None))


def draw_uneven_table(table: LaidTable) -> str:
    """Every cell over two grid columns, as converters leave tables whose borders do not quite meet."""
    return draw_table(table, stretch=2)


@dataclass(frozen=True, slots=True)
class DocxLayout:
    """How tables are drawn; the numbers of `numbered` headings come from a list and are not in the text."""

    draw: Callable[[LaidTable], str]
    framed: bool = False
    numbered: bool = False


LAYOUTS = {
    "merged": DocxLayout(draw_table),
    "split": DocxLayout(draw_split_table),
    "uneven grid": DocxLayout(draw_uneven_table),
    "cut runs": DocxLayout(lambda table: draw_table(table, cut_content)),
    "tracked changes": DocxLayout(lambda table: draw_table(table, revised_content)),
    "content controls": DocxLayout(lambda table: draw_table(table, controlled_content)),
    "breaks and hidden text": DocxLayout(lambda table: draw_table(table, hidden_content)),
    "inside a frame table": DocxLayout(draw_table, framed=True),
    "list numbering": DocxLayout(draw_table, numbered=True),
}
CONVERTED = ("doc", "wps", "odt", "rtf")


def compose_body(report: WrittenReport, layout: str) -> str:
    """The XML of the document's body."""
    style = LAYOUTS[layout]
    parts = [paragraph(report.title[:-4]), paragraph(report.title[-4:]), *map(paragraph, report.opening)]
    for heading, table in zip(report.headings, report.tables, strict=True):
        parts += [paragraph(heading), style.draw(table)]
    parts += map(paragraph, report.closing)
    if style.numbered:
        parts = [_number_by_list(part) for part in parts]
    body = "".join(parts)
    if style.framed:
        body = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl><w:p/>"
    return body


def _number_by_list(part: str) -> str:
    for numeral in "一二三四五六":
        start = f'<w:p><w:r><w:t xml:space="preserve">{numeral}、'
        if part.startswith(start):
            properties = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
            return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{part[len(start) :]}'
    return part


def write_docx(report: WrittenReport, folder: Path, layout: str = "merged") -> Path:
    """The file it was written to."""
    path = folder / f"{report.name}.docx"
    xml = f'<w:document xmlns:w="{_NAMESPACE}"><w:body>{compose_body(report, layout)}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES.replace("</Types>", _NUMBERING_TYPE))
        archive.writestr("word/_rels/document.xml.rels", _NUMBERING_RELATION)
        archive.writestr("word/numbering.xml", _NUMBERING)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{xml}')
    return path


# Through LibreOffice --------------------------------------------------------------------------------------------------


def find_office() -> str | None:
    """The command of an installed LibreOffice."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(paths: list[Path], suffix: str, folder: Path) -> list[Path]:
    """The files in another format, converted in one run of LibreOffice with a profile of its own."""
    office = find_office()
    if office is None:
        raise FileNotFoundError("no LibreOffice on this machine")
    target = "doc" if suffix == "wps" else suffix
    profile = (folder / "office-profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, "--outdir", folder, *paths],
        check=True,
        capture_output=True,
        timeout=CONVERT_SECONDS,
    )
    made = [folder / f"{path.stem}.{target}" for path in paths]
    # Old WPS files are Word 97 files under another name.
    return [path.rename(path.with_suffix(f".{suffix}")) for path in made]
