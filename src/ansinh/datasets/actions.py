"""Sealing: a result becomes a version that nobody changes. A correction is the next number and says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from ansinh.accounts.actor import Actor
from ansinh.datasets.digests import combined_digest, cube_digest, members_digest, outcomes_digest
from ansinh.datasets.files import write_version
from ansinh.datasets.models import Version, VersionPart
from ansinh.kernel.dates import now
from ansinh.places.models import Unit


@dataclass(frozen=True)
class Sealing:
    """What is sealed: unit, period, list year, standard and reference date."""

    unit: Unit
    period: str
    list_year: int
    standard: str
    as_of: date
    reason: str = ""


@dataclass(frozen=True)
class Prepared:
    """Files that lie ready; the row that makes them a version is still to be written."""

    sealing: Sealing
    number: int
    digest: str
    folder: str
    households: int
    members: int
    counts: Mapping[str, int]
    parts: Sequence[int] = ()


def next_number(sealing: Sealing) -> int:
    """1 for the first version of a unit, period and standard, else one more than the last."""
    last = (
        Version.objects.filter(unit=sealing.unit, period=sealing.period, standard=sealing.standard)
        .order_by("-number")
        .first()
    )
    return last.number + 1 if last else 1


def prepare_commune(
    sealing: Sealing, outcomes: pl.DataFrame, members: pl.DataFrame, cube: pl.DataFrame
) -> Prepared:
    """Write a commune's files (outside the transaction) and give what its version row will say."""
    number = next_number(sealing)
    digest = combined_digest([outcomes_digest(outcomes), members_digest(members), cube_digest(cube)])
    frames = {"outcomes": outcomes, "members": members, "cube": cube}
    folder = write_version(_folder_name(sealing, number, digest), frames)
    classes = outcomes.filter(pl.col("class") != "").group_by("class").len()
    return Prepared(
        sealing,
        number,
        digest,
        folder.name,
        outcomes.height,
        members.height,
        dict(classes.sort("class").iter_rows()),
    )


def prepare_whole(sealing: Sealing, cube: pl.DataFrame, parts: Sequence[Version]) -> Prepared:
    """Write a higher place's cube and give its version row: the sealed versions below it, by digest."""
    number = next_number(sealing)
    digest = combined_digest([part.digest for part in parts])
    folder = write_version(_folder_name(sealing, number, digest), {"cube": cube})
    counts: dict[str, int] = {}
    for part in parts:
        for key, value in part.counts.items():
            counts[key] = counts.get(key, 0) + value
    return Prepared(
        sealing,
        number,
        digest,
        folder.name,
        sum(part.households for part in parts),
        sum(part.members for part in parts),
        counts,
        [part.pk for part in parts],
    )


def _folder_name(sealing: Sealing, number: int, digest: str) -> str:
    """The digest is part of the name: of two who prepare the same number at once, neither touches the other's files."""
    return f"{sealing.period}-{sealing.standard}-{sealing.unit.pk}-{number}-{digest[:12]}"


def seal(prepared: Prepared, by: Actor) -> Version:
    """The version row of prepared files; call inside the approving action's transaction."""
    sealing = prepared.sealing
    version = Version.objects.create(
        unit=sealing.unit,
        period=sealing.period,
        list_year=sealing.list_year,
        standard=sealing.standard,
        number=prepared.number,
        as_of=sealing.as_of,
        digest=prepared.digest,
        folder=prepared.folder,
        households=prepared.households,
        members=prepared.members,
        counts=dict(prepared.counts),
        reason=sealing.reason,
        sealed_at=now(),
        sealed_by=by.label,
    )
    VersionPart.objects.bulk_create(VersionPart(whole=version, part_id=pk) for pk in prepared.parts)
    return version
