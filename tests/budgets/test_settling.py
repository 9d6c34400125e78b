"""Settlement: closed by another person, frozen, corrected by differences."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from tests.budgets.making import YEAR, Place, fresh, handed, paid, slip
from tests.budgets.test_booking import refusal

from ansinh.budgets.actions import approve_act
from ansinh.budgets.models import Payment, SettledLine, Settlement
from ansinh.budgets.paying import correct_payment, record_payment
from ansinh.budgets.settling import close_settlement, drop_settlement, prepare_settlement

pytestmark = pytest.mark.django_db
PAPER = {"paper_no": "9/QĐ-QT", "paper_on": date(2026, 2, 1)}


def closed(place: Place, **more) -> Settlement:
    made = prepare_settlement(unit=place.province, year=YEAR, by=place.maker, **more)
    return close_settlement(settlement=made, by=place.chair, **PAPER)


def test_nothing_is_settled_while_something_waits_or_by_one_person(place: Place):
    record_payment(line=place.line, paid=slip(place.line, 100), by=place.maker)
    prepare = {"unit": place.province, "year": YEAR, "by": place.maker}
    assert refusal(prepare_settlement, **prepare) == "acts_wait"
    approve_act(act=Payment.objects.everywhere().get().act, by=place.chair)
    made = prepare_settlement(**prepare)
    assert refusal(prepare_settlement, **prepare) == "settlement_waits"
    assert refusal(close_settlement, settlement=made, by=place.maker, **PAPER) == "permission_missing"
    assert fresh(place.line).settled == 0
    assert (
        refusal(prepare_settlement, unit=place.province, year=YEAR - 1, by=place.maker) == "nothing_to_settle"
    )


def test_what_changed_after_it_was_drawn_up_is_not_closed(place: Place):
    paid(place, place.line, 100)
    made = prepare_settlement(unit=place.province, year=YEAR, by=place.maker)
    handed(place, 7)
    assert refusal(close_settlement, settlement=made, by=place.chair, **PAPER) == "changed_since"
    drop_settlement(settlement=made, reason="Có thay đổi", by=place.maker)
    assert closed(place).amount == 100
    assert fresh(place.line).settled == 100


def test_a_closed_year_changes_only_by_differences_and_with_a_reason(place: Place):
    paid(place, place.line, 100)
    first = closed(place)
    late = slip(place.line, 40, "99/UNC")
    assert refusal(record_payment, line=place.line, paid=late, by=place.maker) == "year_settled"
    approve_act(
        act=record_payment(line=place.line, paid=late, remark="Chứng từ về muộn", by=place.maker),
        by=place.chair,
    )
    back = correct_payment(
        payment=Payment.objects.everywhere().get(amount=100), amount=30, paper_no="1/GC", paper_on=date(2025, 9, 1),
        reason="Thu hồi theo kiểm toán", by=place.maker,
    )  # fmt: skip
    approve_act(act=back, by=place.chair)
    assert refusal(prepare_settlement, unit=place.province, year=YEAR, by=place.maker) == "reason_missing"
    second = closed(place, remark="Theo kiểm toán")
    assert (first.amount, second.number, second.amount) == (100, 2, 10)
    assert fresh(place.line).settled == fresh(place.line).disbursed == 110
    assert SettledLine.objects.everywhere().get(settlement=first).amount == 100


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_settlement SET amount = 1",
        "UPDATE budgets_settledline SET amount = 1",
        "DELETE FROM budgets_settledline",
        "UPDATE budgets_settlement SET state = 'waiting'",
    ],
)
def test_the_database_keeps_a_closed_settlement(place: Place, statement: str):
    paid(place, place.line, 100)
    closed(place)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_database_settles_what_was_paid_and_nothing_else(place: Place):
    paid(place, place.line, 100)
    made = prepare_settlement(unit=place.province, year=YEAR, by=place.maker)
    paid(place, place.line, 5, "02/UNC")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE budgets_settlement SET state = 'approved', decided_by = 'x', paper_no = '1', paper_on = '2026-01-01' WHERE id = %s",
            [made.pk],
        )
    assert fresh(place.line).settled == 0
