"""What waits in health insurance: lists to approve, refusals to settle, lines that the insurer has to answer."""

from collections.abc import Iterator

from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.support.delivery.giving import agencies_spoken_for, kinds_held
from ansinh.support.insurance.policies import insurers
from ansinh.support.models import CardLine, CardList, CardSettlement
from ansinh.support.models.health_card_enums import COVERED_BY, Answer, ListState
from ansinh.work.todo import Todo, todo


@todo("support.approve_cards", P.APPROVE_SUPPORT, words=lambda: _("Danh sách thẻ bảo hiểm y tế chờ duyệt"))
def to_approve(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Lists that another person made."""
    rows = CardList.objects.within(scope).filter(state=ListState.PREPARED.value).exclude(made_by=actor.label)
    href = f"{reverse('insurance:lists')}?state=prepared"
    yield Todo(_("Danh sách thẻ bảo hiểm y tế chờ duyệt"), rows.count(), href, "check")


@todo(
    "support.approve_settlements",
    P.APPROVE_SUPPORT,
    words=lambda: _("Quyết toán thẻ bảo hiểm y tế chờ duyệt"),
)
def to_close(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Settlements that another person drew up."""
    rows = CardSettlement.objects.within(scope).filter(state=ListState.PREPARED.value)
    rows = rows.exclude(made_by=actor.label)
    href = f"{reverse('insurance:settlements')}?state=prepared"
    yield Todo(_("Quyết toán thẻ bảo hiểm y tế chờ duyệt"), rows.count(), href, "check")


@todo(
    "support.settle_cards",
    P.PROPOSE_SUPPORT,
    words=lambda: _("Thẻ bảo hiểm y tế không được cấp, chờ xã trả lời"),
)
def to_settle(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What the insurer refused and the commune said nothing of yet."""
    rows = CardLine.objects.within(scope).filter(answer=Answer.REFUSED.value, settled="")
    href = f"{reverse('insurance:people')}?answer=unsettled"
    yield Todo(_("Thẻ bảo hiểm y tế không được cấp, chờ xã trả lời"), rows.count(), href, "check")


@todo(
    "support.answer_cards",
    P.CONFIRM_DELIVERIES,
    words=lambda: _("Danh sách thẻ chờ cơ quan bảo hiểm trả lời"),
)
def to_answer(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Lines of approved lists without an answer, for who speaks for the insurer."""
    if not insurers() & agencies_spoken_for(kinds_held(actor), today()):
        return
    rows = CardLine.objects.within(scope).filter(
        list__state=ListState.APPROVED.value, change__in=COVERED_BY, counts=True, answer="", ended_on=None
    )
    yield Todo(
        _("Danh sách thẻ chờ cơ quan bảo hiểm trả lời"), rows.count(), reverse("insurance:to-answer"), "check"
    )
