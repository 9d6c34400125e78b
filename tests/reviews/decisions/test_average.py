"""Households of average living standard (article 6): the table of moves, the income, the clock, two people."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from tests.pages.conftest import officer
from tests.reviews.conftest import COMMUNE, home

from ansinh.accounts.actor import actor_of
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.reviews.decisions.average import (
    Account,
    fits,
    move_case,
    newest_income,
    record_income,
    request_average,
)
from ansinh.reviews.decisions.average_moves import MOVES
from ansinh.reviews.decisions.enums import AverageState
from ansinh.reviews.decisions.models import AverageCase, AverageIncome, AverageMove

pytestmark = pytest.mark.django_db
THEN = today() - timedelta(days=60)


@pytest.fixture
def maker(country):
    return actor_of(officer("can_bo", "commune_officer", COMMUNE))


@pytest.fixture
def chair(country):
    return actor_of(officer("chu_tich", "commune_chair", COMMUNE))


@pytest.fixture
def case(maker, survey) -> AverageCase:
    survey(home("A-1", False))
    household = Household.objects.everywhere().get(source_ref="A-1")
    return request_average(household=household, requested_on=THEN, by=maker)


def account(month: int, **more) -> Account:
    given = {
        "sector": "agriculture",
        "persons": 2,
        "sector_income": month * 24,
        "other_income": 0,
        "allowances": 0,
    }
    return Account(**(given | {"area_type": "rural"} | more))


def to_posted(case: AverageCase, maker, month: int = 1_600_000) -> AverageCase:
    record_income(case=case, account=account(month), on=THEN, by=maker)
    return move_case(case=case, verb="post", on=THEN, by=maker)


@pytest.mark.parametrize("state", list(AverageState))
@pytest.mark.parametrize("verb", [move.verb for move in MOVES])
def test_what_the_table_has_no_line_for_is_refused(case, maker, chair, state, verb):
    move = next(one for one in MOVES if one.verb == verb)
    if state in move.sources:
        pytest.skip("the table has a line")
    _put_into(case, state)
    with pytest.raises(Refused) as refusal:
        if verb == "record_income":
            record_income(case=case, account=account(1_600_000), on=today(), by=maker)
        else:
            move_case(case=case, verb=verb, on=today(), by=chair, reason="x", paper_number="1")
    assert refusal.value.code == "state_does_not_allow"


def _put_into(case: AverageCase, state: AverageState) -> None:
    """By a move of its own, as the database wants it."""
    if case.state == state.value:
        return
    AverageMove.objects.create(
        case=case,
        verb="test",
        from_state=case.state,
        to_state=state.value,
        on=THEN,
        at=case.recorded_at,
        by="x",
    )
    AverageCase.objects.everywhere().filter(pk=case.pk).update(state=state.value)


def test_a_state_changes_only_with_a_move(case):
    with pytest.raises(DatabaseError), transaction.atomic():
        AverageCase.objects.everywhere().filter(pk=case.pk).update(state="recognised")
    with pytest.raises(DatabaseError), transaction.atomic():
        AverageMove.objects.everywhere().update(verb="post")


@pytest.mark.parametrize(
    ("month", "within"),
    [(1_500_000, False), (1_500_001, True), (2_250_000, True), (2_250_001, False)],
)
def test_income_lies_above_the_line_and_up_to_the_average_one(case, maker, month, within):
    income = record_income(case=case, account=account(month), on=THEN, by=maker)
    assert fits(income, date(2026, 6, 1)) is within


def test_allowances_are_written_down_and_not_counted(case, maker):
    record_income(case=case, account=account(1_600_000, allowances=99_000_000), on=THEN, by=maker)
    assert newest_income(case).month_per_person == 1_600_000
    record_income(case=case, account=account(1_700_000), on=THEN, by=maker)
    assert AverageIncome.objects.everywhere().filter(case=case).count() == 2


def test_it_is_recognised_after_the_posting_by_who_did_not_make_it(case, maker, chair):
    to_posted(case, maker)
    until = AverageMove.objects.everywhere().get(verb="post").until
    with pytest.raises(Refused) as refusal:
        move_case(case=case, verb="recognise", on=until, by=chair, paper_number="9/QĐ-UBND")
    assert refusal.value.code == "still_posted"
    with pytest.raises(UnusableInput):
        move_case(case=case, verb="recognise", on=today(), by=chair)
    with pytest.raises(Refused) as refusal:
        move_case(case=case, verb="recognise", on=today(), by=maker, paper_number="9/QĐ-UBND")
    assert refusal.value.code == "permission_missing"
    assert (
        move_case(case=case, verb="recognise", on=today(), by=chair, paper_number="9/QĐ-UBND").state
        == "recognised"
    )


def test_a_complaint_is_rechecked_within_its_clock_and_may_be_refused_with_a_reason(case, maker, chair):
    to_posted(case, maker, month=3_000_000)
    with pytest.raises(UnusableInput):
        move_case(case=case, verb="complain", on=today(), by=maker)
    move_case(case=case, verb="complain", on=today(), by=maker, reason="Hộ có cửa hàng lớn")
    assert AverageMove.objects.everywhere().get(verb="complain").until > today()
    move_case(case=case, verb="finish_recheck", on=today(), by=maker, reason="Đúng như phản ánh")
    with pytest.raises(Refused) as refusal:
        move_case(case=case, verb="recognise", on=today(), by=chair, paper_number="9/QĐ-UBND")
    assert refusal.value.code == "income_outside"
    with pytest.raises(UnusableInput):
        move_case(case=case, verb="refuse", on=today(), by=chair, paper_number="9/TB-UBND")
    done = move_case(
        case=case, verb="refuse", on=today(), by=chair, paper_number="9/TB-UBND", reason="Vượt mức"
    )
    assert done.state == "refused"
