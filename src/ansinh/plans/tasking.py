"""Tasks of a plan written by people: in the words of the paper, in charge and joining agencies by kind and date, a deadline; and
those taken over from the plan above."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from ansinh.accounts.actor import Actor
from ansinh.agencies.kinds import agency_kind
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.plans.correcting import differences, held_to_write, write_with_trace
from ansinh.plans.enums import AgencyRole, DocumentState
from ansinh.plans.models import Document, Plan, Section, Task, TaskAgency
from ansinh.plans.policies import check_draft


@dataclass(frozen=True, slots=True)
class Part:
    """An agency's part: in charge or joining, a kind of agency or the words of the paper."""

    role: AgencyRole
    kind: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What a task says. ``agencies`` may be none: nobody is named yet. ``since``: the day from which agencies of an issued plan
    that change are others (none: today)."""

    words: str
    deadline: date | None = None
    deadline_words: str = ""
    agencies: tuple[Part, ...] = ()
    since: date | None = None


def _fields(plan: Plan, section: Section, duty: Duty, on: date) -> dict[str, Any]:
    """The columns of a task. Raises ``UnusableInput`` for one without words, a section of another plan, a deadline before the plan's
    years, an agency that is not there on the day, or one that is named twice."""
    if section.plan_id != plan.pk:
        raise UnusableInput(_("Mục này không thuộc kế hoạch."), code="section_of_another")
    words = clean(duty.words)
    if not words:
        raise UnusableInput(_("Hãy ghi nội dung việc."), code="no_words")
    if duty.deadline is not None and duty.deadline.year < plan.year_from:
        raise UnusableInput(_("Hạn của việc ở trước năm đầu của kế hoạch."), code="deadline_before")
    named = [(one.kind, clean(one.words)) for one in duty.agencies]
    if len(named) != len(set(named)) or any(bool(kind) == bool(said) for kind, said in named):
        raise UnusableInput(_("Mỗi cơ quan ghi một lần: hoặc chủ trì, hoặc phối hợp."), code="agency_twice")
    for kind, _said in named:
        if kind and not agency_kind(kind).holds_on(on):
            raise UnusableInput(
                _("Ngày {day} không có {agency}. Hãy chọn cơ quan của ngày ấy.").format(
                    day=shown_date(on), agency=agency_kind(kind).words
                ),
                code="agency_of_another_time",
            )
    return {
        "section": section,
        "words": words,
        "deadline": duty.deadline,
        "deadline_words": clean(duty.deadline_words)[:200],
    }


def day_of(plan: Plan) -> date:
    """The day at which a plan names agencies: that of its paper, else the first of its years (of a plan to come: today)."""
    return plan.document.issued_on or min(date(plan.year_from, 1, 1), today())


@action(EventName.TASK_ADDED)
def add_task(
    *, plan: Plan, section: Section, duty: Duty, by: Actor, parent: Task | None = None, why: str = ""
) -> Task:
    """Add a task to a section, at the end of the plan's. ``parent``: the task of the plan above that it carries on. Of an issued plan
    with the reason. Raises ``Refused`` for who does not keep the plan; ``UnusableInput`` for what is no task (``_fields``)."""
    held = held_to_write(plan.document, by)
    since = duty.since or day_of(plan)
    fields = _fields(plan, section, duty, since)
    if parent is not None and parent.plan_id != plan.parent_id:
        raise UnusableInput(_("Việc ấy không thuộc kế hoạch cấp trên."), code="parent_of_another")
    made = _made(held, plan, fields, parent, why, by)
    _write_agencies(made, duty.agencies, duty.since)
    note(subject=f"task:{made.pk}", place=plan.unit.code)
    return made


def _made(
    held: Document, plan: Plan, fields: dict[str, Any], parent: Task | None, why: str, by: Actor
) -> Task:
    last = plan.tasks.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    changes = {"words": ["", fields["words"]]}
    revision = write_with_trace(held, part="task", position=position, changes=changes, why=why, by=by)
    return Task.objects.create(
        plan=plan,
        position=position,
        parent=parent,
        revision=revision,
        recorded_at=now(),
        recorded_by=by.label,
        **fields,
    )


def _write_agencies(task: Task, parts: Iterable[Part], since: date | None) -> None:
    TaskAgency.objects.bulk_create(
        [
            TaskAgency(
                task=task,
                role=one.role.value,
                kind=one.kind,
                office_words=clean(one.words)[:160],
                valid_from=since,
            )
            for one in parts
        ]
    )


@action(EventName.TASK_CHANGED)
def change_task(*, task: Task, section: Section, duty: Duty, by: Actor, why: str = "") -> Task:
    """Write a task anew. In a draft agencies are replaced; of an issued plan those named no more end the day before ``duty.since``,
    and the reason and what stood are kept."""
    held = held_to_write(task.plan.document, by)
    own = (
        Task.objects.select_for_update(of=("self",))
        .select_related("plan__document", "section")
        .get(pk=task.pk)
    )
    draft = held.state == DocumentState.DRAFT.value
    since = day_of(own.plan) if draft else duty.since or today()
    there = {(one.role, one.kind, one.office_words): one for one in own.agencies.filter(valid_until=None)}
    asked = {(one.role.value, one.kind, clean(one.words)[:160]): one for one in duty.agencies}
    fresh = tuple(one for key, one in asked.items() if key not in there)
    # What stays was there at its own day: only who is new must be there on this one.
    fields = _fields(own.plan, section, duty if draft else replace(duty, agencies=fresh), since)
    changes = differences(own, fields)
    if set(there) != set(asked):
        changes["agencies"] = [sorted(map(" ".join, there)), sorted(map(" ".join, asked))]
    revision = write_with_trace(held, part="task", position=own.position, changes=changes, why=why, by=by)
    for name, value in (fields | {"revision": revision}).items():
        setattr(own, name, value)
    own.save(update_fields=[*fields, "revision"])
    for key, row in there.items():
        if key not in asked:
            _end(row, since, draft=draft)
    _write_agencies(own, fresh, None if draft else since)
    note(subject=f"task:{own.pk}", place=task.plan.unit.code, fields=sorted(changes))
    return own


def _end(row: TaskAgency, since: date, *, draft: bool) -> None:
    if draft:
        row.delete()
        return
    last = since - timedelta(days=1)
    if row.valid_from is not None and last < row.valid_from:
        raise UnusableInput(
            _("Cơ quan trước mới được giao từ {day}. Hãy chọn ngày sau đó.").format(
                day=shown_date(row.valid_from)
            ),
            code="agency_day_before",
        )
    row.valid_until = last
    row.save(update_fields=["valid_until"])


@action(EventName.TASK_REMOVED)
def remove_task(*, task: Task, by: Actor) -> None:
    """Take a task out of a draft. Raises ``Refused`` where its plan is issued: there it is moved to «không làm nữa», with the reason."""
    held = held_to_write(task.plan.document, by)
    check_draft(held)
    own = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if own.children.exists():
        raise Refused(_("Kế hoạch cấp dưới đã lấy việc này. Hãy để nguyên."), code="task_in_use")
    write_with_trace(held, part="task", changes={"words": [own.words, ""]}, why="", by=by)
    own.agencies.all().delete()
    own.delete()
    note(subject=f"steering_plan:{task.plan_id}", place=task.plan.unit.code, position=task.position)


@action(EventName.TASKS_TAKEN_OVER)
def take_over(*, plan: Plan, section: Section, tasks: Sequence[Task], by: Actor, why: str = "") -> int:
    """Take tasks of the plan above into a section, word for word with their agencies and deadlines; how many. What was taken before
    is passed over. Raises ``Refused`` without a plan above or where nothing is left to take."""
    held = held_to_write(plan.document, by)
    if plan.parent_id is None or any(one.plan_id != plan.parent_id for one in tasks):
        raise Refused(
            _("Kế hoạch này không có kế hoạch cấp trên ấy. Hãy chọn kế hoạch cấp trên trước."),
            code="no_parent",
        )
    taken = set(plan.tasks.filter(parent__isnull=False).values_list("parent_id", flat=True))
    left = [one for one in tasks if one.pk not in taken]
    if not left:
        raise Refused(_("Hãy chọn việc chưa đưa vào kế hoạch này."), code="nothing_to_take")
    for one in left:
        duty = Duty(one.words, one.deadline, one.deadline_words)
        made = _made(held, plan, _fields(plan, section, duty, today()), one, why, by)
        parts = one.agencies.filter(valid_until=None).order_by("pk")
        _write_agencies(made, [Part(AgencyRole(row.role), row.kind, row.office_words) for row in parts], None)
    note(subject=f"steering_plan:{plan.pk}", place=plan.unit.code, tasks=len(left))
    return len(left)
