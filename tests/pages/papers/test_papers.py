"""Pages of papers: next door's are not there, what goes out is in the log, templates are refused with reasons."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR
from tests.papers.conftest import edited, example

from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.audit.models import Event
from ansinh.kernel.dates import today
from ansinh.papers.actions import issue_paper
from ansinh.papers.checks import short
from ansinh.papers.jobs import BUNDLE, print_bundle
from ansinh.papers.models import Paper, Register, Template
from ansinh.papers.shipped import shipped_template
from ansinh.places.queries import unit_at
from ansinh.work.models import Job

pytestmark = pytest.mark.django_db
DAY = date(2024, 12, 10)
CANARY = "Chim Yến"


@pytest.fixture
def issue(country):
    def made(
        code: str = COMMUNE, kind: str = "refusal", title: str = f"Trả lời ông {CANARY}", **named
    ) -> Paper:
        return issue_paper(
            kind=kind,
            context=example(kind),
            unit=unit_at(code, DAY),
            subject="request:1",
            title=title,
            by=SYSTEM,
            issued_on=DAY,
            **named,
        )

    return made


@pytest.fixture
def officer_here(signed_in):
    return signed_in("commune_officer", COMMUNE)


@pytest.mark.parametrize("path", ["/papers", "/papers/templates", "/papers/registers", "/papers/print"])
def test_who_issues_no_papers_is_refused_with_the_reason(signed_in, path):
    answer = signed_in("surveyor", COMMUNE).get(path)
    assert answer.status_code == 403
    assert "Lập và in giấy tờ" in answer.content.decode()


@pytest.mark.parametrize("rest", ["", "/file.docx", "/file.pdf"])
def test_a_paper_of_next_door_is_not_there(officer_here, issue, rest):
    paper = issue(NEXT_DOOR)
    answer = officer_here.get(f"/papers/{paper.pk}{rest}")
    assert answer.status_code == 404
    assert CANARY not in answer.content.decode()


def test_the_list_has_ones_own_and_nothing_of_next_door(officer_here, issue):
    issue(title="Của mình")
    issue(NEXT_DOOR)
    text = officer_here.get("/papers").content.decode()
    assert "Của mình" in text
    assert CANARY not in text


def test_the_list_is_searched_without_accents_and_the_words_do_not_stand_in_the_address(officer_here, issue):
    issue(title="Trả lời bà Vũ Thị Giang")
    issue(title="Trả lời ông Đỗ Văn Hải")
    answer = officer_here.post("/papers", {"q": "vu thi giang"})
    assert "giang" not in answer["Location"].lower()
    text = officer_here.get(answer["Location"]).content.decode()
    assert "Vũ Thị Giang" in text
    assert "Đỗ Văn Hải" not in text


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("no=02", ["Hai"]),
        ("kind=answer", ["Ba"]),
        ("since=11/12/2024", []),
        ("until=10/12/2024", ["Hai", "Ba"]),
        ("state=replaced", ["Một"]),
    ],
)
def test_the_list_is_filtered(officer_here, issue, query, left):
    one = issue(title="Trích yếu Một")
    issue(title="Trích yếu Hai", replaces=one, why="Sai")
    issue(kind="answer", title="Trích yếu Ba")
    text = officer_here.get(f"/papers?{query}").content.decode()
    found = {name for name in ("Một", "Hai", "Ba") if f"Trích yếu {name}<" in text}
    assert found >= set(left)
    if query != "until=10/12/2024":
        assert found == set(left)


def test_the_list_asks_as_much_for_one_paper_as_for_many(officer_here, issue):
    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert officer_here.get("/papers").status_code == 200
        return len(caught)

    issue()
    asked()
    one = asked()
    for _turn in range(3):
        issue()
    assert asked() == one


def test_the_list_goes_out_as_a_file_and_the_log_says_so(officer_here, issue):
    issue()
    answer = officer_here.get("/papers?export=csv")
    assert CANARY in answer.content.decode()
    assert Event.objects.filter(name="work.list_exported").latest("pk").facts["rows"] == 1


@pytest.mark.parametrize(("shape", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-")])
def test_a_file_is_in_the_log_before_it_is_given(officer_here, issue, shape, begins):
    paper = issue()
    answer = officer_here.get(f"/papers/{paper.pk}/file.{shape}")
    assert answer.content.startswith(begins)
    assert CANARY not in answer["Content-Disposition"]
    event = Event.objects.latest("pk")
    assert (event.name, event.subject) == ("papers.printed", f"paper:{paper.pk}")


def test_another_kind_of_file_is_refused(officer_here, issue):
    assert officer_here.get(f"/papers/{issue().pk}/file.xlsx").status_code == 422


def test_a_replaced_paper_leads_to_the_one_that_replaced_it(officer_here, issue):
    old = issue()
    new = issue(replaces=old, why="Ghi sai tên")
    assert f"/papers/{new.pk}" in officer_here.get(f"/papers/{old.pk}").content.decode()
    assert f"/papers/{old.pk}" in officer_here.get(f"/papers/{new.pk}").content.decode()


def test_a_code_is_checked_from_anywhere_and_tells_no_content(signed_in, issue):
    paper = issue(NEXT_DOOR)
    text = (
        signed_in("surveyor", COMMUNE).post("/papers/check", {"code": short(paper.digest)}).content.decode()
    )
    assert "01/TB-UBND" in text
    assert "chưa bị thay thế" in text
    assert CANARY not in text
    assert paper.digest not in text


def test_a_code_of_a_replaced_paper_says_by_what(signed_in, issue):
    old = issue()
    issue(replaces=old, why="Sai")
    text = signed_in("surveyor", COMMUNE).post("/papers/check", {"code": short(old.digest)}).content.decode()
    assert "02/TB-UBND" in text


@pytest.mark.parametrize(("code", "said"), [("0" * 16, "Không có giấy tờ nào"), ("xin chào", "ít nhất 16")])
def test_a_wrong_code_says_what_is_wrong(signed_in, issue, code, said):
    issue()
    assert said in signed_in("surveyor", COMMUNE).post("/papers/check", {"code": code}).content.decode()


class TestBundle:
    def ask(self, client, unit, **more):
        form = {
            "kind": "refusal",
            "unit": unit.pk,
            "first": "01/12/2024",
            "last": "31/12/2024",
            "shape": "docx",
        }
        return client.post("/papers/print", form | more)

    def test_a_place_of_somebody_else_cannot_be_asked_for(self, officer_here, issue):
        assert self.ask(officer_here, unit_at(NEXT_DOOR, DAY)).status_code == 200
        assert not Job.objects.filter(kind=BUNDLE).exists()

    @pytest.mark.parametrize(("shape", "files"), [("docx", 3), ("pdf", 1)])
    def test_every_paper_of_the_days_is_in_the_zip(self, officer_here, issue, shape, files):
        for _turn in range(3):
            issue()
        issue(NEXT_DOOR)
        issue(kind="answer")
        answer = self.ask(officer_here, unit_at(COMMUNE, DAY), shape=shape)
        job = Job.objects.get(kind=BUNDLE)
        assert answer["Location"] == f"/jobs/{job.pk}"
        result = print_bundle(job.arguments, actor_of(job.user), lambda *_said: None)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=result)
        content = b"".join(officer_here.get(f"/papers/print/{job.pk}").streaming_content)
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            assert len(packed.namelist()) == files
        assert result["papers"] == 3
        assert Event.objects.filter(name="papers.printed").latest("pk").facts["papers"] == 3

    def test_nobody_else_fetches_it(self, officer_here, signed_in, issue):
        issue()
        self.ask(officer_here, unit_at(COMMUNE, DAY))
        job = Job.objects.get(kind=BUNDLE)
        result = print_bundle(job.arguments, actor_of(job.user), lambda *_said: None)
        Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, result=result)
        assert signed_in("commune_officer", NEXT_DOOR).get(f"/papers/print/{job.pk}").status_code == 404
        assert signed_in("commune_chair", COMMUNE).get(f"/papers/print/{job.pk}").status_code == 404

    def test_nothing_to_print_is_said(self, officer_here, issue):
        self.ask(officer_here, unit_at(COMMUNE, DAY))
        job = Job.objects.get(kind=BUNDLE)
        with pytest.raises(Exception, match="Không có giấy tờ nào"):
            print_bundle(job.arguments, actor_of(job.user), lambda *_said: None)


class TestTemplates:
    def upload(self, client, content: bytes, code: str = COMMUNE, day: str = ""):
        unit = unit_at(code, DAY)
        file = SimpleUploadedFile("mau.docx", content)
        form = {
            "file": file,
            "unit": unit.pk,
            "valid_from": day or f"{today():%d/%m/%Y}",
            "why": "Sửa lời",
        }
        return client.post("/papers/templates/refusal/upload", form)

    def test_a_chair_edits_no_template(self, signed_in):
        assert (
            self.upload(signed_in("commune_chair", COMMUNE), shipped_template("refusal")).status_code == 403
        )

    def test_a_wrong_template_is_refused_with_every_reason_and_nothing_kept(self, officer_here):
        answer = self.upload(officer_here, edited("refusal", "{{ addressee }}", "{{ x }} {{ y }}"))
        text = answer.content.decode()
        assert answer.status_code == 422
        assert "không có trường «x»" in text
        assert "không có trường «y»" in text
        assert not Template.objects.exists()

    def test_a_template_for_next_door_cannot_be_uploaded(self, officer_here):
        self.upload(officer_here, shipped_template("refusal"), NEXT_DOOR)
        assert not Template.objects.exists()

    def test_an_accepted_template_is_shown_with_who_and_when(self, officer_here):
        answer = self.upload(officer_here, shipped_template("refusal"))
        assert answer.status_code == 303
        text = officer_here.get(answer["Location"]).content.decode()
        assert "Sửa lời" in text
        assert "bản số 1" in text

    def test_taking_back_asks_first_and_needs_a_reason(self, officer_here):
        self.upload(officer_here, shipped_template("refusal"))
        made = Template.objects.get()
        address = f"/papers/template-versions/{made.pk}/take-back"
        assert "Thu hồi mẫu?" in officer_here.get(address).content.decode()
        assert officer_here.post(address, {"why": ""}).status_code == 200
        assert not hasattr(Template.objects.get(), "taken_back")
        assert officer_here.post(address, {"why": "Sai lời"}).status_code == 303
        assert Template.objects.get().taken_back.why == "Sai lời"

    def test_a_template_of_next_door_is_not_there(self, officer_here, signed_in):
        self.upload(officer_here, shipped_template("refusal"))
        made = Template.objects.get()
        next_door = signed_in("commune_officer", NEXT_DOOR)
        assert next_door.get(f"/papers/template-versions/{made.pk}/file.docx").status_code == 404
        assert next_door.get(f"/papers/template-versions/{made.pk}/take-back").status_code == 404

    @pytest.mark.parametrize(("shape", "begins"), [("docx", b"PK"), ("pdf", b"%PDF-")])
    def test_the_shipped_one_and_its_trial_print_are_there(self, officer_here, shape, begins):
        assert officer_here.get(f"/papers/templates/certificate/file.{shape}").content.startswith(begins)

    def test_every_field_of_a_kind_is_explained(self, officer_here):
        text = officer_here.get("/papers/templates/posting_list").content.decode()
        names = re.findall(r"<code>([\w.]+)</code>", text)
        assert {"households", "x.head_name", "paper.number"} <= set(names)

    def test_an_unknown_kind_is_not_there(self, officer_here):
        assert officer_here.get("/papers/templates/letter").status_code == 404


def test_numbers_given_elsewhere_are_recorded_with_their_reason(officer_here, issue):
    form = {
        "unit": unit_at(COMMUNE, DAY).pk,
        "suffix": "/TB-UBND",
        "year": "2024",
        "until": "40",
        "why": "Sổ giấy",
    }
    assert officer_here.post("/papers/registers", form).status_code == 303
    assert "1–40: Sổ giấy" in officer_here.get("/papers/registers").content.decode()
    assert issue().number == 41


def test_a_register_that_would_go_back_says_so(officer_here, issue):
    issue()
    form = {
        "unit": unit_at(COMMUNE, DAY).pk,
        "suffix": "/TB-UBND",
        "year": "2024",
        "until": "1",
        "why": "Sổ giấy",
    }
    assert "đã đến số 1" in officer_here.post("/papers/registers", form).content.decode()
    assert Register.objects.everywhere().get().last == 1


def test_pages_speak_english(signed_in, issue):
    issue()
    client = signed_in("commune_officer", COMMUNE, english=True)
    assert client.get("/papers").status_code == 200
    assert client.get("/papers/templates/refusal").status_code == 200
