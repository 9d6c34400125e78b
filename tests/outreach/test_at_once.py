"""Many at one moment over the fund (the bank): what is approved fits, a number is given once, and the sums are those of the rows. On a
database in a file one writes at a time; there the constraints are tested alone."""

from datetime import date

import pytest
from django.db import connection  # noqa: F401 (the condition of skipif reads it)
from django.db.models import Sum
from tests.budgets.making import somebody
from tests.budgets.test_at_once import together
from tests.households.making import unit

from ansinh.outreach.fund.receiving import receive, withdraw_receipt
from ansinh.outreach.fund.spending import approve_use, propose_use
from ansinh.outreach.fund.years import open_year
from ansinh.outreach.models import FundUse, FundYear, Receipt
from ansinh.outreach.models.enums import DonorKind, UsePurpose

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writes at a time there"),
]
DAY = date(2025, 3, 3)


def came(fund, maker, number, amount=1_000_000):
    donor = {"donor_kind": DonorKind.ENTERPRISE, "donor_name": "Công ty Thử"}
    return receive(fund=fund, number=number, amount=amount, received_on=DAY, by=maker, **donor)


def agrees(fund) -> bool:
    books = FundYear.objects.everywhere().get(pk=fund.pk)
    stands = Receipt.objects.everywhere().filter(withdrawn_at=None).aggregate(all=Sum("amount"))["all"] or 0
    gone = FundUse.objects.everywhere().filter(state="approved").aggregate(all=Sum("amount"))["all"] or 0
    return (books.received, books.used, books.balance >= 0) == (stands, gone, True)


def test_of_many_approvals_and_withdrawals_only_those_that_fit_are_booked():
    province = unit("91")
    maker, chair = somebody("so", "province_officer", province), somebody("duyet", "province_chair", province)
    fund = open_year(unit=province, year=2025, by=maker)
    rows = [came(fund, maker, f"{number}") for number in range(4)]
    uses = [
        propose_use(fund=fund, purpose=UsePurpose.OTHER, words="Cứu trợ", amount=1_500_000, on=DAY, by=maker)
        for _number in range(4)
    ]
    doings = [lambda use=use: approve_use(use=use, decision_no="1", by=chair) for use in uses]
    doings += [lambda row=row: withdraw_receipt(row=row, reason="Nhầm", by=maker) for row in rows]
    told = together(doings)
    assert set(told) == {"done", "fund_below"}
    assert agrees(fund)


def test_one_number_is_given_once_and_one_use_approved_once():
    province = unit("91")
    maker, chair = somebody("so", "province_officer", province), somebody("duyet", "province_chair", province)
    fund = open_year(unit=province, year=2025, by=maker)
    assert together([lambda: came(fund, maker, "PT 1")] * 6) == {"done": 1, "receipt_known": 5}
    use = propose_use(fund=fund, purpose=UsePurpose.OTHER, words="Cứu trợ", amount=400_000, on=DAY, by=maker)
    assert together([lambda: approve_use(use=use, decision_no="1", by=chair)] * 6) == {
        "done": 1,
        "answered": 5,
    }
    assert agrees(fund)
