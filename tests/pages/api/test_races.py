"""Two copies that both looked before either wrote: the constraint decides, and both get the first one's receipt."""

import pytest
from django.db import IntegrityError
from tests.pages.api.conftest import payload, send

from ansinh.exchange.api import receiving
from ansinh.households.models import Household
from ansinh.surveys.models import HouseholdAnswer, Submission, SubmissionConflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked_too_early(monkeypatch):
    """The next look finds nothing, as it would have a moment before; later ones look as always."""
    found_before = receiving._found_before
    looks = []

    def look(*asked):
        looks.append(asked)
        return None if len(looks) == 1 else found_before(*asked)

    def arm() -> list:
        monkeypatch.setattr(receiving, "_found_before", look)
        # The copy also read that the household was not there yet.
        household_of = receiving.household_of
        monkeypatch.setattr(
            receiving, "household_of", lambda sent: None if len(looks) == 1 else household_of(sent)
        )
        return looks

    return arm


def test_the_later_copy_gets_the_receipt_of_the_earlier_one(commune_officer, round_open, looked_too_early):
    first = send(commune_officer, payload())
    assert first.status_code == 201
    looks = looked_too_early()
    second = send(commune_officer, payload())
    assert (second.status_code, second.content) == (201, first.content)
    assert len(looks) == 2
    assert (
        Submission.objects.everywhere().count(),
        HouseholdAnswer.objects.everywhere().filter(household__source_ref="DEV-1").count(),
    ) == (1, 1)


def test_a_copy_that_sees_the_answers_but_looked_before_they_were_there_is_no_conflict(
    commune_officer, round_open, monkeypatch
):
    first = send(commune_officer, payload())
    found_before = receiving._found_before
    looks = []

    def look(*asked):
        looks.append(asked)
        return None if len(looks) == 1 else found_before(*asked)

    monkeypatch.setattr(receiving, "_found_before", look)
    second = send(commune_officer, payload())
    assert (second.status_code, second.content, len(looks)) == (201, first.content, 2)
    assert SubmissionConflict.objects.everywhere().count() == 0


def test_without_the_constraints_the_later_copy_would_be_a_second_household(
    commune_officer, round_open, looked_too_early, monkeypatch
):
    """Control: what stops the second copy is the constraint and nothing else."""
    assert send(commune_officer, payload()).status_code == 201
    refused = []
    submit = receiving.submit_survey

    def told(**asked):
        try:
            return submit(**asked)
        except IntegrityError as failure:
            refused.append(failure)
            raise

    monkeypatch.setattr(receiving, "submit_survey", told)
    looked_too_early()
    assert send(commune_officer, payload()).status_code == 201
    assert len(refused) == 1
    # With ids that no constraint knows, the same early look leaves a second row.
    monkeypatch.undo()
    renamed = payload("DEV-1-again")
    assert send(commune_officer, renamed, key="key-again-01").status_code == 201
    assert Household.objects.everywhere().filter(source_ref__startswith="DEV-1").count() == 2
