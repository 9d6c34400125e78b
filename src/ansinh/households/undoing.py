"""What a verb did to the registry by hand, kept row by row so that it can be taken back exactly.

A verb under ``kept`` is looked at from both sides: the rows of the households it concerns before and after. What differs is
written as one ``RegistryChange``. Nothing here knows what a verb does, so a new verb is kept by decorating it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import models

from ansinh.accounts.actor import Actor
from ansinh.households.lines import renew_lines
from ansinh.households.models import (
    ChangedRow,
    Household,
    LifeEvent,
    Membership,
    Person,
    Placement,
    RegistryChange,
    SuspectedDuplicate,
)
from ansinh.kernel.dates import now

P = ParamSpec("P")
R = TypeVar("R")
Values = dict[str, str | None]
Image = dict[tuple[str, str], Values]

# In the order in which added rows go when a change is taken back: what names others before what is named.
TABLES: tuple[type[models.Model], ...] = (
    LifeEvent,
    Membership,
    Placement,
    SuspectedDuplicate,
    Person,
    Household,
)
_BY_NAME = {model._meta.model_name: model for model in TABLES}


@dataclass
class Concerned:
    """The households, people and suspicion a verb is about."""

    homes: list[UUID] = field(default_factory=list)
    people: set[UUID] = field(default_factory=set)
    suspicion: int | None = None

    def take(self, *things: Any) -> None:
        """Take in whatever of the arguments or the result of a verb is a record of the registry."""
        for one in things:
            if isinstance(one, Household):
                self._home(one.pk)
            elif isinstance(one, Placement | Membership):
                self._home(one.household_id)
            elif isinstance(one, Person):
                self.people.add(one.pk)
            elif isinstance(one, SuspectedDuplicate):
                self.suspicion = one.pk
                self.people |= {one.left_id, one.right_id}
                for home in _homes_of(one.left_id, one.right_id):
                    self._home(home)

    def _home(self, key: UUID) -> None:
        if key not in self.homes:
            self.homes.append(key)


def _homes_of(*people: UUID) -> list[UUID]:
    """The households people live in now, else the last they lived in."""
    rows = Membership.objects.everywhere().filter(person__in=people).order_by("-valid_until", "pk")
    found: dict[UUID, UUID] = {}
    for person, home, until in rows.values_list("person_id", "household_id", "valid_until"):
        if until is None or person not in found:
            found[person] = home
    return [found[person] for person in people if person in found]


def table_named(name: str) -> type[models.Model]:
    """The table a kept row is of."""
    return _BY_NAME[name]


def image_of(concerned: Concerned) -> Image:
    """Every row of these households and people, its columns as text. Six reads whatever the size."""
    homes = concerned.homes
    memberships = list(Membership.objects.everywhere().filter(household__in=homes))
    people = concerned.people | {row.person_id for row in memberships}
    rows: Iterable[models.Model] = [
        *Household.objects.everywhere().filter(pk__in=homes),
        *Placement.objects.everywhere().filter(household__in=homes),
        *memberships,
        *Person.objects.filter(pk__in=people),
        *LifeEvent.objects.everywhere().filter(household__in=homes),
        *SuspectedDuplicate.objects.filter(pk=concerned.suspicion),
    ]
    return {(row._meta.model_name or "", str(row.pk)): values_of(row) for row in rows}


def values_of(row: models.Model) -> Values:
    """The columns of a row as text; null stays null."""
    return {
        one.attname: None if one.value_from_object(row) is None else one.value_to_string(row)
        for one in row._meta.concrete_fields
        if not one.primary_key
    }


def typed(model: type[models.Model], values: Mapping[str, str | None]) -> dict[str, Any]:
    """The values of ``values_of`` as the columns hold them."""
    fields = {one.attname: one for one in model._meta.concrete_fields}
    return {name: None if text is None else fields[name].to_python(text) for name, text in values.items()}


def kept(function: Callable[P, R]) -> Callable[P, R]:
    """Keep what a verb does, in its own transaction. Stands under ``@action``; the verb takes its records by name."""

    @wraps(function)
    def run(*args: P.args, **named: P.kwargs) -> R:
        concerned = Concerned()
        concerned.take(named.get("household"), *named.values())
        before = image_of(concerned)
        result = function(*args, **named)
        concerned.take(result)
        renew_lines(concerned.homes)
        _keep(function.__name__, concerned, before, image_of(concerned), named)
        return result

    return run


def _keep(verb: str, concerned: Concerned, before: Image, after: Image, named: Mapping[str, Any]) -> None:
    differing = {key: values for key, values in after.items() if before.get(key) != values}
    if not differing or not concerned.homes:
        return
    change = RegistryChange.objects.create(
        household_ref=concerned.homes[0],
        other_ref=concerned.homes[1] if len(concerned.homes) > 1 else None,
        suspicion_id=concerned.suspicion,
        verb=verb,
        at=now(),
        by=cast(Actor, named["by"]).label,
        reason=str(named.get("reason") or ""),
    )
    ChangedRow.objects.bulk_create(
        ChangedRow(change=change, table=table, row=key, before=before.get((table, key)), after=values)
        for (table, key), values in differing.items()
    )
