"""Records found by typing a few words into a form: communes, households and people within the person's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from ansinh.access.scope import Scope
from ansinh.households.models import Household, Membership, Person, Placement
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.places.models import Unit
from ansinh.places.queries import search
from ansinh.portal.households.wording import birth_words, home_words, place_words, span_words

_MOST = 12
_SHORTEST = 2


@dataclass
class Case:
    """The household a verb is done to: with its members now, the scope of whoever does it, and what else the address names."""

    home: Household
    members: Sequence[Membership]
    scope: Scope
    placement: Placement | None = None
    member: Membership | None = None


@dataclass(frozen=True)
class Found:
    """One record to choose: the value that is sent, its name, and what tells it from others."""

    value: str
    words: str
    more: str


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def communes(_case: Case, words: str, picked: str, on: date) -> list[Found]:
    """Communes of a day whose name or code is like ``words``, and the one picked before. Named by id: a code lives on in
    other territories."""
    found = search(words, on, "commune", _MOST) if len(words) >= _SHORTEST else []
    units = {unit.pk: unit for unit in found}
    if picked.isdigit() and int(picked) not in units and (chosen := commune_named(picked)) is not None:
        units = {chosen.pk: chosen, **units}
    return [Found(str(unit.pk), unit.name, _place_above(unit)) for unit in units.values()]


def commune_named(key: str) -> Unit | None:
    """The unit of that id, or nothing."""
    return Unit.objects.filter(pk=int(key)).select_related("parent").first() if key.isdigit() else None


def _place_above(unit: Unit) -> str:
    told = [unit.parent.name if unit.parent else "", _("mã {code}").format(code=unit.code)]
    if unit.valid_until is not None:
        told.append(span_words(unit.valid_from, unit.valid_until))
    return ", ".join(part for part in told if part)


def _others(case: Case) -> QuerySet[Household]:
    """The other households within the scope that still are."""
    rows = Household.objects.within(case.scope).filter(dissolved_on__isnull=True)
    return rows.exclude(pk=case.home.pk).select_related("unit", "placed_under")


def households(case: Case, words: str, picked: str, _on: date) -> list[Found]:
    """Households whose head or a member bears all the words, those of the same commune first."""
    rows: dict[UUID, Household] = {}
    if picked and (chosen := household_named(case, picked)) is not None:
        rows[chosen.pk] = chosen
    folded = fold(words).split()
    if len(fold(words)) >= _SHORTEST:
        of_commune = _others(case).filter(unit=case.home.unit_id)
        for where in (of_commune, _others(case)):
            found = _named(where, folded).order_by("head_name_sort", "pk")[: _MOST - len(rows)]
            rows |= {home.pk: home for home in found if home.pk not in rows}
            if len(rows) >= _MOST:
                break
    return [Found(str(home.pk), home_words(home), place_words(home)) for home in rows.values()]


def _named(rows: QuerySet[Household], folded: list[str]) -> QuerySet[Household]:
    members = Membership.objects.everywhere().filter(household=OuterRef("pk"), valid_until__isnull=True)
    for word in folded:
        members = members.filter(person__full_name_fold__contains=word)
    return rows.filter(Exists(members))


def household_named(case: Case, key: str) -> Household | None:
    """The household of that id within the scope, or nothing."""
    return _others(case).filter(pk=_id(key)).first()


def _free(case: Case) -> QuerySet[Membership]:
    """The last memberships, within the scope, of people who live and are members nowhere."""
    open_ones = Membership.objects.everywhere().filter(person=OuterRef("person"), valid_until__isnull=True)
    rows = Membership.objects.within(case.scope).filter(person__died_on__isnull=True)
    return rows.filter(~Exists(open_ones)).select_related(
        "person", "household__unit", "household__placed_under"
    )


def free_people(case: Case, words: str, picked: str, _on: date) -> list[Found]:
    """People without a household whose name bears all the words."""
    rows: dict[UUID, Membership] = {}
    if _id(picked) is not None:
        rows |= {row.person_id: row for row in _free(case).filter(person=_id(picked)).order_by("pk")}
    folded = fold(words)
    if len(folded) >= _SHORTEST:
        found = _free(case)
        for word in folded.split():
            found = found.filter(person__full_name_fold__contains=word)
        rows |= {row.person_id: row for row in found.order_by("-valid_until", "pk")[:_MOST]}
    return [Found(str(row.person_id), row.person.full_name, _last_home(row)) for row in rows.values()]


def _last_home(row: Membership) -> str:
    born = birth_words(row.person)
    left = _("trước ở hộ {head}, {place}").format(
        head=home_words(row.household), place=place_words(row.household)
    )
    return ", ".join(part for part in (born, left) if part)


def free_person(case: Case, key: str) -> Person | None:
    """The person of that id, if within the scope and a member nowhere."""
    row = _free(case).filter(person=_id(key)).first()
    return row.person if row else None
