"""Suspected pairs as one person may see them: who lives elsewhere is known by the place alone."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from ansinh.access.scope import Scope
from ansinh.access.walls import beyond_walls
from ansinh.households.models import Membership, Person, RegistryChange, SuspectedDuplicate
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.models import Unit

SIDES = ("left", "right")
# Of so few units the pairs are found by their people; of more, pairs are asked one by one in the order of the list.
_FEW_UNITS = 16


def _memberships(side: str) -> QuerySet[Membership]:
    """The membership a person has now, else the last one, first."""
    rows = Membership.objects.everywhere().filter(person=OuterRef(side))
    return rows.order_by(F("valid_until").desc(nulls_first=True), "-pk")


def pairs_within(scope: Scope) -> QuerySet[SuspectedDuplicate]:
    """Pairs of which at least one person lives (or last lived) within the scope. Of each side: ``left_seen`` (within it),
    ``left_name`` (folded; blank where not seen), ``left_home, left_head, left_village, left_place``; and of the right."""
    rows = SuspectedDuplicate.objects.select_related("left", "right")
    if scope.unit_ids is not None and len(scope.unit_ids) <= _FEW_UNITS:
        ever = Membership.objects.everywhere().filter(
            Q(household__unit__in=scope.unit_ids)
            | Q(household__unit=None, household__placed_under__in=scope.unit_ids)
        )
        rows = rows.filter(Q(left__in=ever.values("person")) | Q(right__in=ever.values("person")))
    for side in SIDES:
        first = _memberships(side).annotate(
            at=Coalesce("household__unit_id", "household__placed_under_id"),
            place=Coalesce("household__unit__name", "household__placed_under__name"),
        )
        rows = rows.annotate(
            **{
                f"{side}_home": Subquery(first.values("household_id")[:1]),
                f"{side}_head": Subquery(first.values("household__head_name")[:1]),
                f"{side}_village": Subquery(first.values("household__village")[:1]),
                f"{side}_at": Subquery(first.values("at")[:1]),
                f"{side}_place": Subquery(first.values("place")[:1]),
            }
        )
        seen = Q() if scope.unit_ids is None else Q(**{f"{side}_at__in": scope.unit_ids})
        rows = rows.annotate(
            **{
                f"{side}_seen": _when(seen, Value(True), Value(False)),
                f"{side}_name": _when(seen, F(f"{side}__full_name_fold"), Value("")),
            }
        )
    return rows.filter(Q(left_seen=True) | Q(right_seen=True))


def _when(seen: Q, then: Any, other: Value) -> Any:
    """``then`` where ``seen`` holds; everybody is seen where nothing is asked."""
    return Case(When(seen, then=then), default=other) if seen else then


@dataclass(frozen=True)
class Side:
    """One person of a pair; ``person`` and the rest are nothing where the person lives outside of the scope."""

    place: str
    person: Person | None = None
    membership: Membership | None = None

    @property
    def inside(self) -> bool:
        return self.person is not None


@dataclass(frozen=True)
class Pair:
    """A pair with both its sides, and the change its decision made (if it can still be taken back)."""

    suspicion: SuspectedDuplicate
    left: Side
    right: Side
    change: RegistryChange | None

    @property
    def whole(self) -> bool:
        """Whether both people are within the person's places: only then it can be compared and decided."""
        return self.left.inside and self.right.inside


def pair_within(scope: Scope, key: int) -> Pair:
    """The pair of that number; raises ``NotFound`` where nobody of it is within the scope."""
    # Of who lives elsewhere the place is told and nothing else: ``_side`` sees to it.
    with beyond_walls():
        suspicion = SuspectedDuplicate.objects.select_related("left", "right").filter(pk=key).first()
        if suspicion is None:
            raise _absent(key)
        homes = _last_homes(suspicion)
    # Within the walls again: whom they do not show is elsewhere, whatever the scope says.
    both = (suspicion.left, suspicion.right)
    seen = set(Person.objects.filter(pk__in=[one.pk for one in both]).values_list("pk", flat=True))
    left, right = (_side(one, homes.get(one.pk), scope, seen=one.pk in seen) for one in both)
    if not left.inside and not right.inside:
        raise _absent(key)
    change = suspicion.changes.filter(taken_back_at__isnull=True).order_by("-pk").first()
    return Pair(suspicion, left, right, change)


def _absent(key: int) -> NotFound:
    return NotFound(_("Không có cặp nghi trùng số {number}.").format(number=key), code="no_such_suspicion")


def _last_homes(suspicion: SuspectedDuplicate) -> dict[UUID, Membership]:
    rows = (
        Membership.objects.everywhere()
        .filter(person__in=[suspicion.left_id, suspicion.right_id])
        .select_related("household__unit__parent__parent", "household__placed_under", "person")
        .order_by(F("valid_until").asc(nulls_last=True), "pk")
    )
    return {row.person_id: row for row in rows}


def _side(person: Person, membership: Membership | None, scope: Scope, *, seen: bool) -> Side:
    if membership is None:
        return Side("", person, None) if scope.unit_ids is None else Side("")
    home = membership.household
    where = home.unit or home.placed_under
    if not seen or not scope.covers(home.unit_id or home.placed_under_id, home.village):
        return Side(_above(where))
    return Side(where.name if where else "", person, membership)


def _above(unit: Unit | None) -> str:
    """The place of somebody else's person, as far as it may be said: the commune and what is above it."""
    names = []
    while unit is not None:
        names.append(unit.name)
        unit = unit.parent
    return ", ".join(names)
