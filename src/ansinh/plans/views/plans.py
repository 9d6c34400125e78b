"""The list of plans, one plan as it is written, its targets and its tasks."""

from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import check_may, may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kind, agency_kinds
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page, see_other
from ansinh.places.enums import UnitLevel
from ansinh.plans.comparing import Fate, compared
from ansinh.plans.comparing_tasks import compared_tasks
from ansinh.plans.enums import DocumentState, TaskState
from ansinh.plans.measuring import count_of, keeps, value_of
from ansinh.plans.models import Plan, Section, Target, Task
from ansinh.plans.policies import keeps_document
from ansinh.plans.queries import newest_readings, plan_within, plans_within
from ansinh.plans.words import agency_words, amount_words, promise_words, task_state_words, unmeasured_words
from ansinh.work.downloads import answer_export
from ansinh.work.queue import ask

_LEVELS = {
    UnitLevel.PROVINCE.value: later("Cấp tỉnh"),
    UnitLevel.DISTRICT.value: later("Cấp huyện"),
    UnitLevel.COMMUNE.value: later("Cấp xã"),
}


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(document__title_fold__contains=word)
    return rows


def _years(row: Plan) -> str:
    return str(row.year_from) if row.year_from == row.year_until else f"{row.year_from}-{row.year_until}"


def _page_of(row: Plan) -> str:
    return reverse("plans:plan", kwargs={"steering_plan_id": row.pk})


def _year_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    years = Plan.objects.order_by("-year_from").values_list("year_from", flat=True).distinct()
    return [(str(year), str(year)) for year in years]


PLANS = Listing(
    "plans",
    columns=(
        Column(
            "title",
            later("Kế hoạch"),
            lambda row: row.document.title,
            order="document__title_fold",
            link=_page_of,
        ),
        Column("code", later("Mã"), lambda row: row.code or ""),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("years", later("Thời gian"), _years, order="year_from"),
        Column("number", later("Số"), lambda row: row.document.number or _("để trống")),
        Column("targets", later("Chỉ tiêu"), lambda row: row.many_targets, kind="number"),
        Column("tasks", later("Việc"), lambda row: row.many_tasks, kind="number"),
    ),
    filters=(
        Filter("q", later("Tìm"), _by_words),
        Filter(
            "year",
            later("Năm"),
            lambda rows, value: rows.filter(year_from__lte=value, year_until__gte=value),
            choices=_year_choices,
        ),
        Filter(
            "level",
            later("Cấp"),
            lambda rows, value: rows.filter(unit__level=value),
            choices=lambda _r: [(level, str(words)) for level, words in _LEVELS.items()],
        ),
    ),
    sort="-years",
)


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS, decides=False)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the places a person reaches, of those above and of those below."""
    asked = PLANS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = plans_within(request.scope).annotate(
        many_targets=Count("targets", distinct=True), many_tasks=Count("tasks", distinct=True)
    )
    if asked.export:
        return answer_export(asked, rows, name="plans", by=request.actor)
    return page(request, "plans/plans.html", part="list", listing=asked.page(rows))


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def plan(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """One plan: its text section by section, its targets, its tasks, and what it makes of the plan above it."""
    one = plan_within(request.scope, steering_plan_id)
    view = request.GET.get("view", "text")
    facts: dict[str, Any] = {
        "plan": one,
        "view": view,
        "years": _years(one),
        "counts": {"targets": one.targets.count(), "tasks": one.tasks.count()},
        "keeps": may(request.actor, P.KEEP_PLANS, one.unit_id),
        "writes": keeps_document(request.actor, one.document)
        and one.document.state != DocumentState.DROPPED.value,
        "state": one.document.state,
        "sections_there": one.sections.exists(),
        "sees_place": request.scope.covers(one.unit_id),
    }
    parts = {"targets": _targets, "tasks": _tasks, "parent": _parent}
    facts |= parts.get(view, _text)(one, request)
    return page(request, "plans/plan.html", **facts)


def _text(one: Plan, _request: HttpRequest) -> dict[str, Any]:
    sections = one.sections.order_by("position").prefetch_related(
        Prefetch("targets", Target.objects.order_by("position"))
    )
    return {
        "sections": [(section, _paragraphs(section)) for section in sections],
        "promise_words": promise_words,
    }


def _paragraphs(section: Section) -> list[str]:
    return [part for part in section.text.split("\n\n") if part]


def _targets(one: Plan, request: HttpRequest) -> dict[str, Any]:
    newest = newest_readings(one, request.scope)
    rows = [(target, newest.whole.get(target.pk)) for target in one.targets.order_by("position")]
    measured = [reading for target, reading in rows if reading and target.withdrawn_on is None]
    return {
        "rows": rows,
        "measured_at": max((one.measured_at for one in measured), default=None),
        "sums": {
            "measured": sum(1 for reading in measured if reading.value is not None),
            "kept": sum(1 for reading in measured if kept(reading.target, reading)),
            "not": sum(1 for reading in measured if kept(reading.target, reading) is False),
        },
        "kept": kept,
        "promise_words": promise_words,
        "amount_words": amount_words,
        "unmeasured_words": unmeasured_words,
    }


def kept(target: Target, reading: Any) -> bool | None:
    """Whether a kept reading keeps the promise, by its exact counts."""
    if reading.value is None:
        return None
    counted = count_of(reading)
    return keeps(target, value_of(target, counted), counted)


def _tasks(one: Plan, request: HttpRequest) -> dict[str, Any]:
    kind, state = request.GET.get("agency", ""), request.GET.get("state", "")
    rows = one.tasks.select_related("section").prefetch_related("agencies").order_by("position")
    if kind:
        rows = rows.filter(agencies__kind=kind).distinct()
    if state:
        rows = rows.filter(state=state)
    kinds = one.tasks.exclude(agencies__kind="").values_list("agencies__kind", flat=True).distinct()
    return {
        "tasks": rows,
        "agency": kind,
        "state": state,
        "agencies": sorted(
            ((code, agency_kind(code).words) for code in kinds if code in agency_kinds()),
            key=lambda pair: pair[1],
        ),
        "states": [(one.value, task_state_words(one.value)) for one in TaskState],
        "agency_words": agency_words,
        "task_state_words": task_state_words,
        "today": today(),
        "late": late,
    }


def late(task: Task) -> bool:
    """Whether a task's day is over and it is not done."""
    return bool(
        task.deadline and task.deadline < today() and task.state in (TaskState.OPEN, TaskState.UNDER_WAY)
    )


def _parent(one: Plan, _request: HttpRequest) -> dict[str, Any]:
    tasks = compared_tasks(one)
    return {
        "compared": compared(one),
        "compared_tasks": tasks,
        "fates": [(fate, sum(1 for row in tasks if row.fate is fate)) for fate in Fate],
        "promise_words": promise_words,
        "agency_words": agency_words,
    }


@route(P.KEEP_PLANS, methods=("POST",))
def measure(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """Ask for the targets to be measured anew."""
    one = plan_within(request.scope, steering_plan_id)
    check_may(request.actor, P.KEEP_PLANS, one.unit_id)
    job = ask("plans.measure", {"plan": one.pk}, by=request.actor, unit=one.unit)
    return see_other(request, "work:job", job_id=job.pk)
