"""The sections of a plan taken from the Word file of its paper: seen first, written once, nothing half done."""

import pytest
from tests.pages.conftest import DISTRICT, NEXT_DOOR, THEN, officer
from tests.plans.making_words import word_of

from ansinh.accounts.actor import actor_of
from ansinh.audit.models import Event
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.places.queries import unit_at
from ansinh.plans.entering import Head, enter_document, issue_document
from ansinh.plans.files import add_file
from ansinh.plans.laying_down import add_section, enter_plan
from ansinh.plans.models import Correction, Plan, Section
from ansinh.plans.taking_text import take_sections

pytestmark = pytest.mark.django_db
WORD = word_of(
    "Căn cứ kết quả rà soát.", ("I. Mục tiêu",), "Giảm nghèo.", "Bền vững.", ("1. Tín dụng",), "Cho vay."
)
WRITTEN = [
    (0, "", 1, "", "Căn cứ kết quả rà soát."),
    (1, "I", 1, "Mục tiêu", "Giảm nghèo.\n\nBền vững."),
    (2, "1", 2, "Tín dụng", "Cho vay."),
]


@pytest.fixture
def maker(country):
    return actor_of(officer("maker", "province_officer", DISTRICT))


@pytest.fixture
def plan(maker) -> Plan:
    unit = unit_at(DISTRICT, THEN)
    head = Head("plan", "peoples_committee", f"Ủy ban nhân dân {unit.name}", "Kế hoạch năm 2023", unit)
    paper = enter_document(head=head, keeper=unit, elsewhere=False, by=maker)
    years = {"year_from": 2023, "year_until": 2023, "standard": "vn-2022"}
    return enter_plan(document=paper, unit=unit, by=maker, **years)


@pytest.fixture
def file(plan, maker):
    return add_file(document=plan.document, content=WORD, name="ke-hoach.docx", by=maker)


def rows(plan: Plan) -> list[tuple]:
    return list(
        plan.sections.order_by("position").values_list("position", "number", "depth", "title", "text")
    )


def test_the_sections_are_seen_then_written_and_the_page_offers_it_no_more(plan, file, signed_in):
    client, at = signed_in("province_officer", DISTRICT), f"/plans/{plan.pk}"
    assert f"{at}/sections/word" in client.get(at).content.decode()
    seen = client.get(f"{at}/sections/word").content.decode()
    assert "Ghi 3 mục" in seen and "Tín dụng" in seen and "Căn cứ kết quả rà soát." in seen
    assert "Không lấy 3 dòng" in seen and "Nơi nhận" in seen
    assert rows(plan) == [], "looking writes nothing"

    assert client.post(f"{at}/sections/word", {"file": file.pk}).status_code == 303
    assert rows(plan) == WRITTEN
    kept = Event.objects.get(name="plans.sections_taken")
    assert kept.facts["sections"] == 3 and kept.facts["digest"] == file.digest
    assert f"{at}/sections/word" not in client.get(at).content.decode()
    assert client.get(f"{at}/sections/word").status_code == 409
    assert client.post(f"{at}/sections/word", {"file": file.pk}).status_code == 409
    assert len(rows(plan)) == 3


def test_a_paper_without_a_word_file_says_what_to_do_and_next_door_sees_nothing(plan, maker, signed_in):
    client, at = signed_in("province_officer", DISTRICT), f"/plans/{plan.pk}/sections/word"
    add_file(document=plan.document, content=b"%PDF-1.7\n%%EOF\n", name="ban-ky.pdf", by=maker)
    said = client.get(at).content.decode()
    assert "chưa có tệp Word" in said and f"/documents/{plan.document_id}/files" in said
    assert client.post(at, {"file": "1"}).status_code == 404
    assert signed_in("province_officer", NEXT_DOOR).get(at).status_code == 404
    assert signed_in("auditor", DISTRICT).get(at).status_code in (403, 404)


def test_a_file_that_cannot_be_read_is_named_and_another_may_be_chosen(plan, file, maker, signed_in):
    bad = add_file(document=plan.document, content=word_of(), name="trong.docx", by=maker)
    client, at = signed_in("province_officer", DISTRICT), f"/plans/{plan.pk}/sections/word"
    said = client.get(at)
    assert said.status_code == 200 and "Tệp không có đoạn văn nào" in said.content.decode()
    assert "Ghi 3 mục" in client.get(at, {"file": file.pk}).content.decode()
    assert client.get(at, {"file": "0"}).status_code == 404
    with pytest.raises(UnusableInput):
        take_sections(plan=plan, file=bad, by=maker)
    assert client.post(at, {"file": bad.pk}).status_code == 422
    assert rows(plan) == [] and not Event.objects.filter(name="plans.sections_taken").exists()


def test_who_took_the_text_does_not_issue_the_plan(plan, file, maker):
    writer = actor_of(officer("writer", "province_officer", DISTRICT))
    take_sections(plan=plan, file=file, by=writer)
    with pytest.raises(Refused):
        issue_document(document=plan.document, number="7/KH-UBND", issued_on=THEN, by=writer)


def test_of_a_plan_issued_elsewhere_the_reason_is_kept_and_one_correction_tells_all(
    country, maker, signed_in
):
    unit = unit_at(DISTRICT, THEN)
    head = Head("plan", "peoples_committee", "UBND tỉnh", "Kế hoạch của tỉnh", unit.parent, issued_on=THEN)
    paper = enter_document(head=head, keeper=unit, elsewhere=True, by=maker)
    years = {"year_from": 2022, "year_until": 2022, "standard": "vn-2022"}
    plan = enter_plan(document=paper, unit=unit, by=maker, why="Nhập văn bản đến", **years)
    file = add_file(document=paper, content=WORD, name="kh-tinh.docx", by=maker)
    before = Correction.objects.filter(document=paper).count()
    client, at = signed_in("province_officer", DISTRICT), f"/plans/{plan.pk}/sections/word"
    assert client.post(at, {"file": file.pk}).status_code == 422, "no reason"
    assert rows(plan) == []
    assert client.post(at, {"file": file.pk, "why": "Nhập nguyên văn"}).status_code == 303
    assert rows(plan) == WRITTEN
    assert Correction.objects.filter(document=paper).count() == before + 1
    paper.refresh_from_db()
    assert {one.revision for one in Section.objects.filter(plan=plan)} == {paper.revision}


def test_what_somebody_wrote_is_not_written_over_and_a_file_of_another_paper_is_not_taken(plan, file, maker):
    unit = unit_at(DISTRICT, THEN)
    head = Head("plan", "peoples_committee", f"Ủy ban nhân dân {unit.name}", "Kế hoạch khác", unit)
    other = enter_document(head=head, keeper=unit, elsewhere=False, by=maker)
    foreign = add_file(document=other, content=WORD, name="khac.docx", by=maker)
    with pytest.raises(Refused) as said:
        take_sections(plan=plan, file=foreign, by=maker)
    assert said.value.code == "file_of_others"
    add_section(plan=plan, number="I", depth=1, title="Của tôi", text="", by=maker)
    with pytest.raises(Refused) as said:
        take_sections(plan=plan, file=file, by=maker)
    assert said.value.code == "has_sections" and len(rows(plan)) == 1
