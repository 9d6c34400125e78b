"""Gaps of many communes: together what each alone would find, places read once, whole communes left where somebody stops."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from tests.reviews.conftest import home, listed
from tests.support.planning.conftest import ON

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.accounts.actor import SYSTEM
from ansinh.households.models import Household
from ansinh.kernel.text import name_sort_key
from ansinh.places.models import Unit
from ansinh.reviews import queries as places_of_reviews
from ansinh.support.gaps import jobs, queries, seeking
from ansinh.support.gaps.queries import counted, kinds_counted, of_village, open_gaps, searches
from ansinh.support.models import Gap, GapCount, GapSearch

pytestmark = pytest.mark.django_db
NEXT_DOOR = "11503"
_KEPT = ("unit_id", "household_id", "person_id", "policy", "kind", "promise", "amount", "missing", "needed")


@pytest.fixture
def two(country, survey, lists) -> list[Unit]:
    """Two communes of one district, a poor and a near-poor household in each."""
    there, on_list = {"commune": NEXT_DOOR}, {"area_code": NEXT_DOOR}
    near = {"class": "near_poor"}
    lists(listed("A"), listed("B", **near), listed("D", **on_list), listed("E", **on_list, **near))
    survey(
        home("A", labour_capacity=0),
        home("B", poor=False),
        home("D", **there),
        home("E", poor=False, labour_capacity=1, **there),
    )
    return list(Unit.objects.filter(pk__in=Household.objects.everywhere().values("unit")).order_by("code"))


def rows():
    return sorted(Gap.objects.everywhere().filter(closed_on=None).values_list(*_KEPT), key=str)


def counts():
    return sorted(
        GapCount.objects.everywhere().values_list("unit_id", "policy", "kind", "promise", "households")
    )


@contextmanager
def lineages_read(monkeypatch):
    read, real = [], places_of_reviews.lineages
    monkeypatch.setattr(places_of_reviews, "lineages", lambda units, on: read.append(on) or real(units, on))
    yield read


def test_together_they_find_what_each_finds_alone(two):
    assert len(two) == 2
    for unit in two:
        seeking.seek_gaps(unit=unit, on=ON, by=SYSTEM)
    alone, alone_counted = rows(), counts()
    assert {row[0] for row in alone} == {one.pk for one in two}
    done = dict(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))
    assert {unit.pk: (one["opened"], one["closed"]) for unit, one in done.items()} == {
        one.pk: (0, 0) for one in two
    }
    assert (rows(), counts()) == (alone, alone_counted)


def test_places_are_read_as_often_for_two_communes_as_for_one(two, monkeypatch):
    list(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))
    with lineages_read(monkeypatch) as read:
        list(seeking.compared(two[:1], ON))
        of_one = len(read)
        list(seeking.compared(two, ON))
    assert len(read) - of_one == of_one > 0
    with CaptureQueriesContext(connection) as one:
        list(seeking.compared(two[:1], ON))
    with CaptureQueriesContext(connection) as both:
        list(seeking.compared(two, ON))
    # What lies on the ground of one commune alone is asked by itself, in a query more.
    assert len(both) <= len(one)


def test_a_run_for_each_commune_would_read_places_each_time(two, monkeypatch):
    """The control: without runs of many communes the test above has something to find."""
    monkeypatch.setattr(seeking, "_RUN", 1)
    with lineages_read(monkeypatch) as read:
        list(seeking.seek_gaps_of(units=two[:1], on=ON, by=SYSTEM))
        of_one = len(read)
        list(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))
    assert len(read) - of_one == 2 * of_one


def test_a_code_that_lives_on_is_in_another_run(monkeypatch):
    units = [Unit(code=code) for code in ("1", "2", "1", "3", "4")]
    monkeypatch.setattr(seeking, "_RUN", 2)
    assert [[one.code for one in run] for run in seeking._runs(units)] == [["1", "2"], ["1", "3"], ["4"]]


def test_who_stops_the_job_keeps_the_communes_that_were_done(two):
    class Stopped(Exception):
        """Somebody stopped it."""

    def stopping(_stage, done=0, _total=0):
        if done == 1:
            raise Stopped

    with pytest.raises(Stopped):
        jobs._seek(two, SYSTEM, stopping)
    assert list(GapSearch.objects.everywhere().values_list("unit_id", flat=True)) == [two[0].pk]
    assert {row[0] for row in rows()} == {two[0].pk}
    jobs._seek(two, SYSTEM, lambda *_told: None)
    assert {row[0] for row in rows()} == {one.pk for one in two}


def test_the_page_of_a_province_reads_stored_counts_by_their_index(two):
    list(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))

    def asked(units):
        scope = Scope(frozenset(one.pk for one in units), ON)
        with CaptureQueriesContext(connection) as queries:
            counted(scope, kind="entitled_not_served", promise=False, by="policy", order=())
            kinds_counted(scope)
            searches(scope)
        return [one["sql"] for one in queries]

    assert len(asked(two)) == len(asked(two[:1])) == 4
    by_kind = next(sql for sql in asked(two) if "support_gapcount" in sql)
    assert "seq scan on support_gapcount" not in plan(by_kind)
    assert "scan support_gapcount" not in plan(by_kind)


def plan(sql):
    """The plan in small letters; PostgreSQL would read a table of ten rows whole, so it may not where it has another way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return "\n".join(str(row) for row in cursor.fetchall()).lower()


def test_the_list_of_many_places_is_walked_and_holds_the_same_rows(two, monkeypatch):
    list(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))
    one, both = (Scope(frozenset(unit.pk for unit in units), ON) for units in (two[:1], two))
    gathered = [set(open_gaps(scope).values_list("pk", flat=True)) for scope in (one, both)]
    monkeypatch.setattr("ansinh.support.gaps.queries._GATHERED", 0)
    assert [set(open_gaps(scope).values_list("pk", flat=True)) for scope in (one, both)] == gathered
    assert 0 < len(gathered[0]) < len(gathered[1])
    if connection.vendor == "sqlite":
        walked = open_gaps(both).order_by("since", "pk")[:51].explain().lower()
        assert "scan support_gap using index gap_since" in walked
        assert "temp b-tree" not in walked


@pytest.mark.parametrize("many", [1, 5_000])
def test_gaps_are_sorted_by_the_name_that_the_last_search_found_and_found_by_village_without_accents(
    two, monkeypatch, many
):
    """``many``: from how many on the gaps of a village are met in the order of the list, and not gathered first."""
    monkeypatch.setattr(queries, "_SOON_MET", many)
    list(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))
    stale = Gap.objects.everywhere().exclude(name_sort=F("household__head_name_sort"))
    assert not stale.exists()
    one = Household.objects.everywhere().get(source_ref="D")
    Household.objects.everywhere().filter(pk=one.pk).update(
        head_name="Ân", head_name_sort=name_sort_key("Ân"), village="Thôn Đông"
    )
    assert set(stale.values_list("household", flat=True)) == {one.pk}
    list(seeking.seek_gaps_of(units=two, on=ON, by=SYSTEM))
    assert not stale.exists()
    found = of_village(open_gaps(EVERYWHERE), "thon dong")
    assert set(found.values_list("household", flat=True)) == {one.pk}
    assert not of_village(open_gaps(EVERYWHERE), "thon tay").exists()
