"""The page of one household: who may open it, what it shows, and that its size costs no query."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.households.making import BY, household, person
from tests.pages.conftest import COMMUNE, NEXT_DOOR
from tests.reviews.conftest import home as surveyed
from tests.reviews.conftest import listed

from ansinh.households.actions import change_head, correct_person, join_households, move_household
from ansinh.households.models import Household, Membership
from ansinh.kernel.keys import keys_folder
from ansinh.reviews.models import Outcome

pytestmark = pytest.mark.django_db


def test_a_household_out_of_scope_does_not_exist(signed_in, home):
    client = signed_in("commune_officer", NEXT_DOOR)
    for path in (
        "",
        "/birth",
        "/dissolve",
        f"/people/{home.memberships.everywhere().first().person_id}/citizen-id",
    ):
        answer = client.get(f"/households/{home.pk}{path}")
        assert answer.status_code == 404
        assert "Trần Văn Chủ" not in answer.content.decode()


def test_who_may_only_look_finds_no_verbs(approver, home, shown):
    text = shown(approver, home)
    assert "Trần Văn Chủ" in text
    assert "Ghi thay đổi" not in text
    assert f"/households/{home.pk}/birth" not in text
    assert approver.get(f"/households/{home.pk}/birth").status_code == 403


def test_shows_who_and_where(commune_officer, home, shown):
    text = shown(commune_officer, home)
    for said in ("Hộ Trần Văn Chủ", "Thôn 1", "Lê Thị Vợ", "1972", "02/01/1970", "chưa có", "Ghi thay đổi"):
        assert said in text


@pytest.mark.parametrize("path", ["", "/birth", "/joins", "/split", "/merge", "/dissolve", "/members/1"])
def test_speaks_english(signed_in, home, path):
    answer = signed_in("commune_officer", COMMUNE, english=True).get(f"/households/{home.pk}{path}")
    assert answer.status_code == 200
    assert 'lang="en"' in answer.content.decode()


def test_a_household_that_waits_is_reached_through_the_place_it_waits_under(
    district_officer, commune_officer, commune
):
    waiting = household(None, "Phạm Văn Chờ", placed_under=commune.parent)
    answer = district_officer.get(f"/households/{waiting.pk}")
    assert answer.status_code == 200
    assert f"/households/{waiting.pk}/place" in answer.content.decode()
    assert commune_officer.get(f"/households/{waiting.pk}").status_code == 404


def test_a_large_household_costs_no_more_queries(commune_officer, commune, next_door):
    small = household(commune, "Một Người")
    large = household(commune, *(person(f"Người {number}") for number in range(12)), village="Thôn 2")
    for number, ref in enumerate(("2", "3", "4", "5"), start=1):
        change_head(household=large, member_ref=ref, day=date(2022, number, 1), by=BY)
    for month, unit in ((6, next_door), (7, commune), (8, next_door), (9, commune)):
        move_household(household=large, unit=unit, day=date(2022, month, 1), by=BY)
    commune_officer.get(f"/households/{small.pk}")
    counts = []
    for home in (small, large):
        with CaptureQueriesContext(connection) as queries:
            assert commune_officer.get(f"/households/{home.pk}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_citizen_id_is_never_on_the_page_and_shown_with_a_reason(commune_officer, home, shown):
    correct_person(
        household=home,
        member_ref="1",
        values={},
        citizen_id="031070000001",
        reason="thẻ",
        by=BY,
        keys=keys_folder(),
    )
    who = Membership.objects.everywhere().get(household=home, member_ref="1").person_id
    assert "031070000001" not in shown(commune_officer, home)
    path = f"/people/{who}/citizen-id"
    assert "031070000001" not in shown(commune_officer, home, path)
    missing = commune_officer.post(f"/households/{home.pk}{path}", {"reason": " "})
    assert "031070000001" not in missing.content.decode()
    seen = commune_officer.post(f"/households/{home.pk}{path}", {"reason": "đối chiếu thẻ"})
    assert "031070000001" in seen.content.decode()
    assert seen.headers["Cache-Control"] == "no-store"
    assert "Xem số định danh cá nhân" in shown(commune_officer, home)


def test_neighbours_lead_through_the_village(commune_officer, commune, shown):
    first, second, third = (
        household(commune, name, village="Thôn 3") for name in ("Bùi Văn An", "Đặng Thị Bình", "Vũ Văn Cường")
    )
    text = shown(commune_officer, second)
    assert f'href="/households/{first.pk}"' in text and f'href="/households/{third.pk}"' in text
    assert 'rel="prev"' not in shown(commune_officer, first)


@pytest.fixture
def reviewed(survey, lists, do) -> Household:
    """A household on the list of the year before, surveyed and classified."""
    lists(listed("H1"))
    survey(surveyed("H1"))
    do("run", "--round", "2022", "--area", COMMUNE)
    return Household.objects.everywhere().get(source_ref="H1")


def test_shows_the_class_and_explains_it(commune_officer, reviewed, shown):
    text = shown(commune_officer, reviewed)
    for said in ("danh sách năm 2022", "1/QĐ", "Kết quả rà soát", "Nước sinh hoạt và vệ sinh"):
        assert said in text
    outcome = Outcome.objects.everywhere().get(household=reviewed, standard="vn-2022")
    path = f"/explanation/{outcome.pk}"
    assert path in text
    whole = shown(commune_officer, reviewed, path)
    part = commune_officer.get(
        f"/households/{reviewed.pk}{path}", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    ).content.decode()
    for said in ("Thiếu hụt khi", "chưa đối chiếu văn bản", "Nhà tiêu"):
        assert said in whole and said in part
    assert "<html" not in part


def test_an_explanation_of_another_household_is_not_found(commune_officer, reviewed, home):
    outcome = Outcome.objects.everywhere().filter(household=reviewed).first()
    assert commune_officer.get(f"/households/{home.pk}/explanation/{outcome.pk}").status_code == 404


def test_a_revision_says_what_it_changed(commune_officer, reviewed, survey, shown):
    survey(surveyed("H1", toilet="septic"))
    answers = list(reviewed.answers.everywhere().order_by("revision"))
    assert [one.revision for one in answers] == [1, 2]
    text = shown(commune_officer, reviewed, f"/answers/{answers[1].pk}")
    assert "không có nhà tiêu" in text and "tự hoại, bán tự hoại" in text
    assert "Lần ghi này đã được thay" in shown(commune_officer, reviewed, f"/answers/{answers[0].pk}")


def test_of_a_household_elsewhere_nothing_is_said(commune_officer, commune, next_door, shown):
    from_here = household(commune, "Ngô Văn Đây", "Ngô Thị Đi")
    there = household(next_door, "Người Nơi Khác")
    join_households(household=there, into=from_here, day=date(2022, 3, 1), by=BY)
    text = shown(commune_officer, from_here)
    assert "Hộ kia ở ngoài địa bàn của bạn" in text
    assert f"/households/{there.pk}" not in text
