"""People to pay: households of a commune written as a set, on policies by two officers who are two persons."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

import polars as pl

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.households.models import Household, Membership, Person, Placement
from ansinh.kernel.bulk import fresh_ids, insert_frame
from ansinh.kernel.dates import now
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.support.delivery.enrolling import approve_enrolments
from ansinh.support.models import Enrolment, EnrolmentProposal

THEN = date(2022, 12, 14)
COMMUNE, NEXT_DOOR = "11473", "11494"
VILLAGE = "Thôn 1"
_SPACE = UUID("5b6f7e6a-98b1-4a83-9a10-6d3c1f0e7c11")


@dataclass(frozen=True)
class Officers:
    """Who makes and who approves at one commune."""

    maker: Actor
    chair: Actor


def officers(code: str = COMMUNE) -> Officers:
    """Two officers of a commune."""
    unit = unit_at(code, THEN)
    found = []
    for role in ("commune_officer", "commune_chair"):
        user = register_user(username=f"{role}-{code}", full_name="Nguyễn Thị Thử", by=SYSTEM)
        give_role(user=user, role=role, unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM)
        found.append(actor_of(user))
    return Officers(*found)


def ids(kind: str, count: int, of: str = "") -> list[str]:
    """The same ids each time."""
    return [uuid5(_SPACE, f"{of}{kind}{number}").hex for number in range(count)]


def settle(count: int, unit: Unit, of: str = "") -> tuple[list[str], list[str]]:
    """So many households of one person each at a commune: ids (hex) of households and people."""
    homes, people, moment = ids("home", count, of), ids("person", count, of), now()
    names = pl.Series([f"Người thử {number}" for number in range(count)], dtype=pl.String)
    home = pl.DataFrame({"id": homes, "source_ref": homes, "head_name": names})
    insert_frame(
        Household,
        home.with_columns(
            source=pl.lit("test"), unit_id=pl.lit(unit.pk, pl.Int64), village=pl.lit(VILLAGE),
            head_name_fold=pl.lit(""), head_name_sort=pl.lit(""), recorded_at=pl.lit(moment),
        ),
    )  # fmt: skip
    insert_frame(
        Person,
        pl.DataFrame({"id": people, "full_name": names}).with_columns(
            full_name_fold=pl.lit(""), sex=pl.lit(""), ethnicity=pl.lit("Kinh"), recorded_at=pl.lit(moment)
        ),
    )
    insert_frame(
        Membership,
        pl.DataFrame({"household_id": homes, "person_id": people}).with_columns(
            id=pl.Series(fresh_ids(Membership, count), dtype=pl.Int64), member_ref=pl.lit("1"), relation=pl.lit("head"),
            ended_by=pl.lit(""), recorded_at=pl.lit(moment), recorded_by=pl.lit("test"),
        ),
    )  # fmt: skip
    insert_frame(
        Placement,
        pl.DataFrame({"household_id": homes}).with_columns(
            id=pl.Series(fresh_ids(Placement, count), dtype=pl.Int64), unit_id=pl.lit(unit.pk, pl.Int64),
            village=pl.lit(VILLAGE), recorded_at=pl.lit(moment), recorded_by=pl.lit("test"),
        ),
    )  # fmt: skip
    return homes, people


def enrol(
    who: Officers,
    unit: Unit,
    homes: list[str],
    people: list[str | None],
    *,
    policy: str = "TG-1",
    amount: int = 360_000,
    per: str = "month",
    since: date = date(2025, 1, 1),
    approve: bool = True,
) -> EnrolmentProposal:
    """Put them on a policy, proposed by one and approved by the other."""
    proposal = EnrolmentProposal.objects.create(
        unit=unit,
        policy=policy,
        valid_from=since,
        enrolments=len(homes),
        amount=amount * len(homes),
        proposed_at=now(),
        proposed_by=who.maker.label,
    )
    rows = pl.DataFrame(
        {"household_id": homes, "person_id": people}, schema_overrides={"person_id": pl.String}
    )
    insert_frame(
        Enrolment,
        rows.with_columns(
            id=pl.Series(fresh_ids(Enrolment, len(homes)), dtype=pl.Int64), proposal_id=pl.lit(proposal.pk, pl.Int64),
            policy=pl.lit(policy), beneficiary=pl.coalesce("person_id", "household_id"), unit_id=pl.lit(unit.pk, pl.Int64),
            village=pl.lit(VILLAGE), state=pl.lit("proposed"), valid_from=pl.lit(since), amount=pl.lit(amount, pl.Int64),
            amount_per=pl.lit(per), rule=pl.lit("rule"), recorded_at=pl.lit(now()), recorded_by=pl.lit(who.maker.label),
        ),
    )  # fmt: skip
    if approve:
        approve_enrolments(proposal=proposal, decision_no="1/QĐ", by=who.chair)
    return proposal
