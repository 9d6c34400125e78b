"""What a person reads of budgets, and the sums that an overview shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet, Sum

from ansinh.access.queries import agency_scope_of, holdings_of, scope_of
from ansinh.access.roles import ROLES, SECTOR_AGENCY
from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.enums import Source
from ansinh.budgets.models import BudgetAct, BudgetLine, Payment, Settlement
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import lineage

SUMS = ("granted", "allocated", "disbursed", "settled")


def whole_scope(by: Actor) -> Scope:
    """The places all of whose money somebody sees. A sector agency's people see the lines of their agency alone
    (``lines_seen``)."""
    on = today()
    held = [one for one in holdings_of(by, on) if P.VIEW_BUDGETS in ROLES[one.role].permissions]
    if by.kind is not ActorKind.USER or all(one.role != SECTOR_AGENCY.code for one in held):
        return scope_of(by, P.VIEW_BUDGETS)
    units: set[int] = set()
    for one in held:
        if one.role == SECTOR_AGENCY.code:
            continue
        if one.unit is None:
            return EVERYWHERE
        units |= lineage(one.unit, min(on, one.unit.valid_until or on))
    return Scope(frozenset(units), on)


def _own_kinds(by: Actor) -> frozenset[str]:
    held = holdings_of(by, today()) if by.kind is ActorKind.USER else []
    return frozenset(one.agency_kind for one in held if one.role == SECTOR_AGENCY.code and one.agency_kind)


def lines_seen(by: Actor) -> QuerySet[BudgetLine]:
    """The lines a person reads: of the places seen whole, and at other places those that name the person's agency."""
    rows = BudgetLine.objects.everywhere().select_related("unit")
    whole = whole_scope(by)
    if whole.unit_ids is None:
        return rows
    seen = Q(unit__in=whole.unit_ids)
    for kind in sorted(_own_kinds(by)):
        places = agency_scope_of(by, {kind})
        seen |= Q(agency=kind) if places.unit_ids is None else Q(agency=kind, unit__in=places.unit_ids)
    return rows.filter(seen)


def line_seen(by: Actor, key: int) -> BudgetLine:
    """One of them; raises ``NotFound``."""
    found = lines_seen(by).select_related("unit", "plan__document").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có dòng kinh phí này trong địa bàn được giao."))
    return found


def acts_seen(by: Actor) -> QuerySet[BudgetAct]:
    """The acts of places seen whole."""
    return BudgetAct.objects.within(whole_scope(by)).select_related("unit", "document", "version")


def act_seen(by: Actor, key: int) -> BudgetAct:
    """One of them; raises ``NotFound``."""
    found = acts_seen(by).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có quyết định kinh phí này trong địa bàn được giao."))
    return found


def payments_seen(by: Actor) -> QuerySet[Payment]:
    """The payments out of lines a person reads."""
    rows = Payment.objects.everywhere().select_related("line", "unit", "act")
    whole = whole_scope(by)
    if whole.unit_ids is None:
        return rows
    if not _own_kinds(by):
        return rows.filter(unit__in=whole.unit_ids)
    return rows.filter(line__in=lines_seen(by).values("pk"))


def payment_seen(by: Actor, key: int) -> Payment:
    """One of them; raises ``NotFound``."""
    found = payments_seen(by).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có chứng từ này trong địa bàn được giao."))
    return found


def settlements_seen(by: Actor) -> QuerySet[Settlement]:
    """The settlements of places seen whole."""
    return Settlement.objects.within(whole_scope(by)).select_related("unit")


def settlement_seen(by: Actor, key: int) -> Settlement:
    """One of them; raises ``NotFound``."""
    found = settlements_seen(by).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có quyết toán này trong địa bàn được giao."))
    return found


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of lines, in đồng."""

    granted: int = 0
    allocated: int = 0
    disbursed: int = 0
    settled: int = 0

    @property
    def left(self) -> int:
        """What may still be allocated or paid."""
        return self.granted - self.allocated - self.disbursed


@dataclass(frozen=True)
class Overview:
    """A place's year: its own lines summed by each column, and what lies below it, place by place. The same money stands at a place
    as allocated and below as granted: the two are never added."""

    total: Sums
    by: dict[str, list[tuple[str, Sums]]] = field(default_factory=dict)
    below: list[tuple[Unit, Sums]] = field(default_factory=list)
    paid_below: int = 0


BY = ("source", "component", "agency")


def overview(by: Actor, unit: Unit | None, year: int) -> Overview:
    """The overview of a place (none: of all the highest places a person sees) and year; a fixed number of queries."""
    seen = lines_seen(by).filter(year=year).order_by()
    if unit is None:
        return Overview(_summed(seen), below=_below(seen.filter(unit__parent=None)))
    own = seen.filter(unit=unit)
    below = seen.filter(unit__in=_here_and_below(unit, year) - {unit.pk})
    rows = _below(below)
    return Overview(
        _summed(own),
        {one: _grouped(own, one) for one in BY},
        rows,
        sum(sums.disbursed for _unit, sums in rows),
    )


def _here_and_below(unit: Unit, year: int) -> set[int]:
    return lineage(unit, min(max(date(year, 12, 31), unit.valid_from), unit.valid_until or date.max))


def money_of(unit: Unit, year: int) -> list[tuple[str, int, int]]:
    """By source, in đồng: what a place itself was given in a year, and what was paid out of it here and below. For papers of the
    place, whatever their reader sees of the lines."""
    rows = BudgetLine.objects.everywhere().filter(year=year, unit__in=_here_and_below(unit, year)).order_by()
    found = rows.values("source").annotate(given=Sum("granted", filter=Q(unit=unit)), paid=Sum("disbursed"))
    sums = {row["source"]: (row["given"] or 0, row["paid"] or 0) for row in found}
    return [(one.value, *sums[one.value]) for one in Source if any(sums.get(one.value, ()))]


def _summed(rows: QuerySet[BudgetLine]) -> Sums:
    return _sums(rows.aggregate(**{f"sum_{one}": Sum(one) for one in SUMS}))


def _grouped(rows: QuerySet[BudgetLine], column: str) -> list[tuple[str, Sums]]:
    found = rows.values(column).annotate(**{f"sum_{one}": Sum(one) for one in SUMS}).order_by(column)
    return [(row[column], _sums(row)) for row in found]


def _below(rows: QuerySet[BudgetLine]) -> list[tuple[Unit, Sums]]:
    found = rows.values("unit").annotate(**{f"sum_{one}": Sum(one) for one in SUMS})
    sums = {row["unit"]: _sums(row) for row in found}
    units = Unit.objects.filter(pk__in=sums).order_by("sort_key", "pk")
    return [(one, sums[one.pk]) for one in units]


def _sums(row: dict[str, int | None]) -> Sums:
    return Sums(*(int(row[f"sum_{one}"] or 0) for one in SUMS))


def years_of(rows: Iterable[int]) -> list[int]:
    """Years with lines, this year always, the newest first."""
    return sorted({*rows, today().year}, reverse=True)
