"""Rules over communication and training: nothing recorded is no nought, persons are counted once, communes follow their merging."""

from datetime import date

import pytest
from tests.outreach.conftest import country, place
from tests.outreach.test_reaching_people import course, spread, took_part

from ansinh.outreach.models.enums import StaffRole
from ansinh.outreach.staff.posting import post_person
from ansinh.places.queries import unit_at
from ansinh.plans.enums import Unmeasured
from ansinh.plans.grounds import Grounds
from ansinh.plans.measuring import RULES
from ansinh.plans.models import Plan, Target

__all__ = ["country", "place"]
pytestmark = pytest.mark.django_db
ON = date(2024, 12, 31)
LISTS = {"in_post_trained": [["officer", "village_head"]]}


def counted(name, code="31"):
    plan = Plan(unit=unit_at(code, ON), year_from=2023, year_until=2024)
    return RULES[name](Grounds(plan, ON), Target(deadline=ON), LISTS.get(name, []))


@pytest.mark.parametrize("name", ["broadcasting", "trained", "in_post_trained"])
def test_where_nobody_wrote_anything_there_is_no_value(place, name):
    assert counted(name).reason is Unmeasured.NOBODY_RECORDED


def test_one_commune_of_all_broadcast(place):
    spread(place)
    found = counted("broadcasting")
    assert (found.total.numerator, found.rows[place.unit.pk].numerator) == (1, 1)
    assert found.total.denominator == len(found.rows) > 100


def test_a_person_of_two_courses_is_one_and_of_those_in_post_one_of_two(place):
    took_part(place, course(place), "Nguyễn Văn Thử")
    took_part(place, course(place, "Sinh kế"), "Nguyễn Văn Thử")
    took_part(place, course(place, "Khác"), "Trần Thị Thử")
    assert counted("trained").total.numerator == 2
    for name in ("Nguyễn Văn Thử", "Lê Văn Thử"):
        post_person(
            unit=place.unit,
            full_name=name,
            role=StaffRole.OFFICER,
            valid_from=date(2024, 1, 1),
            by=place.maker,
        )
    total = counted("in_post_trained").total
    assert (total.numerator, total.denominator) == (1, 2)
