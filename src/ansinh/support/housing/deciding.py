"""The list of a commune: proposed by one person, approved or refused by another."""

from collections.abc import Collection
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.support.delivery.policies import (
    check_approves,
    check_proposes,
    check_reason,
    check_second_person,
)
from ansinh.support.housing.building import move
from ansinh.support.models import HousingProgramme, HousingProposal, HousingWork
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.housing_enums import WorkState


@action(EventName.HOUSING_LIST_PROPOSED)
def propose_works(
    *, programme: HousingProgramme, unit: Unit, chosen: Collection[int], by: Actor, on: date | None = None
) -> HousingProposal:
    """Put surveyed works (ids) of a commune on a list for approval. Raises ``Refused`` without the right, where one was listed or
    withdrawn meanwhile, or is of another commune or the own household."""
    check_proposes(by, unit.pk)
    day = _day(on)
    rows = list(
        HousingWork.objects.everywhere()
        .select_for_update(of=("self",))
        .filter(pk__in=chosen, programme=programme, unit=unit, state=WorkState.SURVEYED.value)
        .order_by("priority", "pk")
    )
    if not rows or len(rows) < len(set(chosen)):
        raise Refused(
            _("Có hộ đã vào danh sách khác hoặc đã rút. Hãy tải lại trang và chọn lại."), code="not_surveyed"
        )
    check_not_close({one.household_id for one in rows}, by)
    made = HousingProposal.objects.create(
        programme=programme, unit=unit, works=len(rows), proposed_at=now(), proposed_by=by.label
    )
    for one in rows:
        move(one, WorkState.PROPOSED, "propose", day, by, proposal=made)
    note(subject=f"housing_list:{made.pk}", place=unit.code, works=len(rows), policy=programme.policy)
    return made


@action(EventName.HOUSING_LIST_APPROVED)
def approve_works(
    *, proposal: HousingProposal, decision_no: str, by: Actor, on: date | None = None
) -> HousingProposal:
    """A second person approves a list by a decision of a day. Raises ``Refused`` for who proposed or surveyed it, without the right,
    where it was answered, or holds the own household; ``UnusableInput`` without the number of the decision."""
    held, rows = _waiting(proposal)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.proposed_by, *(one.surveyed_by for one in rows)], _("đã lập danh sách này"))
    check_not_close({one.household_id for one in rows}, by)
    if not decision_no.strip():
        raise UnusableInput(_("Hãy ghi số quyết định."), code="no_decision")
    day = _day(on)
    held.state, held.decision_no = AnswerState.CONFIRMED.value, decision_no.strip()[:80]
    _answered(held, by)
    for one in rows:
        move(one, WorkState.APPROVED, "approve", day, by)
    note(subject=f"housing_list:{held.pk}", works=len(rows))
    return held


@action(EventName.HOUSING_LIST_REFUSED)
def refuse_works(
    *, proposal: HousingProposal, reason: str, by: Actor, on: date | None = None
) -> HousingProposal:
    """A second person refuses a list with the reason: its works may be listed again."""
    held, rows = _waiting(proposal)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.proposed_by], _("đã lập danh sách này"))
    held.state, held.reason = AnswerState.REFUSED.value, check_reason(reason)
    day = _day(on)
    _answered(held, by)
    for one in rows:
        move(one, WorkState.SURVEYED, "refuse", day, by, reason=held.reason)
    note(subject=f"housing_list:{held.pk}", reason=held.reason)
    return held


def _day(on: date | None) -> date:
    if on is not None and on > today():
        raise UnusableInput(_("Ngày ở tương lai."), code="future_date")
    return on or today()


def _waiting(proposal: HousingProposal) -> tuple[HousingProposal, list[HousingWork]]:
    held = HousingProposal.objects.everywhere().select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.state != AnswerState.WAITING.value:
        raise Refused(
            _("Danh sách này đã được trả lời. Hãy tải lại trang để xem ai đã làm gì."), code="answered"
        )
    rows = HousingWork.objects.everywhere().select_for_update(of=("self",))
    return held, list(rows.filter(proposal=held, state=WorkState.PROPOSED.value).order_by("pk"))


def _answered(held: HousingProposal, by: Actor) -> None:
    held.decided_at, held.decided_by = now(), by.label
    held.save(update_fields=["state", "reason", "decision_no", "decided_at", "decided_by"])
