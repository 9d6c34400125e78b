"""Papers that are due, wait for approval, were given back; reports that were asked for; findings to be mended or looked at again."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Min, Q
from django.urls import reverse

from ansinh.access.queries import holdings_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.monitoring.deadlines import owed_by
from ansinh.monitoring.enums import FindingState, PaperState
from ansinh.monitoring.models import AskedUnit, Finding, WrittenReport
from ansinh.work.todo import Todo, todo

# A paper is work that waits from so many days before its last day, and as long after.
_AHEAD, _BEHIND = 30, 365


@todo("monitoring.due", P.SEND_REPORTS, words=lambda: _("Báo cáo đến hạn, văn bản bị trả lại"))
def to_send(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What the own office owes soon or is late with, and what was given back."""
    own = [
        one.unit for one in holdings_of(actor, today()) if one.unit is not None and scope.covers(one.unit.pk)
    ]
    now = today()
    near: list[date] = []
    for year in (now.year - 1, now.year):
        for one in owed_by(dict.fromkeys(own), year):
            if one.due is not None and not one.done and -_BEHIND <= (one.due - now).days <= _AHEAD:
                near.append(one.due)
    if near:
        late = sum(one < now for one in near)
        yield Todo(
            _("Báo cáo đến hạn phải lập"),
            len(near),
            reverse("monitoring:calendar"),
            "table",
            min(near),
            late=late,
        )
    rows = WrittenReport.objects.within(scope).filter(unit__in=own, state=PaperState.RETURNED.value)
    returned = rows.filter(followed_by__isnull=True).count()
    href = f"{reverse('monitoring:reports')}?state={PaperState.RETURNED.value}"
    yield Todo(_("Văn bản bị trả lại, chờ sửa"), returned, href, "table")


@todo("monitoring.approve", P.APPROVE_REPORTS, words=lambda: _("Báo cáo, văn bản chờ duyệt"))
def to_approve(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What was submitted at the places of the person's own office."""
    own = [one.unit_id for one in holdings_of(actor, today())]
    rows = WrittenReport.objects.within(scope).filter(unit__in=own, state=PaperState.SUBMITTED.value)
    found = rows.aggregate(many=Count("pk"), nearest=Min("due"))
    href = f"{reverse('monitoring:reports')}?state={PaperState.SUBMITTED.value}"
    yield Todo(_("Báo cáo, văn bản chờ duyệt"), found["many"], href, "check", found["nearest"])


@todo("monitoring.asked", P.SEND_REPORTS, words=lambda: _("Báo cáo đột xuất phải trả lời"))
def to_answer(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What the own office was asked for."""
    own = [one.unit_id for one in holdings_of(actor, today())]
    found = (
        AskedUnit.objects.within(scope)
        .filter(unit__in=own, answered_on__isnull=True)
        .aggregate(
            many=Count("pk"), nearest=Min("asked__due"), late=Count("pk", filter=Q(asked__due__lt=today()))
        )
    )
    href = f"{reverse('monitoring:asked')}?state=open"
    yield Todo(
        _("Báo cáo đột xuất phải trả lời"), found["many"], href, "table", found["nearest"], late=found["late"]
    )


@todo("monitoring.mend", P.SEND_REPORTS, words=lambda: _("Phát hiện khi kiểm tra phải khắc phục"))
def to_mend(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What was found at the own place and is not said to be mended."""
    own = [one.unit_id for one in holdings_of(actor, today())]
    states = [FindingState.OPEN.value, FindingState.BEING_MENDED.value]
    rows = Finding.objects.within(scope).filter(unit__in=own, state__in=states)
    found = rows.aggregate(many=Count("pk"), nearest=Min("due"), late=Count("pk", filter=Q(due__lt=today())))
    href = reverse("monitoring:inspections")
    yield Todo(
        _("Phát hiện khi kiểm tra phải khắc phục"),
        found["many"],
        href,
        "check",
        found["nearest"],
        late=found["late"],
    )


@todo("monitoring.accept", P.INSPECT, words=lambda: _("Phát hiện chờ kiểm tra lại, quá hạn khắc phục"))
def to_accept(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What was said to be mended, and what is late, of inspections the own office made."""
    own = [one.unit_id for one in holdings_of(actor, today())]
    rows = Finding.objects.within(scope).filter(inspection__unit__in=own)
    href = reverse("monitoring:inspections")
    mended = rows.filter(state=FindingState.MENDED.value).count()
    yield Todo(_("Phát hiện báo đã khắc phục, chờ kiểm tra lại"), mended, href, "check")
    late = rows.filter(state__in=[FindingState.OPEN.value, FindingState.BEING_MENDED.value], due__lt=today())
    found = late.aggregate(many=Count("pk"), nearest=Min("due"))
    yield Todo(
        _("Phát hiện quá hạn khắc phục"), found["many"], href, "check", found["nearest"], late=found["many"]
    )
