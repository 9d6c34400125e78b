"""Events of a file: written once, applied where their member is known, kept for later where not."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.households.making import BY, events_of, household, members_of, places_of

from ansinh.audit.models import Event
from ansinh.households.actions import EventsApplied, apply_events
from ansinh.households.models import Household, LifeEvent, Membership, Person
from ansinh.households.registering import Recording, register
from ansinh.kernel.dates import today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.keys import keyring

pytestmark = pytest.mark.django_db
MAY, BEFORE_MAY = date(2022, 5, 10), date(2022, 5, 9)
SCHEMA = {
    "household": pl.String,
    "member_ref": pl.String,
    "event": pl.String,
    "date": pl.Date,
    "other_household": pl.String,
    "from_unit": pl.Int64,
    "to_unit": pl.Int64,
}


def told(*rows: dict) -> pl.DataFrame:
    return pl.DataFrame([dict.fromkeys(SCHEMA) | row for row in rows], schema=SCHEMA)


def of(home: Household, event: str, day: date = MAY, ref: str | None = None, **more) -> dict:
    return {"household": home.pk.hex, "member_ref": ref, "event": event, "date": day, **more}


def apply(*rows: dict) -> EventsApplied:
    return apply_events(rows=told(*rows), batch_id=None, by=BY)


def survey_of(home_ref: str, unit_id: int, *members: tuple[str, str], as_of: date, keys) -> None:
    households = pl.DataFrame(
        {
            "household_id": [home_ref],
            "unit_id": [unit_id],
            "placed_under": [None],
            "village": ["A"],
            "head_name": ["B"],
        },
        schema_overrides={"placed_under": pl.Int64},
    )
    columns = ("relation", "sex", "birth_date", "ethnicity", "citizen_id")
    frame = pl.DataFrame(
        {"household_id": home_ref, "member_id": ref, "full_name": name, **dict.fromkeys(columns)}
        for ref, name in members
    ).with_columns(pl.col(columns).cast(pl.String))
    at = datetime(2023, 1, 1, tzinfo=UTC)
    register(households, frame, Recording("survey", as_of, at, "test", None, keyring(keys)))


def test_a_future_event_is_refused_and_nothing_is_written(an_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    with pytest.raises(UnusableInput) as failure:
        apply(of(home, "died", ref="1"), of(home, "moved", today() + timedelta(days=1)))
    assert (failure.value.code, failure.value.facts["count"]) == ("future_date", 1)
    assert (LifeEvent.objects.everywhere().count(), Event.objects.count()) == (0, 0)


def test_the_same_file_again_changes_nothing(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai")
    rows = [of(home, "died", ref="2"), of(home, "head_changed", ref="1"), of(home, "died", ref="2")]
    assert apply(*rows) == EventsApplied(recorded=2, already=1, applied=2)
    assert apply(*rows) == EventsApplied(recorded=0, already=3, applied=0)
    assert Event.objects.filter(name="households.events_imported").count() == 1


def test_a_death_ends_the_membership_that_day_and_dates_the_person(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai")
    apply(of(home, "died", ref="2"))
    assert members_of(home)[1] == ("2", None, MAY, "died")
    assert list(Person.objects.exclude(died_on=None).values_list("died_on", flat=True)) == [MAY]
    assert (
        LifeEvent.objects.everywhere().get().person
        == Membership.objects.everywhere().get(member_ref="2").person
    )


def test_a_death_dates_exactly_what_a_survey_only_saw_had_ended(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai")
    seen = date(2022, 11, 30)
    Membership.objects.everywhere().filter(member_ref="2").update(valid_until=seen, ended_by="left")
    apply(of(home, "died", ref="2"))
    assert members_of(home)[1] == ("2", None, MAY, "died")


def test_an_end_before_the_beginning_is_kept_and_changes_no_span(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai")
    Membership.objects.everywhere().filter(member_ref="2").update(valid_from=date(2022, 8, 1))
    assert apply(of(home, "left", ref="2")) == EventsApplied(recorded=1, already=0, applied=0)
    assert members_of(home)[1] == ("2", date(2022, 8, 1), None, "")


def test_a_known_member_begins_with_the_joining(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai")
    apply(of(home, "joined", ref="2"))
    assert members_of(home) == [("1", None, None, ""), ("2", MAY, None, "")]


def test_a_birth_told_before_the_survey_is_honoured_when_the_survey_names_the_child(an_xa, tmp_path):
    survey_of("H1", an_xa.pk, ("1", "Lê Văn Mẫu"), as_of=date(2021, 11, 30), keys=tmp_path)
    home = Household.objects.everywhere().get()
    apply(of(home, "born", ref="2"), of(home, "joined", date(2022, 12, 25), ref="3"))

    people = [("1", "Lê Văn Mẫu"), ("2", "Lê Thị Bé"), ("3", "Lê Thị Dâu")]
    survey_of("H1", an_xa.pk, *people, as_of=date(2022, 11, 30), keys=tmp_path)

    # Number 3 joined, as was told, only after the day the survey speaks of.
    assert members_of(home) == [("1", None, None, ""), ("2", MAY, None, ""), ("3", None, None, "")]


def test_a_move_changes_the_place_and_keeps_the_members(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    rows = [of(home, "moved", ref=ref, from_unit=an_xa.pk, to_unit=binh_xa.pk) for ref in (None, "1")]
    assert apply(*rows).applied == 1
    assert places_of(home) == [("91001", None, BEFORE_MAY), ("91002", MAY, None)]
    assert Household.objects.everywhere().get().unit_id == binh_xa.pk
    assert members_of(home) == [("1", None, None, "")]


def test_a_move_to_where_the_registry_already_shows_it_adds_the_place_before(an_xa, binh_xa):
    home = household(binh_xa, "Lê Văn Mẫu")
    apply(of(home, "moved", from_unit=an_xa.pk, to_unit=binh_xa.pk))
    assert places_of(home) == [("91001", None, BEFORE_MAY), ("91002", MAY, None)]


def test_two_moves_of_one_file_are_applied_in_order(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    back = date(2022, 9, 1)
    apply(of(home, "moved", back, to_unit=an_xa.pk), of(home, "moved", MAY, to_unit=binh_xa.pk))
    assert places_of(home) == [
        ("91001", None, BEFORE_MAY),
        ("91002", MAY, date(2022, 8, 31)),
        ("91001", back, None),
    ]


def test_a_merged_household_ends_with_members_and_placement(an_xa):
    ending, staying = household(an_xa, "Lê Thị Già"), household(an_xa, "Lê Văn Mẫu", "Lê Thị Già Hai")
    apply(
        of(ending, "merged", other_household=staying.pk.hex),
        of(ending, "merged", ref="1", other_household=staying.pk.hex),
        of(staying, "joined", ref="2", other_household=ending.pk.hex),
    )
    assert Household.objects.everywhere().get(pk=ending.pk).dissolved_on == MAY
    assert members_of(ending) == [("1", None, BEFORE_MAY, "merged")]
    assert places_of(ending) == [("91001", None, BEFORE_MAY)]
    assert members_of(staying)[1] == ("2", MAY, None, "")
    assert events_of(staying) == [("joined", "2", MAY, ending.pk)]


def test_a_file_of_three_households_takes_as_many_queries_as_one(an_xa):
    def queries(homes: list[Household], day: date) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            apply(
                *(row for home in homes for row in (of(home, "died", day, "2"), of(home, "joined", day, "3")))
            )
        return len(captured)

    homes = [household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai", "Lê Văn Ba") for _ in range(4)]
    assert queries(homes[:1], MAY) == queries(homes[1:], MAY)
