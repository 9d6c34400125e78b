"""Households that were one in a period, so that no payment is made twice; people who are one: ``support.sameness``.

The database holds the same by triggers (``support.models.payments``); here it is known before, so that who is left out of a run
is said with the reason.
"""

from datetime import date

import polars as pl

from ansinh.access.walls import beyond_walls
from ansinh.kernel.bulk import as_hex, read_frame
from ansinh.support.sameness import roots

_EVENTS = {"one": pl.String, "other": pl.String, "kind": pl.String, "date": pl.Date}


def divided_households(since: date) -> pl.DataFrame:
    """``one, other, kind, date``: households that split or went into another after ``since``."""
    with beyond_walls():
        rows = _events(since)
    return rows.with_columns(as_hex("one", "other")).unique(maintain_order=True)


def _events(since: date) -> pl.DataFrame:
    return read_frame(
        "SELECT CAST(e.household_id AS VARCHAR(36)), CAST(e.other_household_id AS VARCHAR(36)), e.kind, e.date "
        "FROM households_lifeevent e WHERE e.kind IN ('split', 'merged') AND e.other_household_id IS NOT NULL AND e.date >= %s",
        [since],
        _EVENTS,
    )


def one_household(events: pl.DataFrame, first: date, last: date) -> dict[str, str]:
    """Household to the id by which all are known that were one on a day of the period."""
    held = ((pl.col("kind") == "split") & (pl.col("date") > first)) | (
        (pl.col("kind") == "merged") & (pl.col("date") <= last)
    )
    return roots(events.filter(held).select("one", "other").iter_rows())
