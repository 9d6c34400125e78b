"""XLSX."""

from pathlib import Path

import fastexcel
import polars as pl

from ansinh.kernel.language import _
from ansinh.work.tables.headers import check_height, check_width
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import Limits


def read_workbook(path: Path, sheet: str | None, limits: Limits) -> tuple[str, pl.DataFrame]:
    """The name of the sheet and its cells as text, columns named ``0``, ``1``, …"""
    try:
        book = fastexcel.read_excel(path)
        name = sheet or book.sheet_names[0]
        cells = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string").to_polars()
    except fastexcel.FastExcelError as error:
        raise refusal(_("tệp XLSX bị hỏng."), code="damaged_workbook", file=path.name) from error
    check_width(cells.width, limits, file=path.name, sheet=name)
    check_height(cells.height, cells.width, limits, file=path.name, sheet=name)
    cells.columns = [str(i) for i in range(cells.width)]
    return name, cells.with_columns(pl.all().str.strip_suffix(" 00:00:00"))
