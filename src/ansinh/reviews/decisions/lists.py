"""The list of a day: who is poor or near-poor at some communes on it, found in the history of lists.

Nothing in the history is overwritten. A yearly list holds from 1 January until the next one of its commune takes effect, however
late that comes: a household leaves by a decision and not by a date (decision record 0010). A decision within the year adds a row
that holds from its own day, and a household left by a row that says so. The last row that took effect by the day is what holds.
"""

from collections.abc import Collection, Sequence
from datetime import date

import polars as pl
from django.db.models import Min

from ansinh.access.scope import Scope
from ansinh.kernel.bulk import as_hex, read_frame, read_frame_of
from ansinh.places.models import Unit
from ansinh.reviews.histories import IN_FORCE, LEAVING
from ansinh.reviews.models import ListEntry
from ansinh.reviews.movements import two_lists
from ansinh.reviews.queries import commune_map
from ansinh.standards.registry import first_list_year, standard_for_list

_SCHEMA = {
    "id": pl.Int64,
    "household": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "list_year": pl.Int64,
    "list_class": pl.String,
    "kind": pl.String,
    "persons": pl.Int64,
    "decision_no": pl.String,
    "decision_date": pl.Date,
    "decision_id": pl.Int64,
    "effective_from": pl.Date,
    "effective_until": pl.Date,
}
_COLUMNS = (
    "e.id, CAST(e.household_id AS VARCHAR(36)), e.unit_id, e.village, e.list_year, e.list_class, e.kind_of_entry, e.persons, "
    "e.decision_no, e.decision_date, e.decision_id, e.effective_from, e.effective_until"
)
# Rows of a year's own list, and not what a review within the year or a file of one added to it later.
_YEARLY = (
    "COALESCE(v.period, d.period, '') NOT LIKE %s AND (e.effective_from IS NULL OR e.effective_from <= %s "
    "OR e.version_id IS NOT NULL OR e.decision_id IS NOT NULL)"
)
_LISTED = {
    "household": pl.String,
    "unit_id": pl.Int64,
    "village": pl.String,
    "list_year": pl.Int64,
    "list_name": pl.String,
    "list_class": pl.String,
    "since": pl.Date,
    "decision_no": pl.String,
    "decision_date": pl.Date,
    "decision_id": pl.Int64,
    "persons": pl.Int64,
}


def list_on(units: Sequence[int], day: date) -> pl.DataFrame:
    """Who is on a list at communes ``units`` on a day: ``household, unit_id, village, list_year, list_name`` (``poor`` or
    ``near_poor``), ``list_class, since, decision_no, decision_date, decision_id, persons``, one row a household.

    ``list_year`` is that of the list that holds: an earlier one than the day's where none took its place yet. A household that
    a later row lists at another commune is on that commune's list only. Who left by any row that took effect by the day is
    on none.
    """
    return listed_on(entries_held(units, day), day).filter(pl.col("unit_id").is_in(sorted(units)))


def list_everywhere(day: date) -> pl.DataFrame:
    """``list_on`` of every commune of the country that has a list."""
    return list_on(_listing_units(day), day)


def entries_held(units: Sequence[int], day: date) -> pl.DataFrame:
    """The rows in force of the lists that hold at ``units`` on a day, of every household that any of them lists there; those of
    the day's year that take effect later are among them."""
    held = years_held(units, day)
    here = "SELECT household_id FROM reviews_listentry WHERE unit_id IN ({keys})"
    found = [pl.DataFrame(schema=_SCHEMA)]
    for year in range(min(held.values(), default=day.year), day.year + 1):
        found.append(
            read_frame_of(
                f"SELECT {_COLUMNS} FROM reviews_listentry e "
                f"WHERE e.list_year = %s AND e.standard = %s AND {IN_FORCE} AND e.household_id IN ({here})",
                sorted(units),
                _SCHEMA,
                before=[year, standard_for_list(year)],
            )
        )
    rows = pl.concat(found).unique("id").with_columns(as_hex("household"))
    # A row of a list whose place another took is told by its unit; where that is not asked about, the newest row decides.
    first = pl.col("unit_id").replace_strict(held, default=None, return_dtype=pl.Int64)
    return rows.with_columns((pl.col("list_year") < first).fill_null(False).alias("replaced"))


def years_held(units: Collection[int], day: date) -> dict[int, int]:
    """The year of the yearly list that holds at each of ``units`` on a day: the newest that took effect by it, at the unit or
    at the commune that its people are in now. A unit without any list is not in it."""
    now = commune_map(list(Unit.objects.filter(pk__in=units, level="commune").on(day)), day)
    own: dict[int, int] = {}
    wanted = set(units) | {now[one] for one in units if one in now}
    oldest = ListEntry.objects.everywhere().filter(unit__in=wanted).aggregate(first=Min("list_year"))["first"]
    first = max(oldest, first_list_year()) if oldest else day.year + 1
    for year in range(day.year, first - 1, -1):
        if not wanted:
            break
        own |= dict.fromkeys(_having_yearly_list(wanted, year, day), year)
        wanted -= {one for one in wanted if one in own or now.get(one) in own}
    found = {one: max(own.get(one, 0), own.get(now.get(one, one), 0)) for one in units}
    return {one: year for one, year in found.items() if year}


def _having_yearly_list(units: Collection[int], year: int, day: date) -> list[int]:
    rows = read_frame_of(
        "SELECT DISTINCT e.unit_id FROM reviews_listentry e LEFT JOIN datasets_version v ON v.id = e.version_id "
        "LEFT JOIN reviews_decision d ON d.id = e.decision_id "
        f"WHERE e.list_year = %s AND e.standard = %s AND {IN_FORCE} AND {_YEARLY} "
        "AND (e.effective_from IS NULL OR e.effective_from <= %s) AND e.unit_id IN ({keys})",
        sorted(units),
        {"unit_id": pl.Int64},
        before=[year, standard_for_list(year), "%-%", date(year, 1, 1), day],
    )
    return rows["unit_id"].unique().to_list()


def listed_on(rows: pl.DataFrame, day: date) -> pl.DataFrame:
    """``list_on`` from rows in force. Rows without ``list_year`` are of the day's year; ``replaced`` ones are of a list whose
    place another took: who has no newer row is on none."""
    given = rows.with_columns(
        pl.lit(value, dtype=kind).alias(name)
        for name, value, kind in (
            ("list_year", day.year, pl.Int64),
            ("replaced", False, pl.Boolean),
            ("decision_date", None, pl.Date),
            ("decision_id", None, pl.Int64),
        )
        if name not in rows.columns
    )
    since = pl.col("effective_from").fill_null(pl.date(pl.col("list_year"), 1, 1))
    until = pl.col("effective_until")
    took = given.with_columns(since.alias("since")).filter(pl.col("since") <= day)
    last = took.sort("list_year", "since", "id").unique("household", keep="last", maintain_order=True)
    return (
        last.filter(~pl.col("replaced") & ~pl.col("kind").is_in(LEAVING) & (until.is_null() | (until >= day)))
        .with_columns(two_lists("list_class").alias("list_name"))
        .filter(pl.col("list_name") != "")
        .select(*_LISTED)
        .sort("household")
    )


def _listing_units(day: date) -> list[int]:
    rows = read_frame(
        "SELECT DISTINCT unit_id FROM reviews_listentry WHERE list_year <= %s AND unit_id IS NOT NULL",
        [day.year],
        {"unit_id": pl.Int64},
    )
    return sorted(rows["unit_id"].to_list())


def listed_within(scope: Scope, day: date) -> pl.DataFrame:
    """``list_on`` of every commune within a scope; of villages only theirs."""
    units = scope.touched
    rows = list_everywhere(day) if units is None else list_on(sorted(units), day)
    if scope.unit_ids is None:
        return rows
    pairs = [f"{unit}|{village}" for unit, village in scope.villages]
    place = pl.concat_str("unit_id", "village", separator="|")
    return rows.filter(pl.col("unit_id").is_in(sorted(scope.unit_ids)) | place.is_in(pairs))
