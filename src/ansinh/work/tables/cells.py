"""Cells made comparable: NFC, no zero-width characters, trimmed, null where nothing is left."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _

# What a spreadsheet leaves of a long number it showed in scientific notation and saved as text.
MANGLED = r"^[+-]?\d+([.,]\d+)?[eE]\+?\d{1,3}$"
_ZERO_WIDTH = "[\u200b\u200c\u200d\u2060\ufeff]"
# Latin letters of these two blocks, Vietnamese among them, are in NFC as they stand; anything else may not be.
_NOT_SURELY_NFC = r"[^\x00-\x{2FF}\x{1E00}-\x{1EFF}]"
_EDGES = r"^[\s\u00a0]+|[\s\u00a0]+$"
# More than this many of one kind are counted, not listed: nobody reads the ten-thousandth.
LISTED = 10_000


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """``frame`` of strings with every cell trimmed, in NFC, without zero-width characters; blank is null."""
    return frame.select(tidy_column(series) for series in frame.get_columns())


def tidy_column(series: pl.Series) -> pl.Series:
    """One column of strings made so. The rewriting is kept for columns that need it: most need none."""
    text = series
    if series.str.contains(_NOT_SURELY_NFC).any():
        text = text.str.replace_all(_ZERO_WIDTH, "").str.normalize("NFC")
    if text.str.contains(r"^\s|\s$|^$").any():
        text = text.str.replace_all(_EDGES, "")
        text = text.set(text == "", None)
    return text.alias(series.name)


def listed(found: Iterable[Finding]) -> list[Finding]:
    """The first ``LISTED`` findings of each rule, and one for each rule that says how many more there are."""
    kept: list[Finding] = []
    counts: Counter[str] = Counter()
    last: dict[str, Finding] = {}
    for finding in found:
        counts[finding.rule] += 1
        last[finding.rule] = finding
        if counts[finding.rule] <= LISTED:
            kept.append(finding)
    for rule, count in counts.items():
        if count > LISTED:
            more = _("Còn {count} chỗ nữa cùng loại không liệt kê ở đây.").format(count=count - LISTED)
            kept.append(replace(last[rule], message=more, row=0, column="", facts={"more": count - LISTED}))
    return kept


def without_blank_rows(frame: pl.DataFrame, rows: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    """Leave out the rows in which every cell is blank; ``rows`` are the row numbers of ``frame``."""
    if not frame.width:
        return frame, rows.clear()
    filled = frame.select(~pl.all_horizontal(pl.all().is_null())).to_series()
    return frame.filter(filled), rows.filter(filled)


def mangled_numbers(frame: pl.DataFrame, rows: pl.Series, *, file: str, sheet: str) -> list[Finding]:
    """One error for each cell such as ``1.23E+11``: its last digits are gone, and only the source has them."""
    message = _(
        "Số bị bảng tính rút gọn (dạng 1,23E+11), các chữ số cuối đã mất. "
        "Hãy định dạng cột là văn bản và nhập lại từ nguồn."
    )
    return listed(
        Finding("mangled_number", Level.ERROR, message, file, sheet, row, series.name)
        for series in frame.get_columns()
        for row in rows.filter(series.str.contains(MANGLED).fill_null(False))
    )


def as_text(cells: pl.DataFrame) -> pl.DataFrame:
    """Every column as text: whole numbers without a point, dates as ISO, the time only where there is one."""
    return cells.select(_column_text(series) for series in cells.get_columns())


def _column_text(series: pl.Series) -> pl.Series:
    kind = series.dtype
    if kind == pl.String:
        return series.str.strip_suffix(" 00:00:00")
    if kind.is_float():
        whole = (series == series.floor()) & (series.abs() < 2**53)
        if whole.all():
            return series.cast(pl.Int64).cast(pl.String)
        return (
            pl.select(
                pl.when(whole)
                .then(series.cast(pl.Int64, strict=False).cast(pl.String))
                .otherwise(series.cast(pl.String))
            )
            .to_series()
            .alias(series.name)
        )
    if isinstance(kind, pl.Datetime):
        return series.dt.strftime("%Y-%m-%d %H:%M:%S").str.strip_suffix(" 00:00:00")
    if kind == pl.Null:
        return series.cast(pl.String)
    return series.cast(pl.String)
