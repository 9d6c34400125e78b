"""Records are reached through a scope: which places a person sees. What is out of scope does not exist.

A scoped table's default manager fails when it is read without ``within(scope)``; what the system itself does for
everybody (imports, sealing, upgrades) says so with ``everywhere()``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models

from ansinh.access.errors import ScopeMissing


@dataclass(frozen=True, slots=True)
class Scope:
    """The units (ids of communes at any date) that may be seen; ``None`` means every place, unplaced ones too."""

    unit_ids: frozenset[int] | None
    on: date | None = None

    def covers(self, unit_id: int | None) -> bool:
        """Whether a record at this unit is within the scope."""
        return self.unit_ids is None or (unit_id is not None and unit_id in self.unit_ids)


EVERYWHERE = Scope(None)


class ScopedQuerySet(models.QuerySet):
    """A queryset that refuses to run until it is limited to a scope."""

    scope_path: ClassVar[str] = "unit_id"
    _limited = False

    def within(self, scope: Scope, *, walked: bool = False) -> Self:
        """Only the records at places of ``scope``. ``walked``: for many places read in an order of another column; the
        database then walks that order and looks at each record's place instead of gathering and sorting them all. Only
        where the place is a column of the table itself."""
        if scope.unit_ids is None:
            limited = self._chain()
        elif walked:
            # No index answers for a sum, so none is gathered from. The ids are our own whole numbers: written out, a
            # thousand of them cost nothing, which as parameters they do.
            column = f'"{self.model._meta.db_table}"."{self.scope_path}"'
            ids = ", ".join(str(int(unit)) for unit in sorted(scope.unit_ids))
            limited = self.extra(where=[f"{column} + 0 IN ({ids or 'NULL'})"])
        else:
            limited = self.filter(**{f"{self.scope_path}__in": scope.unit_ids})
        limited._limited = True
        return limited

    def everywhere(self) -> Self:
        """For what the system does for every place at once."""
        return self.within(EVERYWHERE)

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._limited = self._limited
        return clone

    def _check(self) -> None:
        if not self._limited:
            raise ScopeMissing(f"{self.model._meta.label}: query without a scope")

    def _fetch_all(self) -> None:
        self._check()
        super()._fetch_all()

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        self._check()
        return super().iterator(*args, **kwargs)

    def count(self) -> int:
        self._check()
        return super().count()

    def exists(self) -> bool:
        self._check()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._check()
        return super().aggregate(*args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        self._check()
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._check()
        return super().delete()


def scoped_by(path: str) -> type[ScopedQuerySet]:
    """A scoped queryset class whose place is found along ``path`` (``unit_id``, ``household__unit_id``…)."""
    return type("ScopedQuerySet", (ScopedQuerySet,), {"scope_path": path})
