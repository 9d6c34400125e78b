"""Rounds on pages: opened, classified, how far each commune is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR
from tests.reviews.conftest import home

from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.progress import progress_of
from ansinh.work.models import Job
from ansinh.work.worker import run_next

pytestmark = pytest.mark.django_db


def test_a_round_elsewhere_does_not_exist(classified, signed_in):
    stranger = signed_in("province_officer", "24")
    assert "2022" not in stranger.get("/rounds").content.decode().split("table-data")[-1]
    for path in ("", "/results", "/edits"):
        assert stranger.get(f"{classified.at}{path}").status_code == 404


def test_an_approver_opens_none_and_runs_none(classified, signed_in):
    approver = signed_in("province_chair", DISTRICT)
    assert approver.get("/rounds/open").status_code == 403
    assert approver.post(f"{classified.at}/classify").status_code == 403
    assert not Job.objects.filter(state="waiting").exists()


def test_a_place_that_is_not_ones_own_is_refused(country, commune_officer):
    answer = commune_officer.post("/rounds/open", {"code": NEXT_DOOR, "period": "2022", "confirmed": "yes"})
    assert answer.status_code == 422
    assert "không được giao" in answer.content.decode()
    assert Round.objects.count() == 0


def test_a_round_that_is_open_already_is_refused_with_its_place(classified, commune_officer):
    answer = commune_officer.post("/rounds/open", {"code": COMMUNE, "period": "2022"})
    assert answer.status_code == 422
    assert "đã mở cho" in answer.content.decode()


def test_what_would_open_is_shown_and_nothing_is_opened_before_it_is_confirmed(country, district_officer):
    answer = district_officer.post("/rounds/open", {"code": DISTRICT, "period": "2022"})
    said = answer.content.decode()
    assert answer.status_code == 200
    assert "14/12/2022" in said
    assert "vn-2022" in said
    assert Round.objects.count() == 0


def test_a_confirmed_round_is_opened_with_a_dossier_for_each_commune(country, district_officer):
    answer = district_officer.post("/rounds/open", {"code": DISTRICT, "period": "2022", "confirmed": "yes"})
    campaign = Round.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rounds/{campaign.pk}")
    assert campaign.opened_by == "province_officer-311"
    assert Dossier.objects.everywhere().filter(round=campaign).count() == 37


def test_a_commune_sees_its_own_dossier_and_no_other(classified, commune_officer):
    said = commune_officer.get(classified.at).content.decode()
    assert "Thị trấn Minh Đức" in said
    assert "Xã An Lư" not in said


@pytest.mark.parametrize(("role", "place"), [("ministry", None), ("sector_agency", DISTRICT)])
def test_who_only_watches_sees_counts_and_no_way_to_a_household(classified, signed_in, role, place):
    watcher = signed_in(role, place)
    assert watcher.get(f"{classified.at}/results").status_code == 403
    assert classified.at in watcher.get("/rounds").content.decode()
    for page in ("", "/consolidation"):
        answer = watcher.get(f"{classified.at}{page}")
        said = answer.content.decode()
        assert answer.status_code == 200
        assert "Thị trấn Minh Đức" in said
        assert "Người 1" not in said
        for closed in ("/results", "/edits", "/communes/", "/households"):
            assert f"{closed}" not in said.split("<main", 1)[1]


@pytest.mark.parametrize("role", ["surveyor", "village_head"])
def test_a_villages_people_see_how_far_their_round_is(classified, signed_in, role):
    said = signed_in(role, COMMUNE).get(classified.at).content.decode()
    assert "Thị trấn Minh Đức" in said
    assert "Xã An Lư" not in said


def test_progress_counts_what_stands_and_what_waits(classified, commune_officer):
    (one,) = progress_of(classified.campaign, [classified.dossier])
    assert (one.surveyed, one.computed, one.undetermined, one.recognised, one.stale) == (3, 3, 1, 0, False)
    assert one.state == "classified"
    assert commune_officer.get(classified.at).status_code == 200


def test_answers_that_came_after_the_classification_are_told(classified, survey, commune_officer):
    survey(home("late"))
    assert "có phiếu mới sau phân loại" in commune_officer.get(classified.at).content.decode()


def test_running_the_rules_is_a_job_done_as_who_asked(survey, commune_officer):
    survey(home("poor"), home("rich", poor=False))
    campaign = Round.objects.get()
    answer = commune_officer.post(f"/rounds/{campaign.pk}/classify")
    job = Job.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/jobs/{job.pk}")
    run_next()
    job.refresh_from_db()
    assert (job.state, job.result["vn-2022"]) == ("done", {"not_poor": 1, "poor": 1})


def test_the_page_asks_the_same_number_of_questions_for_one_commune_and_for_37(
    classified, commune_officer, district_officer
):
    counts = []
    for client in (commune_officer, commune_officer, district_officer):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(classified.at).status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_no_page_of_a_review_shows_a_target(classified, commune_officer):
    for path in ("", "/results", "/edits"):
        # Without the menu, which leads to the plans of households.
        whole = commune_officer.get(f"{classified.at}{path}").content.decode().lower()
        said = whole[whole.index("<main") :]
        assert "chỉ tiêu" not in said
        assert "kế hoạch" not in said


@pytest.mark.parametrize("path", ["", "/results", "/edits"])
def test_speaks_english(classified, signed_in, path):
    page = signed_in("commune_officer", COMMUNE, english=True).get(f"{classified.at}{path}")
    assert page.status_code == 200
