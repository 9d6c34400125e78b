"""Which months of a health insurance card a premium is owed for: dated, as far as a text says."""

import tomllib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from ansinh.standards.words import Words, words_of

_FILE = Path(__file__).with_suffix(".toml")


class Counts(StrEnum):
    """What makes a month count: the card holds on a day of it, or on its first day."""

    ANY_DAY = "any_day"
    FIRST_DAY = "first_day"


@dataclass(frozen=True)
class MonthRule:
    """Which months count from a day on."""

    since: date
    counts: Counts
    article: Words
    known: str

    @property
    def unverified(self) -> bool:
        """Whether nobody read it in a text."""
        return self.known == "M"


@cache
def _rules() -> tuple[MonthRule, ...]:
    raw = tomllib.loads(_FILE.read_text(encoding="utf-8"))["rule"]
    rows = [
        MonthRule(one["from"], Counts(one["counts"]), words_of(one["article"]), one["known"]) for one in raw
    ]
    return tuple(sorted(rows, key=lambda one: one.since))


def month_rule(on: date) -> MonthRule:
    """The rule of a day; before the first day, the first rule."""
    held = [one for one in _rules() if one.since <= on]
    return held[-1] if held else _rules()[0]
