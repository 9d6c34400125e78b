"""Which places a person sees, and what the person may do there."""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from ansinh.access.models import RoleHolding
from ansinh.access.roles import ROLES, Office
from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import lineage, stamp_of_places


@dataclass
class _Rights:
    """What one request found out about roles and places."""

    holdings: dict[tuple[int | None, date], list[RoleHolding]] = field(default_factory=dict)
    places: tuple[int | str, ...] | None = None


_asked: ContextVar[_Rights | None] = ContextVar("rights_asked", default=None)


@contextmanager
def remembering_rights() -> Iterator[None]:
    """Within it (one request) a person's roles are read once: the rights at its beginning hold to its end, unless it changes
    rights or places itself and says so (``forget_rights``). Outside of one every question is asked anew."""
    token = _asked.set(_Rights())
    try:
        yield
    finally:
        _asked.reset(token)


def forget_rights() -> None:
    """What was remembered of this request no longer holds: it changed roles or places."""
    if _asked.get() is not None:
        _asked.set(_Rights())


def holdings_of(actor: Actor, on: date) -> list[RoleHolding]:
    """The roles a user holds on a date."""
    asked = _asked.get()
    if asked is None:
        return _holdings_of(actor, on)
    key = actor.user_id, on
    if key not in asked.holdings:
        asked.holdings[key] = _holdings_of(actor, on)
    return asked.holdings[key]


def _holdings_of(actor: Actor, on: date) -> list[RoleHolding]:
    return list(holdings_on(RoleHolding.objects.filter(user_id=actor.user_id), on).select_related("unit"))


def holdings_on(rows: QuerySet[RoleHolding], on: date) -> QuerySet[RoleHolding]:
    """Those of ``rows`` that hold on a date."""
    return (
        rows.filter(valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))
    )


def agency_kinds_of(actor: Actor, unit_id: int, on: date | None = None) -> frozenset[str]:
    """The kinds of agency for which ``actor`` holds a sector agency's role that reaches a unit on a date (default: today)."""
    on = on or today()
    return frozenset(
        one.agency_kind
        for one in holdings_of(actor, on)
        if one.agency_kind
        and (one.unit is None or unit_id in _lineage(one.unit, min(on, one.unit.valid_until or on)))
    )


def agency_scope_of(actor: Actor, kinds: Collection[str], on: date | None = None) -> Scope:
    """The places where ``actor`` holds a sector agency's role for one of these kinds of agency on a date (default: today): what one
    agency's people see of other matters at other places is none of its business."""
    on = on or today()
    units: set[int] = set()
    for holding in holdings_of(actor, on):
        if not holding.agency_kind or holding.agency_kind not in kinds:
            continue
        if holding.unit is None:
            return EVERYWHERE
        units |= _lineage(holding.unit, min(on, holding.unit.valid_until or on))
    return Scope(frozenset(units), on)


def permissions_of(actor: Actor, on: date | None = None) -> frozenset[Permission]:
    """Everything ``actor`` may do somewhere on a date (default: today)."""
    if actor.kind in {ActorKind.CONSOLE, ActorKind.SYSTEM}:
        return frozenset(Permission)
    return permissions_in(holdings_of(actor, on or today()))


def permissions_in(holdings: Iterable[RoleHolding]) -> frozenset[Permission]:
    """What these held roles allow together."""
    return frozenset().union(*(ROLES[holding.role].permissions for holding in holdings))


def scope_of(actor: Actor, permission: Permission, on: date | None = None) -> Scope:
    """The places where ``actor`` has ``permission`` on a date (default: today).

    The console and the system work for every place: whoever has the console has the database.
    """
    on = on or today()
    if actor.kind in {ActorKind.CONSOLE, ActorKind.SYSTEM}:
        return EVERYWHERE
    units: set[int] = set()
    villages: set[tuple[int, str]] = set()
    for holding in holdings_of(actor, on):
        if permission not in ROLES[holding.role].permissions:
            continue
        if holding.unit is None:
            return EVERYWHERE
        # At a unit that has ended the role reaches what was the unit's to its last day.
        reached = _lineage(holding.unit, min(on, holding.unit.valid_until or on))
        if ROLES[holding.role].office is Office.VILLAGE:
            # A village's role without a village reaches nothing.
            villages |= {(unit, holding.village) for unit in reached if holding.village}
        else:
            units |= reached
    return Scope(frozenset(units), on, frozenset(pair for pair in villages if pair[0] not in units))


_kept: OrderedDict[tuple[int, date, tuple[int | str, ...]], frozenset[int]] = OrderedDict()
# Of a commune a few ids, of the whole country twelve thousand.
_MOST_KEPT = 512


def _stamp() -> tuple[int | str, ...]:
    asked = _asked.get()
    if asked is None:
        return stamp_of_places()
    if asked.places is None:
        asked.places = stamp_of_places()
    return asked.places


def _lineage(unit: Unit, on: date) -> frozenset[int]:
    """``lineage``, kept for as long as no place was added and none changed."""
    key = (unit.pk, on, _stamp())
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = lineage(unit, on)
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
    return found
