"""The sealed versions a person may see, as a list and one by one."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.access.scope import Scope
from ansinh.datasets.models import Version
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.places.enums import UnitLevel

_LEVELS = {
    UnitLevel.PROVINCE: later("Cấp tỉnh"),
    UnitLevel.DISTRICT: later("Cấp huyện"),
    UnitLevel.COMMUNE: later("Cấp xã"),
}


def versions_within(scope: Scope) -> QuerySet[Version]:
    """The sealed versions of the places of a scope, with their units."""
    found = Version.objects.select_related("unit__parent")
    return found if scope.unit_ids is None else found.filter(unit_id__in=scope.unit_ids)


def version_within(scope: Scope, pk: int) -> Version:
    """One of them; raises ``NotFound`` also where it is out of scope."""
    version = versions_within(scope).filter(pk=pk).first()
    if version is None:
        said = _("Không có phiên bản này trong địa bàn được giao. Hãy chọn lại ở danh sách các phiên bản.")
        raise NotFound(said, code="no_version")
    return version


def siblings(version: Version) -> list[Version]:
    """Every version of the same place, period and standard, the newest first."""
    same = Version.objects.filter(unit=version.unit, period=version.period, standard=version.standard)
    return list(same.order_by("-number"))


def versions_below(version: Version) -> dict[str, Version]:
    """The sealed versions a higher version rests on directly, by code of their unit."""
    parts = version.parts.select_related("part__unit").order_by("part__unit__code")
    return {link.part.unit.code: link.part for link in parts}


def forms_below(version: Version, codes: Collection[str]) -> dict[str, int]:
    """Of the units ``codes``, the keys of the versions that this one rests on directly, by code."""
    parts = version.parts.filter(part__unit__code__in=codes)
    return dict(parts.values_list("part__unit__code", "part_id"))


def shown_period(period: str) -> str:
    """``năm 2022`` or ``tháng 3 năm 2023``."""
    year, _dash, month = period.partition("-")
    if not month:
        return _("năm {year}").format(year=year)
    return _("tháng {month} năm {year}").format(month=int(month), year=year)


def newest(rows: QuerySet[Version]) -> QuerySet[Version]:
    """Without those that a later number replaced."""
    later_ones = Version.objects.filter(
        unit=OuterRef("unit"),
        period=OuterRef("period"),
        standard=OuterRef("standard"),
        number__gt=OuterRef("number"),
    )
    return rows.filter(~Exists(later_ones))


def _by_place(rows: QuerySet[Version], words: str) -> QuerySet[Version]:
    for word in fold(words).split():
        rows = rows.filter(unit__name_fold__contains=word)
    return rows


def _levels(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(level.value, words) for level, words in _LEVELS.items()]


def _values(field: str) -> Any:
    def choices(_request: HttpRequest) -> list[tuple[str, str]]:
        found = Version.objects.order_by(f"-{field}").values_list(field, flat=True).distinct()
        return [(value, value) for value in found]

    return choices


VERSIONS = Listing(
    "versions",
    columns=(
        Column(
            "place",
            later("Địa bàn"),
            lambda row: row.unit.name,
            order="unit__sort_key",
            link=lambda row: reverse("reports:version", kwargs={"version_id": row.pk}),
        ),
        Column("above", later("Thuộc"), lambda row: row.unit.parent.name if row.unit.parent else None),
        Column("code", later("Mã"), lambda row: row.unit.code),
        Column("level", later("Cấp"), lambda row: _LEVELS[UnitLevel(row.unit.level)], shown=False),
        Column("period", later("Kỳ rà soát"), lambda row: row.period, order="period"),
        Column("list_year", later("Danh sách năm"), lambda row: str(row.list_year), order="list_year"),
        Column("standard", later("Chuẩn"), lambda row: row.standard, order="standard"),
        Column("number", later("Phiên bản"), lambda row: row.number, "number"),
        Column("poor", later("Hộ nghèo"), lambda row: row.counts.get("poor", 0), "number"),
        Column("near_poor", later("Hộ cận nghèo"), lambda row: row.counts.get("near_poor", 0), "number"),
        Column(
            "households",
            later("Hộ trong phiên bản"),
            lambda row: row.households,
            "number",
            order="households",
        ),
        Column("sealed_at", later("Niêm phong"), lambda row: row.sealed_at, "moment", order="sealed_at"),
        Column("digest", later("Mã kiểm"), lambda row: row.digest[:12], shown=False),
    ),
    filters=(
        Filter("q", later("Tên địa bàn"), _by_place),
        Filter("level", later("Cấp"), lambda rows, value: rows.filter(unit__level=value), choices=_levels),
        Filter(
            "period",
            later("Kỳ rà soát"),
            lambda rows, value: rows.filter(period=value),
            choices=_values("period"),
        ),
        Filter(
            "standard",
            later("Chuẩn"),
            lambda rows, value: rows.filter(standard=value),
            choices=_values("standard"),
        ),
        Filter(
            "kept",
            later("Phiên bản"),
            lambda rows, value: rows,
            choices=lambda request: [("all", _("Cả những phiên bản đã được thay"))],
        ),
    ),
    sort="place",
)


def earlier_forms(version: Version, scope: Scope) -> QuerySet[Version]:
    """Versions a form of this one can be laid beside: of the same place, other periods, standards or numbers."""
    same_place = Q(unit__code=version.unit.code) | Q(unit=version.unit)
    return versions_within(scope).filter(same_place).exclude(pk=version.pk).order_by("-period", "-number")
