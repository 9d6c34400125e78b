"""Pages of outreach: what is elsewhere is not there, journeys from the pledge to the gift and from the file to the award, lists in few reads."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.outreach.conftest import YEAR, country, money, place
from tests.outreach.test_reaching_people import course, given, spread, took_part
from tests.pages.conftest import assure
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers

from ansinh.accounts.models import User
from ansinh.outreach.models import AwardFile, FundUse, Gift, Message, Participant, Receipt, TakenFile

__all__ = ["country", "place"]
pytestmark = pytest.mark.django_db


def client(name: str) -> Client:
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=name))
    assure(made)
    return made


@pytest.fixture
def maker(place) -> Client:
    return client(f"commune_officer-{COMMUNE}")


@pytest.fixture
def chair(place) -> Client:
    return client(f"commune_chair-{COMMUNE}")


def said(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_money_goes_from_the_receipt_to_the_household_by_two_persons(place, maker, chair):
    home, fund = place.homes[0], place.fund
    form = {
        "number": "PT 1",
        "received_on": f"05/03/{YEAR}",
        "donor_kind": "person",
        "donor_name": "Ngô Thị Thử",
        "amount": "5.000.000",
    }
    assert maker.post(f"/fund/{fund.pk}/receive", form).status_code == 303
    again = maker.post(f"/fund/{fund.pk}/receive", form)
    assert (again.status_code, "đã dùng trong năm" in said(again)) == (422, True)
    form = {"purpose": "gift", "words": "Quà Tết", "amount": "2.000.000", "on": f"06/03/{YEAR}"}
    assert maker.post(f"/fund/{fund.pk}/use?household={home.pk}", form).status_code == 303
    use = FundUse.objects.everywhere().get()
    page = f"/fund/uses/{use.pk}"
    assert "Hãy để người khác duyệt" not in said(maker.get(page))
    assert maker.post(f"{page}/answer", {"decision_no": "1"}).status_code == 403
    assert chair.post(f"{page}/answer", {"decision_no": ""}).status_code == 422
    assert chair.post(f"{page}/answer", {"decision_no": "12/QĐ"}).status_code == 303
    shown = said(maker.get(f"/fund/{fund.pk}"))
    assert [words in shown for words in ("5.000.000", "2.000.000", "3.000.000")] == [True] * 3
    assert "Quà Tết" in said(maker.get(f"/households/{home.pk}/gifts"))


def test_a_gift_is_on_the_page_of_its_household_and_twice_shows(place, maker):
    home = place.homes[0]
    form = {
        "occasion": "tet", "year": str(YEAR), "kind": "gift", "what": "Túi quà", "value": "500.000",
        "given_on": f"01/02/{YEAR}", "source": "budget", "giver_name": "Mặt trận xã",
    }  # fmt: skip
    address = f"/households/{home.pk}/gifts/new"
    assert maker.post(address, form).status_code == 303
    known = maker.post(address, form)
    assert (known.status_code, "Mặt trận xã" in said(known)) == (422, True)
    assert maker.post(address, form | {"again": "Hộ có tang"}).status_code == 303
    part = maker.get(
        f"/households/{home.pk}/gifts", headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )
    assert ("<html" in part.content.decode(), said(part).count("hai lần một dịp")) == (False, 2)
    assert f"/households/{home.pk}/gifts" in maker.get(f"/households/{home.pk}").content.decode()
    one = Gift.objects.everywhere().latest("pk")
    assert maker.post(f"/gifts/{one.pk}", {"reason": "Ghi nhầm"}).status_code == 303
    assert "hai lần một dịp" not in said(maker.get(f"/households/{home.pk}/gifts"))


def test_communes_without_a_broadcast_are_named(place, maker):
    shown = said(maker.get(f"/communication/coverage?first=01/01/{YEAR}&last=31/12/{YEAR}"))
    assert ("0 trên 1 xã" in shown, "chưa phát thanh" in shown) == (True, True)
    form = {
        "code": COMMUNE,
        "kind": "broadcast",
        "title": "Vay vốn",
        "spread_on": f"01/05/{YEAR}",
        "times": "3",
    }
    assert maker.post("/communication/new", form).status_code == 303
    shown = said(maker.get(f"/communication/coverage?first=01/01/{YEAR}&last=31/12/{YEAR}"))
    assert "1 trên 1 xã" in shown
    assert maker.post("/communication/new", form | {"code": NEXT_DOOR}).status_code == 422
    assert Message.objects.everywhere().count() == 1


def test_a_file_of_participants_says_what_is_wrong_by_row(place, maker):
    one = course(place)
    address = f"/training/{one.pk}/file"
    rows = f"unit_code,full_name,days\n{COMMUNE},Ngô Văn Thử,1\n{NEXT_DOOR},Xa Thử,9\n"
    wrong = maker.post(address, {"file": SimpleUploadedFile("lop.csv", rows.encode())})
    assert (wrong.status_code, "Dòng 3" in said(wrong), Participant.objects.everywhere().count()) == (
        422,
        True,
        0,
    )
    right = SimpleUploadedFile("lop.csv", rows.rsplit("\n", 2)[0].encode())
    assert maker.post(address, {"file": right}).status_code == 303
    assert "Ngô Văn Thử" in said(maker.get(f"/training/participants?course={one.pk}"))


def test_an_award_goes_from_the_criteria_to_the_decision(place, maker, chair):
    form = {
        "code": COMMUNE, "title": "Tập thể tiêu biểu", "honours": "unit", "criteria": "Giảm nghèo nhanh", "paper": "HD thử",
        "valid_from": f"01/01/{YEAR}",
    }  # fmt: skip
    award = maker.post("/awards/kinds/new", form).headers["Location"].rsplit("/", 1)[1]
    form = {
        "code": COMMUNE,
        "award_id": award,
        "year": str(YEAR),
        "achievements": "Hết nhà tạm",
        "proposed_on": f"01/10/{YEAR}",
    }
    page = maker.post("/awards/new", form).headers["Location"]
    assert "Hãy để người khác thẩm định" in said(maker.get(page))
    second = client("second")
    assert second.post(f"{page}/appraise", {"meets": "yes", "appraisal": "Đạt"}).status_code == 303
    assert (
        maker.post(f"{page}/decide", {"decision_no": "9", "decided_on": f"01/12/{YEAR}"}).status_code == 403
    )
    assert (
        chair.post(f"{page}/decide", {"decision_no": "9", "decided_on": f"01/12/{YEAR}"}).status_code == 303
    )
    assert AwardFile.objects.everywhere().get().state == "granted"


def test_a_file_of_receipts_is_taken_in_and_taken_back_on_pages(place, maker):
    table = (
        f"number,received_on,donor_kind,donor_name,amount\n8,05/03/{YEAR},enterprise,Công ty Thử,2000000\n"
    )
    sent = SimpleUploadedFile("thu.csv", table.encode(), content_type="text/csv")
    assert maker.post(f"/fund/{place.fund.pk}/receipts-file", {"file": sent}).status_code == 303
    one = TakenFile.objects.everywhere().get()
    at = f"/outreach-files/{one.pk}"
    fund = maker.get(f"/fund/{place.fund.pk}").content.decode()
    assert (at in fund, "thu.csv" in said(maker.get(at))) == (True, True)
    officers(NEXT_DOOR)
    assert client(f"commune_officer-{NEXT_DOOR}").get(at).status_code == 404
    assert maker.post(at, {"reason": ""}).status_code == 422
    assert maker.post(at, {"reason": "Nạp nhầm"}).status_code == 303
    assert (place.books().received, "Nạp nhầm" in said(maker.get(at))) == (0, True)


def test_what_is_another_commune_s_is_not_there(place, maker):
    receipt, gift, sent = money(place, 5_000_000), given(place), spread(place)
    person = took_part(place, course(place), "Nguyễn Văn Thử")
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    for address in (
        f"/fund/{place.fund.pk}", f"/fund/receipts/{receipt.pk}", f"/gifts/{gift.pk}", f"/communication/{sent.pk}",
        f"/training/{person.course_id}", f"/training/participants/{person.pk}", f"/households/{gift.household_id}/gifts",
    ):  # fmt: skip
        assert (address, stranger.get(address).status_code, maker.get(address).status_code) == (
            address,
            404,
            200,
        )
    assert stranger.post(f"/fund/receipts/{receipt.pk}", {"reason": "x"}).status_code == 404
    for address in ("/fund", "/fund/receipts", "/gifts", "/training/participants", "/staff", "/awards"):
        assert "Thử May" not in said(stranger.get(address))
    assert Receipt.objects.everywhere().get().withdrawn_at is None


def test_a_search_for_a_donor_does_not_stand_in_the_address(place, maker):
    money(place, 5_000_000)
    answer = maker.post("/fund/receipts", {"q": "cong ty thu"})
    assert (answer.status_code, "cong" in answer.headers["Location"]) == (303, False)
    assert "Công ty Thử May" in said(maker.get(answer.headers["Location"]))


def test_lists_ask_as_often_for_three_rows_as_for_one(place, maker):
    def asked():
        found = {}
        for address in ("/fund", "/fund/receipts", "/gifts", "/communication", "/training/participants"):
            maker.get(address)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert maker.get(address).status_code == 200
            found[address] = len(queries)
        return found

    one = course(place)
    for number in range(1):
        _one_of_each(place, one, number)
    before = asked()
    for number in range(1, 3):
        _one_of_each(place, one, number)
    assert asked() == before


def _one_of_each(place, one, number: int) -> None:
    money(place, 1_000, f"PT{number}")
    given(place, number)
    spread(place, title=f"Bài {number}", spread_on=date(YEAR, 5, 1 + number))
    took_part(place, one, f"Nguyễn Văn Thử {number}")
