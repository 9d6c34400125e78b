"""Forms as workbooks in the layout of administrative papers."""

from collections.abc import Sequence
from decimal import Decimal
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.reports.heads import depth, head_spans, number_row, split_word, stub_heads
from ansinh.reports.layouts.columns import Column, Kind
from ansinh.reports.tables import Cell, FormRow, FormTable, RowKind

# Separators of a workbook follow its reader's machine; the tag asks for Vietnamese ones where it can be
# obeyed.
_COUNT = "[$-42A]#,##0"
_RATE = "[$-42A]#,##0.00"
_A4, _A3 = 9, 8
_WIDTHS = {Kind.COUNT: 9.5, Kind.RATE: 8.0, Kind.TEXT: 14.0, Kind.MARK: 7.0}
_LINE = 15.5
_STYLES: dict[str, dict[str, object]] = {
    "left": {"align": "center", "text_wrap": True},
    "left_bold": {"align": "center", "bold": True, "text_wrap": True},
    "right": {"align": "center", "bold": True},
    "motto": {"align": "center", "bold": True, "underline": 1},
    "title": {"align": "center", "bold": True, "font_size": 14, "text_wrap": True},
    "subtitle": {"align": "center", "italic": True, "text_wrap": True},
    "version": {"align": "center", "italic": True, "font_size": 9, "text_wrap": True},
    "head": {"align": "center", "bold": True, "border": 1, "text_wrap": True},
    "number": {"align": "center", "italic": True, "border": 1, "font_size": 9, "text_wrap": True},
    "text": {"border": 1, "text_wrap": True, "indent": 1},
    "center": {"border": 1, "align": "center"},
    "count": {"border": 1, "num_format": _COUNT},
    "rate": {"border": 1, "num_format": _RATE},
    "notes": {"bold": True, "align": "left"},
    "note": {"font_size": 10, "text_wrap": True, "align": "left", "valign": "top"},
    "sign": {"align": "center", "bold": True},
    "sign_how": {"align": "center", "italic": True},
}
_BOLD_TWINS = ("text", "center", "count", "rate")


def write_xlsx(table: FormTable, path: Path) -> Path:
    """Write one form as a workbook of one sheet."""
    return write_workbook([table], path)


def write_workbook(tables: Sequence[FormTable], path: Path) -> Path:
    """Write each form to a sheet of its own. The workbook is dated by the sealing of the version, so the
    same form of the same version is the same file. Text never becomes a formula, a link or a number."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        created = tables[0].sealed_at.replace(tzinfo=None)
        book.set_properties({"title": tables[0].head.title, "created": created})
        styles = _styles(book)
        for table in tables:
            sheet = book.add_worksheet(_("Biểu {number}").format(number=table.number))
            _Page(sheet, styles, table).write()
    return path


def _styles(book: Workbook) -> dict[str, Format]:
    base = {"font_name": "Times New Roman", "font_size": 11, "valign": "vcenter"}
    styles = {name: book.add_format(base | style) for name, style in _STYLES.items()}
    for name in _BOLD_TWINS:
        styles[f"{name}_bold"] = book.add_format(base | _STYLES[name] | {"bold": True})
    return styles


class _Page:
    """One sheet being written from top to bottom."""

    def __init__(self, sheet: Worksheet, styles: dict[str, Format], table: FormTable) -> None:
        self.sheet, self.styles, self.table = sheet, styles, table
        self.stubs = len(stub_heads(table))
        self.widths = _widths(table)
        self.last = len(self.widths) - 1

    def write(self) -> None:
        """Head, column heads, rows, notes, signatures, page set-up."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        row = self._write_head()
        first, row = row, self._write_heads(row)
        self.sheet.repeat_rows(first, row - 1)
        self.sheet.freeze_panes(row, 3 if self.table.is_list else self.stubs)
        row = self._write_rows(row)
        row = self._write_notes(row + 1)
        self._write_signatures(row + 1)
        self._set_page()

    def _across(self, row: int, first: int, last: int, text: str, style: str) -> None:
        """Text over several cells of one row, as high as its lines need."""
        if first == last:
            self.sheet.write_string(row, first, text, self.styles[style])
        else:
            self.sheet.merge_range(row, first, row, last, "", self.styles[style])
            self.sheet.write_string(row, first, text, self.styles[style])

    def _write_head(self) -> int:
        head, sheet = self.table.head, self.sheet
        left = self._column_at(0.4)
        right = max(left + 1, self._column_at(0.5))
        lines = [(head.superior, "left"), (head.authority, "left_bold")]
        for row, (text, style) in enumerate([line for line in lines if line[0]]):
            self._across(row, 0, left, text, style)
        self._across(0, right, self.last, head.state, "right")
        self._across(1, right, self.last, head.motto, "motto")
        self._across(2, right, self.last, head.number, "subtitle")
        for row, text, style in (
            (4, head.title.upper(), "title"),
            (5, head.subtitle, "subtitle"),
            (6, head.version, "version"),
        ):
            self._across(row, 0, self.last, text, style)
            factor = 1.35 if style == "title" else 1.0
            sheet.set_row(row, factor * _LINE * _lines(text, sum(self.widths) / factor))
        return 8

    def _column_at(self, share: float) -> int:
        """The last column within ``share`` of the page's width."""
        reach = 0.0
        for index, width in enumerate(self.widths):
            reach += width
            if reach > share * sum(self.widths):
                return max(0, index - 1) if index else 0
        return self.last

    def _write_heads(self, top: int) -> int:
        levels = depth(self.table.columns)
        heights = [1.0] * levels
        for span in head_spans(self.table):
            row, end = top + span.row, top + span.row + span.rows - 1
            last = span.column + span.columns - 1
            if span.rows > 1 or span.columns > 1:
                self.sheet.merge_range(row, span.column, end, last, "", self.styles["head"])
            self.sheet.write_string(row, span.column, span.text, self.styles["head"])
            lines = _lines(span.text, sum(self.widths[span.column : last + 1]) - 1)
            spread = lines / span.rows
            for level in range(span.row, span.row + span.rows):
                heights[level] = max(heights[level], spread)
        for level, lines in enumerate(heights):
            self.sheet.set_row(top + level, max(1.2, lines) * _LINE)
        numbers = number_row(self.table)
        for column, text in enumerate(numbers):
            self.sheet.write_string(top + levels, column, text, self.styles["number"])
        most = max(_lines(text, width) for text, width in zip(numbers, self.widths, strict=True))
        self.sheet.set_row(top + levels, most * 12.5)
        return top + levels + 1

    def _write_rows(self, top: int) -> int:
        for row in self.table.rows:
            if row.kind is RowKind.GROUP:
                self._across(top, 0, self.last, row.name, "text_bold")
            else:
                self._write_row(top, row)
            top += 1
        return top

    def _write_row(self, at: int, row: FormRow) -> None:
        bold = "_bold" if row.kind is RowKind.TOTAL else ""
        if not self.table.is_list:
            self._write_stub(at, row, bold)
        for offset, (column, cell) in enumerate(zip(self.table.columns, row.cells, strict=True)):
            self._write_cell(at, self.stubs + offset, column, cell, bold)
        name = row.name if not self.table.is_list else str(row.cells[2].value or "")
        width = self.widths[1] if not self.table.is_list else self.widths[2]
        self.sheet.set_row(at, _LINE * _lines(name, width))

    def _write_stub(self, at: int, row: FormRow, bold: str) -> None:
        second = row.split == "persons"
        name = _("Tổng cộng") if row.kind is RowKind.TOTAL else row.name
        for column, text, style in ((0, row.order, "center"), (1, name, "text")):
            if self.stubs == 3 and not second:
                self.sheet.merge_range(at, column, at + 1, column, "", self.styles[f"{style}{bold}"])
            if not second:
                self.sheet.write_string(at, column, text, self.styles[f"{style}{bold}"])
        if self.stubs == 3:
            self.sheet.write_string(at, 2, split_word(row.split), self.styles[f"center{bold}"])

    def _write_cell(self, at: int, column: int, plan: Column, cell: Cell, bold: str) -> None:
        style = {Kind.MARK: "center", Kind.TEXT: "text"}.get(plan.kind, plan.kind.value)
        form = self.styles[f"{style}{bold}"]
        if cell.value is None:
            self.sheet.write_blank(at, column, None, form)
        elif isinstance(cell.value, str):
            self.sheet.write_string(at, column, cell.value, form)
        else:
            self.sheet.write_number(at, column, float(cell.value), form)
        if cell.published is not None and cell.published != cell.value:
            self.sheet.write_comment(
                at, column, _("Đã công bố: {value}").format(value=_spelled(cell.published))
            )

    def _write_notes(self, row: int) -> int:
        self._across(row, 0, self.last, _("Ghi chú"), "notes")
        for number, note in enumerate(self.table.notes, start=1):
            text = f"{number}. {note}"
            self._across(row + number, 0, self.last, text, "note")
            self.sheet.set_row(row + number, 14 * _lines(text, sum(self.widths) * 1.05))
        return row + len(self.table.notes) + 1

    def _write_signatures(self, row: int) -> None:
        middle = max(1, self._column_at(0.5))
        (left, left_how), (right, right_how) = self.table.signatures
        for line, texts in ((0, (left, right, "sign")), (1, (left_how, right_how, "sign_how"))):
            self._across(row + line, 0, middle, texts[0], texts[2])
            self._across(row + line, middle + 1, self.last, texts[1], texts[2])

    def _set_page(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_A3 if sum(self.widths) > 190 else _A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.center_horizontally()
        number = self.table.head.number.replace("&", "&&")
        sheet.set_footer(
            f'&L&"Times New Roman,Italic"&9{number}&R&"Times New Roman,Italic"&9' + _("Trang") + " &P/&N"
        )


def _widths(table: FormTable) -> list[float]:
    stubs = [5.0, 26.0, 10.5][: len(stub_heads(table))]
    return stubs + [column.width or _WIDTHS[column.kind] for column in table.columns]


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column ``width`` characters wide: words are not broken."""
    lines, used = 1, 0.0
    for word in text.split():
        long = len(word) * 0.98
        if used and used + 1 + long > width:
            lines, used = lines + 1, 0.0
        lines += max(0, ceil(long / max(width, 1)) - 1)
        used += long + (1 if used else 0)
    return lines


def _spelled(value: Decimal) -> str:
    exponent = value.as_tuple().exponent
    return shown_number(value, -exponent if isinstance(exponent, int) and exponent < 0 else 0)
