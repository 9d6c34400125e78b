"""Sealed versions to read: what one holds, what it rests on, and what a correction changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import polars as pl

from ansinh.access.scope import Scope
from ansinh.datasets.files import read_version
from ansinh.datasets.models import Version, VersionPart
from ansinh.households.models import Household
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.reviews.enums import ListClass
from ansinh.reviews.enums import Movement as M
from ansinh.reviews.sealing_preview import IN, OUT

# Households listed on the page of a correction; the rest is in the count and in the list of results.
_MOST_SHOWN = 200
_COUNTED = ("opening", "total", "persons_gained", "persons_lost")


@dataclass(frozen=True)
class ClassChange:
    """A household whose sealed class, reason or movement a correction changed; blank where it stands in one only."""

    household_id: str
    head_name: str
    village: str
    class_was: str
    class_now: str
    movement_was: str
    movement_now: str
    reason: str

    @property
    def household_uuid(self) -> UUID:
        return UUID(self.household_id)


@dataclass(frozen=True)
class PartChange:
    """A part of a higher place that a correction took in anew; ``was`` nothing where it is sealed for the first time."""

    now: Version
    was: Version | None


@dataclass(frozen=True)
class Correction:
    """What a version changed against the one before it."""

    before: Version
    parts: tuple[PartChange, ...]
    households: tuple[ClassChange, ...]
    changed: int


def version_within(scope: Scope, pk: int) -> Version:
    """The sealed version of that number; raises ``NotFound`` also where its place is out of the scope."""
    version = Version.objects.select_related("unit").filter(pk=pk).first()
    if version is None or not scope.covers(version.unit_id):
        raise NotFound(_("Không có bản niêm phong này trong địa bàn được giao."), code="no_such_version")
    return version


def versions_beside(version: Version) -> list[Version]:
    """Every version of the same place, period and standard, the newest first."""
    rows = Version.objects.filter(unit=version.unit_id, period=version.period, standard=version.standard)
    return list(rows.order_by("-number"))


def parts_of(version: Version) -> list[Version]:
    """The sealed versions that a higher place names, in the order of their places; none for a commune."""
    links = VersionPart.objects.filter(whole=version).select_related("part__unit")
    return [link.part for link in links.order_by("part__unit__sort_key", "part__unit__code")]


def wholes_of(version: Version, scope: Scope) -> list[Version]:
    """The versions of places above that name this one, as far as they are within the scope."""
    links = VersionPart.objects.filter(part=version).select_related("whole__unit").order_by("-whole__number")
    return [link.whole for link in links if scope.covers(link.whole.unit_id)]


@dataclass(frozen=True)
class SealedFlow:
    """One list of a sealed version: opening, lines of ``(sign, movement, (households, persons))``, persons who came to and
    left households that stayed, closing."""

    name: str
    opening: tuple[int, int]
    lines: Sequence[tuple[str, str, tuple[int, int]]]
    gained: int
    lost: int
    closing: tuple[int, int]


def flows_of(version: Version) -> list[SealedFlow]:
    """Opening, comings and goings and closing of both lists, from the version's cube: households and persons."""
    cube = read_version(version.folder, "cube")
    sums = (
        cube.filter(pl.col("measure").str.starts_with("movement:") | pl.col("measure").is_in(_COUNTED))
        .group_by("class", "measure")
        .agg(pl.col("households").sum(), pl.col("persons").sum())
    )
    found: dict[tuple[str, str], tuple[int, int]] = {
        (row["class"], row["measure"]): (row["households"], row["persons"]) for row in sums.to_dicts()
    }
    return [_flow(name, found) for name in ("poor", "near_poor")]


def _flow(name: str, found: Mapping[tuple[str, str], tuple[int, int]]) -> SealedFlow:
    def counted(measure: str, of: str = name) -> tuple[int, int]:
        return found.get((of, measure), (0, 0))

    # A change between the two lists is counted once, in the list it belongs to (``datasets.measures``).
    shared = {M.POOR_TO_NEAR: "poor", M.NEAR_TO_POOR: "near_poor"}
    lines = [
        (sign, movement.value, counted(f"movement:{movement.value}", shared.get(movement, name)))
        for sign, movements in (("−", OUT[name]), ("+", IN[name]))
        for movement in movements
    ]
    return SealedFlow(
        name,
        counted("opening"),
        lines,
        counted("persons_gained")[1],
        counted("persons_lost")[1],
        counted("total"),
    )


def classes_of(version: Version) -> dict[str, int]:
    """Households of a version by recognised class, in the order of the classes."""
    return {one.value: version.counts[one.value] for one in ListClass if one.value in version.counts}


def correction_of(version: Version) -> Correction | None:
    """What a version changed against the one before it; nothing for a first one."""
    before = (
        Version.objects.filter(
            unit=version.unit_id, period=version.period, standard=version.standard, number__lt=version.number
        )
        .order_by("-number")
        .first()
    )
    if before is None:
        return None
    parts = parts_of(version)
    if parts:
        was = {one.unit_id: one for one in parts_of(before)}
        changed = tuple(
            PartChange(one, was.get(one.unit_id))
            for one in parts
            if was.get(one.unit_id) is None or was[one.unit_id].pk != one.pk
        )
        return Correction(before, changed, (), sum(one.now.households for one in changed))
    rows = _changed_rows(before, version)
    return Correction(before, (), _named(rows.head(_MOST_SHOWN)), rows.height)


def changed_households(before: Version, after: Version) -> pl.DataFrame:
    """Every household of a commune whose sealed class, reason or movement differs between two versions: ``household_id,
    village, class_was, class_now, movement_was, movement_now, reason``; blank where it stands in one only."""
    return _changed_rows(before, after).select(
        "household_id",
        pl.coalesce("village", "village_was").fill_null("").alias("village"),
        pl.col("class_detail_was").fill_null("").alias("class_was"),
        pl.col("class_detail").fill_null("").alias("class_now"),
        pl.col("movement_was").fill_null(""),
        pl.col("movement").fill_null("").alias("movement_now"),
        pl.col("reason").fill_null(""),
    )


def _changed_rows(before: Version, after: Version) -> pl.DataFrame:
    """Households whose sealed class, reason or movement differs between two versions of a commune."""
    names = ("household_id", "village", "class_detail", "movement", "reason")
    was, now = (
        read_version(one.folder, "outcomes").select(pl.col(name).cast(pl.String) for name in names)
        for one in (before, after)
    )
    both = now.join(was, on="household_id", how="full", coalesce=True, suffix="_was")
    differs = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_was")) for name in ("class_detail", "movement", "reason")
    )
    return both.filter(differs).sort("household_id")


def _named(rows: pl.DataFrame) -> tuple[ClassChange, ...]:
    ids: Sequence[str] = rows["household_id"].to_list()
    names = {
        pk.hex: name
        for pk, name in Household.objects.everywhere().filter(pk__in=ids).values_list("pk", "head_name")
    }
    return tuple(
        ClassChange(
            household_id=row["household_id"],
            head_name=names.get(row["household_id"], ""),
            village=row["village"] or row["village_was"] or "",
            class_was=row["class_detail_was"] or "",
            class_now=row["class_detail"] or "",
            movement_was=row["movement_was"] or "",
            movement_now=row["movement"] or "",
            reason=row["reason"] or "",
        )
        for row in rows.to_dicts()
    )
