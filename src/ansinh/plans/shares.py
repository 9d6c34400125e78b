"""Allotments and shares a person reaches, and how far each place is with its own."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Max, OuterRef, QuerySet, Subquery

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.plans.cascading import counts_by_unit
from ansinh.plans.counting import Count
from ansinh.plans.enums import AllotmentState
from ansinh.plans.measuring import is_ceiling
from ansinh.plans.models import Allotment, Reading, Share
from ansinh.plans.queries import plans_within

# What a unit below sees of its share: as it was sent, also once another took its place.
_TOLD = [AllotmentState.SENT.value, AllotmentState.REPLACED.value, AllotmentState.ENDED.value]


@dataclass(frozen=True, slots=True)
class Progress:
    """What is counted at a place now, beside its share: ``kept`` as the promise goes, ``missing`` things more or fewer."""

    count: Count
    kept: bool
    missing: int


def allotment_within(scope: Scope, key: int) -> Allotment:
    """An allotment of a place somebody sees, or one that was sent to such a place; raises ``NotFound``."""
    rows = Allotment.objects.filter(target__plan__in=plans_within(scope))
    found = (
        rows.select_related("target__plan__document", "target__plan__unit", "version").filter(pk=key).first()
    )
    if found is not None and not scope.covers(found.target.plan.unit_id):
        found = found if shares_within(scope).filter(allotment=found).exists() else None
    if found is None:
        raise NotFound(_("Không có bảng giao này trong địa bàn được giao."))
    return found


def shares_within(scope: Scope) -> QuerySet[Share]:
    """The shares of the places somebody sees: of the plans of those places all, of plans above what was sent."""
    rows = Share.objects.select_related(
        "unit", "allotment__target__plan__document", "allotment__target__plan__unit"
    )
    reached = scope.unit_ids
    if reached is None:
        return rows
    mine = rows.filter(allotment__target__plan__unit__in=reached)
    sent = rows.filter(unit__in=reached, allotment__state__in=_TOLD, allotment__sent_on__isnull=False)
    return mine | sent


def share_within(scope: Scope, key: int) -> Share:
    """One of them; raises ``NotFound``."""
    found = shares_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có phần giao này trong địa bàn được giao."))
    return found


def in_force(rows: QuerySet[Share]) -> QuerySet[Share]:
    """Of shares those that were sent and hold."""
    return rows.filter(allotment__state=AllotmentState.SENT.value)


def progress_of(shares: Sequence[Share]) -> dict[int, Progress]:
    """How far each place is, by share: from the newest readings of the targets that were measured. One read of the readings, and of
    the successors of places that are no more."""
    targets = {one.allotment.target_id for one in shares}
    rows = Reading.objects.filter(target__in=targets)
    latest = (
        rows.filter(target=OuterRef("target")).order_by().values("target").annotate(at=Max("measured_at"))
    )
    newest: dict[int, list[Reading]] = {}
    for row in rows.filter(measured_at=Subquery(latest.values("at"))).select_related("unit", "target__plan"):
        since = row.target.counted_since
        if row.unit_id != row.target.plan.unit_id and (since is None or row.measured_at >= since):
            newest.setdefault(row.target_id, []).append(row)
    found: dict[int, Progress] = {}
    for allotment, many in _by_allotment(shares):
        readings = newest.get(allotment.target_id, [])
        counts, _unplaced = counts_by_unit(readings, [one.unit for one in many], allotment.units_on)
        for one in many:
            if one.unit_id in counts:
                found[one.pk] = _progress(one, counts[one.unit_id])
    return found


def _by_allotment(shares: Iterable[Share]) -> list[tuple[Allotment, list[Share]]]:
    groups: dict[int, list[Share]] = {}
    for one in shares:
        groups.setdefault(one.allotment_id, []).append(one)
    return [(many[0].allotment, many) for many in groups.values()]


def _progress(share: Share, count: Count) -> Progress:
    over = count.numerator - share.amount
    missing = max(0, over if is_ceiling(share.allotment.target) else -over)
    return Progress(count, not missing, missing)


def rate_of(share: Share) -> Decimal | None:
    """A share in a hundred of the place's own denominator; nothing without one."""
    return Decimal(100 * share.amount) / share.denominator if share.denominator else None
