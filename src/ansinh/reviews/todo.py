"""What of the procedure waits for whom: dossiers for the chair's decision and for the province, requests of households of average
living standard for the chair."""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.reviews.decisions.enums import AverageState
from ansinh.reviews.decisions.models import AverageCase
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import step_of
from ansinh.reviews.procedure.regime import regime
from ansinh.work.todo import Todo, todo

_BEFORE_DECISION = (DossierState.SETTLED.value, DossierState.OPINED.value)


@todo("reviews.decide_lists", P.DECIDE_LISTS, words=lambda: _("Hồ sơ chờ quyết định công nhận"))
def to_decide(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    rows = Dossier.objects.within(scope).filter(state__in=_BEFORE_DECISION).select_related("round", "unit")
    for one in rows.order_by("-round__as_of", "pk")[:20]:
        if step_of(one, Verb.DECIDE_LISTS) is None:
            continue
        words = _("{place}, kỳ {period}: chờ quyết định công nhận").format(
            place=one.unit.name, period=one.round.period
        )
        href = reverse("decisions:preview", kwargs={"round_id": one.round_id, "dossier_id": one.pk})
        yield Todo(words, 1, href, "check", regime(one.round.procedure).ends(one.round.period))


@todo("reviews.approve_decided", P.APPROVE_ROUNDS, words=lambda: _("Xã đã quyết định, chờ phê duyệt"))
def to_approve(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    rows = Dossier.objects.within(scope).filter(state=DossierState.DECIDED.value).order_by()
    counted = (
        rows.values_list("round_id", "round__period").annotate(many=Count("pk")).order_by("-round__period")
    )
    for pk, period, many in counted:
        words = _("Kỳ {period}: xã đã quyết định, chờ phê duyệt").format(period=period)
        yield Todo(words, many, reverse("decisions:consolidation", kwargs={"round_id": pk}), "check")


@todo("reviews.decide_average", P.DECIDE_LISTS, words=lambda: _("Đề nghị mức sống trung bình chờ quyết định"))
def average_to_decide(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    waiting = (AverageState.POSTED.value, AverageState.RECHECKED.value)
    many = AverageCase.objects.within(scope).filter(state__in=waiting).count()
    if many:
        yield Todo(
            _("Đề nghị mức sống trung bình chờ quyết định"), many, reverse("decisions:average"), "households"
        )
