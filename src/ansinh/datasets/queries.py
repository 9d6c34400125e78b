"""Named reads of sealed versions."""

import polars as pl

from ansinh.datasets.files import read_version
from ansinh.datasets.models import Version, VersionPart
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.models import Unit


def latest_version(unit: Unit, period: str, standard: str) -> Version | None:
    """The newest version of a unit, period and standard, if anything is sealed."""
    return Version.objects.filter(unit=unit, period=period, standard=standard).order_by("-number").first()


def version_of(unit: Unit, period: str, standard: str) -> Version:
    """The newest sealed version; raises ``NotFound`` with what to do next."""
    version = latest_version(unit, period, standard)
    if version is None:
        raise NotFound(
            _(
                "Chưa có phiên bản được phê duyệt của {place}, kỳ {period}, chuẩn {standard}. Hãy phê duyệt trước."
            ).format(place=unit.name, period=period, standard=standard),
            code="no_version",
        )
    return version


def communes_of(version: Version) -> list[Version]:
    """The commune versions a version rests on: itself for a commune, its parts (and theirs) above, by code of the unit."""
    communes: list[Version] = []
    level = [version]
    while level:
        links = VersionPart.objects.filter(whole__in=level).select_related("part__unit")
        parts = {link.part_id: link.part for link in links}
        wholes = {link.whole_id for link in links}
        communes += [one for one in level if one.pk not in wholes]
        level = list(parts.values())
    return sorted(communes, key=lambda one: one.unit.code)


def cube_of(version: Version) -> pl.DataFrame:
    """The cube of a version."""
    return read_version(version.folder, "cube")


def outcomes_of(version: Version) -> pl.DataFrame:
    """The outcome rows a version rests on, commune after commune."""
    return pl.concat([read_version(part.folder, "outcomes") for part in communes_of(version)], how="diagonal")


def members_of(version: Version) -> pl.DataFrame:
    """The members of listed households, for the list forms."""
    return pl.concat([read_version(part.folder, "members") for part in communes_of(version)], how="diagonal")
