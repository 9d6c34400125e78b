"""Campaigns by their paper, and what communes spread: written by day, withdrawn with a reason."""

from datetime import date

from django.db import IntegrityError, transaction

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.outreach.models import Campaign, Message
from ansinh.outreach.models.enums import MessageKind
from ansinh.outreach.policies import check_keeps, check_over, check_stands, said
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.support.delivery.policies import check_reason


@action(EventName.CAMPAIGN_WRITTEN)
def write_campaign(
    *, unit: Unit, title: str, paper: str, begins_on: date, ends_on: date, by: Actor, topic: str = ""
) -> Campaign:
    """Write a campaign of a place with its paper and span. Raises ``Refused`` without the right there or for one that is known;
    ``UnusableInput`` without title or paper, or for an end before the beginning."""
    check_keeps(by, unit.pk)
    if ends_on < begins_on:
        raise UnusableInput(_("Ngày kết thúc trước ngày bắt đầu."), code="dates_reversed")
    try:
        with transaction.atomic():
            made = Campaign.objects.create(
                unit=unit,
                title=said(title, _("Hãy ghi tên đợt vận động."), 200),
                topic=clean(topic)[:300],
                paper=said(paper, _("Hãy ghi văn bản của đợt vận động."), 160),
                begins_on=begins_on,
                ends_on=ends_on,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _("Đợt vận động này của địa bàn đã được ghi. Hãy mở đợt ấy."), code="campaign_known"
        ) from failure
    note(subject=f"campaign:{made.pk}", place=unit.code)
    return made


@action(EventName.MESSAGE_SPREAD)
def record_message(
    *,
    unit: Unit,
    kind: MessageKind,
    title: str,
    spread_on: date,
    by: Actor,
    times: int = 1,
    channel: str = "",
    attendance: int | None = None,
    campaign: Campaign | None = None,
) -> Message:
    """Write what a commune spread on a day: so many times or pieces; a dialogue says how many people came.

    Raises ``Refused`` without the right there, for a place that is no commune, for what is written already; ``UnusableInput`` for
    nothing, a day to come or outside of its campaign, an attendance that is missing or does not belong.
    """
    check_keeps(by, unit.pk)
    if unit.level != UnitLevel.COMMUNE.value:
        raise Refused(
            _("Sổ truyền thông ghi theo xã, phường, thị trấn. Hãy chọn một xã."), code="not_a_commune"
        )
    check_over(spread_on)
    if times < 1:
        raise UnusableInput(_("Số lần, số bản phải từ 1."), code="number_wrong")
    if (kind is MessageKind.DIALOGUE) != bool(attendance):
        raise UnusableInput(
            _("Số người dự chỉ ghi cho buổi đối thoại, và buổi đối thoại phải có số người dự."),
            code="attendance_wrong",
        )
    if campaign is not None and not campaign.begins_on <= spread_on <= campaign.ends_on:
        raise UnusableInput(_("Ngày không thuộc đợt vận động đã chọn."), code="day_outside")
    try:
        with transaction.atomic():
            made = Message.objects.create(
                unit=unit,
                campaign=campaign,
                kind=kind.value,
                title=said(title, _("Hãy ghi nội dung."), 200),
                channel=clean(channel)[:160],
                spread_on=spread_on,
                times=times,
                attendance=attendance or None,
                recorded_at=now(),
                recorded_by=by.label,
            )
    except IntegrityError as failure:
        raise Refused(
            _(
                "Nội dung này của xã trong ngày đã được ghi. Nếu phát nhiều lần, hãy rút dòng cũ và ghi lại số lần."
            ),
            code="message_known",
        ) from failure
    note(subject=f"message:{made.pk}", place=unit.code, kind=kind.value)
    return made


@action(EventName.MESSAGE_WITHDRAWN)
def withdraw_message(*, message: Message, reason: str, by: Actor) -> Message:
    """What was written wrongly counts no more and stays with the reason."""
    check_keeps(by, message.unit_id)
    held = Message.objects.everywhere().select_for_update(of=("self",)).get(pk=message.pk)
    check_stands(held.withdrawn_at)
    held.withdrawn_at, held.withdrawn_by, held.withdrawn_reason = now(), by.label, check_reason(reason)[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    note(subject=f"message:{held.pk}", reason=held.withdrawn_reason)
    return held
