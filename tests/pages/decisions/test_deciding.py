"""Deciding on pages: refusals first, then a decision, its certificates, the list of a day, what each list costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import NEXT_DOOR, officer
from tests.pages.decisions.conftest import client_of

from ansinh.accounts.actor import actor_of
from ansinh.accounts.models import User
from ansinh.households.models import Membership, OfficerLink
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused
from ansinh.reviews.decisions.coming import rows_to_decide
from ansinh.reviews.decisions.enums import ReportKind
from ansinh.reviews.decisions.models import Certificate, DecidedHousehold, Decision
from ansinh.reviews.decisions.reporting import make_report
from ansinh.work.models import Job
from ansinh.work.worker import run_next

pytestmark = pytest.mark.django_db


def at(year) -> str:
    return f"/rounds/{year.campaign.pk}/communes/{year.dossier.pk}/decision"


def papers(**more) -> dict[str, str]:
    return {"number": "45/QĐ-UBND", "day": shown_date(today()), "signatory": "Nguyễn Văn An"} | more


def test_who_may_not_decide_is_refused_and_a_stranger_finds_nothing(opined, maker):
    assert maker.post(f"{at(opined)}/decide", papers()).status_code == 403
    officer("ke_ben", "commune_chair", NEXT_DOOR)
    stranger = client_of("ke_ben")
    assert stranger.get(at(opined)).status_code == 404
    assert stranger.post(f"{at(opined)}/decide", papers()).status_code == 404
    assert Decision.objects.everywhere().count() == 0


def test_the_page_names_who_leaves_and_why_before_anybody_decides(opined, chair):
    said = chair.get(at(opined)).content.decode()
    assert "Hộ ra khỏi danh sách, với lý do" in said
    assert "Thoát nghèo" in said
    assert 'name="number"' in said


def test_a_wrong_day_is_said_beside_the_form(opined, chair):
    answer = chair.post(f"{at(opined)}/decide", papers(day="31/12/2999"))
    assert answer.status_code == 422
    assert "chưa đến" in answer.content.decode()


def test_a_decision_leads_to_its_lists_certificates_and_the_list_of_a_day(opined, chair, maker, province):
    answer = chair.post(f"{at(opined)}/decide", papers())
    assert answer.status_code == 303
    page = answer.headers["Location"]
    said = chair.get(page).content.decode()
    assert "45/QĐ-UBND" in said
    assert "Xác nhận thêm năm" in said
    assert chair.get(f"{page}?list=escaped_poor").status_code == 200
    assert maker.get(f"{page}?export=csv").status_code == 200
    assert maker.post(f"{page}/certificates").status_code == 303
    run_next()
    assert Job.objects.get(kind="reviews.certify").state == Job.State.DONE
    assert Certificate.objects.everywhere().count() == 2
    listed = maker.get("/certificates").content.decode()
    assert "1/GCN-HN.HCN" in listed
    one = Certificate.objects.everywhere().first()
    assert maker.post(f"/certificates/{one.pk}/change", {"verb": "reissue", "reason": ""}).status_code == 422
    assert (
        maker.post(f"/certificates/{one.pk}/change", {"verb": "reissue", "reason": "Mất"}).status_code == 303
    )
    assert "cấp lại" in maker.get(f"/certificates/{one.pk}").content.decode()
    of_day = maker.get("/lists/of-day?day=01/01/2023").content.decode()
    assert "Danh sách hộ nghèo, hộ cận nghèo ngày 01/01/2023" in of_day
    assert maker.get("/lists/of-day?day=01/01/2023&export=xlsx").status_code == 200
    whole = province.get(f"/rounds/{opined.campaign.pk}/consolidation").content.decode()
    assert "Xã đã có quyết định" in whole
    assert "lệch" not in whole
    back = province.post(
        f"/rounds/{opined.campaign.pk}/communes/{opined.dossier.pk}/give-back", {"reason": "Thiếu biên bản"}
    )
    assert back.status_code == 303
    assert opined.again().state == "surveying"


@pytest.mark.parametrize(
    "path",
    [
        "/decisions",
        "/certificates",
        "/lists/escaped",
        "/lists/of-day",
        "/average-households",
        "/lists/twice",
        "/periodic-reports",
    ],
)
def test_every_list_is_empty_in_words_and_costs_the_same(opined, maker, path):
    answer = maker.get(path)
    assert answer.status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as first:
        maker.get(path)
    with CaptureQueriesContext(connection) as second:
        maker.get(path)
    assert len(first) == len(second)


def test_the_list_of_decisions_costs_the_same_for_one_and_for_many(opined, chair):
    decision = opined.decide()
    with CaptureQueriesContext(connection) as one:
        chair.get("/decisions")
    for number in range(2, 6):
        Decision.objects.create(
            **{
                name: getattr(decision, name)
                for name in (
                    "dossier",
                    "unit",
                    "period",
                    "day",
                    "effective_from",
                    "standard",
                    "counts",
                    "decided_at",
                    "decided_by",
                )
            },
            order=number,
            paper_number=f"{number}/QĐ",
            reason="đính chính",
        )
    with CaptureQueriesContext(connection) as many:
        chair.get("/decisions")
    assert len(one) == len(many)


def test_what_waits_for_the_chair_and_the_province_stands_on_their_start_pages(opined, chair, province):
    assert "chờ quyết định công nhận" in chair.get("/").content.decode()
    opined.decide()
    assert "chờ quyết định công nhận" not in chair.get("/").content.decode()
    assert "xã đã quyết định, chờ phê duyệt" in province.get("/").content.decode()


def test_who_is_of_a_listed_household_does_not_decide(opined, chair):
    row = rows_to_decide(opined.dossier).filter(recognised_class="poor").first()
    user = User.objects.get(username="chu_tich")
    person = (
        Membership.objects.everywhere().filter(household=row.household_id, valid_until=None).first().person
    )
    OfficerLink.objects.create(user=user, person=person, reason="khai", linked_at=now(), linked_by="ai-do")
    assert "Danh sách có hộ của bạn" in chair.get(at(opined)).content.decode()
    with pytest.raises(Refused) as refusal:
        opined.decide()
    assert refusal.value.code == "own_household"
    assert not DecidedHousehold.objects.everywhere().exists()
    OfficerLink.objects.update(ended_at=now(), ended_by="ai-do", end_reason="nhầm")
    opined.decide()
    assert DecidedHousehold.objects.everywhere().exists()


def test_the_page_of_a_report_makes_its_paper_and_asks_why_for_another(opined, maker):
    unit = opined.dossier.unit
    by = actor_of(User.objects.get(username="can_bo"))
    report = make_report(unit=unit, kind=ReportKind.MONTHLY, year=2023, month=2, by=by)
    address = f"/periodic-reports/{report.pk}/paper"
    assert maker.post(address, {"carried_out": ""}).status_code == 422
    assert maker.post(address, {"carried_out": "Đã rà soát"}).status_code == 303
    assert "01/BC-UBND" in maker.get(f"/periodic-reports/{report.pk}").content.decode()
    assert maker.post(address, {"carried_out": "Đã rà soát lại"}).status_code == 422
    assert maker.post(address, {"carried_out": "Đã rà soát lại", "why": "Sót ý"}).status_code == 303
    officer("ke_ben", "commune_officer", NEXT_DOOR)
    assert client_of("ke_ben").get(address).status_code == 404
