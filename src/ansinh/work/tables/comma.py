"""CSV: records, not lines, and every record as wide as its header."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from ansinh.kernel.language import _
from ansinh.work.tables.headers import check_height, check_width
from ansinh.work.tables.refusals import cell_too_long, no_header, refusal
from ansinh.work.tables.table import Limits

_SEPARATORS = ",;\t"
_AT_ONCE = 5_000


def separator_of(text: str) -> str:
    """The separator of the header line: the one of ``, ; tab`` that stands in it most often outside quotes."""
    line = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def read_comma(
    text: str, path: Path, limits: Limits, *, short_rows: bool = False
) -> tuple[list[str], pl.DataFrame, pl.Series]:
    """The header record, the other records as columns of strings (named ``0``, ``1``, …) and their record numbers.

    ``short_rows``: a record shorter than the header has blanks at its end, instead of being refused.
    Raises ``UnusableInput``: ``ragged_row``, ``broken_quotes``, ``too_many_columns``, ``too_many_rows``.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text), strict=True)
    records = enumerate(_records(reader, path), start=1)
    row, header = next(records, (1, []))
    check_width(len(header), limits, file=path.name)
    if not any(cell.strip() for cell in header):
        raise no_header(file=path.name)
    width = len(header)
    numbers: list[int] = []
    chunk: list[list[str]] = []
    frames: list[pl.DataFrame] = []
    for row, record in records:
        if not record:
            continue
        if short_rows and len(record) < width:
            record.extend([""] * (width - len(record)))
        if len(record) != width:
            raise _ragged(len(record), width, path, row)
        numbers.append(row)
        chunk.append(record)
        if len(chunk) == _AT_ONCE:
            check_height(len(numbers), width, limits, file=path.name)
            frames.append(_columns(chunk, width))
            chunk = []
    check_height(len(numbers), width, limits, file=path.name)
    frames.append(_columns(chunk, width))
    return header, pl.concat(frames), pl.Series("row", numbers, pl.UInt32)


def _columns(records: list[list[str]], width: int) -> pl.DataFrame:
    columns = zip(*records, strict=True) if records else ([] for _index in range(width))
    return pl.DataFrame({str(i): pl.Series(values, dtype=pl.String) for i, values in enumerate(columns)})


def _records(reader: "Iterator[list[str]]", path: Path) -> Iterator[list[str]]:
    done = 0
    try:
        for record in reader:
            done += 1
            yield record
    except csv.Error as error:
        if "field larger" in str(error):
            raise cell_too_long(file=path.name, row=done + 1) from error
        raise refusal(
            _("dấu ngoặc kép không khép hoặc đặt sai chỗ."),
            code="broken_quotes",
            advice=_("Hãy xuất lại tệp CSV từ phần mềm gốc."),
            file=path.name,
            row=done + 1,
        ) from error


def _ragged(found: int, width: int, path: Path, row: int) -> Exception:
    return refusal(
        _("có {found} ô trong khi tiêu đề có {width} cột.").format(found=found, width=width),
        code="ragged_row",
        advice=_("Hãy kiểm tra dấu phân cách và dấu ngoặc kép ở dòng này."),
        file=path.name,
        row=row,
    )
