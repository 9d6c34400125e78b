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
    """The units (ids of communes at any date) that may be seen whole; ``None`` means every place, unplaced ones too.

    ``villages`` are pairs of a unit and a village of it: what a village's people see of a commune of which they do not
    see the whole. Whoever asks for ``unit_ids`` alone gives them too little, never too much.
    """

    unit_ids: frozenset[int] | None
    on: date | None = None
    villages: frozenset[tuple[int, str]] = frozenset()

    def covers(self, unit_id: int | None, village: str | None = None) -> bool:
        """Whether a record at this unit (and village, where one belongs to a village) is within the scope."""
        if self.unit_ids is None:
            return True
        return unit_id is not None and (unit_id in self.unit_ids or (unit_id, village or "") in self.villages)

    def both(self, other: "Scope") -> "Scope":
        """What is within this scope and the other."""
        if self.unit_ids is None or other.unit_ids is None:
            return other if self.unit_ids is None else self
        pairs = {pair for pair in self.villages if other.covers(*pair)}
        pairs |= {pair for pair in other.villages if self.covers(*pair)}
        return Scope(self.unit_ids & other.unit_ids, self.on, frozenset(pairs))

    def touches(self, unit_id: int | None) -> bool:
        """Whether the unit or a village of it is within the scope: for what belongs to the whole commune and tells of
        nobody (its round, its calendar)."""
        return self.covers(unit_id) or any(unit_id == unit for unit, _village in self.villages)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is within the scope."""
        return self.unit_ids is not None and not self.unit_ids and not self.villages

    @property
    def touched(self) -> frozenset[int] | None:
        """The units seen whole or in part; ``None``: all."""
        if self.unit_ids is None:
            return None
        return self.unit_ids | {unit for unit, _village in self.villages}


EVERYWHERE = Scope(None)


class ScopedQuerySet(models.QuerySet):
    """A queryset that refuses to run until it is limited to a scope."""

    scope_path: ClassVar[str] = "unit_id"
    scope_village: ClassVar[str] = ""
    _limited = False

    def within(self, scope: Scope, *, walked: bool = False) -> Self:
        """Only the records at places of ``scope``. ``walked``: for many places read in an order of another column; the
        database then walks that order and looks at each record's place instead of gathering and sorting them all. Only
        where the place is a column of the table itself."""
        if scope.unit_ids is None:
            limited = self._chain()
        elif scope.villages and self.scope_village:
            limited = self.filter(self._in_villages(scope))
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

    def _in_villages(self, scope: Scope) -> models.Q:
        """Whole units, and the villages of others."""
        seen = models.Q(**{f"{self.scope_path}__in": scope.unit_ids})
        of_unit: dict[int, set[str]] = {}
        for unit, village in scope.villages:
            of_unit.setdefault(unit, set()).add(village)
        for unit, names in of_unit.items():
            seen |= models.Q(**{self.scope_path: unit, f"{self.scope_village}__in": sorted(names)})
        return seen

    def touched_by(self, scope: Scope) -> Self:
        """The records of units that ``scope`` reaches whole or in part: only for what tells of nobody (``Scope.touches``)."""
        reached = scope.touched
        limited = self._chain() if reached is None else self.filter(**{f"{self.scope_path}__in": reached})
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


def scoped_by(path: str, village: str = "") -> type[ScopedQuerySet]:
    """A scoped queryset class whose place is found along ``path`` (``unit_id``, ``household__unit_id``…), and its village
    along ``village``; without one, who sees only villages sees none of its records."""
    return type("ScopedQuerySet", (ScopedQuerySet,), {"scope_path": path, "scope_village": village})
