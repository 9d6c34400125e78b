"""Who is entitled to what at some communes on a day: one frame for registers, pay runs and gaps."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

import polars as pl

from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.catalogue.policy import Policy, RuleKind
from ansinh.support.entitling.encoding import encoded
from ansinh.support.entitling.evaluate import evaluated, territories_asked
from ansinh.support.entitling.history import without_once_had
from ansinh.support.entitling.program import PolicyProgram
from ansinh.support.entitling.reading import Known, known_of
from ansinh.support.entitling.territories import territories_on

OWED = (RuleKind.LAW, RuleKind.LOCAL)
SCHEMA = {
    "policy": pl.String,
    "rule": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "unit_code": pl.String,
    "village": pl.String,
    "state": pl.String,
    "amount": pl.Int64,
    "amount_per": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "state_share": pl.Int64,
    "local_share": pl.Int64,
    "own_share": pl.Int64,
    "missing": pl.String,
}


def entitlements(
    units: Sequence[int],
    on: date,
    policies: Iterable[Policy] | None = None,
    *,
    kinds: tuple[RuleKind, ...] = OWED,
    only: Sequence[str] | None = None,
) -> pl.DataFrame:
    """One row a policy, household and person (null for what belongs to the household) at the communes ``units`` (ids) whose
    state on the day is ``entitled`` or ``unknown``; columns as in ``SCHEMA``.

    ``amount`` is whole đồng a ``amount_per`` (null: not money, or not computable); shares are percent of a premium (of
    tuition in ``state_share``); ``missing`` what to find out, joined by ``;``. ``policies``: all in use by default; ``kinds``:
    what law and local resolutions owe by default, or what plans promise. ``only``: of these households (hex ids).
    """
    known = known_of(units, on, only=only)
    chosen = tuple(policies_in_use(on) if policies is None else policies)
    return entitlements_from(known, chosen, kinds)


def entitlements_from(
    known: Known, policies: Sequence[Policy], kinds: tuple[RuleKind, ...] = OWED
) -> pl.DataFrame:
    """``entitlements`` of what is already read."""
    program = program_of(tuple(policies), known.on, kinds)
    if not program.rules or known.households.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    subjects, spans = encoded(program, known.households, known.members, known.needs)
    within = territories_on(territories_asked(program), known.units)
    found = evaluated(program, subjects, spans, within)
    return without_once_had(named(found, known), policies, known.on)


@lru_cache(maxsize=32)
def program_of(policies: tuple[Policy, ...], on: date, kinds: tuple[RuleKind, ...]) -> PolicyProgram:
    """The rules made ready for a day (made once)."""
    return PolicyProgram(policies, on, kinds)


def named(found: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Rows with the ids and places of their persons and households."""
    homes = known.households.select("household_id", "unit_code", "village")
    people = known.members.select("household_id", "person_id")
    parts = []
    for of_person in (False, True):
        rows = found.filter(pl.col("of_person") == of_person)
        if of_person:
            at = people[rows["row"]]
            ids = at.join(homes, on="household_id", how="left", maintain_order="left")
        else:
            ids = homes[rows["row"]].with_columns(pl.lit(None, dtype=pl.String).alias("person_id"))
        parts.append(
            pl.concat([rows, ids], how="horizontal").select(pl.col(n).cast(t) for n, t in SCHEMA.items())
        )
    return pl.concat(parts)
