"""The budget of the demonstration: what it hands out follows the sealed version, and all of it says that it is invented."""

from datetime import date

import pytest
from tests.reviews.conftest import COMMUNE, NEXT_DOOR, bring, country, do, home, lists, survey, write

from ansinh.accounts.actor import SYSTEM
from ansinh.budgets.models import BudgetAct, BudgetLine
from ansinh.datasets.models import Version
from ansinh.demo.budget import INVENTED, write_budget
from ansinh.demo.building import PLACES
from ansinh.places.models import Population
from ansinh.places.queries import unit_at

__all__ = ["bring", "country", "do", "lists", "survey", "write"]
pytestmark = pytest.mark.django_db
THEN = date(2022, 12, 1)


@pytest.fixture
def version(country, survey, do, write, bring) -> Version:
    survey(home("A"), home("B"), home("N", commune=NEXT_DOOR))
    rows = [
        {"area_code": code, "date": "2022-12-01", "households": 100, "source": "thử"}
        for code in (COMMUNE, NEXT_DOOR)
    ]
    code, said = bring("populations", write("p.csv", rows), "--accept")
    assert code == 0, said["findings"]
    do("run", "--round", "2022", "--area", "311")
    do("approve", "--round", "2022", "--area", "311", "--decision-no", "9/QĐ")
    return Version.objects.get(unit=unit_at("311", THEN))


def test_the_communes_with_the_highest_rates_come_first_and_all_of_it_is_marked(version: Version):
    assert Population.objects.count() == 2
    write_budget(PLACES["thuy-nguyen"], version, by=SYSTEM)
    write_budget(PLACES["thuy-nguyen"], version, by=SYSTEM)
    acts = BudgetAct.objects.everywhere()
    assert (acts.count(), acts.filter(state="approved", remark=INVENTED).count()) == (7, 7)
    assert not acts.exclude(kind="pay").exclude(paper_no__endswith="MINH-HOA").exists()
    roads, houses = acts.filter(kind="allocate").order_by("pk")
    told = [
        list(one.entries.everywhere().order_by("pk").values_list("line__unit__code", "amount"))
        for one in (roads, houses)
    ]
    assert told[0] == [(COMMUNE, 1_500_000_000), (NEXT_DOOR, 1_500_000_000)]
    assert dict(told[1]) == {COMMUNE: 1_333_333_333, NEXT_DOOR: 666_666_667}
    assert BudgetLine.objects.everywhere().filter(unit=version.unit, year=2023).count() == 4
