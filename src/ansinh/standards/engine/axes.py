"""Axes of a truth table: for one question, every answer that rules can tell apart, and the blank."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.ages import Births, day_number
from ansinh.standards.engine.answers import Codes
from ansinh.standards.engine.truth import Truth

Column = Truth | Codes | Births
FIRST_YEAR = 1800


class Axis(Protocol):
    """``size`` different answers, of which number ``blank`` is "not answered"."""

    @property
    def size(self) -> int: ...

    @property
    def blank(self) -> int: ...

    def readings(self, places: NDArray[np.uint8]) -> tuple[Column, Column]:
        """The column at these places, read at the earliest and at the latest."""


@dataclass(frozen=True)
class TruthAxis:
    """A question answered 0 or 1. Its places are truths: 0 no, 1 blank, 2 yes."""

    size: int = 3
    blank: int = 1

    def readings(self, places: NDArray[np.uint8]) -> tuple[Column, Column]:
        """The same truth twice: only years of birth have two readings."""
        return places, places


@dataclass(frozen=True)
class CodeAxis:
    """A question answered with a code."""

    codes: tuple[str, ...]

    @property
    def size(self) -> int:
        """Every code and the blank."""
        return len(self.codes) + 1

    @property
    def blank(self) -> int:
        """The place after the last code."""
        return len(self.codes)

    def readings(self, places: NDArray[np.uint8]) -> tuple[Column, Column]:
        """The same codes twice."""
        column = Codes(places, self.codes)
        return column, column


@dataclass(frozen=True)
class BirthAxis:
    """Days of birth cut into bands at the days that rules ask about; a year of birth is a pair of bands.

    ``early`` and ``late`` hold one representative day a place; ``of_day[d - first]`` is the place of a day,
    ``of_year[y - FIRST_YEAR]`` that of a year known alone.
    """

    as_of: date
    early: NDArray[np.int32]
    late: NDArray[np.int32]
    first: int
    of_day: NDArray[np.uint8]
    of_year: NDArray[np.uint8]

    @property
    def size(self) -> int:
        """Bands, pairs of bands and the blank."""
        return len(self.early)

    @property
    def blank(self) -> int:
        """The last place."""
        return len(self.early) - 1

    def readings(self, places: NDArray[np.uint8]) -> tuple[Column, Column]:
        """At 1 January and at 31 December (never later than the reference date) where only the year is
        known."""
        known = places != self.blank
        return Births(self.early[places], known, self.as_of), Births(self.late[places], known, self.as_of)

    def places(self, day: NDArray[np.int32], year: NDArray[np.int32]) -> NDArray[np.uint8]:
        """Places of birth dates: ``day`` counts where ``year`` is 0, a year known alone where it is not;
        blank where ``year`` is negative."""
        exact = self.of_day[np.clip(day - self.first, 0, len(self.of_day) - 1)]
        if not year.any():
            return exact
        alone = self.of_year[np.clip(year - FIRST_YEAR, 0, len(self.of_year) - 1)]
        return np.where(year == 0, exact, np.where(year < 0, np.uint8(self.blank), alone))


def year_readings(year: int, as_of: date) -> tuple[int, int]:
    """The two days at which a birth known by its year is read: never later than the reference date."""
    limit = day_number(as_of)
    return min(day_number(date(year, 1, 1)), limit), min(day_number(date(year, 12, 31)), limit)


def birth_axis(asked: Iterable[int], as_of: date) -> BirthAxis:
    """The axis that tells apart exactly the births that tests against the days ``asked`` tell apart."""
    cuts = np.array(sorted(asked) or [day_number(as_of)], np.int32)
    days = np.append(cuts, cuts[-1] + 1)
    years = range(FIRST_YEAR, as_of.year + 2)
    pairs = [tuple(np.searchsorted(cuts, year_readings(year, as_of))) for year in years]
    mixed = sorted({pair for pair in pairs if pair[0] != pair[1]})
    place = {(band, band): band for band in range(len(days))} | {
        pair: len(days) + index for index, pair in enumerate(mixed)
    }
    span = np.arange(
        day_number(date(FIRST_YEAR, 1, 1)), max(int(days[-1]), day_number(as_of)) + 2, dtype=np.int32
    )
    return BirthAxis(
        as_of=as_of,
        early=np.concatenate([days, [days[pair[0]] for pair in mixed], [0]]).astype(np.int32),
        late=np.concatenate([days, [days[pair[1]] for pair in mixed], [0]]).astype(np.int32),
        first=int(span[0]),
        of_day=np.searchsorted(cuts, span).astype(np.uint8),
        of_year=np.array([place[pair] for pair in pairs], np.uint8),
    )
