"""The list of places on a date, and the lists of what is not known of them."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later, read_day
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.places.enums import AreaType, UnitLevel, UnitType
from ansinh.places.models import Change, Unit
from ansinh.places.spelling import place_fold
from ansinh.portal.places.words import area_words, kind_words, level_words, type_words


def day_asked(request: HttpRequest) -> date:
    """The day in the address (``on``), else today. Raises ``UnusableInput`` for what is no day."""
    given = request.GET.get("on", "").strip()
    day = read_day(given) if given else today()
    if day is None:
        said = _("«{value}» không phải là ngày: viết ngày/tháng/năm, ví dụ 15/09/2022.")
        raise UnusableInput(said.format(value=given[:20]))
    return day


def place_href(unit: Unit, on: date | None = None) -> str:
    """The page of a unit: on ``on`` while it holds then, else on the nearest day of its own."""
    day = on or today()
    day = max(unit.valid_from, min(day, unit.valid_until or day))
    query = "" if day == today() else f"?{urlencode({'on': shown_date(day)})}"
    return reverse("places:place", kwargs={"code": unit.code}) + query


def _by_words(rows: QuerySet, text: str) -> QuerySet:
    """Names without tones and marks, or the beginning of a code; after a comma the name of a place above."""
    wanted, *above = [place_fold(part) for part in text.split(",")]
    rows = (
        rows.filter(code__startswith=wanted) if wanted.isdigit() else rows.filter(name_fold__contains=wanted)
    )
    for name in filter(None, above):
        high = Unit.objects.filter(
            level__in=[UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE], name_fold__contains=name
        )
        rows = rows.within(list(high.values_list("path", flat=True)[:200]))
    return rows


def _under(rows: QuerySet, code: str) -> QuerySet:
    paths = Unit.objects.filter(level=UnitLevel.PROVINCE, code=code).values_list("path", flat=True)
    return rows.within(list(paths))


def _levels(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(one.value, level_words(one)) for one in UnitLevel]


def _types(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(one.value, type_words(one)) for one in UnitType]


def _areas(_request: HttpRequest) -> Sequence[tuple[str, str]]:
    return [(one.value, area_words(one)) for one in AreaType]


def _as_it_is(rows: QuerySet, _day: str) -> QuerySet:
    """The day is asked before: the view gives the units of that day."""
    return rows


def _first_day(unit: Unit) -> str:
    day = shown_date(unit.valid_from)
    return day if unit.date_known else _("{day} (quy ước)").format(day=day)


def places_list(on: date) -> Listing:
    """The list of places on a day."""

    @cache
    def provinces(_request: HttpRequest) -> Sequence[tuple[str, str]]:
        rows = Unit.objects.on(on).filter(level=UnitLevel.PROVINCE).order_by("sort_key")
        return list(rows.values_list("code", "name"))

    return Listing(
        "places",
        columns=(
            Column(
                "name",
                later("Tên"),
                lambda row: row.name,
                order="sort_key",
                link=lambda row: place_href(row, on),
            ),
            Column("code", later("Mã"), lambda row: row.code, order="code"),
            Column("level", later("Cấp"), lambda row: level_words(row.level)),
            Column("type", later("Loại"), lambda row: type_words(row.type)),
            Column("area", later("Khu vực"), lambda row: area_words(row.area_type)),
            Column(
                "above",
                later("Thuộc"),
                lambda row: row.parent.name if row.parent else None,
                link=lambda row: place_href(row.parent, on) if row.parent else None,
            ),
            Column("from", later("Có từ ngày"), _first_day, order="valid_from"),
            Column("until", later("Đến hết ngày"), lambda row: row.valid_until, kind="day"),
            Column("lat", later("Vĩ độ"), lambda row: row.lat, shown=False),
            Column("lon", later("Kinh độ"), lambda row: row.lon, shown=False),
        ),
        filters=(
            Filter("q", later("Tên hoặc mã"), _by_words, sealed=True),
            Filter("on", later("Ngày"), _as_it_is),
            Filter("level", later("Cấp"), lambda rows, value: rows.filter(level=value), choices=_levels),
            Filter("province", later("Tỉnh, thành phố"), _under, choices=provinces),
            Filter("type", later("Loại"), lambda rows, value: rows.filter(type=value), choices=_types),
            Filter(
                "area", later("Khu vực"), lambda rows, value: rows.filter(area_type=value), choices=_areas
            ),
        ),
        sort="name",
    )


def _by_either_name(rows: QuerySet, text: str) -> QuerySet:
    wanted = place_fold(text)
    return rows.filter(Q(old__name_fold__contains=wanted) | Q(new__name_fold__contains=wanted))


def _change_side(change: Change, side: str) -> Any:
    unit = getattr(change, side)
    return unit.name if unit else None


def _change_link(side: str) -> Any:
    def link(change: Change) -> str | None:
        unit = getattr(change, side)
        return place_href(unit, unit.valid_from) if unit else None

    return link


def lost_units() -> QuerySet:
    """Units that ended, and nobody knows whose their people are now."""
    return Unit.objects.filter(valid_until__isnull=False, changes_out__isnull=True)


LOST = Listing(
    "places-lost",
    columns=(
        Column("name", later("Tên"), lambda row: row.name, order="sort_key", link=place_href),
        Column("code", later("Mã"), lambda row: row.code, order="code"),
        Column("level", later("Cấp"), lambda row: level_words(row.level)),
        Column("above", later("Thuộc"), lambda row: row.parent.name if row.parent else None),
        Column("until", later("Đến hết ngày"), lambda row: row.valid_until, kind="day", order="valid_until"),
    ),
    filters=(
        Filter("q", later("Tên hoặc mã"), _by_words, sealed=True),
        Filter("level", later("Cấp"), lambda rows, value: rows.filter(level=value), choices=_levels),
    ),
    sort="name",
)

UNDATED = Listing(
    "places-undated",
    columns=(
        Column("old", later("Đơn vị cũ"), lambda row: _change_side(row, "old"), link=_change_link("old")),
        Column("kind", later("Thay đổi"), lambda row: kind_words(row.kind)),
        Column("new", later("Đơn vị mới"), lambda row: _change_side(row, "new"), link=_change_link("new")),
        Column("effect", later("Ngày quy ước"), lambda row: row.effect, kind="day", order="effect"),
    ),
    filters=(Filter("q", later("Tên đơn vị cũ hoặc mới"), _by_either_name, sealed=True),),
    sort="effect",
)

OPEN_AREA = Listing(
    "places-open-area",
    columns=(
        Column("name", later("Tên"), lambda row: row.name, order="sort_key", link=place_href),
        Column("code", later("Mã"), lambda row: row.code, order="code"),
        Column("type", later("Loại"), lambda row: type_words(row.type)),
        Column("above", later("Thuộc"), lambda row: row.parent.name if row.parent else None),
    ),
    filters=(Filter("q", later("Tên hoặc mã"), _by_words, sealed=True),),
    sort="name",
)
