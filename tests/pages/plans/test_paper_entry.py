"""Papers by form: what is refused first, then the way of a paper from its draft to the units that received it."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from click.testing import CliRunner
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, NEXT_DOOR, officer

from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.places.queries import unit_at
from ansinh.plans.actions import acknowledge_document
from ansinh.plans.checking import findings_of_document
from ansinh.plans.cli import plans
from ansinh.plans.entering import (
    Head,
    change_document,
    drop_document,
    enter_document,
    issue_document,
    link_document,
    withdraw_link,
)
from ansinh.plans.enums import CitationKind
from ansinh.plans.files import add_file, content_of, kept_at
from ansinh.plans.models import Document, Plan, Recipient
from ansinh.plans.sending import receipts_of, send_document, units_below
from ansinh.work.todo import todos_of

pytestmark = pytest.mark.django_db
THEN = date(2022, 12, 14)
ISSUED = date(2023, 1, 5)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


@pytest.fixture
def district(country):
    return unit_at(DISTRICT, THEN)


@pytest.fixture
def maker(district):
    return actor_of(officer("maker", "province_officer", DISTRICT))


@pytest.fixture
def chair(district):
    return actor_of(officer("chair", "province_chair", DISTRICT))


@pytest.fixture
def head(district):
    return Head(
        kind="dispatch",
        issuer_kind="peoples_committee",
        issuer="Ủy ban nhân dân huyện",
        title="Về việc rà soát hộ nghèo",
        issuer_unit=district,
        territory=district,
    )


@pytest.fixture
def draft(head, district, maker):
    return enter_document(head=head, keeper=district, elsewhere=False, by=maker)


@pytest.fixture
def issued(draft, chair):
    return issue_document(document=draft, number="12/UBND-LĐ", issued_on=ISSUED, by=chair)


def test_who_wrote_a_draft_does_not_issue_it(draft, head, maker, chair):
    with pytest.raises(Refused):
        issue_document(document=draft, number="1/UBND", issued_on=ISSUED, by=maker)
    change_document(document=draft, head=replace(head, title="Về việc khác"), by=SYSTEM)
    with pytest.raises(Refused) as said:
        issue_document(document=draft, number="1/UBND", issued_on=ISSUED, by=SYSTEM)
    assert said.value.code == "second_person_needed"
    with pytest.raises(UnusableInput):
        issue_document(document=draft, number=" ", issued_on=ISSUED, by=chair)
    found = issue_document(document=draft, number="1/UBND", issued_on=ISSUED, by=chair)
    assert (found.state, found.issued_by, found.valid_from) == ("issued", chair.label, ISSUED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=found.pk).update(revision=1, recorded_by=chair.label)


def test_a_paper_of_ones_own_is_drafted_and_one_of_others_is_not(head, district, maker):
    for one, elsewhere, code in (
        (head, True, "own_paper"),
        (replace(head, issuer_unit=unit_at("31", THEN)), False, "paper_of_others"),
        (replace(head, issuer_kind="government", issuer_unit=None), False, "paper_of_others"),
        (replace(head, issuer_unit=None), True, "issuer_and_place"),
        (replace(head, issued_on=date(2990, 1, 1)), False, "day_to_come"),
        (replace(head, valid_from=ISSUED, valid_until=THEN), False, "validity_turned"),
        (replace(head, title=" "), False, "no_title"),
    ):
        with pytest.raises((Refused, UnusableInput)) as said:
            enter_document(head=one, keeper=district, elsewhere=elsewhere, by=maker)
        assert said.value.code == code
    assert not Document.objects.exists()


def test_nobody_enters_papers_for_another_place(head, district):
    commune = actor_of(officer("commune", "commune_officer", COMMUNE))
    with pytest.raises(Refused):
        enter_document(head=head, keeper=district, elsewhere=False, by=commune)


def test_the_same_paper_is_not_held_twice(issued, head, district, maker, chair):
    again = enter_document(head=head, keeper=district, elsewhere=False, by=maker)
    with pytest.raises(Refused) as said:
        issue_document(document=again, number="12/ubnd-lđ", issued_on=ISSUED, by=chair)
    assert said.value.code == "document_known"
    again.refresh_from_db()
    assert again.state == "draft"


def test_an_issued_paper_changes_with_its_reason_and_what_stood(issued, maker):
    head = Head(
        "dispatch", "peoples_committee", "Ủy ban nhân dân huyện", "Về việc đúng", issued.issuer_unit,
        number="12/UBND-LĐ", issued_on=ISSUED, territory=issued.territory, valid_from=ISSUED,
    )  # fmt: skip
    with pytest.raises(UnusableInput) as said:
        change_document(document=issued, head=head, by=maker)
    assert said.value.code == "why_missing"
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=issued.pk).update(title="Lén sửa")
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=issued.pk).update(title="Lén sửa", revision=1)
    change_document(document=issued, head=head, why="Viết nhầm trích yếu", by=maker)
    (kept,) = issued.corrections.all()
    assert kept.changes == {"title": ["Về việc rà soát hộ nghèo", "Về việc đúng"]}
    assert (kept.revision, kept.why, kept.by) == (1, "Viết nhầm trích yếu", maker.label)
    with pytest.raises(Refused):
        change_document(document=issued, head=head, why="lần nữa", by=maker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=issued.pk).delete()


def test_a_dropped_draft_stays_as_it_is(draft, head, maker, chair):
    with pytest.raises(UnusableInput):
        drop_document(document=draft, why=" ", by=maker)
    drop_document(document=draft, why="Trùng công văn khác", by=maker)
    with pytest.raises(Refused):
        issue_document(document=draft, number="1/UBND", issued_on=ISSUED, by=chair)
    with pytest.raises(Refused):
        change_document(document=draft, head=replace(head, title="Khác"), by=maker)


def test_a_draft_is_seen_where_it_is_written_only(draft, issued, head, district, maker, signed_in):
    another = enter_document(
        head=replace(head, title="Dự thảo thứ hai"), keeper=district, elsewhere=False, by=maker
    )
    below = signed_in("commune_officer", COMMUNE)
    assert below.get(f"/documents/{another.pk}").status_code == 404
    assert "Dự thảo thứ hai" not in below.get("/documents").content.decode()
    assert below.get(f"/documents/{issued.pk}").status_code == 200
    assert signed_in("province_officer", DISTRICT).get(f"/documents/{another.pk}").status_code == 200


def test_a_paper_is_sent_once_to_each_unit_and_not_before_its_day(draft, maker, chair, district):
    communes = units_below(district, "commune", THEN)
    with pytest.raises(Refused):
        send_document(document=draft, units=communes, sent_on=ISSUED, by=maker)
    one = issue_document(document=draft, number="12/UBND-LĐ", issued_on=ISSUED, by=chair)
    with pytest.raises(UnusableInput):
        send_document(document=one, units=communes, sent_on=THEN, by=maker)
    with pytest.raises(UnusableInput):
        send_document(document=one, units=[], others=[" "], sent_on=ISSUED, by=maker)
    assert send_document(document=one, units=communes[:1], sent_on=ISSUED, by=maker) == 1
    assert send_document(document=one, units=communes, others=["Lưu VT"], sent_on=ISSUED, by=maker) == len(
        communes
    )
    with pytest.raises(Refused):
        send_document(document=one, units=communes, sent_on=ISSUED, by=maker)
    found = receipts_of(one)
    assert (found.units, found.acknowledged, found.outside) == (len(communes), 0, 1)


def test_who_received_a_paper_says_so_for_the_own_unit(issued, maker, signed_in):
    units = [unit_at(code, THEN) for code in (COMMUNE, NEXT_DOOR)]
    send_document(document=issued, units=units, sent_on=ISSUED, by=maker)
    own, other = (Recipient.objects.get(document=issued, unit=unit) for unit in units)
    commune = actor_of(officer("commune", "commune_officer", COMMUNE))
    waiting = [one for one in todos_of(commune) if one.kind == "plans.acknowledge"]
    assert [one.count for one in waiting] == [1]
    with pytest.raises(Refused):
        acknowledge_document(recipient=other, by=commune)
    acknowledge_document(recipient=own, by=commune, remark="Đã giao cán bộ")
    assert not [one for one in todos_of(commune) if one.kind == "plans.acknowledge"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Recipient.objects.filter(pk=own.pk).update(acknowledged_on=None)
    text = signed_in("province_officer", DISTRICT).get(f"/documents/{issued.pk}/recipients?state=waiting")
    assert units[1].name in text.content.decode()
    assert units[0].name not in text.content.decode()


def test_a_link_names_a_held_issued_paper_and_is_withdrawn_with_a_trace(issued, head, district, maker, chair):
    other = enter_document(
        head=replace(head, title="Công văn sau"), keeper=district, elsewhere=False, by=maker
    )
    with pytest.raises(Refused):
        link_document(document=issued, kind=CitationKind.REPLACES, cited=other, why="x", by=maker)
    with pytest.raises(UnusableInput):
        link_document(document=other, kind=CitationKind.REPLACES, by=maker)
    words = "Công văn số 12/UBND-LĐ ngày 05/01/2023"
    link = link_document(document=other, kind=CitationKind.REPLACES, words=words, by=maker)
    assert link.cited == issued
    with pytest.raises(Refused):
        link_document(document=other, kind=CitationKind.REPLACES, cited=issued, by=maker)
    issue_document(document=other, number="20/UBND-LĐ", issued_on=date(2023, 2, 1), by=chair)
    with pytest.raises(UnusableInput):
        withdraw_link(citation=link, by=maker)
    withdraw_link(citation=link, why="Không thay thế", by=maker)
    link.refresh_from_db()
    assert link.withdrawn_in == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        link.delete()


def test_a_draft_that_cites_a_day_that_does_not_exist_is_told(draft, maker):
    words = "Kế hoạch số 5188/KH-UBND ngày 31/11/2024"
    link_document(document=draft, kind=CitationKind.CARRIES_OUT, words=words, by=maker)
    assert [one.rule for one in findings_of_document(draft)] == ["impossible_day"]


def _packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"<html><script>1</script></html>", b"MZ\x90", b"PK\x03\x04cut", _packed("a.txt"),
     _packed("word/document.xml", "word/vbaProject.bin")],
)  # fmt: skip
def test_what_is_no_paper_is_not_kept(draft, maker, content):
    with pytest.raises(UnusableInput):
        add_file(document=draft, content=content, name="kh.pdf", by=maker)
    assert not draft.attachments.exists()


def test_a_file_lies_sealed_and_is_taken_down_by_who_reads_the_paper(issued, maker, signed_in):
    one = add_file(document=issued, content=PDF, name="../Công văn <12>.exe", by=maker)
    assert b"%PDF" not in kept_at(one.kept_as).read_bytes()
    assert content_of(one) == PDF
    address = f"/documents/{issued.pk}/files/{one.pk}"
    answer = signed_in("commune_officer", COMMUNE).get(address)
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PDF, "application/pdf")
    assert answer["Content-Disposition"].startswith("attachment")
    assert one.titled.endswith(".pdf") and "/" not in one.titled and "<" not in one.titled
    assert signed_in().get(address).status_code == 403
    with pytest.raises(Refused):
        add_file(document=issued, content=PDF, name="again.pdf", by=maker)
    with pytest.raises(UnusableInput):
        add_file(document=issued, content=PDF + b"\n", name="b.pdf", replaces=one, by=maker)
    add_file(document=issued, content=PDF + b"\n", name="b.pdf", replaces=one, remark="Thiếu trang", by=maker)
    kept_at(one.kept_as).unlink()
    with pytest.raises(NotFound):
        content_of(one)


def test_a_paper_goes_from_the_form_to_the_communes(district, signed_in):
    client, chair = signed_in("province_officer", DISTRICT), signed_in("province_chair", DISTRICT)
    facts = {
        "elsewhere": "", "keeper": district.pk, "kind": "dispatch", "title": "Về việc rà soát",
        "issuer_kind": "peoples_committee", "issuer": "Ủy ban nhân dân huyện", "issuer_unit": DISTRICT,
        "territory": DISTRICT, "valid_from": "05/01/2023",
    }  # fmt: skip
    assert client.get("/documents/new").status_code == 200
    assert client.post("/documents/new", facts | {"issuer_unit": "xyz"}).status_code == 422
    assert client.post("/documents/new", facts).status_code == 303
    one = Document.objects.get(title="Về việc rà soát")
    page = f"/documents/{one.pk}"
    assert client.get(f"{page}/issue").status_code == 403
    assert client.get(f"{page}/drop").status_code == 200
    assert client.post(f"{page}/links", {"kind": "based_on", "words": "Luật số 8"}).status_code == 303
    assert client.get(f"{page}/links").status_code == 200
    assert client.post(f"{page}/edit", facts | {"title": "Về việc rà soát năm 2023"}).status_code == 303
    assert "Ban hành" in chair.get(page).content.decode()
    assert chair.get(f"{page}/issue").status_code == 200
    assert chair.post(f"{page}/issue", {"number": "9/UBND", "issued_on": "05/01/2023"}).status_code == 303
    assert client.get(f"{page}/send").status_code == 200
    assert client.post(f"{page}/send", {"level": "commune", "sent_on": "06/01/2023"}).status_code == 303
    assert receipts_of(one).units == len(units_below(district, "commune", THEN))
    upload = {"file": SimpleUploadedFile("cv.pdf", PDF), "remark": ""}
    assert client.post(f"{page}/files", upload).status_code == 303
    assert (
        client.post(f"{page}/edit", facts | {"number": "9/UBND", "issued_on": "05/01/2023"}).status_code
        == 422
    )
    assert "cv.pdf" in client.get(page).content.decode()
    assert settings.DATA_FOLDER.joinpath("papers-of-plans").is_dir()


def test_recipients_cost_as_much_for_one_as_for_many(issued, maker, district, signed_in):
    client, page = signed_in("province_officer", DISTRICT), f"/documents/{issued.pk}/recipients"
    communes = units_below(district, "commune", THEN)
    send_document(document=issued, units=communes[:1], sent_on=ISSUED, by=maker)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    send_document(document=issued, units=communes, sent_on=ISSUED, by=maker)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(few) == len(many)


def test_shipped_plans_come_by_their_command_where_others_are(country, issued, district, maker):
    Plan.objects.create(
        document=issued, unit=district, year_from=2023, year_until=2023, standard="vn-2022",
        recorded_at=issued.recorded_at, recorded_by="x",
    )  # fmt: skip
    assert CliRunner().invoke(plans, ["list"], obj={"as": None}).exit_code == 0
    assert Plan.objects.count() == 1
    answer = CliRunner().invoke(plans, ["load-shipped"], obj={"as": "maker"})
    assert isinstance(answer.exception, Refused)
    for _time in range(2):
        assert CliRunner().invoke(plans, ["load-shipped"], obj={"as": None}).exit_code == 0
    assert Plan.objects.count() == 6
