"""The dossier's pages: what is refused to whom, and the steps done by their buttons."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import NEXT_DOOR
from tests.pages.procedure.conftest import at, client_of
from tests.reviews.conftest import home
from tests.reviews.procedure.conftest import household

from ansinh.households.models import Household
from ansinh.reviews.procedure.models import Meeting, Posting, WorkItem
from ansinh.reviews.procedure.work_list import add_to_work_list

pytestmark = pytest.mark.django_db

PAGES = ("", "/work-list", "/meetings", "/posting", "/opinion")


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_of_another_commune_a_dossier_does_not_exist(walk, page):
    stranger = client_of("stranger", "commune_officer", NEXT_DOOR)
    assert stranger.get(at(walk) + page).status_code == 404


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("/work-list/draw-up", {}),
        ("/work-list/add", {"household": "asks", "why": "Ốm"}),
        ("/work-list/close", {}),
        ("/meetings/conclude", {}),
        ("/posting/post", {"on": "01/11/2024"}),
        ("/posting/settle", {}),
        ("/opinion/submit", {"on": "01/11/2024"}),
        ("/back-to-survey", {"reason": "Sót"}),
        ("/supervision", {"on": "01/11/2024", "text": "Đúng"}),
        ("/opinion/give", {"verdict": "agreed", "on": "01/11/2024", "text_number": "1"}),
        ("/give-back", {"reason": "Sót"}),
    ],
)
def test_the_chair_who_decides_makes_no_step_of_the_dossier(walk, page, told):
    chair = client_of("chair", "commune_chair")
    assert chair.post(at(walk) + page, told).status_code == 403
    assert walk.state == "open"


@pytest.mark.parametrize("page", ["/meetings/conclude", "/posting/settle", "/work-list/close"])
def test_a_step_out_of_its_turn_says_what_comes_next(walk, officer, page):
    if page == "/work-list/close":
        walk.close()
    answer = officer.post(at(walk) + page)
    assert answer.status_code in (403, 409)
    assert "Việc tiếp theo" in text(answer)


def test_a_household_without_a_reason_is_not_added_and_what_was_typed_stays(walk, officer):
    answer = officer.post(f"{at(walk)}/work-list/add", {"household": "asks", "why": " "})
    assert answer.status_code == 409
    assert 'value="asks"' in text(answer)
    assert not WorkItem.objects.everywhere().exists()


def test_a_number_of_another_commune_is_not_found(walk, officer, survey):
    survey(home("far", commune=NEXT_DOOR), period="2022")
    answer = officer.post(f"{at(walk)}/work-list/add", {"household": "far", "why": "Ốm"})
    assert answer.status_code == 409
    assert "Không có hộ mang mã này ở xã" in text(answer)


def test_a_surveyor_sees_the_own_villages_households_and_no_other(walk):
    walk.close()
    surveyor = client_of("surveyor", "surveyor", village="Thôn 2")
    told = text(surveyor.get(f"{at(walk)}/work-list?columns=source,village"))
    assert "Thôn 2" in told
    assert "Thôn 1" not in told
    there, elsewhere = walk.item("fine"), walk.item("old")
    assert surveyor.get(f"{at(walk)}/work-list/{there.pk}").status_code == 200
    assert surveyor.get(f"{at(walk)}/work-list/{elsewhere.pk}").status_code == 404


def test_a_village_head_records_no_other_villages_meeting(walk):
    walk.classify()
    head = client_of("head", "village_head", village="Thôn 2")
    assert head.get(f"{at(walk)}/meetings/record?village=Thôn 1").status_code == 404
    assert head.get(f"{at(walk)}/meetings/record?village=Thôn 2").status_code == 200


def test_the_list_is_drawn_up_assigned_and_closed_by_its_buttons(walk, officer):
    assert officer.post(f"{at(walk)}/work-list/draw-up", {}).status_code == 303
    assert officer.post(f"{at(walk)}/work-list/close").status_code in (403, 409)
    told = {"surveyor": walk.officer.pk, "village": "Thôn 1"}
    assert officer.post(f"{at(walk)}/work-list/assign", told).status_code == 303
    assert officer.post(f"{at(walk)}/work-list/close").status_code == 303
    assert walk.state == "surveying"
    mine = officer.get("/my-households")
    assert mine.status_code == 200
    assert "Thôn 1" in text(mine)


def test_the_work_list_asks_the_same_for_one_household_and_for_many(walk, officer, survey):
    add_to_work_list(dossier=walk.now(), household=household("asks"), why="Ốm", by=walk.by)
    officer.get(f"{at(walk)}/work-list")
    with CaptureQueriesContext(
        connection,
    ) as one:
        officer.get(f"{at(walk)}/work-list")
    survey(*(home(f"h{number}", poor=False) for number in range(12)), period="2022")
    for each in Household.objects.everywhere().filter(source_ref__startswith="h"):
        add_to_work_list(dossier=walk.now(), household=each, why="Ốm", by=walk.by)
    with CaptureQueriesContext(connection) as many:
        answer = officer.get(f"{at(walk)}/work-list")
    assert text(answer).count("data-row-link") > 12
    assert len(many) == len(one)


def meeting_form(walk, **votes: int) -> dict[str, str]:
    told = {
        "village": "Thôn 1",
        "held_on": "20/10/2024",
        "started": "19 giờ 30",
        "ended": "21 giờ",
        "place": "Nhà văn hóa",
        "chair": "Lê Văn Thử",
        "chair_position": "Trưởng thôn",
        "secretary": "Phạm Thị Thử",
        "representative": "Vũ Thị Thử",
        "present": "10",
        "households_present": "8",
        "agenda": "Biểu quyết",
        "attendees": "\n".join(
            f"{who}; Đỗ Văn Thử; "
            for who in (
                "Ban Chỉ đạo giảm nghèo cấp xã",
                "Công chức cấp xã phụ trách giảm nghèo",
                "Rà soát viên",
                "Đại diện hộ được rà soát",
            )
        ),
    }
    for ref in ("old", "asks"):
        agree = votes.get(ref, 10)
        told |= {f"agree-{walk.item(ref).pk}": str(agree), f"disagree-{walk.item(ref).pk}": str(10 - agree)}
    return told


def test_a_meeting_is_recorded_with_its_votes_and_shows_who_failed(walk, officer):
    walk.classify()
    told = meeting_form(walk, asks=4)
    wrong = officer.post(f"{at(walk)}/meetings/record", told | {"attendees": "Ai đó; Đỗ Văn Thử"})
    assert wrong.status_code == 409
    assert "Dòng 1" in text(wrong)
    assert officer.post(f"{at(walk)}/meetings/record", told).status_code == 303
    page = text(officer.get(f"{at(walk)}/meetings/{Meeting.objects.everywhere().get().pk}"))
    assert "40,00" in page
    assert "rà soát lại, họp lại" in page
    assert officer.get(f"{at(walk)}/work-list/{walk.item('asks').pk}").status_code == 200


def test_the_front_supervises_what_it_may_not_change(walk):
    walk.classify()
    front = client_of("front", "front_observer")
    assert front.get(f"{at(walk)}/meetings").status_code == 200
    assert (
        front.post(f"{at(walk)}/supervision", {"on": "20/10/2024", "text": "Đúng quy trình"}).status_code
        == 303
    )
    assert "Đúng quy trình" in text(front.get(f"{at(walk)}/meetings"))
    assert front.get(f"{at(walk)}/meetings/record?village=Thôn 1").status_code == 403


def test_lists_are_posted_and_the_clock_is_shown_unverified(walk, officer):
    walk.discuss()
    assert officer.post(f"{at(walk)}/posting/post", {"on": "01/11/2024"}).status_code == 409
    places = ["village_house", "commune_office", "loudspeaker"]
    answer = officer.post(f"{at(walk)}/posting/post", {"on": "01/11/2024", "places": places})
    assert answer.status_code == 303
    assert set(Posting.objects.everywhere().values_list("until", flat=True)) == {date(2024, 11, 6)}
    page = text(officer.get(at(walk)))
    assert "06/11/2024" in page
    assert "chưa đối chiếu văn bản" in page


def test_an_objection_is_rechecked_from_the_page_of_the_posting(walk, officer):
    walk.post()
    objection = walk.object_to("asks")
    assert "Mở phúc tra" in text(officer.get(f"{at(walk)}/posting"))
    assert officer.post(f"{at(walk)}/objections/{objection.pk}/recheck").status_code == 303
    assert walk.item("asks").state == "again"
    assert officer.post(f"{at(walk)}/objections/{objection.pk + 99}/recheck").status_code == 404


def test_the_posting_says_on_which_day_it_ended_and_not_before_its_days(walk, officer):
    walk.post(on=date(2024, 11, 1))
    settle = f"{at(walk)}/posting/settle"
    assert officer.post(settle).status_code == 409
    early = officer.post(settle, {"on": "06/11/2024"})
    assert early.status_code == 409
    assert "06/11/2024" in text(early)
    assert officer.post(settle, {"on": "07/11/2024"}).status_code == 303
    assert walk.now().moves.everywhere().latest("pk").on == date(2024, 11, 7)


def test_the_meetings_page_says_what_is_left_and_has_no_button_that_would_refuse(walk, officer):
    walk.classify()
    before = text(officer.get(f"{at(walk)}/meetings"))
    assert "Chưa kết thúc được họp thôn" in before
    assert "/meetings/conclude" not in before


def test_an_objection_is_taken_in_from_the_posting_for_this_list(walk, officer):
    assert "about=dossier" not in text(officer.get(f"{at(walk)}/posting"))
    walk.post()
    assert f"kind=objection&amp;about=dossier:{walk.dossier.pk}" in text(officer.get(f"{at(walk)}/posting"))


def test_answers_say_who_surveyed_and_are_closed_where_the_state_closes_them(walk, officer):
    walk.draw_up()
    address = f"/rounds/{walk.dossier.round_id}/households/{household('old').pk}/answers"
    assert "đang lập danh sách" in text(officer.get(address))
    walk.officer.refresh_from_db()
    assert officer.post(f"{address}/save", {"seen": "0"}).status_code in (409, 422)


def test_of_recorded_results_the_page_says_that_no_step_is_kept(registry):
    from_2022 = client_of("recorder", "commune_officer")
    told = text(from_2022.get("/rounds"))
    assert "2022" in told


@pytest.mark.parametrize("law", ["recorded", "tt-17-2016", "qd-24-2021", "qd-24-2021-two-tier"])
def test_every_law_is_shown_with_its_diagram_and_table(walk, officer, law):
    page = text(officer.get(f"/procedure?regime={law}"))
    assert "<svg" in page
    assert "style=" not in page
    assert officer.get("/procedure?regime=none").status_code == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", ["draw_up", "close", "classify", "discuss", "post", "settle"])
def test_every_page_opens_in_every_state(walk, officer, state, page):
    getattr(walk, state)()
    answer = officer.get(at(walk) + page)
    assert answer.status_code == 200
    assert "chỉ tiêu" not in text(answer).casefold()
