"""Populations of places that printed none of their own: the sum of their communes, when every commune is known."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import POPULATION_SCHEMA, population_at, units_under

_COUNTS = tuple(name for name, dtype in POPULATION_SCHEMA.items() if dtype == pl.Int64)


def populations_with_sums(units: Sequence[Unit], on: date, until: date | None = None) -> pl.DataFrame:
    """As ``population_at`` on ``until`` (default: ``on``) for the units of ``on``; a district or province without a row of its own gets its communes' sum.

    A place of which one commune is not known stays without: a partial sum would be a wrong denominator. The date is the
    oldest of the summed rows; the source says that it is a sum, of how many communes, and theirs.
    """
    day = until or on
    own = population_at(units, day)
    lacking = [
        unit
        for unit in units
        if unit.level in {"province", "district"} and unit.code not in set(own["unit_code"])
    ]
    if not lacking:
        return own
    communes = {unit.code: units_under(unit, on, "commune") for unit in lacking}
    below = population_at([one for ones in communes.values() for one in ones], day)
    sums = [_summed(code, ones, below) for code, ones in communes.items()]
    return pl.concat([own, *(row for row in sums if row is not None)]).sort("unit_code")


def _summed(code: str, communes: Sequence[Unit], below: pl.DataFrame) -> pl.DataFrame | None:
    rows = below.filter(pl.col("unit_code").is_in([one.code for one in communes]))
    if not communes or rows.height < len(communes):
        return None
    # A count unknown in one commune is unknown in the sum.
    totals = {name: None if rows[name].has_nulls() else int(rows[name].sum()) for name in _COUNTS}
    sources = "; ".join(sorted(set(rows["source"].to_list())))
    source = _("tổng của {count} xã: {sources}").format(count=len(communes), sources=sources)
    return pl.DataFrame(
        [{"unit_code": code, **totals, "date": rows["date"].min(), "source": source}],
        schema=POPULATION_SCHEMA,
    )
