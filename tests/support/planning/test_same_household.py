"""A household that went into another has had with it what it had: nobody is aided twice by joining."""

from datetime import date

import polars as pl
import pytest
from tests.support.planning.conftest import ON
from tests.support.planning.test_facts import member, told
from tests.support.planning.test_same_person import decide

from ansinh.accounts.actor import SYSTEM
from ansinh.households.actions.wholes import join_households
from ansinh.kernel.dates import now
from ansinh.support.catalogue.registry import policy
from ansinh.support.entitling import history
from ansinh.support.entitling.history import had_before, without_once_had
from ansinh.support.facts.queries import facts_of, facts_on
from ansinh.support.models import Delivery, Loan

pytestmark = pytest.mark.django_db
JOINED = date(2022, 6, 1)
AIDED = "housing_aided_before"


def join(homes, one="A", into="B", day=JOINED):
    join_households(household=homes[one], into=homes[into], day=day, by=SYSTEM)


def aided(homes, unit, on=ON) -> dict[str, int]:
    """Of which households it is known that their house was aided."""
    names = {home.pk.hex: key for key, home in homes.items()}
    rows, _people = facts_on([unit.pk], on)
    return {names[row["household_id"]]: row[AIDED] for row in rows.iter_rows(named=True)}


def lent(home, code, person=None) -> None:
    """A loan, as it stands in the books."""
    Loan(
        policy=code, household=home, person_id=person, beneficiary=person or home.pk, unit_id=home.unit_id, without_list="Cũ",
        reference=f"{code}-{home.source_ref}", amount=1000, purpose="Nhà", lent_on=date(2022, 3, 1), term_months=12,
        due_on=date(2023, 3, 1), rate=1, balance=1000, standing_on=date(2022, 3, 1), recorded_at=now(), recorded_by="test",
    ).save()  # fmt: skip


def test_what_a_household_said_it_had_is_not_known_of_one_it_did_not_join(homes, unit):
    """The control."""
    told(homes["A"], AIDED, "1", person=None)
    assert aided(homes, unit) == {"A": 1}


def test_what_a_household_said_it_had_is_known_of_the_one_it_went_into(homes, unit):
    told(homes["A"], AIDED, "1", person=None)
    join(homes)
    assert aided(homes, unit)["B"] == 1
    assert [one.kind.code for one in facts_of(homes["B"])] == [AIDED]


def test_it_goes_along_through_every_household_and_not_before_the_day(homes, unit):
    told(homes["A"], AIDED, "1", person=None)
    join(homes)
    join(homes, "B", "C", date(2022, 9, 1))
    assert (aided(homes, unit)["C"], "C" in aided(homes, unit, date(2022, 8, 1))) == (1, False)
    # Of one household alone, as its page asks.
    alone, _people = facts_on([], ON, households=[homes["C"].pk.hex])
    assert alone.select("household_id", AIDED).rows() == [(homes["C"].pk.hex, 1)]


def test_what_is_recorded_of_the_household_itself_stands_before(homes, unit):
    told(homes["A"], AIDED, "1", person=None)
    told(homes["B"], AIDED, "0", person=None)
    join(homes)
    assert aided(homes, unit)["B"] == 0


def test_only_what_was_had_goes_along(homes, unit):
    told(homes["A"], "poor_2011", "1", person=None)
    join(homes)
    assert "B" not in aided(homes, unit)
    assert facts_of(homes["B"]) == []


def had(home, *people) -> dict:
    return had_before([home.pk.hex], [one.hex for one in people], [policy("TD-7")], ON)


def test_what_a_household_had_once_it_has_had_in_the_one_it_went_into(homes):
    lent(homes["A"], "TD-7")
    rows = pl.DataFrame(
        {"policy": ["TD-7"], "household_id": [homes["B"].pk.hex], "person_id": [None]}
    ).with_columns(pl.col("person_id").cast(pl.String))
    assert (had(homes["B"]), without_once_had(rows, [policy("TD-7")], ON).height) == ({}, 1)
    join(homes)
    day = date(2022, 3, 1)
    assert had(homes["B"]) == {("TD-7", homes["B"].pk.hex): day}
    assert without_once_had(rows, [policy("TD-7")], ON).is_empty()
    # It stays with the household that went, and comes to no third one.
    assert (had(homes["A"]), had(homes["C"])) == ({("TD-7", homes["A"].pk.hex): day}, {})


def test_who_was_decided_to_be_somebody_has_had_what_they_had(homes):
    was, stays = member(homes["A"]), member(homes["B"])
    lent(homes["A"], "TD-7", was)
    assert had(homes["B"], stays) == {}
    decide(was, stays)
    assert had(homes["B"], stays) == {("TD-7", stays.hex): date(2022, 3, 1)}


def trained(home, person, state, **told) -> None:
    """A course that was given, as it stands in the books."""
    Delivery(
        policy="DN-1", agency="labour_department", household=home, person_id=person, beneficiary=person, unit_id=home.unit_id,
        given_on=date(2022, 3, 1), document="Quyết định 7", once=True, state=state, recorded_at=now(), recorded_by="test", **told,
    ).save()  # fmt: skip


def test_a_course_that_its_agency_confirmed_is_not_owed_again(homes):
    who, waits = member(homes["A"]), member(homes["B"])
    pairs = [(homes["A"].pk.hex, who.hex), (homes["B"].pk.hex, waits.hex)]

    def courses(on=ON) -> dict:
        return had_before([home for home, _one in pairs], [one for _home, one in pairs], [policy("DN-1")], on)

    trained(homes["A"], who, "confirmed", confirmed_at=now(), confirmed_by="sở")
    trained(homes["B"], waits, "reported")
    assert courses() == {("DN-1", who.hex): date(2022, 3, 1)}
    assert courses(date(2022, 3, 1)) == {}
    rows = pl.DataFrame(
        [("DN-1", *pair) for pair in pairs], schema=["policy", "household_id", "person_id"], orient="row"
    )
    assert without_once_had(rows, [policy("DN-1")], ON)["person_id"].to_list() == [waits.hex]


def test_without_following_the_mergers_it_would_be_had_again(homes, monkeypatch):
    """The control."""
    lent(homes["A"], "TD-7")
    join(homes)
    monkeypatch.setattr(history, "gone_into", lambda *_asked: {})
    assert had(homes["B"]) == {}
