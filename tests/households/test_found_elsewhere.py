"""A newer survey finds a household in another commune than the registry."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.households.models import Household, LifeEvent, Placement
from ansinh.households.registering import Recording, register
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.places.actions import load_units
from ansinh.places.queries import unit_at

pytestmark = pytest.mark.django_db
DAY = date(2022, 12, 14)


def _survey(unit, as_of: date) -> None:
    homes = pl.DataFrame(
        {
            "household_id": ["A-1"],
            "unit_id": [unit.pk],
            "placed_under": [None],
            "village": ["Thôn 1"],
            "head_name": ["Bùi An"],
        },
        schema_overrides={"placed_under": pl.Int64},
    )
    people = pl.DataFrame(
        schema=dict.fromkeys(
            (
                "household_id",
                "member_id",
                "full_name",
                "relation",
                "sex",
                "birth_date",
                "ethnicity",
                "citizen_id",
            ),
            pl.String,
        )
    )
    how = Recording(
        "survey", as_of, datetime(2023, 1, 1, tzinfo=UTC), "console", None, keyring(keys_folder())
    )
    register(homes, people, how)


def test_it_lives_there_from_the_date_of_the_survey_and_no_event_is_made_up():
    load_units(by=CONSOLE)
    here, there = unit_at("11473", DAY), unit_at("11476", DAY)

    _survey(here, date(2021, 12, 14))
    _survey(there, DAY)

    spans = (
        Placement.objects.everywhere().order_by("id").values_list("unit__code", "valid_from", "valid_until")
    )
    assert list(spans) == [("11473", None, date(2022, 12, 13)), ("11476", DAY, None)]
    assert Household.objects.everywhere().get().unit_id == there.pk
    assert not LifeEvent.objects.everywhere().exists()


def test_an_older_survey_taken_in_late_moves_nobody_back():
    load_units(by=CONSOLE)
    here, there = unit_at("11473", DAY), unit_at("11476", DAY)

    _survey(here, date(2021, 12, 14))
    _survey(there, DAY)
    _survey(here, date(2021, 12, 14))

    assert Household.objects.everywhere().get().unit_id == there.pk
    assert Placement.objects.everywhere().count() == 2
