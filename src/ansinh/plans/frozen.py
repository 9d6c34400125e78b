"""Rules over frozen versions: rates, counts, falls, what households lack. Nothing live is read."""

from collections.abc import Mapping, Sequence

import polars as pl

from ansinh.datasets.models import Version
from ansinh.plans.counting import Count, Counted, nothing
from ansinh.plans.enums import Unmeasured
from ansinh.plans.grounds import Grounds
from ansinh.plans.models import Target
from ansinh.standards.registry import standard

_CHILD_FROM, _CHILD_BEFORE = 3, 16
_YEAR = 4


def rate(grounds: Grounds, target: Target, classes: Sequence[str]) -> Counted:
    """Households of the classes over all households. A commune whose population is not recorded leaves the whole unmeasured."""
    version = grounds.current(target)
    if version is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_VERSION)
    people, counts = grounds.households(version), _by_unit(grounds, version, classes)
    units = grounds.units_of(version)
    if missing := set(units) - set(people):
        kept = {code: unit for code, unit in units.items() if code not in missing}
        rows = {unit.pk: Count(counts.get(code, 0), people[code]) for code, unit in kept.items()}
        return Counted(version.as_of, rows, _known(units), version, reason=Unmeasured.NO_POPULATION)
    rows = {unit.pk: Count(counts.get(code, 0), people[code]) for code, unit in units.items()}
    return Counted(version.as_of, rows, _known(units), version)


def count(grounds: Grounds, target: Target, classes: Sequence[str]) -> Counted:
    """Households of the classes; the denominator is all households where they are recorded."""
    version = grounds.current(target)
    if version is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_VERSION)
    counts, units = _by_unit(grounds, version, classes), grounds.units_of(version)
    rows = {unit.pk: Count(counts.get(code, 0)) for code, unit in units.items()}
    return Counted(version.as_of, rows, _known(units), version)


def fall(grounds: Grounds, target: Target, classes: Sequence[str]) -> Counted:
    """How many fewer households of the classes than at the baseline, over those of the baseline. A commune that one of both does
    not have (it was merged or divided between them) is in the whole and in no row."""
    start, version = grounds.baseline(target), grounds.current(target)
    if start is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_BASELINE)
    if version is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_VERSION, baseline=start)
    before, after = _by_unit(grounds, start, classes), _by_unit(grounds, version, classes)
    units, earlier = grounds.units_of(version), grounds.units_of(start)
    rows = {
        unit.pk: Count(before.get(code, 0) - after.get(code, 0), before.get(code, 0))
        for code, unit in units.items()
        if code in earlier and earlier[code].path == unit.path
    }
    whole = Count(sum(before.values()) - sum(after.values()), sum(before.values()))
    return Counted(version.as_of, rows, _known(units), version, start, whole)


def rate_fall(grounds: Grounds, target: Target, classes: Sequence[str]) -> Counted:
    """Households of the classes over all households now and at the baseline: by how much the share fell. Each commune of both
    versions has its own four numbers; the whole has its sums."""
    start = grounds.baseline(target)
    if start is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_BASELINE)
    then, current = _rate_at(grounds, start, classes), rate(grounds, target, classes)
    if current.version is None or current.reason is not None:
        return nothing(current.as_of, current.reason or Unmeasured.NO_VERSION, baseline=start)
    whole = current.total
    if then is None or whole is None:
        return nothing(current.as_of, Unmeasured.NO_POPULATION, version=current.version, baseline=start)
    by_path = {grounds.units_of(start)[code].path: pair for code, pair in then.items()}
    rows = {
        pk: Count(one.numerator, one.denominator, before=by_path[current.units[pk].path])
        for pk, one in current.rows.items()
        if current.units[pk].path in by_path
    }
    before = sum(n for n, _d in then.values()), sum(d for _n, d in then.values())
    total = Count(whole.numerator, whole.denominator, before=before)
    return Counted(current.as_of, rows, current.units, current.version, start, total)


def _rate_at(grounds: Grounds, version: Version, classes: Sequence[str]) -> dict[str, tuple[int, int]] | None:
    """Numerator and denominator of each commune of a version; nothing where a population is not recorded."""
    people, counts = grounds.households(version), _by_unit(grounds, version, classes)
    units = grounds.units_of(version)
    return None if set(units) - set(people) else {code: (counts.get(code, 0), people[code]) for code in units}


def reached(grounds: Grounds, target: Target, indicators: Sequence[str], classes: Sequence[str]) -> Counted:
    """Households of the classes that surely lack none of the indicators; who cannot be told about is only possible."""
    version = grounds.current(target)
    if version is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_VERSION)
    rows = grounds.outcomes(version).filter(pl.col("class").is_in(list(classes)))
    values = [pl.col(code) for code in indicators]
    none = pl.all_horizontal([(one == 0).fill_null(value=False) for one in values])
    lacking = pl.any_horizontal([(one == 1).fill_null(value=False) for one in values])
    counted = rows.group_by("unit_code").agg(
        none.sum().alias("n"), (~lacking).sum().alias("possible"), pl.len().alias("d")
    )
    units = grounds.units_of(version)
    found = {
        code: Count(n, d, possible)
        for code, n, possible, d in counted.select("unit_code", "n", "possible", "d").rows()
    }
    return Counted(
        version.as_of,
        {unit.pk: found.get(code, Count(0, 0, 0)) for code, unit in units.items()},
        _known(units),
        version,
    )


def attending(grounds: Grounds, target: Target, classes: Sequence[str]) -> Counted:
    """Children from 3 to under 16 of households of the classes, without those who do not attend at their age."""
    version = grounds.current(target)
    if version is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_VERSION)
    homes = grounds.outcomes(version).filter(pl.col("class").is_in(list(classes)))
    born = pl.col("birth_date").str.slice(0, _YEAR).cast(pl.Int32, strict=False)
    # Who was born in a year has the age of its last day at the latest; with the day known the age is exact.
    day = pl.col("birth_date").str.to_date("%Y-%m-%d", strict=False)
    exact = (
        version.as_of.year
        - day.dt.year()
        - ((day.dt.month() * 100 + day.dt.day()) > version.as_of.month * 100 + version.as_of.day).cast(
            pl.Int32
        )
    )
    age = pl.coalesce(exact.cast(pl.Int32), pl.lit(version.as_of.year, pl.Int32) - born)
    children = (
        grounds.members(version)
        .join(homes.select("household_id", "unit_code"), on="household_id")
        .filter((age >= _CHILD_FROM) & (age < _CHILD_BEFORE))
        .group_by("unit_code")
        .len()
    )
    absent = homes.group_by("unit_code").agg(pl.col("children_not_at_school").fill_null(0).sum())
    whole, missing = dict(children.rows()), dict(absent.rows())
    units = grounds.units_of(version)
    rows = {
        unit.pk: Count(whole.get(code, 0) - min(missing.get(code, 0), whole.get(code, 0)), whole.get(code, 0))
        for code, unit in units.items()
    }
    return Counted(version.as_of, rows, _known(units), version)


def falling(grounds: Grounds, target: Target, classes: Sequence[str]) -> Counted:
    """How many of the standard's indicators fewer households of the classes lack than at the baseline."""
    start, version = grounds.baseline(target), grounds.current(target)
    if start is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_BASELINE)
    if version is None:
        return nothing(grounds.day_of(target), Unmeasured.NO_VERSION, baseline=start)
    codes = [one.code for one in standard(version.standard).indicators]
    before, after = _lacking(grounds, start, classes), _lacking(grounds, version, classes)
    units, earlier = grounds.units_of(version), grounds.units_of(start)
    rows = {
        unit.pk: Count(
            sum(after.get((code, one), 0) < before.get((code, one), 0) for one in codes), len(codes)
        )
        for code, unit in units.items()
        if code in earlier
    }
    sums = [
        {one: sum(many for (_u, named), many in side.items() if named == one) for one in codes}
        for side in (before, after)
    ]
    whole = Count(sum(sums[1][one] < sums[0][one] for one in codes), len(codes))
    return Counted(version.as_of, rows, _known(units), version, start, whole)


def _lacking(grounds: Grounds, version: Version, classes: Sequence[str]) -> Mapping[tuple[str, str], int]:
    rows = grounds.cube(version).filter(
        pl.col("measure").str.starts_with("indicator:") & pl.col("class").is_in(list(classes))
    )
    counted = rows.group_by("unit_code", "measure").agg(pl.col("households").sum())
    return {(code, name.removeprefix("indicator:")): many for code, name, many in counted.rows()}


def _by_unit(grounds: Grounds, version: Version, classes: Sequence[str]) -> dict[str, int]:
    rows = grounds.cube(version).filter((pl.col("measure") == "total") & pl.col("class").is_in(list(classes)))
    return dict(rows.group_by("unit_code").agg(pl.col("households").sum()).rows())


def _known(units: Mapping[str, object]) -> dict:
    return {unit.pk: unit for unit in units.values()}
