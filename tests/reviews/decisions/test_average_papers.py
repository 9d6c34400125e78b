"""Papers of households of average living standard: refused whole, or written together with the steps they are of."""

from datetime import timedelta

import pytest
from tests.pages.conftest import officer
from tests.reviews.conftest import COMMUNE, home
from tests.reviews.decisions.test_average import THEN, account

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import actor_of
from ansinh.accounts.permissions import Permission
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.reviews.decisions.average import record_income, request_average
from ansinh.reviews.decisions.average_papers import decide_cases, post_cases, refuse_case, to_decide, to_post
from ansinh.reviews.decisions.models import AverageCase, AverageMove

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker(country):
    return actor_of(officer("can_bo", "commune_officer", COMMUNE))


@pytest.fixture
def chair(country):
    return actor_of(officer("chu_tich", "commune_chair", COMMUNE))


@pytest.fixture
def cases(maker, survey) -> list[AverageCase]:
    survey(home("A-1", False), home("A-2", False))
    made = []
    for one in Household.objects.everywhere().filter(source_ref__startswith="A-").order_by("source_ref"):
        case = request_average(household=one, requested_on=THEN, by=maker)
        record_income(case=case, account=account(1_600_000), on=THEN, by=maker)
        made.append(AverageCase.objects.everywhere().select_related("household", "unit").get(pk=case.pk))
    return made


def scope(actor):
    return scope_of(actor, Permission.SEE_HOUSEHOLDS)


def test_nobody_chosen_is_refused(maker):
    with pytest.raises(UnusableInput, match="Hãy chọn ít nhất một hộ"):
        post_cases(cases=[], on=today(), feedback_to="Xã", by=maker)


def test_who_made_them_does_not_decide_and_no_number_is_taken(cases, maker, chair):
    post_cases(cases=cases, on=THEN, feedback_to="Xã", by=maker)
    with pytest.raises(Refused) as refusal:
        decide_cases(cases=to_decide(scope(maker)), on=today(), signatory="", by=maker)
    assert refusal.value.code == "permission_missing"


def test_while_one_of_them_hangs_none_is_recognised_and_no_number_is_taken(cases, maker, chair):
    post_cases(cases=cases[:1], on=THEN, feedback_to="Xã", by=maker)
    post_cases(cases=cases[1:], on=today(), feedback_to="Xã", by=maker)
    with pytest.raises(Refused) as refusal:
        decide_cases(cases=to_decide(scope(chair)), on=today(), signatory="", by=chair)
    assert refusal.value.code == "still_posted"
    assert not Paper.objects.everywhere().filter(kind="average_decision").exists()
    assert set(AverageCase.objects.everywhere().values_list("state", flat=True)) == {"posted"}


def test_a_refusal_without_a_reason_is_not_written(cases, chair):
    with pytest.raises(UnusableInput, match="lý do"):
        refuse_case(case=cases[0], on=today(), reason=" ", by=chair)


def test_several_are_posted_by_one_list_and_recognised_by_one_decision(cases, maker, chair):
    listed = post_cases(cases=to_post(scope(maker)), on=THEN, feedback_to="Xã", by=maker)
    assert (listed.kind, listed.number) == ("posting_list", 0)
    paper = decide_cases(cases=to_decide(scope(chair)), on=today(), signatory="Nguyễn Văn An", by=chair)
    moves = AverageMove.objects.everywhere().filter(verb="recognise")
    assert set(moves.values_list("paper_id", "paper_number")) == {(paper.pk, f"{paper.number:02d}/QĐ-UBND")}
    assert moves.count() == 2
    assert file_of(paper, "pdf").startswith(b"%PDF")
    assert set(AverageCase.objects.everywhere().values_list("state", flat=True)) == {"recognised"}


def test_a_refusal_is_a_numbered_notice_with_the_reason(cases, chair):
    paper = refuse_case(
        case=cases[0], on=today() - timedelta(days=1), reason="Thu nhập ngoài khoảng", by=chair
    )
    assert paper.suffix == "/TB-UBND"
    assert "Thu nhập ngoài khoảng" in paper.context
    assert AverageCase.objects.everywhere().get(pk=cases[0].pk).state == "refused"
