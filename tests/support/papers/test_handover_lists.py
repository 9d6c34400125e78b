"""The list on which many sign: refusals, who is on it village by village, whose it is."""

from datetime import date
from uuid import UUID

import pytest
from tests.support.delivery.test_pages import client, refused
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers

from ansinh.households.models import Household
from ansinh.kernel.errors import UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.papers.reading import read_word, text_of
from ansinh.portal.subjects.reach import BY_NAME, Subject
from ansinh.support.delivery.giving import report_delivery, withdraw_delivery
from ansinh.support.models import Delivery
from ansinh.support.papers import handover_lists
from ansinh.support.papers.handover_lists import Handed, issue_handover_list
from ansinh.support.papers.issuing import Signing

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 3)


def given(commune, home: int, **more) -> Delivery:
    household = Household.objects.everywhere().get(pk=UUID(commune.homes[home]))
    named = {"policy": "NUOC-1", "person_id": None, "given_on": DAY, "document": f"Biên bản {home}"} | more
    return report_delivery(household=household, by=commune.who.maker, **named)


def issue(commune, handed: Handed, **more) -> Paper:
    return issue_handover_list(handed=handed, written=Signing(**more), by=commune.who.maker)


@pytest.fixture
def rows(commune) -> list[Delivery]:
    return [given(commune, 0), given(commune, 1), given(commune, 2)]


@pytest.fixture
def handed(rows) -> Handed:
    return Handed(rows[0].unit, "NUOC-1", rows[0].kind, DAY)


def test_a_day_without_support_and_a_list_too_long_are_refused(commune, rows, handed, monkeypatch):
    other = Handed(handed.unit, "NUOC-1", handed.kind, date(2025, 3, 4))
    refused("nothing_handed", issue, commune=commune, handed=other)
    monkeypatch.setattr(handover_lists, "MOST_LINES", 2)
    refused("too_long", issue, commune=commune, handed=handed)


def test_the_officer_of_next_door_makes_none_and_a_second_one_needs_its_reason(commune, handed):
    stranger = officers(NEXT_DOOR).maker
    refused("permission_missing", issue_handover_list, handed=handed, written=Signing(), by=stranger)
    first = issue(commune, handed)
    with pytest.raises(UnusableInput):
        issue(commune, handed)
    assert issue(commune, handed, why="Sai người ký").replaces_id == first.pk


def test_it_names_who_received_and_not_what_was_withdrawn_and_is_found_with_each(commune, rows, handed):
    withdraw_delivery(row=rows[2], reason="Ghi nhầm hộ", by=commune.who.maker)
    paper = issue(commune, handed, signatory="Trần Văn Ký")
    words = text_of(read_word(file_of(paper, "docx")))
    for told in (
        "Giao ngày 03/03/2025",
        "số người, hộ nhận: 2",
        "Người thử 0",
        "Người thử 1",
        "Biên bản 1",
        "Ký nhận",
    ):
        assert told in words, told
    assert ("Người thử 2" in words, "Trị giá: " in words) == (False, False)
    shown = []
    for row in rows[:2]:
        home = row.household_id
        subject = Subject(person=home, households=frozenset({home}), ever=frozenset({home}))
        shown.append(list(Paper.objects.everywhere().filter(BY_NAME["papers.Paper"](subject))))
    assert shown == [[paper], [paper]]


def test_the_page_looks_first_and_makes_the_list_of_its_commune_alone(commune, rows):
    officers(NEXT_DOOR)
    own, stranger = client(f"commune_officer-{COMMUNE}"), client(f"commune_officer-{NEXT_DOOR}")
    address = "/deliveries/handover"
    form = {
        "code": COMMUNE,
        "policy": "NUOC-1",
        "kind": rows[0].kind,
        "given_on": "03/03/2025",
        "verb": "look",
    }
    assert stranger.post(address, form).status_code == 422
    look = own.post(address, form).content.decode()
    assert ("Sẽ ký nhận: 3 người, hộ" in look, 'value="make"' in look) == (True, True)
    none = own.post(address, form | {"given_on": "04/03/2025"}).content.decode()
    assert ("Các ngày có giao: 03/03/2025." in none, 'value="make"' in none) == (True, False)
    assert not Paper.objects.everywhere().exists()
    assert own.post(address, form | {"verb": "preview"})["Content-Type"] == "application/pdf"
    assert not Paper.objects.everywhere().exists()
    assert own.post(address, form | {"verb": "make"}).status_code == 303
    paper = Paper.objects.everywhere().get()
    assert (paper.kind, paper.suffix) == ("handover_list", "/BB")
    assert "Đã có văn bản" in own.post(address, form).content.decode()
    assert address in own.get("/deliveries").content.decode()
