"""Pages of credit: what is elsewhere is not there; from the list of a group to a loan, its statement and its visit."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.housing.test_pages import client
from tests.support.credit.conftest import COMMUNE, bring, country, listed_for, lists, place, survey, write
from tests.support.credit.test_credit import MILLION, lent
from tests.support.delivery.world import NEXT_DOOR, officers

from ansinh.support.models import EntrustedAccount, Loan, LoanList, LoanRequest

__all__ = ["bring", "country", "lists", "place", "survey", "write"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(place):
    return client(f"commune_officer-{COMMUNE}")


@pytest.fixture
def chair(place):
    return client(f"commune_chair-{COMMUNE}")


def test_what_is_of_another_commune_is_not_there(place, maker):
    listed = listed_for(place)
    loan = lent(place)
    row = LoanRequest.objects.everywhere().get()
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    for address in (
        f"/loans/{loan.pk}",
        f"/loans/lists/{listed.pk}",
        f"/loans/groups/{place.group.pk}",
        f"/loans/groups/{place.group.pk}/new-list",
        f"/loans/lists/lines/{row.pk}/lend",
        f"/households/{place.homes['A'].pk}/loans/new",
    ):
        assert (stranger.get(address).status_code, maker.get(address).status_code) == (404, 200), address
    assert stranger.post(f"/loans/{loan.pk}/write", {"verb": "withdraw", "reason": "x"}).status_code == 404


def test_a_need_becomes_a_loan_by_a_confirmed_list(place, maker, chair):
    address = f"/loans/groups/{place.group.pk}/new-list?policy=TD-1"
    text = maker.get(address).content.decode()
    key = place.homes["A"].pk.hex
    assert (f'name="amount-{key}"' in text, "100.000.000 đồng" in text, "6,60%/năm" in text) == (True,) * 3
    # Who has a need and is on no list is shown with the reason and cannot be chosen.
    other = place.homes["C"].pk.hex
    assert (f'name="amount-{other}"' in text, f"/households/{place.homes['C'].pk}/support" in text) == (
        False,
        True,
    )
    form = {"chosen": [key], f"amount-{key}": "120.000.000", f"term-{key}": "36", f"purpose-{key}": "Nuôi bò"}
    form["requested_on"] = "20/12/2022"
    refused = maker.post(address, form)
    assert (refused.status_code, "Vượt mức cho vay" in refused.content.decode()) == (422, True)
    assert maker.post(address, form | {f"amount-{key}": "50.000.000"}).status_code == 303
    listed = LoanList.objects.everywhere().get()
    answer = f"/loans/lists/{listed.pk}/answer"
    assert maker.post(answer, {"verb": "confirm", "decision_no": "1"}).status_code == 403
    assert chair.post(answer, {"verb": "refuse", "reason": ""}).status_code == 422
    assert chair.post(answer, {"verb": "confirm", "decision_no": "03/TD-9"}).status_code == 303
    row = LoanRequest.objects.everywhere().get()
    loan = {
        "reference": "6600-1", "amount": "40.000.000", "purpose": "Nuôi bò", "lent_on": "25/12/2022", "term_months": "36",
        "rate": "6,6",
    }  # fmt: skip
    assert maker.post(f"/loans/lists/lines/{row.pk}/lend", loan).status_code == 303
    assert "đã vay" in maker.get(f"/loans/lists/{listed.pk}").content.decode()
    for kind in ("xlsx", "csv"):
        assert maker.get(f"/loans/lists/{listed.pk}?export={kind}").status_code == 200


def test_a_loan_takes_statements_visits_and_a_withdrawal(place, maker):
    loan = lent(place)
    address, write = f"/loans/{loan.pk}", f"/loans/{loan.pk}/write"
    wrong = {"verb": "standing", "on": "01/06/2023", "balance": "60.000.000", "overdue": "0"}
    assert maker.post(write, wrong).status_code == 422
    told = wrong | {"balance": "30.000.000", "overdue": "5.000.000"}
    assert maker.post(write, told).status_code == 303
    visit = {
        "verb": "visit",
        "visited_on": "02/06/2023",
        "visitor_name": "Bà Tổ trưởng",
        "finding": "other_use",
    }
    assert maker.post(write, visit).status_code == 422
    assert maker.post(write, visit | {"remark": "Mua xe máy"}).status_code == 303
    text = maker.get(address).content.decode()
    assert all(
        one in text for one in ("30.000.000", "có nợ quá hạn", "Mua xe máy", "Vay trước khi dùng hệ thống")
    )
    assert "5.000.000" in maker.get("/loans?state=overdue").content.decode()
    assert "/loans?policy=TD-1&amp;state=overdue" in maker.get("/loans/programmes").content.decode()
    assert maker.post(write, {"verb": "withdraw", "reason": "Ghi nhầm hộ"}).status_code == 303
    assert Loan.objects.everywhere().get().state == "withdrawn"


def test_capital_is_entered_and_never_taken_back_beyond_what_lies_there(place, maker):
    given = {
        "code": COMMUNE, "kind": "put_in", "year": "2022", "amount": "60.000.000", "on": "20/12/2022", "document": "UNC 1",
    }  # fmt: skip
    assert maker.post("/loans/capital", given).status_code == 303
    refused = maker.post("/loans/capital", given | {"kind": "returned", "amount": "60.000.001"})
    assert (refused.status_code, "không đủ" in refused.content.decode()) == (422, True)
    account = EntrustedAccount.objects.everywhere().get()
    assert "60.000.000" in maker.get(f"/loans/capital?account={account.pk}").content.decode()


def test_groups_are_entered_and_ended(place, maker):
    given = {
        "code": COMMUNE, "village": "", "name": "Tổ 2", "trustee": "farmers_union", "leader": "Ông Tổ", "founded_on": "01/02/2022",
    }  # fmt: skip
    assert maker.post("/loans/groups/new", given | {"code": NEXT_DOOR}).status_code == 422
    assert maker.post("/loans/groups/new", given).status_code == 303
    assert maker.post("/loans/groups/new", given).status_code == 422
    end = f"/loans/groups/{place.group.pk}/end"
    assert maker.post(end, {"on": "01/02/2023", "reason": ""}).status_code == 422
    assert maker.post(end, {"on": "01/02/2023", "reason": "Nhập tổ"}).status_code == 303
    assert maker.get(f"/loans/groups/{place.group.pk}/new-list").status_code == 200


def test_lists_ask_as_often_for_one_row_as_for_many_and_leave_as_files(place, maker):
    listed = listed_for(place)
    lent(place)
    lent(place, "B", policy="TD-2", amount=20 * MILLION)
    for address, none in (
        ("/loans", "?village=nowhere"),
        ("/loans/lists", "?state=refused"),
        (f"/loans/lists/{listed.pk}", "?village=nowhere"),
        ("/loans/groups", "?village=nowhere"),
        ("/loans/capital", "?year=1999"),
    ):
        counts = []
        for query in ("", none):
            with CaptureQueriesContext(connection) as asked:
                assert maker.get(address + query).status_code == 200
            counts.append(len(asked))
        assert counts[1] <= counts[0] <= counts[1] + 1, (address, counts)
        assert maker.get(f"{address}?export=csv").status_code == 200
