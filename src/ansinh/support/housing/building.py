"""An approved work from its beginning to its acceptance, each stage on its day; a stage written wrongly taken back; a withdrawal."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import (
    check_approves,
    check_proposes,
    check_reason,
    check_second_person,
)
from ansinh.support.models import HousingMoney, HousingStep, HousingWork
from ansinh.support.models.housing_enums import AID, BUILDING, MoneyKind, WorkKind, WorkState


def move(
    work: HousingWork,
    to: WorkState,
    verb: str,
    on: date,
    by: Actor,
    *,
    reason: str = "",
    **more: Any,
) -> None:
    """Write a step and the state it leads to; only actions call it, in their transaction. ``more``: other columns of the work."""
    HousingStep.objects.create(
        work=work,
        verb=verb,
        from_state=work.state,
        to_state=to.value,
        on=on,
        reason=reason,
        at=now(),
        by=by.label,
    )
    work.state, work.state_on = to.value, on
    for name, value in more.items():
        setattr(work, name, value)
    work.save(update_fields=["state", "state_on", *more])


def next_stages(work: HousingWork) -> list[WorkState]:
    """The stages that may be written next; none for a work that is not being built. A repair may leave out foundation and frame."""
    state = WorkState(work.state)
    if state not in BUILDING or state is WorkState.DONE:
        return []
    later = BUILDING[BUILDING.index(state) + 1 :]
    if work.kind == WorkKind.REPAIR.value and state is not WorkState.APPROVED:
        return list(later)
    return [later[0]]


def held_work(work: HousingWork) -> HousingWork:
    """The work as it is now, locked for the caller's transaction."""
    rows = HousingWork.objects.everywhere().select_for_update(of=("self",))
    return rows.select_related("programme").get(pk=work.pk)


def _check_day(work: HousingWork, on: date) -> None:
    if on > today() or on < work.state_on:
        raise UnusableInput(
            _("Ngày phải từ bước trước ({day}) đến hôm nay.").format(day=shown_date(work.state_on)),
            code="day_outside",
        )


@action(EventName.HOUSING_STAGE_REACHED)
def reach_stage(*, work: HousingWork, stage: WorkState, on: date, by: Actor) -> HousingWork:
    """Write that a work came to a stage on a day: ``begun``, ``foundation``, ``roofed``, ``done``. Repairs may leave out the two in
    the middle.

    Raises ``Refused`` without the right, for the own household, out of order; ``UnusableInput`` for a day before the last step's
    or to come.
    """
    held = held_work(work)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if stage not in next_stages(held):
        raise Refused(
            _("Nhà này chưa tới bước ấy, hoặc đã qua rồi. Hãy tải lại trang và ghi bước tiếp theo."),
            code="wrong_stage",
        )
    _check_day(held, on)
    more = {"done_by": by.label} if stage is WorkState.DONE else {}
    move(held, stage, "stage", on, by, **more)
    note(subject=f"housing:{held.pk}", stage=stage.value)
    return held


@action(EventName.HOUSING_STAGE_TAKEN_BACK)
def take_stage_back(*, work: HousingWork, reason: str, by: Actor) -> HousingWork:
    """A stage was written wrongly: the work goes back to the one before, and the step stays in sight with the reason. Raises
    ``Refused`` where nothing was built yet, or it was accepted."""
    held = held_work(work)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if WorkState(held.state) not in BUILDING[1:]:
        raise Refused(_("Chưa có bước thi công nào để ghi lại, hoặc nhà đã nghiệm thu."), code="wrong_stage")
    last = (
        HousingStep.objects.everywhere()
        .filter(work=held, verb="stage", to_state=held.state)
        .order_by("-pk")
        .first()
    )
    before = WorkState(last.from_state) if last is not None else WorkState.APPROVED
    day = _day_of(held, before)
    move(held, before, "back", day, by, reason=check_reason(reason), done_by="")
    note(subject=f"housing:{held.pk}", reason=reason)
    return held


def _day_of(work: HousingWork, state: WorkState) -> date:
    """The day a work came to a state."""
    rows = HousingStep.objects.everywhere().filter(work=work, to_state=state.value).exclude(verb="back")
    found = rows.order_by("-pk").first()
    return found.on if found is not None else work.surveyed_on


@action(EventName.HOUSING_ACCEPTED)
def accept_work(*, work: HousingWork, on: date, record_no: str, by: Actor) -> HousingWork:
    """Accept a finished house by the record of its acceptance: now its household is served, with the aid that came.

    Raises ``Refused`` where it is not done, without the right, for the own household, for who said that it was done;
    ``UnusableInput`` without the number of the record or for a day that does not fit.
    """
    held = held_work(work)
    check_approves(by, held.unit_id)
    if held.state != WorkState.DONE.value:
        raise Refused(
            _("Chỉ nghiệm thu nhà đã ghi là xong. Hãy tải lại trang để xem bước hiện tại."), code="not_done"
        )
    check_second_person(by, [held.done_by], _("đã ghi nhà này xong"))
    check_not_close([held.household_id], by)
    if not record_no.strip():
        raise UnusableInput(_("Hãy ghi số biên bản nghiệm thu."), code="no_record")
    _check_day(held, on)
    move(
        held,
        WorkState.ACCEPTED,
        "accept",
        on,
        by,
        accepted_on=on,
        accepted_by=by.label,
        record_no=record_no.strip()[:80],
        aid=aid_received(held),
    )
    note(subject=f"housing:{held.pk}", place=held.unit.code)
    return held


def aid_received(work: HousingWork) -> int:
    """What came from budgets and the fund, in đồng."""
    rows = HousingMoney.objects.everywhere().filter(
        work=work, kind=MoneyKind.RECEIVED.value, withdrawn_at=None, source__in=[one.value for one in AID]
    )
    return int(rows.aggregate(all=Sum("amount"))["all"] or 0)


@action(EventName.HOUSING_WITHDRAWN)
def withdraw_work(*, work: HousingWork, reason: str, by: Actor, on: date | None = None) -> HousingWork:
    """Take a household out of the programme with the reason; another of its commune may take its place (``survey_dwelling(…,
    replaces=)``). Raises ``Refused`` for an accepted house, or where aid came that was not withdrawn before."""
    held = held_work(work)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if held.state in (WorkState.ACCEPTED.value, WorkState.WITHDRAWN.value):
        raise Refused(_("Nhà đã nghiệm thu hoặc đã rút thì không rút được nữa."), code="ended")
    if aid_received(held):
        raise Refused(
            _(
                "Hộ đã nhận tiền hỗ trợ. Hãy thu hồi và rút các khoản đã nhận ở phần nguồn tiền (ghi lý do) trước khi rút hộ khỏi danh sách."
            ),
            code="aid_received",
        )
    day = on or max(today(), held.state_on)
    _check_day(held, day)
    told = check_reason(reason)
    try:
        with transaction.atomic():
            move(held, WorkState.WITHDRAWN, "withdraw", day, by, reason=told)
    except IntegrityError as failure:
        raise Refused(_("Hộ này vừa được đổi. Hãy tải lại trang."), code="changed_meanwhile") from failure
    note(subject=f"housing:{held.pk}", reason=told)
    return held
