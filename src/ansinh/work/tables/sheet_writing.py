"""Sheets of typed cells."""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ansinh.kernel.language import _
from ansinh.work.tables.refusals import refusal

# The limits of the format: rows and columns of a sheet, digits of a number.
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_EXACT = 10**15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write_workbook(draft: Path, path: Path, frame: pl.DataFrame, name: str) -> None:
    """Write ``frame`` into ``draft``, which will be ``path``, as the sheet ``name``; raises ``UnusableInput``."""
    if frame.height >= MOST_ROWS or frame.width > MOST_COLUMNS:
        raise refusal(
            _("nhiều dòng hoặc cột hơn một trang tính chứa được."),
            code="too_many_rows",
            advice=_("Hãy ghi ra CSV."),
            file=path.name,
            sheet=name,
        )
    with xlsxwriter.Workbook(draft, _OPTIONS) as book:
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        bold = book.add_format({"bold": True})
        for column, title in enumerate(frame.columns):
            sheet.write_string(0, column, title, bold)
        for row, values in enumerate(frame.iter_rows(), start=1):
            for column, value in enumerate(values):
                write_cell(sheet, row, column, value)


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, *styles: Any) -> None:
    """One typed cell (row and column from 0): text stays text whatever it begins with, dates are ISO text."""
    if value is None:
        if styles:
            sheet.write_blank(row, column, None, *styles)
    elif isinstance(value, bool):
        sheet.write_number(row, column, int(value), *styles)
    elif isinstance(value, int | float) and abs(value) < _EXACT:
        sheet.write_number(row, column, value, *styles)
    else:
        sheet.write_string(row, column, _text(value), *styles)


def _text(value: Any) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date) else str(value)
