"""The tasks of all plans a person reads: whose, until when, how far."""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import Truncator

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kinds
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.plans.enums import TaskState
from ansinh.plans.models import Task, TaskAgency
from ansinh.plans.queries import issued_plans, plans_within
from ansinh.plans.todo import NEAR, tasks_answered_by, units_of_office
from ansinh.plans.views.plans import late
from ansinh.plans.words import agency_words, task_state_words
from ansinh.work.downloads import answer_export

_LAST = date(9999, 12, 31)
_OPEN = Q(state__in=(TaskState.OPEN.value, TaskState.UNDER_WAY.value))
_SIGNS = {"done": "ok", "under_way": "info", "dropped": "neutral"}


def _state(row: Task) -> tuple[str, str]:
    if late(row):
        return "warning", _("quá hạn")
    return _SIGNS.get(row.state, "waiting"), task_state_words(row.state)


def _agencies(row: Task) -> str:
    return ", ".join(agency_words(part) for part in row.agencies.all())


def _due(rows: QuerySet, value: str) -> QuerySet:
    day = today()
    return {
        "late": rows.filter(_OPEN, deadline__lt=day),
        "near": rows.filter(_OPEN, deadline__lte=day + NEAR),
        "dated": rows.filter(deadline__isnull=False),
    }[value]


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(plan__document__title_fold__contains=word)
    return rows


TASKS = Listing(
    "plan-tasks",
    columns=(
        Column(
            "words",
            later("Việc"),
            lambda row: Truncator(row.words).chars(90),
            link=lambda row: reverse("plans:task", kwargs={"task_id": row.pk}),
        ),
        Column(
            "plan",
            later("Kế hoạch"),
            lambda row: row.plan.code or Truncator(row.plan.document.title).chars(60),
            order="plan__document__title_fold",
            link=lambda row: reverse("plans:plan", kwargs={"steering_plan_id": row.plan_id}),
        ),
        Column("place", later("Địa bàn"), lambda row: row.plan.unit.name, order="plan__unit__sort_key"),
        Column("agencies", later("Cơ quan"), _agencies),
        Column("deadline", later("Hạn"), lambda row: row.deadline, kind="day", order="ends"),
        Column("state", later("Tình trạng"), _state, kind="status", order="state"),
    ),
    filters=(
        Filter("q", later("Tên kế hoạch"), _by_words),
        Filter(
            "whose",
            later("Của ai"),
            lambda rows, value: rows.filter(**{f"of_{value}": True}),
            choices=lambda _r: [("place", _("kế hoạch của địa bàn mình")), ("agency", _("cơ quan mình"))],
        ),
        Filter(
            "due",
            later("Hạn"),
            _due,
            choices=lambda _r: [
                ("late", _("quá hạn")),
                ("near", _("quá hạn hoặc trong 30 ngày tới")),
                ("dated", _("có ngày")),
            ],
        ),
        Filter(
            "agency",
            later("Cơ quan"),
            lambda rows, value: rows.filter(
                pk__in=TaskAgency.objects.filter(kind=value, valid_until=None).values("task")
            ),
            choices=lambda _r: sorted(
                ((code, one.words) for code, one in agency_kinds().items()), key=lambda pair: pair[1]
            ),
        ),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, task_state_words(one.value)) for one in TaskState],
        ),
    ),
    sort="deadline",
)


def _marked(rows: QuerySet[Task], request: HttpRequest) -> QuerySet[Task]:
    """``ends`` for the order (what has no day comes last), ``of_place`` and ``of_agency`` for whose they are."""
    office = Q(plan__unit__in=units_of_office(request.actor))  # type: ignore[attr-defined]
    agency = tasks_answered_by(request.actor) or Q(pk__in=())  # type: ignore[attr-defined]
    return rows.annotate(
        ends=Coalesce(F("deadline"), _LAST),
        of_place=ExpressionWrapper(office, BooleanField()),
        of_agency=ExpressionWrapper(agency, BooleanField()),
    )


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS, decides=False)
def tasks(request: HttpRequest) -> HttpResponse:
    """Every task of the issued plans a person reads."""
    asked = TASKS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Task.objects.filter(plan__in=issued_plans(plans_within(request.scope)))
    parts = TaskAgency.objects.filter(valid_until=None).order_by("role", "pk")
    rows = rows.select_related("plan__document", "plan__unit").prefetch_related(Prefetch("agencies", parts))
    rows = _marked(rows, request)
    if asked.export:
        return answer_export(asked, rows, name="plan-tasks", by=request.actor)
    return page(request, "plans/tasks.html", part="list", listing=asked.page(rows))
