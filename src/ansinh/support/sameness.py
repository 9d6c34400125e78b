"""People who were decided to be one person, and households that went into another: what was recorded of one is known of the other."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

import polars as pl
from django.db import connection

from ansinh.access.walls import beyond_walls
from ansinh.households.enums import DuplicateDecision
from ansinh.households.models import SuspectedDuplicate
from ansinh.kernel.bulk import as_hex, read_frame, read_frame_of

_MERGED = {"went": pl.String, "into": pl.String}
_LIVING = {"household_id": pl.String, "person_id": pl.String, "unit_id": pl.Int64}


def same_people() -> dict[str, str]:
    """Person (hex id) to the one id by which all who were decided to be that person are known. People of no decision are
    not in it."""
    with beyond_walls():
        pairs = SuspectedDuplicate.objects.filter(decision=DuplicateDecision.SAME.value)
        decided = list(pairs.values_list("left_id", "right_id"))
    return roots((left.hex, right.hex) for left, right in decided)


def same_as(person: UUID) -> list[UUID]:
    """The other ids of who was decided to be the same person."""
    same = same_people()
    root = same.get(person.hex)
    return [UUID(one) for one, at in same.items() if at == root and one != person.hex] if root else []


def gone_into(households: Iterable[str], on: date) -> dict[str, str]:
    """Household (hex id) that went into one of ``households`` on or before a day, at once or through others, to that one."""
    found: dict[str, str] = {}
    fresh = {one: one for one in households}
    while fresh:
        pairs = _merged("other_household_id", fresh, on)
        fresh = {went: fresh[into] for went, into in pairs if went not in found and went != fresh[into]}
        found |= fresh
    return found


def home_after(households: Iterable[str], on: date) -> dict[str, str]:
    """Household (hex id) of ``households`` that went into another on or before a day, to the one that it is in by then."""
    found: dict[str, str] = {}
    passed: dict[str, set[str]] = {one: {one} for one in households}
    standing = {one: one for one in passed}
    while standing:
        into = dict(_merged("household_id", standing.values(), on))
        standing = {
            one: into[at] for one, at in standing.items() if at in into and into[at] not in passed[one]
        }
        for one, at in standing.items():
            passed[one].add(at)
        found |= standing
    return found


def _merged(side: str, households: Iterable[str], on: date) -> list[tuple[str, str]]:
    """Households that went into another by a day, and that one, of which these are the one or the other ``side``."""
    with beyond_walls():
        rows = read_frame_of(
            "SELECT CAST(e.household_id AS VARCHAR(36)), CAST(e.other_household_id AS VARCHAR(36)) FROM households_lifeevent e "
            f"WHERE e.kind = 'merged' AND e.date <= %s AND e.other_household_id IS NOT NULL AND e.{side} IN ({{keys}}) ORDER BY e.id",
            keys_of(set(households)),
            _MERGED,
            before=[on],
        )
    return rows.with_columns(as_hex("went", "into")).rows()


def told_of_merged(
    statement: str,
    schema: dict[str, type[pl.DataType]],
    on: date,
    *,
    units: Sequence[int],
    households: Sequence[str] | None,
    before: Sequence[object],
) -> pl.DataFrame:
    """What ``statement`` (rows of households that went into another, with ``household_id``) says of them: rows with the household that
    they are in on the day, where that one is at ``units`` (or among ``households``, hex ids)."""
    with beyond_walls():
        rows = read_frame(statement, list(before), schema).with_columns(as_hex("household_id"))
        after = home_after(rows["household_id"].unique().to_list(), on)
        places = read_frame_of(
            "SELECT CAST(h.id AS VARCHAR(36)), h.unit_id FROM households_household h WHERE h.id IN ({keys})",
            keys_of(set(after.values())),
            {"home": pl.String, "unit_id": pl.Int64},
        ).with_columns(as_hex("home"))
    here = (
        pl.col("unit_id").is_in(list(units)) if households is None else pl.col("home").is_in(list(households))
    )
    whose = pl.DataFrame(
        {"household_id": list(after), "home": list(after.values())},
        schema={"household_id": pl.String, "home": pl.String},
    )
    found = rows.join(whose, on="household_id").join(places.filter(here), on="home")
    return found.with_columns(household_id=pl.col("home")).select(list(schema))


def roots(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Everything that pairs connect to the lowest id of it."""
    above: dict[str, str] = {}

    def top(one: str) -> str:
        while above.setdefault(one, one) != one:
            one = above[one]
        return one

    for left, right in pairs:
        low, high = sorted((top(left), top(right)))
        above[high] = low
    return {one: top(one) for one in list(above)}


def keys_of(ids: Iterable[str]) -> list[UUID | str]:
    """Hex ids as the database in use compares them."""
    return [UUID(one) if connection.vendor == "postgresql" else one for one in sorted(ids)]


def told_elsewhere(
    statement: str,
    schema: dict[str, type[pl.DataType]],
    on: date,
    *,
    units: Sequence[int],
    households: Sequence[str] | None,
    before: Sequence[object],
) -> pl.DataFrame:
    """What ``statement`` (rows of persons among ``{keys}``, with ``household_id`` and ``person_id``, that it was recorded of) says of people under an id by which nobody lives any more: rows with the household and the
    id under which that person lives on the day at ``units`` (or in ``households``, hex ids). Empty where nobody was decided
    to be the same."""
    same = same_people()
    if not same:
        return pl.DataFrame(schema=schema)
    keys = keys_of(same)
    with beyond_walls():
        rows = read_frame_of(statement, keys, schema, before=before)
    living = read_frame_of(
        "SELECT CAST(m.household_id AS VARCHAR(36)), CAST(m.person_id AS VARCHAR(36)), h.unit_id "
        "FROM households_membership m JOIN households_household h ON h.id = m.household_id WHERE "
        "(m.valid_from IS NULL OR m.valid_from <= %s) AND (m.valid_until IS NULL OR m.valid_until >= %s) "
        "AND m.person_id IN ({keys})",
        keys,
        _LIVING,
        before=[on, on],
    ).with_columns(as_hex("household_id", "person_id"))
    here = (
        pl.col("unit_id").is_in(list(units))
        if households is None
        else pl.col("household_id").is_in(households)
    )
    root = pl.col("person_id").replace_strict(same, default=None, return_dtype=pl.String).alias("root")
    rows = rows.with_columns(as_hex("household_id", "person_id")).with_columns(root)
    whose = living.filter(here).with_columns(root).select("root", home="household_id", lives_as="person_id")
    found = rows.join(whose, on="root").filter(pl.col("person_id") != pl.col("lives_as"))
    return found.with_columns(household_id=pl.col("home"), person_id=pl.col("lives_as")).select(list(schema))
