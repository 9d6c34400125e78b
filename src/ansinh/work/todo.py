"""The work that waits: each domain says in its ``todo.py`` what of its records is somebody's to do, by when.

A function under ``@todo("reviews.classify", Permission.RUN_CLASSIFICATION, words=…)`` takes the actor and the places where the
actor has the permission, and gives what stands open there, computed from the states of records: nothing is copied, so nothing
is left over when the work is done. Each is a few reads whatever the size of the place.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.module_loading import autodiscover_modules

from ansinh.access.queries import holdings_of, permissions_of, scope_of
from ansinh.access.roles import ROLES
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today


@dataclass(frozen=True)
class Todo:
    """One kind of work that waits: what, how much of it, where it is done, until when (none: no day is set), how much of it is
    late (``late`` of zero with a day that is over: all of it)."""

    words: str
    count: int
    href: str
    icon: str
    due: date | None = None
    note: str = ""
    late: int = 0
    kind: str = ""

    @property
    def overdue(self) -> bool:
        return bool(self.late) or (self.due is not None and self.due < today())


Finder = Callable[[Actor, Scope], Iterable[Todo]]


@dataclass(frozen=True)
class TodoKind:
    """A kind of work: who it is for, its words where a person chooses of what to be reminded, and how it is found."""

    name: str
    permission: Permission
    words: Callable[[], str]
    finder: Finder


_KINDS: dict[str, TodoKind] = {}


def todo(name: str, permission: Permission, *, words: Callable[[], str]) -> Callable[[Finder], Finder]:
    """Make a function the finder of a kind of work for who has a permission."""

    def register(finder: Finder) -> Finder:
        _KINDS[name] = TodoKind(name, permission, words, finder)
        return finder

    return register


@cache
def _read_finders() -> None:
    """Once a process: every domain's finders, also of those that nobody imported yet."""
    autodiscover_modules("todo")


def todo_kinds() -> list[TodoKind]:
    """Every kind of work, by name."""
    _read_finders()
    return [_KINDS[name] for name in sorted(_KINDS)]


def todos_of(actor: Actor) -> list[Todo]:
    """Everything that waits for ``actor``, by deadline; what has none comes last."""
    held = permissions_of(actor)
    kinds = [kind for kind in todo_kinds() if kind.permission in held]
    scopes = _scopes(actor, {kind.permission for kind in kinds})
    found = [
        Todo(**{**vars(one), "kind": kind.name})
        for kind in kinds
        for one in kind.finder(actor, scopes[kind.permission])
        if one.count
    ]
    return sorted(found, key=lambda one: (one.due is None, one.due or date.max, -one.count))


def _scopes(actor: Actor, permissions: Iterable[Permission]) -> dict[Permission, Scope]:
    """Where the actor has each permission. Permissions that come from the same roles reach the same places: asked once."""
    holdings = holdings_of(actor, today()) if actor.user_id is not None else []
    known: dict[frozenset[int], Scope] = {}
    scopes: dict[Permission, Scope] = {}
    for permission in sorted(permissions):
        granting = frozenset(one.pk for one in holdings if permission in ROLES[one.role].permissions)
        if granting not in known:
            known[granting] = scope_of(actor, permission)
        scopes[permission] = known[granting]
    return scopes
