"""One column of the survey from text or stored types to its own type; which rows hold what nobody can read.

The quick reading takes what is written as the format says; only the rows it cannot read are trimmed and
looked at again (``1500000.0`` is 1500000, ``1.0`` is 1). What is still not read is bad: a row and a column,
never a guess.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.standards.questions import Kind, Question
from ansinh.standards.views import surely_trimmed

_WHOLE = r"^(\d+)(?:\.0+)?$"
_PLAIN_WHOLE = r"^\d+$"
_DECIMAL = r"^\d+(?:\.\d+)?$"
_NO_ROWS = np.zeros(0, np.intp)


@dataclass(frozen=True)
class Cells:
    """A typed column, and the rows (from 0) of cells that could not be read (null there)."""

    values: pl.Series
    bad: NDArray[np.intp]


def read_cells(cells: pl.Series, question: Question) -> Cells:
    """The column of ``question``: ``String``, ``Int64``, ``Float64``, ``UInt8`` (0, 1) or ``Enum`` of its
    codes."""
    if question.kind is Kind.TEXT:
        return Cells(_text(cells), _NO_ROWS)
    if cells.dtype == pl.Null:
        return Cells(cells.cast(dtype_of(question)), _NO_ROWS)
    if question.kind is Kind.CODE and cells.dtype == dtype_of(question):
        return Cells(cells, _NO_ROWS)
    if cells.dtype in (pl.Categorical, pl.Enum):
        cells = cells.cast(pl.String)
    readers: dict[Kind, Callable[[pl.Series, Question], Cells]] = {
        Kind.INTEGER: _integer,
        Kind.DECIMAL: _decimal,
        Kind.YES_NO: _yes_no,
        Kind.CODE: _code,
    }
    return readers[question.kind](cells, question)


def dtype_of(question: Question) -> pl.DataType:
    """The type that a column has once read."""
    if question.kind is Kind.CODE:
        return pl.Enum(question.codes)
    types = {Kind.INTEGER: pl.Int64(), Kind.DECIMAL: pl.Float64(), Kind.YES_NO: pl.UInt8()}
    return types.get(question.kind, pl.String())


def _text(cells: pl.Series) -> pl.Series:
    text = cells if cells.dtype == pl.String else cells.cast(pl.String)
    doubtful = np.flatnonzero(~surely_trimmed(text))
    if len(doubtful) and text.gather(doubtful).str.contains(r"^\s|\s$|^$").any():
        text = text.str.strip_chars()
        text = text.set(text == "", None)
    return text


def _again(cells: pl.Series, quick: pl.Series, slowly: Callable[[pl.Series], pl.Series]) -> Cells:
    """``quick``, with the rows it could not read trimmed and read by ``slowly``; what stays null there is
    bad."""
    left = quick.is_null() & cells.is_not_null()
    if not left.any():
        return Cells(quick, _NO_ROWS)
    rows = left.arg_true()
    text = cells.gather(rows).str.strip_chars()
    found = slowly(text).cast(quick.dtype)
    bad = rows.filter(found.is_null() & (text != ""))
    good = found.is_not_null()
    if good.any():
        quick = quick.scatter(rows.filter(good), found.filter(good))
    return Cells(quick, bad.to_numpy().astype(np.intp))


def _numeric(cells: pl.Series, fits: pl.Series, dtype: pl.DataType) -> Cells:
    """Stored numbers: those that do not fit are bad."""
    bad = (~fits & cells.is_not_null()).fill_null(False)
    kept = cells.set(bad, None) if bad.any() else cells
    return Cells(kept.cast(dtype), bad.arg_true().to_numpy().astype(np.intp))


def _between(least: Any, most: Any) -> bool:
    """Whether a column with these ends holds no number below 0 or past 64 bits; blank throughout, it has no ends."""
    return least is None or (least >= 0 and most < 2**63)


def _integer(cells: pl.Series, question: Question) -> Cells:
    dtype = dtype_of(question)
    if cells.dtype.is_integer():
        if _between(cells.min(), cells.max()):
            return Cells(cells.cast(dtype), _NO_ROWS)
        wide = cells.cast(dtype, strict=False)
        return _numeric(cells, (wide >= 0).fill_null(False), dtype)
    if cells.dtype.is_float() or cells.dtype.is_decimal():
        number = cells.cast(pl.Float64)
        fits = number.is_finite() & (number >= 0) & (number == number.floor()) & (number < 2.0**63)
        return _numeric(number, fits, dtype)
    cells = cells.cast(pl.String)
    quick = cells.set(~cells.str.contains(_PLAIN_WHOLE), None).cast(pl.Int64, strict=False)
    return _again(cells, quick, lambda text: text.str.extract(_WHOLE).cast(pl.Int64, strict=False))


def _decimal(cells: pl.Series, question: Question) -> Cells:
    if cells.dtype.is_numeric():
        number = cells.cast(pl.Float64)
        # A sum is finite only where every number is.
        if isfinite(number.sum()) and _between(number.min(), number.max()):
            return Cells(number, _NO_ROWS)
        return _numeric(number, number.is_finite() & (number >= 0), dtype_of(question))

    def slowly(text: pl.Series) -> pl.Series:
        number = text.set(~text.str.contains(_DECIMAL), None).cast(pl.Float64, strict=False)
        return number.set(number.is_infinite(), None)

    cells = cells.cast(pl.String)
    return _again(cells, slowly(cells), slowly)


def _yes_no(cells: pl.Series, question: Question) -> Cells:
    dtype = dtype_of(question)
    if cells.dtype == pl.Boolean:
        return Cells(cells.cast(dtype), _NO_ROWS)
    if cells.dtype == pl.UInt8 and (cells.max() or 0) <= 1:
        return Cells(cells, _NO_ROWS)
    if cells.dtype.is_numeric():
        return _numeric(cells, (cells == 0) | (cells == 1), dtype)
    cells = cells.cast(pl.String)
    quick = cells.cast(pl.Enum(["0", "1"]), strict=False).to_physical().cast(pl.UInt8)

    def slowly(text: pl.Series) -> pl.Series:
        number = text.str.extract(_WHOLE).cast(pl.Int64, strict=False)
        return number.set(number > 1, None).cast(pl.UInt8)

    return _again(cells, quick, slowly)


def _code(cells: pl.Series, question: Question) -> Cells:
    dtype = pl.Enum(question.codes)
    cells = cells.cast(pl.String)
    return _again(cells, cells.cast(dtype, strict=False), lambda text: text.cast(dtype, strict=False))
