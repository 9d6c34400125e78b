"""What targets and reports count of outreach: plain numbers of given places and days. Who may see them is asked by the caller."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from ansinh.outreach.campaigns.coverage import coverage
from ansinh.outreach.fund.queries import Growth, growth_of
from ansinh.outreach.models import FundYear, Participant, StaffPosting
from ansinh.outreach.models.enums import StaffRole
from ansinh.places.models import Unit


@dataclass(frozen=True)
class Trained:
    """Persons once each, and attendances: one person in two courses is one of the first and two of the second."""

    persons: int
    attendances: int


def staff_trained(unit_ids: Collection[int], first: date, last: date) -> dict[int, Trained]:
    """By place: who from there took part in courses that ended from ``first`` to ``last``. A person is entered at one place, so the
    persons of places add up only where nobody took part from two of them: of several places ask ``trained_in``."""
    found: dict[int, list[int]] = {}
    for unit, person in _taking_part(unit_ids, first, last).values_list("unit_id", "person_id"):
        found.setdefault(unit, []).append(person)
    return {unit: Trained(len(set(people)), len(people)) for unit, people in found.items()}


def trained_in(unit_ids: Collection[int], first: date, last: date) -> Trained:
    """All these places together: distinct persons, and attendances."""
    people = list(_taking_part(unit_ids, first, last).values_list("person_id", flat=True))
    return Trained(len(set(people)), len(people))


def _taking_part(unit_ids: Collection[int], first: date, last: date) -> QuerySet[Participant]:
    rows = Participant.objects.everywhere().filter(unit__in=unit_ids, withdrawn_at=None)
    return rows.filter(course__ends_on__range=(first, last))


@dataclass(frozen=True)
class InPost:
    """Persons in post on a day, and how many of them were trained."""

    persons: int
    trained: int


def in_post_trained(
    unit_ids: Collection[int], roles: Collection[StaffRole], first: date, on: date
) -> dict[int, InPost]:
    """By place: who holds a post of one of the roles on ``on``, and who of them took part in a course that ended from ``first`` to
    ``on``, wherever they then were. Who holds two posts at a place counts once there."""
    rows = in_post(unit_ids, on).filter(role__in=[one.value for one in roles])
    pairs = set(rows.values_list("unit_id", "person_id"))
    people = {person for _unit, person in pairs}
    taught = Participant.objects.everywhere().filter(
        person__in=people, withdrawn_at=None, course__ends_on__range=(first, on)
    )
    trained = set(taught.values_list("person_id", flat=True))
    found: dict[int, InPost] = {}
    for unit, person in pairs:
        had = found.get(unit, InPost(0, 0))
        found[unit] = InPost(had.persons + 1, had.trained + (person in trained))
    return found


def in_post(unit_ids: Collection[int], on: date) -> QuerySet[StaffPosting]:
    """The postings at these places that hold on a day."""
    rows = StaffPosting.objects.everywhere().filter(unit__in=unit_ids, valid_from__lte=on)
    return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on))


def broadcasting(communes: Sequence[Unit], first: date, last: date) -> dict[int, bool]:
    """By commune (of the unit set of ``last``): whether it broadcast at least once in the period."""
    return {one.unit.pk: one.times > 0 for one in coverage(communes, first, last)}


def fund_growth(unit: Unit, year: int) -> Growth | None:
    """Receipts of a place's fund in a year against the year before; nothing where no books of that year are kept."""
    fund = FundYear.objects.everywhere().filter(unit=unit, year=year).first()
    return None if fund is None else growth_of(fund)
