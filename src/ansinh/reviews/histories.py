"""What a household's past says, as frames: the opening list, earlier departures by decision, events since."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.kernel.bulk import read_frame
from ansinh.reviews.movements import two_lists

_HOUSEHOLD = "CAST(household_id AS VARCHAR(36))"


def _hexed(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    return frame.with_columns(pl.col(name).str.replace_all("-", "") for name in columns)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def opening_list(list_year: int, standard: str, unit_ids: Sequence[int]) -> pl.DataFrame:
    """The list in force when the year began: ``household, unit_id, village, opening_class, listed_persons, since``.

    Rows by which a household left (class ``average`` or ``not_poor``) are no opening; of several rows of one household
    the one that took effect first is the opening.
    """
    rows = read_frame(
        f"SELECT {_HOUSEHOLD}, unit_id, village, list_class, persons, effective_from FROM reviews_listentry "
        f"WHERE list_year = %s AND standard = %s AND unit_id IN ({_marks(unit_ids)}) ORDER BY effective_from, id",
        [list_year, standard, *unit_ids],
        {
            "household": pl.String,
            "unit_id": pl.Int64,
            "village": pl.String,
            "list_class": pl.String,
            "listed_persons": pl.Int64,
            "since": pl.Date,
        },
    )
    return (
        _hexed(rows, "household")
        .with_columns(two_lists("list_class").alias("opening_class"))
        .filter(pl.col("opening_class") != "")
        .unique("household", keep="first", maintain_order=True)
    )


def departures(list_year: int, unit_ids: Sequence[int]) -> pl.DataFrame:
    """Households that once left a list by decision before this list year's end: ``household, left_poor, left_near``.

    Leaving is a decision, not an absence from the next list: a row off the list (class ``average`` or ``not_poor``, or
    ``poor_to_near`` for the poor list) that carries a decision or names the departure.
    """
    rows = read_frame(
        f"SELECT {_HOUSEHOLD}, list_year, list_class, kind_of_entry, decision_no FROM reviews_listentry "
        f"WHERE list_year <= %s AND household_id IN (SELECT household_id FROM reviews_listentry "
        f"WHERE unit_id IN ({_marks(unit_ids)}))",
        [list_year, *unit_ids],
        {
            "household": pl.String,
            "list_year": pl.Int64,
            "list_class": pl.String,
            "kind": pl.String,
            "decision_no": pl.String,
        },
    )
    rows = _hexed(rows, "household").with_columns(two_lists("list_class").alias("on"))
    off = rows.filter(
        pl.col("list_class").is_in(["average", "not_poor"])
        & (pl.col("kind").is_in(["poor_out", "near_out"]) | (pl.col("decision_no") != ""))
    )
    # What a household left is what it was on before: told by the kind of the row, else by its latest earlier row.
    before = (
        off.join(rows.filter(pl.col("on") != ""), on="household", suffix="_was")
        .filter(pl.col("list_year_was") < pl.col("list_year"))
        .sort("list_year_was")
        .unique(["household", "list_year"], keep="last")
        .select("household", "list_year", pl.col("on_was"))
    )
    told = off.join(before, on=["household", "list_year"], how="left").with_columns(
        pl.when(pl.col("kind") == "poor_out")
        .then(pl.lit("poor"))
        .when(pl.col("kind") == "near_out")
        .then(pl.lit("near_poor"))
        .otherwise(pl.col("on_was"))
        .alias("left")
    )
    down = rows.filter(pl.col("kind") == "poor_to_near").select("household", pl.lit("poor").alias("left"))
    every = pl.concat([told.select("household", "left"), down])
    return every.group_by("household").agg(
        (pl.col("left") == "poor").any().fill_null(False).alias("left_poor"),
        (pl.col("left") == "near_poor").any().fill_null(False).alias("left_near"),
    )


def events_between(after: date, until: date) -> pl.DataFrame:
    """Life events in (after, until]: ``household, member_ref, kind, date, other_household, from_unit, to_unit``."""
    rows = read_frame(
        f"SELECT {_HOUSEHOLD}, member_ref, kind, date, CAST(other_household_id AS VARCHAR(36)), from_unit_id, to_unit_id "
        "FROM households_lifeevent WHERE date > %s AND date <= %s ORDER BY date, id",
        [after, until],
        {
            "household": pl.String,
            "member_ref": pl.String,
            "kind": pl.String,
            "date": pl.Date,
            "other_household": pl.String,
            "from_unit": pl.Int64,
            "to_unit": pl.Int64,
        },
    )
    return _hexed(rows, "household", "other_household")


def member_spans(unit_ids: Sequence[int], after: date, until: date) -> pl.DataFrame:
    """Per household: ``opening_members`` (members at the opening), ``gained`` and ``lost`` since.

    A member whose membership begins, or who was born, after the opening was gained; one whose membership ended since
    was lost. Someone who came and went in between counts on neither side.
    """
    rows = read_frame(
        "SELECT CAST(m.household_id AS VARCHAR(36)), m.valid_from, m.valid_until, p.birth_date "
        "FROM households_membership m JOIN households_person p ON p.id = m.person_id "
        "JOIN households_household h ON h.id = m.household_id "
        "WHERE (m.valid_until IS NULL OR m.valid_until > %s) AND h.id IN ("
        f"SELECT household_id FROM reviews_listentry WHERE unit_id IN ({_marks(unit_ids)}))",
        [after, *unit_ids],
        {"household": pl.String, "valid_from": pl.Date, "valid_until": pl.Date, "birth_date": pl.Date},
    )
    began = pl.max_horizontal("valid_from", "birth_date")
    came = (began > pl.lit(after)).fill_null(False)
    went = (pl.col("valid_until") <= pl.lit(until)).fill_null(False)
    known = (
        _hexed(rows, "household")
        .group_by("household")
        .agg(
            (~came).sum().cast(pl.Int64).alias("opening_members"),
            (came & ~went).sum().cast(pl.Int64).alias("gained"),
            (~came & went).sum().cast(pl.Int64).alias("lost"),
        )
    )
    return pl.concat([known, _never_met(after, until)]).group_by("household").agg(pl.all().sum())


def _never_met(after: date, until: date) -> pl.DataFrame:
    """People of whom only an event tells (they died or left before any survey named them): there at the opening, lost
    since. Whoever also came within the span counts on neither side."""
    rows = read_frame(
        f"SELECT {_HOUSEHOLD}, member_ref, kind FROM households_lifeevent WHERE date > %s AND date <= %s "
        "AND member_ref <> '' AND person_id IS NULL AND kind IN ('died', 'left', 'born', 'joined')",
        [after, until],
        {"household": pl.String, "member_ref": pl.String, "kind": pl.String},
    )
    people = (
        _hexed(rows, "household")
        .group_by("household", "member_ref")
        .agg(
            pl.col("kind").is_in(["died", "left"]).any().alias("went"),
            pl.col("kind").is_in(["born", "joined"]).any().alias("came"),
        )
        .filter(pl.col("went") & ~pl.col("came"))
    )
    return people.group_by("household").agg(
        pl.len().cast(pl.Int64).alias("opening_members"),
        pl.lit(0, dtype=pl.Int64).alias("gained"),
        pl.len().cast(pl.Int64).alias("lost"),
    )
