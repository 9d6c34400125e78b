"""The decision asked once for every combination of facts that it can tell apart, and what blanks could
change it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.classes import AREAS, Class, Decision, Lines, Side, Warning, decide
from ansinh.standards.engine.tables import relevance

SIDES = tuple(Side)
CLASSES = tuple(Class)
WARNINGS = tuple(Warning)
# Places on the axis of deprivations; the last is "the two counts differ", the blank of that axis.
FEW, ENOUGH, OPEN = 0, 1, 2
FACTS = ("area_type", "income_score", "income_month_per_capita", "deprivations")


@dataclass(frozen=True)
class DecisionTable:
    """All decisions of a standard. Axes: area (rural, urban, blank), bands of score and of income (last =
    blank), deprivations (few, enough, open)."""

    lines: Mapping[str, Lines]
    needed: int

    @cached_property
    def cuts(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Rising values of score and income that part the bands; a value at a cut belongs below it."""
        parts = [self.lines[area].cuts() for area in AREAS]
        return tuple(np.unique(np.array([cut for part in parts for cut in part[axis]])) for axis in (0, 1))

    @cached_property
    def shape(self) -> tuple[int, int, int, int]:
        """Number of places on each axis, the blank included."""
        return len(AREAS) + 1, len(self.cuts[0]) + 2, len(self.cuts[1]) + 2, 3

    @cached_property
    def decisions(self) -> list[Decision]:
        """One decision a combination, the last axis fastest."""
        scores, incomes = ([*cuts, (cuts[-1] if len(cuts) else 0) + 1, None] for cuts in self.cuts)
        return [
            decide(self.lines, area, score, income, enough)
            for area, score, income, enough in product((*AREAS, None), scores, incomes, (False, True, None))
        ]

    @cached_property
    def sides(self) -> NDArray[np.uint8]:
        """Place of the side in ``SIDES``, a combination."""
        return np.array([SIDES.index(decision.side) for decision in self.decisions], np.uint8)

    @cached_property
    def classes(self) -> NDArray[np.uint8]:
        """Place of the class in ``CLASSES``, a combination."""
        return np.array([CLASSES.index(decision.klass) for decision in self.decisions], np.uint8)

    @cached_property
    def warnings(self) -> NDArray[np.uint8]:
        """Bits of ``WARNINGS``, a combination."""
        return np.array(
            [sum(1 << WARNINGS.index(warning) for warning in d.warnings) for d in self.decisions], np.uint8
        )

    @cached_property
    def relevant(self) -> NDArray[np.uint8]:
        """Bits of ``FACTS``: blank (or open) here, and some completion of the others makes two answers of
        it give two classes."""
        blanks = [size - 1 for size in self.shape]
        classes = self.classes.reshape(self.shape)
        bits = [
            relevance(classes, axis, blanks).ravel().astype(np.uint8) << axis for axis in range(len(FACTS))
        ]
        return np.bitwise_or.reduce(np.array(bits, np.uint8))

    def places(
        self,
        area: NDArray[np.uint8],
        score: NDArray[np.float64],
        income: NDArray[np.float64],
        deprived_min: NDArray[np.uint8],
        deprived_max: NDArray[np.uint8],
    ) -> NDArray[np.uint16]:
        """The combination of each household; NaN and area 2 are blanks."""
        deprived = np.where(
            deprived_min >= self.needed, ENOUGH, np.where(deprived_max < self.needed, FEW, OPEN)
        ).astype(np.uint16)
        total = area.astype(np.uint16)
        for values, cuts in ((score, self.cuts[0]), (income, self.cuts[1])):
            band = np.zeros(len(values), np.uint16)
            for cut in cuts:
                band += values > cut
            band[np.isnan(values)] = len(cuts) + 1
            total = total * np.uint16(len(cuts) + 2) + band
        return total * np.uint16(3) + deprived
