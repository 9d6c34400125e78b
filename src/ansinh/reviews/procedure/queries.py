"""Named reads of the steps. What tells of people is read within a scope."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from ansinh.access.scope import Scope
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import open_objections
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.reviews.enums import UNCLASSIFIED, DossierState, ListClass, Movement
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.procedure.enums import WorkState
from ansinh.reviews.procedure.models import DossierMove, Meeting, Opinion, PostedHousehold, Posting, WorkItem
from ansinh.reviews.queries import commune_map
from ansinh.surveys.models import HouseholdAnswer

POOR = (ListClass.POOR.value, ListClass.POOR_INCOME.value, ListClass.POOR_DEPRIVATION.value)
LISTED = (*POOR, ListClass.NEAR_POOR.value)
LEAVING = (Movement.POOR_OUT.value, Movement.NEAR_OUT.value)
# Of near-poor households those are discussed that were not near-poor before (Decision 24/2021, article 4.3).
NEWLY_NEAR = (
    Movement.NEW_NEAR.value,
    Movement.RELAPSE_NEAR.value,
    Movement.POOR_TO_NEAR.value,
    Movement.OTHER_IN.value,
)
# The meeting looks at the poor, at who is newly near-poor and at who escapes.
DISCUSSED = (
    Q(recognised_class__in=POOR)
    | Q(recognised_class=ListClass.NEAR_POOR.value, movement__in=NEWLY_NEAR)
    | Q(movement__in=LEAVING)
)
# What is posted: both lists, and who left them.
POSTED = Q(recognised_class__in=LISTED) | Q(movement__in=LEAVING)
AT_WORK = ~Q(state=WorkState.TAKEN_OFF.value)
TO_SURVEY = AT_WORK & ~Q(state=WorkState.NOT_SURVEYED.value)


def dossier_within(scope: Scope, round_id: int, dossier_id: int) -> Dossier:
    """A dossier of a round that the scope reaches whole or in part. Raises ``NotFound``."""
    rows = Dossier.objects.touched_by(scope).select_related("round__unit", "unit__parent")
    found = rows.filter(pk=dossier_id, round_id=round_id).first()
    if found is None:
        raise NotFound(
            _("Không có hồ sơ này trong địa bàn được giao. Hãy mở lại từ trang của kỳ rà soát."),
            code="no_such_dossier",
        )
    return found


def about(dossier: Dossier) -> str:
    """How other domains name a dossier in text."""
    return f"dossier:{dossier.pk}"


def units_of(dossier: Dossier) -> list[int]:
    """Every unit, at any date, whose people are in the dossier's commune."""
    return sorted(commune_map([dossier.unit], dossier.round.as_of))


def items_of(dossier: Dossier) -> QuerySet[WorkItem]:
    """The work list of a dossier, whole: for the verbs."""
    return WorkItem.objects.everywhere().filter(dossier=dossier)


def items_within(scope: Scope, dossier: Dossier) -> QuerySet[WorkItem]:
    """The work list of a dossier within a scope, each row with ``answered`` (the number of its answers' row, null: not yet),
    ``computed`` and ``recognised`` (of the list-making standard)."""
    return with_answers(WorkItem.objects.within(scope).filter(dossier=dossier), dossier.round)


def with_answers(rows: QuerySet[WorkItem], campaign: Round | None) -> QuerySet[WorkItem]:
    """``rows`` with ``answered``, ``answered_by``, ``answered_at``, ``computed``, ``recognised``, ``movement``, each by one
    subquery of an index. Without a round each row's own is asked; classes are then left out."""
    period = OuterRef("dossier__round__period") if campaign is None else campaign.period
    answers = HouseholdAnswer.objects.everywhere().filter(
        household=OuterRef("household_id"), period=period, current=True
    )
    told = rows.annotate(
        answered=Exists(answers),
        answered_by=Subquery(answers.values("recorded_by")[:1]),
        answered_at=Subquery(answers.values("recorded_at")[:1]),
    )
    if campaign is None:
        return told
    outcomes = Outcome.objects.everywhere().filter(
        household=OuterRef("household_id"), dossier=OuterRef("dossier_id"), standard=campaign.standards[0]
    )
    return told.annotate(
        computed=Subquery(outcomes.values("computed_class")[:1]),
        recognised=Subquery(outcomes.values("recognised_class")[:1]),
        movement=Subquery(outcomes.values("movement")[:1]),
    )


def item_within(scope: Scope, dossier: Dossier, item_id: int) -> WorkItem:
    """One item of the work list within the scope. Raises ``NotFound``."""
    found = (
        items_within(scope, dossier)
        .select_related("household", "surveyor", "request")
        .filter(pk=item_id)
        .first()
    )
    if found is None:
        raise NotFound(
            _("Không có hộ này trong danh sách rà soát của địa bàn được giao."), code="no_such_item"
        )
    return found


def unsurveyed(dossier: Dossier) -> QuerySet[WorkItem]:
    """Items that must be surveyed and have no answers, or are to be reviewed again and were not since."""
    return with_answers(items_of(dossier), dossier.round).filter(
        (TO_SURVEY & Q(answered=False)) | Q(state=WorkState.AGAIN.value)
    )


def outcomes_of(dossier: Dossier) -> QuerySet[Outcome]:
    """The results of a dossier under the standard that makes the list."""
    return Outcome.objects.everywhere().filter(dossier=dossier, standard=dossier.round.standards[0])


def villages_of(dossier: Dossier) -> list[str]:
    """The villages that have a household at work, in the order of their names."""
    return list(
        items_of(dossier).filter(AT_WORK).order_by("village").values_list("village", flat=True).distinct()
    )


def to_discuss(dossier: Dossier, village: str) -> QuerySet[Outcome]:
    """What a village's meeting is to vote on: results that no meeting agreed to as they are now."""
    items = items_of(dossier).filter(AT_WORK, village=village, household=OuterRef("household_id"))
    rows = outcomes_of(dossier).filter(DISCUSSED).annotate(agreed=Subquery(items.values("agreed_class")[:1]))
    return rows.filter(Exists(items)).exclude(agreed=F("recognised_class")).select_related("household")


def meetings_of(dossier: Dossier) -> QuerySet[Meeting]:
    return Meeting.objects.everywhere().filter(dossier=dossier).order_by("village", "number")


def postings_of(dossier: Dossier) -> QuerySet[Posting]:
    """The postings of the present results, the oldest first: those before the dossier last went back to the survey showed
    what is no longer the result."""
    rows = Posting.objects.everywhere().filter(dossier=dossier, withdrawn=False).order_by("number")
    moves = DossierMove.objects.everywhere().filter(dossier=dossier, to_state=DossierState.SURVEYING.value)
    began = moves.order_by("-pk").values_list("at", flat=True).first()
    return rows if began is None else rows.filter(posted_at__gt=began)


def posted_classes(dossier: Dossier) -> dict[str, str]:
    """The class that was last posted of each household, by its id in hex."""
    rows = PostedHousehold.objects.everywhere().filter(posting__in=postings_of(dossier))
    found = rows.order_by("posting__number").values_list("household_id", "shown_class")
    return {household.hex: shown for household, shown in found}


def posted_otherwise(dossier: Dossier) -> list[Outcome]:
    """Results that are not what was posted: re-checked since, and to be posted again."""
    posted = posted_classes(dossier)
    rows = outcomes_of(dossier).filter(POSTED).select_related("household")
    changed = [one for one in rows if posted.get(one.household_id.hex) != one.recognised_class]
    shown = {one.household_id.hex for one in rows}
    gone = [key for key in posted if key not in shown]
    if gone:
        # Posted on a list, and now on none and not leaving one: that is posted as well.
        rows = outcomes_of(dossier).filter(household_id__in=gone).select_related("household")
        changed += [one for one in rows if posted[one.household_id.hex] != one.recognised_class]
    return sorted(changed, key=lambda one: (one.household.village, one.household.head_name_sort))


def open_objections_of(dossier: Dossier) -> QuerySet[Grievance]:
    """Objections to what is posted that are not answered: those that name the dossier, and those taken in at the commune since
    the lists hang that name nothing, so that none is passed over for how it was written down."""
    to_it = Q(about=about(dossier))
    since = min((one.posted_on for one in postings_of(dossier)), default=None)
    if since is not None:
        to_it |= Q(about="", unit_id__in=units_of(dossier), received_on__gte=since)
    return open_objections().filter(to_it)


def open_opinion(dossier: Dossier) -> Opinion | None:
    """The opinion asked for and not given yet."""
    return Opinion.objects.everywhere().filter(dossier=dossier, answered_on=None).order_by("-number").first()


def village_counts(dossier: Dossier, scope: Scope) -> list[dict]:
    """One row a village within the scope: ``village, items, surveyed, again, unassigned``."""
    rows = items_within(scope, dossier).filter(AT_WORK).order_by().values("village")
    return sorted(
        rows.annotate(
            items=Count("pk"),
            surveyed=Count("pk", filter=Q(answered=True) | Q(state=WorkState.NOT_SURVEYED.value)),
            again=Count("pk", filter=Q(state=WorkState.AGAIN.value)),
            unassigned=Count("pk", filter=Q(surveyor=None)),
        ),
        key=lambda row: row["village"],
    )


def is_classified(dossier: Dossier) -> bool:
    return dossier.state not in UNCLASSIFIED


def moves_of_dossier(dossier: Dossier) -> Sequence[DossierMove]:
    """Every move of a dossier, the newest first."""
    rows = DossierMove.objects.everywhere().filter(dossier=dossier).select_related("paper")
    return list(rows.order_by("-pk"))


def last_posting_day(dossier: Dossier) -> date | None:
    """The last day of every clock that runs on what is posted."""
    return max((one.until for one in postings_of(dossier)), default=None)
