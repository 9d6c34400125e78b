"""Surveys that differ from what is kept: seen within one's places, decided once and with a reason."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.api.conftest import COMMUNE, NEXT_DOOR, payload, send

from ansinh.surveys.models import HouseholdAnswer, SubmissionConflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def conflict(commune_officer, round_open) -> SubmissionConflict:
    assert send(commune_officer, payload()).status_code == 201
    other = payload()
    other["household"]["has_tv"] = 1
    other["members"][0]["citizen_id"] = "031080000017"
    assert send(commune_officer, other).status_code == 409
    return SubmissionConflict.objects.everywhere().get()


def _address(one: SubmissionConflict) -> str:
    return f"/surveys/conflicts/{one.pk}"


def test_nobody_elsewhere_sees_it_and_who_may_not_edit_is_told_why(signed_in, conflict):
    neighbour = signed_in("commune_officer", NEXT_DOOR)
    assert neighbour.get(_address(conflict)).status_code == 404
    assert "Người 1" not in neighbour.get("/surveys/conflicts").content.decode()
    assert (
        neighbour.post(_address(conflict), {"decision": "take", "reason": "x", "seen": 1}).status_code == 404
    )
    assert signed_in("commune_chair", COMMUNE).get(_address(conflict)).status_code == 403


def test_the_page_shows_what_differs_and_no_citizen_id(commune_officer, conflict):
    listed = commune_officer.get("/surveys/conflicts").content.decode()
    assert "Người 1" in listed and _address(conflict) in listed
    shown = commune_officer.get(_address(conflict)).content.decode()
    assert "Có ti vi" in shown and "031080000017" not in shown


def test_a_decision_needs_a_reason_and_the_revision_that_was_seen(commune_officer, conflict):
    for told in (
        {"decision": "take", "reason": " ", "seen": 1},
        {"decision": "take", "reason": "Đúng", "seen": 0},
    ):
        assert commune_officer.post(_address(conflict), told).status_code == 422
    assert SubmissionConflict.objects.everywhere().get().decision == "open"


def test_the_other_survey_taken_becomes_the_correction_of_the_first(commune_officer, conflict):
    told = {"decision": "take", "reason": "Hỏi lại chủ hộ", "seen": 1}
    assert commune_officer.post(_address(conflict), told).status_code == 303
    rows = HouseholdAnswer.objects.everywhere().filter(household=conflict.household).order_by("revision")
    assert [(one.revision, one.has_tv, one.reason) for one in rows] == [
        (1, None, ""),
        (2, 1, "Hỏi lại chủ hộ"),
    ]
    assert commune_officer.post(_address(conflict), told | {"seen": 2}).status_code == 422
    assert rows.count() == 2


def test_the_first_survey_kept_changes_nothing(commune_officer, conflict):
    told = {"decision": "keep", "reason": "Phiếu sau gửi nhầm", "seen": 1}
    assert commune_officer.post(_address(conflict), told).status_code == 303
    assert HouseholdAnswer.objects.everywhere().get(household=conflict.household).has_tv is None
    assert SubmissionConflict.objects.everywhere().get().decision == "kept"


def test_the_list_asks_as_often_for_one_as_for_many(commune_officer, conflict):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert commune_officer.get("/surveys/conflicts").status_code == 200
        return len(found)

    asked()
    one = asked()
    for number in range(3):
        other = payload()
        other["household"]["has_tv"] = 0
        other["household"]["has_radio"] = number % 2
        send(commune_officer, other, key=f"key-more-{number}")
    assert SubmissionConflict.objects.everywhere().count() == 4
    assert asked() == one
