"""A run of the rules comes to its end while people never stop entering answers, and leaves what a run afterwards would."""

from itertools import count

import polars as pl
import psycopg
import pytest
from django.db import connection
from tests.reviews.conftest import COMMUNE, home

from ansinh.accounts.actor import CONSOLE
from ansinh.reviews import actions, catching_up
from ansinh.reviews.actions import classify_round, recognise_classes
from ansinh.reviews.approving import approve
from ansinh.reviews.errors import ChangedMeanwhile
from ansinh.reviews.holding import hold_dossiers
from ansinh.reviews.models import ClassificationRun, Dossier, Outcome
from ansinh.reviews.progress import check_answers_classified, progress_of
from ansinh.reviews.queries import round_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


@pytest.fixture
def classified(do, survey):
    survey(*(home(ref) for ref in "ABC"))
    do("run", "--round", "2022", "--area", COMMUNE)
    return round_at(COMMUNE, "2022")


def rows(campaign) -> list[tuple]:
    """What the outcomes say, without their keys."""
    names = [one.attname for one in Outcome._meta.concrete_fields if one.attname != "id"]
    found = Outcome.objects.everywhere().filter(dossier__round=campaign)
    return sorted(found.values_list(*names), key=repr)


def a_writer_that_never_stops(survey, *, also=lambda number: None):
    """Each time the rules were run, once more, somebody answers again and a new household is surveyed."""
    numbers = count(1)

    def tell(stage: str, _done: int = 0, _total: int = 0) -> None:
        if stage in {"movements", "write"}:
            number = next(numbers)
            survey(home("A", poor=number % 2 == 0, floor_area_m2=30 + number), home(f"N{number}"))
            also(number)

    return tell


@pytest.mark.parametrize(("few", "many"), [(0, 8_000), (50, 0)], ids=["in turns", "at the end alone"])
def test_a_run_ends_while_answers_never_stop_and_is_right(classified, survey, monkeypatch, few, many):
    monkeypatch.setattr(actions, "_FEW", few)
    monkeypatch.setattr(catching_up, "_MANY", many)
    campaign, unit = classified
    classify_round(campaign=campaign, unit=unit, by=CONSOLE, progress=a_writer_that_never_stops(survey))
    left, run = rows(campaign), ClassificationRun.objects.order_by("-pk")[0]
    dossier = Dossier.objects.everywhere().select_related("unit").get(unit=unit)
    check_answers_classified(campaign, [dossier])
    assert progress_of(campaign, [dossier])[0].surveyed == len(left)

    classify_round(campaign=campaign, unit=unit, by=CONSOLE)
    after = ClassificationRun.objects.order_by("-pk")[0]
    assert left == rows(campaign)
    assert (run.input_digest, run.counts, run.households) == (
        after.input_digest,
        after.counts,
        after.households,
    )


def test_without_catching_up_the_late_answers_are_missing(classified, survey, monkeypatch):
    """The control."""
    monkeypatch.setattr(actions, "changed_between", lambda before, after: [])
    campaign, unit = classified
    classify_round(campaign=campaign, unit=unit, by=CONSOLE, progress=a_writer_that_never_stops(survey))
    left = rows(campaign)
    classify_round(campaign=campaign, unit=unit, by=CONSOLE)
    assert left != rows(campaign)


def test_a_class_recognised_while_the_rules_run_stays_and_the_run_ends(classified, survey):
    campaign, unit = classified

    def recognise(number: int) -> None:
        decided = pl.DataFrame({"household_id": ["B"], "class": ["near_poor"], "reason": [f"Họp {number}"]})
        recognise_classes(campaign=campaign, decisions=decided, by=CONSOLE)

    writer = a_writer_that_never_stops(survey, also=recognise)
    classify_round(campaign=campaign, unit=unit, by=CONSOLE, progress=writer)
    stands = Outcome.objects.everywhere().get(household__source_ref="B")
    assert (stands.recognised_class, stands.reason) == ("near_poor", "Họp 2")


def test_a_dossier_that_went_a_step_meanwhile_is_not_written_over(classified):
    campaign, unit = classified

    def step(stage: str, _done: int = 0, _total: int = 0) -> None:
        if stage == "write":
            approve(campaign=campaign, unit=unit, by=CONSOLE)

    before = rows(campaign)
    with pytest.raises(ChangedMeanwhile):
        classify_round(campaign=campaign, unit=unit, by=CONSOLE, progress=step)
    assert rows(campaign) == before


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "together"])
def test_the_end_of_a_run_is_alone_with_its_dossiers(alone):
    """On PostgreSQL; SQLite has one writer anyway. Not alone is the control: then another writes meanwhile."""
    if connection.vendor != "postgresql":
        pytest.skip("locks of dossiers: asked on PostgreSQL only")
    wants = "SELECT pg_try_advisory_xact_lock_shared(hashtext('ansinh.reviews.dossier'), 7)"
    # An id more than there are locks: it has that of number 7.
    hold_dossiers([7 + 256], alone=alone)
    with psycopg.connect(**connection.get_connection_params()) as somebody_else:
        got = bool(somebody_else.execute(wants).fetchone()[0])
    assert got is not alone
