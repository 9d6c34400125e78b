"""Everything the page of one household shows, read in a constant number of queries. The household was reached through a scope;
of other households only those within it are named."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from ansinh.access.doers import know_doers
from ansinh.access.scope import Scope
from ansinh.audit.models import Event
from ansinh.datasets.models import Version
from ansinh.households.models import (
    Household,
    LifeEvent,
    Membership,
    Placement,
    RegistryChange,
    SuspectedDuplicate,
)
from ansinh.households.stamps import stamp_of, standing_of
from ansinh.reviews.decisions.recognised import holding
from ansinh.reviews.enums import DossierState, Movement
from ansinh.reviews.models import ListEntry, Outcome
from ansinh.standards.adopted import standard_in_use
from ansinh.surveys.models import HouseholdAnswer

_SHOWN_LOG = 50
# By which a household is on no list of the place any more.
LEAVING = (Movement.POOR_OUT, Movement.NEAR_OUT, Movement.OTHER_OUT)


@dataclass(frozen=True)
class Neighbours:
    """The households before and after this one in the list of its village."""

    before: UUID | None
    after: UUID | None


@dataclass(frozen=True)
class Story:
    """One household: who, where, what it was found to be, what happened, and what is on record about it."""

    home: Household
    members: list[Membership]
    past_members: list[Membership]
    placements: list[Placement]
    replaced_placements: list[Placement]
    events: list[LifeEvent]
    reachable: set[UUID]
    entries: list[ListEntry]
    outcomes: list[Outcome]
    answers: list[HouseholdAnswer]
    suspicions: list[SuspectedDuplicate]
    changes: list[RegistryChange]
    log: list[Event]
    neighbours: Neighbours
    stamp: str

    @property
    def doers(self) -> set[str]:
        """The accounts that did anything of it."""
        changed = {label for one in self.changes for label in (one.by, one.taken_back_by)}
        recorded = (*self.events, *self.answers, *self.replaced_placements)
        return changed | {one.recorded_by for one in recorded} | {one.actor_label for one in self.log}

    @property
    def entry_now(self) -> ListEntry | None:
        """The newest row of a recognised list in force that an approved review has not ended: the class of now."""
        return None if self.left_by else self._newest_entry

    @property
    def _newest_entry(self) -> ListEntry | None:
        return next((one for one in self.entries if one.in_force), None)

    @property
    def left_by(self) -> Outcome | None:
        """The approved review that took the household off the list (nothing where a later list names it)."""
        entry = self._newest_entry
        for one in self.outcomes:
            if one.dossier.state == DossierState.APPROVED.value and one.movement in LEAVING:
                later = entry is None or one.dossier.round.list_year > entry.list_year
                return one if later else None
        return None

    @property
    def outcome_now(self) -> Outcome | None:
        """What the newest review found."""
        return self.outcomes[0] if self.outcomes else None

    @property
    def answer_now(self) -> HouseholdAnswer | None:
        """The answers in use of the newest review."""
        return next((one for one in self.answers if one.current), None)


def story_of(home: Household, scope: Scope) -> Story:
    """The story of a household already reached through ``scope``."""
    told = _story_of(home, scope)
    know_doers(told.doers)
    return told


def _story_of(home: Household, scope: Scope) -> Story:
    memberships = _memberships(home)
    members = [row for row in memberships if row.valid_until is None]
    placements = _placements(home)
    events = _events(home)
    return Story(
        home=home,
        members=members,
        past_members=[row for row in memberships if row.valid_until is not None],
        placements=[row for row in placements if row.in_force],
        replaced_placements=[row for row in placements if not row.in_force],
        events=events,
        reachable={
            row.other_household_id
            for row in events
            if row.other_household
            and scope.covers(
                row.other_household.unit_id or row.other_household.placed_under_id,
                row.other_household.village,
            )
        },
        entries=entries_of(home),
        outcomes=list(outcomes_of(home)),
        answers=list(answers_of_household(home)),
        suspicions=_suspicions(row.person_id for row in memberships),
        changes=_changes(home),
        log=list(Event.objects.filter(subject=f"household:{home.pk}").order_by("-pk")[:_SHOWN_LOG]),
        neighbours=neighbours_of(home),
        stamp=stamp_of(standing_of(home, members)),
    )


def _memberships(home: Household) -> list[Membership]:
    rows = list(Membership.objects.everywhere().filter(household=home).select_related("person"))
    return sorted(rows, key=lambda row: (row.relation != "head", row.valid_until or date.max, row.pk))


def _placements(home: Household) -> list[Placement]:
    rows = Placement.objects.everywhere().filter(household=home).select_related("unit__parent")
    return sorted(rows, key=lambda row: (row.valid_until or date.max, row.pk), reverse=True)


def _events(home: Household) -> list[LifeEvent]:
    rows = LifeEvent.objects.everywhere().filter(household=home)
    together = ("person", "other_household", "from_unit", "to_unit")
    return list(rows.select_related(*together).order_by("-date", "-pk"))


def entries_of(home: Household) -> list[ListEntry]:
    """The rows of every list that names the household, the newest first, each with ``in_force``: not sealed anew since."""
    newest = (
        Version.objects.filter(
            unit=OuterRef("version__unit"),
            period=OuterRef("version__period"),
            standard=OuterRef("version__standard"),
        )
        .order_by("-pk")
        .values("pk")[:1]
    )
    rows = (
        ListEntry.objects.everywhere()
        .filter(household=home)
        .select_related("unit", "version")
        .annotate(newest_version=Subquery(newest))
    )
    found = sorted(
        rows, key=lambda one: (one.list_year, one.effective_from or date.min, one.pk), reverse=True
    )
    held = holding(
        {one.decision_id for one in found if one.version_id is None and one.decision_id is not None}
    )
    for one in found:
        if one.version_id is not None:
            one.in_force = one.version_id == one.newest_version
        else:
            one.in_force = one.decision_id is None or one.decision_id in held
    return found


def outcomes_of(home: Household) -> QuerySet[Outcome]:
    """What each review found of the household, the newest first, the standard that makes the list before others."""
    rows = Outcome.objects.everywhere().filter(household=home)
    return rows.select_related("dossier__round", "dossier__unit").order_by(
        F("dossier__round__as_of").desc(), "-dossier__round_id", "pk"
    )


def answers_of_household(home: Household) -> QuerySet[HouseholdAnswer]:
    """Every revision of every survey of the household, the newest first."""
    rows = HouseholdAnswer.objects.everywhere().filter(household=home)
    return rows.select_related("unit").order_by("-period", "-revision")


def _suspicions(people: Iterable[UUID]) -> list[SuspectedDuplicate]:
    ids = list(people)
    rows = SuspectedDuplicate.objects.filter(Q(left__in=ids) | Q(right__in=ids))
    return list(rows.select_related("left", "right").order_by("decision", "-score", "pk"))


def _changes(home: Household) -> list[RegistryChange]:
    rows = RegistryChange.objects.filter(Q(household_ref=home.pk) | Q(other_ref=home.pk))
    return list(rows.order_by("-pk")[:_SHOWN_LOG])


def neighbours_of(home: Household) -> Neighbours:
    """Who stands before and after in the village, by name, among those that still are."""
    if home.unit_id is None:
        return Neighbours(None, None)
    rows = Household.objects.everywhere().filter(
        unit=home.unit_id, village=home.village, dissolved_on__isnull=True
    )
    name, key = home.head_name_sort, home.pk
    before = rows.filter(Q(head_name_sort__lt=name) | Q(head_name_sort=name, pk__lt=key))
    after = rows.filter(Q(head_name_sort__gt=name) | Q(head_name_sort=name, pk__gt=key))
    return Neighbours(
        before.order_by("-head_name_sort", "-pk").values_list("pk", flat=True).first(),
        after.order_by("head_name_sort", "pk").values_list("pk", flat=True).first(),
    )


def deprivations_of(outcome: Outcome, language: str) -> Mapping[str, list[str]]:
    """The names of the indicators an outcome found lacking (``deprived``) and could not tell (``unknown``)."""
    found: dict[str, list[str]] = {"deprived": [], "unknown": []}
    for place, indicator in enumerate(standard_in_use(outcome.standard).indicators):
        for mask, mask_value in (("deprived", outcome.deprived), ("unknown", outcome.unknown)):
            if mask_value >> place & 1:
                found[mask].append(indicator.name.in_language(language))
    return found
