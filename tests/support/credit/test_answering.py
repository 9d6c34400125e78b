"""The bank answers lists: only of its places, only confirmed ones, within what was asked and the limit; loans hold to its answers."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.roles import as_owner
from tests.support.credit.conftest import COMMUNE, listed_for, wish
from tests.support.credit.test_bank_file import GOOD, check, rules
from tests.support.credit.test_credit import MILLION, lent
from tests.support.delivery.world import NEXT_DOOR

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.exchange.bank_loans import accept_bank_loans
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError, Refused
from ansinh.places.queries import unit_at
from ansinh.support.credit.answering import Said, answer_lines
from ansinh.support.credit.answers import progress_by_programme, sent_lines
from ansinh.support.credit.lending import record_standing
from ansinh.support.credit.policies import bank_scope
from ansinh.support.models import Loan, LoanAnswer, LoanList, LoanRequest
from ansinh.support.models.loan_enums import Verdict

pytestmark = pytest.mark.django_db


def banker(kind="policy_bank", code=COMMUNE, name="nhcs"):
    user = register_user(username=name, full_name="Trần Thị Ngân", by=SYSTEM)
    give_role(
        user=user, role="sector_agency", unit=unit_at(code, date(2022, 12, 14)), valid_from=date(2022, 1, 1), by=SYSTEM,
        agency_kind=kind,
    )  # fmt: skip
    return actor_of(user)


@pytest.fixture
def bank(place):
    return banker()


def line(listed: LoanList, key: str, place) -> LoanRequest:
    return LoanRequest.objects.everywhere().get(list=listed, household=place.homes[key])


def grant(listed, row, by, amount=40 * MILLION, **more):
    said = Said(row.pk, Verdict.GRANTED, amount)
    return answer_lines(listed=listed, said=[said], by=by, **({"on": today()} | more))[0]


def refuse(listed, row, by, reason="Còn nợ quá hạn"):
    return answer_lines(listed=listed, said=[Said(row.pk, Verdict.REFUSED, 0, reason)], on=today(), by=by)[0]


def code_of(call, *given, **named) -> str:
    with pytest.raises(AnSinhError) as refused:
        call(*given, **named)
    return str(refused.value.code)


def test_only_the_bank_of_the_place_answers(place, bank):
    listed = listed_for(place)
    row = line(listed, "A", place)
    others = (
        place.who.maker,
        place.who.chair,
        banker("social_insurance", name="bhxh"),
        banker(code=NEXT_DOOR, name="next"),
        banker("", name="none"),
    )
    assert [code_of(grant, listed, row, one) for one in others] == ["other_agency"] * 5
    assert [bank_scope(one).is_empty for one in others] == [True, True, True, False, True]
    assert grant(listed, row, bank).amount == 40 * MILLION


def test_who_is_the_bank_of_one_place_and_another_agency_elsewhere_reaches_the_one(place, bank):
    give_role(
        user=bank_user(bank), role="sector_agency", unit=unit_at(NEXT_DOOR, date(2022, 12, 14)), valid_from=date(2022, 1, 1),
        by=SYSTEM, agency_kind="social_insurance",
    )  # fmt: skip
    assert bank_scope(bank).covers(place.unit.pk)
    assert not bank_scope(bank).covers(unit_at(NEXT_DOOR, date(2022, 12, 14)).pk)


def bank_user(actor):
    return type(register_user(username="x", full_name="Y", by=SYSTEM)).objects.get(pk=actor.user_id)


def test_an_answer_that_says_nothing_or_too_much_is_refused(place, bank):
    waiting = listed_for(place, confirm=False)
    row = line(waiting, "A", place)
    assert code_of(grant, waiting, row, bank) == "not_confirmed"
    listed = listed_for(place)
    row, other = line(listed, "A", place), line(waiting, "A", place)
    assert code_of(grant, listed, other, bank) == "other_line"
    assert code_of(grant, listed, row, bank, 0) == "no_amount"
    assert code_of(grant, listed, row, bank, 51 * MILLION) == "more_than_asked"
    assert code_of(grant, listed, row, bank, on=date(2022, 1, 1)) == "day_outside"
    assert code_of(refuse, listed, row, bank, " ") == "reason_missing"
    assert code_of(answer_lines, listed=listed, said=[], on=today(), by=bank) == "no_answer"
    twice = [Said(row.pk, Verdict.GRANTED, MILLION)] * 2
    assert code_of(answer_lines, listed=listed, said=twice, on=today(), by=bank) == "other_line"
    assert not LoanAnswer.objects.everywhere().exists()


def test_what_is_granted_counts_against_the_limit_until_it_is_lent_and_after(place, bank):
    first = listed_for(place, wish(place, amount=60 * MILLION))
    second = listed_for(place, wish(place, amount=60 * MILLION))
    grant(first, line(first, "A", place), bank, 60 * MILLION)
    assert code_of(grant, second, line(second, "A", place), bank, 41 * MILLION) == "over_limit"
    # What the bank said of the line itself before is not counted twice.
    assert grant(first, line(first, "A", place), bank, 55 * MILLION).amount == 55 * MILLION
    lent(place, request=line(first, "A", place), amount=55 * MILLION, without_list="")
    assert code_of(grant, second, line(second, "A", place), bank, 46 * MILLION) == "over_limit"
    assert grant(second, line(second, "A", place), bank, 45 * MILLION).amount == 45 * MILLION


def test_without_counting_what_is_granted_more_than_the_limit_would_be(place, bank, monkeypatch):
    """The control."""
    first = listed_for(place, wish(place, amount=60 * MILLION))
    second = listed_for(place, wish(place, amount=60 * MILLION))
    grant(first, line(first, "A", place), bank, 60 * MILLION)
    monkeypatch.setattr("ansinh.support.credit.answering.promised_in", lambda *_asked, **_more: 0)
    assert grant(second, line(second, "A", place), bank, 60 * MILLION)


def test_a_loan_holds_to_what_the_bank_said(place, bank):
    listed = listed_for(place)
    row = line(listed, "A", place)
    refuse(listed, row, bank)
    given = {"request": row, "without_list": ""}
    assert code_of(lent, place, amount=MILLION, **given) == "bank_refused"
    grant(listed, row, bank, 30 * MILLION)
    assert code_of(lent, place, amount=31 * MILLION, **given) == "more_than_granted"
    made = lent(place, amount=30 * MILLION, by=bank, **given)
    assert (made.recorded_by, made.request_id) == (bank.label, row.pk)
    assert code_of(refuse, listed, row, bank) == "lent_already"
    # Every answer stays.
    assert [one.verdict for one in row.answers.everywhere().order_by("pk")] == ["refused", "granted"]
    assert [one.progress for one in sent_lines(bank_scope(bank))] == ["lent"]
    assert progress_by_programme(bank_scope(bank)) == {"TD-1": {"lent": (1, 30 * MILLION)}}


def test_the_bank_lends_to_nobody_whose_list_it_was_not_sent(place, bank):
    with pytest.raises(Refused, match="quyền"):
        lent(place, amount=MILLION, by=bank)


@pytest.mark.parametrize("verdict", ["refused", "granted"])
def test_the_database_takes_no_loan_against_the_answer(place, bank, verdict):
    listed = listed_for(place)
    row = line(listed, "A", place)
    made = lent(place, amount=MILLION, request=row, without_list="")
    copy = {
        one.attname: getattr(made, one.attname) for one in Loan._meta.concrete_fields if not one.primary_key
    }
    Loan.objects.everywhere().filter(pk=made.pk).update(state="withdrawn", withdrawn_reason="x")
    refuse(listed, row, bank) if verdict == "refused" else grant(listed, row, bank, 999_999)
    with pytest.raises(IntegrityError), transaction.atomic():
        Loan(**copy | {"reference": "2"}).save()
    table = "support_loan"
    drop = f"DROP TRIGGER {table}_as_answered_insert" + (
        "" if connection.vendor == "sqlite" else f" ON {table}"
    )
    with as_owner(), transaction.atomic(), connection.cursor() as cursor:
        # The control: it is the trigger that refuses.
        cursor.execute(drop)
        Loan(**copy | {"reference": "2"}).save()
        transaction.set_rollback(True)


def test_what_is_owed_does_not_rise_above_the_limit(place, bank):
    one = lent(place, amount=60 * MILLION)
    record_standing(loan=one, on=date(2023, 6, 1), balance=10 * MILLION, overdue=0, by=bank)
    lent(place, amount=90 * MILLION, reference="R-2")
    told = {"loan": one, "on": date(2023, 7, 1), "overdue": 0, "by": bank}
    assert code_of(record_standing, balance=11 * MILLION, **told) == "over_limit"
    assert record_standing(balance=9 * MILLION, **told).balance == 9 * MILLION


def test_the_file_of_the_bank_holds_to_its_answers_and_to_the_limit(place, bank, write):
    listed = listed_for(place)
    refuse(listed, line(listed, "A", place), bank)
    # A line that was refused is not answered by a loan: the file says so.
    assert rules(check(write, GOOD)) == [("not_listed", 2)]
    made = lent(place, amount=60 * MILLION, reference="OLD")
    record_standing(loan=made, on=date(2023, 6, 1), balance=10 * MILLION, overdue=0, by=bank)
    risen = {"reference": "OLD", "as_of": "2023-07-01", "balance": "60000000", "overdue": "0"}
    assert rules(check(write, risen, GOOD | {"balance": "40000000"})) == [("not_listed", 3)]
    over = GOOD | {"amount": "50000000", "balance": "41000000"}
    assert rules(check(write, risen, over)) == [("over_limit", 3)]


def test_a_file_checked_before_somebody_lent_takes_nobody_over_the_limit(place, bank, write):
    checked = check(write, GOOD | {"balance": "40000000"})
    lent(place, amount=90 * MILLION, reference="OTHER")
    with pytest.raises(Refused, match="Chưa ghi gì"):
        accept_bank_loans(checked=checked, by=place.who.maker)
    assert Loan.objects.everywhere().count() == 1
