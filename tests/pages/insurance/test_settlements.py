"""Pages of settlements and of long lists: what is elsewhere is not there; from a look to a closed settlement; what a job does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.housing.test_pages import client
from tests.reviews.conftest import country, lists, survey, write
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.insurance.conftest import MONTH, insured
from tests.support.insurance.test_cards import issued, lines, told
from tests.support.insurance.test_lists import approved
from tests.support.insurance.test_settling import PREMIUM, bill, billed, drawn_up

from ansinh.exchange.health_cards import accept_cards, check_cards
from ansinh.exchange.insurance_bills import accept_bills, check_bills
from ansinh.kernel.progress import silent
from ansinh.support.insurance import forms, jobs
from ansinh.support.insurance.views import making, settlements
from ansinh.support.models import CardList, CardSettlement, SettledCard
from ansinh.work.models import Job

__all__ = ["country", "insured", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def carded(insured, tmp_path):
    found = lines(approved(insured))
    rows = [
        issued(one, number, valid_from="2022-12-01", valid_until="2023-12-31")
        for number, one in enumerate(found, 1)
    ]
    accept_cards(checked=check_cards(told(tmp_path / "cards.csv", rows)), by=insured.who.maker)
    return found


@pytest.fixture
def maker(insured):
    return client(f"commune_officer-{COMMUNE}")


@pytest.fixture
def chair(insured):
    return client(f"commune_chair-{COMMUNE}")


def said(page) -> str:
    return page.content.decode()


def test_a_settlement_of_another_commune_is_not_there(insured, carded, maker):
    made = drawn_up(insured)
    card = SettledCard.objects.everywhere().filter(settlement=made).first()
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    address = f"/health-cards/settlements/{made.pk}"
    for one in (address, f"/health-cards/settlements/cards/{card.pk}"):
        assert (stranger.get(one).status_code, maker.get(one).status_code) == (404, 200), one
    for verb in ("drop", "figures", "insurer-file"):
        assert stranger.post(f"{address}/{verb}", {"reason": "x"}).status_code == 404, verb
    assert f"/{made.pk}" not in said(stranger.get("/health-cards/settlements"))


def test_from_a_look_to_a_closed_settlement(insured, carded, maker, chair):
    new = "/health-cards/settlements/new"
    form = {"code": COMMUNE, "first": "2022-12", "last": "2023-03"}
    over = maker.post(new, form | {"last": "2022-11", "verb": "look"})
    assert (over.status_code, "từ tháng trước đến tháng sau" in said(over)) == (422, True)
    look = said(maker.post(new, form | {"verb": "look"}))
    assert (f"{16 * PREMIUM:,}".replace(",", ".") in look, "chưa đối chiếu văn bản" in look) == (True, True)
    assert not CardSettlement.objects.everywhere().exists()
    assert maker.post(new, form | {"verb": "make"}).status_code == 303
    made = CardSettlement.objects.everywhere().get()
    address = f"/health-cards/settlements/{made.pk}"
    figure = {
        "policy": "BHYT-1",
        "people": "2",
        "state_amount": "536.400",
        "local_amount": "0",
        "own_amount": "0",
    }
    assert maker.post(f"{address}/figures", figure | {"document": ""}).status_code == 422
    assert maker.post(f"{address}/figures", figure | {"document": "CV 12/BHXH"}).status_code == 303
    page = said(maker.get(address))
    assert ("CV 12/BHXH" in page, "chưa nêu" in page, "khác số của bảo hiểm" in page) == (True,) * 3
    close = {"verb": "approve", "total": str(made.amount), "explained": "Chờ số của nhóm cận nghèo"}
    assert maker.post(f"{address}/decide", close).status_code == 403
    assert chair.post(f"{address}/decide", close | {"total": "1"}).status_code == 422
    assert chair.post(f"{address}/decide", close | {"explained": ""}).status_code == 422
    assert chair.post(f"{address}/decide", close).status_code == 303
    assert "đã duyệt, khóa" in said(chair.get(address))
    assert maker.post(f"{address}/drop", {"reason": "nhầm"}).status_code == 422
    for kind in ("xlsx", "csv"):
        assert maker.get(f"{address}?export={kind}").status_code == 200
    file = maker.post(f"{address}/insurer-file")
    assert (file.status_code, file["Content-Type"].startswith("application/vnd.openxml")) == (200, True)


def test_differences_open_to_their_cards_with_as_many_queries_for_one_as_for_many(
    insured, carded, maker, tmp_path
):
    made = drawn_up(insured)
    one, *others = carded
    told_of = [bill(line, 4, 4 * PREMIUM) for line in others]
    accept_bills(checked=check_bills(billed(tmp_path / "b.csv", told_of)), by=insured.who.maker)
    address = f"/health-cards/settlements/{made.pk}"
    counts = []
    for chosen, many in (("untold", 1), ("same", 1), ("differs", 2)):
        with CaptureQueriesContext(connection) as asked:
            page = said(maker.get(f"{address}?compared={chosen}"))
        counts.append(len(asked))
        assert page.count("/health-cards/settlements/cards/") == many, chosen
    assert len(set(counts)) == 1
    card = SettledCard.objects.everywhere().get(settlement=made, line=one)
    assert "bảo hiểm chưa nêu" in said(maker.get(f"/health-cards/settlements/cards/{card.pk}"))


def test_a_long_list_and_a_settlement_of_many_cards_are_left_to_jobs(insured, maker, monkeypatch):
    form = {"code": COMMUNE, "month": MONTH, "verb": "make"}
    monkeypatch.setattr(forms, "_MONTHS_BACK", 60)
    with monkeypatch.context() as small:
        small.setattr(making, "MOST_HOUSEHOLDS", 0)
        large = said(maker.post("/health-cards/new", form | {"verb": "look"}))
    assert ("không xem trước ngay được" in large, 'value="make"' in large) == (True, True)
    monkeypatch.setattr(making, "LONGEST", 3)
    assert maker.post("/health-cards/new", form).status_code == 303
    job = Job.objects.get(kind="support.prepare_cards")
    assert not CardList.objects.everywhere().exists()
    done = jobs.prepare_cards(job.arguments, insured.who.maker, silent)
    made = CardList.objects.everywhere().get()
    assert done == {"card_list": made.pk, "lines": 4}
    assert maker.post("/health-cards/new", form).status_code == 422
    monkeypatch.setattr(settlements, "LONGEST", -1)
    period = {"code": COMMUNE, "first": "2022-12", "last": "2022-12", "verb": "make"}
    assert maker.post("/health-cards/settlements/new", period).status_code == 303
    assert Job.objects.get(kind="support.settle_premiums").arguments["first"] == "2022-12"
