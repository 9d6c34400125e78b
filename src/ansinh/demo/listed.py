"""Lists of earlier years: who was recognised, who left by a decision, who is formerly poor."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

LIST_SCHEMA = {
    "household_id": pl.String, "area_code": pl.String, "village": pl.String, "list_year": pl.Int32,
    "standard": pl.String, "class": pl.String, "kind_of_entry": pl.String, "decision_no": pl.String,
    "decision_date": pl.Date, "effective_from": pl.Date, "effective_until": pl.Date, "reason": pl.String,
    "persons": pl.Int32,
}  # fmt: skip
# The class a household had under the standard of earlier lists, and how it left them.
_FORMER = {
    "vn-2016": {"poor": "poor_income", "near_poor": "near_poor"},
    "vn-2022": {"poor": "poor", "near_poor": "near_poor"},
}
_LEAVING = {"poor": "poor_out", "near_poor": "near_out"}


def _decisions(frame: pl.DataFrame) -> pl.DataFrame:
    """One decision a commune and list, taken in the last days of the year before the list's."""
    number = pl.col("area_code").str.slice(-3).cast(pl.Int32) + pl.col("list_year") % 100
    day = pl.date(pl.col("list_year") - 1, 12, 20 + number % 10)
    return frame.with_columns(
        pl.format("{}/QĐ-UBND", 300 + number).alias("decision_no"),
        day.alias("decision_date"),
        pl.date(pl.col("list_year"), 1, 1).alias("effective_from"),
    )


def listed_rows(
    where: pl.DataFrame,
    *,
    list_year: NDArray[np.int64] | int,
    standard: str,
    classes: pl.Series,
    kind: pl.Series,
    until: NDArray[np.int64] | None = None,
    reason: str | None = None,
    persons: pl.Series | None = None,
) -> pl.DataFrame:
    """Rows of ``lists`` for the households of ``where`` (``household_id, area_code, village``). ``until``:
    the year with whose last day the entry ended; open without it."""
    years = pl.Series(np.broadcast_to(list_year, where.height).astype(np.int32))
    frame = where.select("household_id", "area_code", "village").with_columns(
        years.alias("list_year"),
        pl.lit(standard).alias("standard"),
        classes.alias("class"),
        kind.alias("kind_of_entry"),
        pl.lit(reason, dtype=pl.String).alias("reason"),
        (pl.lit(None) if persons is None else persons).cast(pl.Int32).alias("persons"),
    )
    end = pl.lit(None, dtype=pl.Date) if until is None else pl.date(pl.Series(until.astype(np.int32)), 12, 31)
    return _decisions(frame).with_columns(end.alias("effective_until")).select(*LIST_SCHEMA).cast(LIST_SCHEMA)


def persons_when_listed(households: pl.DataFrame, events: pl.DataFrame) -> pl.Series:
    """How many people the households of ``households`` (``household_id, persons``: now, 0 where it is gone)
    had when the year began: those of now without who came since, and with who went."""
    of_members = events.filter(pl.col("member_id").is_not_null())
    change = of_members.group_by("household_id").agg(
        pl.col("event").is_in(["born", "joined"]).sum().cast(pl.Int64).alias("came"),
        pl.col("event").is_in(["died", "left", "moved", "merged"]).sum().cast(pl.Int64).alias("went"),
    )
    joined = households.join(change, on="household_id", how="left", maintain_order="left")
    return joined.select(
        pl.col("persons") - pl.col("came").fill_null(0) + pl.col("went").fill_null(0)
    ).to_series()


def former_rows(
    rng: np.random.Generator,
    where: pl.DataFrame,
    former: str,
    *,
    standard: str,
    last_year: int,
    left_by_decision: bool = True,
) -> pl.DataFrame:
    """Households that were ``former`` (``poor`` or ``near_poor``) for a year or two, the last of them no
    later than the list of ``last_year`` less one, and left by a decision; or fell off the lists without
    one."""
    last = last_year - 1 - rng.integers(0, 3, where.height)
    first = np.maximum(last - rng.integers(0, 2, where.height), 2016)
    was = pl.repeat(_FORMER[standard][former], where.height, eager=True)
    entered = pl.repeat({"poor": "new_poor", "near_poor": "new_near"}[former], where.height, eager=True)
    recognised = listed_rows(where, list_year=first, standard=standard, classes=was, kind=entered, until=last)
    if not left_by_decision:
        return recognised
    left = listed_rows(
        where,
        list_year=last + 1,
        standard=standard,
        classes=pl.repeat("not_poor", where.height, eager=True),
        kind=pl.repeat(_LEAVING[former], where.height, eager=True),
        reason="Thu nhập vượt chuẩn cận nghèo",
    )
    return pl.concat([recognised, left])
