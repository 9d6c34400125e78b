"""The diagram of the moves, printed from their table: as a drawing for a page, and as Mermaid text for the manual."""

from dataclasses import dataclass

from ansinh.reviews.enums import DossierState
from ansinh.reviews.procedure.moves import Move, moves_of, state_said, states_of
from ansinh.reviews.procedure.regime import Regime

_WIDE, _HIGH, _DOWN, _LEFT, _TOP = 190, 40, 78, 8, 8
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
    ways, lane = [], 0
    for one in (move for move in moves_of(regime, in_year=in_year) if not move.stays):
        start, end = _TOP + row[one.source] * _DOWN, _TOP + row[one.target] * _DOWN
        if not one.back:
            middle = _LEFT + _WIDE // 2 - 40
            ways.append(
                Way(
                    f"M{middle} {start + _HIGH}V{end}", one.verb.words, middle + 10, start + _HIGH + 24, False
                )
            )
            continue
        x = _FIRST_LANE + lane * _LANE
        lane += 1
        path = f"M{_RIGHT} {start + 12}H{x}V{end + 28}H{_RIGHT}"
        ways.append(Way(path, one.verb.words, x + 6, start + 9, True))
    return Drawing(
        _FIRST_LANE + lane * _LANE + 190,
        _TOP * 2 + (len(states) - 1) * _DOWN + _HIGH,
        _WIDE,
        _HIGH,
        boxes,
        tuple(ways),
    )


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


def conditions_said(move: Move) -> str:
    return "; ".join(one.words for one in move.conditions)
