"""The diagram of the moves, printed from their table: as a drawing for a page, and as Mermaid text for the manual."""

from dataclasses import dataclass, replace

from ansinh.reviews.enums import DossierState
from ansinh.reviews.procedure.moves import Move, moves_of, state_said, states_of
from ansinh.reviews.procedure.regime import Regime

_WIDE, _HIGH, _DOWN, _LEFT, _TOP = 190, 34, 62, 8, 8
_RIGHT = _LEFT + _WIDE
# Ways back run beside the boxes, each in a lane of its own.
_LANE, _FIRST_LANE = 26, 250


@dataclass(frozen=True)
class Box:
    state: DossierState
    x: int
    y: int

    @property
    def words(self) -> str:
        return state_said(self.state)


@dataclass(frozen=True)
class Way:
    """An arrow along ``path`` (SVG), its words at ``x``, ``y``."""

    path: str
    words: str
    x: int
    y: int
    back: bool


@dataclass(frozen=True)
class Drawing:
    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]


def drawing(regime: Regime, *, in_year: bool) -> Drawing:
    """Boxes one below the other in the order of the states; onward arrows between them, ways back to the right."""
    states = states_of(regime, in_year=in_year)
    row = {state: number for number, state in enumerate(states)}
    boxes = tuple(Box(state, _LEFT, _TOP + number * _DOWN) for state, number in row.items())
    ways: list[Way] = []
    lanes: dict[tuple[str, DossierState], int] = {}
    for one in (move for move in moves_of(regime, in_year=in_year) if not move.stays):
        start, end = _TOP + row[one.source] * _DOWN, _TOP + row[one.target] * _DOWN
        words = one.verb.words
        if not one.back:
            x = _LEFT + _WIDE // 2 - 40
            ways.append(Way(f"M{x} {start + _HIGH}V{end}", words, x + 10, start + _HIGH + 18, False))
            continue
        # The same way back from several states shares a lane and is named once, where it is longest.
        key = (one.verb.value, one.target)
        x = _FIRST_LANE + lanes.setdefault(key, len(lanes)) * _LANE
        ways = [replace(way, words="") if way.back and way.words == words else way for way in ways]
        path = f"M{_RIGHT} {start + 12}H{x}V{end + 22}H{_RIGHT}"
        ways.append(Way(path, words, x + 6, start + 8, True))
    width = _FIRST_LANE + len(lanes) * _LANE + 190
    height = _TOP * 2 + (len(states) - 1) * _DOWN + _HIGH
    return Drawing(width, height, _WIDE, _HIGH, boxes, tuple(ways))


def mermaid(regime: Regime, *, in_year: bool) -> str:
    """The same as the text of a Mermaid state diagram."""
    states = states_of(regime, in_year=in_year)
    lines = ["stateDiagram-v2", f"    [*] --> {states[0].value}"]
    lines += [f"    {state.value}: {state_said(state)}" for state in states]
    lines += [
        f"    {one.source.value} --> {one.target.value}: {one.verb.words}"
        for one in moves_of(regime, in_year=in_year)
        if not one.stays
    ]
    return "\n".join(lines)


def rows_of(regime: Regime, *, in_year: bool) -> list[tuple[Move, tuple[DossierState, ...]]]:
    """The rows of the table with the states they may be done in, rows that differ in the state alone as one."""
    found: dict[tuple, list[Move]] = {}
    for one in moves_of(regime, in_year=in_year):
        target = None if one.stays else one.target
        found.setdefault((one.verb, target, one.conditions, one.permission, one.clock), []).append(one)
    return [(rows[0], tuple(row.source for row in rows)) for rows in found.values()]


def conditions_said(move: Move) -> str:
    return "; ".join(one.words for one in move.conditions)
