"""Of two ids that are one person, what was recorded of one is known of the other: nobody loses support by being merged."""

from datetime import date

import pytest
from tests.support.planning.conftest import ON
from tests.support.planning.test_facts import member, told

from ansinh.accounts.actor import SYSTEM
from ansinh.households.models import Membership, SuspectedDuplicate
from ansinh.kernel.dates import now
from ansinh.support.facts.queries import facts_of, facts_on
from ansinh.support.models.planning_enums import NeedSource
from ansinh.support.needs.actions import record_need
from ansinh.support.needs.queries import needs_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(homes):
    """``(was, stays)``: a member of A, of whom something is known, and the one of B that is kept; both are one person."""
    was, stays = member(homes["A"]), member(homes["B"])
    told(homes["A"])
    record_need(
        household=homes["A"],
        policy="DN-1",
        person=was,
        source=NeedSource.VISIT,
        since=date(2022, 3, 1),
        by=SYSTEM,
    )
    return was, stays


def decide(was, stays, decision="same"):
    left, right = sorted((was, stays))
    SuspectedDuplicate.objects.create(
        left_id=left, right_id=right, basis="name_birth_place", score=99, found_at=now(), decision=decision
    )
    Membership.objects.everywhere().filter(person=was).update(valid_until=date(2022, 4, 1))


def known(homes, unit):
    _homes, people = facts_on([unit.pk], ON)
    rows = people.filter(people["household_id"] == homes["B"].pk.hex)
    needs = needs_on([unit.pk], ON)
    return (
        [(row["person_id"], row["disability"]) for row in rows.iter_rows(named=True)],
        sorted(
            (row["household_id"], row["person_id"])
            for row in needs.iter_rows(named=True)
            if row["household_id"] == homes["B"].pk.hex
        ),
    )


def test_what_was_recorded_of_one_is_known_of_the_other(homes, unit, merged):
    was, stays = merged
    assert known(homes, unit) == ([], [])
    decide(was, stays)
    assert known(homes, unit) == ([(stays.hex, "severe")], [(homes["B"].pk.hex, stays.hex)])
    assert [one.kind.code for one in facts_of(homes["B"])] == ["disability"]


def test_what_is_recorded_of_who_stays_stands_before(homes, unit, merged):
    was, stays = merged
    told(homes["B"], value="mild")
    decide(was, stays)
    assert known(homes, unit)[0] == [(stays.hex, "mild")]


def test_two_people_stay_two(homes, unit, merged):
    """The control."""
    decide(*merged, decision="different")
    assert known(homes, unit) == ([], [])
