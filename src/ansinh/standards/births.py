"""Birth dates as people write them: a day (``1957-03-09``), or a year alone (``1957``).

A million texts are read from their bytes, so the digits of a date are arithmetic. Whatever does not have ten
bytes takes the slow path.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ansinh.standards.engine.ages import day_number
from ansinh.standards.views import lengths, text_views

_LENGTH = 10
_STEP = 1 << 16
_YEAR = r"^(\d{4})(?:\.0+)?$"
_MOST_YEAR = 9999


@dataclass(frozen=True)
class BirthDates:
    """``year`` is 0 where ``day`` (days since 1970) is known, the year where it is known alone, -1 where
    blank."""

    day: NDArray[np.int32]
    year: NDArray[np.int32]
    bad: NDArray[np.intp]

    def take(self, order: NDArray[np.intp]) -> "BirthDates":
        """The same births in another order, nothing bad left."""
        return BirthDates(self.day[order], self.year[order], self.bad[:0])

    def part(self, start: int, stop: int) -> "BirthDates":
        """A slice of rows."""
        return BirthDates(self.day[start:stop], self.year[start:stop], self.bad[:0])


@cache
def _months() -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """For year * 16 + month: the day number before its first day, and its number of days (0: no such
    month)."""
    before = np.zeros((_MOST_YEAR + 1) * 16, np.int32)
    length = np.zeros((_MOST_YEAR + 1) * 16, np.uint8)
    firsts = np.arange("0001-01", "10000-01", dtype="datetime64[M]")
    days = firsts.astype("datetime64[D]").astype(np.int64)
    ends = (firsts + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64)
    index = np.arange(len(firsts))
    place = (index // 12 + 1) * 16 + index % 12 + 1
    before[place] = days - 1
    length[place] = ends - days
    return before, length


def blank_births(rows: int) -> BirthDates:
    """``rows`` blank birth dates."""
    return BirthDates(np.zeros(rows, np.int32), np.full(rows, -1, np.int32), np.zeros(0, np.intp))


def read_births(cells: pl.Series) -> BirthDates:
    """Birth dates from text, dates, midnights or whole years; ``bad`` holds the rows that are none of
    these."""
    if cells.dtype == pl.Null:
        return blank_births(len(cells))
    if cells.dtype == pl.Datetime:
        midnight = cells.cast(pl.Date)
        late = (cells != midnight.cast(cells.dtype)).fill_null(False)
        found = read_births(midnight)
        return BirthDates(found.day, found.year, late.arg_true().to_numpy().astype(np.intp))
    if cells.dtype == pl.Date:
        blank = cells.is_null().to_numpy()
        day = cells.cast(pl.Int32).fill_null(0).to_numpy()
        return BirthDates(day, np.where(blank, np.int32(-1), np.int32(0)), np.zeros(0, np.intp))
    if cells.dtype.is_numeric():
        return _read_text(cells.cast(pl.String))
    return _read_text(cells.cast(pl.String))


def _read_text(cells: pl.Series) -> BirthDates:
    day = np.zeros(len(cells), np.int32)
    read = np.zeros(len(cells), np.bool_)
    views = text_views(cells)
    for start in range(0, len(cells), _STEP):
        stop = min(start + _STEP, len(cells))
        day[start:stop], read[start:stop] = _read_bytes(views[start:stop])
    blank = cells.is_null().to_numpy()
    read &= ~blank
    day[~read] = 0
    year = np.where(read, np.int32(0), np.int32(-1))
    slow = np.flatnonzero(~read & ~blank)
    bad = _read_slowly(cells, slow, day, year) if len(slow) else slow
    return BirthDates(day, year, bad)


def _read_bytes(views: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Days of those views that hold ``YYYY-MM-DD``, and which do."""
    text = np.ascontiguousarray(views[:, 4 : 4 + _LENGTH].T)
    digit = text - np.uint8(ord("0"))
    good = (lengths(views) == _LENGTH) & (text[4] == ord("-")) & (text[7] == ord("-"))
    for place in (0, 1, 2, 3, 5, 6, 8, 9):
        good &= digit[place] <= 9
    wide = np.where(good, digit, np.uint8(0)).astype(np.int32)
    years = wide[0] * 1000 + wide[1] * 100 + wide[2] * 10 + wide[3]
    before, length = _months()
    place = years * 16 + np.minimum(wide[5] * 10 + wide[6], 15)
    days = wide[8] * 10 + wide[9]
    good &= (days >= 1) & (days <= length[place])
    return before[place] + days, good


def _read_slowly(
    cells: pl.Series, rows: NDArray[np.intp], day: NDArray[np.int32], year: NDArray[np.int32]
) -> NDArray[np.intp]:
    """Years alone and cells with white space around them; fills ``day`` and ``year``, gives the bad rows."""
    text = cells.gather(rows).str.strip_chars()
    alone = text.str.extract(_YEAR).cast(pl.Int32, strict=False)
    alone = alone.set(alone == 0, None)
    whole = text.set(~text.str.contains(r"^\d{4}-\d{2}-\d{2}$"), None).str.to_date("%Y-%m-%d", strict=False)
    whole_day = whole.cast(pl.Int32)
    is_year, is_day = alone.is_not_null().to_numpy(), whole.is_not_null().to_numpy()
    year[rows[is_year]] = alone.drop_nulls().to_numpy()
    day[rows[is_day]] = whole_day.drop_nulls().to_numpy()
    year[rows[is_day]] = 0
    return rows[~(is_year | is_day | (text == "").to_numpy())]


def in_future(births: BirthDates, as_of: date) -> NDArray[np.bool_]:
    """Births surely after the reference date (read as age 0)."""
    return ((births.year == 0) & (births.day > day_number(as_of))) | (births.year > as_of.year)
