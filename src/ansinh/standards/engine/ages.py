"""Ages without a calendar in the hot path: reaching an age on a day is being born on or before another day.

An n-th birthday is 12n months after the birth; a day that the month lacks becomes its last day, so 29
February counts on 28 February in common years, and a retirement age of 60 years and 3 months is 723 months
after the birth. Adding months never changes the order of two days, so each age has one latest day of birth,
found once for a reference date.
"""

import calendar
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ansinh.kernel.dates import add_months
from ansinh.standards.engine.answers import Codes, one_of
from ansinh.standards.engine.truth import NO, UNKNOWN, YES, Truth

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as Arrow and NumPy count them."""
    return (day - EPOCH).days


@lru_cache(maxsize=4096)
def latest_birth(as_of: date, months: int) -> int:
    """The last day of birth (day number) of those who are at least ``months`` months old on ``as_of``."""
    year, month = divmod(as_of.year * 12 + as_of.month - 1 - months, 12)
    guess = date(year, month + 1, min(as_of.day, calendar.monthrange(year, month + 1)[1]))
    while add_months(guess + timedelta(days=1), months) <= as_of:
        guess += timedelta(days=1)
    while add_months(guess, months) > as_of:
        guess -= timedelta(days=1)
    return day_number(guess)


@dataclass(frozen=True)
class Births:
    """One reading of the days of birth. ``days`` are day numbers where ``known``; a blank birth date leaves
    every age test unknown. ``asked`` collects the days that rules compared with: they cut all births into
    bands."""

    days: NDArray[np.int32]
    known: NDArray[np.bool_]
    as_of: date
    asked: set[int] = field(default_factory=set)

    def on_or_before(self, day: int) -> Truth:
        """Whether the birth lies on or before a day number."""
        self.asked.add(day)
        found = np.where(self.days <= day, YES, NO)
        return np.where(self.known, found, UNKNOWN).astype(np.uint8)


def reached(birth_date: Births, years: int) -> Truth:
    """Whether the ``years``-th birthday is on or before the reference date."""
    return birth_date.on_or_before(latest_birth(birth_date.as_of, 12 * years))


def reached_months(birth_date: Births, months: int) -> Truth:
    """Whether ``months`` months have passed since the birth on the reference date."""
    return birth_date.on_or_before(latest_birth(birth_date.as_of, months))


def born_in_or_after(birth_date: Births, year: int) -> Truth:
    """Whether the birth lies in ``year`` or later."""
    before = birth_date.on_or_before(day_number(date(year, 1, 1)) - 1)
    return np.subtract(YES, before)


def by_sex(sex: Codes, men: Truth, women: Truth) -> Truth:
    """``men`` for men, ``women`` for women; where the sex is blank, what both agree on."""
    agreed = np.where(men == women, men, UNKNOWN)
    return np.select([one_of(sex, "m") == YES, one_of(sex, "f") == YES], [men, women], agreed).astype(
        np.uint8
    )
