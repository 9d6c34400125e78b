"""CSV: records, not lines, and every record as wide as its header."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from ansinh.kernel.language import _
from ansinh.work.tables.encodings import Source
from ansinh.work.tables.headers import check_height, check_width
from ansinh.work.tables.refusals import cell_too_long, no_header, refusal
from ansinh.work.tables.table import Limits

_SEPARATORS = ",;\t"
_AT_ONCE = 5_000
# A file larger than this is looked through first (bytes).
_LONG = 4 << 20
# The number of a record among its cells, which are named by numbers.
ROW = "row"


def separator_of(lines: Iterable[str]) -> str:
    """The separator of the header line: the one of ``, ; tab`` that stands in it most often outside quotes."""
    line = next((one for one in lines if one.strip("\r\n")), "")
    outside = "".join(line.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def read_comma(
    source: Source, limits: Limits, *, short_rows: bool = False
) -> tuple[list[str], pl.DataFrame, pl.Series]:
    """The header record, the other records as columns of strings (named ``0``, ``1``, …) and their record numbers.

    ``short_rows``: a record shorter than the header has blanks at its end, instead of being refused.
    Raises ``UnusableInput``: ``ragged_row``, ``broken_quotes``, ``too_many_columns``, ``too_many_rows``.
    """
    header, blocks = blocks_of(source, limits, short_rows=short_rows)
    whole = pl.concat(list(blocks))
    return header, whole.drop(ROW), whole[ROW]


def blocks_of(
    source: Source, limits: Limits, *, short_rows: bool
) -> tuple[list[str], Iterator[pl.DataFrame]]:
    """The header record, and the other records some thousand at a time, each with its number in the column ``row``; the first
    of the frames is empty. A long file is looked through before anything of it is kept: one that is refused costs less."""
    if limits.apart and source.path.stat().st_size > _LONG:
        deque(_checked(source, separator_of(source.lines()), limits, short_rows), maxlen=0)
    records = _checked(source, separator_of(source.lines()), limits, short_rows)
    _row, header = next(records)

    def frames() -> Iterator[pl.DataFrame]:
        yield _columns([], len(header))
        while some := list(islice(records, _AT_ONCE)):
            yield _columns(some, len(header))

    return header, frames()


def _checked(
    source: Source, separator: str, limits: Limits, short_rows: bool
) -> Iterator[tuple[int, list[str]]]:
    """The header record and every other that is not blank, each as wide as the header, with their numbers."""
    name = source.path.name
    reader = csv.reader(source.lines(), delimiter=separator, strict=True)
    records = enumerate(_records(reader, source.path), start=1)
    row, header = next(records, (1, []))
    check_width(len(header), limits, file=name)
    if not any(cell.strip() for cell in header):
        raise no_header(file=name)
    yield row, header
    width, count = len(header), 0
    for row, record in records:
        if not record:
            continue
        if short_rows and len(record) < width:
            record.extend([""] * (width - len(record)))
        if len(record) != width:
            raise _ragged(len(record), width, source.path, row)
        count += 1
        if count % _AT_ONCE == 0:
            check_height(count, width, limits, file=name)
        yield row, record
    check_height(count, width, limits, file=name)


def _columns(records: list[tuple[int, list[str]]], width: int) -> pl.DataFrame:
    cells = (record for _row, record in records)
    columns = zip(*cells, strict=True) if records else ([] for _index in range(width))
    numbers = pl.Series(ROW, [row for row, _record in records], pl.UInt32)
    return pl.DataFrame(
        [pl.Series(str(i), values, dtype=pl.String) for i, values in enumerate(columns)] + [numbers]
    )


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
