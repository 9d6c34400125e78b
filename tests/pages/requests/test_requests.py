"""The pages of requests: refusals first; taken in, found, moved on, answered, counted."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, THEN
from tests.reviews.conftest import home

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.models import Grievance
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at

pytestmark = pytest.mark.django_db
ASKER = "Hoàng Thị Đào"


def commune(code: str = COMMUNE) -> Unit:
    return unit_at(code, THEN)


def taken_in(code: str = COMMUNE, **more) -> Grievance:
    named = {
        "unit": commune(code),
        "kind": GrievanceKind.OBJECTION,
        "channel": Channel.DESK,
        "asker_name": ASKER,
        "content": "Đề nghị xem lại",
        "by": SYSTEM,
    }
    return receive_request(**named | more)


def typed(client, **more) -> dict[str, str]:
    units = re.findall(r'<option value="(\d+)"', client.get("/requests/new").content.decode())
    given = {
        "kind": "review",
        "channel": "desk",
        "received_on": today().strftime("%d/%m/%Y"),
        "unit": units[-1] if units else "",
        "village": "Thôn 1",
        "asker_name": ASKER,
        "content": "Chồng ốm nặng, mất thu nhập",
    }
    return given | more


def text(answer) -> str:
    return answer.content.decode()


def test_a_request_next_door_does_not_exist(signed_in):
    row = taken_in()
    other = signed_in("commune_officer", NEXT_DOOR)
    for address in (f"/requests/{row.pk}", f"/requests/{row.pk}/receipt", f"/requests/{row.pk}/steps/check"):
        answer = other.get(address)
        assert answer.status_code == 404
        assert ASKER not in text(answer)
    assert ASKER not in text(other.get("/requests"))


def test_a_step_that_the_state_does_not_allow_is_refused_with_the_reason(commune_officer):
    row = taken_in()
    answer = commune_officer.post(f"/requests/{row.pk}/steps/close", {"seen": row.steps})
    assert answer.status_code == 409
    assert "Đã tiếp nhận" in text(answer)


def test_a_step_that_is_none_does_not_exist(commune_officer):
    row = taken_in()
    assert commune_officer.get(f"/requests/{row.pk}/steps/receive").status_code == 404


def test_an_officer_is_told_who_may_decide(commune_officer, signed_in):
    row = taken_in()
    for verb in ("check", "take_up"):
        assert commune_officer.post(f"/requests/{row.pk}/steps/{verb}").status_code == 303
    refusal = commune_officer.get(f"/requests/{row.pk}/steps/decide")
    assert refusal.status_code == 403
    assert "Giải quyết đề nghị và phản ánh" in text(refusal)
    assert f"/requests/{row.pk}/steps/decide" not in text(commune_officer.get(f"/requests/{row.pk}"))
    assert f"/requests/{row.pk}/steps/decide" in text(
        signed_in("commune_chair", COMMUNE).get(f"/requests/{row.pk}")
    )


def test_who_comes_second_is_told_and_nothing_is_written(commune_officer):
    row = taken_in()
    commune_officer.post(f"/requests/{row.pk}/steps/check", {"seen": "1"})
    answer = commune_officer.post(f"/requests/{row.pk}/steps/take_up", {"seen": "1"})
    assert answer.status_code == 200
    assert "Có người vừa cập nhật đơn này" in text(answer)
    row.refresh_from_db()
    assert row.state == "checked"


def test_a_person_without_any_paper_is_taken_in(commune_officer):
    answer = commune_officer.post("/requests/new", typed(commune_officer, missing_papers="Chưa có căn cước"))
    row = Grievance.objects.everywhere().get()
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/requests/{row.pk}"
    assert (row.asker_name, row.household_id, row.missing_papers) == (ASKER, None, "Chưa có căn cước")
    shown = text(commune_officer.get(f"/requests/{row.pk}"))
    assert "Đơn chưa gắn với hộ nào." in shown
    assert "chưa đối chiếu" not in shown


def test_its_household_is_found_and_chosen_while_what_was_typed_stays(survey, commune_officer):
    survey(home("A"))
    given = typed(commune_officer, household_words="nguoi", find="yes")
    found = text(commune_officer.post("/requests/new", given))
    household = Household.objects.everywhere().get()
    assert household.pk.hex in found
    assert "Chồng ốm nặng, mất thu nhập" in found
    commune_officer.post("/requests/new", typed(commune_officer, household=household.pk.hex))
    assert Grievance.objects.everywhere().get().household_id == household.pk


def test_a_household_elsewhere_cannot_be_chosen(survey, commune_officer):
    survey(home("A", commune=NEXT_DOOR))
    key = Household.objects.everywhere().get().pk.hex
    assert commune_officer.post("/requests/new", typed(commune_officer, household=key)).status_code == 404
    assert not Grievance.objects.everywhere().exists()


def test_a_request_is_linked_to_its_household_and_person(survey, commune_officer):
    survey(home("A"))
    row, household = taken_in(), Household.objects.everywhere().get()
    person = household.memberships.model.objects.everywhere().order_by("pk").first().person
    given = {"seen": row.steps, "household": household.pk.hex, "person": person.pk.hex, "link": "yes"}
    assert commune_officer.post(f"/requests/{row.pk}/steps/link_household", given).status_code == 303
    row.refresh_from_db()
    assert (row.household_id, row.person_id) == (household.pk, person.pk)


def test_from_the_desk_to_the_written_answer(commune_officer, signed_in):
    row, chair = taken_in(), signed_in("commune_chair", COMMUNE)
    for verb in ("check", "take_up"):
        commune_officer.post(f"/requests/{row.pk}/steps/{verb}")
    chair.post(f"/requests/{row.pk}/steps/decide", {"outcome": "upheld", "reasons": "Thiếu hụt 4 chỉ số"})
    given = {"day": today().strftime("%d/%m/%Y"), "handed": "trao tay", "checked": "Đã đến hộ"}
    answer = commune_officer.post(f"/requests/{row.pk}/steps/answer", given)
    assert answer.status_code == 303, text(answer)
    row.refresh_from_db()
    assert (row.state, row.outcome, row.answer_paper) == ("answered", "upheld", "01/UBND-VX")
    shown = text(commune_officer.get(f"/requests/{row.pk}"))
    assert "Thiếu hụt 4 chỉ số" in shown
    assert "Trả lời đúng hạn" in shown


def test_an_appeal_is_taken_in_from_the_answer(commune_officer, signed_in):
    row, chair = taken_in(), signed_in("commune_chair", COMMUNE)
    for verb in ("check", "take_up"):
        commune_officer.post(f"/requests/{row.pk}/steps/{verb}")
    chair.post(f"/requests/{row.pk}/steps/decide", {"outcome": "refused", "reasons": "Không đủ điều kiện"})
    day = today().strftime("%d/%m/%Y")
    commune_officer.post(
        f"/requests/{row.pk}/steps/answer", {"paper": "9/UBND-VX", "day": day, "handed": "bưu điện"}
    )
    given = {"channel": "post", "received_on": day, "content": "Không đồng ý"}
    answer = commune_officer.post(f"/requests/{row.pk}/appeal", given)
    appeal = Grievance.objects.everywhere().get(against=row)
    assert answer.headers["Location"] == f"/requests/{appeal.pk}"
    assert chair.get(f"/requests/{appeal.pk}/steps/check").status_code == 403
    assert "Khiếu nại kết quả của" in text(commune_officer.get(f"/requests/{appeal.pk}"))


def test_a_village_head_sees_the_village_and_no_complaint(signed_in, country):
    mine = taken_in(village="Thôn 1")
    elsewhere = taken_in(village="Thôn 2", asker_name="Vũ Canary Hai")
    complaint = taken_in(kind=GrievanceKind.COMPLAINT, village="Thôn 1", asker_name="Vũ Canary Ba")
    head = village_head("Thôn 1")
    shown = text(head.get("/requests"))
    assert ASKER in shown
    assert "Canary" not in shown
    assert head.get(f"/requests/{mine.pk}").status_code == 200
    for row in (elsewhere, complaint):
        assert head.get(f"/requests/{row.pk}").status_code == 404


def village_head(village: str):
    user = register_user(username="truongthon", full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(
        user=user,
        role="village_head",
        unit=commune(),
        village=village,
        valid_from=date(2022, 1, 1),
        by=SYSTEM,
    )
    client = Client(headers={"accept-language": "vi"})
    client.force_login(user)
    return client


def test_a_name_is_found_without_accents_and_stands_in_no_address(commune_officer):
    taken_in()
    taken_in(asker_name="Trần Văn Bình")
    answer = commune_officer.post("/requests", {"q": "dao hoang"})
    assert answer.status_code == 303
    assert "dao" not in answer.headers["Location"]
    shown = text(commune_officer.get(answer.headers["Location"]))
    assert ASKER in shown
    assert "Trần Văn Bình" not in shown


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"state": "open"}, 2),
        ({"state": "answered"}, 0),
        ({"kind": "complaint"}, 1),
        ({"lateness": "late"}, 1),
        ({"number": "2"}, 1),
        ({"year": str(today().year)}, 1),
        ({"sort": "-due"}, 2),
        ({"sort": "asker"}, 2),
    ],
)
def test_the_list_is_filtered_and_sorted(query, count, commune_officer):
    taken_in(received_on=THEN)
    Grievance.objects.everywhere().update(number=2, year=2022)
    taken_in(kind=GrievanceKind.COMPLAINT, asker_name="Hoàng Thị Mận")
    shown = text(commune_officer.get(f"/requests?{urlencode(query)}"))
    assert shown.count("data-row-link") == count


def test_the_list_goes_out_as_a_file(commune_officer):
    taken_in()
    answer = commune_officer.get("/requests?export=csv")
    assert ASKER in text(answer)


def test_the_list_asks_as_much_for_one_as_for_many(commune_officer, survey):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            commune_officer.get("/requests")
        return len(queries)

    taken_in()
    one = asked()
    for number in range(5):
        taken_in(asker_name=f"Người {number}")
    assert asked() == one


def test_a_number_of_the_figures_opens_what_it_counts(commune_officer):
    taken_in(village="Thôn 1")
    taken_in(village="Thôn 1", received_on=THEN)
    shown = text(commune_officer.get("/requests/figures"))
    (lead,) = re.findall(r'<th scope="row">Thôn 1</th><td class="num"><a href="([^"]+)">1</a>', shown)
    opened = text(commune_officer.get(lead.replace("&amp;", "&")))
    assert opened.count("data-row-link") == 1


def test_the_receipt_says_until_when(commune_officer):
    row = taken_in()
    shown = text(commune_officer.get(f"/requests/{row.pk}/receipt"))
    assert row.due_on.strftime("%d/%m/%Y") in shown
    assert "chưa đối chiếu văn bản" in shown


def test_the_procedure_shows_every_move(commune_officer):
    shown = text(commune_officer.get("/requests/procedure"))
    for words in ("Yêu cầu bổ sung", "Ghi khiếu nại tiếp", "Luật Khiếu nại 02/2011/QH13", "<svg"):
        assert words in shown


def test_reading_needs_the_permission(signed_in):
    assert signed_in("province_officer", DISTRICT).get("/requests").status_code == 403


def test_a_request_of_a_household_has_its_form_and_a_complaint_has_none(commune_officer):
    asked = taken_in(kind=GrievanceKind.REVIEW)
    answer = commune_officer.get(f"/requests/{asked.pk}/form")
    assert answer.headers["Content-Disposition"].endswith('.docx"')
    assert answer.content.startswith(b"PK")
    complaint = taken_in(kind=GrievanceKind.COMPLAINT)
    assert commune_officer.get(f"/requests/{complaint.pk}/form").status_code == 404
