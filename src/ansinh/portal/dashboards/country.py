"""The country: the sealed versions of provinces of one period and standard beside each other and added up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl
from django.db.models import QuerySet

from ansinh.datasets.files import read_version, versions_folder
from ansinh.datasets.models import Version
from ansinh.kernel.numbers import rate
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import population_at
from ansinh.reports.versions import newest


@dataclass(frozen=True, slots=True)
class Province:
    """A province with a sealed version, or without one (then every number is unknown)."""

    unit: Unit
    version: Version | None
    base: int | None

    def count(self, class_: str) -> int | None:
        """How many households are of a class."""
        return None if self.version is None else int(self.version.counts.get(class_, 0))

    def rate(self, class_: str):  # type: ignore[no-untyped-def]
        """The rate in per cent, as forms round it; nothing where the base is not known."""
        count = self.count(class_)
        return None if count is None else rate(count, self.base)


@dataclass(frozen=True)
class Country:
    """The provinces of a day with what is sealed of them; sums are of those that have a version."""

    period: str
    standard: str
    on: date
    provinces: Sequence[Province]

    @property
    def sealed(self) -> list[Province]:
        return [one for one in self.provinces if one.version is not None]

    def count(self, class_: str) -> int:
        return sum(one.count(class_) or 0 for one in self.sealed)

    @property
    def base(self) -> int | None:
        """Households of the provinces that are sealed; nothing where one is not known."""
        known = [one.base for one in self.sealed]
        return None if not known or None in known else sum(base or 0 for base in known)


def periods_of_provinces() -> list[tuple[str, str]]:
    """Every period and standard of which a province has a sealed version, the newest first."""
    rows = _of_provinces().order_by("-period", "standard").values_list("period", "standard")
    return list(rows.distinct())


def _of_provinces() -> QuerySet[Version]:
    return Version.objects.filter(unit__level=UnitLevel.PROVINCE)


def country_of(period: str, standard: str) -> Country | None:
    """The country of a period and standard; nothing where no province is sealed. Five reads, whatever the number of provinces."""
    rows = newest(_of_provinces().filter(period=period, standard=standard)).select_related("unit")
    versions = {one.unit.path: one for one in rows.order_by("as_of", "pk")}
    if not versions:
        return None
    on = max(one.as_of for one in versions.values())
    units = list(Unit.objects.on(on).filter(level=UnitLevel.PROVINCE).order_by("sort_key", "code"))
    bases = bases_of(units, on, until=max(on, date(int(period[:4]), 12, 31)) if "-" not in period else on)
    return Country(
        period,
        standard,
        on,
        [Province(unit, versions.get(unit.path), bases.get(unit.code)) for unit in units],
    )


def bases_of(units: Sequence[Unit], on: date, *, until: date) -> dict[str, int]:
    """Households by code: of a place its own count, else the sum of its communes where every one is known. Three reads."""
    own = _households(units, until)
    lacking = [unit for unit in units if unit.code not in own and unit.level != UnitLevel.COMMUNE]
    if not lacking:
        return own
    communes = list(
        Unit.objects.on(on).within([unit.path for unit in lacking]).filter(level=UnitLevel.COMMUNE)
    )
    below = _households(communes, until)
    for unit in lacking:
        counts = [below.get(one.code) for one in communes if one.path.startswith(unit.path)]
        if counts and None not in counts:
            own[unit.code] = sum(count or 0 for count in counts)
    return own


def _households(units: Sequence[Unit], on: date) -> dict[str, int]:
    frame = population_at(units, on)
    return {
        code: count
        for code, count in frame.select("unit_code", "households").iter_rows()
        if count is not None
    }


def measures_of(country: Country) -> Mapping[tuple[str, str], int]:
    """Households by measure and class over the sealed provinces, out of their cubes; a version is read once."""
    total: dict[tuple[str, str], int] = {}
    for one in country.sealed:
        assert one.version is not None
        for key, count in sums_of(one.version, country.standard).items():
            total[key] = total.get(key, 0) + count
    return total


def sums_of(version: Version, standard: str) -> Mapping[tuple[str, str], int]:
    """Households of one version by measure and class."""
    return dict(_sums(str(versions_folder()), version.folder, standard))


@lru_cache(maxsize=256)
def _sums(_root: str, folder: str, standard: str) -> tuple[tuple[tuple[str, str], int], ...]:
    """Of one version; ``_root`` is the data folder: another one is another system."""
    rows = (
        read_version(folder, "cube")
        .lazy()
        .filter(pl.col("standard").cast(pl.String) == standard)
        .group_by(pl.col("measure").cast(pl.String), pl.col("class").cast(pl.String))
        .agg(pl.col("households").sum())
        .collect()
    )
    return tuple(((measure, class_), int(many)) for measure, class_, many in rows.iter_rows())
