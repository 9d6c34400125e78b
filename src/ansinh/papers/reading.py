"""A filled Word file read as what the PDF is drawn from: sections of paragraphs and ruled tables.

What a paper may hold is a closed part of Word: anything else is named with where it stands (``unreadable``), and a template
that has it is refused, so that the PDF never says less than the Word file.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from ansinh.kernel.language import _

_MILLIMETRE = 1440 / 25.4
# Stands where the number of the page is printed: a letter nobody writes.
PAGE_SIGN = "\ue002"
_BREAKS = {None: "\n", "textWrapping": "\n", "page": "\f"}
_PLAIN = {
    qn("w:t"): None,
    qn("w:tab"): "\t",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
_ON = ("1", "true", "on")


@dataclass(frozen=True)
class Letters:
    """How a run is printed; size in points."""

    bold: bool = False
    italic: bool = False
    underline: bool = False
    caps: bool = False
    size: float = 10


@dataclass(frozen=True)
class Shape:
    """How a paragraph stands: points, millimetres for indents; ``line`` as a multiple, or points where ``exact``."""

    align: str = "left"
    first: float = 0
    left: float = 0
    right: float = 0
    before: float = 0
    after: float = 0
    line: float = 1.0
    exact: bool = False
    rule: bool = False
    keep: bool = False
    new_page: bool = False


def read_word(content: bytes) -> list[dict[str, Any]]:
    """The sections of a Word file, as plain data: ``width``, ``height``, ``margins``, ``blocks``, ``header``, ``footer``."""
    document = Document(io.BytesIO(content))
    reader = _Reader(document)
    return reader.sections()


def unreadable(content: bytes) -> list[str]:
    """What the PDF cannot show, each with the words it stands at."""
    document = Document(io.BytesIO(content))
    return list(dict.fromkeys(_unreadable(document)))


def _unreadable(document: Any) -> Iterator[str]:
    body = document.element.body
    for part, element in [("", body), *_heads_and_feet(document)]:
        for one in element.iter():
            if not isinstance(one.tag, str):
                continue
            name = one.tag.rpartition("}")[2]
            if words := _refused().get(name):
                where = _where(one)
                yield f"{words}{_(' (đầu hoặc cuối trang)') if part else ''}{where}"


def _refused() -> dict[str, str]:
    return {
        "drawing": _("hình ảnh hoặc hình vẽ"),
        "pict": _("hình ảnh hoặc hình vẽ"),
        "object": _("tệp nhúng"),
        "OLEObject": _("tệp nhúng"),
        "AlternateContent": _("hình vẽ hoặc hộp chữ"),
        "txbxContent": _("hộp chữ"),
        "sdt": _("ô điều khiển nội dung"),
        "hyperlink": _("liên kết"),
        "oMath": _("công thức"),
        "footnoteReference": _("chú thích chân trang"),
        "endnoteReference": _("chú thích cuối văn bản"),
        "commentReference": _("ghi chú của người sửa"),
        "ins": _("thay đổi đang theo dõi (hãy chấp nhận mọi thay đổi)"),
        "del": _("thay đổi đang theo dõi (hãy chấp nhận mọi thay đổi)"),
        "moveFrom": _("thay đổi đang theo dõi (hãy chấp nhận mọi thay đổi)"),
        "moveTo": _("thay đổi đang theo dõi (hãy chấp nhận mọi thay đổi)"),
        "numPr": _("danh sách đánh số tự động (hãy gõ số bằng tay)"),
        "sym": _("ký hiệu của phông chữ riêng"),
        "altChunk": _("tài liệu chèn"),
        "subDoc": _("tài liệu chèn"),
        "control": _("nút điều khiển"),
        "ruby": _("chữ phiên âm"),
        "vanish": _("chữ ẩn"),
        "strike": _("chữ gạch ngang"),
        "dstrike": _("chữ gạch ngang"),
    }


def _where(element: Any) -> str:
    """The words of the paragraph an element stands in."""
    at = element
    while at is not None and at.tag != qn("w:p"):
        at = at.getparent()
    text = "".join(one.text or "" for one in at.iter(qn("w:t"))) if at is not None else ""
    return _(" ở chỗ «{text}»").format(text=text[:60]) if text else ""


def _heads_and_feet(document: Any) -> list[tuple[str, Any]]:
    found = []
    for relation in document.part.rels.values():
        if relation.reltype.endswith(("/header", "/footer")):
            found.append((relation.rId, relation.target_part.element))
    return found


class _Reader:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.parts = dict(_heads_and_feet(document))
        self.styles = {one.get(qn("w:styleId")): one for one in document.styles.element.iter(qn("w:style"))}
        self.ordinary = next(
            (
                name
                for name, one in self.styles.items()
                if one.get(qn("w:default")) in _ON and one.get(qn("w:type")) == "paragraph"
            ),
            None,
        )
        self._chains: dict[str | None, tuple[Shape, Letters]] = {}

    def sections(self) -> list[dict[str, Any]]:
        found, blocks = [], []
        for element in self.document.element.body:
            if element.tag == qn("w:sectPr"):
                found.append(self._section(element, blocks))
                blocks = []
                continue
            blocks += self._block(element)
            end = element.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") if element.tag == qn("w:p") else None
            if end is not None:
                if not blocks[-1].get("runs"):
                    # It only carries the end of the section, and could make a page of its own.
                    blocks.pop()
                found.append(self._section(end, blocks))
                blocks = []
        return found

    def _section(self, end: Any, blocks: list[dict[str, Any]]) -> dict[str, Any]:
        size, margins = end.find(qn("w:pgSz")), end.find(qn("w:pgMar"))
        shown = {"width": 210.0, "height": 297.0, "margins": [20.0, 20.0, 20.0, 30.0]}
        if size is not None:
            shown["width"], shown["height"] = _length(size, "w:w"), _length(size, "w:h")
        if margins is not None:
            shown["margins"] = [_length(margins, f"w:{side}") for side in ("top", "right", "bottom", "left")]
        header = {one.get(qn("w:type")): one.get(qn("r:id")) for one in end.iter(qn("w:headerReference"))}
        footer = {one.get(qn("w:type")): one.get(qn("r:id")) for one in end.iter(qn("w:footerReference"))}
        apart = end.find(qn("w:titlePg")) is not None
        start = end.find(qn("w:pgNumType"))
        return {
            **shown,
            "blocks": blocks,
            "restart": start is not None and start.get(qn("w:start")) is not None,
            "header": self._part(header.get("default")),
            "first_header": self._part(header.get("first")) if apart else None,
            "footer": self._part(footer.get("default")),
            "first_footer": self._part(footer.get("first")) if apart else None,
        }

    def _part(self, key: str | None) -> list[dict[str, Any]]:
        if key is None or key not in self.parts:
            return []
        return [block for element in self.parts[key] for block in self._block(element)]

    def _block(self, element: Any) -> list[dict[str, Any]]:
        if element.tag == qn("w:p"):
            return [self._paragraph(element)]
        if element.tag == qn("w:tbl"):
            return [self._table(element)]
        return []

    def _paragraph(self, element: Any) -> dict[str, Any]:
        properties = element.find(qn("w:pPr"))
        named = properties.find(qn("w:pStyle")) if properties is not None else None
        shape, letters = self._style(named.get(qn("w:val")) if named is not None else self.ordinary)
        shape = _shaped(shape, properties)
        runs = [self._run(run, letters, text) for run, text in _texts(element)]
        if not runs:
            mark = properties.find(qn("w:rPr")) if properties is not None else None
            return {"kind": "p", **_said(shape), "size": _lettered(letters, mark).size, "runs": []}
        return {"kind": "p", **_said(shape), "size": max(one["s"] for one in runs), "runs": runs}

    def _run(self, run: Any, letters: Letters, text: str) -> dict[str, Any]:
        own = _lettered(letters, run.find(qn("w:rPr")))
        made: dict[str, Any] = {"t": text.upper() if own.caps else text, "s": own.size}
        if own.bold:
            made["b"] = True
        if own.italic:
            made["i"] = True
        if own.underline:
            made["u"] = True
        return made

    def _style(self, name: str | None) -> tuple[Shape, Letters]:
        if name not in self._chains:
            defaults = self.document.styles.element.find(qn("w:docDefaults"))
            shape, letters = Shape(), Letters()
            if defaults is not None:
                paragraph = defaults.find(f"{qn('w:pPrDefault')}/{qn('w:pPr')}")
                shape = _shaped(shape, paragraph)
                letters = _lettered(letters, defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}"))
            chain, at = [], name
            while at in self.styles and at not in chain:
                chain.append(at)
                above = self.styles[at].find(qn("w:basedOn"))
                at = above.get(qn("w:val")) if above is not None else None
            for one in reversed(chain):
                shape = _shaped(shape, self.styles[one].find(qn("w:pPr")))
                letters = _lettered(letters, self.styles[one].find(qn("w:rPr")))
            self._chains[name] = (shape, letters)
        return self._chains[name]

    def _table(self, element: Any) -> dict[str, Any]:
        properties = element.find(qn("w:tblPr"))
        ruled = self._ruled(properties)
        widths = [_length(one, "w:w") for one in element.iterfind(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")]
        rows, heads = [], 0
        for row in element.iterfind(qn("w:tr")):
            marks = row.find(qn("w:trPr"))
            head = marks is not None and marks.find(qn("w:tblHeader")) is not None
            heads += 1 if head and heads == len(rows) else 0
            rows.append(self._row(row, marks is not None and marks.find(qn("w:cantSplit")) is not None))
        _merge_down(rows)
        return {"kind": "t", "widths": widths, "ruled": ruled, "heads": heads, "rows": rows}

    def _ruled(self, properties: Any) -> bool:
        if properties is None:
            return False
        borders = properties.find(qn("w:tblBorders"))
        if borders is None:
            named = properties.find(qn("w:tblStyle"))
            style = self.styles.get(named.get(qn("w:val"))) if named is not None else None
            borders = style.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") if style is not None else None
        if borders is None:
            return False
        return any(one.get(qn("w:val")) not in ("nil", "none", None) for one in borders)

    def _row(self, row: Any, whole: bool) -> list[dict[str, Any]]:
        cells = []
        for cell in row.iterfind(qn("w:tc")):
            marks = cell.find(qn("w:tcPr"))
            span = marks.find(qn("w:gridSpan")) if marks is not None else None
            merge = marks.find(qn("w:vMerge")) if marks is not None else None
            middle = marks.find(qn("w:vAlign")) if marks is not None else None
            blocks = [block for element in cell for block in self._block(element)]
            cells.append(
                {
                    "span": int(span.get(qn("w:val"))) if span is not None else 1,
                    "rows": 1,
                    "whole": whole,
                    "below": merge is not None and merge.get(qn("w:val")) != "restart",
                    "middle": middle is not None and middle.get(qn("w:val")) == "center",
                    "blocks": blocks,
                }
            )
        return cells


def _merge_down(rows: list[list[dict[str, Any]]]) -> None:
    """Give each cell that others go on with the number of its rows, and take those others away."""
    starts: dict[int, dict[str, Any]] = {}
    for row in rows:
        column = 0
        for cell in row:
            if cell["below"] and column in starts:
                starts[column]["rows"] += 1
            else:
                cell["below"] = False
                starts[column] = cell
            column += cell["span"]
        row[:] = [cell for cell in row if not cell["below"]]
    for row in rows:
        for cell in row:
            del cell["below"]


def _texts(paragraph: Any) -> Iterator[tuple[Any, str]]:
    """What each run of a paragraph prints. The number of the page is a field, and prints as its sign."""
    state = ""
    for run in paragraph.iter(qn("w:r")):
        for one in run:
            if one.tag == qn("w:fldChar"):
                kind = one.get(qn("w:fldCharType"))
                state = "" if kind == "end" else "shown" if kind == "separate" and state == "page" else state
            elif one.tag == qn("w:instrText"):
                if (one.text or "").split()[:1] == ["PAGE"]:
                    state = "page"
                    yield run, PAGE_SIGN
            elif one.tag == qn("w:br"):
                yield run, _BREAKS.get(one.get(qn("w:type")), "\n")
            elif one.tag in _PLAIN and state != "shown":
                yield run, (one.text or "") if one.tag == qn("w:t") else str(_PLAIN[one.tag])


def _length(element: Any, name: str) -> float:
    return round(int(element.get(qn(name)) or 0) / _MILLIMETRE, 2)


def _on(properties: Any, name: str, before: bool) -> bool:
    found = properties.find(qn(name))
    if found is None:
        return before
    value = found.get(qn("w:val"))
    return (
        value is None or value in _ON or (name == "w:u" and value != "none" and value not in ("0", "false"))
    )


def _lettered(letters: Letters, properties: Any) -> Letters:
    if properties is None:
        return letters
    size = properties.find(qn("w:sz"))
    return Letters(
        bold=_on(properties, "w:b", letters.bold),
        italic=_on(properties, "w:i", letters.italic),
        underline=_on(properties, "w:u", letters.underline),
        caps=_on(properties, "w:caps", letters.caps),
        size=int(size.get(qn("w:val"))) / 2 if size is not None else letters.size,
    )


_ALIGN = {"both": "justify", "distribute": "justify", "end": "right", "start": "left"}


def _shaped(shape: Shape, properties: Any) -> Shape:
    if properties is None:
        return shape
    changed: dict[str, Any] = {}
    if (found := properties.find(qn("w:jc"))) is not None:
        value = found.get(qn("w:val"))
        changed["align"] = _ALIGN.get(value, value)
    if (found := properties.find(qn("w:spacing"))) is not None:
        for name in ("before", "after"):
            if (value := found.get(qn(f"w:{name}"))) is not None:
                changed[name] = int(value) / 20
        if (value := found.get(qn("w:line"))) is not None:
            exact = found.get(qn("w:lineRule")) in ("exact", "atLeast")
            changed["line"], changed["exact"] = int(value) / (20 if exact else 240), exact
    if (found := properties.find(qn("w:ind"))) is not None:
        changed |= _indents(found)
    border = properties.find(f"{qn('w:pBdr')}/{qn('w:bottom')}")
    changed["rule"] = border is not None and border.get(qn("w:val")) not in ("nil", "none")
    changed["keep"] = _on(properties, "w:keepNext", shape.keep)
    changed["new_page"] = _on(properties, "w:pageBreakBefore", False)
    return replace(shape, **changed)


def _indents(found: Any) -> dict[str, float]:
    given: dict[str, float] = {}
    for name, keys in (("left", ("w:left", "w:start")), ("right", ("w:right", "w:end"))):
        for key in keys:
            if found.get(qn(key)) is not None:
                given[name] = _length(found, key)
    if found.get(qn("w:firstLine")) is not None:
        given["first"] = _length(found, "w:firstLine")
    if found.get(qn("w:hanging")) is not None:
        given["first"] = -_length(found, "w:hanging")
    return given


def _said(shape: Shape) -> dict[str, Any]:
    """The shape without what is as usual: a list of thousands is written in letters."""
    usual = Shape()
    return {
        name: value
        for name in Shape.__dataclass_fields__
        if (value := getattr(shape, name)) != getattr(usual, name)
    }


def text_of(sections: list[dict[str, Any]]) -> str:
    """All that a paper says, a paragraph a line: to compare files by."""
    lines: list[str] = []
    for section in sections:
        for part in ("blocks", "footer"):
            for block in section[part]:
                lines += _lines(block)
    return "\n".join(line for line in lines if line.strip())


def _lines(block: dict[str, Any]) -> Iterator[str]:
    if block["kind"] == "p":
        yield "".join(run["t"] for run in block["runs"])
        return
    for row in block["rows"]:
        for cell in row:
            for one in cell["blocks"]:
                yield from _lines(one)
