"""The one door through which a file from outside becomes a table."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from ansinh.kernel.findings import Finding
from ansinh.kernel.language import _
from ansinh.work.tables.apart import read_comma_apart
from ansinh.work.tables.cells import mangled_numbers, tidy, without_blank_rows
from ansinh.work.tables.comma import read_comma
from ansinh.work.tables.encodings import source_of
from ansinh.work.tables.formulas import unmarked
from ansinh.work.tables.headers import column_names, spreadsheet_column, with_headers
from ansinh.work.tables.kinds import Kind, kind_of
from ansinh.work.tables.parquet import read_parquet
from ansinh.work.tables.refusals import cell_too_long, refusal
from ansinh.work.tables.table import DEFAULT, Limits, Table
from ansinh.work.tables.vietnamese import findings_of, read_as_vietnamese
from ansinh.work.tables.workbooks import read_workbook

_HEADER = "header"
# A CSV larger than this is read in a process of its own (bytes), as is one whose completed rows might have more cells than this.
_LONG, _WIDE = 1 << 20, 1 << 22


def read_table(
    path: Path,
    *,
    header_rows: int = 1,
    sheet: str | None = None,
    limits: Limits = DEFAULT,
    encoding: str | None = None,
    short_rows: bool = False,
) -> Table:
    """Read one CSV, XLSX or Parquet file, told apart by content.

    ``header_rows``: 1, or 2 where the machine names stand in row 1 and labels in row 2. ``sheet``: the sheet's name;
    by default the first that is shown. ``encoding``: where a person states it (see ``encodings.NAMES``); by default it
    is found out or asked for. ``short_rows``: rows of a CSV may end before the header does. Raises ``UnusableInput`` with file, sheet, row, column, the reason and what to do next.
    """
    path = Path(path)
    _check_file(path, limits)
    digest = digest_of(path)
    kind = kind_of(path)
    if kind is Kind.PARQUET:
        frame = read_parquet(path, limits)
        return Table(path, frame, _numbers(2, frame.height), "", digest, "")
    if kind is Kind.CSV:
        sheet_read = _read_text(path, header_rows, limits, encoding, short_rows=short_rows)
    else:
        sheet_read = _read_book(path, sheet, header_rows, limits)
    _check_lengths(path, sheet_read, limits)
    return _finished(path, sheet_read, digest)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Header row and data rows as text, and where they stand in the file."""

    name: str
    header: list[str | None]
    cells: pl.DataFrame
    rows: pl.Series
    encoding: str
    findings: list[Finding]
    # Columns made of numbers or dates only: their text needs no care.
    plain: frozenset[str] = frozenset()


def _read_text(
    path: Path, header_rows: int, limits: Limits, stated: str | None, *, short_rows: bool
) -> _Sheet:
    source = source_of(path, stated)
    apart = limits.apart and _is_long(path, short_rows=short_rows)
    first, cells, rows = (read_comma_apart if apart else read_comma)(source, limits, short_rows=short_rows)
    header = unmarked(pl.Series(first, dtype=pl.String))
    cells = pl.DataFrame([unmarked(series) for series in cells[header_rows - 1 :].get_columns()])
    rows = rows[header_rows - 1 :]
    return _in_unicode(path, _Sheet("", header.to_list(), cells, rows, source.encoding, []), stated)


def _is_long(path: Path, *, short_rows: bool) -> bool:
    """Whether a CSV is read in a process of its own: a short one costs less than that process. Where rows may be completed, a
    few bytes become a row as wide as the header."""
    if path.stat().st_size > _LONG:
        return True
    content = path.read_bytes() if short_rows else b""
    most_columns = 1 + sum(content.count(mark) for mark in b",;\t")
    most_rows = 1 + sum(content.count(mark) for mark in b"\r\n")
    return most_columns * most_rows > _WIDE


def _read_book(path: Path, wanted: str | None, header_rows: int, limits: Limits) -> _Sheet:
    book = read_workbook(path, wanted, header_rows, limits)
    rows = _numbers(header_rows + 1, book.body.height)
    return _in_unicode(
        path, _Sheet(book.sheet, book.header, book.body, rows, "", book.findings, book.plain), None
    )


def _in_unicode(path: Path, sheet: _Sheet, stated: str | None) -> _Sheet:
    """The sheet with its old Vietnamese letters, if any, in Unicode, names of columns among them."""
    header = pl.Series(_HEADER, sheet.header, dtype=pl.String)
    texts = [header, *(series for series in sheet.cells.get_columns() if series.name not in sheet.plain)]
    of_bytes = not sheet.name and not sheet.encoding
    texts, table, reports = read_as_vietnamese(texts, path, of_bytes=of_bytes, stated=stated)
    header = texts[0]
    placed = []
    for at, name, rule in reports:
        if name == _HEADER:
            placed.append((1, spreadsheet_column(at), rule))
        else:
            column = (header[int(name)] or spreadsheet_column(int(name))) if name else ""
            placed.append((int(sheet.rows[at]) if name else 0, column, rule))
    found = findings_of(sorted(placed), table, path.name, sheet.name)
    return replace(
        sheet,
        header=header.to_list(),
        cells=sheet.cells.with_columns(texts[1:]),
        encoding=table or sheet.encoding,
        findings=sheet.findings + found,
    )


def _check_lengths(path: Path, sheet: _Sheet, limits: Limits) -> None:
    for series in sheet.cells.get_columns():
        if series.name in sheet.plain or (series.str.len_bytes().max() or 0) <= limits.cell_characters:
            continue
        long = (series.str.len_chars() > limits.cell_characters).fill_null(False)
        if long.any():
            row, at = int(sheet.rows[int(long.arg_max() or 0)]), int(series.name)
            name = sheet.header[at] if at < len(sheet.header) else None
            raise cell_too_long(
                file=path.name, sheet=sheet.name, row=row, column=name or spreadsheet_column(at)
            )


def _finished(path: Path, sheet: _Sheet, digest: str) -> Table:
    names = column_names(sheet.header, file=path.name, sheet=sheet.name)
    texts = sheet.cells.select(pl.exclude(sheet.plain) if sheet.plain else pl.all())
    cells = sheet.cells.with_columns(tidy(texts).get_columns())
    shown = {str(i): name or spreadsheet_column(i) for i, name in enumerate(names)}
    mangled = mangled_numbers(texts.rename(shown, strict=False), sheet.rows, file=path.name, sheet=sheet.name)
    frame, rows = without_blank_rows(cells, sheet.rows)
    frame = with_headers(frame, names, file=path.name, sheet=sheet.name)
    return Table(path, frame, rows, sheet.name, digest, sheet.encoding, (*sheet.findings, *mangled))


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
