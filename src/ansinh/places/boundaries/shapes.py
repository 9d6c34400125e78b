"""A shape as it is kept: polygons of rings of whole numbers, one ten-thousandth of a degree each, on a grid.

Every point is moved to the nearest crossing of the level's grid and repeats are left out. Two neighbours that shared a border
still share it, because a point is moved alike whoever it belongs to; a method that looks at the line around it would not do so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.errors import UnusableBoundaries

# Longitude and latitude within which every place of the country lies, the archipelagos too, with room around them.
WEST, EAST, SOUTH, NORTH = 101.0, 119.0, 5.0, 25.0
UNIT = 10_000
"""How many steps make a degree: about 11 m each."""

_GRID = {UnitLevel.PROVINCE: 20, UnitLevel.DISTRICT: 10, UnitLevel.COMMUNE: 5, UnitLevel.VILLAGE: 1}
_LEAST = 3

Ring = list[int]
"""Longitude and latitude in turn, without the first point again at the end."""
Shape = list[list[Ring]]
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """What a shape reaches, in degrees."""

    west: float
    south: float
    east: float
    north: float


def position(given: object) -> Position:
    """A pair of longitude and latitude in degrees. Raises ``UnusableBoundaries`` for anything else, also where the two are
    exchanged or are metres of a projection."""
    if not isinstance(given, list | tuple) or not 2 <= len(given) <= 4:
        raise UnusableBoundaries(_("Tệp có một điểm không phải là cặp kinh độ, vĩ độ."))
    lon, lat = given[0], given[1]
    if not (_number(lon) and _number(lat)):
        raise UnusableBoundaries(_("Tệp có một tọa độ không phải là số."))
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        said = _(
            "Tọa độ {lon}; {lat} nằm ngoài lãnh thổ Việt Nam. Tệp cần kinh độ trước, vĩ độ sau, tính bằng độ (WGS 84)."
        )
        raise UnusableBoundaries(said.format(lon=_short(lon), lat=_short(lat)), code="outside_the_country")
    return float(lon), float(lat)


def _number(value: object) -> bool:
    # A whole number too long for a float raises where it is asked whether it is finite.
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and abs(value) < 10**12
        and isfinite(value)
    )


def _short(value: float) -> str:
    return f"{value:.6g}"


def ring(positions: Sequence[Position]) -> list[Position]:
    """A closed line without its last point. Raises ``UnusableBoundaries`` where it is open or has fewer than three points."""
    if len(positions) < _LEAST + 1 or positions[0] != positions[-1]:
        raise UnusableBoundaries(_("Tệp có một đường ranh giới không khép kín hoặc có ít hơn ba điểm."))
    return list(positions[:-1])


def simplified(polygons: Iterable[Sequence[Sequence[Position]]], level: str) -> Shape:
    """Polygons (the first ring of each is its outline, others are holes) on the grid of ``level``. What becomes smaller than the
    grid is left out; where that would be everything, the largest outline is kept as it is."""
    given = [list(polygon) for polygon in polygons]
    shape = _on_grid(given, _GRID[UnitLevel(level)])
    if shape:
        return shape
    return _on_grid([[max((polygon[0] for polygon in given), key=len)]], 1)


def _on_grid(polygons: Sequence[Sequence[Sequence[Position]]], grid: int) -> Shape:
    shape: Shape = []
    for polygon in polygons:
        rings = [_ring_on_grid(one, grid) for one in polygon]
        if rings and rings[0]:
            shape.append([rings[0], *(one for one in rings[1:] if one)])
    return shape


def _ring_on_grid(line: Sequence[Position], grid: int) -> Ring:
    points: list[tuple[int, int]] = []
    for lon, lat in line:
        point = round(lon * UNIT / grid) * grid, round(lat * UNIT / grid) * grid
        if not points or points[-1] != point:
            points.append(point)
    while len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(set(points)) < _LEAST:
        return []
    return [value for point in _from_its_least(points) for value in point]


def _from_its_least(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same ring told in one way only: from its least point, towards the lesser of its neighbours; so two files that begin
    elsewhere or go the other way round give one shape."""
    at = points.index(min(points))
    turned = points[at:] + points[:at]
    return turned if turned[1] <= turned[-1] else [turned[0], *turned[:0:-1]]


def points_in(shape: Shape) -> int:
    """How many points a shape has."""
    return sum(len(one) // 2 for polygon in shape for one in polygon)


def box_of(shape: Shape) -> Box:
    """What the outlines of a shape reach."""
    lons = [value for polygon in shape for value in polygon[0][::2]]
    lats = [value for polygon in shape for value in polygon[0][1::2]]
    return Box(min(lons) / UNIT, min(lats) / UNIT, max(lons) / UNIT, max(lats) / UNIT)
