"""The work of rounds, households, files and places that waits: what is open, where it is done, until when."""

from collections.abc import Iterator

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.households.enums import DuplicateDecision
from ansinh.households.models import Household, Membership, SuspectedDuplicate
from ansinh.kernel.language import _
from ansinh.portal.lagging import last_day
from ansinh.portal.places.listing import lost_units
from ansinh.reviews.enums import Attention, DossierState
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.work.models import Batch
from ansinh.work.todo import Todo, todo


def _round_href(campaign: Round) -> str:
    return reverse("reviews:round", kwargs={"round_id": campaign.pk})


def _dossiers(scope: Scope, state: DossierState) -> Iterator[tuple[Round, int]]:
    """Rounds with how many dossiers of the scope are in a state."""
    rows = Dossier.objects.within(scope).filter(state=state.value).order_by().values("round")
    many = dict(rows.annotate(many=Count("pk")).values_list("round", "many"))
    for campaign in Round.objects.filter(pk__in=many).select_related("unit"):
        yield campaign, many[campaign.pk]


@todo("reviews.classify", P.RUN_CLASSIFICATION, words=lambda: _("Xã chưa phân loại"))
def _to_classify(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    for campaign, many in _dossiers(scope, DossierState.OPEN):
        words = _("Đợt rà soát {period}: xã chưa phân loại").format(period=campaign.period)
        yield Todo(words, many, _round_href(campaign), "clock", last_day(campaign))


@todo("reviews.approve", P.APPROVE_ROUNDS, words=lambda: _("Xã chờ phê duyệt"))
def _to_approve(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    for campaign, many in _dossiers(scope, DossierState.CLASSIFIED):
        words = _("Đợt rà soát {period}: xã chờ phê duyệt").format(period=campaign.period)
        yield Todo(words, many, _round_href(campaign), "approve", last_day(campaign))


@todo("reviews.decide", P.RECOGNISE_CLASSES, words=lambda: _("Hộ chờ quyết định"))
def _to_decide(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    """Households that the rules cannot classify and listed ones that nobody went to see, in dossiers not yet approved."""
    rows = (
        Outcome.objects.within(scope)
        .filter(attention__in=[Attention.UNDETERMINED, Attention.NOT_REVIEWED])
        .filter(dossier__state=DossierState.CLASSIFIED.value)
        .order_by()
        .values("dossier__round", "standard")
    )
    many = {
        (row["dossier__round"], row["standard"]): (row["undetermined"], row["unseen"])
        for row in rows.annotate(
            undetermined=Count("pk", filter=Q(attention=Attention.UNDETERMINED)),
            unseen=Count("pk", filter=Q(attention=Attention.NOT_REVIEWED)),
        )
    }
    for campaign in Round.objects.filter(pk__in={pk for pk, _standard in many}):
        undetermined, unseen = many.get((campaign.pk, campaign.standards[0]), (0, 0))
        href = reverse("reviews:results", kwargs={"round_id": campaign.pk})
        said = _("Đợt rà soát {period}: hộ chưa xác định được diện").format(period=campaign.period)
        yield Todo(said, undetermined, href, "question", last_day(campaign))
        said = _("Đợt rà soát {period}: hộ có trong danh sách nhưng chưa được rà soát")
        yield Todo(said.format(period=campaign.period), unseen, href, "question", last_day(campaign))


@todo("households.place", P.EDIT_HOUSEHOLDS, words=lambda: _("Hộ chờ xác định xã"))
def _to_place(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    rows = Household.objects.everywhere().filter(unit__isnull=True, dissolved_on__isnull=True)
    if scope.unit_ids is not None:
        rows = rows.filter(placed_under__in=scope.unit_ids)
    href = f"{reverse('portal:households')}?waiting=yes"
    yield Todo(_("Hộ chờ xác định xã"), rows.count(), href, "place")


@todo("households.duplicates", P.DECIDE_DUPLICATES, words=lambda: _("Cặp người nghi trùng chờ quyết định"))
def _duplicates(_actor: Actor, scope: Scope) -> Iterator[Todo]:
    here = Membership.objects.within(scope).filter(valid_until__isnull=True)
    open_pairs = SuspectedDuplicate.objects.filter(decision=DuplicateDecision.OPEN.value)
    # Asked pair by pair: the people of a province are many more than its open pairs.
    left, right = (Exists(here.filter(person=OuterRef(side))) for side in ("left", "right"))
    many = open_pairs.filter(left | right).count()
    yield Todo(_("Cặp người nghi trùng chờ quyết định"), many, reverse("portal:duplicates"), "duplicates")


@todo("exchange.files", P.IMPORT_FILES, words=lambda: _("Tệp đã kiểm tra, chờ nhận hoặc bỏ"))
def _files(actor: Actor, _scope: Scope) -> Iterator[Todo]:
    many = Batch.objects.filter(user_id=actor.user_id, state=Batch.State.CHECKED).count()
    yield Todo(
        _("Tệp đã kiểm tra, chờ nhận hoặc bỏ"), many, f"{reverse('exchange:imports')}?state=checked", "import"
    )


@todo("places.lost", P.EDIT_PLACES, words=lambda: _("Đơn vị không rõ kế thừa"))
def _lost_places(_actor: Actor, _scope: Scope) -> Iterator[Todo]:
    count = lost_units().count()
    if count:
        yield Todo(_("Đơn vị không rõ kế thừa"), count, reverse("places:unknown"), "map")
