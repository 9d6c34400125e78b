"""What was had already: a once-only benefit is not owed again.

Only what was paid or given counts. The rows of delivery are read as they stand, wherever they were written: a household that
went into another, or a person who moved, has had it there too. Its verbs are not asked.
"""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from ansinh.access.walls import beyond_walls
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.support.catalogue.policy import Policy
from ansinh.support.sameness import gone_into, keys_of, same_people

_HAD = {
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "had_on": pl.Date,
}


_PAY = (
    "SELECT l.policy, CAST(l.household_id AS VARCHAR(36)), CAST(l.person_id AS VARCHAR(36)), r.period_from "
    "FROM support_payline l JOIN support_payrun r ON r.id = l.run_id "
    "WHERE l.outcome = 'paid' AND r.period_from < %s AND l.{subject} IN ({keys})"
)
_HOUSES = (
    "SELECT w.policy, CAST(w.household_id AS VARCHAR(36)), CAST(NULL AS VARCHAR(36)), w.accepted_on FROM support_housingwork w "
    "WHERE w.state = 'accepted' AND w.again = '' AND w.accepted_on < %s AND w.household_id IN ({keys})"
)
_LOANS = (
    "SELECT o.policy, CAST(o.household_id AS VARCHAR(36)), CAST(o.person_id AS VARCHAR(36)), o.lent_on FROM support_loan o "
    "WHERE o.state <> 'withdrawn' AND o.lent_on < %s AND o.{subject} IN ({keys})"
)
_GIVEN = (
    "SELECT d.policy, CAST(d.household_id AS VARCHAR(36)), CAST(d.person_id AS VARCHAR(36)), d.given_on FROM support_delivery d "
    "WHERE d.state = 'confirmed' AND d.given_on < %s AND d.{subject} IN ({keys})"
)


def _had(households: Iterable[str], people: Iterable[str], once: Sequence[str], on: date) -> pl.DataFrame:
    """``policy, subject, had_on``: once-only benefits (codes) that were had before the day, the first of each. ``subject`` is the
    household (hex id), or the person in a policy for people, as asked: with what was had by a household that went into it, and by
    who was decided to be that person, wherever they lived then."""
    homes = {one: one for one in households}
    homes |= gone_into(list(homes), on)
    persons = {one: one for one in people}
    same = same_people()
    tops = {same[one]: one for one in persons if one in same}
    persons |= {one: tops[top] for one, top in same.items() if one not in persons and top in tops}
    parts = []
    with beyond_walls():
        for keys, subject, statements in (
            (homes, "household_id", (_PAY, _HOUSES, _LOANS, _GIVEN)),
            (persons, "person_id", (_PAY, _LOANS, _GIVEN)),
        ):
            for statement in statements:
                asked = statement.replace("{subject}", subject)
                parts.append(read_frame_of(asked, keys_of(keys), _HAD, before=[on]))
    rows = pl.concat(parts).filter(pl.col("policy").is_in(list(once)))
    named = rows.with_columns(as_hex("household_id", "person_id")).with_columns(
        pl.when(pl.col("person_id").is_null())
        .then(pl.col("household_id").replace_strict(homes, default=None, return_dtype=pl.String))
        .otherwise(pl.col("person_id").replace_strict(persons, default=None, return_dtype=pl.String))
        .alias("subject")
    )
    known = named.filter(pl.col("subject").is_not_null()).sort("had_on")
    return known.unique(["policy", "subject"], keep="first", maintain_order=True).select(
        "policy", "subject", "had_on"
    )


def without_once_had(found: pl.DataFrame, policies: Sequence[Policy], on: date) -> pl.DataFrame:
    """``found`` (a frame of entitlements) without rows of once-only policies of who had them before the day."""
    codes = [one.code for one in policies if one.once_only]
    once = found.filter(pl.col("policy").is_in(codes))
    if once.is_empty():
        return found
    people = once["person_id"].drop_nulls().unique().to_list()
    had = _had(once["household_id"].unique().to_list(), people, codes, on)
    subject = pl.coalesce("person_id", "household_id").alias("subject")
    return found.with_columns(subject).join(had, on=["policy", "subject"], how="anti").drop("subject")


def had_before(
    households: Sequence[str], people: Sequence[str], policies: Sequence[Policy], on: date
) -> dict[tuple[str, str], date]:
    """When a once-only benefit was had: policy and the person or household (hex ids, as asked) to the day."""
    codes = [one.code for one in policies if one.once_only]
    if not codes or not households:
        return {}
    return {
        (policy, subject): day for policy, subject, day in _had(households, people, codes, on).iter_rows()
    }
