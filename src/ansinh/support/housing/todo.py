"""What waits in housing: lists to approve, finished houses to accept, houses that are late."""

from collections.abc import Iterator

from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.support.housing.queries import late
from ansinh.support.models import HousingProposal, HousingWork
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.housing_enums import WorkState
from ansinh.work.todo import Todo, todo


@todo("housing.approve", P.APPROVE_SUPPORT, words=lambda: _("Danh sách nhà ở chờ duyệt, nhà chờ nghiệm thu"))
def to_decide(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What a second person decides; what one made oneself is somebody else's."""
    waiting = HousingProposal.objects.within(scope).filter(state=AnswerState.WAITING.value)
    yield Todo(
        _("Danh sách nhà ở chờ duyệt"),
        waiting.exclude(proposed_by=actor.label).count(),
        f"{reverse('housing:lists')}?state=waiting",
        "check",
    )
    done = HousingWork.objects.within(scope).filter(state=WorkState.DONE.value).exclude(done_by=actor.label)
    yield Todo(
        _("Nhà đã xong, chờ nghiệm thu"), done.count(), f"{reverse('housing:works')}?state=done", "check"
    )


@todo("housing.build", P.PROPOSE_SUPPORT, words=lambda: _("Nhà quá hạn, nhà chờ lập danh sách"))
def to_build(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What who keeps the works looks after."""
    rows = HousingWork.objects.within(scope)
    behind = late(rows, today()).count()
    yield Todo(
        _("Nhà quá hạn chưa xong"), behind, f"{reverse('housing:works')}?late=yes", "alert", late=behind
    )
    surveyed = rows.filter(state=WorkState.SURVEYED.value)
    yield Todo(
        _("Nhà đã khảo sát, chưa vào danh sách"),
        surveyed.count(),
        f"{reverse('housing:works')}?state=surveyed",
        "house",
    )
