"""Households and members of an accepted file, into the registry, as sets.

A household is known again by its source and its id there; a member by its id in the household.
Everybody else is new. Nothing here decides that two people are one: that is proposed (``duplicates``)
and decided by a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

from ansinh.households.lines import renew_lines
from ansinh.households.models import Household, Membership, Person, Placement
from ansinh.households.queries import (
    first_days_told,
    households_by_ref,
    open_memberships,
    open_placements,
)
from ansinh.kernel.identifiers import mint_ids
from ansinh.kernel.keys import Keyring
from ansinh.kernel.text import fold, name_sort_key
from ansinh.work.traces import add_traced, change_traced

# The members of households of which only the id is known so far.
NOBODY = pl.DataFrame(
    schema=dict.fromkeys(
        (
            "household_id",
            "member_id",
            "full_name",
            "relation",
            "sex",
            "birth_date",
            "ethnicity",
            "citizen_id",
        ),
        pl.String,
    )
)


@dataclass(frozen=True)
class Registered:
    """``households``: ``household_id`` (the file's), ``household`` (hex id), ``new``; ``members``:
    ``household_id, member_id, person`` (hex id), ``new``; and how many members were seen to have left."""

    households: pl.DataFrame
    members: pl.DataFrame
    new_households: int
    new_people: int
    left: int


@dataclass(frozen=True)
class Recording:
    """Who records, when, from which batch and source, with which keys, and the date the file speaks of."""

    source: str
    as_of: date
    at: datetime
    by: str
    batch: int | None
    keys: Keyring
    keys_folder: Path | None = None


def _folded(column: str, function) -> pl.Expr:
    return pl.col(column).map_elements(function, return_dtype=pl.String, skip_nulls=True)


def register(households: pl.DataFrame, members: pl.DataFrame, how: Recording) -> Registered:
    """Register a file's people in the current transaction.

    ``households``: ``household_id, unit_id`` (null: to be placed), ``placed_under``, ``village,
    head_name``. ``members``: ``household_id, member_id, full_name, relation, sex, birth_date`` (text),
    ``ethnicity, citizen_id``.
    """
    known = households_by_ref(how.source, households["household_id"].to_list())
    joined = households.join(
        known.rename({"source_ref": "household_id"}), on="household_id", how="left", suffix="_was"
    )
    fresh = joined.filter(pl.col("household").is_null()).drop("household")
    fresh = fresh.with_columns(mint_ids(fresh.height).alias("household"))
    _insert_households(fresh, how)
    old = joined.filter(pl.col("household").is_not_null())
    _update_households(old, how)
    _follow_to_new_places(old, how)
    mapping = pl.concat(
        [
            fresh.select("household_id", "household", pl.lit(True).alias("new")),
            old.select("household_id", "household", pl.lit(False).alias("new")),
        ]
    )
    people, left = _members(members, mapping, how)
    renew_lines(mapping["household"])
    return Registered(mapping, people, fresh.height, people["new"].sum(), left)


def _insert_households(fresh: pl.DataFrame, how: Recording) -> None:
    add_traced(
        Household,
        fresh.select(
            pl.col("household").alias("id"),
            pl.lit(how.source).alias("source"),
            pl.col("household_id").alias("source_ref"),
            "unit_id",
            pl.col("placed_under").alias("placed_under_id"),
            pl.col("village").fill_null(""),
            pl.col("head_name").fill_null(""),
            _folded("head_name", fold).fill_null("").alias("head_name_fold"),
            _folded("head_name", name_sort_key).fill_null("").alias("head_name_sort"),
            pl.lit(how.at).alias("recorded_at"),
            pl.lit(how.batch, dtype=pl.Int64).alias("batch_id"),
        ),
        how.batch,
    )
    add_traced(
        Placement,
        fresh.filter(pl.col("unit_id").is_not_null()).select(
            pl.col("household").alias("household_id"),
            "unit_id",
            pl.col("village").fill_null(""),
            pl.lit(how.at).alias("recorded_at"),
            pl.lit(how.by).alias("recorded_by"),
        ),
        how.batch,
    )


def _update_households(old: pl.DataFrame, how: Recording) -> None:
    """Names and villages as the newest file has them; a blank cell says nothing and changes nothing."""
    changed = old.filter(
        (pl.col("head_name").is_not_null() & (pl.col("head_name") != pl.col("head_name_was")))
        | (pl.col("village").is_not_null() & (pl.col("village") != pl.col("village_was")))
    )
    head = pl.coalesce("head_name", "head_name_was")
    change_traced(
        Household,
        changed.select(
            pl.col("household").alias("id"),
            head.alias("head_name"),
            head.map_elements(fold, return_dtype=pl.String).alias("head_name_fold"),
            head.map_elements(name_sort_key, return_dtype=pl.String).alias("head_name_sort"),
            pl.coalesce("village", "village_was").alias("village"),
        ),
        how.batch,
    )


def _follow_to_new_places(old: pl.DataFrame, how: Recording) -> None:
    """Households that the file finds in another unit than the registry live there from its date on.

    No life event is made up: movements tell a change of commune from the answers themselves. A file older than the
    household's present placement moves nobody back.
    """
    found = old.filter(
        pl.col("unit_id").is_not_null() & (pl.col("unit_id") != pl.col("unit_id_was")).fill_null(True)
    )
    now_at = open_placements(found["household"].to_list())
    later = (now_at["valid_from"] >= how.as_of).fill_null(False)
    moving = found.join(now_at.filter(later).select("household"), on="household", how="anti")
    ended = now_at.filter(~later)
    change_traced(
        Placement,
        ended.select(
            pl.col("placement").alias("id"), pl.lit(how.as_of - timedelta(days=1)).alias("valid_until")
        ),
        how.batch,
    )
    change_traced(Household, moving.select(pl.col("household").alias("id"), "unit_id"), how.batch)
    add_traced(
        Placement,
        moving.select(
            pl.col("household").alias("household_id"),
            "unit_id",
            pl.coalesce("village", "village_was").fill_null("").alias("village"),
            pl.lit(how.as_of).alias("valid_from"),
            pl.lit(how.at).alias("recorded_at"),
            pl.lit(how.by).alias("recorded_by"),
        ),
        how.batch,
    )


def _members(members: pl.DataFrame, mapping: pl.DataFrame, how: Recording) -> tuple[pl.DataFrame, int]:
    known = open_memberships(mapping.filter(~pl.col("new"))["household"].to_list())
    rows = members.join(mapping.select("household_id", "household"), on="household_id", how="left")
    joined = rows.join(
        known.select("household", pl.col("member_ref").alias("member_id"), "person", "membership"),
        on=["household", "member_id"],
        how="left",
    )
    fresh = joined.filter(pl.col("person").is_null()).drop("person")
    fresh = fresh.with_columns(mint_ids(fresh.height).alias("person"))
    _insert_people(fresh, how)
    _insert_memberships(fresh, how)
    gone = known.join(
        rows.select("household", pl.col("member_id").alias("member_ref")),
        on=["household", "member_ref"],
        how="anti",
    )
    _end_memberships(gone, how)
    people = pl.concat(
        [
            fresh.select("household_id", "member_id", "person", pl.lit(True).alias("new")),
            joined.filter(pl.col("person").is_not_null()).select(
                "household_id", "member_id", "person", pl.lit(False).alias("new")
            ),
        ]
    )
    return people, gone.height


def _sealed_ids(fresh: pl.DataFrame, keys: Keyring) -> pl.DataFrame:
    """Ciphertext and blind index of each citizen id, blank where none was given."""
    sealed: list[bytes | None] = []
    index: list[bytes | None] = []
    for value, person in fresh.select("citizen_id", "person").iter_rows():
        sealed.append(keys.seal_id(value, person) if value else None)
        index.append(keys.blind_index(value) if value else None)
    return pl.DataFrame(
        {"citizen_id_sealed": sealed, "citizen_id_index": index},
        schema={"citizen_id_sealed": pl.Binary, "citizen_id_index": pl.Binary},
    )


def birth_columns(column: str = "birth_date") -> Mapping[str, pl.Expr]:
    """``YYYY-MM-DD`` gives a date and its year; ``YYYY`` the year alone."""
    text = pl.col(column).cast(pl.String)
    return {
        "birth_date": pl.when(text.str.len_chars() == 10).then(text).str.to_date("%Y-%m-%d", strict=False),
        "birth_year": text.str.slice(0, 4).cast(pl.Int16, strict=False),
    }


def _insert_people(fresh: pl.DataFrame, how: Recording) -> None:
    plain = fresh.select(
        pl.col("person").alias("id"),
        pl.col("full_name").fill_null(""),
        _folded("full_name", fold).fill_null("").alias("full_name_fold"),
        pl.col("sex").cast(pl.String).fill_null(""),
        *(expression.alias(name) for name, expression in birth_columns().items()),
        pl.col("ethnicity").cast(pl.String).fill_null(""),
        pl.lit(how.at).alias("recorded_at"),
    )
    add_traced(Person, plain.hstack(_sealed_ids(fresh, how.keys)), how.batch)


def _insert_memberships(fresh: pl.DataFrame, how: Recording) -> None:
    """A member begins with the birth or the joining that an earlier file told of, else since before we
    knew."""
    told = first_days_told(fresh["household"].unique(maintain_order=True).to_list(), how.as_of)
    begun = fresh.join(
        told.rename({"member_ref": "member_id"}),
        on=["household", "member_id"],
        how="left",
        maintain_order="left",
    )
    add_traced(
        Membership,
        begun.select(
            pl.col("household").alias("household_id"),
            pl.col("person").alias("person_id"),
            pl.col("member_id").alias("member_ref"),
            pl.col("relation").cast(pl.String).fill_null(""),
            pl.col("since").alias("valid_from"),
            pl.lit("").alias("ended_by"),
            pl.lit(how.at).alias("recorded_at"),
            pl.lit(how.by).alias("recorded_by"),
        ),
        how.batch,
    )


def _end_memberships(gone: pl.DataFrame, how: Recording) -> None:
    """A member whom the household's newest survey no longer names has left by its date."""
    change_traced(
        Membership,
        gone.select(
            pl.col("membership").alias("id"),
            pl.lit(how.as_of).alias("valid_until"),
            pl.lit("left").alias("ended_by"),
        ),
        how.batch,
    )
