"""``POST /api/surveys``: what is refused and why; once whatever the retries."""

import json

import pytest
from django.test import Client
from tests.pages.api.conftest import COMMUNE, NEXT_DOOR, officer, payload, send

from ansinh.accounts.actor import CONSOLE
from ansinh.accounts.enums import TokenKind
from ansinh.accounts.tokens import make_token
from ansinh.audit.models import Event
from ansinh.households.lines import renew_lines
from ansinh.households.models import Household, Membership, Person
from ansinh.reviews.models import Dossier
from ansinh.surveys.models import HouseholdAnswer, MemberAnswer, Submission, SubmissionConflict

pytestmark = pytest.mark.django_db


def _rows() -> tuple[int, ...]:
    tables = (Household, HouseholdAnswer, MemberAnswer, Submission, SubmissionConflict, Membership)
    return (*(one.objects.everywhere().count() for one in tables), Person.objects.count())


def _error(answer) -> dict:
    return answer.json()["error"]


def test_without_a_key_a_json_or_the_right_type_nothing_is_taken(commune_officer, round_open):
    before = _rows()
    assert send(commune_officer, payload(), key="").status_code == 400
    assert send(commune_officer, payload(), key="short").status_code == 400
    assert send(commune_officer, b"{").status_code == 400
    assert send(commune_officer, b'{"round": NaN}').status_code == 400
    assert send(commune_officer, b'{"a": 1, "a": 2}').status_code == 400
    assert send(commune_officer, b"\xff\xfe").status_code == 400
    assert send(commune_officer, b"[" * 100_000).status_code == 400
    text = commune_officer.post(
        "/api/surveys", "x", content_type="text/plain", headers={"Idempotency-Key": "k" * 8}
    )
    assert text.status_code == 415
    assert commune_officer.get("/api/surveys").status_code == 405
    assert _rows() == before


def test_every_fault_is_told_at_its_path_in_both_languages(commune_officer, round_open):
    told = payload()
    told["household"] |= {"has_tv": 7, "water_source": "sea"}
    told["members"][1]["birth_date"] = "31/12/1980"
    told["members"][1]["member_id"] = told["members"][0]["member_id"]
    answer = send(commune_officer, told)
    assert answer.status_code == 422
    found = {one["path"]: one for one in _error(answer)["details"]}
    assert set(found) == {
        "household.has_tv",
        "household.water_source",
        "members[1].birth_date",
        "members[1].member_id",
    }
    assert found["household.has_tv"]["vi"] == "Chỉ nhận 0, 1 hoặc để trống."
    assert found["household.has_tv"]["en"] != found["household.has_tv"]["vi"]
    assert Submission.objects.everywhere().count() == 0


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"survey_id": "7"}, "survey_id"),
        ({"members": []}, "members"),
        ({"members": [{"member_id": ["1"]}]}, "members[0].member_id"),
        ({"approved_by": "me"}, "approved_by"),
        ({"round": 2022}, "round"),
        ({"seen_revision": -1}, "seen_revision"),
        ({"members": [{"member_id": "1", "full_name": "N" * 121}]}, "members[0].full_name"),
        ({"members": [{"member_id": "1", "full_name": "N\x00"}]}, "members[0].full_name"),
    ],
)
def test_a_wrong_shape_is_told_at_its_path(commune_officer, round_open, change, path):
    answer = send(commune_officer, payload() | change)
    assert (answer.status_code, [one["path"] for one in _error(answer)["details"]]) == (422, [path])


def test_only_who_enters_answers_there_may_send(signed_in, round_open):
    before = _rows()
    assert send(signed_in(), payload()).status_code == 403
    assert send(signed_in("commune_officer", NEXT_DOOR), payload()).status_code == 403
    assert send(signed_in("commune_chair", COMMUNE), payload()).status_code == 403
    assert _rows() == before


@pytest.mark.parametrize("forged", [False, True])
def test_nobody_in_particular_is_told_as_a_program_reads_it(country, round_open, forged):
    """No page to sign in and no form that expired: a device reads statuses and JSON."""
    client, before = Client(enforce_csrf_checks=forged), _rows()
    for header, status, code in (
        ({}, 401, "not_signed_in"),
        ({"HTTP_AUTHORIZATION": "Bearer ansinh_wrong"}, 401, "not_signed_in"),
    ):
        answer = send(client, payload(), **header)
        assert (answer.status_code, _error(answer)["code"]) == (status, code)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert _rows() == before


def test_a_missing_right_a_wrong_method_and_no_such_address_are_json_too(signed_in, round_open):
    client = signed_in("commune_chair", COMMUNE)
    for answer, status, code in (
        (send(client, payload()), 403, "permission_missing"),
        (client.get("/api/surveys"), 405, "wrong_method"),
        (client.get("/api/nothing"), 404, "no_such_address"),
    ):
        error = _error(answer)
        assert (answer.status_code, error["code"]) == (status, code)
        assert error["vi"]
        assert error["en"]


def test_a_capture_token_sends_and_reads_nothing_a_reading_one_does_not_send(client, country, round_open):
    user = officer("canbo.may", "commune_officer", COMMUNE)
    capture = make_token(user=user, name="Máy tính bảng 1", days=30, kind=TokenKind.CAPTURE, by=CONSOLE)
    reading = make_token(user=user, name="Báo cáo", days=30, kind=TokenKind.READ, by=CONSOLE)
    with_token = {"HTTP_AUTHORIZATION": f"Bearer {reading}"}
    assert send(client, payload(), **with_token).status_code == 403
    assert send(client, payload(), HTTP_AUTHORIZATION="Bearer ansinh_wrong").status_code == 401
    with_token = {"HTTP_AUTHORIZATION": f"Bearer {capture}"}
    assert send(client, payload(), **with_token).status_code == 201
    assert client.get("/households", **with_token).status_code == 403


def test_a_survey_is_taken_in_once_and_answered_the_same_each_time(commune_officer, round_open):
    first = send(commune_officer, payload())
    assert first.status_code == 201, first.content
    after = _rows()
    events = Event.objects.count()
    told = payload()
    respelled = json.dumps(dict(reversed(told.items())), indent=3).encode()
    for copy in (told, respelled):
        again = send(commune_officer, copy)
        assert (again.status_code, again.content, again.headers["Idempotency-Replayed"]) == (
            201,
            first.content,
            "true",
        )
    # Another key, the id that the device minted: still the same survey.
    assert send(commune_officer, told, key="key-00000002").content == first.content
    assert (_rows(), Event.objects.count()) == (after, events)
    event = Event.objects.get(name="surveys.submitted")
    assert event.facts["survey"] == told["survey_id"] and "Người" not in json.dumps(event.facts)


def test_the_rows_are_those_an_import_of_the_same_answers_writes(commune_officer, survey, round_open):
    from tests.reviews.conftest import home

    assert send(commune_officer, payload("DEV-9", 3)).status_code == 201
    sent = HouseholdAnswer.objects.everywhere().select_related("household").get(household__source_ref="DEV-9")
    assert renew_lines([sent.household_id]) == 0
    said = survey(home("DEV-9") | {"head_name": "Người 1"}, members={"DEV-9": 3})
    assert (said["unchanged"], said["corrected"]) == (1, 0)


def test_the_same_key_with_another_payload_is_refused_and_both_are_kept(commune_officer, round_open):
    assert send(commune_officer, payload()).status_code == 201
    other = payload()
    other["household"]["has_tv"] = 1
    for _copy in range(3):
        answer = send(commune_officer, other)
        assert (answer.status_code, _error(answer)["code"]) == (409, "same_key")
    by_id = send(commune_officer, other, key="key-00000003")
    assert (by_id.status_code, _error(by_id)["code"]) == (409, "same_survey")
    kept = SubmissionConflict.objects.everywhere()
    assert {one.kind for one in kept} == {"same_key", "same_survey"} and kept.count() == 2
    assert HouseholdAnswer.objects.everywhere().get(household__source_ref="DEV-1").has_tv is None
    assert b"Ng\xc6\xb0" not in bytes(kept[0].payload_sealed)


def test_answers_not_seen_are_never_overwritten_and_seen_ones_need_a_reason(commune_officer, round_open):
    assert send(commune_officer, payload()).status_code == 201
    other = payload() | {"survey_id": "0190a0b0-0000-7000-8000-000000000001"}
    other["household"]["has_tv"] = 1
    unseen = send(commune_officer, other, key="key-00000004")
    assert (unseen.status_code, _error(unseen)["code"]) == (409, "other_answers")
    seen = other | {"survey_id": "0190a0b0-0000-7000-8000-000000000002", "seen_revision": 1}
    answer = send(commune_officer, seen, key="key-00000005")
    assert (answer.status_code, _error(answer)["details"][0]["path"]) == (422, "reason")
    answer = send(commune_officer, seen | {"reason": "Hỏi lại chủ hộ"}, key="key-00000006")
    assert (answer.status_code, answer.json()["revision"]) == (201, 2)
    rows = HouseholdAnswer.objects.everywhere().filter(household__source_ref="DEV-1").order_by("revision")
    assert [(one.revision, one.current, one.has_tv) for one in rows] == [(1, False, None), (2, True, 1)]


def test_a_dossier_past_the_survey_takes_no_answers_and_says_so(commune_officer, round_open, monkeypatch):
    dossier = Dossier.objects.everywhere().get(unit__code=COMMUNE)
    from ansinh.exchange.api import receiving

    closed = type(dossier)(pk=dossier.pk, round=dossier.round, unit=dossier.unit, state="decided")
    monkeypatch.setattr(receiving, "_dossier", lambda campaign, unit: closed)
    before = _rows()
    answer = send(commune_officer, payload())
    assert (answer.status_code, _error(answer)["code"]) == (409, "step_not_open")
    assert _rows() == before


def test_an_unknown_place_and_a_round_that_is_not_open_are_refused(commune_officer, round_open):
    told = payload()
    told["household"]["area_code"] = "99999"
    assert send(commune_officer, told).status_code == 422
    answer = send(commune_officer, payload() | {"round": "2021"}, key="key-00000007")
    assert (answer.status_code, _error(answer)["code"]) == (409, "no_round")


def test_a_household_of_another_place_is_not_taken_from_it(signed_in, round_open):
    told = payload("OLD-2")
    answer = send(signed_in("commune_officer", COMMUNE), told)
    assert answer.status_code == 409
    assert Household.objects.everywhere().get(source_ref="OLD-2").unit.code == NEXT_DOOR
