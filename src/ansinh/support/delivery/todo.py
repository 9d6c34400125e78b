"""What waits in delivery: proposals to approve, changes to confirm, runs to sign and release, results to come, arrivals."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.support.delivery.arriving import arriving
from ansinh.support.delivery.giving import agencies_spoken_for, kinds_held
from ansinh.support.models import Delivery, EnrolmentAsk, EnrolmentProposal, PayCorrection, PayLine, PayRun
from ansinh.support.models.delivery_enums import AnswerState, DeliveryState, Outcome, RunState
from ansinh.work.todo import Todo, todo

_WAITING = AnswerState.WAITING.value


@todo("support.approve", P.APPROVE_SUPPORT, words=lambda: _("Đề nghị hưởng, đợt chi trả chờ duyệt"))
def to_approve(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What a second person decides; what one asked for oneself is somebody else's."""
    rows = EnrolmentProposal.objects.within(scope).filter(state=_WAITING).exclude(proposed_by=actor.label)
    yield Todo(
        _("Đề nghị hưởng chính sách chờ duyệt"),
        rows.count(),
        f"{reverse('delivery:proposals')}?state=waiting",
        "check",
    )
    asks = EnrolmentAsk.objects.within(scope).filter(state=_WAITING).exclude(asked_by=actor.label)
    yield Todo(
        _("Tạm dừng, hưởng lại, thôi hưởng chờ duyệt"),
        asks.count(),
        f"{reverse('delivery:asks')}?state=waiting",
        "check",
    )
    runs = PayRun.objects.within(scope).filter(state=RunState.SIGNED.value).exclude(made_by=actor.label)
    yield Todo(
        _("Đợt chi trả đã ký, chờ phát hành"),
        runs.count(),
        f"{reverse('delivery:runs')}?state=signed",
        "check",
    )
    wrong = PayCorrection.objects.within(scope).filter(state=_WAITING).exclude(asked_by=actor.label)
    if first := wrong.order_by("pk").first():
        href = reverse("delivery:line", kwargs={"line_id": first.line_id})
        yield Todo(_("Đính chính khoản chi chờ duyệt"), wrong.count(), href, "check")


@todo("support.confirm", P.CONFIRM_DELIVERIES, words=lambda: _("Hỗ trợ chờ cơ quan xác nhận"))
def to_confirm(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What communes reported as given by one's own agency."""
    rows = Delivery.objects.within(scope).filter(state=DeliveryState.REPORTED.value)
    rows = rows.filter(agency__in=agencies_spoken_for(kinds_held(actor), today()))
    yield Todo(_("Hỗ trợ đã giao, chờ xác nhận"), rows.count(), reverse("delivery:to-confirm"), "check")


@todo("support.prepare", P.PROPOSE_SUPPORT, words=lambda: _("Đợt chi trả chờ ký, hộ mới đến đang hưởng"))
def to_prepare(actor: Actor, scope: Scope) -> Iterator[Todo]:
    """What who prepares still has to do."""
    runs = PayRun.objects.within(scope)
    mine = runs.filter(state=RunState.PREPARED.value, made_by=actor.label)
    yield Todo(
        _("Đợt chi trả đã lập, chờ bạn ký"),
        mine.count(),
        f"{reverse('delivery:runs')}?state=prepared",
        "check",
    )
    unpaid = PayLine.objects.everywhere().filter(run=OuterRef("pk"), outcome=Outcome.OPEN.value)
    untold = runs.filter(Exists(unpaid), state=RunState.RELEASED.value)
    yield Todo(
        _("Đợt đã phát hành, chưa có kết quả chi trả"),
        untold.count(),
        f"{reverse('delivery:runs')}?state=released",
        "import",
    )
    came = arriving(scope).values("household").distinct()
    yield Todo(
        _("Hộ chuyển đến, chờ tiếp nhận chính sách"), came.count(), reverse("delivery:arrivals"), "households"
    )
