"""What waits: for whom, how much, where it is done, until when."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, officer
from tests.reviews.conftest import home

from ansinh.access.scope import Scope
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.kernel.dates import today
from ansinh.kernel.numbers import shown_number
from ansinh.places.queries import unit_at
from ansinh.portal.lagging import last_day, late_rounds
from ansinh.reviews.models import Dossier, Round
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


def test_requests_wait_for_who_handles_them(country):
    receive_request(
        unit=unit_at(COMMUNE, date(2022, 12, 14)),
        kind=GrievanceKind.OBJECTION,
        channel=Channel.DESK,
        asker_name="Hoàng Thị Đào",
        content="Đề nghị xem lại",
        received_on=date(2022, 12, 14),
        by=SYSTEM,
    )
    actor = actor_of(officer("ai-do", "commune_officer", COMMUNE))
    (only,) = todos_of(actor)
    assert (only.kind, only.count, only.late) == ("grievances.receive", 1, 1)
    assert only.href == "/requests?state=received"
    assert todos_of(actor_of(officer("lang-gieng", "commune_officer", NEXT_DOOR))) == []


def test_a_commune_that_is_late_stands_on_the_page_of_who_watches(survey, signed_in):
    survey(home("A"))
    client = signed_in("province_chair", DISTRICT)
    shown = client.get("/").content.decode()
    assert "Xã chậm tiến độ" in shown
    days = (today() - date(2022, 12, 14)).days
    assert shown_number(days) in shown
    listed = signed_in("commune_officer", COMMUNE).get("/lagging").content.decode()
    assert listed.count("data-row-link") == 1
    assert "14/12/2022" in listed


def test_who_works_at_one_commune_has_it_among_the_work_and_not_twice(survey, commune_officer):
    survey(home("A"))
    assert "Xã chậm tiến độ" not in commune_officer.get("/").content.decode()


def test_every_commune_of_the_scope_is_counted(survey):
    survey(home("A"))
    (late,) = late_rounds(Scope(None))
    assert (late.communes, late.due) == (Dossier.objects.everywhere().count(), date(2022, 12, 14))
    assert late_rounds(Scope(frozenset())) == []


def test_the_lagging_places_are_asked_in_as_many_reads_whatever_lags(survey, signed_in):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/lagging")
        return len(queries)

    client = signed_in("province_chair", DISTRICT)
    survey(home("A"))
    one = asked()
    survey(home("B", commune=NEXT_DOOR), period="2023")
    assert asked() == one


@pytest.mark.parametrize(
    ("period", "day"),
    [("2019", date(2019, 12, 31)), ("2022", date(2022, 12, 14)), ("2022-03", date(2022, 3, 30))],
)
def test_a_round_is_to_be_decided_by(period, day):
    assert last_day(Round(period=period)) == day
