"""Credit: lists of two persons, never above the limit, balances by statements only, capital never below nothing."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.roles import as_owner
from tests.support.credit.conftest import ON, listed_for, wish

from ansinh.accounts.actor import SYSTEM
from ansinh.households.models import LifeEvent
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.support.catalogue.registry import policy
from ansinh.support.credit.capital import move_capital
from ansinh.support.credit.lending import (
    check_use,
    months_after,
    record_loan,
    record_standing,
    withdraw_loan,
)
from ansinh.support.credit.listing import askable, confirm_list, end_group, refuse_list
from ansinh.support.credit.terms import terms_of
from ansinh.support.delivery.queries import served
from ansinh.support.models import EntrustedAccount, Loan, LoanRequest
from ansinh.support.models.loan_enums import CapitalKind, UseFinding

pytestmark = pytest.mark.django_db
MILLION = 1_000_000


def lent(place, key="A", amount=50 * MILLION, **more) -> Loan:
    given = {
        "household": place.homes[key],
        "policy": "TD-1",
        "reference": f"6600-{key}-{amount}",
        "amount": amount,
        "purpose": "Nuôi bò sinh sản",
        "lent_on": ON,
        "term_months": 36,
        "rate": Decimal("6.6"),
        "without_list": "Vay trước khi dùng hệ thống",
        "by": place.who.maker,
    } | more
    return record_loan(**given)


@pytest.mark.parametrize(
    ("code", "rate"), [("TD-1", "6.6"), ("TD-2", "7.92"), ("TD-3", "8.25"), ("TD-6", "9"), ("TD-8", None)]
)
def test_rates_are_the_poor_ones_times_the_multiple_of_the_day(code, rate):
    """Rates that the bank publishes (leaflets, 2025): 6,6 %, 7,92 % = 6,6 x 1,2 and 8,25 % = 6,6 x 1,25 a year."""
    assert terms_of(policy(code), date(2025, 6, 1)).rate == (None if rate is None else Decimal(rate))


def test_limits_are_those_of_the_day_and_unknown_ones_are_none():
    assert terms_of(policy("TD-1"), date(2018, 6, 1)).limit == 50 * MILLION
    assert terms_of(policy("TD-1"), date(2025, 6, 1)).limit == 100 * MILLION
    assert terms_of(policy("TD-6"), date(2025, 6, 1)).limit == 50 * MILLION
    assert terms_of(policy("TD-7"), date(2018, 6, 1)).limit == 25 * MILLION
    assert terms_of(policy("TD-5"), date(2025, 6, 1)).limit is None


def test_a_term_ends_on_a_day_that_there_is():
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_after(date(2023, 11, 30), 3) == date(2024, 2, 29)
    assert months_after(date(2023, 12, 5), 12) == date(2024, 12, 5)


def test_who_is_not_entitled_or_asks_too_much_comes_on_no_list(place):
    states = dict(askable([place.unit.pk], policy("TD-1"), ON).select("household_id", "state").iter_rows())
    assert states == {place.homes["A"].pk.hex: "entitled", place.homes["C"].pk.hex: "not_entitled"}
    with pytest.raises(Refused, match="1 hộ hoặc người"):
        listed_for(place, wish(place), wish(place, "C"))
    with pytest.raises(Refused, match=r"tối đa 100\.000\.000 đồng"):
        listed_for(place, wish(place, amount=101 * MILLION))
    with pytest.raises(UnusableInput, match="lớn hơn không"):
        listed_for(place, wish(place, amount=0))
    with pytest.raises(UnusableInput, match="hai lần"):
        listed_for(place, wish(place), wish(place))
    with pytest.raises(Refused, match="không phải chương trình cho vay"):
        listed_for(place, policy="DIEN-1")


def test_a_list_is_confirmed_by_another_once_and_stays(place):
    listed = listed_for(place, confirm=False)
    with pytest.raises(Refused, match="quyền"):
        confirm_list(listed=listed, document_no="1", by=place.who.maker)
    with pytest.raises(Refused, match="chờ xác nhận"):
        end_group(group=place.group, on=ON, reason="Gộp tổ", by=place.who.maker)
    confirm_list(listed=listed, document_no="03/TD-1", by=place.who.chair)
    with pytest.raises(Refused, match="đã được trả lời"):
        refuse_list(listed=listed, reason="Sai", by=place.who.chair)
    row = LoanRequest.objects.everywhere().get()
    assert (row.rule, row.limit, row.owed) == ("poor", 100 * MILLION, 0)
    for change in ({"amount": 1}, {"purpose": "khác"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LoanRequest.objects.everywhere().update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(listed).objects.everywhere().update(amount=1)
    alone = listed_for(place, confirm=False, by=SYSTEM)
    with pytest.raises(Refused, match="hai người"):
        confirm_list(listed=alone, document_no="2", by=SYSTEM)


def test_a_loan_answers_a_confirmed_request_once(place):
    waiting = listed_for(place, confirm=False)
    row = waiting.rows.everywhere().get()
    with pytest.raises(Refused, match="chưa được xã xác nhận"):
        lent(place, request=row)
    confirm_list(listed=waiting, document_no="1", by=place.who.chair)
    row = LoanRequest.objects.everywhere().select_related("list").get()
    with pytest.raises(Refused, match="nhiều hơn số đã đề nghị"):
        lent(place, request=row, amount=60 * MILLION)
    made = lent(place, request=row, amount=40 * MILLION)
    assert (made.due_on, made.balance) == (date(2025, 12, 20), 40 * MILLION)
    with pytest.raises(Refused, match="đã có khoản vay"):
        lent(place, request=row, amount=30 * MILLION, reference="other")
    with pytest.raises(UnusableInput, match="vì sao"):
        lent(place, "B", policy="TD-2", without_list="")


def test_live_loans_of_a_programme_stay_together_within_its_limit(place):
    first = lent(place, amount=70 * MILLION)
    with pytest.raises(Refused, match=r"chỉ vay thêm được 30\.000\.000 đồng") as refusal:
        lent(place, amount=40 * MILLION)
    assert (refusal.value.code, refusal.value.facts["owed"]) == ("over_limit", 70 * MILLION)
    LifeEvent.objects.create(
        household=place.homes["A"], kind="merged", date=ON, other_household=place.homes["B"], recorded_at=now(),
        recorded_by="test",
    )  # fmt: skip
    with pytest.raises(Refused, match="Vượt mức"):
        lent(place, "B", amount=40 * MILLION)
    record_standing(loan=first, on=date(2023, 6, 1), balance=60 * MILLION, overdue=0, by=place.who.maker)
    assert lent(place, amount=40 * MILLION, lent_on=date(2023, 7, 1)).pk


def test_balances_come_from_statements_and_nothing_closes_the_loan(place):
    loan = lent(place)
    given = {"loan": loan, "by": place.who.maker}
    with pytest.raises(UnusableInput, match="quá hạn không quá"):
        record_standing(on=date(2023, 1, 1), balance=10, overdue=11, **given)
    with pytest.raises(UnusableInput, match="lần ghi dư nợ trước"):
        record_standing(on=date(2022, 1, 1), balance=10, overdue=0, **given)
    for change in ({"balance": 1}, {"balance": -1}, {"amount": 1}, {"overdue": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Loan.objects.everywhere().update(**change)
    record_standing(on=date(2025, 12, 31), balance=20 * MILLION, overdue=20 * MILLION, **given)
    assert served([place.unit.pk], date(2026, 1, 1), today()).select("kind", "policy", "amount").rows() == [
        ("loan", "TD-1", 50 * MILLION)
    ]
    record_standing(on=date(2026, 3, 1), balance=0, overdue=0, **given)
    loan.refresh_from_db()
    assert (loan.state, loan.closed_on, loan.standings.everywhere().count()) == (
        "closed",
        date(2026, 3, 1),
        2,
    )
    assert served([place.unit.pk], date(2026, 4, 1), today()).is_empty()


def test_without_its_trigger_a_balance_is_changed_silently(place):
    """The control: it is the trigger that refuses."""
    lent(place)
    table = "support_loan"
    drop = f"DROP TRIGGER {table}_told_by_statement_update"
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(drop + ("" if connection.vendor == "sqlite" else f" ON {table}"))
        assert Loan.objects.everywhere().update(balance=1) == 1
        transaction.set_rollback(True)


def test_a_visit_says_what_it_found(place):
    loan = lent(place)
    given = {
        "loan": loan,
        "visited_on": date(2023, 2, 1),
        "visitor_name": "Nguyễn Thị Tổ",
        "by": place.who.maker,
    }
    with pytest.raises(UnusableInput, match="việc gì"):
        check_use(finding=UseFinding.OTHER_USE, **given)
    assert check_use(finding=UseFinding.AS_AGREED, **given).pk
    withdraw_loan(loan=loan, reason="Ghi nhầm hộ", by=place.who.maker)
    with pytest.raises(Refused, match="đã rút"):
        check_use(finding=UseFinding.AS_AGREED, **given)
    assert lent(place).pk


def test_entrusted_capital_is_never_below_nothing(place):
    move = {"unit": place.unit, "year": 2022, "on": ON, "document": "UNC 5", "by": place.who.maker}
    with pytest.raises(Refused, match="không đủ"):
        move_capital(kind=CapitalKind.RETURNED, amount=1, **move)
    move_capital(kind=CapitalKind.PUT_IN, amount=60 * MILLION, **move)
    account = EntrustedAccount.objects.everywhere().get()
    loan = lent(place, capital=account)
    with pytest.raises(Refused, match="không đủ"):
        move_capital(kind=CapitalKind.RETURNED, amount=20 * MILLION, **move)
    with pytest.raises(Refused, match="không đủ"):
        lent(place, "B", policy="TD-2", capital=account)
    record_standing(loan=loan, on=date(2023, 6, 1), balance=30 * MILLION, overdue=0, by=place.who.maker)
    move_capital(kind=CapitalKind.RETURNED, amount=20 * MILLION, **move)
    account.refresh_from_db()
    assert (account.put_in, account.returned, account.lent) == (60 * MILLION, 20 * MILLION, 30 * MILLION)
    withdraw_loan(loan=loan, reason="Ghi nhầm", by=place.who.maker)
    account.refresh_from_db()
    assert account.lent == 0
    with pytest.raises(UnusableInput, match="năm ngân sách"):
        move_capital(kind=CapitalKind.PUT_IN, amount=1, **(move | {"year": 2010}))


def test_what_is_lent_every_month_is_no_limit_of_all_that_is_owed():
    """A student's 4 million are a month's: no number says what is the most of the whole course."""
    assert terms_of(policy("GD-4"), date(2025, 6, 1)).limit is None
    assert (terms_of(policy("TD-7"), date(2025, 6, 1)).in_force, terms_of(policy("TD-1"), ON).in_force) == (
        False,
        True,
    )
