"""An additive figure of one date's units asked on another date's units.

A unit that went whole takes its figure along. A divided one is shared by the shares its act gives (people,
else area), else it goes to the default part; where even that is not known, the figure stays with the unit
above, which surely holds it. Every answer says which part of it rests on a share. Totals are kept exactly.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ansinh.kernel.language import _
from ansinh.places.enums import ShareBasis
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Unit
from ansinh.places.whereabouts import Piece, Whereabouts

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Part:
    """How much of one old unit's figure went into a new one, and on what basis (``whole``: surely)."""

    unit_id: int
    value: Number
    basis: str


@dataclass
class Restated:
    """The figure of ``unit``: ``value`` = ``sure`` + ``by_share``. ``unit`` may be of a higher level than
    asked where a figure can be placed no closer."""

    unit: Unit
    value: Number = 0
    sure: Number = 0
    by_share: Number = 0
    parts: list[Part] = field(default_factory=list)


def restate(figures: Mapping[int, Number], on_from: date, on_to: date, level: str) -> list[Restated]:
    """``figures`` (unit id → number, units that hold on ``on_from``) on the units of ``level`` that hold on
    ``on_to``. Whole numbers stay whole: the largest remainders are rounded up. The sum is kept.

    Forwards a figure follows the changes; backwards it is shared by the households counted before, else it
    stays with the unit above. Raises ``UnknownPlace`` for an id that is no unit on ``on_from``,
    ``NotRestatable`` where no unit surely holds the figure, ``TypeError`` for a float.
    """
    units = Unit.objects.in_bulk(list(figures))
    where = Whereabouts(units.values(), on_to, backwards=on_to < on_from)
    answers: dict[int, Restated] = {}
    for unit_id, value in figures.items():
        if not isinstance(value, int | Decimal):
            raise TypeError("restate() takes whole numbers and decimals: others do not keep their sum")
        unit = units.get(unit_id)
        if unit is None or not unit.holds_on(on_from):
            said = _("Có số liệu của một đơn vị không tồn tại vào ngày của số liệu.")
            raise UnknownPlace(said, unit_id=unit_id, on=on_from.isoformat())
        for piece, amount in _shared(value, where.placed(unit, level)):
            basis = "+".join(sorted(piece.bases)) or ShareBasis.WHOLE.value
            answer = answers.setdefault(piece.unit.pk, Restated(piece.unit))
            answer.value += amount
            if basis == ShareBasis.WHOLE:
                answer.sure += amount
            else:
                answer.by_share += amount
            answer.parts.append(Part(unit_id, amount, basis))
    return sorted(answers.values(), key=lambda a: (a.unit.sort_key, a.unit.code))


def _shared(value: Number, pieces: list[Piece]) -> list[tuple[Piece, Number]]:
    """``value`` cut by the pieces' weights, which sum to 1."""
    if isinstance(value, Decimal):
        amounts = [value * p.weight.numerator / p.weight.denominator for p in pieces[:-1]]
        return list(zip(pieces, [*amounts, value - sum(amounts, Decimal(0))], strict=True))
    exact = [value * piece.weight for piece in pieces]
    floors = [int(amount // 1) for amount in exact]
    order = sorted(range(len(pieces)), key=lambda i: (floors[i] - exact[i], pieces[i].unit.code))
    for index in order[: value - sum(floors)]:
        floors[index] += 1
    return [
        (piece, amount) for piece, amount in zip(pieces, floors, strict=True) if amount or len(pieces) == 1
    ]
