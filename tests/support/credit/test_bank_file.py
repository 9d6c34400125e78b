"""The bank's file: faults by row, nothing taken in with one; new loans answer their lists; the same file again changes nothing."""

from datetime import date
from pathlib import Path

import pytest
from tests.support.credit.conftest import listed_for
from tests.support.credit.test_credit import MILLION, lent

from ansinh.access.scope import Scope
from ansinh.exchange.bank_loans import accept_bank_loans, check_bank_loans
from ansinh.kernel.errors import Refused
from ansinh.support.credit.lending import record_standing
from ansinh.support.models import Loan

pytestmark = pytest.mark.django_db
GOOD = {
    "reference": "6600-1", "household_id": "A", "member_id": "", "policy": "TD-1", "date": "2022-12-25", "amount": "40000000",
    "purpose": "Nuôi bò", "term_months": "36", "rate": "6.6", "as_of": "2023-06-30", "balance": "30000000", "overdue": "0",
}  # fmt: skip


def check(write, *rows, scope=None):
    path = Path(write("bank.csv", list(rows)))
    return check_bank_loans(path, **({"scope": scope} if scope else {}))


def rules(checked):
    return sorted((one.rule, one.row) for one in checked.findings)


def test_faults_are_told_by_row_and_nothing_is_written(place, write):
    rows = (
        GOOD | {"balance": "50000000"},
        GOOD | {"reference": "2", "policy": "DIEN-1"},
        GOOD | {"reference": "3", "amount": ""},
        GOOD | {"reference": "4", "household_id": "Z"},
        GOOD | {"reference": "5", "as_of": "2999-01-01"},
        GOOD | {"reference": "6", "amount": "120000000", "balance": "110000000"},
        GOOD | {"reference": "6"},
    )
    found = check(write, *rows)
    assert rules(found) == [
        ("balance_outside", 2),
        ("future_date", 6),
        ("loan_incomplete", 4),
        ("loan_incomplete", 5),
        ("over_limit", 7),
        ("told_twice", 8),
        ("unknown_household", 5),
        ("unknown_policy", 3),
    ]
    assert (found.payload["rows"], Loan.objects.everywhere().count()) == ([], 0)
    elsewhere = check(write, GOOD, scope=Scope(frozenset({0})))
    assert [one.rule for one in elsewhere.findings if one.level.value == "error"] != []


def test_a_file_is_taken_once_and_a_later_one_moves_the_balance(place, write):
    listed_for(place)
    checked = check(write, GOOD)
    assert rules(checked) == []
    assert accept_bank_loans(checked=checked, by=place.who.maker) == {"recorded": 1}
    loan = Loan.objects.everywhere().get()
    assert (loan.request is not None, loan.balance, loan.due_on) == (True, 30 * MILLION, date(2025, 12, 25))
    again = check(write, GOOD)
    assert (again.counts["already"], again.payload["rows"]) == (1, [])
    later = {"reference": "6600-1", "as_of": "2026-01-31", "balance": "20000000", "overdue": "20000000"}
    moved = check(write, later)
    accept_bank_loans(checked=moved, by=place.who.maker)
    loan.refresh_from_db()
    assert (loan.balance, loan.overdue, loan.standings.everywhere().count()) == (
        20 * MILLION,
        20 * MILLION,
        2,
    )
    assert rules(check(write, later | {"as_of": "2025-01-31"})) == [("older_statement", 2)]
    # A loan of no list is taken in and says so.
    bare = GOOD | {"reference": "6600-2", "household_id": "B", "policy": "TD-2"}
    assert rules(check(write, bare)) == [("not_listed", 2)]


def test_a_file_checked_before_somebody_wrote_the_loan_is_refused_whole(place, write):
    checked = check(write, GOOD, GOOD | {"reference": "6600-9", "household_id": "B", "policy": "TD-2"})
    made = lent(place, "A", amount=10 * MILLION, reference="6600-1")
    with pytest.raises(Refused, match="Chưa ghi gì"):
        accept_bank_loans(checked=checked, by=place.who.maker)
    assert [one.pk for one in Loan.objects.everywhere()] == [made.pk]
    moved = check(write, {"reference": "6600-1", "as_of": "2023-06-30", "balance": "1000", "overdue": "0"})
    record_standing(loan=made, on=date(2024, 1, 1), balance=500, overdue=0, by=place.who.maker)
    with pytest.raises(Refused, match="Chưa ghi gì"):
        accept_bank_loans(checked=moved, by=place.who.maker)
