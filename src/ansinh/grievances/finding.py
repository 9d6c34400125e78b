"""Households found by the words of a name, within a scope, to be chosen for a request."""

from dataclasses import dataclass
from uuid import UUID

from ansinh.access.scope import Scope
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household, HouseholdLine, Membership, Person
from ansinh.households.search import inhabited, matching
from ansinh.kernel.errors import NotFound
from ansinh.kernel.text import fold

_MOST = 12
_SHORTEST = 2


@dataclass(frozen=True)
class FoundHousehold:
    """One household to choose."""

    key: str
    head_name: str
    place: str
    persons: int


def households_like(scope: Scope, words: str) -> list[FoundHousehold]:
    """The first households of the scope that the words find; nothing for fewer than two letters."""
    if len(fold(words)) < _SHORTEST:
        return []
    within = scope if scope.villages else inhabited(scope)
    lines = HouseholdLine.objects.within(within).filter(dissolved=False).select_related("unit")
    found = matching(lines, words, within).order_by("name_sort", "pk")[:_MOST]
    return [
        FoundHousehold(
            row.pk.hex,
            row.head_name or row.source_ref,
            ", ".join(part for part in (row.village, row.unit.name if row.unit else "") if part),
            row.persons,
        )
        for row in found
    ]


def chosen_household(scope: Scope, key: str) -> Household | None:
    """The household of that id within the scope; nothing for a blank. Raises ``NotFound`` for any other."""
    if not key:
        return None
    try:
        return household_by_id(scope, UUID(key))
    except ValueError as wrong:
        raise NotFound(str(wrong), code="no_such_household") from wrong


def people_of(household: Household) -> list[Person]:
    """Everybody who is or was of the household, who is now first."""
    rows = Membership.objects.everywhere().filter(household=household).select_related("person")
    return [row.person for row in sorted(rows, key=lambda row: (row.valid_until is not None, row.pk))]
