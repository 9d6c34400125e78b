"""Ending and beginning spans of living and belonging: no overlap, and the day of an event is the first day
of the new.

Whoever dies is a member to the day of death; whoever leaves on a day was a member to the day before.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from ansinh.accounts.actor import Actor
from ansinh.households.enums import LifeEventKind, Relation
from ansinh.households.models import Household, LifeEvent, Membership, Person, Placement
from ansinh.households.policies import check_after
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold, name_sort_key
from ansinh.places.models import Unit

_DAY = timedelta(days=1)


def held(household: Household) -> Household:
    """The household as it is now, held against other writers to the end of the transaction."""
    return Household.objects.everywhere().select_for_update().get(pk=household.pk)


def open_placement(household: Household) -> Placement | None:
    """Where the household lives now."""
    return Placement.objects.everywhere().filter(household=household, in_force=True, valid_until=None).first()


def begin_placement(household: Household, unit: Unit, village: str, day: date | None, by: Actor) -> Placement:
    """Live at a place from ``day`` on (unknown: blank), shown in the household's row."""
    household.unit, household.village = unit, village
    household.save(update_fields=["unit", "village"])
    return Placement.objects.create(
        household=household,
        unit=unit,
        village=village,
        valid_from=day,
        recorded_at=now(),
        recorded_by=by.label,
    )


def end_placement(household: Household, day: date) -> Placement | None:
    """Live there no more from ``day`` on; refused when it began on that day or later."""
    placement = open_placement(household)
    if placement is not None:
        check_after(day, placement.valid_from)
        placement.valid_until = day - _DAY
        placement.save(update_fields=["valid_until"])
    return placement


def members_now(household: Household) -> list[Membership]:
    """Open memberships, people loaded."""
    rows = Membership.objects.everywhere().filter(household=household, valid_until=None)
    return list(rows.select_related("person").order_by("id"))


def member_now(household: Household, member_ref: str) -> Membership:
    """The open membership under that number; raises ``NotFound``."""
    for membership in members_now(household):
        if membership.member_ref == member_ref:
            return membership
    raise NotFound(
        _("Hộ này không có thành viên số {number} đang ở trong hộ.").format(number=member_ref),
        code="no_such_member",
    )


def end_membership(membership: Membership, day: date, ended_by: LifeEventKind) -> None:
    """Belong no more from ``day`` on (a death: from the day after); refused before the span's own
    beginning."""
    died = ended_by is LifeEventKind.DIED
    check_after(day + _DAY if died else day, membership.valid_from)
    membership.valid_until = day if died else day - _DAY
    membership.ended_by = ended_by.value
    membership.save(update_fields=["valid_until", "ended_by"])


def begin_membership(
    household: Household, person: Person, member_ref: str, relation: Relation, *, day: date, by: Actor
) -> Membership:
    """Belong from ``day`` on."""
    return Membership.objects.create(
        household=household,
        person=person,
        member_ref=member_ref,
        relation=relation.value,
        valid_from=day,
        recorded_at=now(),
        recorded_by=by.label,
    )


def next_refs(household: Household, count: int) -> list[str]:
    """``count`` member numbers that nobody of the household ever had, living or in events."""
    refs = set(
        Membership.objects.everywhere().filter(household=household).values_list("member_ref", flat=True)
    )
    refs |= set(
        LifeEvent.objects.everywhere().filter(household=household).values_list("member_ref", flat=True)
    )
    last = max((int(ref) for ref in refs if ref.isascii() and ref.isdigit()), default=0)
    return [str(last + step) for step in range(1, count + 1)]


def tell(
    household: Household,
    kind: LifeEventKind,
    day: date,
    by: Actor,
    *,
    member: Membership | None = None,
    other: Household | None = None,
    units: tuple[Unit | None, Unit | None] = (None, None),
    reason: str = "",
) -> LifeEvent:
    """Write the life event; ``units`` are from and to."""
    return LifeEvent.objects.create(
        household=household,
        person=member.person if member else None,
        member_ref=member.member_ref if member else "",
        kind=kind.value,
        date=day,
        other_household=other,
        from_unit=units[0],
        to_unit=units[1],
        reason=reason,
        recorded_at=now(),
        recorded_by=by.label,
    )


def show_head(household: Household, person: Person) -> None:
    """The household's row names its head."""
    household.head_name = person.full_name
    household.head_name_fold = fold(person.full_name)
    household.head_name_sort = name_sort_key(person.full_name)
    household.save(update_fields=["head_name", "head_name_fold", "head_name_sort"])


def end_household(
    household: Household, day: date, members: Sequence[Membership], ended_by: LifeEventKind
) -> None:
    """The household is no more from ``day`` on: its members' spans and its placement end with it."""
    for membership in members:
        end_membership(membership, day, ended_by)
    end_placement(household, day)
    household.dissolved_on = day
    household.save(update_fields=["dissolved_on"])
