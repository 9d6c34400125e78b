"""The diagram of the moves: where each state stands on the page, and an arrow for each way between two."""

from dataclasses import dataclass

from ansinh.grievances.enums import GrievanceState as S
from ansinh.grievances.moves import MOVES, VERB_WORDS

_WIDE, _HIGH, _ACROSS, _DOWN = 160, 48, 216, 116
# Column and row of each state; every way between two is then a straight arrow that crosses no box.
_PLACES = {
    S.RECEIVED: (0, 1),
    S.CHECKED: (1, 1),
    S.IN_REVIEW: (2, 1),
    S.DECIDED: (3, 1),
    S.ANSWERED: (4, 1),
    S.WAITING: (1, 0),
    S.APPEALED: (4, 0),
    S.CLOSED: (5, 1),
    S.WITHDRAWN: (0, 2),
}


@dataclass(frozen=True)
class Box:
    state: S
    x: int
    y: int

    @property
    def words(self) -> str:
        return self.state.words


@dataclass(frozen=True)
class Arrow:
    x1: float
    y1: float
    x2: float
    y2: float
    words: str


@dataclass(frozen=True)
class Diagram:
    width: int
    height: int
    box_width: int
    box_height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def _edge(state: S, other: S) -> tuple[float, float]:
    """The point where a straight way to ``other`` leaves the box of ``state``."""
    (c, r), (oc, orow) = _PLACES[state], _PLACES[other]
    x, y = c * _ACROSS + _WIDE / 2 + 4, r * _DOWN + _HIGH / 2 + 4
    dx, dy = (oc - c) * _ACROSS, (orow - r) * _DOWN
    reach = min(_WIDE / 2 / abs(dx) if dx else 1, _HIGH / 2 / abs(dy) if dy else 1)
    return x + dx * reach, y + dy * reach


def diagram() -> Diagram:
    """Boxes and arrows in the reader's language."""
    boxes = tuple(Box(state, c * _ACROSS + 4, r * _DOWN + 4) for state, (c, r) in _PLACES.items())
    arrows = []
    for move in MOVES:
        if move.from_state is None or move.from_state is move.to_state:
            continue
        (x1, y1), (x2, y2) = _edge(move.from_state, move.to_state), _edge(move.to_state, move.from_state)
        both = any(one.from_state is move.to_state and one.to_state is move.from_state for one in MOVES)
        # Two ways between the same boxes stand side by side.
        shift = (10 if (x1, y1) < (x2, y2) else -10) if both else 0
        level = y1 == y2
        arrows.append(
            Arrow(
                x1 + (0 if level else shift), y1 + (shift if level else 0),
                x2 + (0 if level else shift), y2 + (shift if level else 0),
                str(VERB_WORDS[move.verb]),
            )
        )  # fmt: skip
    return Diagram(5 * _ACROSS + _WIDE + 8, 2 * _DOWN + _HIGH + 8, _WIDE, _HIGH, boxes, tuple(arrows))
