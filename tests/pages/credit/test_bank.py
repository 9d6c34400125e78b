"""Pages of the bank: nobody else's, of no other household; from a confirmed list to answers, a loan, its statement; the commune sees it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.housing.test_pages import client
from tests.support.credit.conftest import (
    COMMUNE,
    bring,
    country,
    listed_for,
    lists,
    place,
    survey,
    wish,
    write,
)
from tests.support.credit.test_answering import banker, grant, line, refuse
from tests.support.credit.test_credit import MILLION, lent
from tests.support.delivery.world import NEXT_DOOR

from ansinh.kernel.dates import shown_date, today
from ansinh.support.credit.policies import bank_scope
from ansinh.support.credit.todo import to_answer
from ansinh.support.models import EntrustedAccount, Loan, LoanAnswer

__all__ = ["bring", "country", "lists", "place", "survey", "write"]
pytestmark = pytest.mark.django_db
PAGES = ("/bank", "/bank/lists", "/bank/lines", "/bank/loans", "/bank/capital")


@pytest.fixture
def bank(place):
    for key, home in place.homes.items():
        home.head_name = f"Chủ Hộ {key}"
        home.save(update_fields=["head_name"])
    return banker()


@pytest.fixture
def at_bank(bank):
    return client("nhcs")


@pytest.fixture
def listed(place):
    return listed_for(place)


def of_things(place, listed) -> list[str]:
    row = line(listed, "A", place)
    loan = lent(place, "B", policy="TD-2")
    return [
        f"/bank/lists/{listed.pk}",
        f"/bank/lines/{row.pk}",
        f"/bank/lines/{row.pk}/lend",
        f"/bank/loans/{loan.pk}",
    ]


def test_other_agencies_and_other_places_see_none_of_it(place, listed, at_bank):
    things = of_things(place, listed)
    banker(code=NEXT_DOOR, name="next")
    banker("social_insurance", name="bhxh")
    for name in ("next", "bhxh"):
        stranger = client(name)
        assert [stranger.get(one).status_code for one in things] == [404] * 4
        for one in PAGES:
            text = stranger.get(one).content.decode()
            assert not {
                word
                for word in (place.homes["A"].head_name, place.homes["B"].head_name, "Tổ 1")
                if word in text
            }
        assert stranger.post(f"{things[0]}/answer", {"on": shown_date(today())}).status_code == 404
        assert stranger.post(things[3] + "/write", {"verb": "withdraw", "reason": "x"}).status_code == 404
    assert "không phải của Ngân hàng" in client("bhxh").get("/bank").content.decode()
    # What could leak is there for the bank of the place.
    assert [at_bank.get(one).status_code for one in things] == [200] * 4
    assert all(place.homes["A"].head_name in at_bank.get(one).content.decode() for one in things[:3])


def test_people_of_the_commune_have_no_page_of_the_bank(place, listed):
    maker = client(f"commune_officer-{COMMUNE}")
    assert [maker.get(one).status_code for one in (*PAGES, f"/bank/lists/{listed.pk}")] == [403] * 6


def test_the_bank_sees_no_household_and_no_list_that_waits(place, at_bank):
    waiting = listed_for(place, confirm=False)
    row = line(waiting, "A", place)
    assert [
        at_bank.get(one).status_code for one in (f"/bank/lists/{waiting.pk}", f"/bank/lines/{row.pk}")
    ] == [404, 404]
    assert place.homes["A"].head_name not in at_bank.get("/bank/lines").content.decode()
    assert [
        at_bank.get(one).status_code
        for one in (
            f"/households/{place.homes['A'].pk}",
            "/loans",
            "/households",
            f"/households/{place.homes['A'].pk}/support",
        )
    ] == [403] * 4


def test_a_list_is_answered_line_by_line_lent_and_repaid_and_the_commune_sees_it(place, at_bank):
    maker = client(f"commune_officer-{COMMUNE}")
    listed = listed_for(place, wish(place, amount=50 * MILLION))
    row = line(listed, "A", place)
    address, day = f"/bank/lists/{listed.pk}", shown_date(today())
    assert f'name="verdict-{row.pk}"' in at_bank.get(address).content.decode()
    assert "chờ ngân hàng" in maker.get(f"/loans/lists/{listed.pk}").content.decode()
    wrong = {"on": day, f"verdict-{row.pk}": "granted", f"amount-{row.pk}": "60.000.000"}
    answer = f"{address}/answer"
    refused = at_bank.post(answer, wrong)
    assert (refused.status_code, "nhiều hơn số đề nghị" in refused.content.decode()) == (422, True)
    assert at_bank.post(answer, {"on": day}).status_code == 422
    assert at_bank.post(answer, wrong | {f"amount-{row.pk}": "40.000.000"}).status_code == 303
    again = {"verdict": "refused", "amount": "", "reason": "", "on": day}
    assert at_bank.post(f"/bank/lines/{row.pk}", again).status_code == 422
    assert at_bank.post(f"/bank/lines/{row.pk}", again | {"reason": "Chờ vốn quý sau"}).status_code == 303
    seen = maker.get(f"/loans/lists/lines/{row.pk}").content.decode()
    assert all(
        one in seen for one in ("Chờ vốn quý sau", "40.000.000", "không cho vay", "đã được trả lời lại")
    )
    assert (
        at_bank.post(
            f"/bank/lines/{row.pk}", again | {"verdict": "granted", "amount": "30.000.000"}
        ).status_code
        == 303
    )
    loan = {
        "reference": "6600-1", "amount": "30.000.001", "purpose": "Nuôi bò", "lent_on": day, "term_months": "36", "rate": "6,6",
    }  # fmt: skip
    assert at_bank.post(f"/bank/lines/{row.pk}/lend", loan).status_code == 422
    done = at_bank.post(f"/bank/lines/{row.pk}/lend", loan | {"amount": "30.000.000"})
    made = Loan.objects.everywhere().get()
    assert done["Location"] == f"/bank/loans/{made.pk}"
    told = {"verb": "standing", "on": day, "balance": "20.000.000", "overdue": "5.000.000"}
    assert at_bank.post(f"/bank/loans/{made.pk}/write", told).status_code == 303
    visit = {
        "verb": "visit",
        "visited_on": day,
        "visitor_name": "Cán bộ tín dụng",
        "finding": "as_agreed",
        "remark": "",
    }
    assert at_bank.post(f"/bank/loans/{made.pk}/write", visit).status_code == 303
    for who, page in ((at_bank, f"/bank/loans/{made.pk}"), (maker, f"/loans/{made.pk}")):
        text = who.get(page).content.decode()
        assert all(one in text for one in ("20.000.000", "10.000.000", "Cán bộ tín dụng"))
        assert (f"/households/{place.homes['A'].pk}" in text) == (who is maker)
    shown = at_bank.get("/bank").content.decode()
    assert all(f"/bank/loans?policy=TD-1&amp;state={one}" in shown for one in ("live", "overdue"))
    assert "5.000.000" in at_bank.get("/bank/loans?policy=TD-1&state=overdue").content.decode()
    assert "đã cho vay" in maker.get(f"/loans/lists/{listed.pk}?bank=lent").content.decode()


def test_what_the_overview_counts_opens_to_as_many(place, bank, at_bank):
    first, second = listed_for(place), listed_for(place, wish(place, "B"), policy="TD-2")
    grant(first, line(first, "A", place), bank, 40 * MILLION)
    refuse(second, line(second, "B", place), bank)
    listed_for(place, wish(place, amount=MILLION))
    text = at_bank.get("/bank").content.decode()
    for query, name in (
        ("policy=TD-1&amp;state=granted", "A"),
        ("policy=TD-2&amp;state=refused", "B"),
        ("policy=TD-1&amp;state=waiting", "A"),
    ):
        assert f"/bank/lines?{query}" in text
        opened = at_bank.get(f"/bank/lines?{query.replace('&amp;', '&')}").content.decode()
        assert place.homes[name].head_name in opened
    assert [one.count for one in to_answer(bank, bank_scope(bank))] == [1, 1]
    assert "Tổ 1" in at_bank.get("/bank/lists?waits=yes").content.decode()


def test_capital_is_written_once_by_whoever_writes_it_first_and_opens_to_its_loans(place, at_bank):
    maker = client(f"commune_officer-{COMMUNE}")
    given = {
        "code": COMMUNE, "kind": "put_in", "year": "2022", "amount": "60.000.000", "on": "20/12/2022", "document": "UNC 1",
    }  # fmt: skip
    assert at_bank.post("/bank/capital", given | {"code": NEXT_DOOR}).status_code == 422
    assert at_bank.post("/bank/capital", given).status_code == 303
    assert maker.post("/loans/capital", given).status_code == 422
    account = EntrustedAccount.objects.everywhere().get()
    lent(place, capital=account)
    assert f"/bank/loans?capital={account.pk}&amp;state=live" in at_bank.get("/bank/capital").content.decode()
    assert (
        place.homes["A"].head_name
        in at_bank.get(f"/bank/loans?capital={account.pk}&state=live").content.decode()
    )


def test_lists_ask_as_often_for_one_row_as_for_many(place, bank, at_bank):
    def asked() -> list[int]:
        counts = []
        for one in ("/bank", "/bank/lists", "/bank/lines", "/bank/loans", f"/bank/lists/{first.pk}"):
            at_bank.get(one)
            with CaptureQueriesContext(connection) as caught:
                assert at_bank.get(one).status_code == 200
            counts.append(len(caught))
        return counts

    first = listed_for(place, wish(place, amount=MILLION))
    lent(place, amount=MILLION)
    one = asked()
    second = listed_for(place, wish(place, amount=2 * MILLION))
    listed_for(place, wish(place, "B"), policy="TD-2")
    refuse(second, line(second, "A", place), bank)
    lent(place, "B", policy="TD-2", amount=MILLION)
    assert asked() == one
    assert LoanAnswer.objects.everywhere().count() == 1


def test_a_file_of_a_list_is_offered_to_whoever_may_have_it_and_to_nobody_else(place, listed, at_bank):
    assert "export=xlsx" not in at_bank.get("/bank/lines").content.decode()
    assert at_bank.get("/bank/lines?export=xlsx").status_code == 403
    commune = client(f"commune_officer-{COMMUNE}")
    assert "export=xlsx" in commune.get("/loans").content.decode()
    assert commune.get("/loans?export=xlsx").status_code == 200
