"""Gaps: what compares to what, and that a search closes only what is no longer there."""

from datetime import date, timedelta

import polars as pl
import pytest
from tests.support.planning.conftest import ON

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import SYSTEM
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.support.entitling.entitlements import SCHEMA
from ansinh.support.gaps.actions import answer_gap
from ansinh.support.gaps.finding import Compared, find_gaps
from ansinh.support.gaps.queries import counted, kinds_counted
from ansinh.support.gaps.seeking import seek_gaps, write_gaps
from ansinh.support.models import Gap, GapSearch
from ansinh.support.models.planning_enums import GapReply

SERVED = {
    "policy": pl.String,
    "purpose": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "valid_from": pl.Date,
    "valid_until": pl.Date,
    "amount": pl.Int64,
    "kind": pl.String,
    "source_id": pl.Int64,
}
ENROLLED = {
    "policy": pl.String,
    "household_id": pl.String,
    "person_id": pl.String,
    "valid_from": pl.Date,
    "amount": pl.Int64,
}
NEEDS = {"policy": pl.String, "household_id": pl.String, "person_id": pl.String}


def frame(rows, schema):
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def owed(policy="P", home="h", person=None, state="entitled", per="month", **more):
    row = {"policy": policy, "household_id": home, "person_id": person, "state": state, "amount_per": per}
    return row | {"missing": ""} | more


def given(policy="P", home="h", person=None, first=ON, last=ON, number=1, purpose="x", kind="payment"):
    row = {"policy": policy, "household_id": home, "person_id": person, "valid_from": first}
    return row | {"valid_until": last, "source_id": number, "purpose": purpose, "kind": kind, "amount": 5}


def found(owes=(), gave=(), promises=(), enrolled=(), needs=(), listed=("h",), once=()):
    whole = Compared(
        ON,
        frame(owes, SCHEMA),
        frame(promises, SCHEMA),
        frame(gave, SERVED),
        frame(enrolled, ENROLLED),
        frame(needs, NEEDS),
        frozenset(listed),
        frozenset({"P", "Q"}),
        frozenset(once),
    )
    gaps, unlisted = find_gaps(whole)
    return [
        (row["policy"], row["kind"], row["promise"])
        for row in gaps.sort("policy", "kind").iter_rows(named=True)
    ], unlisted


def test_what_is_owed_and_given_lately_is_no_gap_and_what_was_given_long_ago_is():
    assert found([owed()], [given(last=ON - timedelta(days=40))])[0] == []
    assert found([owed()], [given(first=ON - timedelta(days=100), last=ON - timedelta(days=90))])[0] == [
        ("P", "entitled_not_served", False)
    ]
    assert found([owed()])[0] == [("P", "entitled_not_served", False)]


def test_somebody_enrolled_lately_waits_for_the_first_run_and_no_longer():
    begun = {"policy": "P", "household_id": "h", "valid_from": ON - timedelta(days=30), "amount": 5}
    assert found([owed()], enrolled=[begun])[0] == []
    assert found([owed()], enrolled=[begun | {"valid_from": ON - timedelta(days=70)}])[0] == [
        ("P", "entitled_not_served", False)
    ]


def test_what_is_given_once_is_given_for_ever():
    ago = given(first=date(2015, 1, 1), last=date(2015, 1, 1))
    assert found([owed(per="once")], [ago])[0] == []
    assert found([owed(per="year")], [ago], once=("P",))[0] == []


def test_given_today_to_whom_no_rule_gives_it_and_not_what_was_right_last_month():
    assert found([], [given()])[0] == [("P", "served_not_entitled", False)]
    assert found([], [given(last=ON - timedelta(days=10), first=ON - timedelta(days=20))])[0] == []
    assert found([owed(state="unknown")], [given()])[0] == []
    assert found([], [given(policy="Z")])[0] == []
    assert found([], [given()], promises=[owed()])[0] == []


def test_two_of_one_purpose_on_one_day_and_not_one_after_the_other():
    twice = [given(number=1), given("Q", number=2)]
    both = [owed(), owed("Q")]
    assert ("Q", "served_twice", False) in found(both, twice)[0]
    apart = [given(number=1, first=date(2022, 1, 1), last=date(2022, 1, 31)), given("Q", number=2)]
    assert found(both, apart)[0] == [("P", "entitled_not_served", False)]
    assert found(both, [given(number=1), given("Q", number=2, purpose="y")])[0] == []
    assert found(both, [given(number=1, person="1"), given("Q", number=2, person="2")])[0] != []


def test_unknown_is_told_of_the_listed_and_counted_of_the_others():
    rows, unlisted = found([owed(state="unknown"), owed(home="far", state="unknown")])
    assert rows == [("P", "unknown", False)]
    assert unlisted.rows() == [("P", 1, 1)]
    rows, unlisted = found(
        [owed(home="far", state="unknown")], needs=[{"policy": "Q", "household_id": "far"}]
    )
    assert (rows, unlisted.height) == ([("P", "unknown", False)], 0)


def test_a_promise_counts_apart_and_only_beyond_the_law():
    assert found([], promises=[owed()])[0] == [("P", "entitled_not_served", True)]
    assert found([owed()], promises=[owed()])[0] == [("P", "entitled_not_served", False)]


@pytest.mark.django_db
def test_a_search_again_changes_nothing_and_closes_what_is_gone(homes, unit):
    first = seek_gaps(unit=unit, on=ON, by=SYSTEM)
    assert first["opened"] == first["open"] > 0
    assert seek_gaps(unit=unit, on=ON, by=SYSTEM) == {"open": first["open"], "opened": 0, "closed": 0}
    empty = find_gaps(_nothing())
    later = ON + timedelta(days=1)
    done = write_gaps(unit=unit, on=later, found=empty[0], unlisted=empty[1], by=SYSTEM)
    assert done == {"open": 0, "opened": 0, "closed": first["open"]}
    assert set(Gap.objects.everywhere().values_list("closed_on", flat=True)) == {later}
    assert kinds_counted(EVERYWHERE) == {}
    again = seek_gaps(unit=unit, on=later, by=SYSTEM)
    assert (again["opened"], GapSearch.objects.everywhere().get().day) == (first["open"], later)


def _nothing() -> Compared:
    empty = frozenset[str]()
    return Compared(
        ON,
        frame([], SCHEMA),
        frame([], SCHEMA),
        frame([], SERVED),
        frame([], ENROLLED),
        frame([], NEEDS),
        empty,
        empty,
        empty,
    )


@pytest.mark.django_db
def test_stored_counts_are_the_rows(homes, unit):
    seek_gaps(unit=unit, on=ON, by=SYSTEM)
    matrix = counted(EVERYWHERE, kind="entitled_not_served", promise=False, by="policy", order=())
    rows = Gap.objects.everywhere().filter(kind="entitled_not_served", promise=False, closed_on=None)
    for policy in matrix.columns:
        homes_of = set(rows.filter(policy=policy).values_list("household_id", flat=True))
        assert matrix.cells[unit.pk, policy] == len(homes_of)
    assert set(matrix.columns) == set(rows.values_list("policy", flat=True))


@pytest.mark.django_db
def test_an_answer_needs_a_day_or_a_reason_and_closes_nothing(homes, unit):
    seek_gaps(unit=unit, on=ON, by=SYSTEM)
    gap = Gap.objects.everywhere().select_related("unit").first()
    with pytest.raises(UnusableInput, match="cơ quan nào"):
        answer_gap(gap=gap, reply=GapReply.WILL_SERVE, by=SYSTEM)
    with pytest.raises(UnusableInput, match="đã qua"):
        answer_gap(
            gap=gap, reply=GapReply.WILL_SERVE, agency="social_insurance", due=date(2020, 1, 1), by=SYSTEM
        )
    with pytest.raises(UnusableInput, match="lý do"):
        answer_gap(gap=gap, reply=GapReply.REFUSED, by=SYSTEM)
    due = dates.today() + timedelta(days=9)
    answer_gap(gap=gap, reply=GapReply.WILL_SERVE, agency="social_insurance", due=due, by=SYSTEM)
    gap.refresh_from_db()
    assert (gap.reply, gap.reply_due, gap.closed_on) == ("will_serve", due, None)
    Gap.objects.everywhere().filter(pk=gap.pk).update(closed_on=ON)
    with pytest.raises(Refused, match="đã hết"):
        answer_gap(gap=gap, reply=GapReply.REFUSED, reason="Không thuộc diện", by=SYSTEM)
