"""Points of a map: where a unit lies, how large its circle is, where its label has room; and the two archipelagos."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from math import cos, hypot, radians, sqrt
from statistics import median

from django.db.models import F

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.places.models import Change, Unit
from ansinh.portal.places.listing import place_href
from ansinh.portal.places.maps.picture import Point

WIDTH, MARGIN = 640.0, 36.0
TALLEST = 860.0
_LEAST, _MOST = 3.5, 14.0
EVEN = 4.5
_LETTER, _LINE = 5.6, 12.0
_KINDS = ("Tỉnh ", "Thành phố ", "Quận ", "Huyện ", "Thị xã ", "Thị trấn ", "Phường ", "Xã ")
# The two archipelagos, as the special zones of 2025 have them in ``places/data/units.csv``. The older rows of their
# district and townships lie on the mainland there, at the seat of the province.
ISLANDS = {
    "Hoàng Sa": (16.568, 112.135, ("20333", "498")),
    "Trường Sa": (9.71, 114.45, ("22736", "576", "22737", "22739")),
}


def island_href(codes: Sequence[str], on: date) -> str | None:
    """The page of the unit that an archipelago is on a day."""
    unit = Unit.objects.on(on).filter(code__in=codes).order_by("path").first()
    return place_href(unit, on) if unit else None


def where(unit: Unit) -> tuple[float, float] | None:
    """Latitude and longitude of a unit, of the archipelagos where they are."""
    for lat, lon, codes in ISLANDS.values():
        if unit.code in codes and unit.level != "province":
            return lat, lon
    return (unit.lat, unit.lon) if unit.lat is not None and unit.lon is not None else None


def gone_on_to(units: Sequence[Unit]) -> dict[int, tuple[float, float]]:
    """Positions for units that have none: those of the unit that took each in whole under the same code."""
    rows = Change.objects.filter(
        old__in=[unit.pk for unit in units], share=1, new__code=F("old__code"), new__lat__isnull=False
    )
    return {old: (lat, lon) for old, lat, lon in rows.values_list("old_id", "new__lat", "new__lon")}


Project = Callable[[float, float], tuple[float, float]]


def projection(
    spots: Sequence[tuple[float, float]],
    width: float = WIDTH,
    tallest: float = TALLEST,
    margin: float = MARGIN,
) -> tuple[Project, float]:
    """From latitude and longitude to a picture of ``width``, and its height: equal scale both ways at the middle latitude."""
    south, north = min(lat for lat, _lon in spots), max(lat for lat, _lon in spots)
    west, east = min(lon for _lat, lon in spots), max(lon for _lat, lon in spots)
    narrow = cos(radians((south + north) / 2))
    wide, tall = max((east - west) * narrow, 0.02), max(north - south, 0.02)
    scale = min((width - 2 * margin) / wide, (tallest - 2 * margin) / tall)
    height = tall * scale + 2 * margin
    shift = (width - wide * scale) / 2

    def project(lat: float, lon: float) -> tuple[float, float]:
        return shift + (lon - west) * narrow * scale, margin + (north - lat) * scale

    return project, round(height, 1)


def radius(people: int | None, largest: int) -> float:
    """The size of a circle: its area grows with the people."""
    if not largest:
        return EVEN
    return _LEAST if not people else _LEAST + (_MOST - _LEAST) * sqrt(people / largest)


def told(unit: Unit, people: Mapping[str, int]) -> str:
    """The name of a unit and how many live there."""
    count = people.get(unit.code)
    return (
        unit.name
        if count is None
        else _("{name}: {count} người").format(name=unit.name, count=shown_number(count))
    )


def point(
    where: tuple[float, float], radius: float, name: str, told: str, href: str | None, *, beyond: bool = False
) -> Point:
    if beyond:
        told = _("{place} (ở xa hơn, theo hướng này)").format(place=told)
    return Point(round(where[0], 1), round(where[1], 1), round(radius, 1), name, told, href, beyond)


def bare(unit: Unit) -> str:
    """The name without its kind, for a label."""
    for kind in _KINDS:
        if unit.name.startswith(kind):
            return unit.name.removeprefix(kind)
    return unit.name


def far(spots: Sequence[tuple[float, float]]) -> set[int]:
    """Places in ``spots`` of those so far from the others that a picture with them would show the others as one spot."""
    if len(spots) < 8:
        return set()
    middle = [median(values) for values in zip(*spots, strict=True)]
    away = [hypot(lat - middle[0], lon - middle[1]) for lat, lon in spots]
    usual = sorted(away)[int(len(away) * 0.9)]
    return {place for place, distance in enumerate(away) if distance > 2 * usual}


def within(where: tuple[float, float], width: float, height: float) -> tuple[float, float]:
    """The point, drawn in to the edge of the picture where it lies beyond it."""
    inner = MARGIN / 2
    return min(max(where[0], inner), width - inner), min(max(where[1], inner), height - inner)


def labelled(islands: list[Point], points: list[Point], width: float) -> list[Point]:
    """Labels for the archipelagos, then for the largest, as long as they cover no other label."""
    every = [*islands, *points]
    taken = [
        (one.x - one.radius, one.y - one.radius, one.x + one.radius, one.y + one.radius) for one in every
    ]
    shown = []
    for place, point in enumerate([*islands, *sorted(points, key=lambda one: (-one.radius, one.name))]):
        side = _side(point, taken, width, always=place < len(islands))
        if side is not None:
            taken.append(_box(point, left=side))
        shown.append(replace(point, label=side is not None, left=bool(side)))
    return shown


def _side(
    point: Point, taken: list[tuple[float, float, float, float]], width: float, *, always: bool
) -> bool | None:
    """On which side (left or not) the label of a point has room; nothing where it has none."""
    # The name of an area stands within it or nowhere.
    for left in (False, True) if point.radius else (False,):
        box = _box(point, left=left)
        inside = box[0] >= 0 and box[2] <= width
        if inside and (always or not any(_cross(box, other) for other in taken)):
            return left
    return True if always else None


def _box(point: Point, *, left: bool) -> tuple[float, float, float, float]:
    length = len(point.name) * _LETTER
    start = point.x - point.radius - 3 - length if left else point.x + point.radius + 3
    return start, point.y - _LINE / 2, start + length, point.y + _LINE / 2


def _cross(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
