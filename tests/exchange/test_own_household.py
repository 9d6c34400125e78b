"""A file of surveys takes nothing about the household of who brings it, or of kin: told by row, and refused again at the end."""

import pytest
from tests.pages.conftest import officer
from tests.reviews.conftest import COMMUNE, home, people

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import CONSOLE, actor_of
from ansinh.exchange.cli import _write_survey
from ansinh.exchange.survey_tables.checking import check_survey
from ansinh.households.models import Membership, OfficerLink
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.reviews.queries import closing_day
from ansinh.surveys.models import HouseholdAnswer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]


@pytest.fixture
def checked(write, bring):
    """``checked(by)``: what a file about the households of two officers' neighbours, A, B and C, comes to."""
    homes = [home(ref) for ref in "ABC"]
    files = [write("h.csv", homes), write("m.csv", [row for ref in "ABC" for row in people(ref)])]

    def check(by):
        day = closing_day("2022")
        return check_survey(*files, period="2022", as_of=day, area=None, scope=EVERYWHERE, by=by)

    assert (
        bring("survey", "--households", files[0], "--members", files[1], "--round", "2022", "--accept")[0]
        == 0
    )
    return check


@pytest.fixture
def of_b():
    """An officer who is a member of household B."""
    user = officer("nguoi-ho-b", "commune_officer", COMMUNE)
    row = Membership.objects.everywhere().filter(household__source_ref="B").order_by("pk")[0]
    OfficerLink.objects.create(
        user=user, person=row.person, reason="khai", linked_at=now(), linked_by="ai-do"
    )
    return actor_of(user)


def own(checked) -> list[tuple]:
    return [
        (one.file, one.row, one.column, one.level.value)
        for one in checked.findings
        if one.rule == "own_household"
    ]


def test_the_row_of_the_own_household_is_an_error_with_its_place(checked, of_b):
    assert own(checked(of_b)) == [("h.csv", 3, "household_id", "error")]


def test_who_takes_a_file_in_that_another_had_checked_is_refused_too(checked, of_b):
    before = HouseholdAnswer.objects.everywhere().count()
    with pytest.raises(Refused) as refused:
        _write_survey(checked(CONSOLE), "2022", of_b)
    assert refused.value.code == "own_household"
    assert HouseholdAnswer.objects.everywhere().count() == before


def test_for_an_account_nobody_linked_and_for_the_console_nothing_is_found(checked):
    """The control: the same file."""
    other = actor_of(officer("nguoi-khac", "commune_officer", COMMUNE))
    assert (own(checked(other)), own(checked(CONSOLE))) == ([], [])
