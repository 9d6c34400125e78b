"""A paper seen before it takes its number leaves nothing behind; the decision on a long run is made by a job, once."""

from dataclasses import replace

import pytest
from tests.support.delivery.test_paying import APRIL, prepare, release
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers
from tests.support.papers.test_pay_decisions import WRITTEN, client, issue, text

from ansinh.audit.models import Event
from ansinh.audit.recording import within_job
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers import drawn, pdf
from ansinh.papers.drawn import DRAWING, ask_to_draw, drawn_file
from ansinh.papers.models import Paper, PaperFile, Register
from ansinh.support.models import PayDecisionAsk
from ansinh.support.paper_links import run_subject
from ansinh.support.papers import views
from ansinh.support.papers.asking import PAY_DECISION, ask_for_decision, being_made
from ansinh.support.papers.issuing import preview_of
from ansinh.support.papers.pay_decisions import drafted_pay_decision
from ansinh.work import queue
from ansinh.work.models import Job
from ansinh.work.queue import kind_of
from ansinh.work.worker import find_lost, run_next

pytestmark = pytest.mark.django_db
GIVEN = {"grounds": "Căn cứ Nghị định thử", "proposer": "Công chức thử", "signatory": "Trần Văn Ký"}


@pytest.fixture
def run(commune):
    return release(commune, prepare(commune))


@pytest.fixture
def maker(commune):
    return client(f"commune_officer-{COMMUNE}")


@pytest.fixture
def long(monkeypatch, run):
    """A run that is too long for a page."""
    monkeypatch.setattr(views, "MOST_LINES", run.lines - 1)
    return run


def kept() -> tuple[int, int, int]:
    return (
        Paper.objects.everywhere().count(),
        PaperFile.objects.count(),
        sum(Register.objects.everywhere().values_list("last", flat=True)),
    )


def test_who_issues_no_papers_there_sees_no_preview(commune, run):
    with pytest.raises(Refused):
        drafted_pay_decision(run=run, written=WRITTEN, by=officers(NEXT_DOOR).maker)
    drafted = drafted_pay_decision(run=run, written=WRITTEN, by=commune.who.maker)
    with pytest.raises(Refused):
        preview_of(drafted, by=officers("11470").maker)


def test_a_preview_takes_no_number_keeps_nothing_and_is_in_the_log(run, maker):
    answer = maker.post(f"/pay-runs/{run.pk}/decision", GIVEN | {"verb": "preview"})
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    assert kept() == (0, 0, 0)
    seen = Event.objects.latest("pk")
    assert (seen.name, seen.facts["filters"]) == ("access.page_seen", {"preview": run_subject(run.pk)})
    # The number that it did not take is the next paper's.
    assert maker.post(f"/pay-runs/{run.pk}/decision", GIVEN).status_code == 303
    assert kept() == (1, 1, 1)


def test_a_preview_says_on_every_page_that_it_has_no_number(commune, run, monkeypatch):
    drawn = {}

    def pdf_of(words, **named):
        drawn.update(named, word=next(iter(words)))
        return b"%PDF-"

    monkeypatch.setattr("ansinh.support.papers.issuing.pdf_of", pdf_of)
    preview_of(drafted_pay_decision(run=run, written=WRITTEN, by=commune.who.maker), by=commune.who.maker)
    assert drawn["across"] == "BẢN XEM TRƯỚC, CHƯA CÓ SỐ"


def test_a_preview_with_a_fault_is_the_form_with_its_words(run, maker):
    answer = maker.post(f"/pay-runs/{run.pk}/decision", GIVEN | {"verb": "preview", "grounds": " "})
    assert (answer.status_code, "application/pdf" in answer["Content-Type"]) == (422, False)


def test_a_preview_of_a_long_list_writes_out_the_beginning_and_sums_the_rest(commune, run):
    context = drafted_pay_decision(run=run, written=WRITTEN, by=commune.who.maker, most=3).context
    assert len(context.beneficiaries) == 4
    assert sum(one.amount for one in context.beneficiaries) == run.amount
    assert f"{run.lines - 3} khoản còn lại" in context.beneficiaries[-1].name


def test_a_long_decision_is_made_by_a_job_that_names_nobody(long, maker):
    address = f"/pay-runs/{long.pk}/decision"
    assert "lập ở phía sau" in maker.get(address).content.decode()
    answer = maker.post(address, GIVEN)
    job = Job.objects.get(kind=PAY_DECISION)
    assert (answer.status_code, answer["Location"], kept()) == (303, f"/jobs/{job.pk}", (0, 0, 0))
    assert job.arguments == {"ask": PayDecisionAsk.objects.everywhere().get().pk}
    # While it is made nobody asks for another, and the page leads to it.
    assert f"/jobs/{job.pk}" in maker.get(address).content.decode()
    assert maker.post(address, GIVEN).status_code == 422
    assert run_next().state == Job.State.DONE
    paper = Paper.objects.everywhere().get()
    assert f"/papers/{paper.pk}" in maker.get(f"/jobs/{job.pk}").content.decode()
    said = text(paper)
    assert "Căn cứ Nghị định thử" in said and "Trần Văn Ký" in said
    assert said.count("Người thử ") == 2 * long.lines
    again = maker.post(address, GIVEN)
    assert (again.status_code, Job.objects.filter(kind=PAY_DECISION).count()) == (422, 1)
    assert maker.post(address, GIVEN | {"why": "Sai người ký"}).status_code == 303
    assert run_next().state == Job.State.DONE
    assert kept() == (2, 2, 2)


def test_the_pdf_of_a_long_paper_is_drawn_by_its_job_and_again_by_one_once_it_was_cleared(
    long, maker, monkeypatch
):
    monkeypatch.setattr(pdf, "_APART", 0)
    drawings = []
    monkeypatch.setattr(drawn, "pdf_of", lambda words, **_named: drawings.append(list(words)) or b"%PDF-1.7")
    maker.post(f"/pay-runs/{long.pk}/decision", GIVEN)
    assert run_next().result["drawn"] is True
    paper = Paper.objects.everywhere().get()
    address = f"/papers/{paper.pk}/file.pdf"
    answer = maker.get(address)
    assert (answer.status_code, answer.content, len(drawings)) == (200, b"%PDF-1.7", 1)
    assert Event.objects.latest("pk").name == "papers.printed"
    drawn_file(paper).unlink()
    asked = [maker.get(address) for _twice in range(2)]
    job = Job.objects.get(kind=DRAWING)
    assert {(one.status_code, one["Location"]) for one in asked} == {(303, f"/jobs/{job.pk}")}
    assert (run_next().state, len(drawings)) == (Job.State.DONE, 2)
    assert address in maker.get(f"/jobs/{job.pk}").content.decode()
    assert maker.get(address).content == b"%PDF-1.7"
    # Who issues no papers there draws none.
    stranger = ask_to_draw(paper, by=officers("11470").maker)
    assert (run_next().state, Job.objects.get(pk=stranger.pk).result) == (Job.State.FAILED, {})


def test_what_cannot_be_decided_is_refused_before_a_job_is_asked_for(commune, run):
    for wrong in (
        {"run": run, "written": WRITTEN, "by": officers(NEXT_DOOR).maker},
        {"run": prepare(commune, APRIL), "written": WRITTEN, "by": commune.who.maker},
    ):
        with pytest.raises(Refused):
            ask_for_decision(**wrong)
    issue(commune, run)
    with pytest.raises(UnusableInput):
        ask_for_decision(run=run, written=WRITTEN, by=commune.who.maker)
    assert (Job.objects.count(), being_made(run)) == (0, None)


@pytest.fixture
def made_and_lost(commune, run):
    """A job whose worker was lost after its transaction and before its row said so."""
    one = ask_for_decision(run=run, written=WRITTEN, by=commune.who.maker)
    Job.objects.filter(pk=one.pk).update(state=Job.State.RUNNING, started_at=now(), attempts=1)
    with within_job(one.pk):
        kind_of(PAY_DECISION).handler(one.arguments, commune.who.maker, lambda *_told: None)
    assert find_lost() == 1
    return one


def test_a_job_lost_after_its_paper_was_issued_is_done_and_issues_no_other(made_and_lost, maker):
    assert run_next() is None
    made_and_lost.refresh_from_db()
    assert (made_and_lost.state, kept()) == (Job.State.DONE, (1, 1, 1))
    # It leads to the run, whose page has the paper.
    assert "/pay-runs/" in maker.get(f"/jobs/{made_and_lost.pk}").content.decode()


def test_a_job_that_the_log_is_not_asked_of_says_it_failed_and_did_it(monkeypatch, request):
    """The control."""
    monkeypatch.setitem(queue._KINDS, PAY_DECISION, replace(kind_of(PAY_DECISION), once=False))
    lost = request.getfixturevalue("made_and_lost")
    run_next()
    lost.refresh_from_db()
    assert (lost.state, kept()) == (Job.State.FAILED, (1, 1, 1))
