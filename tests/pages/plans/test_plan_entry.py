"""Plans by form: sections and tasks of drafts and of issued plans, agencies by date, what a plan makes of the one above it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, DISTRICT, THEN, officer

from ansinh.access.actions import give_role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.kernel import dates
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.places.queries import unit_at
from ansinh.plans.actions import keep_readings, move_task
from ansinh.plans.comparing import Fate
from ansinh.plans.comparing_tasks import compared_tasks
from ansinh.plans.entering import Head, enter_document, issue_document
from ansinh.plans.enums import AgencyRole, TaskState
from ansinh.plans.laying_down import add_section, change_plan, change_section, enter_plan, remove_section
from ansinh.plans.models import Document, Plan, Section, Task
from ansinh.plans.tasking import Duty, Part, add_task, change_task, remove_task, take_over
from ansinh.work.todo import todos_of

pytestmark = pytest.mark.django_db
ISSUED = date(2023, 1, 5)
LABOUR = Part(AgencyRole.LEAD, "labour_department")
ENVIRONMENT = Part(AgencyRole.LEAD, "agriculture_environment_department")
HEALTH = Part(AgencyRole.JOINS, "health_department")


@pytest.fixture
def maker(country):
    return actor_of(officer("maker", "province_officer", DISTRICT))


@pytest.fixture
def chair(country):
    return actor_of(officer("chair", "province_chair", DISTRICT))


def laid_down(code: str, by, parent=None, years=(2023, 2023), title="Kế hoạch giảm nghèo năm 2023") -> Plan:
    unit = unit_at(code, THEN)
    head = Head("plan", "peoples_committee", f"Ủy ban nhân dân {unit.name}", title, unit, territory=unit)
    paper = enter_document(head=head, keeper=unit, elsewhere=False, by=by)
    made = enter_plan(
        document=paper,
        unit=unit,
        year_from=years[0],
        year_until=years[1],
        standard="vn-2022",
        parent=parent,
        by=by,
    )
    add_section(plan=made, number="I", depth=1, title="Mục tiêu", text="Giảm nghèo.\nBền vững.", by=by)
    return made


def issue(plan: Plan, by, number: str = "7/KH-UBND") -> Plan:
    issue_document(document=plan.document, number=number, issued_on=ISSUED, by=by)
    return Plan.objects.select_related("document", "unit").get(pk=plan.pk)


@pytest.fixture
def draft(maker):
    return laid_down(DISTRICT, maker)


@pytest.fixture
def section(draft):
    return draft.sections.get()


def test_a_plan_stands_under_an_issued_plan_of_its_place_or_above_and_of_its_years(draft, maker, chair):
    own = {"unit": draft.unit, "year_from": 2023, "year_until": 2023, "standard": "vn-2022", "by": maker}
    child = laid_down(COMMUNE, maker)
    with pytest.raises(Refused) as said:
        change_plan(plan=child, **(own | {"unit": child.unit, "parent": draft}))
    assert said.value.code == "no_parent"
    held = issue(draft, chair)
    commune = issue(child, chair, "8/KH-UBND")
    with pytest.raises(Refused) as said:
        change_plan(plan=held, why="x", **(own | {"parent": commune}))
    assert said.value.code == "parent_elsewhere"
    with pytest.raises(Refused) as said:
        change_plan(
            plan=commune,
            why="x",
            **(own | {"unit": child.unit, "parent": held, "year_from": 2025, "year_until": 2026}),
        )
    assert said.value.code == "parent_of_other_years"
    change_plan(plan=commune, why="Cụ thể hóa", **(own | {"unit": child.unit, "parent": held}))
    with pytest.raises(UnusableInput):
        change_plan(plan=commune, why="x", **(own | {"unit": child.unit, "year_from": 2024}))
    assert Plan.objects.get(pk=child.pk).parent == held


def test_sections_keep_their_order_and_a_used_one_is_not_removed(draft, section, maker):
    last = add_section(plan=draft, number="III", depth=1, title="Tổ chức", text="", by=maker)
    middle = add_section(
        plan=draft, number="II", depth=1, title="Giải pháp", text="", after=section, by=maker
    )
    assert list(draft.sections.order_by("position").values_list("number", "position")) == [
        ("I", 0), ("II", 1), ("III", 2)
    ]  # fmt: skip
    task = add_task(plan=draft, section=middle, duty=Duty("Rà soát"), by=maker)
    with pytest.raises(Refused):
        remove_section(section=middle, by=maker)
    remove_task(task=task, by=maker)
    remove_section(section=middle, by=maker)
    with pytest.raises(UnusableInput):
        change_section(section=last, number="III", depth=1, title=" ", text="\n", by=maker)


def test_an_issued_section_changes_with_its_reason_only_in_the_database_too(draft, section, maker, chair):
    assert section.text == "Giảm nghèo.\n\nBền vững."
    issue(draft, chair)
    facts = {"number": "I", "depth": 1, "title": "Mục tiêu", "text": "Giảm nghèo nhanh."}
    with pytest.raises(UnusableInput):
        change_section(section=section, by=maker, **facts)
    with pytest.raises(Refused):
        remove_section(section=section, by=maker)
    for change in ({"text": "x"}, {"text": "x", "revision": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Section.objects.filter(pk=section.pk).update(**change)
    change_section(section=section, why="Sai lời", by=maker, **facts)
    (kept,) = draft.document.corrections.all()
    assert kept.changes == {"text": ["Giảm nghèo.\n\nBền vững.", "Giảm nghèo nhanh."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(pk=section.pk).update(text="x")
    added = add_section(plan=draft, number="0", depth=1, title="Mở đầu", text="", by=maker, why="Sót")
    assert added.revision == 2


def test_an_agency_is_named_where_it_is_there_on_the_day(draft, section, maker, chair):
    with pytest.raises(UnusableInput) as said:
        add_task(plan=draft, section=section, duty=Duty("Rà soát", agencies=(ENVIRONMENT,)), by=maker)
    assert said.value.code == "agency_of_another_time"
    twice = (LABOUR, Part(AgencyRole.JOINS, "labour_department"))
    with pytest.raises(UnusableInput):
        add_task(plan=draft, section=section, duty=Duty("Rà soát", agencies=twice), by=maker)
    with pytest.raises(UnusableInput):
        add_task(plan=draft, section=section, duty=Duty("Rà soát", deadline=date(2021, 1, 1)), by=maker)
    task = add_task(plan=draft, section=section, duty=Duty("Rà soát", agencies=(LABOUR, HEALTH)), by=maker)
    issue(draft, chair)
    moved = Duty("Rà soát", agencies=(ENVIRONMENT, HEALTH), since=date(2025, 3, 1))
    change_task(task=task, section=section, duty=moved, why="Sở đổi từ 01/3/2025", by=maker)
    parts = task.agencies.order_by("pk").values_list("kind", "valid_from", "valid_until")
    assert list(parts) == [
        ("labour_department", None, date(2025, 2, 28)),
        ("health_department", None, None),
        ("agriculture_environment_department", date(2025, 3, 1), None),
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        task.agencies.filter(kind="labour_department").update(valid_until=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(words="x")


def agency_actor(name: str, kind: str):
    user = register_user(username=name, full_name="Nguyễn Thị Thử", by=SYSTEM)
    unit = unit_at(DISTRICT, THEN)
    give_role(
        user=user, role="sector_agency", unit=unit, agency_kind=kind, valid_from=date(2022, 1, 1), by=SYSTEM
    )
    return actor_of(user)


def test_a_task_is_moved_by_who_keeps_the_plan_or_answers_for_it_once_it_is_issued(
    draft, section, maker, chair
):
    duty = Duty("Rà soát", deadline=date(2023, 6, 30), agencies=(LABOUR,))
    task = add_task(plan=draft, section=section, duty=duty, by=maker)
    today = dates.today()
    with pytest.raises(Refused) as said:
        move_task(task=task, to=TaskState.UNDER_WAY, on=today, by=maker)
    assert said.value.code == "document_not_issued"
    issue(draft, chair)
    health, answering = (
        agency_actor("health", "health_department"),
        agency_actor("environment", "agriculture_environment_department"),
    )
    commune = actor_of(officer("commune", "commune_officer", COMMUNE))
    for other in (health, commune, chair):
        with pytest.raises(Refused) as said:
            move_task(task=task, to=TaskState.UNDER_WAY, on=today, by=other)
        assert said.value.code == "permission_missing"
    waiting = {one.kind: one for one in todos_of(answering)}
    assert (waiting["plans.do_tasks"].count, waiting["plans.do_tasks"].late) == (1, 1)
    assert "plans.do_tasks" not in {one.kind for one in todos_of(health)}
    assert {one.kind: one.late for one in todos_of(maker)}["plans.keep_tasks"] == 1
    # The department's work went to that of agriculture and environment.
    move_task(task=task, to=TaskState.DONE, on=today, evidence="Báo cáo số 1/BC", by=answering)
    assert "plans.do_tasks" not in {one.kind for one in todos_of(answering)}
    with pytest.raises(Refused):
        keep_readings(plan=draft, on=today, rows=[], by=commune)


def test_what_a_plan_drops_changes_and_adds_is_told(draft, section, maker, chair):
    tasks = [
        add_task(plan=draft, section=section, duty=Duty(words, agencies=(LABOUR,)), by=maker)
        for words in ("Giữ", "Đổi hạn", "Bỏ")
    ]
    above = issue(draft, chair)
    child = laid_down(COMMUNE, maker, parent=above)
    own = child.sections.get()
    assert [one.fate for one in compared_tasks(child)] == [Fate.DROPPED] * 3
    assert take_over(plan=child, section=own, tasks=tasks[:2], by=maker) == 2
    with pytest.raises(Refused):
        take_over(plan=child, section=own, tasks=tasks[:2], by=maker)
    changed = child.tasks.get(parent=tasks[1])
    duty = Duty("Đổi hạn", date(2023, 9, 30), agencies=(LABOUR,))
    change_task(task=changed, section=own, duty=duty, by=maker)
    add_task(plan=child, section=own, duty=Duty("Thêm"), by=maker)
    assert [one.fate for one in compared_tasks(child)] == [Fate.TAKEN, Fate.CHANGED, Fate.DROPPED, Fate.ADDED]
    with pytest.raises(UnusableInput):
        add_task(plan=above, section=own, duty=Duty("Ở mục nơi khác"), why="x", by=maker)


def test_citations_of_the_sections_are_kept_when_a_plan_is_issued(draft, section, maker, chair):
    text = "Căn cứ Nghị định số 07/2021/NĐ-CP ngày 27/01/2021."
    change_section(section=section, number="I", depth=1, title="Căn cứ", text=text, by=maker)
    assert not draft.document.citations.exists()
    issue(draft, chair)
    assert [one.number for one in draft.document.citations.all()] == ["07/2021/NĐ-CP"]


def test_an_empty_plan_is_not_issued(maker, chair):
    unit = unit_at(DISTRICT, THEN)
    head = Head("plan", "peoples_committee", "Ủy ban nhân dân huyện", "Kế hoạch", unit)
    paper = enter_document(head=head, keeper=unit, elsewhere=False, by=maker)
    enter_plan(document=paper, unit=unit, year_from=2023, year_until=2023, standard="vn-2022", by=maker)
    with pytest.raises(Refused) as said:
        issue_document(document=Document.objects.get(pk=paper.pk), number="1/KH", issued_on=ISSUED, by=chair)
    assert said.value.code == "no_sections"


def test_a_plan_goes_from_the_form_to_its_tasks(maker, chair, signed_in):
    above = issue(laid_down(DISTRICT, maker), chair)
    add_task(plan=above, section=above.sections.get(), duty=Duty("Việc của huyện"), why="Sót", by=maker)
    client = signed_in("commune_officer", COMMUNE)
    unit = unit_at(COMMUNE, THEN)
    paper = enter_document(
        head=Head("plan", "peoples_committee", "Ủy ban nhân dân xã", "Kế hoạch của xã", unit),
        keeper=unit, elsewhere=False, by=actor_of(officer("other", "commune_officer", COMMUNE)),
    )  # fmt: skip
    assert client.get(f"/documents/{paper.pk}/plan").status_code == 200
    facts = {
        "unit": COMMUNE,
        "year_from": "2023",
        "year_until": "2023",
        "standard": "vn-2022",
        "parent": above.pk,
    }
    assert client.post(f"/documents/{paper.pk}/plan", facts | {"year_until": "2020"}).status_code == 422
    assert client.post(f"/documents/{paper.pk}/plan", facts).status_code == 303
    plan = Plan.objects.get(document=paper)
    page = f"/plans/{plan.pk}"
    section = {"number": "I", "depth": "1", "title": "Việc của xã", "text": "Một.\nHai."}
    assert client.get(f"{page}/tasks/new").status_code == 409
    assert client.get(f"{page}/sections/new").status_code == 200
    assert client.post(f"{page}/sections/new", section).status_code == 303
    first = plan.sections.get()
    assert client.get(f"/plans/sections/{first.pk}").status_code == 200
    assert client.post(f"/plans/sections/{first.pk}", section | {"title": "Việc"}).status_code == 303
    task = {"section": first.pk, "words": "Rà soát", "deadline": "30/06/2023", "lead": ["commune_committee"]}
    assert client.get(f"{page}/tasks/new").status_code == 200
    assert client.post(f"{page}/tasks/new", task | {"deadline": "31/06/2023"}).status_code == 422
    assert client.post(f"{page}/tasks/new", task).status_code == 303
    one = plan.tasks.get()
    assert client.get(f"/plans/tasks/{one.pk}/edit").status_code == 200
    assert client.post(f"/plans/tasks/{one.pk}/edit", task | {"words": "Rà soát hộ"}).status_code == 303
    assert client.get(f"{page}/take-over").status_code == 200
    taken = {"section": first.pk, "tasks": [above.tasks.get().pk]}
    assert client.post(f"{page}/take-over", taken).status_code == 303
    assert "giữ nguyên" in client.get(f"{page}?view=parent").content.decode()
    assert client.get(f"{page}/edit").status_code == 200
    assert client.get(f"{page}?view=tasks").status_code == 200
    assert client.get(f"/plans/tasks/{one.pk}").status_code == 200
    # What lies above is read and not written.
    assert client.get(f"/plans/{above.pk}").status_code == 200
    assert client.get(f"/plans/{above.pk}/edit").status_code == 403
    # Dropped only once asked, without a script as well.
    client.post(f"{page}/sections/new", section | {"number": "II", "title": "Thừa"})
    last = plan.sections.get(title="Thừa")
    for at, rows, words in (
        (f"/plans/tasks/{one.pk}/edit", plan.tasks.filter(pk=one.pk), "Bỏ việc này khỏi dự thảo?"),
        (f"/plans/sections/{last.pk}", plan.sections.filter(pk=last.pk), "Bỏ mục này khỏi dự thảo?"),
    ):
        assert words in client.post(at, {"remove": "yes"}).content.decode()
        assert rows.exists()
        assert client.post(at, {"remove": "yes", "confirmed": "yes"}).status_code == 303
        assert not rows.exists()


def test_the_list_of_tasks_costs_as_much_for_one_as_for_many(draft, section, maker, chair, signed_in):
    add_task(plan=draft, section=section, duty=Duty("Một", date(2023, 6, 30), agencies=(LABOUR,)), by=maker)
    issue(draft, chair)
    client = signed_in("province_officer", DISTRICT)
    client.get("/plans/tasks")
    with CaptureQueriesContext(connection) as few:
        text = client.get("/plans/tasks?whose=place&due=late").content.decode()
    assert "Một" in text
    for number in range(9):
        duty = Duty(f"Việc {number}", date(2023, 5, 30), agencies=(LABOUR, HEALTH))
        add_task(plan=draft, section=section, duty=duty, why="Sót", by=maker)
    with CaptureQueriesContext(connection) as many:
        text = client.get("/plans/tasks?whose=place&due=late").content.decode()
    assert "Việc 8" in text
    assert len(few) == len(many)
    assert "Việc 8" not in client.get("/plans/tasks?whose=agency").content.decode()
