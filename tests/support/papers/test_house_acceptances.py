"""The record of acceptance of a house: only of an accepted one, with the money that came."""

from datetime import date

import pytest
from django.test import Client
from tests.pages.conftest import assure
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.housing.conftest import approved, country, place, surveyed

from ansinh.accounts.models import User
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.papers.reading import read_word, text_of
from ansinh.portal.subjects.reach import BY_NAME, Subject
from ansinh.support.housing.building import accept_work, reach_stage
from ansinh.support.housing.money import plan_money, receive_money
from ansinh.support.models import HousingWork
from ansinh.support.models.housing_enums import MoneySource, WorkState
from ansinh.support.papers.house_acceptances import issue_house_acceptance
from ansinh.support.papers.issuing import Signing

__all__ = ["country", "place"]
pytestmark = pytest.mark.django_db
STAGES = (WorkState.BEGUN, WorkState.FOUNDATION, WorkState.ROOFED, WorkState.DONE)


@pytest.fixture
def work(place) -> HousingWork:
    """Accepted, with money of the district and days of work of kin."""
    made, by = approved(place), place.who.maker
    sources = {MoneySource.DISTRICT: (50_000_000, 0), MoneySource.KIN: (0, 20)}
    plan_money(work=made, cost=50_000_000, sources=sources, by=by, on=date(2025, 3, 2))
    receive_money(
        work=made, source=MoneySource.DISTRICT, amount=45_000_000, labour_days=0, on=date(2025, 3, 10),
        document="PC 1", by=by,
    )  # fmt: skip
    for month, stage in enumerate(STAGES, start=3):
        reach_stage(work=made, stage=stage, on=date(2025, month, 15), by=by)
        made = found(made)
    accept_work(work=made, on=date(2025, 6, 20), record_no="12/BB", by=place.who.chair)
    return found(made)


def found(work) -> HousingWork:
    rows = HousingWork.objects.everywhere().select_related("household", "unit", "programme", "proposal")
    return rows.get(pk=work.pk)


def issue(place, work, **more) -> Paper:
    return issue_house_acceptance(work=work, written=Signing(**more), by=place.who.maker)


def test_a_house_that_is_not_accepted_has_no_record(place):
    with pytest.raises(Refused) as refused:
        issue(place, found(surveyed(place)))
    assert refused.value.code == "not_accepted"


def test_the_officer_of_next_door_makes_none(place, work):
    with pytest.raises(Refused):
        issue_house_acceptance(work=work, written=Signing(), by=officers(NEXT_DOOR).maker)


def test_a_second_record_needs_its_reason(place, work):
    first = issue(place, work)
    with pytest.raises(UnusableInput):
        issue(place, work)
    assert issue(place, work, why="Sai người ký").replaces_id == first.pk


def test_the_record_says_what_was_built_when_and_with_what_money(place, work):
    said = text_of(read_word(file_of(issue(place, work), "docx")))
    for words in (
        "(Số 12/BB, ngày 20/06/2025)",
        "Nhà ở hộ nghèo Thủy Nguyên (KH 10/KH-UBND)",
        "Quyết định số 5/QĐ",
        "Khởi công: 15/03/2025; hoàn thành: 15/06/2025; hạn của chương trình: 01/07/2025",
        "Ngân sách huyện\n50.000.000\n45.000.000",
        "Dòng họ, người thân\n0\n0\n20",
        "45.000.000 đồng (Bằng chữ: Bốn mươi lăm triệu đồng); trong đó Nhà nước và Quỹ hỗ trợ: 45.000.000 đồng",
    ):
        assert words in said, words
    assert "ưu tiên" not in said


def test_the_record_is_found_among_what_is_held_about_its_people_and_not_of_others(place, work):
    paper = issue(place, work)
    shown = []
    for home in place.homes[:2]:
        subject = Subject(person=home.pk, households=frozenset({home.pk}), ever=frozenset({home.pk}))
        shown.append(list(Paper.objects.everywhere().filter(BY_NAME["papers.Paper"](subject))))
    assert shown == [[paper], []]


def test_the_page_of_a_house_leads_to_its_record_for_its_commune_alone(place, work):
    officers(NEXT_DOOR)
    browsers = []
    for code in (COMMUNE, NEXT_DOOR):
        browser = Client(headers={"accept-language": "vi"})
        browser.force_login(User.objects.get(username=f"commune_officer-{code}"))
        assure(browser)
        browsers.append(browser)
    page, address = f"/housing-works/{work.pk}", f"/housing-works/{work.pk}/record"
    assert [one.get(address).status_code for one in browsers] == [200, 404]
    assert address in browsers[0].get(page).content.decode()
    assert browsers[0].post(address, {"signatory": ""}).status_code == 303
    paper = Paper.objects.everywhere().get()
    assert f'href="/papers/{paper.pk}"' in browsers[0].get(page).content.decode()
