"""Devices of surveyors: handed out for one's own villages only, shown once, ended at once."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR, officer

from ansinh.access.devices import hand_out_device
from ansinh.accounts.actor import CONSOLE, actor_of
from ansinh.accounts.models import ApiToken
from ansinh.accounts.tokens import working_token
from ansinh.kernel.errors import Refused, UnusableInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def surveyor(country):
    return officer("ra-soat", "surveyor", COMMUNE)


def asked(user, **more) -> dict:
    return {"user": user.pk, "name": "Máy tính bảng 3", "days": 14} | more


@pytest.mark.parametrize("role", ["surveyor", "village_head", "commune_chair", "administrator"])
def test_who_prepares_no_dossiers_hands_out_no_device(signed_in, role):
    assert signed_in(role, COMMUNE).get("/devices").status_code == 403


def test_next_doors_surveyors_and_devices_are_not_there(signed_in, surveyor):
    hand_out_device(user=surveyor, name="a", days=7, by=CONSOLE)
    other = signed_in("commune_officer", NEXT_DOOR)
    assert surveyor.username not in other.get("/devices/new").content.decode()
    assert other.post("/devices/new", asked(surveyor)).status_code == 422
    device = ApiToken.objects.get()
    assert other.post(f"/devices/{device.pk}/end").status_code == 404
    device.refresh_from_db()
    assert device.revoked_at is None


def test_a_device_never_reaches_further_than_who_hands_it_out(commune_officer, surveyor):
    by = actor_of(officer("can-bo", "commune_officer", COMMUNE))
    officer("ra-soat", "surveyor", NEXT_DOOR)
    with pytest.raises(Refused) as refusal:
        hand_out_device(user=surveyor, name="a", days=7, by=by)
    assert refusal.value.code == "reaches_further"


def test_for_who_surveys_no_village_there_is_none(country):
    by = actor_of(officer("can-bo", "commune_officer", COMMUNE))
    with pytest.raises(Refused) as refusal:
        hand_out_device(user=officer("khac", "commune_officer", COMMUNE), name="a", days=7, by=by)
    assert refusal.value.code == "not_a_surveyor"


def test_no_device_works_longer_than_ninety_days(surveyor):
    with pytest.raises(UnusableInput):
        hand_out_device(user=surveyor, name="a", days=91, by=CONSOLE)


def test_a_token_hands_out_no_token(commune_officer, surveyor):
    text = hand_out_device(user=surveyor, name="a", days=7, by=CONSOLE)
    device = Client(headers={"authorization": f"Bearer {text}"})
    assert device.get("/devices").status_code == 403
    assert device.get("/households").status_code == 403


def test_its_text_is_shown_once_and_sends_until_it_is_ended(commune_officer, surveyor):
    answer = commune_officer.post("/devices/new", asked(surveyor))
    text = re.search(r"ansinh_[\w-]+", answer.content.decode()).group()
    assert "Thôn 1" in answer.content.decode()
    assert text not in commune_officer.get("/devices").content.decode()
    token = working_token(text)
    assert (token.user_id, token.kind) == (surveyor.pk, "capture")
    assert commune_officer.post(f"/devices/{token.pk}/end").status_code == 303
    assert working_token(text) is None
    assert "đã thu hồi" in commune_officer.get("/devices").content.decode()


def test_the_surveyor_sees_who_handed_it_out(commune_officer, surveyor):
    commune_officer.post("/devices/new", asked(surveyor))
    own = Client(headers={"accept-language": "vi"})
    own.force_login(surveyor)
    shown = own.get("/security").content.decode()
    assert "Máy tính bảng 3" in shown
    assert "Cán bộ giảm nghèo cấp xã" in shown


def test_the_list_costs_the_same_for_one_and_for_many(commune_officer, surveyor):
    def reads() -> int:
        with CaptureQueriesContext(connection) as found:
            assert commune_officer.get("/devices").status_code == 200
        return len(found)

    hand_out_device(user=surveyor, name="a", days=7, by=CONSOLE)
    commune_officer.get("/devices")
    one = reads()
    for number in range(4):
        other = officer(f"ra-soat-{number}", "surveyor", COMMUNE)
        hand_out_device(user=other, name=f"b{number}", days=7, by=CONSOLE)
    assert reads() == one


def test_people_cost_the_same_for_one_and_for_many(signed_in):
    admin = signed_in("administrator", COMMUNE)

    def reads() -> int:
        with CaptureQueriesContext(connection) as found:
            assert admin.get("/people").status_code == 200
        return len(found)

    admin.get("/people")
    one = reads()
    for number in range(5):
        officer(f"nguoi-{number}", "commune_officer", COMMUNE)
    assert reads() == one
