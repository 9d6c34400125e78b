"""Corrections of what was paid: asked for with a reason, confirmed by a second person, carried out by the next run."""

from django.db.models import Max

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.support.delivery.policies import (
    check_approves,
    check_proposes,
    check_reason,
    check_second_person,
)
from ansinh.support.models import PayCorrection, PayLine
from ansinh.support.models.delivery_enums import AnswerState, Outcome, RunState


@action(EventName.PAYMENT_CORRECTION_ASKED)
def ask_for_correction(*, line: PayLine, right_amount: int, reason: str, by: Actor) -> PayCorrection:
    """Say what should have been due on a released line that was paid; the difference is a correction, which waits for a second
    person. Raises ``Refused`` where the line was not paid, nothing differs, or a correction of it waits already."""
    reason = check_reason(reason)
    rows = PayLine.objects.everywhere().select_related("run", "unit").select_for_update(of=("self",))
    held = rows.get(pk=line.pk)
    check_proposes(by, held.unit_id)
    check_not_close([held.household_id], by)
    if held.run.state != RunState.RELEASED.value or held.outcome != Outcome.PAID.value:
        raise Refused(
            _("Chỉ đính chính khoản đã chi. Khoản chưa phát hành: hãy bỏ đợt và lập lại."), code="not_paid"
        )
    others = PayCorrection.objects.everywhere().filter(
        line__policy=held.policy, line__beneficiary=held.beneficiary, line__period=held.period
    )
    if others.filter(state=AnswerState.WAITING.value).exists():
        raise Refused(_("Đã có một đính chính của kỳ này đang chờ duyệt."), code="asked_before")
    if right_amount < 0:
        raise UnusableInput(_("Số tiền không thể âm."), code="below_nothing")
    known = held.due
    for one in others.filter(state=AnswerState.CONFIRMED.value):
        known += one.added - one.taken
    if right_amount == known:
        raise Refused(
            _("Số tiền đúng bằng số đã tính ({amount} đồng); không có gì phải đính chính.").format(
                amount=shown_number(known)
            ),
            code="nothing_different",
        )
    note(subject=f"pay_line:{held.pk}", place=held.unit.code, reason=reason)
    return PayCorrection.objects.create(
        line=held,
        part=(others.aggregate(last=Max("part"))["last"] or 0) + 1,
        added=max(right_amount - known, 0),
        taken=max(known - right_amount, 0),
        reason=reason,
        asked_at=now(),
        asked_by=by.label,
    )


def _asked(correction: PayCorrection, by: Actor) -> PayCorrection:
    rows = PayCorrection.objects.everywhere().select_related("line").select_for_update(of=("self",))
    held = rows.get(pk=correction.pk)
    if held.state != AnswerState.WAITING.value:
        raise Refused(_("Đề nghị này đã được trả lời. Hãy tải lại trang."), code="answered")
    check_approves(by, held.line.unit_id)
    check_second_person(by, [held.asked_by], _("đã đề nghị"))
    check_not_close([held.line.household_id], by)
    return held


def _answer(held: PayCorrection, state: AnswerState, by: Actor, reason: str = "") -> None:
    held.state, held.answered_at, held.answered_by, held.answer_reason = state.value, now(), by.label, reason
    held.save(update_fields=["state", "answered_at", "answered_by", "answer_reason"])


@action(EventName.PAYMENT_CORRECTION_CONFIRMED)
def confirm_correction(*, correction: PayCorrection, by: Actor) -> PayCorrection:
    """A second person confirms: the next run adds it as a line of its own, or takes it from what is due then."""
    held = _asked(correction, by)
    _answer(held, AnswerState.CONFIRMED, by)
    note(subject=f"pay_line:{held.line_id}", reason=held.reason, added=held.added, taken=held.taken)
    return held


@action(EventName.PAYMENT_CORRECTION_REFUSED)
def refuse_correction(*, correction: PayCorrection, reason: str, by: Actor) -> PayCorrection:
    """A second person says no, and why; what was paid stands."""
    held = _asked(correction, by)
    _answer(held, AnswerState.REFUSED, by, check_reason(reason))
    note(subject=f"pay_line:{held.line_id}", reason=check_reason(reason))
    return held
