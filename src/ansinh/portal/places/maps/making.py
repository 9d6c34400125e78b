"""The map of some units on a day, made on the server: no tiles, no other host. Areas where boundaries were imported, circles of the
size of the population (where it is known) for the rest. Hoàng Sa and Trường Sa stand on every map of the country, and in a frame
of their own on the map of a province that holds them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from ansinh.kernel.language import _
from ansinh.places.boundaries.queries import shapes_of, sources_of
from ansinh.places.boundaries.shapes import UNIT, Shape
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.portal.places.listing import place_href
from ansinh.portal.places.maps.picture import Area, Filling, Inset, Map, Point
from ansinh.portal.places.maps.points import (
    EVEN,
    ISLANDS,
    WIDTH,
    Project,
    bare,
    far,
    gone_on_to,
    island_href,
    labelled,
    point,
    projection,
    radius,
    told,
    where,
    within,
)

# The provinces whose territory the archipelagos are (``places/data/units.csv``).
HOLDERS = {"48": "Hoàng Sa", "56": "Trường Sa"}
_FRAME, _FRAME_ROOM, _GAP = 128.0, 140.0, 26.0
_PIXEL = 2
"""Points are drawn on halves of a pixel, so that neighbours still meet."""

_Spot = tuple[float, float]


def map_of(
    units: Iterable[Unit],
    on: date,
    people: Mapping[str, int],
    *,
    country: bool = False,
    above: Unit | None = None,
    filling: Filling | None = None,
) -> Map | None:
    """The map of ``units`` on a day; ``people``: persons (or households) by code; ``above``: what they lie in; ``filling``: the
    numbers by which they are filled. Nothing where no unit has a position or a boundary. A few reads, whatever their number."""
    units = list(units)
    shapes = shapes_of(units)
    framed = {} if country else _framed(units, above)
    apart = {code for codes, _unit in framed.values() for code in codes}
    main = [unit for unit in units if unit.code not in apart] or units
    if main is units:
        framed = {}
    placed = [(unit, spot) for unit in main if (spot := where(unit)) is not None and unit.pk not in shapes]
    borrowed = gone_on_to([unit for unit in main if where(unit) is None and unit.pk not in shapes])
    placed += [(unit, borrowed[unit.pk]) for unit in main if unit.pk in borrowed]
    spots = [spot for _unit, spot in placed]
    corners = _corners([shapes[unit.pk] for unit in main if unit.pk in shapes])
    islands = _islands(main, spots) if country else []
    if not spots and not corners:
        return None
    beyond = set() if country or corners else far(spots)
    near = [spot for place, spot in enumerate(spots) if place not in beyond]
    reach = [*near, *corners, *(spot for _name, spot, _codes in islands)]
    project, height = projection(reach, WIDTH - (_FRAME_ROOM if framed else 0))
    largest = max(people.values(), default=0)
    points = [
        _filled(
            point(
                within(project(*spot), WIDTH, height),
                radius(people.get(unit.code), largest),
                bare(unit),
                _told(unit, people, filling),
                _href(unit, on, filling),
                beyond=place in beyond,
            ),
            unit,
            filling,
        )
        for place, (unit, spot) in enumerate(placed)
    ]
    marks = [
        point(project(*spot), EVEN, _("Quần đảo {name}").format(name=name), name, island_href(codes, on))
        for name, spot, codes in islands
    ]
    areas = [
        Area(_path(shapes[unit.pk], project), unit.name, _told(unit, people, filling), _href(unit, on, filling),
             _level(unit, filling))
        for unit in main if unit.pk in shapes
    ]  # fmt: skip
    names = [_name_of(unit, shapes[unit.pk], project) for unit in main if unit.pk in shapes]
    insets = [
        _inset(name, at, unit, shapes, codes, on, filling)
        for at, (name, (codes, unit)) in enumerate(framed.items())
    ]
    return Map(
        WIDTH,
        max(height, len(insets) * (_FRAME + _GAP) + 2 * _GAP),
        labelled(marks, [*points, *names], WIDTH - (_FRAME_ROOM if framed else 0)),
        bool(largest) and bool(points),
        len(main) - len(placed) - len(areas),
        len(borrowed),
        areas,
        insets,
        filling,
        sources_of(units) if areas else (),
    )


def _framed(units: Sequence[Unit], above: Unit | None) -> dict[str, tuple[tuple[str, ...], Unit | None]]:
    """The archipelagos that the province ``above`` holds, with their codes and the unit among ``units`` that each is."""
    name = HOLDERS.get(above.code) if above is not None and above.level == UnitLevel.PROVINCE else None
    if name is None:
        return {}
    codes = ISLANDS[name][2]
    return {name: (codes, next((unit for unit in units if unit.code in codes), None))}


def _islands(units: Sequence[Unit], spots: Sequence[_Spot]) -> list[tuple[str, _Spot, tuple[str, ...]]]:
    """The archipelagos that are not among the units of a map of the country by themselves."""
    shown = {unit.code for unit in units if where(unit) in spots}
    return [
        (name, (lat, lon), codes) for name, (lat, lon, codes) in ISLANDS.items() if not shown & set(codes)
    ]


def _corners(shapes: Iterable[Shape]) -> list[_Spot]:
    spots = []
    for shape in shapes:
        lons = [value for polygon in shape for value in polygon[0][::2]]
        lats = [value for polygon in shape for value in polygon[0][1::2]]
        spots += [(min(lats) / UNIT, min(lons) / UNIT), (max(lats) / UNIT, max(lons) / UNIT)]
    return spots


def _path(shape: Shape, project: Project) -> str:
    """The shape as SVG draws it, holes by the even-odd rule; what is smaller than a pixel is a dot."""
    parts = []
    for polygon in shape:
        for ring in polygon:
            drawn: list[_Spot] = []
            for lon, lat in zip(ring[::2], ring[1::2], strict=True):
                x, y = project(lat / UNIT, lon / UNIT)
                spot = round(x * _PIXEL) / _PIXEL, round(y * _PIXEL) / _PIXEL
                if not drawn or drawn[-1] != spot:
                    drawn.append(spot)
            if len(drawn) > 2:
                parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + "Z")
            elif ring is polygon[0]:
                x, y = drawn[0]
                parts.append(f"M{x - 0.5:g} {y:g}h1v1h-1Z")
    return "".join(parts)


def _name_of(unit: Unit, shape: Shape, project: Project) -> Point:
    """Where the name of an area begins: in the middle of its largest part. It is no circle, so that it has no size."""
    outline = max((polygon[0] for polygon in shape), key=len)
    lat = (min(outline[1::2]) + max(outline[1::2])) / 2 / UNIT
    lon = (min(outline[::2]) + max(outline[::2])) / 2 / UNIT
    x, y = project(lat, lon)
    name = bare(unit)
    return Point(round(x - len(name) * 2.8 - 3, 1), round(y, 1), 0, name, "", None)


def _inset(
    name: str,
    at: int,
    unit: Unit | None,
    shapes: Mapping[int, Shape],
    codes: Sequence[str],
    on: date,
    filling: Filling | None,
) -> Inset:
    x, y = WIDTH - _FRAME - 6, 6 + at * (_FRAME + _GAP)
    path = ""
    if unit is not None and unit.pk in shapes:
        inner, _height = projection(_corners([shapes[unit.pk]]), _FRAME, _FRAME, 10)
        path = _path(shapes[unit.pk], lambda lat, lon: (inner(lat, lon)[0] + x, inner(lat, lon)[1] + y))
    words = _("Quần đảo {name}").format(name=name)
    said = _("{place} (khung riêng, không theo tỷ lệ của bản đồ)").format(
        place=_told(unit, {}, filling) if unit is not None else words
    )
    href = _href(unit, on, filling) if unit is not None else island_href(codes, on)
    return Inset(x, y, _FRAME, words, said, href, path, _level(unit, filling) if unit is not None else None)


def _filled(one: Point, unit: Unit, filling: Filling | None) -> Point:
    return one if filling is None else replace(one, level=_level(unit, filling))


def _level(unit: Unit, filling: Filling | None) -> int | None:
    return None if filling is None else filling.levels.of(filling.values.get(unit.code))


def _told(unit: Unit, people: Mapping[str, int], filling: Filling | None) -> str:
    if filling is None:
        return told(unit, people)
    said = filling.told.get(unit.code) or _("không có dữ liệu")
    return f"{unit.name}: {said}"


def _href(unit: Unit, on: date, filling: Filling | None) -> str | None:
    if filling is None:
        return place_href(unit, on)
    return filling.hrefs.get(unit.code) or None
