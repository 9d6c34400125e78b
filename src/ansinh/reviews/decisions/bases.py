"""What the list of a day rests on: which decision, of which year's list, how old, and whether another is under way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from ansinh.households.queries import chunked
from ansinh.reviews.decisions.models import Decision
from ansinh.reviews.enums import DossierState

# A dossier whose decision stands; in any other state it went back after being decided.
DECIDED_STATES = (DossierState.DECIDED.value, DossierState.APPROVED.value)


@dataclass(frozen=True)
class Basis:
    """A decision that households of a commune are on a list by. ``held_over``: the list of the day's year is not decided there
    yet. ``returned``: the dossier went back to its earlier steps after the decision."""

    unit_id: int
    list_year: int
    decision_no: str
    decided_on: date | None
    households: int
    held_over: bool
    returned: bool
    days: int | None


def bases_of(rows: pl.DataFrame, day: date) -> list[Basis]:
    """The decisions behind rows of ``list_on``, by commune, the oldest first."""
    keys = ("unit_id", "list_year", "decision_no", "decision_date", "decision_id")
    counted = rows.group_by(keys).len().sort("unit_id", "list_year", "decision_date", "decision_no")
    back = set(_gone_back(counted["decision_id"].drop_nulls().unique().sort().to_list()))
    return [
        Basis(
            unit_id,
            list_year,
            number,
            decided_on,
            households,
            list_year < day.year,
            decision in back,
            (day - decided_on).days if decided_on is not None else None,
        )
        for unit_id, list_year, number, decided_on, decision, households in counted.rows()
    ]


def _gone_back(decisions: list[int]) -> Iterator[int]:
    """Those of the decisions whose dossier is being reviewed again: what was decided holds until another decision."""
    for run in chunked(decisions):
        rows = Decision.objects.everywhere().filter(pk__in=run).exclude(dossier__state__in=DECIDED_STATES)
        yield from rows.values_list("pk", flat=True)
