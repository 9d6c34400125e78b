"""Works by place and state, and which of them are late."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet, Sum

from ansinh.access.scope import Scope
from ansinh.places.models import Unit
from ansinh.support.models import HousingMoney, HousingProgramme, HousingWork
from ansinh.support.models.housing_enums import BUILDING, MoneyKind, WorkState

UNDER_WAY = tuple(one.value for one in BUILDING if one is not WorkState.DONE)
"""Approved and not done: a house that stands is not late, though its acceptance may still be to come."""


def late(rows: QuerySet[HousingWork], on: date) -> QuerySet[HousingWork]:
    """Those of ``rows`` whose programme's deadline came without the house."""
    return rows.filter(programme__deadline__lte=on, state__in=UNDER_WAY)


def is_late(work: HousingWork, on: date) -> bool:
    """``late`` for one work; its programme is read already."""
    return work.programme.deadline <= on and work.state in UNDER_WAY


@dataclass(frozen=True)
class PlaceSums:
    """One commune: works by state, how many are late, and đồng: aid, cost, planned, received."""

    unit: Unit
    states: dict[str, int]
    late: int
    granted: int
    cost: int
    planned: int
    received: int

    @property
    def works(self) -> int:
        """Those that were not withdrawn."""
        return sum(many for state, many in self.states.items() if state != WorkState.WITHDRAWN.value)


def sums_of(programme: HousingProgramme, scope: Scope, on: date) -> list[PlaceSums]:
    """The communes within the scope that have works of the programme, in the order of their names; four reads whatever their
    number."""
    rows = HousingWork.objects.within(scope).filter(programme=programme).order_by()
    states: dict[int, dict[str, int]] = {}
    for unit, state, many in (
        rows.values("unit").annotate(many=Count("pk")).values_list("unit", "state", "many")
    ):
        states.setdefault(unit, {})[state] = many
    kept = rows.exclude(state=WorkState.WITHDRAWN.value)
    sums = {
        row["unit"]: row
        for row in kept.values("unit").annotate(
            granted_all=Sum("granted"),
            cost_all=Sum("cost"),
            late_all=Count("pk", filter=Q(state__in=UNDER_WAY, programme__deadline__lte=on)),
        )
    }
    paid = (
        HousingMoney.objects.within(scope)
        .filter(work__programme=programme, withdrawn_at=None)
        .exclude(work__state=WorkState.WITHDRAWN.value)
        .order_by()
        .values(place=F("work__unit"))
        .annotate(
            planned=Sum("amount", filter=Q(kind=MoneyKind.PLANNED.value)),
            received=Sum("amount", filter=Q(kind=MoneyKind.RECEIVED.value)),
        )
    )
    money = {row["place"]: row for row in paid}
    units = Unit.objects.filter(pk__in=states).order_by("sort_key", "pk")
    return [
        PlaceSums(
            unit,
            states[unit.pk],
            sums.get(unit.pk, {}).get("late_all") or 0,
            sums.get(unit.pk, {}).get("granted_all") or 0,
            sums.get(unit.pk, {}).get("cost_all") or 0,
            money.get(unit.pk, {}).get("planned") or 0,
            money.get(unit.pk, {}).get("received") or 0,
        )
        for unit in units
    ]
