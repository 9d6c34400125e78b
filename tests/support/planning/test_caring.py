"""Plans: the table of the dispatch, nobody left out, steps one after the other."""

from datetime import date

import pytest
from tests.support.planning.conftest import ON

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import SYSTEM
from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.places.queries import lineage
from ansinh.support.caring.actions import add_solution, assign_plans, move_solution, record_visit
from ansinh.support.caring.drawing_up import draw_up_plans
from ansinh.support.caring.people import end_board_member, enter_board_member, enter_sponsor, sponsor_words
from ansinh.support.caring.queries import counts_by_village, lacks_of
from ansinh.support.caring.table import answered, solutions, solutions_for
from ansinh.support.catalogue.registry import all_policies
from ansinh.support.models import HouseholdPlan, PlanAssignment, PlanSolution
from ansinh.support.models.planning_enums import PlanGroup, SolutionState, SponsorKind


def test_the_table_names_policies_and_agencies_that_there_are():
    for one in solutions().values():
        assert one.agency in agency_kinds()
        assert {one.policy, one.near_poor_policy} - {""} <= set(all_policies())


def test_the_two_groups_get_other_solutions_and_of_the_unknown_nothing_is_said():
    """TN23:91 and TN23:99-101."""
    none = [one.code for one in solutions_for(PlanGroup.NO_CAPACITY, [])]
    able = [one.code for one in solutions_for(PlanGroup.CAPACITY, [])]
    assert none == ["monthly_income", "social_money"]
    assert able == ["training", "loan", "job_fund", "production_inputs", "advice"]
    assert solutions_for(PlanGroup.UNKNOWN, []) == []


def test_deprivations_lead_to_solutions_and_those_the_dispatch_is_silent_about_are_told():
    """TN23:93, 95, 97."""
    found = [
        one.line for one in solutions_for(PlanGroup.UNKNOWN, ["housing_area", "health_insurance", "telecom"])
    ]
    assert found == ["TN23:93"] * 3 + ["TN23:95"] * 2 + ["TN23:97"] * 2
    assert answered(["water", "housing_area"]) == {"housing_area"}


def test_a_near_poor_household_borrows_by_its_own_programme():
    loan = solutions()["loan"]
    assert (loan.policy_for("poor"), loan.policy_for("near_poor")) == ("TD-1", "TD-2")


@pytest.fixture
def plans(homes, unit):
    draw_up_plans(unit=unit, units=lineage(unit, ON), year=2022, on=ON, by=SYSTEM)
    return {
        one.household.source_ref: one
        for one in HouseholdPlan.objects.everywhere().select_related("household", "unit")
    }


@pytest.mark.django_db
def test_everybody_on_a_list_gets_one_plan_and_nobody_else(plans, unit):
    assert {ref: (one.list_name, one.group) for ref, one in plans.items()} == {
        "A": ("poor", "no_capacity"),
        "B": ("near_poor", "capacity"),
    }
    assert draw_up_plans(unit=unit, units=lineage(unit, ON), year=2022, on=ON, by=SYSTEM) == 0
    with pytest.raises(Refused, match="không có hộ nào"):
        draw_up_plans(unit=unit, units=lineage(unit, ON), year=2017, on=date(2017, 1, 1), by=SYSTEM)


@pytest.mark.django_db
def test_nothing_assigned_is_nothing_done_and_who_has_no_plan_is_counted(homes):
    (village,) = counts_by_village(EVERYWHERE, 2022, ON)
    assert (village.listed, village.planned, village.member, village.done) == (2, 0, 0, 0)


@pytest.mark.django_db
def test_somebody_of_another_commune_or_time_is_not_made_responsible(plans, unit):
    plan = plans["A"]
    member = enter_board_member(
        unit=unit,
        full_name="Phạm Văn Thử",
        office="Phó Chủ tịch",
        village="Thôn 1",
        valid_from=ON,
        by=SYSTEM,
    )
    with pytest.raises(UnusableInput, match="Hãy chọn người"):
        assign_plans(plans=[plan], on=ON, by=SYSTEM)
    with pytest.raises(Refused, match="không còn, hoặc chưa"):
        assign_plans(plans=[plan], member=member, on=date(2022, 1, 1), by=SYSTEM)
    sponsor = enter_sponsor(
        unit=unit, kind=SponsorKind.OFFICE, office_kind="women_union", valid_from=ON, by=SYSTEM
    )
    assert assign_plans(plans=list(plans.values()), member=member, on=ON, by=SYSTEM) == 2
    plan.refresh_from_db()
    assign_plans(plans=[plan], sponsor=sponsor, on=ON, by=SYSTEM)
    plan.refresh_from_db()
    assert (plan.member, plan.sponsor, sponsor_words(sponsor)) == (
        member,
        sponsor,
        f"Hội Liên hiệp Phụ nữ, {unit.name}",
    )
    assert PlanAssignment.objects.everywhere().count() == 3
    (village,) = counts_by_village(EVERYWHERE, 2022, ON)
    assert (village.planned, village.member, village.sponsor, village.visited) == (2, 2, 1, 0)
    record_visit(plan=plan, on=ON, result="Đã thống nhất sửa nhà", by=SYSTEM)
    assert counts_by_village(EVERYWHERE, 2022, ON)[0].visited == 1
    end_board_member(member=member, valid_until=ON, reason="Chuyển công tác", by=SYSTEM)
    with pytest.raises(Refused, match="Đã kết thúc"):
        end_board_member(member=member, valid_until=ON, reason="Chuyển công tác", by=SYSTEM)


@pytest.mark.django_db
def test_a_sponsor_is_one_named_thing(unit):
    with pytest.raises(UnusableInput, match="ai đỡ đầu"):
        enter_sponsor(unit=unit, kind=SponsorKind.HOUSEHOLD, valid_from=ON, by=SYSTEM)


@pytest.mark.django_db
def test_a_solution_goes_step_by_step_and_is_not_refused_without_a_reason(plans):
    solution = PlanSolution.objects.everywhere().filter(plan=plans["A"], code="monthly_income").get()
    solution.plan = plans["A"]

    def go(to, on=ON, **more):
        return move_solution(solution=solution, to=SolutionState(to), on=on, by=SYSTEM, **more)

    with pytest.raises(Refused, match="không chuyển"):
        go("done")
    with pytest.raises(UnusableInput, match="lý do"):
        go("refused")
    go("agreed", due=date(2023, 1, 31))
    with pytest.raises(UnusableInput, match="trước bước"):
        go("under_way", on=date(2022, 12, 1))
    go("under_way")
    go("done")
    go("under_way", reason="Chưa nhận đủ")
    solution.refresh_from_db()
    assert (solution.state, solution.due) == ("under_way", date(2023, 1, 31))
    own = add_solution(plan=plans["A"], words="Xin nước sạch", by=SYSTEM)
    assert (own.code, own.state) == ("own_1", "proposed")


@pytest.mark.django_db
def test_what_is_lacking_is_not_said_of_now_before_a_review_came(plans):
    lacks, period = lacks_of(plans["A"])
    assert (lacks, period) == ([], "")
