"""Invented units, households and people for tests of the registry."""

from datetime import date

from ansinh.accounts.actor import CONSOLE
from ansinh.households.models import Household, Membership, Person, Placement
from ansinh.kernel.dates import now
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.text import fold, name_sort_key
from ansinh.places.models import Unit

BY = CONSOLE


def unit(code: str, *, parent: Unit | None = None, level: str = "commune", **more) -> Unit:
    """A unit that holds from 2000 on (a province where it has no parent)."""
    level = level if parent else "province"
    row = Unit.objects.create(
        code=code,
        name=f"Đơn vị {code}",
        name_fold=f"don vi {code}",
        sort_key=code,
        level=level,
        type={"province": "tỉnh", "commune": "xã", "district": "huyện"}[level],
        parent=parent,
        path=f"/new-{code}/",
        valid_from=more.pop("valid_from", date(2000, 1, 1)),
        date_known=True,
        **more,
    )
    row.path = f"{parent.path if parent else '/'}{row.pk}/"
    row.save()
    return row


def person(name: str, **more) -> Person:
    """A person; ``birth_date`` gives the year."""
    birth = more.get("birth_date")
    return Person.objects.create(
        id=mint_id(),
        full_name=name,
        full_name_fold=fold(name),
        recorded_at=now(),
        **({"birth_year": birth.year} if birth else {}) | more,
    )


def household(place: Unit | None, *members: str | Person, ref: str = "", **more) -> Household:
    """A household whose first member is its head; names or people, numbered from 1."""
    people = [person(one) if isinstance(one, str) else one for one in members]
    identity = mint_id()
    head = people[0].full_name if people else ""
    home = Household.objects.create(
        id=identity,
        source="survey",
        source_ref=ref or identity.hex,
        unit=place,
        head_name=head,
        head_name_fold=fold(head),
        head_name_sort=name_sort_key(head),
        recorded_at=now(),
        **more,
    )
    if place is not None:
        Placement.objects.create(
            household=home,
            unit=place,
            village=more.get("village", ""),
            valid_from=more.get("formed_on"),
            recorded_at=now(),
            recorded_by="test",
        )
    for number, one in enumerate(people, start=1):
        Membership.objects.create(
            household=home,
            person=one,
            member_ref=str(number),
            relation="head" if number == 1 else "child",
            recorded_at=now(),
            recorded_by="test",
        )
    return home


def members_of(home: Household) -> list[tuple]:
    """``(ref, valid_from, valid_until, ended_by)`` of every membership, in the order they were written."""
    rows = Membership.objects.everywhere().filter(household=home).order_by("id")
    return list(rows.values_list("member_ref", "valid_from", "valid_until", "ended_by"))


def places_of(home: Household) -> list[tuple]:
    """``(unit code, valid_from, valid_until)`` of every placement, oldest first."""
    rows = Placement.objects.everywhere().filter(household=home, in_force=True).order_by("valid_until", "id")
    spans = rows.values_list("unit__code", "valid_from", "valid_until")
    return sorted(spans, key=lambda span: (span[2] is None, span[2]))


def events_of(home: Household) -> list[tuple]:
    """``(kind, member_ref, date, other household)`` of every life event, in the order they were written."""
    rows = home.events.everywhere().order_by("id")
    return list(rows.values_list("kind", "member_ref", "date", "other_household_id"))
