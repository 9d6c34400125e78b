"""Denominators of places that printed none of their own."""

from datetime import date

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.places.actions import load_units, record_populations
from ansinh.places.populations import PopulationRow
from ansinh.places.queries import unit_at, units_under
from ansinh.places.summed_populations import populations_with_sums

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 14)


@pytest.fixture
def district():
    load_units(by=CONSOLE)
    return unit_at("311", DAY)


def _record(communes, **more):
    rows = [PopulationRow(one.code, DAY, "nguồn thử", households=10, persons=30, **more) for one in communes]
    record_populations(rows=rows, by=CONSOLE)


def test_a_district_without_a_figure_of_its_own_has_the_sum_of_its_communes(district):
    communes = units_under(district, DAY, "commune")
    _record(communes)

    row = populations_with_sums([district], DAY).row(0, named=True)

    assert (row["households"], row["persons"], row["households_kinh"]) == (370, 1110, None)
    assert "37" in row["source"]


def test_a_district_one_of_whose_communes_is_not_known_has_no_sum(district):
    _record(units_under(district, DAY, "commune")[1:])

    assert populations_with_sums([district], DAY).is_empty()


def test_a_figure_of_its_own_is_never_replaced_by_a_sum(district):
    _record(units_under(district, DAY, "commune"))
    record_populations(rows=[PopulationRow("311", DAY, "Chi cục", households=400)], by=CONSOLE)

    assert populations_with_sums([district], DAY)["households"].to_list() == [400]


def test_a_figure_of_the_end_of_the_year_serves_where_it_may_be_later_than_the_day(district):
    communes = units_under(district, DAY, "commune")
    later = date(2022, 12, 31)
    rows = [PopulationRow(one.code, later, "nguồn thử", households=10, persons=30) for one in communes]
    record_populations(rows=rows, by=CONSOLE)

    assert populations_with_sums([district], DAY).height == 0
    row = populations_with_sums([district], DAY, until=later).row(0, named=True)
    assert (row["households"], row["date"]) == (370, later)
