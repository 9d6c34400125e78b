"""Saved views, and what is done with chosen rows: refusals first."""

import io
from urllib.parse import urlsplit

import polars as pl
import pytest
from tests.pages.conftest import COMMUNE, DISTRICT

from ansinh.audit.models import Event
from ansinh.households.models import Household
from ansinh.work.models import SavedView

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]
VIEWS, EXPORT, PLACE = "/households/views", "/households/chosen/export", "/households/chosen/place"


def test_a_view_is_saved_opened_renamed_and_deleted(commune_officer):
    assert commune_officer.post(VIEWS, {"name": " ", "query": "class=poor"}).status_code == 200
    assert not SavedView.objects.exists()
    answer = commune_officer.post(VIEWS, {"name": "Hộ nghèo", "query": "class=poor&after=x&sort=-persons"})
    assert answer.status_code == 303
    view = SavedView.objects.get()
    assert view.query == "class=poor&sort=-persons"
    one = f"{VIEWS}/{view.pk}"
    assert urlsplit(commune_officer.get(one)["Location"]).query == view.query
    commune_officer.post(VIEWS, {"name": "Cận nghèo", "query": "class=near_poor"})
    said = commune_officer.post(one, {"name": "Cận nghèo"}).content.decode()
    assert "Hãy chọn tên khác" in said
    assert commune_officer.post(one, {"name": "Nghèo, nhiều người"}).status_code == 303
    view.refresh_from_db()
    assert view.name == "Nghèo, nhiều người"
    assert "Nghèo, nhiều người" in commune_officer.get("/households").content.decode()
    assert commune_officer.post(one, {"delete": "1"}).status_code == 303
    assert list(SavedView.objects.values_list("name", flat=True)) == ["Cận nghèo"]
    assert "Hộ nghèo" not in str(list(Event.objects.values_list("facts", flat=True)))


def test_nobody_sees_the_views_of_another(commune_officer, signed_in):
    commune_officer.post(VIEWS, {"name": "Của tôi", "query": "class=poor"})
    one = f"{VIEWS}/{SavedView.objects.get().pk}"
    other = signed_in("province_officer", DISTRICT)
    assert other.get(one).status_code == 404
    assert other.post(one, {"delete": "1"}).status_code == 404
    assert SavedView.objects.exists()


def test_chosen_rows_within_the_scope_go_out(commune_officer, make, next_door):
    here, there = make("Trần Văn Đây", ref="A-1"), make("Trần Văn Kia", ref="B-1", unit=next_door)
    assert commune_officer.post(EXPORT, {"kind": "csv"}).status_code == 422
    assert commune_officer.post(EXPORT, {"kind": "exe", "households": str(here.pk)}).status_code == 422
    assert commune_officer.post(EXPORT, {"kind": "csv", "households": str(there.pk)}).status_code == 404
    answer = commune_officer.post(EXPORT, {"kind": "csv", "households": [str(here.pk), str(there.pk)]})
    assert pl.read_csv(io.BytesIO(answer.content))["Chủ hộ"].to_list() == ["Trần Văn Đây"]
    assert Event.objects.get(name="work.list_exported").facts["filters"] == ["chosen"]


def test_waiting_households_are_placed_with_a_reason_for_each_refused(signed_in, waiting, make, commune):
    settled = make("Trần Văn Đây", ref="A-1")
    assert (
        signed_in("province_chair", DISTRICT).post(PLACE, {"households": str(waiting.pk)}).status_code == 403
    )
    assert (
        signed_in("commune_officer", COMMUNE).post(PLACE, {"households": str(waiting.pk)}).status_code == 404
    )
    officer = signed_in("province_officer", DISTRICT)
    assert "Đỗ Văn Chờ" in officer.get("/households", {"state": "waiting"}).content.decode()
    assert officer.post(PLACE, {"households": str(settled.pk)}).status_code == 404
    asked = officer.post(PLACE, {"households": [str(waiting.pk), str(settled.pk)]})
    assert asked.status_code == 200
    assert Household.objects.everywhere().get(pk=waiting.pk).unit_id is None
    again = officer.post(PLACE, {"households": str(waiting.pk), "confirmed": "1", "unit": ""})
    assert Household.objects.everywhere().get(pk=waiting.pk).unit_id is None
    assert again.status_code == 200
    done = {"households": str(waiting.pk), "confirmed": "1", "village": "Thôn 2", "unit": str(commune.pk)}
    # The commune is no more today: without a day of its own time the household is refused, and it is said why.
    refused = officer.post(PLACE, {**done, "day": ""}).content.decode()
    assert "không tồn tại vào ngày" in refused
    assert officer.post(PLACE, {**done, "day": "01/02/2023"}).status_code == 200
    assert Household.objects.everywhere().get(pk=waiting.pk).unit_id == commune.pk
    assert "Đỗ Văn Chờ" not in officer.get("/households", {"state": "waiting"}).content.decode()
