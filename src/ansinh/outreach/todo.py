"""What waits in outreach: money of the fund to approve, files of awards to appraise and to decide."""

from collections.abc import Iterator

from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.outreach.models import AwardFile, FundUse
from ansinh.outreach.models.enums import AwardState, UseState
from ansinh.work.todo import Todo, todo


@todo("outreach.approve_uses", P.APPROVE_OUTREACH, words=lambda: _("Khoản chi của quỹ chờ duyệt"))
def to_approve(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What a second person answers; what one proposed oneself is somebody else's."""
    waiting = FundUse.objects.within(scope).filter(state=UseState.WAITING.value)
    yield Todo(
        _("Khoản chi của quỹ «Vì người nghèo» chờ duyệt"),
        waiting.exclude(proposed_by=actor.label).count(),
        f"{reverse('outreach:uses')}?state=waiting",
        "check",
    )


@todo("outreach.decide_awards", P.APPROVE_OUTREACH, words=lambda: _("Hồ sơ khen thưởng chờ quyết định"))
def to_decide(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Appraised files."""
    waiting = AwardFile.objects.within(scope).filter(state=AwardState.APPRAISED.value)
    yield Todo(
        _("Hồ sơ khen thưởng chờ quyết định"),
        waiting.exclude(proposed_by=actor.label).exclude(appraised_by=actor.label).count(),
        f"{reverse('outreach:award-files')}?state=appraised",
        "check",
    )


@todo("outreach.appraise_awards", P.KEEP_OUTREACH, words=lambda: _("Hồ sơ khen thưởng chờ thẩm định"))
def to_appraise(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Files that somebody else proposed."""
    waiting = AwardFile.objects.within(scope).filter(state=AwardState.PROPOSED.value)
    yield Todo(
        _("Hồ sơ khen thưởng chờ thẩm định"),
        waiting.exclude(proposed_by=actor.label).count(),
        f"{reverse('outreach:award-files')}?state=proposed",
        "check",
    )
