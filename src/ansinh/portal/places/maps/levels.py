"""Numbers of places in a few levels, as a map fills them: by stated edges or by quantiles."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number

MOST = 5
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Levels:
    """``edges`` part the levels: a number on an edge is of the level above it."""

    edges: tuple[Decimal, ...]
    unit: str = " %"

    def of(self, value: Decimal | None) -> int | None:
        """The level of a number, from 0; nothing where it is not known."""
        return None if value is None else sum(1 for edge in self.edges if value >= edge)

    def words(self) -> list[str]:
        """What each level holds, the lowest first."""
        shown = [f"{shown_number(edge, 2)}{self.unit}" for edge in self.edges]
        if not shown:
            return [_("mọi số đã biết")]
        middle = [
            _("từ {low} đến dưới {high}").format(low=low, high=high)
            for low, high in itertools.pairwise(shown)
        ]
        return [
            _("dưới {high}").format(high=shown[0]),
            *middle,
            _("từ {low} trở lên").format(low=shown[-1]),
        ]


def by_quantiles(values: Iterable[Decimal | None], unit: str = " %") -> Levels:
    """Levels that hold about as many places each: at most ``MOST``, fewer where numbers repeat. Where most numbers are one (often
    nothing), that one is a level and the others are parted among themselves."""
    known = sorted(value for value in values if value is not None)
    edges = _cut(known)
    if len(edges) < 2:
        edges = _cut(sorted(set(known)))
    return Levels(edges, unit)


def _cut(known: Sequence[Decimal]) -> tuple[Decimal, ...]:
    edges = set()
    for part in range(1, MOST):
        at = len(known) * part // MOST
        if at and known[at] > known[0]:
            edges.add(known[at].quantize(_HUNDREDTH))
    return tuple(sorted(edges))


def stated(edges: Sequence[str], unit: str = " %") -> Levels:
    """Levels by edges that are written down, at most one less than ``MOST``. Raises ``ValueError`` where they do not rise."""
    found = tuple(Decimal(edge) for edge in edges)
    if (
        len(found) >= MOST
        or not all(one.is_finite() for one in found)
        or any(low >= high for low, high in itertools.pairwise(found))
    ):
        raise ValueError("edges rise, and are fewer than the levels a map can show")
    return Levels(found, unit)
