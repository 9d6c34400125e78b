"""Findings beside the rows they are about: the workbook that a commune corrects and sends again."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.work.tables.drafts import whole_or_not
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.sheet_writing import MOST_ROWS, write_cell
from ansinh.work.tables.table import Table
from ansinh.work.tables.writing import LONGEST_CELL

_FILLS = {Level.ERROR: "#FFC7CE", Level.WARNING: "#FFEB9C", Level.INFO: "#DDEBF7"}
_WEIGHT = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}
# A sheet with more notes than this opens slowly; cells beyond it keep their fill and their sentence beside the row.
_MOST_NOTES = 10_000
# A longer sentence would be cut by the format without a word.
_LONGEST_NOTE = 8_000


def write_findings(source: Table, findings: Sequence[Finding], out: Path) -> None:
    """A workbook of the source's rows in their order: its row number in the source, its columns, what was found in it.

    Cells at fault are filled and carry a note. A second sheet lists every finding by row and column, a third counts
    them by rule and level. Raises ``UnusableInput`` (``too_many_rows``) beyond what a sheet holds.
    """
    ordered = sorted(findings, key=lambda f: (f.row, _WEIGHT[f.level], f.column, f.rule))
    if max(source.frame.height, len(ordered)) >= MOST_ROWS:
        raise refusal(
            _("nhiều dòng hơn một trang tính chứa được."),
            code="too_many_rows",
            advice=_("Hãy chia tệp thành nhiều phần nhỏ hơn."),
            file=Path(out).name,
        )
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with whole_or_not(Path(out)) as draft, xlsxwriter.Workbook(draft, options) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        fills = {level: book.add_format({"bg_color": colour}) for level, colour in _FILLS.items()}
        _write_source(book.add_worksheet(_("Dữ liệu")), source, ordered, bold, fills)
        _write_list(book.add_worksheet(_("Phát hiện theo dòng")), ordered, bold, fills)
        _write_counts(book.add_worksheet(_("Phát hiện theo loại")), ordered, bold)


def _write_source(
    sheet: Worksheet, source: Table, ordered: list[Finding], bold: Format, fills: dict[Level, Format]
) -> None:
    by_row: dict[int, list[Finding]] = defaultdict(list)
    by_cell: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    for finding in ordered:
        by_row[finding.row].append(finding)
        by_cell[finding.row, finding.column].append(finding)
    titles = [_("Dòng trong tệp"), _("Phát hiện"), *source.columns]
    _write_titles(sheet, titles, bold)
    sheet.freeze_panes(1, 2)
    sheet.set_column(1, 1, 60)
    notes = 0
    for place, (number, values) in enumerate(
        zip(source.rows.to_list(), source.frame.iter_rows(), strict=True), start=1
    ):
        sheet.write_number(place, 0, number)
        if number not in by_row:
            for index, value in enumerate(values, start=2):
                write_cell(sheet, place, index, value)
            continue
        said = _sentences(by_row[number], with_column=True)
        sheet.write_string(place, 1, said[:LONGEST_CELL], fills[by_row[number][0].level])
        for index, (name, value) in enumerate(zip(source.columns, values, strict=True), start=2):
            at_fault = by_cell.get((number, name))
            write_cell(sheet, place, index, value, *([fills[at_fault[0].level]] if at_fault else []))
            if at_fault and notes < _MOST_NOTES:
                notes += 1
                sheet.write_comment(place, index, _sentences(at_fault)[:_LONGEST_NOTE])


def _sentences(findings: list[Finding], *, with_column: bool = False) -> str:
    return "\n".join(f"{f.column}: {f.message}" if with_column and f.column else f.message for f in findings)


def _write_list(sheet: Worksheet, ordered: list[Finding], bold: Format, fills: dict[Level, Format]) -> None:
    _write_titles(sheet, [_("Dòng"), _("Cột"), _("Mức độ"), _("Loại"), _("Nội dung")], bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(4, 4, 90)
    words = level_words()
    for place, finding in enumerate(ordered, start=1):
        cells: list[Any] = [finding.row or None, finding.column or None, words[finding.level], finding.rule]
        for index, value in enumerate([*cells, finding.message[:LONGEST_CELL]]):
            write_cell(sheet, place, index, value, *([fills[finding.level]] if index == 2 else []))


def _write_counts(sheet: Worksheet, ordered: list[Finding], bold: Format) -> None:
    _write_titles(sheet, [_("Loại"), _("Mức độ"), _("Số lượng"), _("Dòng đầu tiên"), _("Ví dụ")], bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(4, 4, 90)
    first: dict[tuple[str, Level], Finding] = {}
    for finding in ordered:
        first.setdefault((finding.rule, finding.level), finding)
    counts = Counter((finding.rule, finding.level) for finding in ordered)
    words = level_words()
    for place, (kind, finding) in enumerate(first.items(), start=1):
        values = [kind[0], words[kind[1]], counts[kind], finding.row or None, finding.message[:LONGEST_CELL]]
        for index, value in enumerate(values):
            write_cell(sheet, place, index, value)


def _write_titles(sheet: Worksheet, titles: list[str], bold: Format) -> None:
    for column, title in enumerate(titles):
        sheet.write_string(0, column, title, bold)


def level_words() -> dict[Level, str]:
    """The levels in the reader's language."""
    return {Level.ERROR: _("lỗi"), Level.WARNING: _("cảnh báo"), Level.INFO: _("ghi chú")}
