"""TopoJSON: borders are arcs, named by number, backwards by the complement (TopoJSON format specification, 2.1.4 and 2.2.4)."""

from collections.abc import Mapping
from typing import Any

from ansinh.kernel.language import _
from ansinh.places.boundaries.shapes import Position, position
from ansinh.places.errors import UnusableBoundaries

_MOST_ARCS = 500_000


class Topology:
    """The arcs of a document; each is decoded once, when a line first asks for it."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        arcs = document.get("arcs")
        if (
            not isinstance(arcs, list)
            or len(arcs) > _MOST_ARCS
            or not all(isinstance(one, list) for one in arcs)
        ):
            raise UnusableBoundaries(_("Danh sách đường ranh giới của tệp TopoJSON không đọc được."))
        self._arcs = arcs
        self._transform = _transform(document.get("transform"))
        self._decoded: dict[int, list[Position]] = {}

    def length(self, line: list[Any]) -> int:
        """How many points the arcs of a line have together."""
        return sum(len(self._arcs[self._at(name)]) for name in line)

    def line(self, line: list[Any]) -> list[Position]:
        """The points of arcs joined end to end. Raises ``UnusableBoundaries`` where they do not meet."""
        points: list[Position] = []
        for name in line:
            arc = self._arc(self._at(name))
            arc = arc[::-1] if name < 0 else arc
            if points and points[-1] != arc[0]:
                raise UnusableBoundaries(_("Tệp TopoJSON có hai đoạn ranh giới không nối nhau."))
            points += arc[1:] if points else arc
        return points

    def _at(self, name: Any) -> int:
        if not isinstance(name, int) or isinstance(name, bool):
            raise UnusableBoundaries(_("Tệp TopoJSON gọi một đoạn ranh giới không có."))
        at = ~name if name < 0 else name
        if at >= len(self._arcs):
            raise UnusableBoundaries(_("Tệp TopoJSON gọi một đoạn ranh giới không có."))
        return at

    def _arc(self, at: int) -> list[Position]:
        if at not in self._decoded:
            arc = self._arcs[at]
            if not arc:
                raise UnusableBoundaries(_("Tệp TopoJSON gọi một đoạn ranh giới không có."))
            self._decoded[at] = self._moved(arc) if self._transform else [position(one) for one in arc]
        return self._decoded[at]

    def _moved(self, arc: list[Any]) -> list[Position]:
        """Each point of a quantized arc is told as steps from the one before."""
        assert self._transform is not None
        (scale_x, scale_y), (shift_x, shift_y) = self._transform
        x = y = 0
        points = []
        for step in arc:
            if not _whole_pair(step):
                raise UnusableBoundaries(_("Tệp có một điểm không phải là cặp kinh độ, vĩ độ."))
            x, y = x + step[0], y + step[1]
            points.append(position((x * scale_x + shift_x, y * scale_y + shift_y)))
        return points


def _whole_pair(step: Any) -> bool:
    return (
        isinstance(step, list)
        and len(step) >= 2
        and all(isinstance(one, int) and not isinstance(one, bool) and abs(one) < 10**12 for one in step[:2])
    )


def _transform(given: Any) -> tuple[tuple[float, float], tuple[float, float]] | None:
    if given is None:
        return None
    try:
        scale, shift = given["scale"], given["translate"]
        (scale_x, scale_y), (shift_x, shift_y) = scale, shift
        return (float(scale_x), float(scale_y)), (float(shift_x), float(shift_y))
    except (TypeError, KeyError, ValueError, OverflowError) as failure:
        raise UnusableBoundaries(_("Phép biến đổi tọa độ của tệp TopoJSON không đọc được.")) from failure
