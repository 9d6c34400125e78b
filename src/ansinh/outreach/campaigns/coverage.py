"""Which communes broadcast in a period: each commune of a day counts what it, and whoever went into it as a whole, spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.outreach.models import Message
from ansinh.outreach.models.enums import MessageKind
from ansinh.places.models import Unit
from ansinh.places.queries import lineages


@dataclass(frozen=True)
class Covered:
    """One commune: how often it broadcast in the period, and when last (nothing where it did not). ``said_at`` are the units (itself,
    or those that went into it) whose book says so."""

    unit: Unit
    times: int
    last_on: date | None
    said_at: tuple[int, ...] = ()


def coverage(
    communes: Sequence[Unit], first: date, last: date, kind: MessageKind = MessageKind.BROADCAST
) -> list[Covered]:
    """Each commune (of the unit set of ``last``) with what of ``kind`` was spread there from ``first`` to ``last``, in the given
    order; three reads whatever their number."""
    people = lineages(communes, last)
    every = {unit for ids in people.values() for unit in ids}
    rows = Message.objects.everywhere().filter(
        unit__in=every, kind=kind.value, spread_on__range=(first, last), withdrawn_at=None
    )
    times: dict[int, int] = {}
    latest: dict[int, date] = {}
    for unit, many, day in rows.values_list("unit_id", "times", "spread_on"):
        times[unit] = times.get(unit, 0) + many
        latest[unit] = max(latest.get(unit, day), day)
    return [
        Covered(
            one,
            sum(times.get(unit, 0) for unit in people[one.pk]),
            max((latest[unit] for unit in people[one.pk] if unit in latest), default=None),
            tuple(sorted(unit for unit in people[one.pk] if unit in latest)),
        )
        for one in communes
    ]
