"""A template with a context becomes a Word file.

docxtpl does the Word side: it mends tags that Word tore apart, takes away the rows and paragraphs that only steer, and
leaves everything else of the agency's file as it is. Its tags are Jinja, so they run in a sandbox, with nothing in it but
the declared fields as text; ``checking`` refused everything else before the template was accepted.

What is known only at the moment of issue (the number, the code to check by) is left as a mark and set in at the end, so
that the long work is done before the transaction that gives the number.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2 import Template as JinjaTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansinh.kernel.numbers import shown_number
from ansinh.papers.layout.word import archive

_BORDERS = f"{qn('w:tblPr')}/{qn('w:tblBorders')}/*"
_SECTION = f"{qn('w:pPr')}/{qn('w:sectPr')}"
# Letters of the private use area: no text of ours or of anybody holds them (``fields`` would print them as they are).
_OPEN, _CLOSE = "\ue000", "\ue001"


def mark(name: str) -> str:
    """What stands for a value that is set in at the moment of issue."""
    return f"{_OPEN}{name}{_CLOSE}"


class _Sandbox(ImmutableSandboxedEnvironment):
    """Compiles each template once: certificates of a commune are a thousand times the same."""

    @lru_cache(maxsize=256)  # noqa: B019 - there is one of these as long as the program runs
    def from_string(self, source: str, *args: Any, **named: Any) -> JinjaTemplate:  # type: ignore[override]
        return super().from_string(source, *args, **named)


class _Template(DocxTemplate):
    """docxtpl's, whose mending of the tags is remembered for the same reason."""

    def patch_xml(self, src_xml: str) -> str:
        return _patched(src_xml)


@lru_cache(maxsize=256)
def _patched(source: str) -> str:
    return str(DocxTemplate.patch_xml(DocxTemplate(io.BytesIO()), source))


@cache
def sandbox() -> ImmutableSandboxedEnvironment:
    """Where the tags of templates run: nothing changes, nothing is called, an unknown name fails."""
    made = _Sandbox(undefined=StrictUndefined, autoescape=True)
    made.globals.clear()
    made.filters = {"upper": str.upper, "lower": str.lower, "count": _count}
    return made


def _count(rows: Sequence[Any]) -> str:
    return shown_number(len(rows))


def fill(template: bytes, context: Mapping[str, Any]) -> bytes:
    """The Word file of ``template`` with ``context`` (text as it is printed, ``fields.shown``) and the marks in it."""
    filled = _Template(io.BytesIO(template))
    filled.render({**context}, sandbox(), autoescape=True)
    _never_empty(filled.docx)
    _never_alone(filled.docx)
    written = io.BytesIO()
    filled.docx.save(written)
    return written.getvalue()


def _never_empty(document: Document) -> None:
    """Word opens no cell without a paragraph: where the tags took the last one away, an empty one comes back."""
    for cell in document.element.body.iter(qn("w:tc")):
        if cell[-1].tag != qn("w:p"):
            cell.add_p()


def _never_alone(document: Document) -> None:
    """A table without lines, which is how who signs stands, keeps the last words before it: no page bears a signature alone."""
    for table in document.element.body.iterchildren(qn("w:tbl")):
        if any(one.get(qn("w:val")) not in ("nil", "none") for one in table.iterfind(_BORDERS)):
            continue
        for before in table.itersiblings(preceding=True):
            if before.tag != qn("w:p") or before.find(_SECTION) is not None:
                break
            written = Paragraph(before, document)
            written.paragraph_format.keep_with_next = True
            if written.text.strip():
                break


def set_in(filled: bytes, values: Mapping[str, str]) -> bytes:
    """The Word file with each mark replaced by its value; the same file and values give the same bytes."""
    with zipfile.ZipFile(io.BytesIO(filled)) as file:
        parts = {one.filename: file.read(one) for one in file.infolist() if not one.is_dir()}
    marks = {mark(name).encode(): escape(value).encode() for name, value in values.items()}
    return archive(
        {
            name: _replaced(content, marks) if name.endswith(".xml") else content
            for name, content in parts.items()
        }
    )


def _replaced(content: bytes, marks: Mapping[bytes, bytes]) -> bytes:
    if _OPEN.encode() in content:
        for sign, value in marks.items():
            content = content.replace(sign, value)
    return content
