"""Writes the shipped templates as Word files: only what an administrative paper needs, so that whoever opens one in Word
finds plain paragraphs and tables, and the PDF can be drawn from the same (``reading``).

Sizes are points, lengths millimetres. Text may hold ``**bold**``, ``__italic__`` and the tags of docxtpl; a paragraph that
holds nothing but ``{%p … %}`` and a row that holds nothing but ``{%tr … %}`` steer and are not printed.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_MARKS = re.compile(r"(\*\*.+?\*\*|__.+?__)", re.DOTALL)
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
# Archives made at different times of the same source are the same bytes.
EPOCH = (1980, 1, 1, 0, 0, 0)


def twips(millimetres: float) -> int:
    """Word's unit: 1/20 of a point."""
    return round(millimetres * 1440 / 25.4)


@dataclass(frozen=True)
class Par:
    """A paragraph. ``first``: indent of its first line; ``left``, ``right``: of all; ``rule``: a line beneath it."""

    text: str = ""
    align: str = "both"
    size: float = 13
    bold: bool = False
    italic: bool = False
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 6
    line: float = 1.1
    rule: bool = False
    keep: bool = False

    def xml(self) -> str:
        """The paragraph as WordprocessingML."""
        return f"<w:p>{self._properties()}{self._runs()}</w:p>"

    def _properties(self) -> str:
        parts = ["<w:keepNext/>" if self.keep else ""]
        if self.rule:
            parts.append('<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>')
        parts.append(
            f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"'
            f' w:line="{round(self.line * 240)}" w:lineRule="auto"/>'
        )
        if self.first or self.left or self.right:
            parts.append(
                f'<w:ind w:left="{twips(self.left)}" w:right="{twips(self.right)}"'
                + (
                    f' w:firstLine="{twips(self.first)}"'
                    if self.first >= 0
                    else f' w:hanging="{twips(-self.first)}"'
                )
                + "/>"
            )
        parts.append(f'<w:jc w:val="{self.align}"/>')
        parts.append(self._letters(self.bold, self.italic))
        return f"<w:pPr>{''.join(parts)}</w:pPr>"

    def _letters(self, bold: bool, italic: bool) -> str:
        marks = ("<w:b/>" if bold else "") + ("<w:i/>" if italic else "")
        half = round(self.size * 2)
        return f'<w:rPr>{marks}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'

    def _runs(self) -> str:
        if self.text.startswith("{%p "):
            return f"<w:r><w:t>{escape(self.text)}</w:t></w:r>"
        made = []
        for part in _MARKS.split(self.text):
            bold, italic, text = self.bold, self.italic, part
            if part.startswith("**") and part.endswith("**") and len(part) > 4:
                bold, text = True, part[2:-2]
            elif part.startswith("__") and part.endswith("__") and len(part) > 4:
                italic, text = True, part[2:-2]
            if text:
                made.append(f"<w:r>{self._letters(bold, italic)}{_words(text)}</w:r>")
        return "".join(made)


def _words(text: str) -> str:
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    return "<w:br/>".join(lines)


@dataclass(frozen=True)
class Cell:
    """A cell: its paragraphs, how many columns it spans, whether it goes on the cell above (``below``) or begins one that is
    gone on with (``starts``)."""

    content: Sequence[Par]
    span: int = 1
    starts: bool = False
    below: bool = False
    middle: bool = True


@dataclass(frozen=True)
class Row:
    cells: Sequence[Cell]
    head: bool = False


@dataclass(frozen=True)
class Table:
    """A table; ``widths`` in millimetres. Without ``ruled`` it only places things side by side."""

    widths: Sequence[float]
    rows: Sequence[Row]
    ruled: bool = True

    def xml(self) -> str:
        """The table as WordprocessingML."""
        grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in self.widths)
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{twips(sum(self.widths))}" w:type="dxa"/>{self._borders()}'
            f'<w:tblLayout w:type="fixed"/>{self._inset()}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            + "".join(self._row(row) for row in self.rows)
            + "</w:tbl>"
        )

    def _borders(self) -> str:
        value = 'w:val="single" w:sz="4" w:space="0" w:color="000000"' if self.ruled else 'w:val="nil"'
        sides = ("top", "left", "bottom", "right", "insideH", "insideV")
        return f"<w:tblBorders>{''.join(f'<w:{side} {value}/>' for side in sides)}</w:tblBorders>"

    def _inset(self) -> str:
        side = twips(1.0 if self.ruled else 0)
        return f'<w:tblCellMar><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'

    def _row(self, row: Row) -> str:
        head = "<w:tblHeader/>" if row.head else ""
        made, column = [], 0
        for cell in row.cells:
            made.append(self._cell(cell, sum(self.widths[column : column + cell.span])))
            column += cell.span
        return f"<w:tr><w:trPr><w:cantSplit/>{head}</w:trPr>{''.join(made)}</w:tr>"

    def _cell(self, cell: Cell, width: float) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        merge = '<w:vMerge w:val="restart"/>' if cell.starts else "<w:vMerge/>" if cell.below else ""
        middle = '<w:vAlign w:val="center"/>' if cell.middle and self.ruled else ""
        content = "".join(one.xml() for one in cell.content) or "<w:p/>"
        return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{span}{merge}{middle}</w:tcPr>{content}</w:tc>'


@dataclass(frozen=True)
class Section:
    """A run of pages of one shape. Each begins on a page of its own, is numbered from 1 (Decree 30/2020/NĐ-CP, Annex I:
    annexes are numbered apart) and shows the number at the top from its second page."""

    blocks: Sequence[Par | Table]
    landscape: bool = False


# Annex I: A4; top and bottom 20-25 mm, left 30-35 mm, right 15-20 mm. Annexes that are lists lie across.
PORTRAIT = {"top": 20, "right": 20, "bottom": 20, "left": 30}
LANDSCAPE = {"top": 20, "right": 15, "bottom": 20, "left": 20}
WIDTH, WIDTH_ACROSS = 160.0, 262.0


def word_file(sections: Sequence[Section], title: str, footer: Sequence[Par]) -> bytes:
    """A Word file of these sections; the same sections give the same bytes."""
    body = []
    for index, section in enumerate(sections):
        body += [block.xml() for block in section.blocks]
        if isinstance(section.blocks[-1], Table):
            # Word wants a paragraph after a table that ends a section.
            body.append(
                '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>'
            )
        end = _section_end(section)
        last = index == len(sections) - 1
        body.append(
            end
            if last
            else f'<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{end}</w:pPr></w:p>'
        )
    parts = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELS,
        "docProps/core.xml": _core(title),
        "word/_rels/document.xml.rels": _DOCUMENT_RELS,
        "word/document.xml": _part("document", f"<w:body>{''.join(body)}</w:body>"),
        "word/footer1.xml": _part("ftr", "".join(one.xml() for one in footer)),
        "word/header1.xml": _part("hdr", _PAGE_NUMBER),
        "word/header2.xml": _part("hdr", '<w:p><w:pPr><w:spacing w:after="0"/></w:pPr></w:p>'),
        "word/settings.xml": _part("settings", '<w:defaultTabStop w:val="720"/>'),
        "word/styles.xml": _part("styles", _STYLES),
    }
    return archive({name: text.encode() for name, text in parts.items()})


def archive(parts: dict[str, bytes]) -> bytes:
    """Parts as a package, the types of contents first."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name in sorted(parts, key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(entry, parts[name])
    return packed.getvalue()


def _section_end(section: Section) -> str:
    margins = LANDSCAPE if section.landscape else PORTRAIT
    width, height = (297, 210) if section.landscape else (210, 297)
    across = ' w:orient="landscape"' if section.landscape else ""
    sides = " ".join(f'w:{side}="{twips(length)}"' for side, length in margins.items())
    return (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:headerReference w:type="first" r:id="rId2"/>'
        '<w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="first" r:id="rId3"/>'
        f'<w:type w:val="nextPage"/><w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{across}/>'
        f'<w:pgMar {sides} w:header="{twips(10)}" w:footer="{twips(8)}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )


def _part(root: str, content: str) -> str:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{head}<w:{root} xmlns:w="{_W}" xmlns:r="{_R}">{content}</w:{root}>'


_PAGE_NUMBER = (
    '<w:p><w:pPr><w:spacing w:after="0"/><w:jc w:val="center"/></w:pPr>'
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
)
_FACE = "Times New Roman"
_STYLES = (
    f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{_FACE}" w:hAnsi="{_FACE}" w:eastAsia="{_FACE}" w:cs="{_FACE}"/>'
    '<w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
    "<w:pPrDefault/></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/>'
    '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
)
_WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = {
    "document": "document.main",
    "footer1": "footer",
    "header1": "header",
    "header2": "header",
    "settings": "settings",
    "styles": "styles",
}
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    + "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_WML}.{kind}+xml"/>'
        for name, kind in _TYPES.items()
    )
    + "</Types>"
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_RELS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{_PACKAGE}">'
    f'<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>'
    '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/></Relationships>'
)
_DOCUMENT_RELS = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="{_PACKAGE}">'
    + "".join(
        f'<Relationship Id="{key}" Type="{_R}/{kind}" Target={quoteattr(target)}/>'
        for key, kind, target in (
            ("rId1", "header", "header1.xml"),
            ("rId2", "header", "header2.xml"),
            ("rId3", "footer", "footer1.xml"),
            ("rId4", "styles", "styles.xml"),
            ("rId5", "settings", "settings.xml"),
        )
    )
    + "</Relationships>"
)


def _core(title: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title>'
        "<dc:language>vi-VN</dc:language></cp:coreProperties>"
    )
