"""Features out of a GeoJSON or TopoJSON file that may be hostile: how large, how deep and how long it may be is asked first."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ansinh.kernel.language import _
from ansinh.places.boundaries.shapes import Position, position, ring
from ansinh.places.boundaries.topologies import Topology
from ansinh.places.errors import UnusableBoundaries

MOST_BYTES = 64_000_000
MOST_POINTS = 3_000_000
MOST_FEATURES = 20_000
_MOST_TEXT = 200
# Names of properties by which known files give a unit's code and its name.
CODE_NAMES = ("code", "ma", "unit_code", "area_code", "ma_xa", "ma_huyen", "ma_tinh", "c", "id")
NAME_NAMES = ("name", "fullName", "full_name", "ten", "ten_xa", "ten_huyen", "ten_tinh", "n")

Polygons = list[list[list[Position]]]


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a file, ``row`` from 1: its code and name as they stand there (blank where they do not), and its polygons,
    nothing where it is no area."""

    row: int
    code: str
    name: str
    polygons: Polygons


@dataclass(frozen=True, slots=True)
class BoundaryFile:
    """What was read; ``digest`` is the SHA-256 of the file."""

    digest: str
    features: list[Feature]


def read_boundaries(path: Path, *, layer: str = "", code_property: str = "") -> BoundaryFile:
    """The features of a file. ``layer``: of a TopoJSON file with several objects, which; ``code_property``: where the code
    stands, if not under a name of ``CODE_NAMES``.

    Raises ``UnusableBoundaries`` for a file that is too large or cannot be read as a whole.
    """
    content = _content(path)
    document = _document(content)
    members = list(_members(document, layer))
    if not members:
        raise UnusableBoundaries(_("Tệp không có đối tượng nào. Hãy xuất lại tệp có ranh giới các đơn vị."))
    if len(members) > MOST_FEATURES:
        raise UnusableBoundaries(_("Tệp có quá nhiều đối tượng: tối đa {most}.").format(most=MOST_FEATURES))
    topology = Topology(document) if document.get("type") == "Topology" else None
    room = [MOST_POINTS]
    names = (code_property,) if code_property else CODE_NAMES
    features = [
        Feature(
            row,
            _text(one, names),
            _text(one, NAME_NAMES),
            _polygons(one if topology else one.get("geometry"), topology, room),
        )
        for row, one in enumerate(members, start=1)
    ]
    return BoundaryFile(hashlib.sha256(content).hexdigest(), features)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            said = _(
                "Tệp ranh giới quá lớn: tối đa {most} MB. Hãy làm đơn giản đường ranh giới rồi nhập lại."
            )
            raise UnusableBoundaries(said.format(most=MOST_BYTES // 1_000_000), code="too_large")
        return path.read_bytes()
    except OSError as failure:
        raise UnusableBoundaries(_("Không đọc được tệp {name}.").format(name=path.name)) from failure


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError as failure:
        raise UnusableBoundaries(_("Tệp không phải chữ UTF-8.")) from failure
    except RecursionError as failure:
        raise UnusableBoundaries(
            _("Tệp lồng nhau quá sâu, không phải tệp ranh giới."), code="too_deep"
        ) from failure
    except ValueError as failure:
        raise UnusableBoundaries(
            _("Tệp không phải JSON đọc được: hãy xuất lại GeoJSON hoặc TopoJSON.")
        ) from failure
    if not isinstance(document, dict):
        raise UnusableBoundaries(_("Tệp không phải GeoJSON hay TopoJSON."))
    return document


def _no_constant(name: str) -> NoReturn:
    raise UnusableBoundaries(_("Tệp có một tọa độ không phải là số."), constant=name)


def _members(document: Mapping[str, Any], layer: str) -> Iterator[Mapping[str, Any]]:
    """The features of a collection, or the geometries of a topology's object."""
    kind = document.get("type")
    if kind == "FeatureCollection":
        found = document.get("features")
    elif kind == "Feature":
        found = [document]
    elif kind == "Topology":
        found = _object_of(document, layer).get("geometries")
    else:
        raise UnusableBoundaries(_("Tệp không phải GeoJSON hay TopoJSON."))
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnusableBoundaries(_("Danh sách đối tượng trong tệp không đọc được."))
    yield from found


def _object_of(document: Mapping[str, Any], layer: str) -> Mapping[str, Any]:
    objects = document.get("objects")
    if not isinstance(objects, dict) or not objects:
        raise UnusableBoundaries(_("Tệp TopoJSON không có lớp nào."))
    if not layer and len(objects) > 1:
        said = _("Tệp có nhiều lớp: {names}. Hãy chọn một bằng --layer.")
        raise UnusableBoundaries(said.format(names=", ".join(sorted(objects))))
    name = layer or next(iter(objects))
    found = objects.get(name)
    if not isinstance(found, dict):
        raise UnusableBoundaries(_("Tệp không có lớp «{name}».").format(name=name))
    return found


def _text(one: Mapping[str, Any], names: tuple[str, ...]) -> str:
    properties = one.get("properties")
    given = properties if isinstance(properties, dict) else {}
    for name in names:
        value = given.get(name, one.get("id") if name == "id" else None)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return str(value).strip()[:_MOST_TEXT]
    return ""


def _polygons(geometry: Any, topology: Topology | None, room: list[int]) -> Polygons:
    """The polygons of a geometry; none where it is no area. ``room`` holds how many points the file may still have: a topology
    can name one arc as often as it likes."""
    if not isinstance(geometry, dict):
        return []
    kind = geometry.get("type")
    given = geometry.get("arcs" if topology else "coordinates")
    if kind == "Polygon":
        given = [given]
    elif kind != "MultiPolygon":
        return []
    if not _lists(given) or not all(_lists(polygon) for polygon in given):
        raise UnusableBoundaries(_("Tệp có một vùng không đọc được."))
    return [[_line(line, topology, room) for line in polygon] for polygon in given]


def _lists(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, list) for one in value)


def _line(line: list[Any], topology: Topology | None, room: list[int]) -> list[Position]:
    room[0] -= topology.length(line) if topology else len(line)
    if room[0] < 0:
        said = _("Tệp có quá nhiều điểm: tối đa {most}. Hãy làm đơn giản đường ranh giới rồi nhập lại.")
        raise UnusableBoundaries(said.format(most=MOST_POINTS), code="too_many_points")
    return ring(topology.line(line) if topology else [position(one) for one in line])
