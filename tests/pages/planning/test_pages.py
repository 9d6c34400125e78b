"""Pages of support of a household: refusals and next door first, then a commune officer's way through them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.pages.conftest import COMMUNE, NEXT_DOOR
from tests.support.planning.test_facts import member, told

from ansinh.accounts.actor import SYSTEM
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.kernel import dates
from ansinh.support.models import (
    BoardMember,
    Fact,
    Gap,
    GapAnswer,
    Need,
    PlanSolution,
    Sponsor,
    Visit,
)

pytestmark = pytest.mark.django_db


def at(name, **named):
    return reverse(name, kwargs=named or None)


def own_pages(planned):
    home, plan, gap = planned["home"].pk, planned["plan"].pk, planned["gap"].pk
    return [
        at("owed:household", household_id=home),
        at("facts:choose", household_id=home),
        at("needs:new", household_id=home),
        at("caring:plan", plan_id=plan),
        at("gaps:gap", gap_id=gap),
    ]


def test_next_door_is_told_of_nothing(planned, signed_in):
    client = signed_in("commune_officer", NEXT_DOOR)
    assert [client.get(page).status_code for page in own_pages(planned)] == [404] * 5
    for name in ("gaps:list", "caring:list", "needs:list", "caring:villages"):
        said = client.get(at(name)).content.decode()
        assert str(planned["home"].pk) not in said
    assert client.post(at("gaps:answer", gap_id=planned["gap"].pk), {"reply": "refused"}).status_code == 404


def test_who_only_sees_changes_nothing(planned, signed_in):
    client = signed_in("front_observer", COMMUNE)
    assert client.get(at("owed:household", household_id=planned["home"].pk)).status_code == 200
    forbidden = [
        client.get(at("needs:new", household_id=planned["home"].pk)),
        client.get(at("facts:choose", household_id=planned["home"].pk)),
        client.post(at("gaps:answer", gap_id=planned["gap"].pk), {"reply": "refused", "reason": "x"}),
        client.post(at("caring:visit", plan_id=planned["plan"].pk), {"on": "01/01/2023", "result": "x"}),
        client.get(at("caring:draw-up")),
        client.post(at("gaps:seek")),
    ]
    assert [answer.status_code for answer in forbidden] == [403] * 6
    assert GapAnswer.objects.everywhere().count() == Visit.objects.everywhere().count() == 0


def test_every_page_is_shown(planned, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    everything = [
        *own_pages(planned),
        *map(
            at,
            (
                "gaps:matrix",
                "gaps:list",
                "needs:list",
                "caring:villages",
                "caring:list",
                "caring:people",
                "caring:draw-up",
                "caring:new-member",
                "caring:new-sponsor",
                "facts:lists",
                "facts:complete",
                "agencies:list",
                "agencies:new",
            ),
        ),
        at("agencies:kind", code="labour_department"),
        at("gaps:matrix") + "?by=agency&kind=unknown&promise=1",
        at("gaps:matrix") + "?kind=unknown_unlisted",
        at("gaps:list") + "?export=csv",
    ]
    assert {page: client.get(page).status_code for page in everything} == dict.fromkeys(everything, 200)


def test_a_covered_fact_is_not_on_the_page_and_is_shown_after_a_reason(planned, signed_in):
    fact = told(planned["home"])
    client = signed_in("commune_officer", COMMUNE)
    page = client.get(at("owed:household", household_id=planned["home"].pk)).content.decode()
    assert "Mức độ khuyết tật" in page and "••••" in page
    assert fact.source not in page
    where = at("facts:reveal", household_id=planned["home"].pk, fact_id=fact.pk)
    assert "nặng" not in client.get(where).content.decode()
    assert "nặng" not in client.post(where, {"reason": ""}).content.decode()
    shown = client.post(where, {"reason": "Đối chiếu giấy"})
    assert "nặng" in shown.content.decode() and shown.headers["Cache-Control"] == "no-store"


def test_an_officer_records_ends_and_corrects_a_fact(planned, signed_in):
    client, home = signed_in("commune_officer", COMMUNE), planned["home"]
    chosen = client.get(at("facts:choose", household_id=home.pk), {"code": "land_taken", "subject": ""})
    given = {"value": "1", "valid_from": "01/03/2022", "valid_until": "", "source": ""}
    assert client.post(chosen.headers["Location"], given).status_code == 422
    assert client.post(chosen.headers["Location"], given | {"source": "QĐ 5"}).status_code == 303
    fact = Fact.objects.everywhere().get()
    wrong = given | {"source": "QĐ 5", "value": "0", "reason": ""}
    where = at("facts:correct", household_id=home.pk, fact_id=fact.pk)
    assert client.post(where, wrong).status_code == 422
    assert client.post(where, wrong | {"reason": "Nhầm hộ"}).status_code == 303
    now = Fact.objects.everywhere().get(in_force=True)
    ended = at("facts:end", household_id=home.pk, fact_id=now.pk)
    assert client.post(ended, {"valid_until": "01/01/2022"}).status_code == 422
    assert client.post(ended, {"valid_until": "31/12/2022"}).status_code == 303
    assert Fact.objects.everywhere().filter(in_force=True).get().valid_until.isoformat() == "2022-12-31"


def test_an_officer_records_and_withdraws_a_need(planned, signed_in):
    client, home = signed_in("commune_officer", COMMUNE), planned["home"]
    where = at("needs:new", household_id=home.pk)
    given = {"policy": "TD-1", "person": "", "source": "visit", "since": "01/05/2022", "until": ""}
    assert client.post(where, given | {"policy": "KP-1"}).status_code == 422
    assert client.post(where, given | {"person": str(member(home))}).status_code == 422
    assert client.post(where, given).status_code == 303
    need = Need.objects.everywhere().get()
    assert "TD-1" in client.get(at("needs:list"), {"state": "open"}).content.decode()
    withdraw = at("needs:withdraw", need_id=need.pk)
    assert client.post(withdraw, {"on": "01/06/2022", "reason": ""}).status_code == 422
    assert client.post(withdraw, {"on": "01/06/2022", "reason": "Không vay nữa"}).status_code == 303


def test_a_need_is_written_down_from_the_request_that_tells_of_it(planned, signed_in):
    client, home = signed_in("commune_officer", COMMUNE), planned["home"]
    told_in = {
        "unit": home.unit,
        "kind": GrievanceKind.REVIEW,
        "channel": Channel.DESK,
        "asker_name": "Lê Văn Hỏi",
    }
    asked = receive_request(**told_in, content="Xin vay vốn", household=home, by=SYSTEM)
    other = receive_request(**told_in, content="Việc khác", by=SYSTEM)
    where = at("needs:new", household_id=home.pk)
    assert (
        f"{where}?request={asked.pk}"
        in client.get(at("grievances:request", request_id=asked.pk)).content.decode()
    )
    for not_its_own in (other.pk, 10**9, "x", "9" * 30):
        assert client.get(f"{where}?request={not_its_own}").status_code == 404
    assert 'value="request" selected' in client.get(f"{where}?request={asked.pk}").content.decode()
    given = {"policy": "TD-1", "person": "", "source": "request", "since": "01/05/2022", "until": ""}
    assert client.post(f"{where}?request={asked.pk}", given).status_code == 303
    assert Need.objects.everywhere().get().grievance == asked
    assert at("grievances:request", request_id=asked.pk) in client.get(at("needs:list")).content.decode()


def test_an_officer_answers_a_gap(planned, signed_in):
    client, gap = signed_in("commune_officer", COMMUNE), planned["gap"]
    where = at("gaps:answer", gap_id=gap.pk)
    assert client.post(where, {"reply": "will_serve"}).status_code == 422
    assert client.post(where, {"reply": "refused", "reason": "Đã có nơi khác"}).status_code == 303
    gap.refresh_from_db()
    assert (gap.reply, gap.closed_on) == ("refused", None)
    asked = client.post(at("gaps:seek"))
    assert asked.status_code == 303 and "/jobs/" in asked.headers["Location"]


def test_a_plan_from_nobody_to_a_visit(planned, signed_in):
    client, plan, unit = signed_in("commune_officer", COMMUNE), planned["plan"], planned["unit"]
    day = dates.shown_date(dates.today())
    member_of = {"unit": unit.pk, "full_name": "Phạm Văn Thử", "office": "Phó Chủ tịch"}
    member_of |= {"village": "Thôn 1", "valid_from": day}
    assert client.post(at("caring:new-member"), member_of | {"office": ""}).status_code == 422
    assert client.post(at("caring:new-member"), member_of).status_code == 303
    helper = {"unit": unit.pk, "kind": "office", "office_kind": "women_union", "valid_from": day}
    assert client.post(at("caring:new-sponsor"), helper | {"office_kind": ""}).status_code == 422
    assert client.post(at("caring:new-sponsor"), helper).status_code == 303
    query = f"?unit={unit.pk}&village=Thôn 1&year={planned['year']}"
    chosen = {"member": BoardMember.objects.everywhere().get().pk, "on": day}
    chosen["sponsor"] = Sponsor.objects.everywhere().get().pk
    assert client.get(at("caring:assign")).status_code == 422
    assert client.post(at("caring:assign") + query, chosen).status_code == 422
    assert client.post(at("caring:assign") + query, chosen | {"plan": [plan.pk]}).status_code == 303
    solution = PlanSolution.objects.everywhere().filter(plan=plan).order_by("pk").first()
    refuse = at("caring:step", plan_id=plan.pk, solution_id=solution.pk, to="refused")
    assert client.post(refuse, {"on": day, "reason": ""}).status_code == 422
    agree = at("caring:step", plan_id=plan.pk, solution_id=solution.pk, to="agreed")
    assert client.post(agree, {"on": day, "due": ""}).status_code == 303
    visit = {"on": day, "result": "Đã thống nhất", "next_on": ""}
    assert client.post(at("caring:visit", plan_id=plan.pk), visit | {"result": ""}).status_code == 422
    assert client.post(at("caring:visit", plan_id=plan.pk), visit).status_code == 303
    page = client.get(at("caring:plan", plan_id=plan.pk)).content.decode()
    assert "Phạm Văn Thử" in page and "Đã thống nhất" in page and "Hội Liên hiệp Phụ nữ" in page
    villages = client.get(at("caring:villages")).content.decode()
    assert "Thôn 1" in villages


@pytest.mark.parametrize("name", ["gaps:list", "caring:list", "needs:list", "gaps:matrix"])
def test_a_list_asks_the_same_of_one_and_of_many(planned, signed_in, name):
    told(planned["home"])
    client = signed_in("commune_officer", COMMUNE)
    client.get(at(name))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(name)).status_code == 200
        return len(queries)

    many = asked()
    # What closed is on no list; rows of answers nobody may take away.
    keep = Gap.objects.everywhere().first().pk
    Gap.objects.everywhere().exclude(pk=keep).update(closed_on=dates.today())
    assert asked() == many
