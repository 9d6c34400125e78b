"""The paper of a household's plan: what was decided and what came of it, for who may see the household."""

from datetime import date

import pytest
from django.test import Client
from tests.pages.conftest import NEXT_DOOR, assure
from tests.support.planning.conftest import COMMUNE, ON

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.accounts.models import User
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.papers.files import file_of
from ansinh.papers.models import Paper
from ansinh.papers.reading import read_word, text_of
from ansinh.places.queries import lineage, unit_at
from ansinh.portal.subjects.reach import BY_NAME, Subject
from ansinh.support.caring.actions import add_solution, assign_plans, move_solution, record_visit
from ansinh.support.caring.drawing_up import draw_up_plans
from ansinh.support.caring.people import enter_board_member
from ansinh.support.models import HouseholdPlan, PlanSolution
from ansinh.support.models.planning_enums import SolutionState
from ansinh.support.papers.household_plans import issue_household_plan
from ansinh.support.papers.issuing import Signing

pytestmark = pytest.mark.django_db


def officer(code: str) -> Actor:
    user = register_user(username=f"can-bo-{code}", full_name="Nguyễn Thị Thử", by=SYSTEM)
    give_role(
        user=user, role="commune_officer", unit=unit_at(code, ON), valid_from=date(2022, 1, 1), by=SYSTEM
    )
    return actor_of(user)


@pytest.fixture
def who(unit) -> Actor:
    return officer(COMMUNE)


@pytest.fixture
def plan(homes, unit) -> HouseholdPlan:
    """Of household A, with nobody in charge yet."""
    draw_up_plans(unit=unit, units=lineage(unit, ON), year=2022, on=ON, by=SYSTEM)
    return HouseholdPlan.objects.everywhere().select_related("household", "unit").get(household=homes["A"])


@pytest.fixture
def assigned(plan, unit) -> HouseholdPlan:
    """With somebody in charge, an own solution that was given up, and a visit."""
    member = enter_board_member(
        unit=unit,
        full_name="Trần Thị Bình",
        office="Chủ tịch Hội Phụ nữ",
        village=plan.village,
        valid_from=date(2022, 1, 1),
        by=SYSTEM,
    )
    assign_plans(plans=[plan], member=member, on=ON, by=SYSTEM)
    add_solution(plan=plan, words="Tặng xe đạp", due=date(2023, 3, 1), by=SYSTEM)
    own = PlanSolution.objects.everywhere().get(plan=plan, own_words="Tặng xe đạp")
    move_solution(solution=own, to=SolutionState.REFUSED, on=ON, reason="Hộ đã có xe", by=SYSTEM)
    found = HouseholdPlan.objects.everywhere().select_related("household", "unit", "member").get(pk=plan.pk)
    record_visit(plan=found, on=ON, result="Hộ cần sửa mái", by=SYSTEM)
    return found


def issue(plan, by, **more) -> Paper:
    return issue_household_plan(plan=plan, written=Signing(signatory="Lê Văn Ký", **more), by=by)


def test_a_plan_nobody_is_in_charge_of_has_no_paper(plan, who):
    with pytest.raises(Refused) as refused:
        issue(plan, who)
    assert refused.value.code == "nobody_responsible"


def test_a_plan_without_a_solution_has_no_paper(assigned, who):
    empty = (
        HouseholdPlan.objects.everywhere().exclude(pk=assigned.pk).select_related("unit", "household").first()
    )
    empty.member_id = assigned.member_id
    PlanSolution.objects.everywhere().filter(plan=empty).delete()
    with pytest.raises(Refused) as refused:
        issue(empty, who)
    assert refused.value.code == "no_solution"


def test_the_officer_of_next_door_makes_none(assigned):
    with pytest.raises(Refused):
        issue(assigned, officer(NEXT_DOOR))


def test_a_later_paper_replaces_the_first_and_says_why(assigned, who):
    first = issue(assigned, who)
    with pytest.raises(UnusableInput) as refused:
        issue(assigned, who)
    assert refused.value.code == "no_reason"
    assert issue(assigned, who, why="Bổ sung chuyến thăm").replaces_id == first.pk


def test_the_paper_says_who_is_in_charge_what_is_done_and_what_came_of_it(assigned, who):
    said = text_of(read_word(file_of(issue(assigned, who), "docx")))
    for words in (
        "Hỗ trợ hộ nghèo vươn lên thoát nghèo năm 2022",
        "không còn khả năng lao động",
        "Trần Thị Bình, Chủ tịch Hội Phụ nữ",
        "Người, đơn vị đỡ đầu: chưa có.",
        "Hỗ trợ thu nhập hằng tháng theo Nghị quyết 04/2022/NQ-HĐND",
        "Tặng xe đạp\ngiải pháp của địa phương",
        "01/03/2023\nkhông thực hiện: Hộ đã có xe",
        "20/12/2022\nTrần Thị Bình\nHộ cần sửa mái",
        "Lê Văn Ký",
    ):
        assert words in said, words


def test_the_paper_is_found_among_what_is_held_about_its_people_and_not_of_others(assigned, homes, who):
    paper = issue(assigned, who)
    found = {}
    for name in "AB":
        home = homes[name].pk
        subject = Subject(person=home, households=frozenset({home}), ever=frozenset({home}))
        found[name] = list(Paper.objects.everywhere().filter(BY_NAME["papers.Paper"](subject)))
    assert found == {"A": [paper], "B": []}


def test_the_page_of_a_plan_leads_to_its_paper(assigned, who):
    browser = Client(headers={"accept-language": "vi"})
    browser.force_login(User.objects.get(username=who.label))
    assure(browser)
    page, address = f"/household-plans/{assigned.pk}", f"/household-plans/{assigned.pk}/paper"
    assert address in browser.get(page).content.decode()
    assert browser.get(address).status_code == 200
    answer = browser.post(address, {"signatory": ""})
    paper = Paper.objects.everywhere().get()
    assert (answer.status_code, answer["Location"]) == (303, f"/papers/{paper.pk}")
    assert f'href="/papers/{paper.pk}"' in browser.get(page).content.decode()
    assert browser.post(address, {"signatory": ""}).status_code == 422


def test_a_plan_of_next_door_is_not_there(assigned):
    stranger = officer(NEXT_DOOR)
    browser = Client()
    browser.force_login(User.objects.get(username=stranger.label))
    assure(browser)
    for ask in (browser.get, browser.post):
        assert ask(f"/household-plans/{assigned.pk}/paper").status_code == 404
