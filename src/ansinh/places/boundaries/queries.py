"""Named reads of boundaries. They are public, as units are."""

from collections.abc import Sequence

from ansinh.places.boundaries.shapes import Shape
from ansinh.places.models import Boundary, Unit

_AT_ONCE = 500


def shapes_of(units: Sequence[Unit]) -> dict[int, Shape]:
    """The shape in force of each unit, by its id; units without one are left out. A unit that only changed its name has that of
    the row before it. One read for five hundred units."""
    by_path: dict[str, Shape] = {}
    paths = sorted({unit.path for unit in units})
    for start in range(0, len(paths), _AT_ONCE):
        rows = Boundary.objects.filter(
            unit__path__in=paths[start : start + _AT_ONCE], replaced_by__isnull=True
        )
        by_path |= dict(rows.order_by("recorded_at", "pk").values_list("unit__path", "shape"))
    return {unit.pk: by_path[unit.path] for unit in units if unit.path in by_path}


def sources_of(units: Sequence[Unit]) -> list[str]:
    """Where the shapes in force of units come from, for the words under a map."""
    paths = [unit.path for unit in units]
    rows = Boundary.objects.filter(unit__path__in=paths[:_AT_ONCE], replaced_by__isnull=True)
    return sorted(set(rows.values_list("source", flat=True)))
