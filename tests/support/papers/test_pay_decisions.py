"""The decision on a pay run: only of a released one, once, with what was released and nothing else."""

from dataclasses import replace

import pytest
from django.test import Client
from tests.pages.conftest import assure
from tests.support.delivery.test_paying import prepare, release
from tests.support.delivery.world import COMMUNE, NEXT_DOOR, officers

from ansinh.accounts.models import User
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.papers.reading import read_word, text_of
from ansinh.support.papers import issuing, pay_decisions
from ansinh.support.papers.pay_decisions import Written, issue_pay_decision, proposed_grounds

pytestmark = pytest.mark.django_db
WRITTEN = Written(grounds=("Căn cứ Nghị định thử",), proposer="Công chức thử", signatory="Trần Văn Ký")


def client(name: str) -> Client:
    made = Client(headers={"accept-language": "vi"})
    made.force_login(User.objects.get(username=name))
    assure(made)
    return made


@pytest.fixture
def run(commune):
    return release(commune, prepare(commune))


def issue(commune, run, **more) -> Paper:
    return issue_pay_decision(run=run, written=replace(WRITTEN, **more), by=commune.who.maker)


def text(paper: Paper) -> str:
    return text_of(read_word(file_of(paper, "docx")))


def test_a_run_that_is_not_released_has_no_decision(commune):
    with pytest.raises(Refused) as refused:
        issue(commune, prepare(commune))
    assert refused.value.code == "not_released"


def test_the_officer_of_next_door_makes_none(commune, run):
    with pytest.raises(Refused):
        issue_pay_decision(run=run, written=WRITTEN, by=officers(NEXT_DOOR).maker)
    assert not Paper.objects.everywhere().exists()


@pytest.mark.parametrize("missing", [{"grounds": ()}, {"proposer": " "}])
def test_a_decision_without_grounds_or_without_who_proposed_it_is_refused(commune, run, missing):
    with pytest.raises(UnusableInput) as refused:
        issue(commune, run, **missing)
    assert refused.value.code == "no_grounds"


def test_a_list_too_long_to_sign_is_refused_before_it_is_made(commune, run, monkeypatch):
    monkeypatch.setattr(pay_decisions, "LONGEST_LIST", run.lines - 1)
    with pytest.raises(Refused) as refused:
        issue(commune, run)
    assert refused.value.code == "list_too_long"


def test_a_second_decision_needs_its_reason_and_replaces_the_first(commune, run):
    first = issue(commune, run)
    with pytest.raises(UnusableInput) as refused:
        issue(commune, run)
    assert refused.value.code == "no_reason"
    second = issue(commune, run, why="Sai người ký", signatory="Lê Thị Ký")
    assert (second.replaces_id, second.why_replaced, second.number) == (
        first.pk,
        "Sai người ký",
        first.number + 1,
    )


def overtake(commune, run, monkeypatch) -> None:
    """While the next paper is filled, somebody else issues one."""
    fill = issuing.fill_paper

    def overtaken(**named):
        made = fill(**named)
        monkeypatch.setattr(issuing, "fill_paper", fill)
        issue(commune, run)
        return made

    monkeypatch.setattr(issuing, "fill_paper", overtaken)


def test_who_is_overtaken_while_the_paper_is_filled_makes_no_second_one(commune, run, monkeypatch):
    overtake(commune, run, monkeypatch)
    with pytest.raises(Refused) as refused:
        issue(commune, run)
    assert refused.value.code == "issued_meanwhile"
    assert Paper.objects.everywhere().count() == 1


def test_without_the_second_look_two_would_stand_side_by_side(commune, run, monkeypatch):
    overtake(commune, run, monkeypatch)
    monkeypatch.setattr(issuing, "standing", lambda _unit, _subject: None)
    issue(commune, run)
    assert Paper.objects.everywhere().filter(replaced_by=None).count() == 2


def test_the_decision_says_every_line_of_the_run_and_its_total_in_words(commune, run):
    said = text(issue(commune, run))
    assert "4.320.000 đồng (Bằng chữ: Bốn triệu ba trăm hai mươi nghìn đồng)" in said
    assert "hỗ trợ tháng 03/2025 (đợt 1)" in said
    assert said.count("Người thử ") == 2 * run.lines
    assert said.count("truy lĩnh, tháng 01/2025") == 4
    assert said.count("\n360.000") == run.lines
    assert run.digest[:16] in said
    assert "TG-1 · Trợ cấp xã hội hằng tháng" in said


def test_what_the_rules_rest_on_is_proposed_as_grounds(commune, run):
    assert proposed_grounds(run) == ["Căn cứ Nghị định 20/2021/NĐ-CP, Điều 5 và Điều 6"]


def test_the_page_of_a_run_leads_to_its_decision_once_it_is_released(commune):
    maker = client(f"commune_officer-{COMMUNE}")
    run = prepare(commune)
    address = f"/pay-runs/{run.pk}/decision"
    assert address not in maker.get(f"/pay-runs/{run.pk}").content.decode()
    assert maker.get(address).status_code == 409
    release(commune, run)
    assert address in maker.get(f"/pay-runs/{run.pk}").content.decode()
    assert "Căn cứ Nghị định 20/2021/NĐ-CP" in maker.get(address).content.decode()
    given = {"grounds": "Căn cứ một;\nCăn cứ hai", "proposer": "Công chức"}
    answer = maker.post(address, given)
    paper = Paper.objects.everywhere().get()
    assert (answer.status_code, answer["Location"]) == (303, f"/papers/{paper.pk}")
    assert "Căn cứ một;\nCăn cứ hai;\nTheo đề nghị của Công chức." in text(paper)
    shown = maker.get(f"/pay-runs/{run.pk}").content.decode()
    assert f'href="/papers/{paper.pk}"' in shown
    again = maker.post(address, given)
    assert (again.status_code, Paper.objects.everywhere().count()) == (422, 1)


def test_a_run_of_next_door_is_not_there(commune, run):
    officers(NEXT_DOOR)
    stranger = client(f"commune_officer-{NEXT_DOOR}")
    for ask in (stranger.get, stranger.post):
        assert ask(f"/pay-runs/{run.pk}/decision").status_code == 404
