"""Many at one moment over the same money (the bank): what went out, what is left and what was granted always agree, and nothing is
below nothing. On a database in a file one writes at a time; there the constraints are tested alone."""

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection
from tests.budgets.making import Place, handed, line_at, slip, sums, world

from ansinh.budgets.actions import approve_act
from ansinh.budgets.models import BudgetAct, BudgetEntry, Payment
from ansinh.budgets.paying import record_payment
from ansinh.kernel.errors import AnSinhError

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="one writes at a time there"),
]
_LONGEST = 60


def together(doings: list[Callable[[], object]]) -> Counter[str]:
    """All of them at one moment; how many were done, and the codes of the refusals."""
    gate, told = threading.Barrier(len(doings)), []

    def one(doing: Callable[[], object]) -> None:
        gate.wait(_LONGEST)
        try:
            doing()
            told.append("done")
        except AnSinhError as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    people = [threading.Thread(target=one, args=(doing,), daemon=True) for doing in doings]
    for person in people:
        person.start()
    for person in people:
        person.join(_LONGEST)
        assert not person.is_alive(), "somebody waits for ever"
    return Counter(told)


def agrees(place: Place) -> bool:
    granted, allocated, disbursed, left = sums(place.line)
    rows = BudgetEntry.objects.everywhere().filter(giver=place.line, state="approved")
    paid = Payment.objects.everywhere().filter(line=place.line, state="approved")
    return (
        granted == allocated + disbursed + left
        and left >= 0
        and allocated == sum(rows.values_list("amount", flat=True))
        and disbursed == sum(paid.values_list("amount", flat=True))
    )


def test_of_many_approvals_only_those_that_fit_are_booked():
    place = world()
    acts = [handed(place, 300_000_000, to, approve=False) for to in (place.one, place.two) * 3]
    slips = [
        record_payment(line=place.line, paid=slip(place.line, 150_000_000, f"{n}"), by=place.maker)
        for n in range(4)
    ]
    told = together([lambda act=act: approve_act(act=act, by=place.chair) for act in (*acts, *slips)])
    assert set(told) == {"done", "over_budget"}
    assert agrees(place)
    assert sums(place.line)[3] < 150_000_000
    assert sums(line_at(place.one))[0] + sums(line_at(place.two))[0] == sums(place.line)[1]


def test_one_act_is_approved_once_and_one_document_is_recorded_once():
    place = world()
    act = handed(place, 5, approve=False)
    assert together([lambda: approve_act(act=act, by=place.chair)] * 6) == {"done": 1, "decided": 5}
    paid = slip(place.line, 100)
    doings = [lambda: record_payment(line=place.line, paid=paid, by=place.maker)] * 6
    assert together(doings) == {"done": 1, "payment_known": 5}
    for one in BudgetAct.objects.everywhere().filter(kind="pay"):
        approve_act(act=one, by=place.chair)
    assert sums(place.line) == (1_000_000_000, 5, 100, 999_999_895)
