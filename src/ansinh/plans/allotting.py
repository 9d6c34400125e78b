"""A target allotted to the places below: drafted from a proposal, corrected, approved by a second person, sent, acknowledged."""

import hashlib
from datetime import date

from django.db.models import Max, Sum

from ansinh.access.doers import actor_words
from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.plans.cascading import propose
from ansinh.plans.enums import AllotmentState, Basis, DocumentState, ValueUnit
from ansinh.plans.measuring import is_ceiling
from ansinh.plans.models import Allotment, Share, ShareCorrection, Target

_LONG = 300
# Attendances and models may be more than the households of a place.
_OF_A_WHOLE = {ValueUnit.PERCENT.value, ValueUnit.POINTS.value, ValueUnit.HOUSEHOLDS.value}


@action(EventName.ALLOTMENT_PROPOSED)
def propose_allotment(*, target: Target, level: str, units_on: date, basis: Basis, by: Actor) -> Allotment:
    """Draft an allotment of a target among the units of a level below, with shares in proportion.

    Raises ``Refused`` without the right at the plan's place, for a withdrawn target or one with a draft already, and what
    ``cascading.propose`` refuses.
    """
    held = _target(target)
    check_may(by, P.KEEP_PLANS, held.plan.unit_id)
    if held.withdrawn_on is not None:
        raise Refused(_("Chỉ tiêu này đã rút nên không giao được."), code="withdrawn")
    if held.allotments.filter(state=AllotmentState.DRAFT.value).exists():
        raise Refused(
            _("Chỉ tiêu này đang có một bảng giao nháp. Hãy sửa bảng ấy, hoặc bỏ nó rồi lập lại."),
            code="draft_there",
        )
    found = propose(held, level, units_on, basis)
    number = (held.allotments.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Allotment.objects.create(
        target=held,
        number=number,
        level=level,
        units_on=units_on,
        basis=basis.value,
        amount=found.amount,
        value=held.value,
        relation=held.relation,
        unplaced=found.unplaced,
        version=found.version,
        made_at=now(),
        made_by=by.label,
    )
    Share.objects.bulk_create(
        [
            Share(
                allotment=made,
                unit=one.unit,
                weight=one.weight,
                denominator=one.denominator,
                proposed=one.amount,
                by_remainder=one.by_remainder,
                amount=one.amount,
            )
            for one in found.parts
        ],
        batch_size=500,
    )
    _note(made, units=len(found.parts), amount=found.amount, basis=basis.value)
    return made


@action(EventName.SHARE_CORRECTED)
def correct_share(*, share: Share, amount: int, reason: str, by: Actor) -> Share:
    """Type a share of a draft otherwise than it was; what it was stays, with the reason. Raises ``Refused`` without the right, once the
    allotment is decided, for the same number or one above the unit's own whole; ``UnusableInput`` without a reason."""
    allotment = _held(share.allotment_id, AllotmentState.DRAFT)
    check_may(by, P.KEEP_PLANS, allotment.target.plan.unit_id)
    held = allotment.shares.select_related("unit").get(pk=share.pk)
    why = _reason(reason)
    if amount < 0:
        raise UnusableInput(_("Phần giao phải từ 0."), code="below_nothing")
    if amount == held.amount:
        raise Refused(_("Phần giao đang là số ấy."), code="nothing_changed")
    shares = allotment.target.unit in _OF_A_WHOLE
    if shares and held.denominator is not None and amount > held.denominator:
        raise Refused(
            _("Phần giao lớn hơn mẫu số của chính nơi ấy. Hãy ghi số nhỏ hơn."), code="above_the_whole"
        )
    ShareCorrection.objects.create(
        share=held, before=held.amount, after=amount, reason=why, at=now(), by=by.label
    )
    held.amount = amount
    held.save(update_fields=["amount"])
    _note(allotment, unit=held.unit.code, amount=amount, reason=why)
    return held


def digest_of(allotment: Allotment) -> str:
    """What somebody saw of the shares when deciding: another once one of them is another."""
    rows = allotment.shares.order_by("pk").values_list("pk", "amount")
    return hashlib.sha256(";".join(f"{pk}:{amount}" for pk, amount in rows).encode()).hexdigest()[:32]


def gap_of_shares(allotment: Allotment) -> int:
    """The sum of the shares less what the whole may have or must reach."""
    return (allotment.shares.aggregate(sum=Sum("amount"))["sum"] or 0) - allotment.amount


def breaks_promise(allotment: Allotment, gap: int) -> bool:
    """Whether all shares kept would not keep the promise: too many of a ceiling, too few of what must be reached."""
    return gap > 0 if is_ceiling(allotment.target) else gap < 0


@action(EventName.ALLOTMENT_APPROVED)
def decide_allotment(*, allotment: Allotment, approved: bool, words: str, seen: str, by: Actor) -> Allotment:
    """A second person approves or refuses a draft as it was seen (``digest_of``). An approved one takes the place of the one in force.

    Raises ``Refused`` for who made or corrected it, without the right, where it was decided or changed meanwhile; ``UnusableInput``
    where it is refused, or approved with a gap, without words.
    """
    held = _held(allotment.pk, AllotmentState.DRAFT)
    check_may(by, P.APPROVE_PLANS, held.target.plan.unit_id)
    makers = {
        held.made_by,
        *ShareCorrection.objects.filter(share__allotment=held).values_list("by", flat=True),
    }
    if by.label in makers:
        raise Refused(
            _("{name} đã lập hoặc sửa bảng giao này nên không được duyệt. Hãy để người khác duyệt.").format(
                name=actor_words(by)
            ),
            code="second_person_needed",
        )
    if seen != digest_of(held):
        raise Refused(
            _("Bảng giao vừa được sửa. Hãy tải lại trang, xem lại rồi quyết định."), code="changed_meanwhile"
        )
    said, gap = clean(words)[:_LONG], gap_of_shares(held)
    if not said and (not approved or gap):
        raise UnusableInput(
            _("Hãy ghi lý do: bảng giao bị trả lại, hoặc tổng các phần khác số phải giao."),
            code="reason_missing",
        )
    if approved:
        in_force = held.target.allotments.filter(
            state__in=[AllotmentState.APPROVED.value, AllotmentState.SENT.value]
        )
        in_force.update(
            state=AllotmentState.REPLACED.value,
            ended_at=now(),
            ended_by=by.label,
            ended_reason=_("bảng giao số {number} thay").format(number=held.number),
        )
    state = AllotmentState.APPROVED if approved else AllotmentState.REFUSED
    held.state, held.decided_at, held.decided_by, held.decision_words = state.value, now(), by.label, said
    held.save(update_fields=["state", "decided_at", "decided_by", "decision_words"])
    _note(held, state=state.value, gap=gap, reason=said)
    return held


@action(EventName.ALLOTMENT_SENT)
def send_allotment(*, allotment: Allotment, by: Actor) -> Allotment:
    """Send an approved allotment to its units: each then sees its share and acknowledges it."""
    held = _held(allotment.pk, AllotmentState.APPROVED)
    check_may(by, P.KEEP_PLANS, held.target.plan.unit_id)
    if held.target.plan.document.state != DocumentState.ISSUED.value:
        raise Refused(
            _("Kế hoạch chưa ban hành nên chưa giao xuống được. Hãy ban hành kế hoạch trước."),
            code="plan_is_a_draft",
        )
    held.state, held.sent_on, held.sent_by = AllotmentState.SENT.value, today(), by.label
    held.save(update_fields=["state", "sent_on", "sent_by"])
    _note(held, units=held.shares.count())
    return held


@action(EventName.ALLOTMENT_ENDED)
def end_allotment(*, allotment: Allotment, reason: str, by: Actor) -> Allotment:
    """A draft is dropped, or one in force ends, with the reason; it stays to be read."""
    held = _held(allotment.pk, AllotmentState.DRAFT, AllotmentState.APPROVED, AllotmentState.SENT)
    check_may(by, P.KEEP_PLANS, held.target.plan.unit_id)
    held.ended_reason = _reason(reason)
    held.state, held.ended_at, held.ended_by = AllotmentState.ENDED.value, now(), by.label
    held.save(update_fields=["state", "ended_at", "ended_by", "ended_reason"])
    _note(held, reason=held.ended_reason)
    return held


@action(EventName.SHARE_ACKNOWLEDGED)
def acknowledge_share(*, share: Share, by: Actor, remark: str = "") -> Share:
    """A unit says that its share came. Raises ``Refused`` without the right at that unit, where it was not sent, or it said so
    before."""
    check_may(by, P.KEEP_PLANS, share.unit_id)
    allotment = _held(share.allotment_id, AllotmentState.SENT)
    held = Share.objects.select_for_update(of=("self",)).select_related("unit").get(pk=share.pk)
    if held.acknowledged_on is not None:
        raise Refused(
            _("Nơi này đã xác nhận ngày {day}.").format(day=shown_date(held.acknowledged_on)),
            code="acknowledged",
        )
    held.acknowledged_on, held.acknowledged_by, held.remark = today(), by.label, clean(remark)[:_LONG]
    held.save(update_fields=["acknowledged_on", "acknowledged_by", "remark"])
    note(subject=f"allotment:{allotment.pk}", place=held.unit.code)
    return held


def _target(target: Target) -> Target:
    rows = Target.objects.select_for_update(of=("self",)).select_related("plan__unit", "plan__document")
    return rows.get(pk=target.pk)


def _held(key: int, *states: AllotmentState) -> Allotment:
    rows = Allotment.objects.select_for_update(of=("self",)).select_related(
        "target__plan__unit", "target__plan__document"
    )
    held = rows.get(pk=key)
    if held.state not in {one.value for one in states}:
        raise Refused(
            _("Bảng giao này đã sang tình trạng khác. Hãy tải lại trang để xem ai đã làm gì."),
            code="state_moved",
        )
    return held


def _reason(reason: str) -> str:
    why = clean(reason)[:_LONG]
    if not why:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    return why


def _note(allotment: Allotment, **facts: object) -> None:
    note(subject=f"allotment:{allotment.pk}", place=allotment.target.plan.unit.code, **facts)
