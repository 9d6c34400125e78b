"""Movements are found from a household's history, never typed (official forms 2 and 3).

Pure functions over frames; the registry and the lists are read by ``histories``. A relapse is a household that once left
by a decision and is recognised again; there is no time limit. Households that change place, split, join or die out go
to columns 4 and 8, so that column 9 always closes.
"""

import polars as pl

from ansinh.reviews.enums import Movement as M

_POOR, _NEAR = pl.lit("poor"), pl.lit("near_poor")


def two_lists(column: str) -> pl.Expr:
    """The list a class belongs to: ``poor`` for both kinds of poor, ``near_poor``, else blank."""
    return (
        pl.when(pl.col(column).is_in(["poor", "poor_income", "poor_deprivation"]))
        .then(_POOR)
        .when(pl.col(column) == "near_poor")
        .then(_NEAR)
        .otherwise(pl.lit(""))
    )


def find_movements(rows: pl.DataFrame) -> pl.DataFrame:
    """Add ``movement`` and ``movement_reason`` to one row a household and dossier.

    Needs ``opening_class`` and ``closing_class`` (``poor``, ``near_poor`` or blank), ``here`` (the household is still a
    household of this dossier), ``came_by`` (``moved``, ``split``, ``merged``, ``new_standard`` or blank: how it came since
    the opening), ``went_by`` (how it went), ``left_poor`` and ``left_near`` (it once left that list by a decision).
    """
    opening, closing = pl.col("opening_class"), pl.col("closing_class")
    gone = ~pl.col("here")
    stayed = (
        pl.when((opening == "poor") & (closing == "poor"))
        .then(pl.lit(M.STAY_POOR.value))
        .when((opening == "poor") & (closing == "near_poor"))
        .then(pl.lit(M.POOR_TO_NEAR.value))
        .when(opening == "poor")
        .then(pl.lit(M.POOR_OUT.value))
        .when((opening == "near_poor") & (closing == "poor"))
        .then(pl.lit(M.NEAR_TO_POOR.value))
        .when((opening == "near_poor") & (closing == "near_poor"))
        .then(pl.lit(M.STAY_NEAR.value))
        .otherwise(pl.lit(M.NEAR_OUT.value))
    )
    # Whoever was ever poor and falls back to near-poverty is recognised again too; the other way round a household that
    # was only near-poor never was poor, so it is newly poor (decision record 0004).
    entered = (
        pl.when(pl.col("came_by") != "")
        .then(pl.lit(M.OTHER_IN.value))
        .when((closing == "poor") & pl.col("left_poor"))
        .then(pl.lit(M.RELAPSE_POOR.value))
        .when(closing == "poor")
        .then(pl.lit(M.NEW_POOR.value))
        .when(pl.col("left_near") | pl.col("left_poor"))
        .then(pl.lit(M.RELAPSE_NEAR.value))
        .otherwise(pl.lit(M.NEW_NEAR.value))
    )
    movement = (
        pl.when((opening != "") & gone)
        .then(pl.lit(M.OTHER_OUT.value))
        .when(opening != "")
        .then(stayed)
        .when(gone | (closing == ""))
        .then(pl.lit(""))
        .otherwise(entered)
    )
    reason = (
        pl.when(movement == M.OTHER_OUT.value)
        .then(pl.col("went_by"))
        .when(movement == M.OTHER_IN.value)
        .then(pl.col("came_by"))
        .otherwise(pl.lit(""))
    )
    return rows.with_columns(movement.alias("movement"), reason.alias("movement_reason"))


def balance_persons(rows: pl.DataFrame) -> pl.DataFrame:
    """Make ``opening_persons + persons_gained − persons_lost = persons`` hold for households that are still there.

    ``listed_persons`` is the number a list printed (null where it printed none); a difference to what the events tell is
    a coming or going that no event told of. A gone household keeps its opening persons, known or listed.
    """
    told = pl.col("persons") - pl.col("persons_gained") + pl.col("persons_lost")
    here = pl.col("here")
    gap = (pl.col("listed_persons") - told).fill_null(0)
    return rows.with_columns(
        pl.when(here)
        .then(pl.coalesce("listed_persons", told))
        .otherwise(pl.coalesce("listed_persons", "opening_members"))
        .fill_null(0)
        .alias("opening_persons"),
        pl.when(here).then(pl.col("persons_gained") + (-gap).clip(0)).otherwise(0).alias("persons_gained"),
        pl.when(here).then(pl.col("persons_lost") + gap.clip(0)).otherwise(0).alias("persons_lost"),
    )
