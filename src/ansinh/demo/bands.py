"""Communes by poverty rate beside the counts that a plan printed, and the sets of units those counts may fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.places.models import Unit
from ansinh.places.queries import units_under

# Plan 348/KH-UBND of Hải Dương, 11/02/2020, part I: communes by poverty rate, (from, below, communes printed).
HAI_DUONG_2019 = (
    (Decimal(0), Decimal(1), 11),
    (Decimal(1), Decimal(2), 154),
    (Decimal(2), Decimal(3), 81),
    (Decimal(3), Decimal("3.5"), 11),
)


@dataclass(frozen=True)
class Band:
    """Communes whose rate lies in [``low``, ``below``) per cent: counted by us, and as printed."""

    low: Decimal
    below: Decimal
    computed: int
    published: int


def bands_of(rates: Sequence[Decimal], printed: Sequence[tuple[Decimal, Decimal, int]]) -> list[Band]:
    """The printed bands with our count of ``rates`` in each."""
    return [
        Band(low, below, sum(1 for rate in rates if low <= rate < below), count)
        for low, below, count in printed
    ]


@dataclass(frozen=True)
class UnitSet:
    """How many communes a place had from ``day`` on; ``date_known`` false where the day is a convention."""

    day: date
    communes: int
    date_known: bool


def unit_sets(unit: Unit) -> list[UnitSet]:
    """The sets of communes that ``unit`` is known to have had, oldest first."""
    communes = Unit.objects.within([unit.path]).filter(level="commune")
    days: dict[date, bool] = {}
    for row in communes:
        days[row.valid_from] = days.get(row.valid_from, True) and row.date_known
    return [
        UnitSet(day, len(units_under(unit, day, "commune")), known)
        for day, known in sorted(days.items())
        if unit.holds_on(day)
    ]
