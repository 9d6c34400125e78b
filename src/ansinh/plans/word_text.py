"""The sections of a plan as its Word file has them: read, not guessed at. What is not taken is told, line by line.

A heading is a paragraph that bears a number of the order of Decree 30/2020/NĐ-CP (Annex I: ``I.``, ``1.``, ``1.1.``, ``a)``) and stands
out: in a style of a heading, bold, or in italics for a letter. In a file in which nothing numbered stands out it is one that is short,
goes on where the last number of its kind stopped and ends no clause. The rest is the text of the heading above it, word for word.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx import Document as open_word
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.plans.word_numbers import Numbering
from ansinh.plans.word_styles import Styles, value

_LARGEST_PART = 12 * 1024 * 1024
_LARGEST = 60 * 1024 * 1024
LONGEST_TITLE = 400
_SHORT = 160
MOST_SECTIONS = 400

_PART = re.compile(
    r"(?:PHẦN|CHƯƠNG)\s+(?:THỨ\s+)?([IVX]{1,5}|\d{1,2}|NHẤT|HAI|BA|TƯ|BỐN|NĂM|SÁU|BẢY|TÁM|CHÍN|MƯỜI)\b\s*[.:–-]?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
# By rank: the deeper, the higher.
_NUMBERS = (
    (2, re.compile(r"([IVXL]{1,7})\s*[.)/]\s*(.+)", re.DOTALL)),
    (4, re.compile(r"(\d{1,2}\.\d{1,2})\s*[.)]?\s+(.+)", re.DOTALL)),
    (5, re.compile(r"(\d{1,2}\.\d{1,2}\.\d{1,2})\s*[.)]?\s+(.+)", re.DOTALL)),
    (3, re.compile(r"(\d{1,2})\s*(?:[.)]\s*(?=\D)|/\s+)(.+)", re.DOTALL)),
    (6, re.compile(r"([a-zđ])\s*[.)/]\s*(.+)", re.DOTALL)),
)
_LETTER = 6
# Not "Nơi nhận hồ sơ là …", which is text.
_SIGNED = re.compile(r"nơi nhận\s*(?::|\||$)", re.IGNORECASE)
# What was taken out or moved elsewhere while changes are tracked.
_STRUCK = (qn("w:del"), qn("w:moveFrom"))

_UNREADABLE = (
    zipfile.BadZipFile,
    PackageNotFoundError,
    XMLSyntaxError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
)


@dataclass(frozen=True, slots=True)
class Laid:
    """A section as ``laying_down`` takes it; ``text`` has a line for each paragraph."""

    number: str
    depth: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class WordText:
    """The sections of a file in their order, and the lines that were not taken: its head, what follows the signature."""

    sections: tuple[Laid, ...]
    left_out: tuple[str, ...]


@dataclass(slots=True)
class _Line:
    """A paragraph; ``out`` is how many letters of its beginning stand out, ``middle`` whether it stands in the middle of the page."""

    text: str
    out: int = 0
    styled: bool = False
    middle: bool = False
    table: bool = False


@dataclass(slots=True)
class _Open:
    number: str
    rank: int
    title: str
    paragraphs: list[str] = field(default_factory=list)


def read_plan(content: bytes) -> WordText:
    """Read the sections of a Word file.

    Raises ``UnusableInput`` for what is no Word file, is too large when unpacked, has no text, or has more than ``MOST_SECTIONS``.
    """
    body, left = _without_head_and_feet(list(_lines(_opened(content))))
    if not body:
        raise UnusableInput(_("Tệp không có đoạn văn nào. Hãy chọn tệp khác."), code="no_text")
    stands_out = any(_stands_out(one, _numbered(one.text)) for one in body)
    found = [_Open("", 0, "")]
    last: dict[int, str] = {}
    for line in body:
        heading = None if line.table else _heading(line, stands_out, last)
        if heading is None:
            found[-1].paragraphs.append(line.text)
            continue
        rank, number, title, rest = heading
        last[rank] = number
        for deeper in [one for one in last if one > rank]:
            del last[deeper]
        found.append(_Open(number, rank, title, [rest] if rest else []))
    if len(found) > MOST_SECTIONS:
        said = _("Tệp có {count} mục, nhiều hơn {most}. Hãy chia tệp hoặc nhập từng mục.")
        raise UnusableInput(said.format(count=len(found), most=MOST_SECTIONS), code="too_many_sections")
    sections = tuple(
        Laid(one.number, depth, one.title, "\n".join(one.paragraphs))
        for one, depth in zip(found, _depths(found), strict=True)
        if one.rank or one.paragraphs
    )
    return WordText(sections, tuple(left))


def _depths(found: Sequence[_Open]) -> list[int]:
    """How deep each section stands: by its kind of number, the highest of the file first. Letters stand under ``1.1.``, or under
    ``1.1.1.`` where the file has it."""
    ranks = {one.rank for one in found if one.rank}
    highest = min(ranks, default=1)
    letters = 0 if 5 in ranks else 1
    return [max(1, one.rank - highest + 1 - (letters if one.rank == _LETTER else 0)) for one in found]


def _unusable() -> UnusableInput:
    said = _("Tệp này không phải là văn bản Word (.docx) đọc được. Hãy lưu lại dạng .docx.")
    return UnusableInput(said, code="no_word_file")


def _opened(content: bytes) -> Any:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            sizes = {one.filename: one.file_size for one in packed.infolist()}
            if sizes.get("word/document.xml", 0) > _LARGEST_PART or sum(sizes.values()) > _LARGEST:
                raise UnusableInput(_("Tệp giải nén ra quá lớn. Hãy bỏ bớt hình ảnh."), code="too_large")
        document = open_word(io.BytesIO(content))
        # What is read later, looked up now: the library meets a part that is not what it is called with errors of its own code.
        if document.styles.element is None or document.element.body is None:
            raise _unusable()
        return document
    except _UNREADABLE as failure:
        raise _unusable() from failure


@dataclass(frozen=True, slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering


def _lines(document: Any) -> Iterator[_Line]:
    reader = _Reader(Styles(document.styles.element), Numbering(document))
    yield from _within(document.element.body, reader)


def _within(parent: Any, reader: _Reader) -> Iterator[_Line]:
    for one in parent.iterchildren():
        if one.tag == qn("w:p"):
            line = _line(one, reader)
            if line.text:
                yield line
        elif one.tag == qn("w:tbl"):
            yield from _rows(one)
        elif one.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _within(one, reader)


def _rows(table: Any) -> Iterator[_Line]:
    for row in table.iterchildren(qn("w:tr")):
        cells = [clean(_text_of(cell)) for cell in row.iterchildren(qn("w:tc"))]
        if any(cells):
            yield _Line(" | ".join(cells), table=True)


def _text_of(element: Any) -> str:
    """What is printed of an element, but for text boxes and what was struck out."""
    said = []
    for one in element.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:p"), qn("w:noBreakHyphen")):
        if _inside(one, qn("w:txbxContent"), *_STRUCK, until=element):
            continue
        if one.tag == qn("w:t"):
            said.append(one.text or "")
        else:
            said.append("-" if one.tag == qn("w:noBreakHyphen") else " ")
    return "".join(said)


def _line(paragraph: Any, reader: _Reader) -> _Line:
    look = reader.styles.of_paragraph(paragraph)
    label = reader.numbering.label_of(look)
    runs = [
        (reader.styles.of_run(one, look), _text_of(one))
        for one in paragraph.iter(qn("w:r"))
        if not _inside(one, qn("w:txbxContent"), *_STRUCK)
    ]
    printed = "".join(said for _look, said in runs)
    text = clean(printed)
    out = 0
    for of_run, said in runs:
        if said.strip() and not (of_run.bold or of_run.italic):
            break
        out += len(said)
    out = len(clean(printed[:out]))
    if label:
        text, out = f"{label} {text}".strip(), out + len(label) + 1 if out else 0
    middle = value(paragraph.find(qn("w:pPr")), "w:jc") == "center"
    return _Line(text, out, styled=look.heading, middle=middle)


def _inside(element: Any, *tags: str, until: Any = None) -> bool:
    for one in element.iterancestors():
        if one is until:
            return False
        if one.tag in tags:
            return True
    return False


def _without_head_and_feet(lines: Sequence[_Line]) -> tuple[list[_Line], list[str]]:
    """The lines between the head of the paper (a table, what stands in the middle, the number and day) and its signature."""
    signed = next((at for at, one in enumerate(lines) if _SIGNED.match(one.text)), len(lines))
    begun = signed
    for at, one in enumerate(lines[:signed]):
        if not (one.table or one.middle or one.text.startswith("Số:")):
            begun = at
            break
    body = [one for one in lines[begun:signed] if not (one.middle and _numbered(one.text) is None)]
    taken = {id(one) for one in body}
    return body, [one.text for one in lines if id(one) not in taken]


def _numbered(text: str) -> tuple[int, str, str] | None:
    """The rank and number a line begins with, and its words."""
    if found := _PART.fullmatch(text):
        return 1, found[1], found[2]
    for rank, pattern in _NUMBERS:
        if found := pattern.fullmatch(text):
            return rank, found[1], found[2]
    return None


def _stands_out(line: _Line, numbered: tuple[int, str, str] | None) -> bool:
    if numbered is None:
        return False
    # Of the words themselves, not of their number alone.
    return line.styled or line.out > len(line.text) - len(numbered[2]) + min(2, len(numbered[2]) - 1)


def _heading(line: _Line, stands_out: bool, last: dict[int, str]) -> tuple[int, str, str, str] | None:
    """Rank, number, title and what follows the title in the same paragraph; nothing where the line is text."""
    numbered = _numbered(line.text)
    if numbered is None:
        return None
    rank, number, words = numbered
    if stands_out:
        if not _stands_out(line, numbered):
            return None
        title, rest = words, ""
        if not line.styled and line.out < len(line.text):
            cut = line.out - (len(line.text) - len(words))
            title, rest = words[:cut].rstrip(" :."), words[cut:].strip(" :")
    elif not 0 < len(words) <= _SHORT or words[-1] in ";,." or not _goes_on(number, last.get(rank)):
        return None
    else:
        title, rest = words, ""
    # A part whose name stands in the next paragraph is called by its number.
    title = title or line.text
    return (rank, number, title, rest) if len(title) <= LONGEST_TITLE else None


def _goes_on(number: str, before: str | None) -> bool:
    """Whether a number is the one after ``before``, or the first of its kind."""
    if before is None:
        return number in {"I", "1", "a"} or number.endswith(".1")
    return number in _after(before)


def _after(number: str) -> set[str]:
    head, dot, tail = number.rpartition(".")
    if tail.isdigit():
        return {f"{head}{dot}{int(tail) + 1}"}
    if tail in _ROMAN:
        return {_ROMAN[_ROMAN.index(tail) + 1]} if tail != _ROMAN[-1] else set()
    return {_LETTERS[_LETTERS.index(tail) + 1]} if tail in _LETTERS[:-1] else set()


_ROMAN = [
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
]
_LETTERS = "abcdđeghiklmnopqrstuvxy"
