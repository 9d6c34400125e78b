"""A map of points made on the server: no tiles, no other host. Circles have the size of the population where it is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import cos, hypot, radians, sqrt
from statistics import median

from django.db.models import F

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.places.models import Change, Unit
from ansinh.portal.places.listing import place_href

WIDTH, MARGIN = 640.0, 36.0
_TALLEST = 860.0
_LEAST, _MOST = 3.5, 14.0
_EVEN = 4.5
_LETTER, _LINE = 5.6, 12.0
_KINDS = ("Tỉnh ", "Thành phố ", "Quận ", "Huyện ", "Thị xã ", "Thị trấn ", "Phường ", "Xã ")
# The two archipelagos, as the special zones of 2025 have them in ``places/data/units.csv``. The older rows of their
# district and townships lie on the mainland there, at the seat of the province.
ISLANDS = {
    "Hoàng Sa": (16.568, 112.135, ("20333", "498")),
    "Trường Sa": (9.71, 114.45, ("22736", "576", "22737", "22739")),
}


@dataclass(frozen=True)
class Point:
    """A circle with a link; ``label`` stands beside it where there is room, ``told`` is read and shown on pointing.
    ``beyond``: it lies farther out in this direction, the picture ends before it."""

    x: float
    y: float
    radius: float
    name: str
    told: str
    href: str | None
    beyond: bool = False
    label: bool = False
    left: bool = False


@dataclass(frozen=True)
class Map:
    """Points within a picture of this size. ``sized``: circles tell the population; ``without``: units of no known
    position; ``borrowed``: how many have that of the unit which their own code went on to."""

    width: float
    height: float
    points: Sequence[Point]
    sized: bool
    without: int
    borrowed: int = 0


def map_of(
    units: Iterable[Unit], on: date, people: Mapping[str, int], *, country: bool = False
) -> Map | None:
    """The map of ``units`` on a day; ``people``: persons (or households) by code. Nothing where no unit has a position.
    A map of the whole ``country`` shows Hoàng Sa and Trường Sa, whatever the units are."""
    units = list(units)
    later = _later([unit for unit in units if _where(unit) is None])
    placed = [(unit, *where) for unit in units if (where := _where(unit) or later.get(unit.pk))]
    spots = [(lat, lon) for _unit, lat, lon in placed]
    extra = []
    if country:
        shown = {unit.code for unit, _lat, _lon in placed}
        extra = [
            (name, lat, lon, codes) for name, (lat, lon, codes) in ISLANDS.items() if not shown & set(codes)
        ]
        spots += [(lat, lon) for _name, lat, lon, _codes in extra]
    if not spots:
        return None
    far = set() if country else _far(spots)
    near = [spot for place, spot in enumerate(spots) if place not in far]
    project, width, height = _projection(near)
    largest = max(people.values(), default=0)
    points = [
        _point(
            _within(project(lat, lon), width, height),
            _radius(people.get(unit.code), largest),
            _bare(unit),
            _told(unit, people),
            place_href(unit, on),
            beyond=place in far,
        )
        for place, (unit, lat, lon) in enumerate(placed)
    ]
    islands = [
        _point(
            project(lat, lon), _EVEN, _("Quần đảo {name}").format(name=name), name, _island_href(codes, on)
        )
        for name, lat, lon, codes in extra
    ]
    return Map(
        width, height, _labelled(islands, points, width), bool(largest), len(units) - len(placed), len(later)
    )


def _island_href(codes: Sequence[str], on: date) -> str | None:
    unit = Unit.objects.on(on).filter(code__in=codes).order_by("path").first()
    return place_href(unit, on) if unit else None


def _where(unit: Unit) -> tuple[float, float] | None:
    for lat, lon, codes in ISLANDS.values():
        if unit.code in codes and unit.level != "province":
            return lat, lon
    return (unit.lat, unit.lon) if unit.lat is not None and unit.lon is not None else None


def _later(units: Sequence[Unit]) -> dict[int, tuple[float, float]]:
    """Positions for units that have none: those of the unit that took each in whole under the same code."""
    rows = Change.objects.filter(
        old__in=[unit.pk for unit in units], share=1, new__code=F("old__code"), new__lat__isnull=False
    )
    return {old: (lat, lon) for old, lat, lon in rows.values_list("old_id", "new__lat", "new__lon")}


def _projection(spots: Sequence[tuple[float, float]]):
    """From latitude and longitude to the picture: equal scale both ways at the middle latitude."""
    south, north = min(lat for lat, _lon in spots), max(lat for lat, _lon in spots)
    west, east = min(lon for _lat, lon in spots), max(lon for _lat, lon in spots)
    narrow = cos(radians((south + north) / 2))
    wide, tall = max((east - west) * narrow, 0.02), max(north - south, 0.02)
    scale = min((WIDTH - 2 * MARGIN) / wide, (_TALLEST - 2 * MARGIN) / tall)
    height = tall * scale + 2 * MARGIN
    shift = (WIDTH - wide * scale) / 2

    def project(lat: float, lon: float) -> tuple[float, float]:
        return shift + (lon - west) * narrow * scale, MARGIN + (north - lat) * scale

    return project, WIDTH, round(height, 1)


def _radius(people: int | None, largest: int) -> float:
    if not largest:
        return _EVEN
    return _LEAST if not people else _LEAST + (_MOST - _LEAST) * sqrt(people / largest)


def _told(unit: Unit, people: Mapping[str, int]) -> str:
    count = people.get(unit.code)
    return (
        unit.name
        if count is None
        else _("{name}: {count} người").format(name=unit.name, count=shown_number(count))
    )


def _point(
    where: tuple[float, float], radius: float, name: str, told: str, href: str | None, *, beyond: bool = False
) -> Point:
    if beyond:
        told = _("{place} (ở xa hơn, theo hướng này)").format(place=told)
    return Point(round(where[0], 1), round(where[1], 1), round(radius, 1), name, told, href, beyond)


def _bare(unit: Unit) -> str:
    """The name without its kind, for a label."""
    for kind in _KINDS:
        if unit.name.startswith(kind):
            return unit.name.removeprefix(kind)
    return unit.name


def _far(spots: Sequence[tuple[float, float]]) -> set[int]:
    """Places in ``spots`` of those so far from the others that a picture with them would show the others as one spot."""
    if len(spots) < 8:
        return set()
    middle = [median(values) for values in zip(*spots, strict=True)]
    away = [hypot(lat - middle[0], lon - middle[1]) for lat, lon in spots]
    usual = sorted(away)[int(len(away) * 0.9)]
    return {place for place, distance in enumerate(away) if distance > 2 * usual}


def _within(where: tuple[float, float], width: float, height: float) -> tuple[float, float]:
    """The point, drawn in to the edge of the picture where it lies beyond it."""
    inner = MARGIN / 2
    return min(max(where[0], inner), width - inner), min(max(where[1], inner), height - inner)


def _labelled(islands: list[Point], points: list[Point], width: float) -> list[Point]:
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
    for left in (False, True):
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
