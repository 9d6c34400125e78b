"""An additive figure of one date's units asked on another date's units.

A unit that went whole takes its figure along. A divided one is shared by the shares its act gives (people,
else area), else it goes to the default part; where even that is not known, the figure stays with the unit
above, which surely holds it. Every answer says which part of it rests on a share. Totals are kept exactly.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.places.enums import ShareBasis, UnitLevel
from ansinh.places.errors import NotRestatable, UnknownPlace
from ansinh.places.grounds import paths_above
from ansinh.places.models import Change, Population, Unit

Number = int | Decimal
_RANK = {level.value: rank for rank, level in enumerate(UnitLevel)}


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


@dataclass(frozen=True, slots=True)
class _Piece:
    unit: Unit
    weight: Fraction
    bases: frozenset[str]


def restate(figures: Mapping[int, Number], on_from: date, on_to: date, level: str) -> list[Restated]:
    """``figures`` (unit id → number, units that hold on ``on_from``) on the units of ``level`` that hold on
    ``on_to``. Whole numbers stay whole: the largest remainders are rounded up. The sum is kept.

    Forwards a figure follows the changes; backwards it is shared by the households counted before, else it
    stays with the unit above. Raises ``UnknownPlace`` for an id that is no unit on ``on_from``,
    ``NotRestatable`` where no unit surely holds the figure, ``TypeError`` for a float.
    """
    units = Unit.objects.in_bulk(list(figures))
    web = _Web(on_to, backwards=on_to < on_from)
    answers: dict[int, Restated] = {}
    for unit_id, value in figures.items():
        if not isinstance(value, int | Decimal):
            raise TypeError("restate() takes whole numbers and decimals: others do not keep their sum")
        unit = units.get(unit_id)
        if unit is None or not unit.holds_on(on_from):
            said = _("Có số liệu của một đơn vị không tồn tại vào ngày của số liệu.")
            raise UnknownPlace(said, unit_id=unit_id, on=on_from.isoformat())
        for piece, amount in _shared(value, web.placed(unit, level)):
            basis = "+".join(sorted(piece.bases - {ShareBasis.WHOLE})) or ShareBasis.WHOLE.value
            answer = answers.setdefault(piece.unit.pk, Restated(piece.unit))
            answer.value += amount
            if basis == ShareBasis.WHOLE:
                answer.sure += amount
            else:
                answer.by_share += amount
            answer.parts.append(Part(unit_id, amount, basis))
    return sorted(answers.values(), key=lambda a: (a.unit.sort_key, a.unit.code))


def _shared(value: Number, pieces: list[_Piece]) -> list[tuple[_Piece, Number]]:
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


class _Web:
    """The changes between units, read once, walked from a unit to those that hold on ``on_to``."""

    def __init__(self, on_to: date, *, backwards: bool) -> None:
        self.on_to = on_to
        self.backwards = backwards
        self.units = {unit.pk: unit for unit in Unit.objects.exclude(level=UnitLevel.VILLAGE)}
        self.by_path: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self.by_path[unit.path].append(unit)
        self.steps: dict[int, list[Change]] = defaultdict(list)
        for change in Change.objects.filter(old__isnull=False, new__isnull=False).order_by("id"):
            if change.old_id in self.units and change.new_id in self.units:
                self.steps[change.new_id if backwards else change.old_id].append(change)
        self.people = self._people()
        self.known: dict[int, list[_Piece]] = {}

    def _people(self) -> dict[int, int]:
        """Households counted, by unit; the latest count of each."""
        rows = Population.objects.filter(replaced_by__isnull=True, households__gt=0).order_by("date", "id")
        return dict(rows.values_list("unit_id", "households"))

    def placed(self, unit: Unit, level: str) -> list[_Piece]:
        """The pieces of ``unit`` on units of ``level`` (or of the closest level above), weights summing to 1.
        Pieces that meet in one unit are surely there, however the people were shared on the way."""
        met: dict[int, _Piece] = {}
        for piece in self.pieces(unit):
            target = self._at_level(piece.unit, level)
            before = met.get(target.pk)
            weight = piece.weight + (before.weight if before else 0)
            met[target.pk] = _Piece(target, weight, piece.bases | (before.bases if before else frozenset()))
        if len(met) == 1:
            (only,) = met.values()
            inferred = only.bases & {ShareBasis.NAME.value}
            lost = (
                {ShareBasis.ABOVE.value}
                if only.unit.level != level and ShareBasis.ABOVE in only.bases
                else set()
            )
            sure = not lost and (only.unit.level != UnitLevel.COMMUNE or not inferred)
            return [_Piece(only.unit, Fraction(1), frozenset() if sure else frozenset(inferred | lost))]
        return sorted(met.values(), key=lambda piece: piece.unit.code)

    def pieces(self, unit: Unit) -> list[_Piece]:
        """Where ``unit``'s people are on the day asked, as units of whatever level the changes lead to."""
        if unit.pk not in self.known:
            self.known[unit.pk] = self._walk(unit)
        return self.known[unit.pk]

    def _walk(self, unit: Unit) -> list[_Piece]:
        if unit.holds_on(self.on_to):
            return [_Piece(unit, Fraction(1), frozenset())]
        same_ground = self._holding(unit.path)
        if same_ground is not None:
            return [_Piece(same_ground, Fraction(1), frozenset())]
        changes = self.steps[unit.pk]
        targets = [self.units[c.old_id if self.backwards else c.new_id] for c in changes]
        steps = self._back(targets, changes) if self.backwards else self._on(targets, changes)
        if not steps:
            return self._around(targets) or self._above(unit)
        return [
            _Piece(piece.unit, weight * piece.weight, piece.bases | {basis})
            for target, weight, basis in steps
            for piece in self.pieces(target)
        ]

    def _holding(self, path: str) -> Unit | None:
        return next((unit for unit in self.by_path[path] if unit.holds_on(self.on_to)), None)

    def _on(self, targets: list[Unit], changes: list[Change]) -> list[tuple[Unit, Fraction, str]]:
        """The next units with weights that sum to 1, or none where nothing tells how to share."""
        if len(targets) == 1 and changes[0].share == 1:
            return [(targets[0], Fraction(1), changes[0].share_basis)]
        shares = [Fraction(change.share) for change in changes if change.share is not None]
        if targets and len(shares) == len(targets) and sum(shares) == 1:
            bases = [change.share_basis for change in changes]
            return list(zip(targets, shares, bases, strict=True))
        defaults = [target for target, change in zip(targets, changes, strict=True) if change.is_default]
        return [(defaults[0], Fraction(1), ShareBasis.DEFAULT.value)] if len(defaults) == 1 else []

    def _back(self, targets: list[Unit], changes: list[Change]) -> list[tuple[Unit, Fraction, str]]:
        """The units before: the only one, or all by the households each brought, where all of them are
        known."""
        if len(targets) == 1:
            return [(targets[0], Fraction(1), ShareBasis.WHOLE.value)]
        brought = [
            Fraction(change.share) * self.people[target.pk]
            for target, change in zip(targets, changes, strict=True)
            if change.share is not None and target.pk in self.people
        ]
        if not targets or len(brought) != len(targets):
            return []
        total = sum(brought)
        basis = ShareBasis.POPULATION.value
        return [(target, part / total, basis) for target, part in zip(targets, brought, strict=True)]

    def _around(self, targets: list[Unit]) -> list[_Piece]:
        """The lowest unit that holds all the places the people may be in, if there is one."""
        reached = [piece for target in targets for piece in self.pieces(target)]
        shared = [set(paths_above(piece.unit.path)) for piece in reached]
        common = sorted(set.intersection(*shared), key=len) if shared else []
        held = self._holding(common[-1]) if common else None
        return [_Piece(held, Fraction(1), frozenset({ShareBasis.ABOVE.value}))] if held else []

    def _above(self, unit: Unit) -> list[_Piece]:
        """No change leads on: the unit above surely still holds the people."""
        if unit.parent_id is None:
            said = _(
                "Không quy được số liệu của {name} ({code}) sang ngày {day}: không biết chia cho đơn vị nào."
            )
            raise NotRestatable(
                said.format(name=unit.name, code=unit.code, day=shown_date(self.on_to)), place=unit.code
            )
        above = self.units[unit.parent_id]
        day = unit.valid_from if self.backwards else unit.valid_until
        held = next((u for u in self.by_path[above.path] if day and u.holds_on(day)), above)
        bases = frozenset({ShareBasis.ABOVE.value})
        return [_Piece(piece.unit, piece.weight, piece.bases | bases) for piece in self.pieces(held)]

    def _at_level(self, unit: Unit, level: str) -> Unit:
        """``unit``, or the unit above it that is of ``level`` or the closest above that."""
        while _RANK[unit.level] > _RANK[level] and unit.parent_id is not None:
            above = self.units[unit.parent_id]
            unit = self._holding(above.path) or above
        return unit
