"""The row of column names: no two alike, none blank over data, found below a label row where there are two."""

import unicodedata
from collections.abc import Sequence

import polars as pl

from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.work.tables.refusals import no_header, refusal
from ansinh.work.tables.table import Limits

# Longer than any name of a column in use, short enough for a message.
_LONGEST_NAME = 200


def spreadsheet_column(index: int) -> str:
    """The letters a spreadsheet gives column ``index`` (0 is ``A``, 26 is ``AA``)."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_names(first_row: Sequence[str | None], *, file: str, sheet: str) -> list[str | None]:
    """The names of one header row, cleaned; ``None`` where a cell is blank.

    Raises ``UnusableInput`` (``duplicate_column``, ``long_column_name``, ``no_header``), naming both columns.
    """
    names = [clean(cell or "") or None for cell in first_row]
    if not any(names):
        raise no_header(file=file, sheet=sheet)
    seen: dict[str, int] = {}
    for index, name in enumerate(names):
        if name is None:
            continue
        if len(name) > _LONGEST_NAME or any(unicodedata.category(c) == "Cc" for c in name):
            raise refusal(
                _("tên cột quá dài hoặc có ký tự điều khiển."),
                code="long_column_name",
                advice=_("Hãy kiểm tra dòng tiêu đề và dấu phân cách của tệp."),
                file=file,
                sheet=sheet,
                row=1,
                column=spreadsheet_column(index),
            )
        if name in seen:
            raise refusal(
                _("tên cột «{name}» lặp lại ở cột {first} và cột {second}.").format(
                    name=name, first=spreadsheet_column(seen[name]), second=spreadsheet_column(index)
                ),
                code="duplicate_column",
                advice=_("Hãy đổi tên hoặc bỏ một trong hai cột."),
                file=file,
                sheet=sheet,
                row=1,
                column=name,
            )
        seen[name] = index
    return names


def with_headers(raw: pl.DataFrame, names: list[str | None], *, file: str, sheet: str) -> pl.DataFrame:
    """``raw`` (columns in file order) under ``names``. A nameless column without data is left out; one with data is
    refused (``blank_column_name``), because nobody could say what it holds."""
    kept = {}
    for index, series in enumerate(raw.get_columns()):
        name = names[index] if index < len(names) else None
        if name is not None:
            kept[name] = series
        elif series.null_count() < len(series):
            raise refusal(
                _("cột có dữ liệu nhưng không có tên."),
                code="blank_column_name",
                advice=_("Hãy ghi tên cột ở dòng đầu tiên, hoặc xóa cột thừa."),
                file=file,
                sheet=sheet,
                row=1,
                column=spreadsheet_column(index),
            )
    return pl.DataFrame(kept)


def check_width(columns: int, limits: Limits, *, file: str, sheet: str = "") -> None:
    """Raises ``UnusableInput`` (``too_many_columns``) beyond the limit."""
    if columns > limits.columns:
        raise refusal(
            _("có {count} cột, nhiều hơn {limit} cột được phép.").format(count=columns, limit=limits.columns),
            code="too_many_columns",
            advice=_("Hãy xóa các cột thừa rồi gửi lại."),
            file=file,
            sheet=sheet,
            row=1,
        )


def check_height(rows: int, columns: int, limits: Limits, *, file: str, sheet: str = "") -> None:
    """Raises ``UnusableInput`` (``too_many_rows``) beyond the limit of rows or of cells."""
    if rows > limits.rows or rows * columns > limits.cells:
        raise refusal(
            _("có {count} dòng và {columns} cột, nhiều hơn mức được phép.").format(
                count=rows, columns=columns
            ),
            code="too_many_rows",
            advice=_("Hãy chia tệp thành nhiều phần nhỏ hơn."),
            file=file,
            sheet=sheet,
        )
