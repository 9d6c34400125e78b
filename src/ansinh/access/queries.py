"""Which places a person sees, and what the person may do there."""

from collections import OrderedDict
from collections.abc import Iterable
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


def holdings_of(actor: Actor, on: date) -> list[RoleHolding]:
    """The roles a user holds on a date."""
    return list(holdings_on(RoleHolding.objects.filter(user_id=actor.user_id), on).select_related("unit"))


def holdings_on(rows: QuerySet[RoleHolding], on: date) -> QuerySet[RoleHolding]:
    """Those of ``rows`` that hold on a date."""
    return (
        rows.filter(valid_from__lte=on)
        .filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))
        .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))
    )


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


# Of so many units a lineage is kept: to find it anew costs more than to ask whether places changed.
_WORTH_KEEPING = 100
_kept: OrderedDict[tuple[int, date, tuple[int, ...]], frozenset[int]] = OrderedDict()
_MOST_KEPT = 64


def _lineage(unit: Unit, on: date) -> frozenset[int]:
    """``lineage``; a large one is kept for as long as no place was added and none changed."""
    key = (unit.pk, on, stamp_of_places())
    found = _kept.get(key)
    if found is None:
        found = lineage(unit, on)
        if len(found) >= _WORTH_KEEPING:
            _kept[key] = found
            while len(_kept) > _MOST_KEPT:
                _kept.popitem(last=False)
    return found
