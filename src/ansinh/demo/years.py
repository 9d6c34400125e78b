"""What a year of invented people is written for, and what its maker meant it to lead to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune as it was on the review date. ``area_type`` is ``rural`` or ``urban``."""

    code: str
    name: str
    area_type: str


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the answers were meant to lead: counts of households by name of the figure.

    Kept in memory for tests and for the one who runs the demo; no file holds it and no page reads it.
    """

    place: str
    standard: str
    review_year: int
    list_year: int
    as_of: date
    figures: Mapping[str, int]
