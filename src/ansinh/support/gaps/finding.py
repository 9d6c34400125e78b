"""Gaps found by comparing frames: what is owed, what plans promise, what was given, who is enrolled, who needs what.

Nothing here reads or writes; ``seeking`` does. Ids are hex text throughout.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from ansinh.support.models.planning_enums import GapKind

# How long after the last thing given something may still be on its way, by rhythm: a run comes after its period is over.
_LATE = {"month": 62, "quarter": 123, "term": 184, "year": 366}
_EVER = date(1900, 1, 1)
KEY = ["household_id", "person_id", "policy", "kind", "promise"]
SUBJECT = ["policy", "household_id", "person_id"]
FOUND = {
    "household_id": pl.String,
    "person_id": pl.String,
    "policy": pl.String,
    "kind": pl.String,
    "promise": pl.Boolean,
    "amount": pl.Int64,
    "amount_per": pl.String,
    "missing": pl.String,
    "needed": pl.Boolean,
}


@dataclass(frozen=True)
class Compared:
    """What is compared of one commune on a day.

    ``owed`` and ``promised``: entitlement frames; ``served``: ``delivery.queries.served`` of a year back; ``enrolled``: ``policy,
    household_id, person_id, valid_from`` of who is on a policy that day; ``needs``: ``needs_on``; ``listed``: ids of the
    households on a list or newly off one; ``judged``: codes of the policies whose rules can be evaluated; ``once``: those of
    which one delivery is enough for ever.
    """

    on: date
    owed: pl.DataFrame
    promised: pl.DataFrame
    served: pl.DataFrame
    enrolled: pl.DataFrame
    needs: pl.DataFrame
    listed: frozenset[str]
    judged: frozenset[str]
    once: frozenset[str]


def find_gaps(given: Compared) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The gaps (columns ``FOUND``, one row a key), and what is unknown of households on no list, which is counted only:
    ``policy, households, rows``."""
    owed = pl.concat(
        [
            given.owed.with_columns(pl.lit(value=False).alias("promise")),
            given.promised.with_columns(pl.lit(value=True).alias("promise")),
        ]
    ).select(*SUBJECT, "promise", "state", "amount", "amount_per", "missing")
    # What law owes already is no promise beyond it.
    same = owed.filter(~pl.col("promise") & (pl.col("state") == "entitled")).select(SUBJECT)
    promised = owed.filter(pl.col("promise")).join(same, on=SUBJECT, how="anti", nulls_equal=True)
    owed = pl.concat([owed.filter(~pl.col("promise")), promised])
    lacking = _not_served(given, owed)
    unknown = lacking.filter(pl.col("state") == "unknown")
    told, untold = _listed_apart(given, unknown)
    parts = [
        _as(lacking.filter(pl.col("state") == "entitled"), GapKind.ENTITLED_NOT_SERVED),
        _as(told, GapKind.UNKNOWN),
        _served_without_right(given),
        _served_twice(given),
    ]
    needed = given.needs.select(SUBJECT).unique().with_columns(pl.lit(value=True).alias("needed"))
    found = (
        pl.concat(parts)
        .join(needed, on=SUBJECT, how="left", nulls_equal=True)
        .with_columns(pl.col("needed").fill_null(value=False))
        .select(pl.col(name).cast(kind) for name, kind in FOUND.items())
        .unique(KEY, keep="first", maintain_order=True)
    )
    counted = (
        untold.filter(~pl.col("promise"))
        .group_by("policy")
        .agg(pl.col("household_id").n_unique().alias("households"), pl.len().alias("rows"))
    )
    return found, counted


def _as(rows: pl.DataFrame, kind: GapKind) -> pl.DataFrame:
    return rows.select(
        "household_id",
        "person_id",
        "policy",
        pl.lit(kind.value).alias("kind"),
        "promise",
        "amount",
        "amount_per",
        pl.col("missing").fill_null(""),
    )


def _not_served(given: Compared, owed: pl.DataFrame) -> pl.DataFrame:
    """What is owed or unknown and neither given lately nor begun lately."""
    last = given.served.group_by(SUBJECT).agg(pl.col("valid_until").fill_null(given.on).max().alias("last"))
    begun = given.enrolled.group_by(SUBJECT).agg(pl.col("valid_from").max().alias("begun"))
    days = pl.col("amount_per").replace_strict(_LATE, default=0, return_dtype=pl.Int64)
    since = (
        pl.when(pl.col("policy").is_in(list(given.once)) | (pl.col("amount_per") == "once"))
        .then(pl.lit(_EVER))
        .otherwise(pl.lit(given.on) - pl.duration(days=days))
        .cast(pl.Date)
    )
    both = owed.join(last, on=SUBJECT, how="left", nulls_equal=True).join(
        begun, on=SUBJECT, how="left", nulls_equal=True
    )
    reached = ((pl.col("last") >= since) | (pl.col("begun") >= since)).fill_null(value=False)
    return both.filter(~reached).drop("last", "begun")


def _listed_apart(given: Compared, unknown: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Unknowns of households that are listed, were served or have a need; and the others, of whom nobody can be asked."""
    near = (
        given.listed
        | set(given.needs["household_id"].to_list())
        | set(given.served["household_id"].drop_nulls().to_list())
    )
    here = pl.col("household_id").is_in(list(near))
    return unknown.filter(here), unknown.filter(~here)


def _served_without_right(given: Compared) -> pl.DataFrame:
    """Given, or enrolled, on the day itself to whom no rule gives it. What was given for a time before is judged by that time."""
    now = given.served.filter(
        (pl.col("valid_from") <= given.on)
        & (pl.col("valid_until").is_null() | (pl.col("valid_until") >= given.on))
    )
    having = pl.concat([now.select(*SUBJECT, "amount"), given.enrolled.select(*SUBJECT, "amount")]).unique(
        SUBJECT, keep="first", maintain_order=True
    )
    right = given.owed.select(SUBJECT).unique()
    wrong = having.filter(
        pl.col("policy").is_in(list(given.judged)) & ~pl.col("policy").is_in(list(given.once))
    ).join(right, on=SUBJECT, how="anti", nulls_equal=True)
    promised = given.promised.select(SUBJECT).unique()
    wrong = wrong.join(promised, on=SUBJECT, how="anti", nulls_equal=True)
    bare = wrong.with_columns(
        pl.lit(value=False).alias("promise"), pl.lit("").alias("amount_per"), pl.lit("").alias("missing")
    )
    return _as(bare, GapKind.SERVED_NOT_ENTITLED)


def _served_twice(given: Compared) -> pl.DataFrame:
    """Two deliveries of one purpose to one person, or one household, whose spans share a day within the last year."""
    since = given.on - timedelta(days=_LATE["year"])
    # Only deliveries with an id: a promise of one is none.
    rows = given.served.filter(pl.col("valid_until").fill_null(given.on) >= since).select(
        *SUBJECT,
        "purpose",
        "kind",
        "source_id",
        "valid_from",
        pl.col("valid_until").fill_null(given.on),
        "amount",
    )
    pairs = rows.join(
        rows, on=["purpose", "household_id", "person_id"], how="inner", suffix="_other", nulls_equal=True
    ).filter(
        (pl.col("kind") + ":" + pl.col("source_id").cast(pl.String))
        > (pl.col("kind_other") + ":" + pl.col("source_id_other").cast(pl.String))
    )
    meet = pairs.filter(
        (pl.col("purpose") != "")
        & (pl.col("valid_from") <= pl.col("valid_until_other"))
        & (pl.col("valid_from_other") <= pl.col("valid_until"))
    )
    told = meet.with_columns(
        pl.lit(value=False).alias("promise"),
        pl.lit("").alias("amount_per"),
        pl.col("policy_other").alias("missing"),
    )
    return _as(told, GapKind.SERVED_TWICE)
