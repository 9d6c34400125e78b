"""Invented surveys of any size, from a seed: Parquet in the columns of the survey format, written by blocks
of households, so that 27 million fit a small machine. No person is drawn from life."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

BLOCK = 250_000
"""Households in one row group; its members are the row group of the same number in the other file."""

AS_OF = date(2024, 10, 1)
DEVICES = ("has_tv", "has_radio", "has_desktop", "has_phone", "has_laptop", "has_tablet", "has_smartphone")
WATER = (
    "piped", "borehole", "protected_well", "protected_spring", "rain", "bottled", "unprotected_well",
    "unprotected_spring", "surface", "other",
)  # fmt: skip
TOILETS = ("septic", "pour_flush", "vip", "seat_pit", "double_vault", "other", "none")
EMPLOYMENT = ("contract", "no_contract", "self", "seeking", "none")
SCHOOL = ("none", "preschool", "primary", "lower_secondary", "upper_secondary", "vocational", "higher")
SIZES = np.arange(1, 9)
SIZE_ODDS = np.array([0.10, 0.16, 0.22, 0.26, 0.14, 0.07, 0.03, 0.02])  # 3.6 members a household


@dataclass(frozen=True)
class Survey:
    """Two Parquet files and what is in them."""

    households_path: Path
    members_path: Path
    households: int
    blanks: float


def survey(folder: Path, households: int, blanks: float, seed: int = 2024) -> Survey:
    """The survey of that size and share of blank answers, written to ``folder`` unless it is there."""
    name = f"{households}-{round(blanks * 100)}-{seed}"
    made = Survey(
        folder / f"households-{name}.parquet", folder / f"members-{name}.parquet", households, blanks
    )
    if made.members_path.exists():
        return made
    folder.mkdir(parents=True, exist_ok=True)
    partial = made.members_path.with_suffix(".partial")
    _write(_blocks(households, blanks, seed), made.households_path, partial)
    partial.rename(made.members_path)
    return made


def _write(blocks: Iterator[tuple[pl.DataFrame, pl.DataFrame]], households: Path, members: Path) -> None:
    writers: list[pq.ParquetWriter] = []
    try:
        for pair in blocks:
            tables = [frame.to_arrow(compat_level=pl.CompatLevel.oldest()) for frame in pair]
            if not writers:
                writers = [
                    pq.ParquetWriter(path, table.schema, compression="zstd")
                    for path, table in zip((households, members), tables, strict=True)
                ]
            for writer, table in zip(writers, tables, strict=True):
                writer.write_table(table, row_group_size=table.num_rows)
    finally:
        for writer in writers:
            writer.close()


def _blocks(households: int, blanks: float, seed: int) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    for first in range(0, households, BLOCK):
        rng = np.random.default_rng([seed, first])
        yield _block(rng, first, min(BLOCK, households - first), blanks)


def _block(
    rng: np.random.Generator, first: int, count: int, blanks: float
) -> tuple[pl.DataFrame, pl.DataFrame]:
    ids = pl.Series("household_id", np.arange(first, first + count)).cast(pl.String).str.zfill(9)
    size = rng.choice(SIZES, count, p=SIZE_ODDS)
    return _households(rng, ids, size, blanks), _members(rng, ids, size, blanks)


class _Draw:
    """Columns of one table, drawn in order."""

    def __init__(self, rng: np.random.Generator, rows: int, blanks: float) -> None:
        self.rng, self.rows, self.blanks = rng, rows, blanks

    def blanked(self, column: pl.Series) -> pl.Series:
        """The column with its share of blanks."""
        if not self.blanks:
            return column
        answered = pl.Series(self.rng.random(self.rows, np.float32) >= self.blanks)
        return pl.select(pl.when(answered).then(column)).to_series().alias(column.name)

    def flag(self, name: str, share: float) -> pl.Series:
        """0/1, with that share of ones."""
        return self.blanked(
            pl.Series(name, (self.rng.random(self.rows, np.float32) < share).astype(np.uint8))
        )

    def code(self, name: str, codes: tuple[str, ...], odds: list[float]) -> pl.Series:
        drawn = self.rng.choice(len(codes), self.rows, p=np.array(odds) / sum(odds))
        return self.blanked(pl.Series(name, codes).gather(drawn))


def _households(rng: np.random.Generator, ids: pl.Series, size: np.ndarray, blanks: float) -> pl.DataFrame:
    rows = len(ids)
    draw = _Draw(rng, rows, blanks)
    income = np.round(rng.lognormal(14.3, 0.5, rows) / 10_000).astype(np.int64) * 10_000
    score = rng.integers(80, 260, rows).astype(np.int64)
    area = np.round(size * rng.uniform(4, 40, rows), 1)
    has_score = pl.Series(rng.random(rows, np.float32) < (0.8 if blanks else 1.0))
    scores = draw.blanked(pl.Series("income_score", score))
    columns = [
        ids,
        pl.Series("review_year", np.full(rows, AS_OF.year, np.int32)),
        pl.Series("area_code", 10_000 + np.arange(rows) * 200 // BLOCK).cast(pl.String).str.zfill(5),
        draw.code("area_type", ("rural", "urban"), [65, 35]),
        draw.blanked(pl.Series("income_month_per_capita", income)),
        pl.select(pl.when(has_score).then(scores)).to_series().alias("income_score"),
        *(draw.flag(name, 0.85) for name in ("wall_durable", "column_durable", "roof_durable")),
        draw.blanked(pl.Series("floor_area_m2", area)),
        draw.code("water_source", WATER, [40, 25, 10, 3, 5, 2, 6, 4, 3, 2]),
        draw.code("toilet", TOILETS, [55, 10, 5, 5, 10, 8, 7]),
        *(
            draw.flag(name, share)
            for name, share in zip(DEVICES, (0.7, 0.1, 0.05, 0.3, 0.1, 0.05, 0.6), strict=True)
        ),
    ]
    return pl.DataFrame(columns)


def _members(rng: np.random.Generator, ids: pl.Series, size: np.ndarray, blanks: float) -> pl.DataFrame:
    rows = int(size.sum())
    draw = _Draw(rng, rows, blanks)
    starts = np.repeat(np.cumsum(size) - size, size)
    days = (rng.beta(1.1, 1.8, rows) * 90 * 365.25).astype(np.int32)
    today = (AS_OF - date(1970, 1, 1)).days
    columns = [
        ids.gather(np.repeat(np.arange(len(ids)), size)),
        pl.Series("member_id", np.arange(rows) - starts + 1).cast(pl.String),
        draw.code("sex", ("m", "f"), [50, 50]),
        draw.blanked(pl.Series("birth_date", today - days).cast(pl.Date)),
        draw.flag("able_to_work", 0.8),
        draw.code("employment", EMPLOYMENT, [30, 8, 35, 2, 25]),
        draw.flag("monthly_allowance", 0.05),
        draw.flag("malnourished", 0.05),
        draw.flag("health_insurance", 0.95),
        draw.code("school_level", SCHOOL, [55, 8, 12, 10, 6, 4, 5]),
        draw.code("highest_level", (SCHOOL[0], *SCHOOL[2:]), [10, 20, 30, 25, 7, 8]),
        draw.flag("trained_on_job", 0.05),
        draw.flag("uses_internet", 0.5),
    ]
    return pl.DataFrame(columns)
