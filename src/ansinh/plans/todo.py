"""What waits in plans: papers to acknowledge, drafts to issue, tasks whose day comes near or is over."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse

from ansinh.access.queries import agency_scope_of, holdings_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.plans.enums import AllotmentState, DocumentState, TaskState
from ansinh.plans.models import Allotment, Document, Recipient, Share, Task, TaskAgency
from ansinh.plans.policies import kinds_answering
from ansinh.work.todo import Todo, todo

NEAR = timedelta(days=30)
"""So long before its day a task is shown to who does it."""


def units_of_office(actor: Actor) -> frozenset[int]:
    """The units whose own papers an actor keeps: those of the roles, not all that lies in them."""
    return frozenset(one.unit_id for one in holdings_of(actor, today()) if one.unit_id is not None)


@todo("plans.acknowledge", P.KEEP_PLANS, words=lambda: _("Văn bản chờ xác nhận đã nhận"))
def to_acknowledge(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Papers that came to the units whose papers one keeps, and were not acknowledged. Above many units those of the own office: what
    communes have not acknowledged stands on each paper."""
    own = [unit for unit in units_of_office(actor) if scope.covers(unit)]
    waiting = Recipient.objects.filter(
        unit__in=own, acknowledged_on=None, document__state=DocumentState.ISSUED.value
    )
    yield Todo(
        _("Văn bản gửi đến, chưa xác nhận đã nhận"),
        waiting.count(),
        f"{reverse('plans:documents')}?mine=waiting",
        "folder",
    )


@todo("plans.issue", P.APPROVE_PLANS, words=lambda: _("Dự thảo văn bản chờ ban hành"))
def to_issue(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Drafts of the own office; what one drafted oneself is somebody else's."""
    own = [unit for unit in units_of_office(actor) if scope.covers(unit)]
    drafts = Document.objects.filter(state=DocumentState.DRAFT.value, keeper__in=own)
    yield Todo(
        _("Dự thảo văn bản chờ ban hành"),
        drafts.exclude(recorded_by=actor.label).count(),
        f"{reverse('plans:documents')}?state=draft",
        "check",
    )


def tasks_answered_by(actor: Actor) -> Q | None:
    """The tasks for which ``actor`` speaks for an agency in charge or joining; nothing for who speaks for none."""
    day = today()
    held = {one.agency_kind for one in holdings_of(actor, day) if one.agency_kind}
    if not held:
        return None
    found = Q(pk__in=())
    for kind in sorted(held):
        known = {one for one in agency_kinds() if kind in kinds_answering(TaskAgency(kind=one), day)}
        reached = agency_scope_of(actor, {kind}).unit_ids
        part = Q(pk__in=TaskAgency.objects.filter(kind__in=known).exclude(valid_until__lt=day).values("task"))
        found |= part if reached is None else part & Q(plan__unit__in=reached)
    return found


def _open_tasks() -> Q:
    return Q(
        state__in=(TaskState.OPEN.value, TaskState.UNDER_WAY.value),
        plan__document__state=DocumentState.ISSUED.value,
        deadline__isnull=False,
        deadline__lte=today() + NEAR,
    )


def _told(rows: Q, words: str, href: str) -> Todo:
    found = Task.objects.filter(rows & _open_tasks()).aggregate(
        many=Count("pk"), first=Min("deadline"), late=Count("pk", filter=Q(deadline__lt=today()))
    )
    return Todo(words, found["many"], href, "list", due=found["first"], late=found["late"])


@todo("plans.keep_tasks", P.KEEP_PLANS, words=lambda: _("Việc của kế hoạch địa bàn đến hạn"))
def tasks_of_place(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Tasks of the plans of the own office that end within ``NEAR`` or are late."""
    own = [unit for unit in units_of_office(actor) if scope.covers(unit)]
    yield _told(
        Q(plan__unit__in=own),
        _("Việc trong kế hoạch của địa bàn sắp đến hạn hoặc quá hạn"),
        f"{reverse('plans:tasks')}?whose=place&due=near",
    )


@todo("plans.do_tasks", P.PRINT_FORMS, words=lambda: _("Việc kế hoạch giao cho cơ quan mình đến hạn"))
def tasks_of_agency(actor: Actor, _scope: Scope) -> Iterator[Todo]:
    """Tasks for which one speaks for an agency in charge or joining."""
    rows = tasks_answered_by(actor)
    if rows is not None:
        yield _told(
            rows,
            _("Việc kế hoạch giao cho cơ quan mình, sắp đến hạn hoặc quá hạn"),
            f"{reverse('plans:tasks')}?whose=agency&due=near",
        )


@todo("plans.acknowledge_shares", P.KEEP_PLANS, words=lambda: _("Số được giao chờ xác nhận"))
def shares_to_acknowledge(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Shares of plans above that were sent to the own office and not acknowledged."""
    own = [unit for unit in units_of_office(actor) if scope.covers(unit)]
    waiting = Share.objects.filter(
        unit__in=own, acknowledged_on=None, allotment__state=AllotmentState.SENT.value
    )
    yield Todo(
        _("Số được giao chờ xác nhận"), waiting.count(), f"{reverse('plans:shares')}?received=no", "list"
    )


@todo("plans.approve_allotments", P.APPROVE_PLANS, words=lambda: _("Bảng giao chờ duyệt"))
def allotments_to_approve(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Drafts of allotments of the own office's plans; it leads to the one that waits longest."""
    own = [unit for unit in units_of_office(actor) if scope.covers(unit)]
    drafts = Allotment.objects.filter(state=AllotmentState.DRAFT.value, target__plan__unit__in=own)
    waiting = list(drafts.exclude(made_by=actor.label).order_by("made_at").values_list("pk", flat=True))
    href = (
        reverse("plans:allotment", kwargs={"allotment_id": waiting[0]}) if waiting else reverse("plans:list")
    )
    yield Todo(_("Bảng giao chờ duyệt"), len(waiting), href, "check")
