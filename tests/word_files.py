"""Small Word files put together from their XML, for tests of single properties of the reader."""

from __future__ import annotations

import zipfile
from pathlib import Path

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPATIBLE = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def p(*runs: str, properties: str = "") -> str:
    """A paragraph; what is no XML becomes a run."""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tc(content: str = "", properties: str = "") -> str:
    """A cell; what is no XML becomes a paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content if content.startswith('<') else p(content)}</w:tc>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; what is no XML becomes a cell."""
    inner = "".join(cell if cell.startswith("<") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def tbl(*rows: str) -> str:
    """A table."""
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"


def write_word(
    path: Path,
    *content: str,
    numbering: str = "",
    styles: str = "",
    namespace: str = TRANSITIONAL,
    main: str = "word/document.xml",
) -> Path:
    """A Word file with this content of its body and, where given, of its parts for lists and styles."""
    head = f'<?xml version="1.0" encoding="UTF-8"?><w:%s xmlns:w="{namespace}" xmlns:mc="{_COMPATIBLE}">%s</w:%s>'
    folder, _, file = main.rpartition("/")
    parts = {name: text for name, text in (("numbering", numbering), ("styles", styles)) if text}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", _relations({"officeDocument": main}))
        archive.writestr(f"{folder}/_rels/{file}.rels", _relations({name: f"{name}.xml" for name in parts}))
        archive.writestr(main, head % ("document", f"<w:body>{''.join(content)}</w:body>", "document"))
        for name, text in parts.items():
            archive.writestr(f"{folder}/{name}.xml", head % (name, text, name))
    return path


def _relations(targets: dict[str, str]) -> str:
    lines = "".join(f'<Relationship Id="{kind}" Type="{_KINDS}/{kind}" Target="{target}"/>' for kind, target in targets.items())
    return f'<Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'
