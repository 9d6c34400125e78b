"""Rows on their way out: workbooks of typed cells, and CSV that no spreadsheet mistakes for formulas."""

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from ansinh.kernel.language import _
from ansinh.work.tables.cells import as_text
from ansinh.work.tables.formulas import marked
from ansinh.work.tables.headers import spreadsheet_column
from ansinh.work.tables.refusals import refusal

# The limits of the format: rows and columns of a sheet, characters of a cell, digits of a number.
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 1_048_576, 16_384, 32_767
_EXACT = 10**15
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def write_rows(path: Path, frame: pl.DataFrame, *, sheet: str = "Sheet1") -> None:
    """Write ``frame`` with a header row to ``path``: a workbook for ``.xlsx``, CSV (UTF-8, commas) for ``.csv``.

    No cell becomes a formula, and ``read_table`` gives back the same rows as text. The file appears whole or not at
    all. Raises ``UnusableInput`` naming row and column: ``cannot_write_cell``, ``too_many_rows``, ``wrong_suffix``.
    """
    path = Path(path)
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise refusal(
            _("không biết ghi loại tệp này."),
            code="wrong_suffix",
            advice=_("Hãy đặt tên tệp kết thúc bằng .xlsx hoặc .csv."),
            file=path.name,
        )
    _check_cells(path, frame)
    with whole_or_not(path) as draft:
        if path.suffix.lower() == ".csv":
            _write_comma(draft, frame)
        else:
            _write_workbook(draft, path, frame, sheet)


@contextmanager
def whole_or_not(path: Path) -> Iterator[Path]:
    """A draft beside ``path`` that takes its place, synced, when the block ends well and vanishes when it does not."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise refusal(
            _("thư mục không có hoặc không ghi được."),
            code="no_folder",
            advice=_("Hãy tạo thư mục, hoặc chọn nơi khác."),
            file=path.name,
        ) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        with draft.open("rb") as stream:
            os.fsync(stream.fileno())
        draft.chmod(0o600)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


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


def _write_comma(draft: Path, frame: pl.DataFrame) -> None:
    flags = frame.select(pl.col(pl.Boolean).cast(pl.UInt8), pl.col(pl.Categorical, pl.Enum).cast(pl.String))
    whole = as_text(frame.select(pl.col(pl.Float32, pl.Float64)))
    plain = frame.with_columns(*flags.get_columns(), *whole.get_columns()).with_columns(
        marked(pl.col(name)).alias(name)
        for name in frame.columns
        if frame.schema[name] in (pl.String, pl.Categorical)
    )
    header = pl.DataFrame({"names": frame.columns}).select(marked(pl.col("names"))).to_series()
    plain.rename(dict(zip(frame.columns, header, strict=True))).write_csv(draft, quote_style="necessary")


def _write_workbook(draft: Path, path: Path, frame: pl.DataFrame, name: str) -> None:
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


def _check_cells(path: Path, frame: pl.DataFrame) -> None:
    for index, series in enumerate(frame.get_columns()):
        if series.dtype.is_nested():
            raise _cannot(path, 1, series.name, _("cột chứa dữ liệu lồng nhau."))
        if series.dtype != pl.String:
            continue
        long = series.str.len_chars() > LONGEST_CELL
        bad = (long | series.str.contains("\x00", literal=True)).fill_null(False)
        if bad.any():
            row = int(bad.arg_max() or 0) + 2
            raise _cannot(
                path, row, series.name or spreadsheet_column(index), _("ô quá dài hoặc có ký tự NUL.")
            )


def _cannot(path: Path, row: int, column: str, reason: str) -> Exception:
    return refusal(reason, code="cannot_write_cell", file=path.name, row=row, column=column)
