"""Columns of numbers as the frames of the survey format: a negative number is an answer nobody gave."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

HOUSEHOLD_ORDER = (
    "household_id", "review_year", "area_code", "village", "area_type", "head_name",
    "income_month_per_capita", "income_score", "wall_durable", "column_durable", "roof_durable",
    "floor_area_m2", "water_source", "toilet", "has_tv", "has_radio", "has_desktop", "has_phone",
    "has_laptop", "has_tablet", "has_smartphone", "hears_loudspeaker", "labour_capacity", "primary_sector",
    "causes",
)  # fmt: skip
MEMBER_ORDER = (
    "household_id", "member_id", "full_name", "relation", "sex", "birth_date", "citizen_id", "ethnicity",
    "able_to_work", "employment", "monthly_allowance", "malnourished", "health_insurance", "ill_untreated",
    "school_level", "highest_level", "trained_on_job", "uses_internet", "uses_phone", "merit",
)  # fmt: skip


def coded(indexes: NDArray[np.int64], codes: Sequence[str]) -> pl.Series:
    """Codes by index, null where negative."""
    positions = pl.Series(indexes)
    return pl.Series(codes).gather(pl.select(pl.when(positions >= 0).then(positions)).to_series())


def whole(values: NDArray[np.int64], dtype: type[pl.DataType] = pl.UInt8) -> pl.Series:
    """Whole numbers, null where negative."""
    series = pl.Series(values)
    return pl.select(pl.when(series >= 0).then(series).cast(dtype)).to_series()


def decimal(values: NDArray[np.float64]) -> pl.Series:
    """Decimals, null where negative."""
    series = pl.Series(values)
    return pl.select(pl.when(series >= 0).then(series)).to_series()


def birth_text(born: NDArray[np.datetime64], year_only: NDArray[np.bool_]) -> pl.Series:
    """``YYYY-MM-DD``, or ``YYYY`` where the year alone is known."""
    text = pl.Series(born.astype("datetime64[D]")).cast(pl.Date).dt.strftime("%Y-%m-%d")
    return pl.select(pl.when(pl.Series(year_only)).then(text.str.slice(0, 4)).otherwise(text)).to_series()


def joined_codes(marks: NDArray[np.bool_], codes: Sequence[str]) -> pl.Series:
    """The marked codes of each row joined by ``;``, null where there are none; ``marks`` of shape (rows,
    codes)."""
    bits = marks @ (1 << np.arange(len(codes)))
    kinds, place = np.unique(bits, return_inverse=True)
    words = [
        ";".join(code for at, code in enumerate(codes) if kind >> at & 1) or None for kind in kinds.tolist()
    ]
    return pl.Series(words, dtype=pl.String).gather(pl.Series(place))


def in_order(columns: dict[str, pl.Series], order: Sequence[str]) -> pl.DataFrame:
    """A frame of the columns that there are, in the order of the format."""
    return pl.DataFrame({name: columns[name] for name in order if name in columns})


def write_table(folder: Path, name: str, frame: pl.DataFrame, *, parquet: bool = False) -> Path:
    """``frame`` written as ``<name>.csv`` or ``<name>.parquet`` in ``folder``; gives the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.{'parquet' if parquet else 'csv'}"
    if parquet:
        frame.write_parquet(path, compression="zstd", row_group_size=100_000)
    else:
        frame.write_csv(path)
    return path
