"""The second wall: what a request may reach is told to PostgreSQL, whose row-level security holds where a query forgot its
scope (``kernel.walls``). The console, the worker and the sealer reach everything, by the settings of their connection; the
pages reach nothing until a route says for whom.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.walls import APART, EVERYTHING, PERSON, REACH, VILLAGES

# What needs no household: the right to it opens no wall.
WITHOUT_HOUSEHOLDS = frozenset(
    {
        P.EDIT_PLACES,
        P.MANAGE_PEOPLE,
        P.RECORD_POPULATIONS,
        P.EDIT_TEMPLATES,
        P.READ_LOG,
        P.PRINT_FORMS,
        P.VIEW_BUDGETS,
        P.MAKE_BUDGETS,
        P.APPROVE_BUDGETS,
    }
)


def there_are_walls() -> bool:
    """Whether this database has them."""
    return connection.vendor == "postgresql"


@contextmanager
def within_walls(actor: Actor | None, asked: Scope | None, needs: P | None) -> Iterator[None]:
    """Within it the transaction reaches the places where ``actor`` sees households and those of the route (``asked``, of
    the permission ``needs``), and rows of the actor's own; without an actor nothing.

    Raises ``RuntimeError`` outside a transaction, where the setting would be lost: a fault of the program.
    """
    if not there_are_walls():
        yield
        return
    scopes = [scope_of(actor, P.SEE_HOUSEHOLDS)] if actor is not None else []
    if asked is not None and needs not in WITHOUT_HOUSEHOLDS:
        scopes.append(asked)
    units, villages = _reach(scopes)
    with _told((units, villages, str(actor.user_id or "") if actor is not None else "")):
        yield


@contextmanager
def beyond_walls() -> Iterator[None]:
    """Within it the transaction reaches everything: for a verb that takes a household out of the actor's places, and for a
    question whose answer names nobody (is this person known elsewhere). Whoever uses it limits by itself what is shown; a
    test lists the places that do."""
    if not there_are_walls():
        yield
        return
    with transaction.atomic(), _told((EVERYTHING, None, None)):
        yield


def _reach(scopes: list[Scope]) -> tuple[str, str]:
    """The units and the villages of these scopes, as the walls read them."""
    units: set[int] = set()
    villages: set[tuple[int, str]] = set()
    for scope in scopes:
        if scope.unit_ids is None:
            return EVERYTHING, ""
        units |= scope.unit_ids
        villages |= scope.villages
    words = (f"{unit}|{village}" for unit, village in sorted(villages))
    return ",".join(map(str, sorted(units))), APART.join(words)


@contextmanager
def _told(reach: tuple[str | None, ...]) -> Iterator[None]:
    """The settings, until the end of the transaction or of this block. After a failure the rollback restores them."""
    if not connection.in_atomic_block:
        raise RuntimeError("walls stand within a transaction only")
    before = _set(reach)
    yield
    # The outermost transaction of a request ends here; within another one what was said before holds again.
    if connection.savepoint_ids and not connection.needs_rollback:
        _set(before)


_NAMES = (REACH, VILLAGES, PERSON)


def _set(reach: tuple[str | None, ...]) -> tuple[str | None, ...]:
    """Say each for the rest of the transaction (``None``: as it was); what was said before."""
    read = ", ".join(
        f"coalesce(current_setting('{name}', true), '') AS s{n}" for n, name in enumerate(_NAMES)
    )
    write = ", ".join(f"set_config('{name}', coalesce(%s, s{n}), true)" for n, name in enumerate(_NAMES))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH before AS MATERIALIZED (SELECT {read}) SELECT s0, s1, s2, {write} FROM before", reach
        )
        return tuple(cursor.fetchone()[:3])
