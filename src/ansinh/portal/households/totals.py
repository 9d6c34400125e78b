"""Totals beside the household list: those of the newest approved lists, so that nobody counts a province for a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from ansinh.datasets.models import Version
from ansinh.standards.registry import standard_for_list


@dataclass(frozen=True)
class Totals:
    """Households of some communes as the newest approved list of ``list_year`` counted them; ``waiting``: communes that
    have no approved list of that year yet."""

    list_year: int
    households: int
    poor: int
    near_poor: int
    waiting: int


def totals_of(units: Iterable[int]) -> Totals | None:
    """The totals of these communes; nothing where none has an approved list."""
    asked = list(units)
    rows = (
        Version.objects.filter(unit_id__in=asked)
        .order_by("unit_id", "list_year", "period", "number")
        .values_list("unit_id", "list_year", "standard", "households", "counts")
    )
    newest: dict[int, tuple[int, int, dict[str, int]]] = {}
    for unit, list_year, standard, households, counts in rows:
        if standard.partition("+")[0] == standard_for_list(list_year):
            newest[unit] = (list_year, households, counts)
    if not newest:
        return None
    year = max(found[0] for found in newest.values())
    current = [found for found in newest.values() if found[0] == year]
    classes = [counts for _year, _households, counts in current]
    return Totals(
        list_year=year,
        households=sum(households for _year, households, _counts in current),
        poor=sum(one.get(name, 0) for one in classes for name in ("poor", "poor_income", "poor_deprivation")),
        near_poor=sum(one.get("near_poor", 0) for one in classes),
        waiting=len(asked) - len(current),
    )
