"""Gaps whose promised day is over."""

from collections.abc import Iterator

from django.db.models import Count, Min
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.support.models import Gap
from ansinh.support.models.planning_enums import GapReply
from ansinh.work.todo import Todo, todo


@todo("support.gaps_due", P.PLAN_SUPPORT, words=lambda: _("Hẹn thực hiện hỗ trợ đã đến hạn"))
def due(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    rows = Gap.objects.within(scope).filter(
        closed_on=None, reply=GapReply.WILL_SERVE.value, reply_due__lte=today()
    )
    found = rows.order_by().aggregate(many=Count("pk"), first=Min("reply_due"))
    href = f"{reverse('gaps:list')}?reply=overdue"
    yield Todo(_("Hẹn thực hiện hỗ trợ đã đến hạn"), found["many"], href, "households", found["first"])
