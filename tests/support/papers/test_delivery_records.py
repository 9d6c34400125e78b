"""The record of something handed over: not of what was withdrawn, with what was told and no more."""

from uuid import UUID

import pytest
from tests.support.delivery.test_pages import client, give
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers

from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.papers.reading import read_word, text_of
from ansinh.portal.subjects.reach import BY_NAME, Subject
from ansinh.support.delivery.giving import withdraw_delivery
from ansinh.support.models import Delivery
from ansinh.support.papers.delivery_records import issue_delivery_record
from ansinh.support.papers.issuing import Signing

pytestmark = pytest.mark.django_db


def issue(commune, row, **more) -> Paper:
    found = Delivery.objects.everywhere().select_related("household", "person", "unit").get(pk=row.pk)
    return issue_delivery_record(row=found, written=Signing(**more), by=commune.who.maker)


def test_what_was_withdrawn_has_no_record(commune):
    row = give(commune)
    withdraw_delivery(row=row, reason="Ghi nhầm hộ", by=commune.who.maker)
    with pytest.raises(Refused) as refused:
        issue(commune, row)
    assert refused.value.code == "withdrawn"


def test_the_officer_of_next_door_makes_none(commune):
    with pytest.raises(Refused):
        issue_delivery_record(row=give(commune), written=Signing(), by=officers(NEXT_DOOR).maker)


def test_a_second_record_needs_its_reason(commune):
    row = give(commune)
    first = issue(commune, row)
    with pytest.raises(UnusableInput):
        issue(commune, row)
    assert issue(commune, row, why="Sai người ký").replaces_id == first.pk


def test_the_record_says_what_was_handed_over_and_is_found_with_its_household(commune):
    row = give(commune)
    paper = issue(commune, row, signatory="Trần Văn Ký")
    said = text_of(read_word(file_of(paper, "docx")))
    for words in (
        "Ngày giao: 03/03/2025",
        "Người nhận: Người thử 0",
        "NUOC-1 · ",
        "kèm theo: Biên bản 3.",
        "Trần Văn Ký",
    ):
        assert words in said, words
    assert "Trị giá" not in said
    shown = []
    for home in (row.household_id, UUID(commune.homes[1])):
        subject = Subject(person=home, households=frozenset({home}), ever=frozenset({home}))
        shown.append(list(Paper.objects.everywhere().filter(BY_NAME["papers.Paper"](subject))))
    assert shown == [[paper], []]


def test_the_page_of_a_delivery_leads_to_its_record_for_its_commune_alone(commune):
    row = give(commune)
    officers(NEXT_DOOR)
    own, stranger = client(f"commune_officer-{COMMUNE}"), client(f"commune_officer-{NEXT_DOOR}")
    page, address = f"/deliveries/{row.pk}/withdraw", f"/deliveries/{row.pk}/record"
    assert address in own.get(page).content.decode()
    assert (own.get(address).status_code, stranger.get(address).status_code) == (200, 404)
    assert own.post(address, {"signatory": ""}).status_code == 303
    paper = Paper.objects.everywhere().get()
    assert f'href="/papers/{paper.pk}"' in own.get(page).content.decode()
