"""How much a rule gives: numbers of law of the day and place, for many rows at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ansinh.standards.engine.truth import YES, Truth
from ansinh.support.catalogue.inputs import inputs
from ansinh.support.catalogue.numbers import AREA, NumberRow, Territory, behind, number
from ansinh.support.catalogue.policy import Amount
from ansinh.support.entitling.program import Numbers, Subjects


@dataclass(frozen=True)
class Rates:
    """The numbers of a day for units: ``values(name)`` is one value a unit, NaN where no number is known there."""

    on: date
    units: int
    within: Mapping[Territory, Truth]

    def values(self, name: str) -> Numbers:
        """A place's own number stands before the country's; where it is not sure whether the unit is of that place, none."""
        found = np.full(self.units, np.nan)
        rows = number(name).rows_on(self.on)
        for row in sorted(rows, key=lambda row: (bool(row.territory), row.parameter.since)):
            self._set(found, row)
        return found

    def _set(self, found: Numbers, row: NumberRow) -> None:
        if not row.territory:
            found[:] = row.parameter.on(self.on)
            return
        here = self.within[row.territory]
        found[here == YES] = row.parameter.on(self.on)
        found[here == 1] = np.nan


def territories_of_numbers(names: set[str], on: date) -> set[Territory]:
    """The territories whose own numbers hold on a day."""
    return {row.territory for name in names for row in number(name).rows_on(on) if row.territory}


def amounts(
    amount: Amount, rates: Rates, subjects: Subjects, rows: NDArray[np.intp], of_person: bool
) -> Numbers:
    """Whole đồng a row; NaN where a number of law or what is had already is not known."""
    units = subjects.unit(rows, of_person)
    found = _base(amount, rates, subjects, rows, of_person) * amount.times
    for name in amount.times_number:
        found = found * rates.values(name)[units]
    if amount.percent_of:
        found = found * rates.values(amount.percent_of)[units] / 100
    if amount.percent is not None:
        found = found * amount.percent / 100
    if amount.each:
        found = found * subjects.number(amount.each, rows, of_person)
    if amount.less:
        found = np.maximum(0, found - subjects.number(amount.less, rows, of_person))
    # Halves go up, as money is rounded by hand.
    return np.floor(found / amount.round + 0.5) * amount.round


def _base(
    amount: Amount, rates: Rates, subjects: Subjects, rows: NDArray[np.intp], of_person: bool
) -> Numbers:
    if not amount.number:
        return np.full(len(rows), float(amount.value or 0))
    units = subjects.unit(rows, of_person)
    names = behind(amount.number, amount.by)
    if "" in names:
        return rates.values(names[""])[units]
    chosen = amount.by or AREA
    places = subjects.column(chosen, rows, of_person)
    found = np.full(len(rows), np.nan)
    for place, code in enumerate(inputs()[chosen].codes):
        here = places == place
        found[here] = rates.values(names[code])[units[here]]
    return found
