"""Budgets on pages: who reaches what, a year from the grant to its settlement, every sum open to its rows."""

import json

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.budgets.making import (
    Place,
    granted,
    handed,
    line_at,
    paid,
    slip,
    somebody,
    sums,
    world,
)
from tests.pages.conftest import assure

from ansinh.accounts.models import User
from ansinh.budgets.cli import budgets
from ansinh.budgets.enums import Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.models import BudgetAct, BudgetEntry, Payment, Settlement
from ansinh.budgets.paying import record_payment

pytestmark = pytest.mark.django_db
PAPERED = {"paper_no": "12/QĐ-UBND", "paper_on": "15/01/2025", "document": "", "remark": ""}


@pytest.fixture
def place(db) -> Place:
    return world()


def client(name: str) -> Client:
    found = Client(headers={"accept-language": "vi"})
    found.force_login(User.objects.get(username=name))
    assure(found)
    return found


def test_next_door_reaches_nothing_of_a_commune(place: Place):
    handed(place, 500, place.two)
    line = line_at(place.two)
    act = record_payment(line=line, paid=slip(line, 5), by=place.maker)
    there = client("xa")
    addresses = [f"/budgets/lines/{line.pk}", f"/budgets/lines/{line.pk}/pay", f"/budgets/acts/{act.pk}", f"/budgets/payments/{Payment.objects.everywhere().get().pk}", "/budgets?place=91002&year=2025"]  # fmt: skip
    assert [there.get(one).status_code for one in addresses] == [404] * len(addresses)
    assert there.post(f"/budgets/acts/{act.pk}/decide", {"verb": "approve", "answer": ""}).status_code == 404
    assert BudgetAct.objects.everywhere().get(pk=act.pk).state == "waiting"


def test_a_year_from_the_grant_to_its_settlement(place: Place):
    maker, chair = client("so"), client("duyet")
    given = {"code": "91", "year": "2025", "source": "social", "component": "housing", "project": "", "agency": "", "policy": "", "plan": "", "amount": "1.000"}  # fmt: skip
    assert maker.post("/budgets/lines/new", given | PAPERED | {"paper_no": ""}).status_code == 422
    answer = maker.post("/budgets/lines/new", given | PAPERED)
    assert answer.status_code == 303
    act = answer["Location"]
    assert maker.post(f"{act}/decide", {"verb": "approve", "answer": ""}).status_code in (403, 422)
    assert chair.post(f"{act}/decide", {"verb": "approve", "answer": ""}).status_code == 303
    assert chair.post(f"{act}/decide", {"verb": "approve", "answer": ""}).status_code == 422
    line = BudgetEntry.objects.everywhere().latest("pk").line
    below = maker.post(f"/budgets/lines/{line.pk}/allocate", PAPERED | {"rule": "by_hand", "version": "", "amount": "", "each": "", f"amount-{place.one.pk}": "400", "verb": "propose"})  # fmt: skip
    assert chair.post(f"{below['Location']}/decide", {"verb": "approve", "answer": ""}).status_code == 303
    slip_ = {"kind": "payment", "amount": "150", "paper_no": "1/UNC", "paper_on": "01/03/2025", "paper_line": "1", "content": "Mái tôn", "remark": ""}  # fmt: skip
    paying = maker.post(f"/budgets/lines/{line.pk}/pay", slip_)
    assert maker.post(f"/budgets/lines/{line.pk}/pay", slip_).status_code == 422
    assert chair.post(f"{paying['Location']}/decide", {"verb": "approve", "answer": ""}).status_code == 303
    assert sums(line) == (1_000, 400, 150, 450)
    settling = maker.post("/budgets/settlements/new", {"code": "91", "year": "2025", "remark": ""})[
        "Location"
    ]
    assert "150" in chair.get(settling).content.decode()
    closing = {"verb": "close", "paper_no": "9/QĐ", "paper_on": "01/02/2026"}
    assert chair.post(f"{settling}/decide", closing).status_code == 303
    assert Settlement.objects.everywhere().get().state == "approved"
    late = maker.post(f"/budgets/lines/{line.pk}/pay", slip_ | {"paper_no": "2/UNC"})
    assert "đã quyết toán" in late.content.decode()


def test_every_page_shows_what_there_is_and_leads_on(place: Place):
    handed(place, 500)
    paid(place, place.line, 70)
    maker = client("so")
    overview = maker.get("/budgets?year=2025").content.decode()
    for said in (
        "1.000.000.000",
        "500",
        "70",
        "Đơn vị 91001",
        "/budgets/lines?place=91&amp;year=2025&amp;source=central",
    ):
        assert said in overview
    pages = {
        f"/budgets/lines/{place.line.pk}": ("999.999.430", "01/UNC", "Đơn vị 91001"),
        f"/budgets/lines/{place.line.pk}/adjust": ("Điều chỉnh",),
        f"/budgets/lines/{place.line.pk}/allocate": ("Đơn vị 91002",),
        f"/budgets/lines/{place.line.pk}/pay": ("Dòng của chứng từ",),
        f"/budgets/payments/{Payment.objects.everywhere().get().pk}": ("Giảm chi",),
        f"/budgets/payments?line={place.line.pk}": ("01/UNC",),
        "/budgets/acts?year=2025&state=approved": ("Phân bổ xuống dưới",),
        "/budgets/settlements": ("Chưa có quyết toán",),
        "/budgets/payments/file": ("unit_code",),
        "/budgets/support?year=2025": ("Chưa ghi vốn ủy thác",),
        "/budgets/lines?q=duong&place=91": ("1.000.000.000",),
    }
    for address, words in pages.items():
        answer = maker.get(address)
        assert answer.status_code == 200, address
        assert all(one in answer.content.decode() for one in words), address
    below = client("xa").get(f"/budgets/lines/{line_at(place.one).pk}").content.decode()
    above = BudgetEntry.objects.everywhere().get(line=line_at(place.one)).act
    assert ("12/QĐ-UBND" in below, f"/budgets/acts/{above.pk}" in below) == (True, False)
    english = client("so")
    english.cookies["ansinh_language"] = "en"
    assert "Programme money" in english.get("/budgets?year=2025").content.decode()


def test_lists_ask_as_much_for_many_rows_as_for_one(place: Place):
    maker = client("so")
    lists_ = (
        "/budgets/lines",
        "/budgets/acts",
        "/budgets/payments",
        "/budgets/settlements",
        "/budgets?year=2025",
    )
    paid(place, place.line, 1, "0/UNC")
    handed(place, 5)

    def counted() -> list[int]:
        found = []
        for one in lists_:
            maker.get(one)
            with CaptureQueriesContext(connection) as asked:
                assert maker.get(one).status_code == 200
            found.append(len(asked))
        return found

    before = counted()
    handed(place, 6, place.two)
    for number in range(3):
        paid(place, place.line, 1, f"{number + 1}/UNC")
        granted(
            place.province, 9, place.maker, place.chair, Purpose(Source.SOCIAL, "health", project=f"{number}")
        )
    assert counted() == before
    assert max(before) < 40


def test_a_file_is_looked_at_and_then_recorded_once(place: Place):
    maker = client("so")
    text = "unit_code,year,source,component,project,paper_no,paper_on,amount\n91,2025,central,infrastructure,Đường thôn,1/UNC,02/04/2025,1.000\n"

    def sent(verb: str, content: str = text) -> str:
        file = SimpleUploadedFile("chi.csv", content.encode())
        return maker.post(
            "/budgets/payments/file", {"file": file, "verb": verb}, follow=True
        ).content.decode()

    assert "1 chứng từ mới" in sent("check")
    assert "hãy sửa" in sent("record", text.replace("1.000", "một"))
    assert Payment.objects.everywhere().count() == 0
    assert "1/UNC" in sent("record")
    assert "không có gì mới" in sent("record")
    assert Payment.objects.everywhere().count() == 1


def test_the_export_of_lines_holds_the_codes_a_file_of_payments_needs(place: Place):
    answer = client("so").get(
        "/budgets/lines?export=csv&columns=unit_code,year,source_code,component_code,project,left"
    )
    assert "91,2025,central,infrastructure,Đường thôn,1000000000" in answer.content.decode("utf-8-sig")


def test_costs_of_policies_are_for_who_sees_households(place: Place):
    somebody("bo", "ministry", place.province)
    text = client("bo").get("/budgets/support?place=91&year=2025").content.decode()
    assert "không có quyền xem hộ" in text
    assert "Chi phí theo chính sách</h2>" not in text
    assert client("bo").get("/budgets?place=91&year=2025").status_code == 200


def test_the_console_tells_a_year_as_programs_read_it(place: Place):
    handed(place, 500)
    result = CliRunner().invoke(
        budgets, ["show", "--place", "91", "--year", "2025", "--format", "json"], obj={"as": None}
    )
    told = json.loads(result.stdout)
    assert told["total"] == {
        "granted": 1_000_000_000,
        "allocated": 500,
        "disbursed": 0,
        "settled": 0,
        "left": 999_999_500,
    }
    assert [(one["place"], one["granted"]) for one in told["below"]] == [("91001", 500)]
    refused = CliRunner().invoke(budgets, ["show", "--place", "91", "--year", "1990"], obj={"as": None})
    assert refused.exit_code != 0


def test_an_agency_without_a_budget_sees_an_empty_list_and_no_other_money(place: Place):
    somebody("yte", "sector_agency", place.province, agency_kind="health_department")
    there = client("yte")
    assert "1.000.000.000" not in there.get("/budgets?place=91&year=2025").content.decode()
    assert there.get(f"/budgets/lines/{place.line.pk}").status_code == 404
