"""XLSX: look at the directory, look over the XML, read the cells apart, and trust no cell that a formula filled."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

import polars as pl
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.work.tables.apart import reading_apart
from ansinh.work.tables.archive import damaged, directory
from ansinh.work.tables.cells import as_text, listed
from ansinh.work.tables.headers import check_height, check_width, spreadsheet_column
from ansinh.work.tables.refusals import no_header, refusal
from ansinh.work.tables.sheet_scan import SheetFacts, check_part, column_number, scan
from ansinh.work.tables.table import Limits
from ansinh.work.tables.workbook_parts import (
    Sheet,
    baggage,
    chosen,
    local_name,
    parsed,
    unsafe,
    worksheets,
)

_STRINGS = "xl/sharedStrings.xml"
_STYLES = "xl/styles.xml"
# Parts up to this size, or packed tighter than this, are looked over before their cells are read; others meanwhile.
_SMALL = 64 << 20
_TIGHT = 20


@dataclass(frozen=True, slots=True)
class Cells:
    """A sheet's header rows and the cells below them as text, columns named ``0``, ``1``, … from column A.
    ``plain``: the columns that held nothing but numbers or dates."""

    sheet: str
    header: list[str | None]
    body: pl.DataFrame
    findings: list[Finding]
    plain: frozenset[str]


def read_workbook(path: Path, wanted: str | None, header_rows: int, limits: Limits) -> Cells:
    """Read one sheet. Raises ``UnusableInput``; see the modules this one calls for the codes."""
    parts = directory(path, limits)
    sheets = worksheets(path, parts, limits)
    sheet = chosen(sheets, wanted, path)
    for name in (_STYLES, _STRINGS):
        if name in parts:
            check_part(path, parts[name])
    entry = parts[sheet.part]
    first = entry.file_size <= _SMALL or entry.file_size > _TIGHT * entry.compress_size
    facts = scan(path, entry, sheet.name, header_rows) if first else None
    with reading_apart(path, sheet.name, skip=header_rows, text=False, limits=limits) as reading:
        facts = facts or scan(path, entry, sheet.name, header_rows)
        header = _header(path, parts, facts, sheet)
        if not any(header):
            raise no_header(file=path.name, sheet=sheet.name)
        check_width(len(header), limits, file=path.name, sheet=sheet.name)
        _check_top(facts, header_rows, path, sheet)
        body = reading.cells()
    if header and header[0] is None:
        body = _aligned(path, sheet, header, limits)[header_rows:]
    check_width(body.width, limits, file=path.name, sheet=sheet.name)
    check_height(body.height, body.width, limits, file=path.name, sheet=sheet.name)
    body.columns = [str(index) for index in range(body.width)]
    plain = frozenset(name for name, kind in body.schema.items() if kind != pl.String)
    body = as_text(body)
    body = _without(body, facts.formulas + facts.errors, header_rows)
    found = baggage(parts, sheets, sheet, path.name) + _found(facts, header, path.name, sheet.name)
    return Cells(sheet.name, header, body, found, plain)


def _aligned(path: Path, sheet: Sheet, header: list[str | None], limits: Limits) -> pl.DataFrame:
    """The whole sheet as text, moved right to its true columns: the reader leaves out empty columns on the left."""
    with reading_apart(path, sheet.name, skip=0, text=True, limits=limits) as reading:
        cells = reading.cells()
    true_place = next(index for index, name in enumerate(header) if name is not None)
    found_place = next((i for i, s in enumerate(cells.get_columns()) if len(s) and s[0] is not None), 0)
    blank = [
        pl.Series(f"left{index}", [None] * cells.height, pl.String)
        for index in range(true_place - found_place)
    ]
    return pl.DataFrame([*blank, *cells.get_columns()])


def _header(
    path: Path, parts: dict[str, zipfile.ZipInfo], facts: SheetFacts, sheet: Sheet
) -> list[str | None]:
    """The cells of row 1, from column A."""
    xml = facts.top
    if not xml.rstrip().endswith(b"worksheet>"):
        start = xml.find(b"sheetData")
        prefix = xml[xml.rfind(b"<", 0, start) + 1 : start]
        xml += b"</" + prefix + b"sheetData></" + prefix + b"worksheet>"
    cells: dict[int, Element] = {}
    rows = [element for element in parsed(xml, path).iter() if local_name(element) == "row"]
    if rows and int(rows[0].get("r", "1")) == 1:
        for place, cell in enumerate(child for child in rows[0] if local_name(child) == "c"):
            letters = cell.get("r", "").rstrip("0123456789").encode()
            cells[column_number(letters) - 1 if letters else place] = cell
    shared = {int(_value(c)) for c in cells.values() if c.get("t") == "s" and _value(c).isdigit()}
    strings = _shared_strings(path, parts, shared)
    header: list[str | None] = [None] * (max(cells, default=-1) + 1)
    for index, cell in cells.items():
        text = strings.get(_value(cell), "") if cell.get("t") == "s" else _value(cell)
        header[index] = text or None
    return header


def _value(cell: Element) -> str:
    if cell.get("t") == "inlineStr":
        return _joined(cell)
    return next((child.text or "" for child in cell if local_name(child) == "v"), "")


def _joined(element: Element) -> str:
    """The text of a string with its runs of formatting, without its phonetic guide."""
    if local_name(element) == "t":
        return element.text or ""
    return "".join(_joined(child) for child in element if local_name(child) != "rPh")


def _shared_strings(path: Path, parts: dict[str, zipfile.ZipInfo], wanted: set[int]) -> dict[str, str]:
    if not wanted or _STRINGS not in parts:
        return {}
    found: dict[str, str] = {}
    place = 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_STRINGS) as stream:
            for _event, element in iterparse(stream, forbid_dtd=True):
                if local_name(element) != "si":
                    continue
                if place in wanted:
                    found[str(place)] = _joined(element)
                place += 1
                element.clear()
                if place > max(wanted):
                    break
    except DefusedXmlException as error:
        raise unsafe(path) from error
    except (SyntaxError, zipfile.BadZipFile) as error:
        raise damaged(path) from error
    return found


def _check_top(facts: SheetFacts, header_rows: int, path: Path, sheet: Sheet) -> None:
    for row, column, _last_row, last_column in facts.merged:
        if row <= header_rows and last_column > column:
            raise refusal(
                _("tiêu đề có ô gộp, không rõ tên của từng cột."),
                code="merged_header",
                advice=_("Hãy bỏ gộp ô và ghi tên cho từng cột ở dòng đầu tiên."),
                file=path.name,
                sheet=sheet.name,
                row=row,
                column=spreadsheet_column(column - 1),
            )


def _without(body: pl.DataFrame, cells: list[tuple[int, int]], header_rows: int) -> pl.DataFrame:
    """``body`` with those cells blank: a value that a formula left behind may be old, an error is no value."""
    by_column: dict[int, list[int]] = {}
    for row, column in cells:
        if header_rows < row <= header_rows + body.height and column <= body.width:
            by_column.setdefault(column - 1, []).append(row - header_rows - 1)
    for column, rows in by_column.items():
        body.replace_column(column, body.to_series(column).scatter(rows, None))
    return body


def _found(facts: SheetFacts, header: list[str | None], file: str, sheet: str) -> list[Finding]:
    def name(column: int) -> str:
        known = header[column - 1] if column <= len(header) else None
        return known or spreadsheet_column(column - 1)

    kinds = [
        (
            "formula",
            facts.formulas,
            _("Ô là công thức; kết quả lưu sẵn không được tin. Hãy chép và dán giá trị (Paste Values)."),
        ),
        ("error_cell", facts.errors, _("Ô báo lỗi của Excel (#REF!, #N/A, …). Hãy nhập lại giá trị.")),
        (
            "mangled_number",
            facts.mangled,
            _("Số dài hơn 15 chữ số, Excel đã làm mất các chữ số cuối. Hãy nhập lại ở dạng văn bản."),
        ),
    ]
    found = listed(
        Finding(rule, Level.ERROR, message, file, sheet, row, name(column))
        for rule, cells, message in kinds
        for row, column in cells
    )
    if facts.hidden_rows:
        rows = ", ".join(map(str, facts.hidden_rows[:20]))
        message = _("Có {count} dòng ẩn, vẫn được đọc: {rows}.").format(
            count=len(facts.hidden_rows), rows=rows
        )
        found.append(Finding("hidden_rows", Level.WARNING, message, file, sheet, facts.hidden_rows[0]))
    if facts.hidden_columns:
        found.append(Finding("hidden_columns", Level.WARNING, _("Có cột ẩn, vẫn được đọc."), file, sheet))
    for row, column, _last, _last_column in facts.merged[:1_000]:
        message = _("Ô gộp: chỉ ô đầu tiên có giá trị, các ô còn lại trống.")
        found.append(Finding("merged_cells", Level.WARNING, message, file, sheet, row, name(column)))
    return found
