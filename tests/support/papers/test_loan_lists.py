"""List 03/TD on paper: only as the commune confirmed it."""

import pytest
from django.test import Client
from tests.pages.conftest import assure
from tests.support.credit.conftest import bring, country, listed_for, lists, place, survey, wish, write
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers

from ansinh.accounts.models import User
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.papers.reading import read_word, text_of
from ansinh.support.models import LoanList
from ansinh.support.papers.issuing import Signing
from ansinh.support.papers.loan_lists import issue_loan_list

__all__ = ["bring", "country", "lists", "place", "survey", "write"]
pytestmark = pytest.mark.django_db


def issue(place, listed, **more) -> Paper:
    now = LoanList.objects.everywhere().select_related("unit", "group").get(pk=listed.pk)
    written = Signing(signatory="Trần Văn Ký", **more)
    return issue_loan_list(listed=now, written=written, by=place.who.maker)


def test_a_list_that_waits_is_not_printed(place):
    with pytest.raises(Refused) as refused:
        issue(place, listed_for(place, confirm=False))
    assert refused.value.code == "not_confirmed"


def test_the_officer_of_next_door_prints_none(place):
    listed_for(place)
    confirmed = LoanList.objects.everywhere().select_related("unit", "group").get()
    with pytest.raises(Refused) as refused:
        issue_loan_list(listed=confirmed, written=Signing(), by=officers(NEXT_DOOR).maker)
    assert refused.value.code != "not_confirmed"


def test_a_second_print_needs_its_reason(place):
    listed = listed_for(place)
    first = issue(place, listed)
    with pytest.raises(UnusableInput):
        issue(place, listed)
    assert issue(place, listed, why="Sai người ký").replaces_id == first.pk


def test_the_print_says_who_asks_for_how_much_and_bears_the_confirmation(place):
    paper = issue(place, listed_for(place, wish(place, amount=30_500_000)))
    said = text_of(read_word(file_of(paper, "docx")))
    assert (paper.number, paper.suffix) == (0, "")
    for words in (
        "30.500.000 đồng (Bằng chữ: Ba mươi triệu năm trăm nghìn đồng)",
        "Tổ 1 Thôn 1; tổ trưởng: Nguyễn Thị Tổ; hội, đoàn thể nhận ủy thác: Hội Liên hiệp Phụ nữ",
        "\n30.500.000\nNuôi bò sinh sản\n36\n",
        "theo văn bản số 03/TD-1 ngày ",
        "Chưa kiểm chứng: Tên mẫu đúng văn bản",
    ):
        assert words in said, words


def test_the_page_of_a_list_leads_to_its_print_once_it_is_confirmed(place):
    browser = Client(headers={"accept-language": "vi"})
    browser.force_login(User.objects.get(username=f"commune_officer-{COMMUNE}"))
    assure(browser)
    waiting = listed_for(place, confirm=False)
    page, address = f"/loans/lists/{waiting.pk}", f"/loans/lists/{waiting.pk}/paper"
    assert address not in browser.get(page).content.decode()
    assert browser.get(address).status_code == 409
    listed = listed_for(place)
    page, address = f"/loans/lists/{listed.pk}", f"/loans/lists/{listed.pk}/paper"
    assert address in browser.get(page).content.decode()
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"signatory": ""}).status_code == 303
    paper = Paper.objects.everywhere().get()
    assert f'href="/papers/{paper.pk}"' in browser.get(page).content.decode()


def test_a_list_of_next_door_is_not_there(place):
    listed = listed_for(place)
    officers(NEXT_DOOR)
    stranger = Client()
    stranger.force_login(User.objects.get(username=f"commune_officer-{NEXT_DOOR}"))
    assure(stranger)
    for ask in (stranger.get, stranger.post):
        assert ask(f"/loans/lists/{listed.pk}/paper").status_code == 404
