"""Enrolments: proposed from entitlements, approved by a second person, suspended, resumed and stopped the same way."""

from datetime import date, timedelta

import polars as pl
from django.db import IntegrityError

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.models import Household
from ansinh.households.officers import check_not_close
from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import (
    check_active,
    check_approves,
    check_day_within,
    check_proposes,
    check_reason,
    check_second_person,
)
from ansinh.support.models import (
    Enrolment,
    EnrolmentAsk,
    EnrolmentMove,
    EnrolmentProposal,
    EnrolmentSuspension,
)
from ansinh.support.models.delivery_enums import AnswerState, AskedVerb, EnrolmentState

S = EnrolmentState


def written_meanwhile() -> Refused:
    return Refused(
        _("Người khác vừa ghi cùng người, cùng chính sách. Chưa ghi gì; hãy tải lại trang rồi làm lại."),
        code="changed_meanwhile",
    )


def _held(proposal: EnrolmentProposal) -> EnrolmentProposal:
    held = EnrolmentProposal.objects.everywhere().select_for_update(of=("self",)).get(pk=proposal.pk)
    if held.state != AnswerState.WAITING.value:
        raise Refused(_("Đề nghị này đã được trả lời. Hãy tải lại trang."), code="answered")
    return held


def _answer(
    held: EnrolmentProposal, state: AnswerState, by: Actor, *, number: str = "", reason: str = ""
) -> None:
    held.state, held.decided_at, held.decided_by = state.value, now(), by.label
    held.decision_no, held.reason = number, reason
    held.save(update_fields=["state", "decided_at", "decided_by", "decision_no", "reason"])


@action(EventName.ENROLMENTS_APPROVED)
def approve_enrolments(*, proposal: EnrolmentProposal, decision_no: str, by: Actor) -> EnrolmentProposal:
    """A second person puts everybody of a proposal on the policy; a row that it replaces ends the day before.

    Raises ``Refused`` for who proposed it, for the own household and kin, where it was answered before, or where one of them
    came onto the policy meanwhile.
    """
    held = _held(proposal)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.proposed_by], _("đã đề nghị"))
    rows = Enrolment.objects.everywhere().filter(proposal=held)
    homes = rows.order_by().values_list("household_id", flat=True)
    check_not_close(set(homes), by)
    try:
        for row in rows.filter(replaces__isnull=False).select_related("replaces"):
            _end_replaced(row.replaces, row.valid_from - timedelta(days=1), held, by)
        _move_all(held, S.PROPOSED, S.ACTIVE, "approve", held.valid_from, "", by)
    except IntegrityError as failure:
        raise written_meanwhile() from failure
    _answer(held, AnswerState.CONFIRMED, by, number=decision_no.strip())
    note(subject=f"proposal:{held.pk}", place=held.unit.code, policy=held.policy, enrolments=len(homes))
    return held


def _move_all(
    held: EnrolmentProposal,
    old: EnrolmentState,
    new: EnrolmentState,
    verb: str,
    on: date,
    reason: str,
    by: Actor,
) -> None:
    rows = Enrolment.objects.everywhere().filter(proposal=held, state=old.value)
    moved = list(rows.order_by("pk").values_list("pk", flat=True))
    insert_frame(
        EnrolmentMove,
        pl.DataFrame({"enrolment_id": moved}, schema={"enrolment_id": pl.Int64}).with_columns(
            pl.lit(verb).alias("verb"),
            pl.lit(old.value).alias("from_state"),
            pl.lit(new.value).alias("to_state"),
            pl.lit(on).alias("on"),
            pl.lit(reason).alias("reason"),
            pl.lit(now()).alias("at"),
            pl.lit(by.label).alias("by"),
            pl.lit(held.proposed_by).alias("asked_by"),
        ),
    )
    rows.update(state=new.value)


def _end_replaced(row: Enrolment, day: date, held: EnrolmentProposal, by: Actor) -> None:
    if day < row.valid_from:
        raise Refused(
            _(
                "Mức mới bắt đầu trước hoặc cùng ngày với mức đang hưởng, nên không thay được. Hãy từ chối đề nghị này và đề nghị lại từ "
                "ngày sau ngày {day:%d/%m/%Y}."
            ).format(day=row.valid_from),
            code="replaces_from_beginning",
        )
    _move(row, "replace", S.STOPPED, on=day, asked_by=held.proposed_by, by=by)
    row.state, row.valid_until = S.STOPPED.value, day
    row.save(update_fields=["state", "valid_until"])


def _move(
    row: Enrolment,
    verb: str,
    to_state: EnrolmentState,
    *,
    on: date,
    asked_by: str,
    by: Actor,
    reason: str = "",
    until: date | None = None,
) -> None:
    EnrolmentMove.objects.create(
        enrolment=row,
        verb=verb,
        from_state=row.state,
        to_state=to_state.value,
        on=on,
        until=until,
        reason=reason,
        at=now(),
        by=by.label,
        asked_by=asked_by,
    )


@action(EventName.ENROLMENTS_REFUSED)
def refuse_enrolments(*, proposal: EnrolmentProposal, reason: str, by: Actor) -> EnrolmentProposal:
    """Answer a proposal with no, and why; nobody of it is enrolled and all may be proposed again."""
    held, reason = _held(proposal), check_reason(reason)
    check_approves(by, held.unit_id)
    check_second_person(by, [held.proposed_by], _("đã đề nghị"))
    _move_all(held, S.PROPOSED, S.REFUSED, "refuse", today(), reason, by)
    _answer(held, AnswerState.REFUSED, by, reason=reason)
    note(subject=f"proposal:{held.pk}", place=held.unit.code, reason=reason, enrolments=held.enrolments)
    return held


@action(EventName.ENROLMENT_CHANGE_ASKED)
def ask_for_change(
    *, enrolment: Enrolment, verb: AskedVerb, on: date, reason: str, by: Actor, until: date | None = None
) -> EnrolmentAsk:
    """Ask that an enrolment be suspended from a day (``until`` a last one), resumed or stopped (``on`` is the last day); nothing
    changes until a second person confirms. Raises ``Refused`` where it is not active, was asked before, or is one's own."""
    row = _row(enrolment)
    check_proposes(by, row.unit_id)
    check_active(row)
    check_day_within(row, on)
    check_not_close([row.household_id], by)
    if row.asks.everywhere().filter(state=AnswerState.WAITING.value).exists():
        raise Refused(_("Đã có một đề nghị đang chờ duyệt cho việc hưởng này."), code="asked_before")
    open_one = row.suspensions.everywhere().filter(valid_until__isnull=True).first()
    if (verb is AskedVerb.RESUME) != (open_one is not None) and verb is not AskedVerb.STOP:
        raise Refused(
            _("Việc hưởng này không tạm dừng.")
            if verb is AskedVerb.RESUME
            else _("Việc hưởng này đang tạm dừng."),
            code="suspended_or_not",
        )
    note(subject=f"enrolment:{row.pk}", place=row.unit.code, reason=check_reason(reason), verb=verb.value)
    return EnrolmentAsk.objects.create(
        enrolment=row,
        verb=verb.value,
        on=on,
        until=until if verb is AskedVerb.SUSPEND else None,
        reason=check_reason(reason),
        asked_at=now(),
        asked_by=by.label,
    )


def _row(enrolment: Enrolment) -> Enrolment:
    rows = Enrolment.objects.everywhere().select_related("unit").select_for_update(of=("self",))
    return rows.get(pk=enrolment.pk)


def _asked(ask: EnrolmentAsk, by: Actor) -> EnrolmentAsk:
    held = EnrolmentAsk.objects.everywhere().select_for_update(of=("self",)).get(pk=ask.pk)
    if held.state != AnswerState.WAITING.value:
        raise Refused(_("Đề nghị này đã được trả lời. Hãy tải lại trang."), code="answered")
    check_approves(by, held.enrolment.unit_id)
    check_second_person(by, [held.asked_by], _("đã đề nghị"))
    check_not_close([held.enrolment.household_id], by)
    return held


@action(EventName.ENROLMENT_CHANGE_CONFIRMED)
def confirm_change(*, ask: EnrolmentAsk, by: Actor) -> Enrolment:
    """A second person lets what was asked take effect."""
    held = _asked(ask, by)
    row = _row(held.enrolment)
    check_active(row)
    verb = AskedVerb(held.verb)
    to_state = S.STOPPED if verb is AskedVerb.STOP else S.ACTIVE
    _move(
        row,
        verb.value,
        to_state,
        on=held.on,
        until=held.until,
        reason=held.reason,
        asked_by=held.asked_by,
        by=by,
    )
    if verb is AskedVerb.SUSPEND:
        EnrolmentSuspension.objects.create(
            enrolment=row, ask=held, valid_from=held.on, valid_until=held.until
        )
    elif verb is AskedVerb.RESUME:
        row.suspensions.everywhere().filter(valid_until__isnull=True).update(
            valid_until=held.on - timedelta(days=1)
        )
    else:
        row.state, row.valid_until = S.STOPPED.value, held.on
        row.save(update_fields=["state", "valid_until"])
    _answer_ask(held, AnswerState.CONFIRMED, by)
    note(subject=f"enrolment:{row.pk}", place=row.unit.code, reason=held.reason, verb=verb.value)
    return row


@action(EventName.ENROLMENT_CHANGE_REFUSED)
def refuse_change(*, ask: EnrolmentAsk, reason: str, by: Actor) -> EnrolmentAsk:
    """A second person says no, and why; the enrolment goes on as it was."""
    held = _asked(ask, by)
    _answer_ask(held, AnswerState.REFUSED, by, check_reason(reason))
    note(subject=f"enrolment:{held.enrolment_id}", reason=check_reason(reason), verb=held.verb)
    return held


def _answer_ask(held: EnrolmentAsk, state: AnswerState, by: Actor, reason: str = "") -> None:
    held.state, held.answered_at, held.answered_by, held.answer_reason = state.value, now(), by.label, reason
    held.save(update_fields=["state", "answered_at", "answered_by", "answer_reason"])


@action(EventName.ENROLMENTS_TAKEN_OVER)
def take_over_enrolments(*, household: Household, by: Actor) -> int:
    """The commune where a household lives now takes its enrolments over from the commune it left; how many.

    Nothing is paid twice, and no period is left out: a period belongs to the beneficiary and not to the commune, and what
    the old commune has not paid the new one pays as arrears. Raises ``Refused`` where nothing is to be taken over, or ``by`` may
    not propose where the household lives.
    """
    home = Household.objects.everywhere().select_related("unit").get(pk=household.pk)
    check_proposes(by, home.unit_id)
    check_not_close([home.pk], by)
    rows = Enrolment.objects.everywhere().select_for_update(of=("self",)).filter(household=home)
    moving = [
        row
        for row in rows.filter(state=S.ACTIVE.value)
        if row.unit_id != home.unit_id or row.village != home.village
    ]
    if home.unit is None or not moving:
        raise Refused(_("Hộ này không có chính sách nào chờ tiếp nhận."), code="nothing_to_take_over")
    for row in moving:
        EnrolmentMove.objects.create(
            enrolment=row,
            verb="hand_over",
            from_state=row.state,
            to_state=row.state,
            on=today(),
            from_unit_id=row.unit_id,
            to_unit=home.unit,
            at=now(),
            by=by.label,
        )
        row.unit, row.village = home.unit, home.village
        row.save(update_fields=["unit", "village"])
    note(subject=f"household:{home.pk}", place=home.unit.code, enrolments=len(moving))
    return len(moving)
