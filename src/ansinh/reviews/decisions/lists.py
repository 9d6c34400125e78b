"""The list of a day: who is poor or near-poor at some communes on it, found in the history of lists.

Nothing in the history is overwritten. A yearly list holds from 1 January; a decision within the year adds a row that holds
from its own day, and a household left by a row that says so. The last row that took effect by the day is what holds.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.access.scope import Scope
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.reviews.histories import IN_FORCE, LEAVING
from ansinh.reviews.models import ListEntry
from ansinh.reviews.movements import two_lists
from ansinh.standards.registry import standard_for_list

_SCHEMA = {
    "id": pl.Int64,
    "household": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "list_class": pl.String,
    "kind": pl.String,
    "persons": pl.Int64,
    "decision_no": pl.String,
    "effective_from": pl.Date,
    "effective_until": pl.Date,
}


def list_on(units: Sequence[int], day: date, standard: str | None = None) -> pl.DataFrame:
    """Who is on a list at communes ``units`` on a day: ``household, unit_id, village, list_name`` (``poor`` or
    ``near_poor``), ``list_class, since, decision_no, persons``, one row a household.

    ``standard`` is that of the year's list unless another is named. A household that a later row of the same year lists at
    another commune is on that commune's list only. Who left by any row that took effect by the day is on none.
    """
    rows = entries_of_year(units, day.year, standard)
    return listed_on(rows, day).filter(pl.col("unit_id").is_in(sorted(units)))


def entries_of_year(units: Sequence[int], year: int, standard: str | None = None) -> pl.DataFrame:
    """The rows in force of one year's list, of every household that any of them lists at ``units``."""
    here = "SELECT household_id FROM reviews_listentry WHERE unit_id IN ({keys})"
    rows = read_frame_of(
        "SELECT e.id, CAST(e.household_id AS VARCHAR(36)), e.unit_id, e.village, e.list_class, e.kind_of_entry, e.persons, "
        "e.decision_no, e.effective_from, e.effective_until FROM reviews_listentry e "
        f"WHERE e.list_year = %s AND e.standard = %s AND {IN_FORCE} AND e.household_id IN ({here})",
        sorted(units),
        _SCHEMA,
        before=[year, standard or standard_for_list(year)],
    ).unique("id")
    return rows.with_columns(as_hex("household"))


def listed_on(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """``list_on`` from the rows of one year's list in force (columns as read there)."""
    since = pl.col("effective_from").fill_null(date(day.year, 1, 1))
    until = pl.col("effective_until")
    took = rows.with_columns(since.alias("since")).filter(pl.col("since") <= day)
    last = took.sort("since", "id").unique("household", keep="last", maintain_order=True)
    return (
        last.filter(~pl.col("kind").is_in(LEAVING) & (until.is_null() | (until >= day)))
        .with_columns(two_lists("list_class").alias("list_name"))
        .filter(pl.col("list_name") != "")
        .select(
            "household", "unit_id", "village", "list_name", "list_class", "since", "decision_no", "persons"
        )
        .sort("household")
    )


def listed_within(scope: Scope, day: date) -> pl.DataFrame:
    """``list_on`` of every commune within a scope; of villages only theirs."""
    units = scope.touched
    if units is None:
        known = ListEntry.objects.everywhere().filter(list_year=day.year, unit__isnull=False)
        units = frozenset(known.order_by().values_list("unit_id", flat=True).distinct())
    rows = list_on(sorted(units), day)
    if scope.unit_ids is None:
        return rows
    pairs = [f"{unit}|{village}" for unit, village in scope.villages]
    place = pl.concat_str("unit_id", "village", separator="|")
    return rows.filter(pl.col("unit_id").is_in(sorted(scope.unit_ids)) | place.is_in(pairs))
