"""Where the people of a unit are on another day: units with weights that sum to 1, and what each weight
rests on."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import _
from ansinh.places.enums import ShareBasis, UnitLevel
from ansinh.places.errors import NotRestatable
from ansinh.places.grounds import paths_above, topmost
from ansinh.places.models import Change, Population, Unit

_RANK = {level.value: rank for rank, level in enumerate(UnitLevel)}
_WHOLE = frozenset[str]()
_Step = tuple[Unit, Fraction, str]


@dataclass(frozen=True, slots=True)
class Piece:
    """A unit with the weight of the people placed there; ``bases`` is empty where they surely are. A weight
    of 0 is a place where they may be, though none are put there."""

    unit: Unit
    weight: Fraction
    bases: frozenset[str]


class Whereabouts:
    """The changes around some units, read once, walked from a unit to those that hold on ``on_to``."""

    def __init__(self, units: Iterable[Unit], on_to: date, *, backwards: bool) -> None:
        self.on_to = on_to
        self.backwards = backwards
        grounds = self._reached({paths_above(unit.path)[0] for unit in units})
        self.units = {unit.pk: unit for unit in Unit.objects.within(grounds)}
        self.by_path: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self.by_path[unit.path].append(unit)
        self.steps = self._steps()
        # Backwards, a unit is shared by the households each of those before it brought.
        self.people = self._people() if backwards else {}
        self.known: dict[int, list[Piece]] = {}

    def _reached(self, provinces: set[str]) -> list[str]:
        """Paths of the provinces whose people, in any number of changes, come to or from ``provinces``."""
        here, there = ("new", "old") if self.backwards else ("old", "new")
        fresh, reached = provinces, set(provinces)
        while fresh:
            held = Unit.objects.within(fresh).values("pk")
            changes = Change.objects.filter(**{f"{here}__in": held, f"{there}__isnull": False})
            paths = changes.values_list(f"{there}__path", flat=True).distinct()
            fresh = {paths_above(path)[0] for path in paths} - reached
            reached |= fresh
        return topmost(reached)

    def _steps(self) -> dict[int, list[Change]]:
        steps: dict[int, list[Change]] = defaultdict(list)
        side = "new_id" if self.backwards else "old_id"
        changes = Change.objects.filter(old__isnull=False, new__isnull=False)
        if len(self.units) < 5000:
            changes = changes.filter(**{f"{side}__in": list(self.units)})
        for change in changes.order_by("id"):
            steps[getattr(change, side)].append(change)
        return steps

    def _people(self) -> dict[int, int]:
        """Households counted, by unit; the latest count of each."""
        rows = Population.objects.filter(replaced_by__isnull=True, households__gt=0).order_by("date", "id")
        return dict(rows.values_list("unit_id", "households"))

    def placed(self, unit: Unit, level: str) -> list[Piece]:
        """The pieces of ``unit`` on units of ``level`` (or of the closest level above), weights summing to 1.
        Pieces that meet in one unit are surely there, however the people were shared on the way."""
        met: dict[int, Piece] = {}
        for piece in self.pieces(unit):
            target = self._at_level(piece.unit, level)
            before = met.get(target.pk, Piece(target, Fraction(0), _WHOLE))
            met[target.pk] = Piece(target, before.weight + piece.weight, before.bases | piece.bases)
        if len(met) > 1:
            return sorted((p for p in met.values() if p.weight), key=lambda piece: piece.unit.code)
        (only,) = met.values()
        return [Piece(only.unit, Fraction(1), self._doubts(only, level))]

    def _doubts(self, only: Piece, level: str) -> frozenset[str]:
        """What is left to doubt when everything meets in one unit: that it was placed no closer than above
        what was asked, or that names alone chose the commune (within a district that is sure)."""
        doubts = {ShareBasis.ABOVE.value} if _RANK[only.unit.level] < _RANK[level] else set()
        if _RANK[only.unit.level] >= _RANK[UnitLevel.COMMUNE]:
            doubts.add(ShareBasis.NAME.value)
        return only.bases & doubts

    def pieces(self, unit: Unit) -> list[Piece]:
        """Where ``unit``'s people are on the day asked, as units of whatever level the changes lead to."""
        if unit.pk not in self.known:
            self.known[unit.pk] = self._walk(unit)
        return self.known[unit.pk]

    def _walk(self, unit: Unit) -> list[Piece]:
        held = self._holding(unit.path)
        if held is not None:
            return [Piece(held, Fraction(1), _WHOLE)]
        changes = self.steps[unit.pk]
        targets = [self.units[c.old_id if self.backwards else c.new_id] for c in changes]
        steps = self._back(targets, changes) if self.backwards else self._on(targets, changes)
        if not steps:
            return self._around(targets) or self._above(unit)
        return [
            Piece(piece.unit, weight * piece.weight, piece.bases | ({basis} - {ShareBasis.WHOLE.value}))
            for target, weight, basis in steps
            for piece in self.pieces(target)
        ]

    def _holding(self, path: str) -> Unit | None:
        return next((unit for unit in self.by_path[path] if unit.holds_on(self.on_to)), None)

    def _on(self, targets: list[Unit], changes: list[Change]) -> list[_Step]:
        """The next units with weights that sum to 1, or none where nothing tells how to share."""
        if len(targets) == 1 and changes[0].share == 1:
            return [(targets[0], Fraction(1), changes[0].share_basis)]
        shares = [Fraction(change.share) for change in changes if change.share is not None]
        if targets and len(shares) == len(targets) and sum(shares) == 1:
            return list(zip(targets, shares, [change.share_basis for change in changes], strict=True))
        if sum(change.is_default for change in changes) != 1:
            return []
        basis = ShareBasis.DEFAULT.value
        return [(t, Fraction(int(c.is_default)), basis) for t, c in zip(targets, changes, strict=True)]

    def _back(self, targets: list[Unit], changes: list[Change]) -> list[_Step]:
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
        basis = ShareBasis.POPULATION.value
        return [(target, part / sum(brought), basis) for target, part in zip(targets, brought, strict=True)]

    def _around(self, targets: list[Unit]) -> list[Piece]:
        """The lowest unit that holds all the places the people may be in, if there is one."""
        reached = [piece for target in targets for piece in self.pieces(target)]
        shared = [set(paths_above(piece.unit.path)) for piece in reached]
        common = sorted(set.intersection(*shared), key=len) if shared else []
        held = self._holding(common[-1]) if common else None
        return [Piece(held, Fraction(1), frozenset({ShareBasis.ABOVE.value}))] if held else []

    def _above(self, unit: Unit) -> list[Piece]:
        """No change leads on: the unit above surely still holds the people."""
        if unit.parent_id is None:
            said = _(
                "Không quy được số liệu của {name} ({code}) sang ngày {day}: không biết chia cho đơn vị nào."
            )
            message = said.format(name=unit.name, code=unit.code, day=shown_date(self.on_to))
            raise NotRestatable(message, place=unit.code)
        above = self.units[unit.parent_id]
        day = unit.valid_from if self.backwards else unit.valid_until
        held = next((u for u in self.by_path[above.path] if day and u.holds_on(day)), above)
        bases = frozenset({ShareBasis.ABOVE.value})
        return [Piece(piece.unit, piece.weight, piece.bases | bases) for piece in self.pieces(held)]

    def _at_level(self, unit: Unit, level: str) -> Unit:
        """``unit``, or the unit above it that is of ``level`` or the closest above that."""
        while _RANK[unit.level] > _RANK[level] and unit.parent_id is not None:
            above = self.units[unit.parent_id]
            unit = self._holding(above.path) or above
        return unit
