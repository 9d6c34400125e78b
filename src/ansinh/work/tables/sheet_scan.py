"""One pass over a sheet's XML for what the cell reader does not tell: formulas, errors, hidden rows, merged cells.

It looks for a few marks in the raw bytes and then only at the tag around each, so it costs about as much as
unpacking; the cells themselves are read elsewhere.
"""

import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.work.tables.archive import damaged, inflated
from ansinh.work.tables.refusals import cell_too_long, refusal
from ansinh.work.tables.workbook_parts import unsafe

# A row or cell longer than this in one piece is no row of a survey.
_LONGEST_PIECE = 16 << 20
# Beyond this many formulas the sheet is a calculation, not a table.
_MOST_MARKS = 20_000
_ROOT = re.compile(rb"<(?:([A-Za-z_][\w.-]*):)?worksheet[\s>]")
_ENCODING = re.compile(rb"^<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)")
_REFERENCE = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,7})[\"']")
_RANGE = re.compile(rb"ref\s*=\s*[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")
_TRUE = re.compile(rb"\shidden\s*=\s*[\"'](1|true)[\"']")
_LONG_NUMBER = re.compile(rb">[+-]?[\d.]+E\+\d+<")


@dataclass(slots=True)
class SheetFacts:
    """Cells are (row, column), both from 1. ``top``: the XML from the start of the sheet through its header rows."""

    formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    mangled: list[tuple[int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    top: bytes = b""


def column_number(letters: bytes) -> int:
    """``A`` is 1, ``AA`` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def check_xml_start(start: bytes, path: Path) -> None:
    """Raises ``UnusableInput`` (``unsafe_xml``) for XML that could hide its tags from a search of bytes: anything
    but UTF-8."""
    encoding = _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in start[:64] or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
        raise unsafe(path)


def check_part(path: Path, entry: zipfile.ZipInfo) -> None:
    """Hold one XML part to its size, checksum and safe XML, without keeping it."""
    before = b""
    for piece in inflated(path, entry):
        if not before:
            check_xml_start(piece[:200], path)
        if b"<!DOCTYPE" in before[-16:] + piece:
            raise unsafe(path)
        before = piece


def scan(path: Path, entry: zipfile.ZipInfo, sheet: str, header_rows: int) -> SheetFacts:
    """The facts of one sheet. Raises ``UnusableInput``: ``damaged_workbook``, ``unsafe_xml``, ``too_many_formulas``,
    ``cell_too_long``, ``too_many_columns``."""
    scanner = _Scanner(path, sheet, header_rows)
    for piece in inflated(path, entry):
        scanner.take(piece)
    return scanner.finish()


class _Scanner:
    def __init__(self, path: Path, sheet: str, header_rows: int) -> None:
        self.path, self.sheet, self.header_rows = path, sheet, header_rows
        self.facts = SheetFacts()
        self.rest = b""
        self.prefix: bytes | None = None
        self.error_mark = b""
        self.top_done = False

    def take(self, piece: bytes) -> None:
        text = self.rest + piece
        if self.prefix is None:
            if len(text) < 8192 and b"<" not in text[1024:]:
                self.rest = text
                return
            self._start(text)
        cut = max(text.rfind(b"<" + self.prefix + b"c "), text.rfind(b"<" + self.prefix + b"row"))
        cut = cut if cut > 0 else text.rfind(b"<")
        if cut <= 0 and len(text) > _LONGEST_PIECE:
            raise cell_too_long(file=self.path.name, sheet=self.sheet)
        if cut > 0:
            self._look(text[:cut])
            text = text[cut:]
        self.rest = text

    def finish(self) -> SheetFacts:
        if self.prefix is None:
            self._start(self.rest)
        self._look(self.rest)
        self._end_top(b"")
        return self.facts

    def _start(self, text: bytes) -> None:
        check_xml_start(text[:200], self.path)
        root = _ROOT.search(text)
        if root is None:
            raise damaged(self.path)
        self.prefix = root[1] + b":" if root[1] else b""
        cell = re.search(rb"<[\w.:-]*c\s+\w+\s*=\s*(['\"])", text)
        self.error_mark = b"t='e'" if cell and cell[1] == b"'" else b't="e"'

    def _look(self, text: bytes) -> None:
        if b"<!DOCTYPE" in text:
            raise unsafe(self.path)
        if not self.top_done:
            self._end_top(text)
        tag = b"<" + (self.prefix or b"")
        self._mark(text, tag + b"f", self.facts.formulas, follows=b" >/\t\r\n")
        self._mark(text, self.error_mark, self.facts.errors)
        if b"E+" in text:
            for match in _LONG_NUMBER.finditer(text):
                self._add(text, match.start(), self.facts.mangled)
        if b"hidden" in text:
            self._hidden(text, tag)
        if tag + b"mergeCell " in text:
            for match in _RANGE.finditer(text, text.find(tag + b"mergeCell ")):
                self.facts.merged.append(
                    (int(match[2]), column_number(match[1]), int(match[4]), column_number(match[3]))
                )

    def _mark(self, text: bytes, needle: bytes, cells: list[tuple[int, int]], follows: bytes = b"") -> None:
        at = text.find(needle)
        while at >= 0:
            end = at + len(needle)
            if not follows or text[end : end + 1] in [follows[i : i + 1] for i in range(len(follows))]:
                self._add(text, at, cells)
            at = text.find(needle, end)

    def _add(self, text: bytes, at: int, cells: list[tuple[int, int]]) -> None:
        start = text.rfind(b"<" + (self.prefix or b"") + b"c ", 0, at + 1)
        reference = _REFERENCE.search(text, start, start + 200) if start >= 0 else None
        if reference is None:
            raise self._refused(
                "no_cell_references",
                _("các ô không ghi địa chỉ nên không xác định được ô công thức hoặc ô lỗi."),
                _("Hãy mở bằng Excel, lưu lại rồi gửi lại."),
            )
        cell = int(reference[2]), column_number(reference[1])
        if cells and cells[-1] == cell:
            return
        cells.append(cell)
        if len(cells) > _MOST_MARKS:
            raise self._refused(
                "too_many_formulas",
                _("có quá nhiều ô công thức hoặc ô lỗi."),
                _("Hãy chép và dán giá trị (Paste Values) rồi gửi lại."),
                row=cell[0],
            )

    def _hidden(self, text: bytes, tag: bytes) -> None:
        for match in _TRUE.finditer(text):
            start = text.rfind(b"<", 0, match.start())
            if text.startswith(tag + b"row", start):
                number = _ROW_NUMBER.search(text, start, match.end() + 200)
                if number:
                    self.facts.hidden_rows.append(int(number[1]))
            elif text.startswith(tag + b"col", start):
                self.facts.hidden_columns = True

    def _end_top(self, text: bytes) -> None:
        """Gather the XML until the first row after the header rows, or the end of the rows."""
        if self.top_done:
            return
        self.facts.top += text
        top, tag = self.facts.top, b"<" + (self.prefix or b"")
        ends = [top.find(b"</" + (self.prefix or b"") + b"sheetData")]
        at, row = top.find(tag + b"row"), 0
        while at >= 0:
            number = _ROW_NUMBER.search(top, at, top.find(b">", at) + 1)
            row = int(number[1]) if number else row + 1
            if row > self.header_rows:
                ends.append(at)
                break
            at = top.find(tag + b"row", at + 4)
        ends = [end for end in ends if end >= 0]
        if ends:
            self.facts.top, self.top_done = top[: min(ends)], True
        elif len(top) > _LONGEST_PIECE:
            raise self._refused(
                "too_many_columns", _("dòng tiêu đề quá dài."), _("Hãy xóa các cột thừa rồi gửi lại."), row=1
            )

    def _refused(self, code: str, reason: str, advice: str, row: int = 0) -> UnusableInput:
        return refusal(reason, code=code, advice=advice, file=self.path.name, sheet=self.sheet, row=row)
