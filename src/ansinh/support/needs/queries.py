"""Who needs what on a day: frames for rules and gaps, rows for pages."""

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db.models import Q, QuerySet

from ansinh.access.scope import Scope
from ansinh.households.models import Household
from ansinh.kernel.bulk import as_hex, read_frame_of
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.support.models import Need
from ansinh.support.sameness import told_elsewhere

_SCHEMA = {
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "since": pl.Date,
    "source": pl.String,
}
_STANDS = (
    "n.since <= %s AND (n.until IS NULL OR n.until >= %s) AND (n.withdrawn_on IS NULL OR n.withdrawn_on > %s)"
)


def needs_on(units: Sequence[int], on: date, *, households: Sequence[str] | None = None) -> pl.DataFrame:
    """Needs that stand on a day at communes ``units`` (ids), or of the named households (hex): ``policy, household_id,
    person_id`` (hex; null: the household's), ``since, source, state`` (always ``open``: what was withdrawn stands no more)."""
    keys: Sequence[object] = sorted(units) if households is None else sorted(households)
    where = "h.unit_id" if households is None else "h.id"
    rows = read_frame_of(
        "SELECT n.policy, CAST(n.household_id AS VARCHAR(36)), CAST(n.person_id AS VARCHAR(36)), n.since, n.source "
        f"FROM support_need n JOIN households_household h ON h.id = n.household_id WHERE {_STANDS} "
        f"AND {where} IN ({{keys}})",
        keys,
        _SCHEMA,
        before=[on, on, on],
    )
    of_others = told_elsewhere(
        "SELECT n.policy, CAST(n.household_id AS VARCHAR(36)), CAST(n.person_id AS VARCHAR(36)), n.since, n.source "
        f"FROM support_need n WHERE {_STANDS} AND n.person_id IN ({{keys}})",
        _SCHEMA,
        on,
        units=units,
        households=households,
        before=[on, on, on],
    )
    found = pl.concat([rows.with_columns(as_hex("household_id", "person_id")), of_others])
    known = found.unique(["policy", "household_id", "person_id"], keep="first", maintain_order=True)
    return known.with_columns(pl.lit("open").alias("state"))


def standing(rows: QuerySet[Need], on: date) -> QuerySet[Need]:
    """Those of ``rows`` that stand on a day."""
    return rows.filter(since__lte=on).filter(
        Q(until=None) | Q(until__gte=on), Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)
    )


def needs_of(home: Household) -> list[Need]:
    """Every need of a household reached through a scope before, the newest first."""
    rows = Need.objects.everywhere().filter(household=home)
    return list(rows.select_related("person", "grievance").order_by("-since", "-pk"))


def need_within(scope: Scope, key: int) -> Need:
    """One need within a scope; raises ``NotFound``."""
    rows = Need.objects.within(scope).select_related("household__unit", "person")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có nhu cầu này trong địa bàn được giao."))
    return found
