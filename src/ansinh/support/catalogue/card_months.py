"""Which months of a health insurance card a premium is owed for: dated, as far as a text says."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from ansinh.support.catalogue.dated import Dated, dated_rows, row_on

_FILE = Path(__file__).with_suffix(".toml")


class Counts(StrEnum):
    """What makes a month count: the card holds on a day of it, or on its first day."""

    ANY_DAY = "any_day"
    FIRST_DAY = "first_day"


@dataclass(frozen=True)
class MonthRule(Dated):
    """Which months count from a day on."""

    counts: Counts


@cache
def _rules() -> tuple[MonthRule, ...]:
    return dated_rows(_FILE, "rule", lambda counts, **told: MonthRule(counts=Counts(counts), **told))


def month_rule(on: date) -> MonthRule:
    """The rule of a day; before the first day, the first rule."""
    return row_on(_rules(), on)
