"""Payments from a file: findings by row, nothing recorded while one does not fit, nothing counted twice."""

from pathlib import Path

import pytest
from tests.budgets.making import YEAR, Place, handed, line_at, paid, sums
from tests.exchange.conftest import write

from ansinh.budgets.actions import approve_act
from ansinh.budgets.importing import Checked, check_payments
from ansinh.budgets.models import BudgetAct
from ansinh.budgets.paying import take_in_payments
from ansinh.kernel.errors import UnusableInput

__all__ = ["write"]
pytestmark = pytest.mark.django_db


def row(number: str = "05/UNC", amount: str = "1.000", **more) -> dict:
    base = {
        "unit_code": "91",
        "year": YEAR,
        "source": "central",
        "component": "infrastructure",
        "project": "duong thon",
    }
    return base | {"paper_no": number, "paper_on": "02/04/2025", "paper_line": 1, "amount": amount} | more


@pytest.fixture
def looked(place: Place, write):
    return lambda *rows, by=None: check_payments(Path(write("chi.csv", list(rows))), by or place.maker)


def taken(checked: Checked, place: Place) -> list[BudgetAct | None]:
    return [
        take_in_payments(unit_id=unit, year=year, paid=rows, digest=checked.digest, by=place.maker)
        for (unit, year), rows in checked.fresh.items()
    ]


def test_each_row_that_does_not_fit_is_told_and_nothing_is_recorded(place: Place, looked):
    paid(place, place.line, 500, "07/UNC")
    checked = looked(
        row(), row("05 / unc"), row("06", component="housing"), row("06", paper_on="31/02/2025"), row("06", "mười"),
        row("06", unit_code="00"), row("07/UNC", "400", paper_on="01/03/2025"), row("08", "2.000.000.000"), row("09", paper_line=0), row("10", kind="gift"),
    )  # fmt: skip
    assert not checked.fits
    assert [(one.row, one.rule) for one in checked.findings] == [
        (3, "twice_in_file"), (4, "unknown_line"), (5, "day_unreadable"), (6, "amount_unreadable"), (7, "unknown_line"),
        (8, "known_otherwise"), (10, "paper_missing"), (11, "kind_unreadable"), (2, "over_budget"),
    ]  # fmt: skip
    assert BudgetAct.objects.everywhere().filter(kind="pay").count() == 1


def test_the_same_file_again_changes_nothing(place: Place, looked):
    rows = row("05/UNC"), row("05/UNC", "250", paper_line=2), row("06/UNC", "50")
    (act,) = taken(looked(*rows), place)
    assert (act.rows, act.amount) == (3, 1_300)
    again = looked(*rows, row("07/UNC", "5"))
    assert (again.fits, again.known) == (True, 3)
    assert [one.rows for one in taken(again, place)] == [1]
    assert taken(looked(*rows), place) == []
    for one in BudgetAct.objects.everywhere().filter(kind="pay"):
        approve_act(act=one, by=place.chair)
    assert sums(place.line)[2] == 1_305


def test_a_file_that_was_looked_at_before_the_same_was_typed_counts_once(place: Place, looked):
    checked = looked(row("05/UNC", "100"), row("06/UNC", "7"))
    paid(place, place.line, 100, "05/UNC")
    taken(checked, place)
    assert list(
        BudgetAct.objects.everywhere().filter(kind="pay").order_by("pk").values_list("amount", flat=True)
    ) == [100, 107]


def test_a_line_of_another_place_is_not_there(place: Place, looked):
    handed(place, 500, place.two)
    assert line_at(place.two).project == "Đường thôn"
    checked = looked(row(unit_code="91002"), by=place.commune_maker)
    assert [one.rule for one in checked.findings] == ["unknown_line"]


def test_a_file_without_a_column_is_not_read(place: Place, looked):
    with pytest.raises(UnusableInput) as told:
        looked({"unit_code": "91", "amount": "1"})
    assert told.value.code == "columns_missing"
