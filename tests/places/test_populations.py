"""Populations: checked by row, never overwritten, the latest on or before a date speaks."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from django.db import DatabaseError, transaction

from ansinh.accounts.actor import CONSOLE
from ansinh.audit.models import Event
from ansinh.places.actions import record_populations
from ansinh.places.errors import PopulationRefused
from ansinh.places.models import Population
from ansinh.places.populations import PopulationRow, check_populations
from ansinh.places.queries import POPULATION_SCHEMA, population_at, unit_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
ROW = PopulationRow(
    area_code="11098", date=date(2024, 12, 15), source="UBND xã", households=2100, persons=7300,
    households_kinh=2090, households_minority=10, row=2,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "rule", "column"),
    [
        ({"area_code": "99999"}, "unknown_place", "area_code"),
        ({"date": date(2025, 7, 1)}, "unknown_place", "area_code"),
        ({"households": -1, "households_kinh": None}, "negative", "households"),
        ({"households_minority": 11}, "parts", "households"),
        ({"source": ""}, "source_missing", "source"),
    ],
)
def test_a_wrong_row_is_found_and_nothing_is_written(changed, rule, column):
    rows = [ROW, replace(ROW, row=3, **{"source": "khác"} | changed)]
    assert [(f.rule, f.row, f.column) for f in check_populations(rows)] == [(rule, 3, column)]
    with pytest.raises(PopulationRefused):
        record_populations(rows=rows, by=CONSOLE)
    assert Population.objects.count() == 0


def test_two_rows_of_one_place_date_and_source_are_found():
    assert [f.rule for f in check_populations([ROW, ROW])] == ["twice"]


def test_the_same_rows_again_change_nothing():
    assert record_populations(rows=[ROW], by=CONSOLE) == 1
    events = Event.objects.count()
    assert record_populations(rows=[ROW], by=CONSOLE) == 0
    assert (Population.objects.count(), Event.objects.count()) == (1, events)


def test_a_correction_is_added_and_replaces():
    record_populations(rows=[ROW], by=CONSOLE)
    record_populations(rows=[replace(ROW, households=2101, households_kinh=2091)], by=CONSOLE)
    record_populations(rows=[replace(ROW, households=2102, households_kinh=2092)], by=CONSOLE)
    assert list(Population.objects.order_by("id").values_list("households", flat=True)) == [2100, 2101, 2102]
    frame = population_at([unit_at("11098", date(2025, 1, 1))], date(2025, 1, 1))
    assert frame["households"].to_list() == [2102]


def test_the_latest_count_on_or_before_the_date_speaks_with_its_source_and_date():
    unit = unit_at("11098", date(2025, 1, 1))
    record_populations(
        rows=[ROW, replace(ROW, date=date(2025, 6, 1), households=2200, households_kinh=2190)], by=CONSOLE
    )
    assert population_at([unit], date(2024, 12, 14)).is_empty()
    frame = population_at([unit], date(2025, 5, 31))
    assert frame.schema == pl.Schema(POPULATION_SCHEMA)
    assert frame.rows() == [("11098", 2100, 7300, 2090, 10, None, None, date(2024, 12, 15), "UBND xã")]
    assert population_at([unit], date(2025, 6, 1))["households"].to_list() == [2200]


def test_the_database_refuses_to_change_a_recorded_count():
    record_populations(rows=[ROW], by=CONSOLE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Population.objects.update(households=1)
