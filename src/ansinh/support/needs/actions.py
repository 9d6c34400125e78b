"""Recording a need and withdrawing it: one by hand, many from a file."""

from datetime import date
from uuid import UUID

import polars as pl

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.grievances.models import Grievance
from ansinh.households.models import Household, Membership
from ansinh.households.policies import check_living, check_reason
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.catalogue.policy import Policy
from ansinh.support.models import Need
from ansinh.support.models.planning_enums import NeedSource
from ansinh.work.traces import add_traced


def check_may_plan(by: Actor, household: Household) -> None:
    """Raise ``Refused`` unless ``by`` plans support at the place of the household."""
    place = household.unit_id or household.placed_under_id
    check_may(by, Permission.PLAN_SUPPORT, place, household.village)


def check_needed(policy: str) -> Policy:
    """The policy of that code. Raises ``NotFound`` for an unknown one, ``Refused`` for a programme that serves no household."""
    found = policy_in_use(policy)
    if found.benefit == "programme":
        raise Refused(
            _("{policy} là chương trình chung, không có hộ nào nhận riêng nên không ghi nhu cầu.").format(
                policy=policy
            ),
            code="no_recipient",
        )
    return found


@action(EventName.NEED_RECORDED)
def record_need(
    *,
    household: Household,
    policy: str,
    source: NeedSource,
    since: date,
    by: Actor,
    person: UUID | None = None,
    until: date | None = None,
    grievance: Grievance | None = None,
    remark: str = "",
) -> Need:
    """Write down that a household, or one of its members, needs a policy.

    Raises ``NotFound`` for an unknown policy or somebody who does not live there; ``Refused`` without the right, for a need
    that stands already; ``UnusableInput`` for days that do not fit or a request of another household.
    """
    check_may_plan(by, household)
    check_living(household)
    found = check_needed(policy)
    if (found.target == "person") != (person is not None):
        said = (
            _("{policy} dành cho từng người: hãy chọn thành viên có nhu cầu.")
            if found.target == "person"
            else _("{policy} dành cho cả hộ: không chọn thành viên.")
        )
        raise UnusableInput(said.format(policy=policy), code="need_subject")
    _check_member(household, person)
    _check_days(since, until)
    if grievance is not None and grievance.household_id != household.pk:
        raise UnusableInput(_("Đơn này không phải của hộ này."), code="other_household")
    Household.objects.everywhere().select_for_update(of=("self",)).get(pk=household.pk)
    open_ones = Need.objects.everywhere().filter(household=household, policy=policy, person=person)
    if open_ones.filter(withdrawn_on=None).exists():
        raise Refused(
            _("Nhu cầu về {policy} đã ghi rồi. Nếu không còn, hãy rút nhu cầu ấy trước.").format(
                policy=policy
            ),
            code="need_known",
        )
    note(subject=f"household:{household.pk}", place=_place(household), policy=policy, source=source.value)
    return Need.objects.create(
        policy=policy,
        household=household,
        person_id=person,
        since=since,
        until=until,
        source=source.value,
        grievance=grievance,
        remark=clean(remark)[:200],
        recorded_at=now(),
        recorded_by=by.label,
    )


@action(EventName.NEED_WITHDRAWN)
def withdraw_need(*, need: Need, on: date, reason: str, by: Actor) -> Need:
    """Say that a need no longer stands, from which day on and why. Raises ``Refused`` where it was withdrawn before."""
    check_may_plan(by, need.household)
    reason = check_reason(reason)
    held = Need.objects.everywhere().select_for_update(of=("self",)).get(pk=need.pk)
    if held.withdrawn_on is not None:
        raise Refused(
            _("Nhu cầu này đã rút ngày {day}.").format(day=shown_date(held.withdrawn_on)),
            code="need_withdrawn",
        )
    if on < held.since or on > today():
        raise UnusableInput(_("Ngày rút phải từ ngày ghi nhu cầu đến hôm nay."), code="day_outside")
    held.withdrawn_on, held.withdrawn_by, held.withdrawn_reason = on, by.label, reason
    held.save(update_fields=["withdrawn_on", "withdrawn_by", "withdrawn_reason"])
    note(
        subject=f"household:{held.household_id}",
        place=_place(need.household),
        policy=held.policy,
        reason=reason,
    )
    return held


@action(EventName.NEEDS_IMPORTED)
def record_needs(*, rows: pl.DataFrame, by: Actor, batch: int | None = None) -> int:
    """Write down many checked needs in one transaction: ``policy, household, person`` (hex, null), ``since, until, source,
    remark``. Who calls has checked rights and that none of them stands already; the database refuses it besides."""
    frame = rows.select(
        "policy",
        pl.col("household").alias("household_id"),
        pl.col("person").alias("person_id"),
        "since",
        "until",
        "source",
        pl.col("remark").fill_null(""),
        pl.lit(now()).alias("recorded_at"),
        pl.lit(by.label).alias("recorded_by"),
        pl.lit(None, dtype=pl.Date).alias("withdrawn_on"),
        pl.lit("").alias("withdrawn_by"),
        pl.lit("").alias("withdrawn_reason"),
        pl.lit(batch, dtype=pl.Int64).alias("batch_id"),
    )
    written = add_traced(Need, frame, batch, ("withdrawn_on",))
    note(rows=written, policies=sorted(rows["policy"].unique().to_list()), batch=batch)
    return written


def _check_member(household: Household, person: UUID | None) -> None:
    rows = Membership.objects.everywhere().filter(household=household, person=person, valid_until=None)
    if person is not None and not rows.exists():
        raise NotFound(_("Người này không sống ở hộ này."), code="no_such_member")


def _check_days(since: date, until: date | None) -> None:
    if since > today():
        raise UnusableInput(_("Ngày {day} chưa đến.").format(day=shown_date(since)))
    if until is not None and until < since:
        raise UnusableInput(_("Ngày cuối trước ngày ghi nhu cầu."), code="dates_reversed")


def _place(household: Household) -> str:
    unit = household.unit or household.placed_under
    return unit.code if unit is not None else ""
