"""What waits: for whom, how much, where it is done, until when."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR, officer
from tests.reviews.conftest import home

from ansinh.accounts.actor import actor_of
from ansinh.reviews.models import Round
from ansinh.work.todo import todos_of

pytestmark = pytest.mark.django_db


def waits(role: str, code: str) -> dict[str, int]:
    return {one.words: one.count for one in todos_of(actor_of(officer(f"{role}-{code}", role, code)))}


def test_nothing_waits_where_nothing_is_open(commune_officer):
    answer = commune_officer.get("/")
    assert answer.status_code == 200
    assert "Không có việc nào đang chờ." in answer.content.decode()


def test_an_imported_survey_waits_to_be_classified_by_who_may_do_it_there(survey):
    survey(home("A"))
    words = "Đợt rà soát 2022: xã chưa phân loại"
    assert waits("commune_officer", COMMUNE) == {words: 1}
    assert waits("province_chair", COMMUNE) == {}


def test_what_is_elsewhere_does_not_wait_here(survey, do):
    survey(home("A", poor=None))
    do("run", "--round", "2022", "--area", COMMUNE)
    assert waits("commune_officer", NEXT_DOOR) == {"Đợt rà soát 2022: xã chưa phân loại": 1}
    assert waits("province_chair", NEXT_DOOR) == {}


def test_a_classified_commune_waits_for_decisions_and_for_approval(survey, do):
    survey(home("A", poor=None), home("B"))
    do("run", "--round", "2022", "--area", COMMUNE)
    assert waits("commune_officer", COMMUNE) == {"Đợt rà soát 2022: hộ chưa xác định được diện": 1}
    assert waits("province_chair", COMMUNE) == {"Đợt rà soát 2022: xã chờ phê duyệt": 1}


def test_a_yearly_review_is_to_be_closed_on_14_december(survey):
    survey(home("A"))
    (only,) = todos_of(actor_of(officer("ai-do", "commune_officer", COMMUNE)))
    assert (only.due, only.overdue) == (date(2022, 12, 14), True)
    campaign = Round.objects.get()
    assert only.href == f"/rounds/{campaign.pk}"


def test_the_page_leads_to_the_work_and_says_that_it_is_late(survey, commune_officer):
    survey(home("A"))
    text = commune_officer.get("/").content.decode()
    assert f'<a href="/rounds/{Round.objects.get().pk}">Đợt rà soát 2022: xã chưa phân loại</a>' in text
    assert "Quá hạn 14/12/2022" in text


def test_the_page_asks_as_much_whatever_waits(survey, do, commune_officer):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            commune_officer.get("/")
        return len(queries)

    survey(home("A", poor=None))
    do("run", "--round", "2022", "--area", COMMUNE)
    one = asked()
    survey(*(home(f"B{number}", poor=None) for number in range(5)))
    do("run", "--round", "2022", "--area", COMMUNE)
    assert asked() == one
