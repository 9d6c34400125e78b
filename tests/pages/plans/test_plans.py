"""Plans on pages: who reads which, whose figures are shown, what may be done; refusals first."""

import json

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR
from tests.reviews.conftest import home, listed

from ansinh.accounts.actor import SYSTEM
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.plans.actions import keep_readings, move_task
from ansinh.plans.cli import plans
from ansinh.plans.enums import TaskState
from ansinh.plans.loading import load_plans
from ansinh.plans.measuring import measure
from ansinh.plans.models import Plan, Reading, Recipient, Target
from ansinh.work.models import Job

pytestmark = pytest.mark.django_db
DISTRICT = "311"


@pytest.fixture
def held(country) -> Plan:
    load_plans(by=SYSTEM)
    return Plan.objects.get(code="TN23")


@pytest.fixture
def measured(held, survey, lists, do) -> Plan:
    """Two communes of the district approved, three households poor in all."""
    lists(listed("A"), listed("N", area_code=NEXT_DOOR))
    survey(home("A"), home("B"), home("C", False), home("N", commune=NEXT_DOOR))
    do("run", "--round", "2022", "--area", DISTRICT)
    do("approve", "--round", "2022", "--area", DISTRICT, "--decision-no", "9/QĐ")
    rows = [row for target in measure(held, dates.today()) for row in target]
    keep_readings(plan=held, on=dates.today(), rows=rows, by=SYSTEM)
    return held


def page_of(target: Target) -> str:
    return f"/plans/targets/{target.pk}"


def test_a_plan_of_another_province_is_not_there(held, signed_in):
    elsewhere = Plan.objects.get(code="HN16")
    client = signed_in("commune_officer", COMMUNE)
    assert client.get(f"/plans/{elsewhere.pk}").status_code == 404
    assert client.get(f"/documents/{elsewhere.document_id}").status_code == 404
    assert client.get(page_of(elsewhere.targets.first())).status_code == 404
    assert client.get(f"/plans/tasks/{elsewhere.tasks.first().pk}").status_code == 404


def test_who_keeps_a_commune_does_not_measure_or_move_the_district(held, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    task = held.tasks.first()
    assert client.post(f"/plans/{held.pk}/measure").status_code == 403
    moved = {"to": "under_way", "on": "01/10/2023", "evidence": ""}
    assert client.post(f"/plans/tasks/{task.pk}", moved).status_code == 403
    assert not Job.objects.filter(kind="plans.measure").exists()
    task.refresh_from_db()
    assert task.state == "open"


def test_a_paper_is_acknowledged_for_the_own_unit_only_and_once(held, signed_in):
    client = signed_in("commune_officer", COMMUNE)
    own = Recipient.objects.get(document=held.document, unit__code=COMMUNE)
    other = Recipient.objects.get(document=held.document, unit__code=NEXT_DOOR)
    address = f"/documents/{held.document_id}/acknowledge"
    assert client.post(address, {"recipient": other.pk}).status_code == 403
    assert client.post(address, {"recipient": "x"}).status_code == 404
    assert client.post(address, {"recipient": own.pk}).status_code == 303
    assert client.post(address, {"recipient": own.pk}).status_code in (403, 409)
    own.refresh_from_db()
    other.refresh_from_db()
    assert own.acknowledged_on == dates.today()
    assert other.acknowledged_on is None


def test_a_task_is_not_done_without_evidence(held):
    task = held.tasks.first()
    with pytest.raises(UnusableInput):
        move_task(task=task, to=TaskState.DONE, on=dates.today(), by=SYSTEM)
    move_task(task=task, to=TaskState.DONE, on=dates.today(), evidence="Báo cáo số 12/BC", by=SYSTEM)
    with pytest.raises(Refused):
        move_task(task=task, to=TaskState.DONE, on=dates.today(), evidence="x", by=SYSTEM)
    assert [(one.from_state, one.to_state) for one in task.moves.all()] == [("open", "done")]


def test_a_commune_sees_its_own_figure_and_neither_the_whole_nor_next_door(measured, signed_in):
    target = Target.objects.get(code="TN23-1")
    answer = signed_in("commune_officer", COMMUNE).get(page_of(target))
    assert answer.status_code == 200
    text = answer.content.decode()
    own, next_door = (Reading.objects.get(target=target, unit__code=code) for code in (COMMUNE, NEXT_DOOR))
    assert own.unit.name in text
    assert next_door.unit.name not in text
    assert "Tính được</p>" not in text


def test_the_plan_is_read_whole_by_who_works_below_it(held, signed_in):
    text = signed_in("commune_officer", COMMUNE).get(f"/plans/{held.pk}").content.decode()
    for section in held.sections.all():
        assert section.title in text
    assert "Theo kết quả rà soát năm 2022, số hộ nghèo năm 2023 của huyện là 1.118 hộ" in text


def test_poor_households_are_counted_from_the_frozen_version(measured, signed_in):
    target = Target.objects.get(code="TN23-1")
    whole = Reading.objects.get(target=target, unit=measured.unit)
    communes = Reading.objects.filter(target=target).exclude(unit=measured.unit)
    assert whole.version.unit_id == measured.unit_id
    assert whole.numerator == sum(one.numerator for one in communes) == whole.version.counts["poor"] == 3
    text = signed_in("province_officer", "31").get(page_of(target)).content.decode()
    assert f"/forms/{whole.version_id}" in text


def test_a_target_that_starts_from_a_version_waits_for_a_later_one(measured):
    found = Reading.objects.get(target__code="TN23-2", unit=measured.unit)
    assert (found.value, found.unmeasured) == (None, "no_version")
    assert found.baseline.period == "2022"


def test_shipped_plans_are_written_once(held):
    assert load_plans(by=SYSTEM) == 0
    assert Plan.objects.filter(code__isnull=False).count() == 5


def test_the_command_keeps_nothing_for_who_may_not_and_shows_nothing_to_who_has_no_right(held, signed_in):
    signed_in("ministry", None)
    signed_in()
    for name, words in (
        ("ministry-everywhere", ["targets", "--plan", "TN23", "--keep"]),
        ("nobody-everywhere", ["list"]),
    ):
        answer = CliRunner().invoke(plans, words, obj={"as": name})
        assert isinstance(answer.exception, Refused)
    assert not Reading.objects.exists()


def test_the_command_prints_one_row_a_target(held):
    answer = CliRunner().invoke(
        plans, ["targets", "--format", "json"], obj={"as": None}, catch_exceptions=False
    )
    rows = json.loads(answer.output)
    assert len(rows) == 61
    asked = {
        "id",
        "plan",
        "kind",
        "relation",
        "value",
        "unit",
        "deadline",
        "level",
        "computed",
        "version",
        "reason",
    }
    assert all(asked <= set(row) for row in rows)
    assert all((row["computed"] is None) == (row["reason"] is not None) for row in rows)


def test_a_list_asks_as_much_for_one_plan_as_for_five(held, signed_in):

    client = signed_in("province_officer", "31")
    client.get("/plans?level=district")
    with CaptureQueriesContext(connection) as few:
        client.get("/plans?q=thuy")
    with CaptureQueriesContext(connection) as many:
        client.get("/plans?q=ngheo")
    assert len(few) == len(many)
