"""Who is one and the same for a payment: people who were decided to be one person, households that were one in a period.

The database holds the same by triggers (``support.models.payments``); here it is known before, so that who is left out of a run
is said with the reason.
"""

from collections.abc import Iterable
from datetime import date

import polars as pl

from ansinh.access.walls import beyond_walls
from ansinh.households.enums import DuplicateDecision
from ansinh.households.models import SuspectedDuplicate
from ansinh.kernel.bulk import as_hex, read_frame

_EVENTS = {"one": pl.String, "other": pl.String, "kind": pl.String, "date": pl.Date}


def same_people() -> dict[str, str]:
    """Person (hex id) to the one id by which all who were decided to be that person are known. People of no decision are
    not in it."""
    with beyond_walls():
        pairs = SuspectedDuplicate.objects.filter(decision=DuplicateDecision.SAME.value)
        decided = list(pairs.values_list("left_id", "right_id"))
    return _roots((left.hex, right.hex) for left, right in decided)


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
    return _roots(events.filter(held).select("one", "other").iter_rows())


def _roots(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            one = above[one]
        return one

    for left, right in pairs:
        low, high = sorted((top(left), top(right)))
        above[high] = low
    return {one: top(one) for one in list(above)}
