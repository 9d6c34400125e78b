"""Every figure of every form opens to what it is made of, and what opens adds up to the figure."""

import pytest
from tests.pages.conftest import COMMUNE, DISTRICT

from ansinh.kernel.numbers import rate
from ansinh.reports.kept_forms import kept_form, kept_list, key_of
from ansinh.reports.layouts.columns import Kind
from ansinh.reports.opening import (
    OpenedCell,
    households_of,
    names_people,
    open_cell,
    people_of,
    populations_behind,
)
from ansinh.reports.tables import RowKind

pytestmark = pytest.mark.django_db


def cells(version, number: int, part: tuple[int, int] = (0, 1)) -> list[OpenedCell]:
    """The cells of a form; ``part=(1, 3)`` are those of every third row, from the second."""
    key = key_of(version)
    return [
        open_cell(version, number, row.code, row.split, column.number, key=key)
        for row in kept_form(version, number).rows[part[0] :: part[1]]
        for column in kept_form(version, number).columns
    ]


def opens_to(opened: OpenedCell):
    """The figure again, out of what the cell opens to."""
    if opened.population:
        values = [record["value"] for record in populations_behind(opened)]
        return None if None in values else sum(values)
    counted = households_of(opened)["counted"].sum()
    if opened.column.kind is Kind.RATE:
        return rate(counted, opened.base_cell.value)
    return counted


@pytest.mark.one_lane
@pytest.mark.parametrize("code", [DISTRICT, COMMUNE])
@pytest.mark.parametrize("number", range(1, 14))
def test_every_cell_opens_to_what_adds_up_to_it(sealed, number, code):
    # A district's rows are its forty communes: each form asks another third of them.
    found = cells(sealed[code], number, (number % 3, 3) if code == DISTRICT else (0, 1))
    assert [opens_to(one) for one in found] == [one.cell.value for one in found]


def test_the_forms_of_the_test_have_something_in_them(sealed):
    counted = {
        number: sum(
            bool(cell.value) for row in kept_form(sealed[DISTRICT], number).rows for cell in row.cells
        )
        for number in range(1, 14)
    }
    assert min(counted.values()) > 5, counted


@pytest.mark.parametrize("code", [DISTRICT, COMMUNE])
def test_a_household_is_opened_once_however_it_is_counted(sealed, code):
    for opened in cells(sealed[code], 2):
        frame = households_of(opened)
        assert frame["household_id"].is_unique().all()


@pytest.mark.one_lane
def test_cells_of_people_open_to_the_people(sealed):
    version = sealed[DISTRICT]
    opened = [
        one
        for number in (1, 8, 11, 12, 13)
        for one in cells(version, number)
        if names_people(one) and one.column.kind is Kind.COUNT
    ]
    assert len(opened) > 20
    assert [people_of(one).height for one in opened] == [
        households_of(one)["counted"].sum() for one in opened
    ]


def test_the_lists_hold_the_households_that_form_1_counts(sealed):
    version = sealed[COMMUNE]
    [total] = [row for row in kept_form(version, 1).rows if row.kind is RowKind.TOTAL]
    homes = {
        number: len({row.household for row in kept_list(version, number).rows if row.household})
        for number in (14, 15)
    }
    assert homes == {14: total.cells[4].value, 15: total.cells[2].value}
