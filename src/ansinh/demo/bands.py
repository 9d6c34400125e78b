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


def unit_sets(unit: Unit) -> dict[date, int]:
    """How many communes ``unit`` had from each date on which its set is known to have changed."""
    days = sorted({row.valid_from for row in Unit.objects.within([unit.path]).filter(level="commune")})
    return {day: len(units_under(unit, day, "commune")) for day in days if unit.holds_on(day)}
