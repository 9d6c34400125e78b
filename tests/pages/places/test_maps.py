"""Maps and charts: levels, areas and points in one picture, the archipelagos, what a chart does with what is not known."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from ansinh.accounts.actor import SYSTEM
from ansinh.places.boundaries.actions import import_boundaries
from ansinh.places.boundaries.matching import BoundaryPlan, Matched
from ansinh.places.boundaries.shapes import simplified
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.portal.charts import Row, Value, bar_chart, line_chart, stacked_chart
from ansinh.portal.places.facts import children
from ansinh.portal.places.maps.levels import MOST, by_quantiles, stated
from ansinh.portal.places.maps.making import map_of
from ansinh.portal.places.maps.picture import Filling

NOW = date(2026, 11, 1)


def bound(*units: Unit) -> None:
    """A square around the position of each unit."""
    matched = []
    for unit in units:
        west, south = unit.lon - 0.2, unit.lat - 0.2
        ring = [(west, south), (west + 0.4, south), (west + 0.4, south + 0.4), (west, south + 0.4)]
        matched.append(Matched(unit, simplified([[ring]], unit.level)))
    plan = BoundaryPlan("0" * 64, NOW, matched, (), 0)
    import_boundaries(plan=plan, source="Bản đồ mẫu", by=SYSTEM)


def filling(values: dict[str, str | None]) -> Filling:
    rates = {code: None if value is None else Decimal(value) for code, value in values.items()}
    told = {code: f"{value} %" for code, value in values.items() if value is not None}
    return Filling("Tỷ lệ", rates, stated(["1", "2"]), told)


@given(st.lists(st.decimals(0, 100, places=2) | st.none(), max_size=40))
def test_quantiles_put_every_known_number_in_a_level_that_is_told(values):
    levels = by_quantiles(values)
    found = [levels.of(value) for value in values]
    assert [one is None for one in found] == [value is None for value in values]
    assert all(one < len(levels.words()) <= MOST for one in found if one is not None)
    known = sorted(value for value in values if value is not None)
    assert [levels.of(one) for one in known] == sorted(levels.of(one) for one in known)


@pytest.mark.django_db
class TestMaps:
    def test_a_country_has_both_archipelagos_with_boundaries_and_without(self, country):
        units = list(Unit.objects.on(NOW).filter(level="province"))
        for drawn in range(2):
            picture = map_of(units, NOW, {}, country=True)
            names = {point.name: point for point in picture.points if point.label}
            assert names["Quần đảo Hoàng Sa"].x > 350
            assert names["Quần đảo Trường Sa"].y > names["Quần đảo Hoàng Sa"].y + 150
            assert len(picture.areas) == (34 if drawn else 0)
            bound(*units)

    @pytest.mark.parametrize(
        ("code", "on", "name"),
        [
            ("48", NOW, "Quần đảo Hoàng Sa"),
            ("56", NOW, "Quần đảo Trường Sa"),
            ("48", date(2022, 12, 14), "Quần đảo Hoàng Sa"),
            ("56", date(2022, 12, 14), "Quần đảo Trường Sa"),
        ],
    )
    def test_a_province_that_holds_an_archipelago_has_it_in_a_frame(self, country, code, on, name):
        province = unit_at(code, on)
        picture = map_of(children(province, on), on, {}, above=province)
        (inset,) = picture.insets
        assert (inset.name, bool(inset.href)) == (name, True)
        assert all(point.x < inset.x for point in picture.points)
        other = unit_at("31", on)
        assert map_of(children(other, on), on, {}, above=other).insets == []

    def test_areas_and_points_are_filled_by_their_numbers_and_led_on(self, country):
        one, two, three = Unit.objects.on(NOW).filter(level="province", lat__isnull=False)[:3]
        bound(one, two)
        given_numbers = filling({one.code: "2", two.code: None, three.code: "0.5"})
        picture = map_of([one, two, three], NOW, {}, filling=given_numbers)
        areas = {area.name: area for area in picture.areas}
        assert (areas[one.name].level, areas[two.name].level) == (2, None)
        assert areas[two.name].told.endswith("không có dữ liệu")
        (point,) = [point for point in picture.points if point.radius]
        assert (point.level, picture.sources) == (0, ["Bản đồ mẫu"])
        assert all(area.path.startswith("M") and area.path.endswith("Z") for area in picture.areas)

    def test_what_is_smaller_than_a_pixel_is_still_drawn(self, country):
        units = list(Unit.objects.on(NOW).filter(level="province", lat__isnull=False)[:5])
        rock = [
            (units[0].lon, units[0].lat),
            (units[0].lon + 0.0002, units[0].lat),
            (units[0].lon, units[0].lat + 0.0002),
        ]
        plan = BoundaryPlan("1" * 64, NOW, [Matched(units[0], simplified([[rock]], "province"))], (), 0)
        import_boundaries(plan=plan, source="Bản đồ mẫu", by=SYSTEM)
        (area,) = map_of(units, NOW, {}).areas
        assert "h1v1h-1Z" in area.path

    def test_a_map_asks_as_often_for_many_as_for_few(self, country):
        units = list(Unit.objects.on(NOW).filter(level="province", lat__isnull=False))
        bound(*units)
        counts = []
        for some in (units[:2], units):
            with CaptureQueriesContext(connection) as asked:
                map_of(some, NOW, {})
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 3


def values(*numbers: float | None) -> tuple[Value, ...]:
    return tuple(Value(number, "" if number is None else str(number)) for number in numbers)


class TestCharts:
    def test_bars_are_as_long_as_their_numbers_and_stay_in_the_picture(self):
        rows = [Row("một", values(30, 10)), Row("hai", values(20, None)), Row("không", values(0, 0))]
        drawn = stacked_chart("k", "t", "d", head="h", series=("a", "b"), rows=rows)
        lengths = [mark.width for mark in drawn.marks]
        assert lengths[0] == pytest.approx(3 * lengths[1], abs=0.2)
        assert lengths[2] == pytest.approx(2 * lengths[1], abs=0.2)
        assert lengths[3:] == [0, 0, 0]
        assert all(mark.x + mark.width <= drawn.width for mark in drawn.marks)
        assert drawn.marks[1].x == lengths[0]

    def test_a_line_breaks_where_a_number_is_not_known(self):
        rows = [Row(str(year), values(number)) for year, number in ((1, 2), (2, None), (3, 4), (4, 6))]
        drawn = line_chart("k", "t", "d", head="h", series=("a",), rows=rows)
        assert [len(piece) for piece in drawn.lines[0].pieces] == [1, 2]
        assert drawn.ticks[-1][1] == "6"
        assert all(0 < y < drawn.height for piece in drawn.lines[0].pieces for _x, y in piece)

    def test_nothing_known_is_an_empty_chart_and_what_cannot_be_drawn_is_refused(self):
        assert bar_chart("k", "t", "d", head="h", series="a", rows=[Row("một", values(None))]).empty
        with pytest.raises(ValueError, match="negative"):
            bar_chart("k", "t", "d", head="h", series="a", rows=[Row("một", values(-1))])
        with pytest.raises(ValueError, match="series"):
            bar_chart("k", "t", "d", head="h", series="a", rows=[Row("một", values(1, 2))])
