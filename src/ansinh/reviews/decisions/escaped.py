"""Newly escaped households: their clock runs from the day they left the lists, of ex-poor and of ex-near-poor apart.

A household has it on a day while the last row of its history by that day is one by which it left: a relapse ends it from its own
day on. Going from poor to near-poor is no escape: the household is still on a list.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.access.scope import Scope
from ansinh.kernel.bulk import as_hex, read_frame, read_frame_of
from ansinh.kernel.dates import add_months
from ansinh.reviews.decisions.parameters import parameter
from ansinh.reviews.histories import IN_FORCE
from ansinh.standards.registry import UnknownStandard, standard_for_list

_LEFT = {"poor_out": "poor", "near_out": "near_poor"}
_MONTHS = {"poor": "escaped_months_poor", "near_poor": "escaped_months_near_poor"}
_SCHEMA = {
    "id": pl.Int64,
    "household_id": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "list_year": pl.Int64,
    "standard": pl.String,
    "list_class": pl.String,
    "kind": pl.String,
    "decision_no": pl.String,
    "effective_from": pl.Date,
    "persons": pl.Int64,
    "name": pl.String,
    "name_fold": pl.String,
    "name_sort": pl.String,
    "unit_name": pl.String,
}
_ROWS = (
    "SELECT e.id, CAST(e.household_id AS VARCHAR(36)), e.unit_id, e.village, e.list_year, e.standard, e.list_class, "
    "e.kind_of_entry, e.decision_no, e.effective_from, e.persons, h.head_name, h.head_name_fold, h.head_name_sort, u.name "
    "FROM reviews_listentry e JOIN households_household h ON h.id = e.household_id "
    f"LEFT JOIN places_unit u ON u.id = e.unit_id WHERE {IN_FORCE} AND e.household_id IN "
    "(SELECT household_id FROM reviews_listentry WHERE kind_of_entry IN ('poor_out', 'near_out'){units})"
)


def escaped_within(scope: Scope, on: date) -> pl.DataFrame:
    """Households within the scope whose clock runs on a day or begins after it: ``id, household_id, name, unit_name, village,
    was`` (``poor`` or ``near_poor``), ``since, until, left_days, decision_no, list_year, persons``.

    ``since`` is the day its leaving took effect; where the row does not say, the first of the list's year. ``until`` is the
    last day.
    """
    rows = _entries(scope)
    if rows.is_empty():
        return _clocked(rows, on)
    rows = rows.filter(_of_list_standard(rows))
    held = _clocked(rows, on)
    if scope.unit_ids is None:
        return held
    pairs = [f"{unit}|{village}" for unit, village in scope.villages]
    place = pl.concat_str("unit_id", "village", separator="|")
    return held.filter(pl.col("unit_id").is_in(sorted(scope.unit_ids)) | place.is_in(pairs))


def _entries(scope: Scope) -> pl.DataFrame:
    touched = scope.touched
    if touched is None:
        return read_frame(_ROWS.format(units=""), [], _SCHEMA)
    found = read_frame_of(_ROWS.replace("{units}", " AND unit_id IN ({keys})"), sorted(touched), _SCHEMA)
    return found.unique("id")


def _of_list_standard(rows: pl.DataFrame) -> pl.Expr:
    """Rows under the standard that makes the list of their year (its own or a place's on it): in a year of change another
    is run beside it, and its list is no list in force."""
    pairs = rows.select("list_year", "standard").unique().rows()
    kept = [f"{year}|{code}" for year, code in pairs if code.partition("+")[0] == _standard(year)]
    return pl.concat_str("list_year", "standard", separator="|").is_in(kept)


def _standard(year: int) -> str | None:
    try:
        return standard_for_list(year)
    except UnknownStandard:
        return None


def _clocked(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    told = (
        rows.with_columns(as_hex("household_id"))
        .with_columns(
            pl.col("effective_from").fill_null(pl.date("list_year", 1, 1)).alias("since"),
            pl.col("kind").replace_strict(_LEFT, default="", return_dtype=pl.String).alias("was"),
        )
        .sort("since", "list_year", "id")
    )
    # A relapse after the day asked about ends nothing on it.
    running = _left_last(told.filter(pl.col("since") <= on))
    coming = _left_last(told).filter(pl.col("since") > on)
    last = pl.concat([running, coming.join(running, on="household_id", how="anti")])
    days: Sequence[date | None] = [
        add_months(since, parameter(_MONTHS[was]).value) for was, since in last.select("was", "since").rows()
    ]
    return (
        last.with_columns(pl.Series("until", days, dtype=pl.Date))
        .filter(pl.col("until") >= on)
        .with_columns((pl.col("until") - pl.lit(on)).dt.total_days().alias("left_days"))
        .drop("kind", "effective_from", "list_class")
    )


def _left_last(rows: pl.DataFrame) -> pl.DataFrame:
    """The last row of each household, where it left by it."""
    return rows.unique("household_id", keep="last", maintain_order=True).filter(pl.col("was") != "")
