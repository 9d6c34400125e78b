"""The communes that a person reaches and where households live, for choices on pages."""

from django.db.models import QuerySet
from django.http import HttpRequest

from ansinh.access.scope import Scope
from ansinh.households.search import inhabited
from ansinh.places.models import Unit


def communes_of(scope: Scope) -> list[Unit]:
    """The communes within a scope as wholes where households live, in the order of their names."""
    return list(Unit.objects.filter(pk__in=inhabited(scope).unit_ids or ()).order_by("sort_key", "pk"))


def communes_touched(scope: Scope) -> list[Unit]:
    """The communes of which a whole or a village is within a scope and where households live, in the order of their names."""
    return list(Unit.objects.filter(pk__in=inhabited(scope).touched or ()).order_by("sort_key", "pk"))


def communes(request: HttpRequest) -> list[tuple[str, str]]:
    """The communes that a list may be narrowed to: ids and names; those of which only a village is seen too."""
    reached = inhabited(request.scope).touched or ()
    rows = Unit.objects.filter(pk__in=reached).order_by("sort_key", "pk")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")]


def places_of(rows: QuerySet) -> list[tuple[str, str]]:
    """The units that rows reached through a scope belong to (their ``unit``): ids and names. A commune that is no more keeps
    what was its own."""
    units = Unit.objects.filter(pk__in=rows.order_by().values("unit")).order_by("sort_key", "pk")
    return [(str(key), name) for key, name in units.values_list("pk", "name")]
