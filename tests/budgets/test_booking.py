"""Money given, handed on and paid: refusals first; then that the database alone keeps the sums."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.budgets.making import (
    PAPER,
    ROADS,
    YEAR,
    Place,
    fresh,
    granted,
    handed,
    line_at,
    paid,
    slip,
    somebody,
    sums,
)
from tests.households.making import unit

from ansinh.audit.models import Event
from ansinh.budgets.actions import approve_act, propose_allocation, propose_money, refuse_act
from ansinh.budgets.enums import PaymentKind, Source
from ansinh.budgets.lines import Purpose
from ansinh.budgets.models import BudgetAct, BudgetEntry, BudgetLine, Payment
from ansinh.budgets.paying import correct_payment, record_payment
from ansinh.budgets.policies import PaperRef
from ansinh.budgets.queries import lines_seen
from ansinh.budgets.ruling import Share
from ansinh.kernel.errors import AnSinhError, NotFound, Refused, UnusableInput

pytestmark = pytest.mark.django_db


def refusal(action, **named) -> str:
    with pytest.raises(AnSinhError) as told:
        action(**named)
    return told.value.code


def test_who_drew_an_act_up_does_not_approve_it_and_nobody_of_next_door_does(place: Place):
    act = handed(place, 100, approve=False)
    assert refusal(approve_act, act=act, by=place.maker) == "permission_missing"
    both = somebody("khac", "province_chair", unit("92"))
    assert refusal(approve_act, act=act, by=both) == "permission_missing"
    assert refusal(approve_act, act=act, by=place.commune_chair) == "permission_missing"
    BudgetAct.objects.everywhere().filter(pk=act.pk).update(remark="")
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetAct.objects.everywhere().filter(pk=act.pk).update(
            state="approved", decided_by=act.made_by, decided_at=act.made_at
        )
    assert sums(place.line) == (1_000_000_000, 0, 0, 1_000_000_000)


def test_nothing_counts_before_it_is_approved_and_a_refused_act_never(place: Place):
    act = handed(place, 300, approve=False)
    assert sums(place.line)[1] == 0
    refuse_act(act=act, reason="Chưa đúng văn bản", by=place.chair)
    assert sums(place.line)[1] == 0
    assert refusal(approve_act, act=act, by=place.chair) == "decided"
    assert list(act.entries.everywhere().values_list("state", flat=True)) == ["refused"]


def test_no_more_is_handed_on_or_paid_than_is_left(place: Place):
    first = handed(place, 600_000_000, approve=False)
    second = handed(place, 600_000_000, place.two, approve=False)
    approve_act(act=first, by=place.chair)
    with pytest.raises(Refused) as told:
        approve_act(act=second, by=place.chair)
    assert told.value.code == "over_budget"
    assert "400.000.000" in told.value.message
    assert (
        refusal(record_payment, line=place.line, paid=slip(place.line, 400_000_001), by=place.maker)
        == "over_budget"
    )
    assert sums(place.line) == (1_000_000_000, 600_000_000, 0, 400_000_000)


def test_what_went_down_is_what_arrived_there_also_after_it_was_changed(place: Place):
    handed(place, 500)
    handed(place, 300, place.two)
    moved = propose_allocation(
        giver=place.line, paper=PAPER, by=place.maker,
        shares=[Share(place.two.pk, 200), Share(place.one.pk, -200)],
    )  # fmt: skip
    approve_act(act=moved, by=place.chair)
    below = [sums(line_at(place.one))[0], sums(line_at(place.two))[0]]
    assert below == [300, 500]
    assert sums(place.line) == (1_000_000_000, 800, 0, 999_999_200)
    assert [one.amount for one in BudgetEntry.objects.everywhere().filter(giver=place.line).order_by("pk")] == [500, 300, -200, 200]  # fmt: skip


def test_money_that_was_spent_below_is_not_taken_back(place: Place):
    handed(place, 500)
    there = line_at(place.one)
    act = record_payment(line=there, paid=slip(there, 400), by=place.commune_maker)
    approve_act(act=act, by=place.commune_chair)
    take = {"giver": place.line, "paper": PAPER, "by": place.maker}
    assert refusal(propose_allocation, shares=[Share(place.one.pk, -101)], **take) == "over_budget"
    assert refusal(propose_allocation, shares=[Share(place.two.pk, -1)], **take) in {
        "more_than_given",
        "over_budget",
    }
    assert sums(there) == (500, 0, 400, 100)


def test_a_document_counts_once_however_often_it_is_sent(place: Place):
    record_payment(line=place.line, paid=slip(place.line, 100, "01 / UNC"), by=place.maker)
    twice = {"line": place.line, "by": place.maker}
    assert refusal(record_payment, paid=slip(place.line, 100, "01/unc"), **twice) == "payment_known"
    second = record_payment(paid=slip(place.line, 50, "01/UNC", 2), **twice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            act=second, line=place.line, unit=place.province, kind="payment", paper_no="x", paper_fold="01/unc",
            paper_on=slip(place.line, 1).paper_on, paper_line=1, amount=7,
        )  # fmt: skip
    for act in BudgetAct.objects.everywhere().filter(kind="pay"):
        approve_act(act=act, by=place.chair)
    assert sums(place.line)[2] == 150


def test_a_payment_is_corrected_by_another_and_by_no_more_than_it_was(place: Place):
    paid(place, place.line, 100)
    first = Payment.objects.everywhere().get()
    given = {"payment": first, "paper_on": first.paper_on, "reason": "Trả lại", "by": place.maker}
    assert refusal(correct_payment, amount=101, paper_no="02/GC", **given) == "more_than_paid"
    act = correct_payment(amount=30, paper_no="02/GC", **given)
    assert refusal(correct_payment, amount=80, paper_no="03/GC", **given) == "more_than_paid"
    approve_act(act=act, by=place.chair)
    assert sums(place.line)[2] == 70
    assert list(Payment.objects.everywhere().order_by("pk").values_list("amount", flat=True)) == [100, -30]


def test_a_commune_pays_for_itself_and_not_for_its_neighbour(place: Place):
    handed(place, 500, place.two)
    there = line_at(place.two)
    assert (
        refusal(record_payment, line=there, paid=slip(there, 1), by=place.commune_maker)
        == "permission_missing"
    )
    assert list(lines_seen(place.commune_maker)) == []


def test_a_sector_agency_sees_the_lines_of_its_own(place: Place):
    own = granted(place.province, 5, place.maker, place.chair, Purpose(Source.SOCIAL, "health", agency="health_department"))  # fmt: skip
    agency = somebody("yte", "sector_agency", place.province, agency_kind="health_department")
    assert list(lines_seen(agency)) == [own]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": 0}, "amount_outside"),
        ({"amount": 10**16}, "amount_outside"),
        ({"paper": PaperRef(number="12/QĐ")}, "paper_missing"),
        ({"purpose": Purpose(Source.CENTRAL, "nothing")}, "unknown_component"),
        ({"year": 1990}, "year_outside"),
        ({"amount": -1_000_000_001}, "over_budget"),
    ],
)
def test_a_proposal_that_means_nothing_is_refused(place: Place, more, code):
    given = {"unit": place.province, "year": YEAR, "purpose": ROADS, "amount": 5, "paper": PAPER}
    assert refusal(propose_money, by=place.maker, **(given | more)) == code


def test_money_goes_down_only_to_places_below(place: Place):
    abroad = unit("93001", parent=unit("93"))
    given = {"giver": place.line, "paper": PAPER, "by": place.maker}
    assert refusal(propose_allocation, shares=[Share(abroad.pk, 5)], **given) == "place_not_below"
    assert refusal(propose_allocation, shares=[Share(place.province.pk, 5)], **given) == "place_not_below"
    assert refusal(propose_allocation, shares=[Share(place.one.pk, 5)] * 2, **given) == "place_twice"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE budgets_budgetline SET granted = granted + 1",
        "UPDATE budgets_budgetline SET allocated = 0, disbursed = 0",
        "UPDATE budgets_budgetline SET year = 2024",
        "DELETE FROM budgets_budgetline",
        "UPDATE budgets_budgetentry SET amount = 7 WHERE amount = 500",
        "UPDATE budgets_budgetentry SET state = 'refused' WHERE amount = 500",
        "UPDATE budgets_budgetentry SET state = 'approved' WHERE state = 'waiting'",
        "DELETE FROM budgets_payment",
        "UPDATE budgets_payment SET amount = 1",
        "UPDATE budgets_budgetact SET amount = 1 WHERE state = 'approved'",
        "UPDATE budgets_budgetact SET state = 'waiting' WHERE state = 'approved'",
        "UPDATE budgets_budgetact SET made_by = 'x'",
    ],
)
def test_the_database_itself_refuses(place: Place, statement: str):
    handed(place, 500)
    handed(place, 200, place.two, approve=False)
    there = line_at(place.one)
    approve_act(act=record_payment(line=there, paid=slip(there, 400), by=place.maker), by=place.chair)
    before = sums(place.line), sums(there)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (sums(place.line), sums(there)) == before


def test_a_row_that_nobody_approved_is_never_booked(place: Place):
    act = handed(place, 5, approve=False)
    for change in ({"state": "approved"}, {"act": BudgetAct.objects.everywhere().earliest("pk")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BudgetEntry.objects.create(**({"act": act, "line": place.line, "amount": 7} | change))
    assert sums(place.line)[0] == 1_000_000_000


def test_money_keeps_its_source_on_the_way_down(place: Place):
    other = granted(place.one, 9, place.maker, place.chair, Purpose(Source.SOCIAL, "housing"))
    act = handed(place, 5, place.two, approve=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        BudgetEntry.objects.create(act=act, line=other, giver=place.line, amount=1)


def test_each_verb_leaves_one_event(place: Place):
    before = Event.objects.count()
    handed(place, 5)
    paid(place, place.line, 6)
    assert list(Event.objects.order_by("pk")[before:].values_list("name", flat=True)) == [
        "budgets.allocation_proposed", "budgets.approved", "budgets.payment_recorded", "budgets.approved",
    ]  # fmt: skip


def test_an_advance_is_a_payment_of_its_kind(place: Place):
    record_payment(line=place.line, paid=slip(place.line, 9, kind=PaymentKind.ADVANCE), by=place.maker)
    assert Payment.objects.everywhere().get().kind == "advance"
    with pytest.raises(UnusableInput):
        record_payment(line=place.line, paid=slip(place.line, -9, "x"), by=place.maker)
    with pytest.raises(NotFound):
        propose_money(unit=place.one, year=YEAR, purpose=Purpose(Source.CENTRAL, "health", agency="none"), amount=1, paper=PAPER, by=place.maker)  # fmt: skip
    assert BudgetLine.objects.everywhere().count() == 1
    assert fresh(place.line).disbursed == 0
