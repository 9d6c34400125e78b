"""Who may be proposed for a policy at a commune: entitled by the rules today, with an amount, and not on it yet; and proposing them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import polars as pl
from django.db import IntegrityError

from ansinh.access.walls import beyond_walls
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.bulk import as_hex, fresh_ids, insert_frame, read_frame
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.enrolling import written_meanwhile
from ansinh.support.delivery.paying import units_of
from ansinh.support.delivery.policies import check_paid_in_runs, check_proposes
from ansinh.support.entitling.entitlements import entitlements
from ansinh.support.models import Enrolment, EnrolmentProposal
from ansinh.support.models.delivery_enums import EnrolmentState
from ansinh.support.sameness import same_people

_ON_IT = {
    "id": pl.Int64,
    "beneficiary": pl.String,
    "state": pl.String,
    "amount": pl.Int64,
    "amount_per": pl.String,
}
NEW, OTHER_AMOUNT = "new", "other_amount"


def proposable(units: Collection[int], policy: str, on: date) -> pl.DataFrame:
    """One row a beneficiary: the columns of the entitlements (of state ``entitled`` with an amount only; who is unknown is never
    proposed), ``beneficiary``, ``why`` (``new`` or ``other_amount``), ``replaces_id`` (the enrolment whose amount changes) and
    ``enrolled_amount``."""
    entitled = entitlements(sorted(units), on, policies=[policy_in_use(policy)])
    entitled = entitled.filter((pl.col("state") == "entitled") & pl.col("amount").is_not_null()).drop("state")
    rows = entitled.with_columns(as_hex("household_id", "person_id")).with_columns(
        beneficiary=pl.coalesce("person_id", "household_id")
    )
    same = same_people()
    # Somebody may be on it at another commune; which one is not shown.
    with beyond_walls():
        known = _known(policy, same)
    waiting = known.filter(pl.col("state") == EnrolmentState.PROPOSED.value)
    active = known.filter(pl.col("state") == EnrolmentState.ACTIVE.value).unique("root", keep="last")
    rows = _rooted(rows, same).join(waiting, on="root", how="anti", maintain_order="left")
    rows = rows.join(
        active.select("root", replaces_id="id", enrolled_amount="amount", enrolled_per="amount_per"),
        on="root",
        how="left",
        maintain_order="left",
    ).unique("root", keep="first", maintain_order=True)
    differs = (pl.col("amount") != pl.col("enrolled_amount")) | (
        pl.col("amount_per") != pl.col("enrolled_per")
    )
    kept = rows.filter(pl.col("replaces_id").is_null() | differs)
    why = pl.when(pl.col("replaces_id").is_null()).then(pl.lit(NEW)).otherwise(pl.lit(OTHER_AMOUNT))
    return kept.with_columns(why=why).drop("root", "enrolled_per")


def _known(policy: str, same: dict[str, str]) -> pl.DataFrame:
    """The open enrolments of a policy wherever they are: who moved here may still be on it at the old commune."""
    known = read_frame(
        "SELECT e.id, CAST(e.beneficiary AS VARCHAR(36)), e.state, e.amount, e.amount_per FROM support_enrolment e "
        "WHERE e.policy = %s AND e.state IN ('proposed', 'active') ORDER BY e.id",
        [policy],
        _ON_IT,
    ).with_columns(as_hex("beneficiary"))
    return _rooted(known, same)


def _rooted(rows: pl.DataFrame, same: dict[str, str]) -> pl.DataFrame:
    return rows.with_columns(pl.col("beneficiary").replace(same).alias("root"))


@action(EventName.ENROLMENTS_PROPOSED)
def propose_enrolments(
    *,
    unit: Unit,
    policy: str,
    chosen: Collection[str],
    valid_from: date,
    by: Actor,
    paid_until: date | None = None,
) -> EnrolmentProposal:
    """Propose that the chosen beneficiaries (hex ids) at a commune are put on a policy from a date.

    Each must be entitled now by the rules, with an amount, and not on the policy yet (or on it with another amount, which
    the new row then replaces). ``paid_until``: up to that day they were paid before this system. Raises ``Refused`` where
    one is not, naming how many; for the own household and kin; where ``by`` may not propose here.
    """
    check_proposes(by, unit.pk)
    check_paid_in_runs(policy)
    rows = proposable(units_of(unit, by), policy, today()).filter(pl.col("beneficiary").is_in(list(chosen)))
    missing = len(set(chosen)) - rows.height
    if missing or rows.is_empty():
        raise Refused(
            _(
                "{count} người hoặc hộ đã chọn nay không còn trong danh sách được đề nghị (đã được đề nghị, đã hưởng, hoặc không còn "
                "đủ điều kiện). Hãy tải lại trang và chọn lại."
            ).format(count=missing or 0),
            code="not_proposable",
        )
    homes = _homes(rows)
    check_not_close(homes, by)
    at = {home.hex: unit_id for home, unit_id in homes.items()}
    proposal = EnrolmentProposal.objects.create(
        unit=unit,
        policy=policy,
        valid_from=valid_from,
        enrolments=rows.height,
        amount=int(rows["amount"].sum()),
        proposed_at=now(),
        proposed_by=by.label,
    )
    frame = rows.select(
        pl.Series("id", fresh_ids(Enrolment, rows.height), dtype=pl.Int64),
        pl.lit(proposal.pk).alias("proposal_id"),
        "policy", "household_id", "person_id", "beneficiary", "village", "amount", "amount_per", "rule", "state_share",
        "local_share", "own_share", "replaces_id",
        pl.col("household_id").replace_strict(at, return_dtype=pl.Int64).alias("unit_id"),
        pl.lit(EnrolmentState.PROPOSED.value).alias("state"),
        pl.lit(valid_from).alias("valid_from"),
        pl.lit(paid_until, pl.Date).alias("paid_until"),
        pl.lit(now()).alias("recorded_at"),
        pl.lit(by.label).alias("recorded_by"),
    )  # fmt: skip
    try:
        insert_frame(Enrolment, frame)
    except IntegrityError as failure:
        raise written_meanwhile() from failure
    note(subject=f"proposal:{proposal.pk}", place=unit.code, policy=policy, enrolments=rows.height)
    return proposal


def _homes(rows: pl.DataFrame) -> dict[UUID, int]:
    """The households and where each is now."""
    found = Household.objects.everywhere().filter(pk__in=rows["household_id"].unique().to_list())
    return dict(found.values_list("pk", "unit_id"))
