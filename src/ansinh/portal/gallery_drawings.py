"""The maps and charts of the gallery, of invented numbers."""

from decimal import Decimal
from typing import Any

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.portal.charts import Row, Value, bar_chart, line_chart, stacked_chart
from ansinh.portal.places.maps.levels import stated
from ansinh.portal.places.maps.picture import Area, Filling, Inset, Map, Point

_SQUARES = (("Xã Ví Dụ", "1.5"), ("Xã Mẫu", "3.2"), ("Xã Thử", ""))


def drawings() -> dict[str, Any]:
    """What the examples of maps and charts show."""
    return {"drawn_map": _map(), "bars": _bars(), "stacked": _stacked(), "lines": _lines()}


def _map() -> Map:
    levels = stated(["1", "2", "3"])
    values = {name: Decimal(value) if value else None for name, value in _SQUARES}
    told = {
        name: f"{shown_number(value, 2)} %" if value is not None else _("không có dữ liệu")
        for name, value in values.items()
    }
    areas = [
        Area(
            f"M{20 + 130 * at} 30h130v110h-130Z",
            name,
            f"{name}: {told[name]}",
            "#map",
            levels.of(value),
        )
        for at, (name, value) in enumerate(values.items())
    ]
    names = [
        Point(40 + 130 * at, 85, 0, name, "", None, label=True) for at, (name, _value) in enumerate(_SQUARES)
    ]
    filling = Filling(_("Tỷ lệ hộ nghèo"), values, levels, told)
    island = Inset(500, 20, 110, _("Quần đảo {name}").format(name="Hoàng Sa"), "Hoàng Sa", "#map", "", None)
    return Map(640, 190, names, False, 0, 0, areas, (island,), filling, (_("nguồn mẫu"),))


def _value(number: int | None) -> Value:
    return Value(number, shown_number(number), "#bar_chart" if number is not None else "")


def _bars() -> Any:
    rows = [
        Row(name, (_value(number),)) for name, number in (("Xã Ví Dụ", 120), ("Xã Mẫu", 45), ("Xã Thử", 0))
    ]
    told = _("Nhiều nhất ở {place}.").format(place="Xã Ví Dụ")
    return bar_chart(
        "gallery-bars", _("Hộ nghèo theo xã"), told, head=_("Xã"), series=_("Hộ nghèo"), rows=rows
    )


def _stacked() -> Any:
    rows = [
        Row(name, (_value(poor), _value(near)))
        for name, poor, near in (("Xã Ví Dụ", 120, 80), ("Xã Mẫu", 45, 60))
    ]
    told = _("Nhiều nhất ở {place}.").format(place="Xã Ví Dụ")
    return stacked_chart(
        "gallery-stacked",
        _("Hộ nghèo và hộ cận nghèo theo xã"),
        told,
        head=_("Xã"),
        series=(_("Hộ nghèo"), _("Hộ cận nghèo")),
        rows=rows,
    )


def _lines() -> Any:
    numbers = (("2022", 120, 200), ("2023", None, 180), ("2024", 90, 150), ("2025", 60, 110))
    rows = [Row(year, (_value(poor), _value(near))) for year, poor, near in numbers]
    return line_chart(
        "gallery-lines",
        _("Hộ nghèo và hộ cận nghèo qua các năm"),
        _("Năm {year} chưa có số hộ nghèo.").format(year="2023"),
        head=_("Năm"),
        series=(_("Hộ nghèo"), _("Hộ cận nghèo")),
        rows=rows,
    )
