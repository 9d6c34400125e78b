"""What was had already: a once-only benefit is not owed again.

Only what was paid or given counts. The rows of delivery are read as they stand; its verbs are not asked.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.support.catalogue.policy import Policy, Target

_PAID = {
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "had_on": pl.Date,
}


def _had(households: Sequence[str], policies: Sequence[Policy], on: date) -> pl.DataFrame:
    """``policy, household_id, person_id, had_on``: once-only benefits that were paid before the day, the first of each."""
    once = [one.code for one in policies if one.once_only]
    if not once or not households:
        return pl.DataFrame(schema=_PAID)
    rows = read_frame_of(
        "SELECT l.policy, CAST(l.household_id AS VARCHAR(36)), CAST(l.person_id AS VARCHAR(36)), r.period_from "
        "FROM support_payline l JOIN support_payrun r ON r.id = l.run_id "
        "WHERE l.outcome = 'paid' AND r.period_from < %s AND l.household_id IN ({keys})",
        list(households),
        _PAID,
        before=[on],
    )
    housed = read_frame_of(
        "SELECT w.policy, CAST(w.household_id AS VARCHAR(36)), CAST(NULL AS VARCHAR(36)), w.accepted_on FROM support_housingwork w "
        "WHERE w.state = 'accepted' AND w.again = '' AND w.accepted_on < %s AND w.household_id IN ({keys})",
        list(households),
        _PAID,
        before=[on],
    )
    lent = read_frame_of(
        "SELECT o.policy, CAST(o.household_id AS VARCHAR(36)), CAST(o.person_id AS VARCHAR(36)), o.lent_on FROM support_loan o "
        "WHERE o.state <> 'withdrawn' AND o.lent_on < %s AND o.household_id IN ({keys})",
        list(households),
        _PAID,
        before=[on],
    )
    rows = pl.concat([rows, housed, lent])
    kept = rows.filter(pl.col("policy").is_in(once)).with_columns(as_hex("household_id", "person_id"))
    return kept.sort("had_on").unique(["policy", "household_id", "person_id"], keep="first")


def without_once_had(found: pl.DataFrame, policies: Sequence[Policy], on: date) -> pl.DataFrame:
    """``found`` (a frame of entitlements) without rows of once-only policies of who had them before the day."""
    once = found.filter(pl.col("policy").is_in([one.code for one in policies if one.once_only]))
    if once.is_empty():
        return found
    had = _had(once["household_id"].unique().to_list(), policies, on)
    return found.join(had, on=["policy", "household_id", "person_id"], how="anti", nulls_equal=True)


def had_before(
    households: Sequence[str], policies: Sequence[Policy], on: date
) -> dict[tuple[str, str | None], date]:
    """When a once-only benefit was had: policy and person (``None``: the household) to the day."""
    of_person = {one.code for one in policies if one.target is Target.PERSON}
    rows = _had(households, policies, on).iter_rows(named=True)
    return {
        (row["policy"], row["person_id"] if row["policy"] in of_person else None): row["had_on"]
        for row in rows
    }
