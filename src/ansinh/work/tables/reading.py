"""The one door through which a file from outside becomes a table."""

import hashlib
from pathlib import Path

import polars as pl

from ansinh.kernel.findings import Finding
from ansinh.kernel.language import _
from ansinh.work.tables.cells import mangled_numbers, tidy, without_blank_rows
from ansinh.work.tables.comma import read_comma
from ansinh.work.tables.encodings import decoded
from ansinh.work.tables.formulas import unmarked
from ansinh.work.tables.headers import column_names, with_headers
from ansinh.work.tables.kinds import Kind, kind_of
from ansinh.work.tables.parquet import read_parquet
from ansinh.work.tables.refusals import refusal
from ansinh.work.tables.table import DEFAULT, Limits, Table
from ansinh.work.tables.workbooks import read_workbook


def read_table(
    path: Path, *, header_rows: int = 1, sheet: str | None = None, limits: Limits = DEFAULT
) -> Table:
    """Read one CSV, XLSX or Parquet file, told apart by content.

    ``header_rows``: 1, or 2 where the machine names stand in row 1 and labels in row 2. ``sheet``: the sheet's name;
    by default the first. Raises ``UnusableInput`` with file, sheet, row, column, the reason and what to do next.
    """
    path = Path(path)
    _check_file(path, limits)
    digest = digest_of(path)
    kind = kind_of(path)
    if kind is Kind.PARQUET:
        frame = read_parquet(path, limits)
        return Table(path, frame, _numbers(2, frame.height), "", digest, "")
    encoding, name = "", ""
    findings: list[Finding] = []
    if kind is Kind.CSV:
        text, encoding, findings = decoded(path.read_bytes(), path)
        header, cells, rows = read_comma(text, path, limits)
        header = unmarked(pl.Series(header)).to_list()
        cells = pl.DataFrame([unmarked(series) for series in cells.get_columns()])
        cells, rows = tidy(cells[header_rows - 1 :]), rows[header_rows - 1 :]
    else:
        book = read_workbook(path, sheet, header_rows, limits)
        name, header, cells, findings = book.sheet, book.header, book.body, book.findings
        rows = _numbers(header_rows + 1, cells.height)
    names = column_names(header, file=path.name, sheet=name)
    frame, rows = without_blank_rows(cells, rows)
    frame = with_headers(frame, names, file=path.name, sheet=name)
    findings += mangled_numbers(frame, rows, file=path.name, sheet=name)
    return Table(path, frame, rows, name, digest, encoding, tuple(findings))


def digest_of(path: Path) -> str:
    """SHA-256 of the file's bytes, hex: the same file again is known by it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _numbers(first: int, count: int) -> pl.Series:
    return pl.Series("row", range(first, first + count), pl.UInt32)


def _check_file(path: Path, limits: Limits) -> None:
    if not path.is_file():
        raise refusal(
            _("không có tệp này."), code="no_file", advice=_("Hãy kiểm tra đường dẫn."), file=path.name
        )
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise refusal(
            _("tệp nặng {size} MB, hơn mức {limit} MB được phép.").format(
                size=size >> 20, limit=limits.file_bytes >> 20
            ),
            code="file_too_large",
            advice=_("Hãy chia tệp thành nhiều phần nhỏ hơn."),
            file=path.name,
        )
