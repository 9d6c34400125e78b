"""Rows on their way out: workbooks of typed cells, and CSV that no spreadsheet mistakes for formulas."""

from importlib import import_module
from pathlib import Path

import polars as pl

from ansinh.kernel.language import _
from ansinh.work.tables.cells import as_text
from ansinh.work.tables.drafts import whole_or_not
from ansinh.work.tables.formulas import marked
from ansinh.work.tables.headers import spreadsheet_column
from ansinh.work.tables.refusals import refusal

# Characters that a cell of a workbook holds.
LONGEST_CELL = 32_767
# Loaded when a workbook is written: its library takes longer to load than a file of CSV to write.
_WORKBOOKS = "ansinh.work.tables.sheet_writing"


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
            import_module(_WORKBOOKS).write_workbook(draft, path, frame, sheet)


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
