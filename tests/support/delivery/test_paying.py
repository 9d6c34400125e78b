"""Pay runs: who may, what the database refuses, what is due."""

from datetime import date
from uuid import UUID

import polars as pl
import pytest
from django.db import IntegrityError, transaction
from tests.support.delivery.world import enrol, settle

from ansinh.households.models import Household, LifeEvent, Person, SuspectedDuplicate
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.support.delivery.capping import capped
from ansinh.support.delivery.correcting import ask_for_correction, confirm_correction
from ansinh.support.delivery.dues import dues
from ansinh.support.delivery.enrolling import ask_for_change, confirm_change
from ansinh.support.delivery.paying import drop_run, give_back_run, prepare_run, release_run, sign_run
from ansinh.support.delivery.periods import period_called
from ansinh.support.models import Enrolment, PayLine, PayRun
from ansinh.support.models.delivery_enums import AskedVerb

MARCH, APRIL = period_called("2025-03"), period_called("2025-04")


def prepare(commune, period=MARCH, policies=("TG-1",), **more) -> PayRun:
    return prepare_run(unit=commune.unit, policies=policies, period=period, by=commune.who.maker, **more)


def release(commune, run: PayRun) -> PayRun:
    sign_run(run=run, by=commune.who.maker)
    return release_run(run=run, total=run.amount, by=commune.who.chair)


def told(run: PayRun, outcome: str, **which) -> None:
    """As the payer's file leaves them."""
    PayLine.objects.everywhere().filter(run=run, **which).update(
        outcome=outcome, outcome_on=date(2025, 4, 2), outcome_reason="vắng" if outcome == "returned" else ""
    )


def same_person(left: str, right: str) -> None:
    """As deciding a suspicion leaves it."""
    SuspectedDuplicate.objects.create(
        left_id=UUID(left),
        right_id=UUID(right),
        basis="name_birth_place",
        score=99,
        found_at=now(),
        decision="same",
    )


def refused(code: str, verb, **named) -> Refused:
    with pytest.raises(Refused) as caught:
        verb(**named)
    assert caught.value.code == code
    return caught.value


def test_who_made_a_run_does_not_release_it(commune):
    run = prepare(commune)
    sign_run(run=run, by=commune.who.maker)
    refused("permission_missing", release_run, run=run, total=run.amount, by=commune.who.maker)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayRun.objects.everywhere().filter(pk=run.pk).update(
            state="released", released_by=commune.who.maker.label
        )


def test_an_unsigned_run_is_not_released(commune):
    run = prepare(commune)
    refused("wrong_state", release_run, run=run, total=run.amount, by=commune.who.chair)


def test_another_total_does_not_release(commune):
    run = prepare(commune)
    sign_run(run=run, by=commune.who.maker)
    refused("other_total", release_run, run=run, total=run.amount - 1, by=commune.who.chair)
    assert PayRun.objects.everywhere().get(pk=run.pk).state == "signed"


def test_a_period_to_come_is_not_paid(commune):
    refused("period_to_come", prepare, commune=commune, period=period_called("2199-01"))


def test_a_quarter_does_not_pay_a_monthly_policy(commune):
    refused("other_rhythm", prepare, commune=commune, period=period_called("2025-Q1"))


def test_the_same_period_has_nothing_left_to_pay(commune):
    prepare(commune)
    refused("nothing_due", prepare, commune=commune)


def test_the_database_refuses_a_second_line_that_counts(commune):
    run = prepare(commune)
    line = PayLine.objects.everywhere().filter(run=run).first()
    line.pk = None
    with pytest.raises(IntegrityError, match=r"paid_once|support_payline"), transaction.atomic():
        line.save(force_insert=True)


def test_money_below_nothing_is_refused(commune):
    line = PayLine.objects.everywhere().filter(run=prepare(commune)).first()
    line.pk, line.period, line.due, line.amount = None, "2025-09", 0, -1
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save(force_insert=True)


@pytest.mark.parametrize(
    "change", [{"amount": 1, "due": 1}, {"outcome": "paid", "outcome_on": date(2025, 4, 1)}]
)
def test_lines_of_a_prepared_run_do_not_change(commune, change):
    run = prepare(commune)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayLine.objects.everywhere().filter(run=run).update(**change)


def test_a_released_run_stays_as_it_was_signed(commune):
    run = release(commune, prepare(commune))
    for change in ({"amount": 1}, {"state": "dropped"}, {"digest": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PayRun.objects.everywhere().filter(pk=run.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayLine.objects.everywhere().filter(run=run).delete()
    refused("wrong_state", drop_run, run=run, reason="thôi", by=commune.who.maker)


def test_the_first_run_pays_its_month_and_names_arrears(commune):
    run = prepare(commune)
    lines = PayLine.objects.everywhere().filter(run=run)
    assert sorted(set(lines.values_list("period", "kind", "amount"))) == [
        ("2025-01", "arrears", 360_000),
        ("2025-02", "arrears", 360_000),
        ("2025-03", "regular", 360_000),
    ]
    assert (run.lines, run.amount) == (12, 12 * 360_000)
    assert sum(one.amount for one in run.totals.everywhere()) == run.amount


def test_a_dropped_run_frees_its_lines(commune):
    run = prepare(commune)
    drop_run(run=run, reason="sai kỳ", by=commune.who.maker)
    assert prepare(commune).lines == run.lines


def test_a_run_given_back_is_signed_again(commune):
    run = prepare(commune)
    sign_run(run=run, by=commune.who.maker)
    give_back_run(run=run, reason="xem lại", by=commune.who.chair)
    assert release(commune, run).state == "released"


def test_what_came_back_is_carried_into_the_next_run(commune):
    first = release(commune, prepare(commune, arrears=False))
    told(first, "paid")
    told(first, "returned", beneficiary=UUID(commune.people[0]))
    second = prepare(commune, APRIL, arrears=True)
    carried = PayLine.objects.everywhere().filter(run=second, kind="carried")
    assert [(one.beneficiary.hex, one.period) for one in carried] == [(commune.people[0], "2025-03")]


def test_a_returned_line_that_was_carried_is_not_paid_after_all(commune):
    first = release(commune, prepare(commune, arrears=False))
    told(first, "returned")
    prepare(commune, APRIL)
    with pytest.raises(IntegrityError), transaction.atomic():
        told(first, "paid")


def test_a_suspension_pays_nothing_and_the_months_after_are_due_again(commune):
    row = Enrolment.objects.everywhere().get(beneficiary=UUID(commune.people[0]))
    ask = ask_for_change(
        enrolment=row, verb=AskedVerb.SUSPEND, on=date(2025, 2, 1), until=date(2025, 2, 28), reason="vắng mặt",
        by=commune.who.maker,
    )  # fmt: skip
    refused("permission_missing", confirm_change, ask=ask, by=commune.who.maker)
    confirm_change(ask=ask, by=commune.who.chair)
    found = dues([commune.unit.pk], ["TG-1"], MARCH).lines
    assert found.filter(beneficiary=commune.people[0])["period"].sort().to_list() == ["2025-01", "2025-03"]


def test_who_died_is_paid_to_the_month_of_it(commune):
    Person.objects.filter(pk=UUID(commune.people[0])).update(died_on=date(2025, 2, 10))
    found = dues([commune.unit.pk], ["TG-1"], MARCH).lines
    assert found.filter(beneficiary=commune.people[0])["period"].sort().to_list() == ["2025-01", "2025-02"]


def test_who_was_decided_to_be_one_person_gets_one_line(commune):
    same_person(commune.people[0], commune.people[1])
    same_person(commune.people[1], commune.people[2])
    found = dues([commune.unit.pk], ["TG-1"], MARCH)
    assert found.lines.filter(period="2025-03").height == 2
    assert found.left_out.filter(period="2025-03").height == 2


def test_a_run_prepared_before_two_became_one_is_not_released(commune):
    run = prepare(commune)
    same_person(commune.people[0], commune.people[1])
    sign_run(run=run, by=commune.who.maker)
    refused("same_person_twice", release_run, run=run, total=run.amount, by=commune.who.chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        PayRun.objects.everywhere().filter(pk=run.pk).update(state="released", released_by="ai-do")


def test_the_database_refuses_a_line_for_who_is_the_same_person(commune):
    first = release(commune, prepare(commune, arrears=False))
    left = PayLine.objects.everywhere().get(run=first, beneficiary=UUID(commune.people[0]))
    _homes, people = settle(1, commune.unit, of="later")
    same_person(commune.people[0], people[0])
    second = prepare(commune, APRIL, arrears=False)
    left.pk, left.run, left.person_id, left.beneficiary = None, second, UUID(people[0]), UUID(people[0])
    with pytest.raises(IntegrityError, match="counted_for_the_same"), transaction.atomic():
        left.save(force_insert=True)


def test_a_household_that_split_off_in_the_quarter_is_not_paid_for_it_again(commune):
    enrol(commune.who, commune.unit, commune.homes[:1], [None], policy="DIEN-1", amount=55_000)
    quarter = period_called("2025-Q1")
    prepare(commune, quarter, ("DIEN-1",))
    home = Household.objects.everywhere().get(pk=UUID(commune.homes[0]))
    into = Household.objects.everywhere().get(pk=UUID(commune.homes[1]))
    LifeEvent.objects.create(
        household=home,
        kind="split",
        date=date(2025, 2, 3),
        other_household=into,
        recorded_at=now(),
        recorded_by="test",
    )
    enrol(commune.who, commune.unit, commune.homes[1:2], [None], policy="DIEN-1", amount=55_000)
    found = dues([commune.unit.pk], ["DIEN-1"], quarter)
    assert found.lines.is_empty()
    assert found.left_out["household_id"].to_list() == [commune.homes[1]]
    assert dues([commune.unit.pk], ["DIEN-1"], period_called("2025-Q2")).lines["period"].sort().to_list() == [
        "2025-Q2",
        "2025-Q2",
    ]


def test_a_policy_of_so_many_months_pays_no_more_of_them(commune):
    """BHXH-1: at most 120 months."""
    enrol(
        commune.who,
        commune.unit,
        commune.homes[:2],
        commune.people[:2],
        policy="BHXH-1",
        amount=99_000,
        since=date(2015, 4, 1),
    )
    whole = dues([commune.unit.pk], ["BHXH-1"], MARCH)
    assert whole.lines.group_by("beneficiary").len()["len"].to_list() == [120, 120]
    assert whole.left_out.is_empty()

    release(commune, prepare(commune, MARCH, ("BHXH-1",)))
    after = dues([commune.unit.pk], ["BHXH-1"], APRIL)
    assert after.lines.is_empty()
    assert after.left_out.select("period", "why").rows() == [("2025-04", "months_used_up")] * 2
    # What came back unpaid was not had: it is paid again, and no month beyond.
    told(PayRun.objects.everywhere().get(), "returned", period="2025-03", beneficiary=UUID(commune.people[0]))
    again = dues([commune.unit.pk], ["BHXH-1"], APRIL)
    assert again.lines.select("beneficiary", "period", "kind").rows() == [
        (commune.people[0], "2025-03", "carried")
    ]


def test_months_that_fit_in_part_are_paid_for_those_that_fit():
    owed = pl.DataFrame(
        {
            "policy": ["A", "A", "B"],
            "root": ["x", "x", "x"],
            "period_from": [date(2025, 4, 1), date(2025, 1, 1), date(2025, 1, 1)],
            "months": [3, 3, 3],
            "due": [300, 300, 300],
        }
    )
    had = pl.DataFrame({"policy": ["A"], "root": ["x"], "months": [6]})
    kept, out = capped(owed, had, {"A": 11})
    assert kept.select("policy", "period_from", "months", "due").rows() == [
        ("A", date(2025, 4, 1), 2, 200),
        ("A", date(2025, 1, 1), 3, 300),
        ("B", date(2025, 1, 1), 3, 300),
    ]
    assert out.is_empty()


def test_what_was_paid_too_little_is_a_line_of_its_own(commune):
    run = release(commune, prepare(commune))
    told(run, "paid")
    line = PayLine.objects.everywhere().filter(run=run, period="2025-03").first()
    asked = ask_for_correction(line=line, right_amount=500_000, reason="sai hệ số", by=commune.who.maker)
    assert dues([commune.unit.pk], ["TG-1"], MARCH).lines.is_empty()
    confirm_correction(correction=asked, by=commune.who.chair)
    found = dues([commune.unit.pk], ["TG-1"], MARCH).lines
    assert found.select("kind", "part", "amount").rows() == [("correction", 1, 140_000)]


def test_what_was_paid_too_much_is_taken_from_what_is_due_and_never_below_nothing(commune):
    run = release(commune, prepare(commune))
    told(run, "paid")
    line = PayLine.objects.everywhere().filter(run=run, period="2025-03").first()
    asked = ask_for_correction(line=line, right_amount=0, reason="đã chuyển đi", by=commune.who.maker)
    confirm_correction(correction=asked, by=commune.who.chair)
    again = ask_for_correction(
        line=PayLine.objects.everywhere().get(run=run, period="2025-02", beneficiary=line.beneficiary),
        right_amount=200_000, reason="sai hệ số", by=commune.who.maker,
    )  # fmt: skip
    confirm_correction(correction=again, by=commune.who.chair)
    april = release(commune, prepare(commune, APRIL))
    cut = PayLine.objects.everywhere().get(run=april, beneficiary=line.beneficiary)
    assert (cut.due, cut.deducted, cut.amount) == (360_000, 360_000, 0)
    may = dues([commune.unit.pk], ["TG-1"], period_called("2025-05")).lines
    assert may.filter(beneficiary=line.beneficiary.hex).select("due", "deducted", "amount").rows() == [
        (360_000, 160_000, 200_000)
    ]
