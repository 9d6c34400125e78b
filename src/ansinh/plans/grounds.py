"""What targets of one plan are measured on: its frozen versions, the communes of a day, cubes and outcomes read once."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from ansinh.datasets.models import Version
from ansinh.datasets.queries import communes_of, cube_of, members_of, outcomes_of
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import lineages, population_at, successors, units_under
from ansinh.plans.models import Plan, Target

FIRST = "first"
_YEAR = 4


@dataclass
class Grounds:
    """``on``: no later day is looked at. Versions are the newest of each yearly period of the plan's own ground and standard."""

    plan: Plan
    on: date
    _versions: list[Version] | None = None
    _cubes: dict[int, pl.DataFrame] = field(default_factory=dict)
    _outcomes: dict[int, pl.DataFrame] = field(default_factory=dict)
    _units: dict[int, dict[str, Unit]] = field(default_factory=dict)
    _communes: dict[date, list[Unit]] = field(default_factory=dict)

    @property
    def versions(self) -> list[Version]:
        """In the order of their periods."""
        if self._versions is None:
            rows = Version.objects.filter(
                unit__path=self.plan.unit.path, standard=self.plan.standard, as_of__lte=self.on
            )
            newest: dict[str, Version] = {}
            for row in rows.select_related("unit").order_by("number"):
                if len(row.period) == _YEAR:
                    newest[row.period] = row
            self._versions = [newest[period] for period in sorted(newest)]
        return self._versions

    def day_of(self, target: Target) -> date:
        """The day a target is measured on: today, or its last day (without one: its plan's) once that is over."""
        return min(self.on, target.deadline or date(self.plan.year_until, 12, 31))

    def current(self, target: Target) -> Version | None:
        """The newest version up to the target's deadline; later than its baseline, where it starts from one."""
        last = str(self.day_of(target).year)
        found = [one for one in self.versions if one.period <= last]
        if target.baseline:
            start = self.baseline(target)
            after = start.period if start else target.baseline
            found = [one for one in found if one.period > after]
        return found[-1] if found else None

    def baseline(self, target: Target) -> Version | None:
        """The version a target starts from: the one chosen for it, that of its named period, or the first of the standard."""
        if target.baseline_version is not None:
            return target.baseline_version
        if target.baseline == FIRST:
            return self.versions[0] if self.versions else None
        return next((one for one in self.versions if one.period == target.baseline), None)

    def cube(self, version: Version) -> pl.DataFrame:
        """The cube of a version, of its own standard."""
        if version.pk not in self._cubes:
            self._cubes[version.pk] = cube_of(version).filter(pl.col("standard") == version.standard)
        return self._cubes[version.pk]

    def outcomes(self, version: Version) -> pl.DataFrame:
        """The outcome rows of a version, of its own standard."""
        if version.pk not in self._outcomes:
            rows = outcomes_of(version)
            self._outcomes[version.pk] = rows.filter(pl.col("standard") == version.standard)
        return self._outcomes[version.pk]

    def members(self, version: Version) -> pl.DataFrame:
        """The members of a version's listed households."""
        return members_of(version)

    def units_of(self, version: Version) -> dict[str, Unit]:
        """The communes a version rests on, by code."""
        if version.pk not in self._units:
            self._units[version.pk] = {one.unit.code: one.unit for one in communes_of(version)}
        return self._units[version.pk]

    def households(self, version: Version) -> dict[str, int]:
        """All households of each commune of a version that has its population recorded by the version's day."""
        rows = population_at(self.units_of(version).values(), version.as_of)
        known = rows.filter(pl.col("households").is_not_null())
        return dict(known.select("unit_code", "households").rows())

    def communes(self, day: date) -> list[Unit]:
        """The communes of the plan's ground on a day. Of a place that is no more: those of the day that hold nobody else's
        people."""
        if day not in self._communes:
            self._communes[day] = _communes_on(self.plan.unit, day)
        return self._communes[day]


def _communes_on(unit: Unit, day: date) -> list[Unit]:
    commune = UnitLevel.COMMUNE.value
    if unit.holds_on(day):
        return units_under(unit, day, commune)
    last = min(day, unit.valid_until or day)
    found = {
        one.unit.pk: one.unit
        for before in units_under(unit, last, commune)
        for one in successors(before, day)
        if one.share == 1 and one.unit.level == commune
    }
    own = set(Unit.objects.within([unit.path]).values_list("pk", flat=True))
    whole = lineages(found.values(), day)
    ground = {
        pk: set(Unit.objects.filter(path=one.path).values_list("pk", flat=True)) for pk, one in found.items()
    }
    kept = [one for pk, one in found.items() if whole[pk] <= own | ground[pk]]
    return sorted(kept, key=lambda one: (one.sort_key, one.code))
