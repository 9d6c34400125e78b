"""What waits for a person: the work that stands open where the person may do it, the nearest deadline first.

Each kind of work is one small read whatever the size of the place, because it reads what is open and not what is done.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from ansinh.access.queries import permissions_of, scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.households.enums import DuplicateDecision
from ansinh.households.models import Household, Membership, SuspectedDuplicate
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.portal.places.listing import lost_units
from ansinh.reviews.enums import Attention, DossierState
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.queries import rounds_within
from ansinh.work.models import Batch, Job


@dataclass(frozen=True)
class Waiting:
    """One kind of work that waits: what, how much of it, where it is done, and until when (none: no day is set)."""

    words: str
    count: int
    href: str
    icon: str
    due: date | None = None
    note: str = ""

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due < today()


def what_waits(actor: Actor) -> list[Waiting]:
    """Everything that waits for ``actor``, by deadline; what has none comes last."""
    held = permissions_of(actor)
    found = [
        waiting
        for permission, kinds in _KINDS.items()
        if permission in held
        for kind in kinds
        for waiting in kind(actor, scope_of(actor, permission))
        if waiting.count
    ]
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, -one.count))


def last_day(campaign: Round) -> date | None:
    """The day a yearly review is to be closed: 14 December (Decision 24/2021, article 3.1.a). A review within the year has
    no day that is known as text."""
    year, _dash, month = campaign.period.partition("-")
    return None if month else date(int(year), 12, 14)


def _round_href(campaign: Round) -> str:
    return reverse("reviews:round", kwargs={"round_id": campaign.pk})


def _dossiers(scope: Scope, state: DossierState) -> Iterator[tuple[Round, int]]:
    """Rounds with how many dossiers of the scope are in a state."""
    rows = Dossier.objects.within(scope).filter(state=state.value).order_by().values("round")
    many = dict(rows.annotate(many=Count("pk")).values_list("round", "many"))
    for campaign in Round.objects.filter(pk__in=many).select_related("unit"):
        yield campaign, many[campaign.pk]


def _to_classify(_actor: Actor, scope: Scope) -> Iterator[Waiting]:
    for campaign, many in _dossiers(scope, DossierState.OPEN):
        words = _("Đợt rà soát {period}: xã chưa phân loại").format(period=campaign.period)
        yield Waiting(words, many, _round_href(campaign), "clock", last_day(campaign))


def _to_approve(_actor: Actor, scope: Scope) -> Iterator[Waiting]:
    for campaign, many in _dossiers(scope, DossierState.CLASSIFIED):
        words = _("Đợt rà soát {period}: xã chờ phê duyệt").format(period=campaign.period)
        yield Waiting(words, many, _round_href(campaign), "approve", last_day(campaign))


def _to_decide(_actor: Actor, scope: Scope) -> Iterator[Waiting]:
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
        yield Waiting(said, undetermined, href, "question", last_day(campaign))
        said = _("Đợt rà soát {period}: hộ có trong danh sách nhưng chưa được rà soát")
        yield Waiting(said.format(period=campaign.period), unseen, href, "question", last_day(campaign))


def _to_place(_actor: Actor, scope: Scope) -> Iterator[Waiting]:
    rows = Household.objects.everywhere().filter(unit__isnull=True, dissolved_on__isnull=True)
    if scope.unit_ids is not None:
        rows = rows.filter(placed_under__in=scope.unit_ids)
    href = f"{reverse('portal:households')}?waiting=yes"
    yield Waiting(_("Hộ chờ xác định xã"), rows.count(), href, "place")


def _duplicates(_actor: Actor, scope: Scope) -> Iterator[Waiting]:
    here = Membership.objects.within(scope).filter(valid_until__isnull=True).values("person")
    open_pairs = SuspectedDuplicate.objects.filter(decision=DuplicateDecision.OPEN.value)
    many = open_pairs.filter(Q(left__in=here) | Q(right__in=here)).count()
    yield Waiting(_("Cặp người nghi trùng chờ quyết định"), many, reverse("portal:duplicates"), "duplicates")


def _files(actor: Actor, _scope: Scope) -> Iterator[Waiting]:
    many = Batch.objects.filter(user_id=actor.user_id, state=Batch.State.CHECKED).count()
    yield Waiting(
        _("Tệp đã kiểm tra, chờ nhận hoặc bỏ"), many, f"{reverse('exchange:imports')}?state=checked", "import"
    )


def _lost_places(_actor: Actor, _scope: Scope) -> Iterator[Waiting]:
    count = lost_units().count()
    if count:
        yield Waiting(_("Đơn vị không rõ kế thừa"), count, reverse("places:unknown"), "map")


_KINDS: dict[P, tuple[Callable[[Actor, Scope], Iterator[Waiting]], ...]] = {
    P.RUN_CLASSIFICATION: (_to_classify,),
    P.RECOGNISE_CLASSES: (_to_decide,),
    P.APPROVE_ROUNDS: (_to_approve,),
    P.EDIT_HOUSEHOLDS: (_to_place,),
    P.DECIDE_DUPLICATES: (_duplicates,),
    P.IMPORT_FILES: (_files,),
    P.EDIT_PLACES: (_lost_places,),
}


@dataclass(frozen=True)
class RoundHere:
    """A round with how many of the person's communes in it are approved."""

    campaign: Round
    communes: int
    approved: int


def rounds_here(actor: Actor) -> list[RoundHere]:
    """The newest rounds at the person's places, two reads."""
    scope = scope_of(actor, P.SEE_HOUSEHOLDS)
    newest = list(rounds_within(scope).order_by("-period", "-pk")[:5])
    rows = Dossier.objects.within(scope).filter(round__in=newest).order_by().values("round")
    counts = rows.annotate(all=Count("pk"), done=Count("pk", filter=Q(state=DossierState.APPROVED.value)))
    many = {row["round"]: (row["all"], row["done"]) for row in counts}
    return [RoundHere(campaign, *many[campaign.pk]) for campaign in newest]


def own_jobs(actor: Actor) -> list[Job]:
    """The person's own jobs that wait or run, and the last few that ended."""
    return list(Job.objects.filter(user_id=actor.user_id).order_by("-pk")[:5])
