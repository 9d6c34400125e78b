"""Does what lies in the files still equal what was sealed? Anybody may ask; nothing is changed."""

from dataclasses import dataclass

import polars as pl

from ansinh.datasets.digests import combined_digest, cube_digest, members_digest, outcomes_digest
from ansinh.datasets.files import read_version, versions_folder
from ansinh.datasets.models import Version
from ansinh.kernel.language import _


@dataclass(frozen=True, slots=True)
class Fault:
    """A version whose files do not give the digest that was sealed, and why."""

    version: Version
    why: str


def faults_of(version: Version) -> list[Fault]:
    """Recompute the digests of a version and of all it rests on from their files; empty where every one holds.

    What a correction replaced stays sealed too: every version of the same places, period and standard is looked at, once. A
    commune's digest is over its outcomes, its members and its cube; a higher place's over the digests of its parts, and its
    cube must be theirs together.
    """
    places, level = {version.unit_id}, [version]
    while level:
        level = [part for whole in level for part in _parts(whole)]
        places |= {part.unit_id for part in level}
    sealed = Version.objects.filter(
        unit_id__in=places, period=version.period, standard=version.standard
    ).select_related("unit")
    found = []
    for one in sealed.order_by("unit__code", "number"):
        parts = _parts(one)
        why = _why_whole(one, parts) if parts else _why_commune(one)
        found += [Fault(one, why)] if why else []
    return found


def _parts(version: Version) -> list[Version]:
    return [link.part for link in version.parts.select_related("part__unit").order_by("part__unit__code")]


def _why_commune(version: Version) -> str:
    missing = _missing(version, ("outcomes", "members", "cube"))
    if missing:
        return missing
    try:
        digests = [
            outcomes_digest(read_version(version.folder, "outcomes")),
            members_digest(read_version(version.folder, "members")),
            cube_digest(read_version(version.folder, "cube")),
        ]
    except (pl.exceptions.PolarsError, OSError):
        return _("tệp không đọc được")
    return "" if combined_digest(digests) == version.digest else _("nội dung tệp khác với khi niêm phong")


def _why_whole(version: Version, parts: list[Version]) -> str:
    missing = _missing(version, ("cube",))
    if missing:
        return missing
    if combined_digest([part.digest for part in parts]) != version.digest:
        return _("các phần khác với khi niêm phong")
    try:
        cubes = [read_version(part.folder, "cube") for part in parts]
        whole = cube_digest(read_version(version.folder, "cube"))
    except (pl.exceptions.PolarsError, OSError):
        return _("tệp không đọc được")
    return "" if cube_digest(pl.concat(cubes)) == whole else _("khối số liệu khác với tổng các phần")


def _missing(version: Version, titles: tuple[str, ...]) -> str:
    folder = versions_folder() / version.folder
    absent = [title for title in titles if not (folder / f"{title}.parquet").is_file()]
    return _("thiếu tệp {names}").format(names=", ".join(absent)) if absent else ""
