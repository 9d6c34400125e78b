"""Populations of a file recorded, and taken back: the table only grows, so taking back adds rows too."""

from collections.abc import Sequence

import polars as pl
from django.db import transaction

from ansinh.accounts.actor import Actor
from ansinh.kernel.dates import now
from ansinh.places.actions import record_populations
from ansinh.places.models import Population
from ansinh.places.populations import COUNTS, PopulationRow
from ansinh.places.queries import unit_at
from ansinh.work.batches import Checked, record_accepted
from ansinh.work.models import Trace
from ansinh.work.traces import LaterWork, keep_trace


def accept_populations(*, checked: Checked, by: Actor) -> dict[str, int]:
    """Record a checked table of populations; ``recorded``. All of it, or nothing."""
    rows = checked.payload["rows"]
    with transaction.atomic():
        before = _newest(rows)
        recorded = record_populations(rows=rows, by=by)
        if recorded:
            batch = record_accepted(checked, by)
            written = sorted(_newest(rows) - before)
            keep_trace(Population, Trace.Verb.ADDED, pl.DataFrame({"id": written}), batch.pk)
    return {"recorded": recorded, "already": len(rows) - recorded}


def _newest(rows: Sequence[PopulationRow]) -> set[int]:
    """The ids of the rows in force for the places, dates and sources of ``rows``."""
    found: set[int] = set()
    for row in rows:
        unit = unit_at(row.area_code, row.date)
        in_force = Population.objects.filter(
            unit=unit, date=row.date, source=row.source, replaced_by__isnull=True
        )
        found |= set(in_force.values_list("pk", flat=True))
    return found


def withdraw(ids: Sequence[int], by: Actor) -> int:
    """Put rows out of force by rows that replace them with what stood before: the counts of the row before, or none at all,
    which says that nothing is known. Raises ``LaterWork`` where one was replaced since."""
    rows = list(Population.objects.filter(pk__in=ids, replaced_by__isnull=True).select_related("replaces"))
    if len(rows) < len(ids):
        raise LaterWork({Population: len(ids) - len(rows)})
    for row in rows:
        Population.objects.create(
            unit_id=row.unit_id,
            date=row.date,
            source=row.source,
            recorded_at=now(),
            recorded_by=by.label,
            replaces=row,
            **{name: getattr(row.replaces, name) if row.replaces else None for name in COUNTS},
        )
    return len(rows)
