"""Answering a gap: it will be served, is refused with a reason, or rests on wrong data."""

from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.agencies.kinds import agency_kind
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.support.models import Fact, Gap, GapAnswer
from ansinh.support.models.planning_enums import GapReply


@action(EventName.GAP_ANSWERED)
def answer_gap(
    *,
    gap: Gap,
    reply: GapReply,
    by: Actor,
    agency: str = "",
    due: date | None = None,
    reason: str = "",
    fact: Fact | None = None,
) -> GapAnswer:
    """Answer a gap. It stays open until a search no longer finds it: an answer serves nobody.

    Raises ``Refused`` without the right, for one's own household or a gap that closed; ``UnusableInput`` where an agency and a
    day, or a reason, are missing.
    """
    check_may(by, Permission.PLAN_SUPPORT, gap.unit_id, gap.village)
    check_not_close([gap.household_id], by)
    reason = clean(reason)
    if reply is GapReply.WILL_SERVE:
        if not agency or due is None:
            raise UnusableInput(_("Hãy ghi cơ quan nào sẽ làm và hạn đến ngày nào."), code="agency_and_day")
        if due < today():
            raise UnusableInput(_("Hạn {day} đã qua.").format(day=shown_date(due)), code="due_over")
        agency_kind(agency)
    elif not reason:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    held = Gap.objects.everywhere().select_for_update(of=("self",)).get(pk=gap.pk)
    if held.closed_on is not None:
        raise Refused(
            _("Thiếu sót này đã hết từ ngày {day}.").format(day=shown_date(held.closed_on)), code="gap_closed"
        )
    will = reply is GapReply.WILL_SERVE
    held.reply, held.reply_due = reply.value, due if will else None
    held.save(update_fields=["reply", "reply_due"])
    note(
        subject=f"household:{held.household_id}",
        place=gap.unit.code,
        policy=held.policy,
        kind=held.kind,
        reply=reply.value,
    )
    return GapAnswer.objects.create(
        gap=held,
        reply=reply.value,
        agency=agency if will else "",
        due=due if will else None,
        reason=reason,
        fact=fact,
        at=now(),
        by=by.label,
    )
