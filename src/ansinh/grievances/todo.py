"""Requests that wait for somebody: to be checked, decided, answered, heard."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.grievances.enums import GrievanceKind
from ansinh.grievances.enums import GrievanceState as S
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import OPEN, grievances_within
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.work.todo import Todo, todo

_APPEAL = Q(kind=GrievanceKind.APPEAL.value)


def _counted(rows: QuerySet[Grievance]) -> dict[str, dict[str, Any]]:
    """By state: how many, the nearest last day, how many are late. One read."""
    running = Q(paused_on__isnull=True)
    by_state = rows.order_by().values("state").annotate(
        many=Count("pk"),
        nearest=Min("due_on", filter=running),
        late=Count("pk", filter=running & Q(due_on__lt=today())),
    )  # fmt: skip
    return {row["state"]: row for row in by_state}


def _item(words: str, row: dict[str, Any] | None, query: str) -> Iterator[Todo]:
    if row:
        href = f"{reverse('grievances:list')}?{query}"
        yield Todo(words, row["many"], href, "empty", row["nearest"], late=row["late"])


@todo("grievances.receive", P.RECEIVE_REQUESTS, words=lambda: _("Đơn chờ kiểm tra, chờ xử lý"))
def to_handle(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What the desk moves on: appeals are not its own."""
    counted = _counted(grievances_within(scope).filter(OPEN).exclude(_APPEAL))
    yield from _item(_("Đơn mới nhận, chờ kiểm tra"), counted.get(S.RECEIVED), "state=received")
    yield from _item(_("Đơn đã thụ lý, chờ đưa vào xem xét"), counted.get(S.CHECKED), "state=checked")
    yield from _item(_("Đơn chờ người gửi bổ sung"), counted.get(S.WAITING), "state=waiting")
    yield from _item(
        _("Đơn đã có kết quả, chờ trả lời bằng văn bản"), counted.get(S.DECIDED), "state=decided"
    )


@todo("grievances.decide", P.DECIDE_REQUESTS, words=lambda: _("Đơn chờ quyết định"))
def to_decide(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    counted = _counted(grievances_within(scope).filter(OPEN).exclude(_APPEAL))
    yield from _item(_("Đơn chờ quyết định"), counted.get(S.IN_REVIEW), "state=in_review")


@todo("grievances.hear", P.HEAR_APPEALS, words=lambda: _("Khiếu nại chờ giải quyết"))
def to_hear(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Appeals, without those of which the person made or decided the object."""
    rows = grievances_within(scope).filter(OPEN & _APPEAL).exclude(makers__user=actor.user_id)
    running = Q(paused_on__isnull=True)
    whole = rows.aggregate(
        many=Count("pk"),
        nearest=Min("due_on", filter=running),
        late=Count("pk", filter=running & Q(due_on__lt=today())),
    )
    yield from _item(_("Khiếu nại chờ giải quyết"), whole, "kind=appeal&state=open")


@todo("grievances.assigned", P.SEE_REQUESTS, words=lambda: _("Đơn giao cho tôi"))
def assigned(actor: Actor, scope: Scope) -> Iterator[Todo]:
    rows = grievances_within(scope).filter(OPEN, assigned_to=actor.user_id)
    running = Q(paused_on__isnull=True)
    whole = rows.aggregate(
        many=Count("pk"),
        nearest=Min("due_on", filter=running),
        late=Count("pk", filter=running & Q(due_on__lt=today())),
    )
    if actor.user_id is not None:
        yield from _item(_("Đơn giao cho tôi"), whole, f"state=open&assigned={actor.user_id}")
