"""One task: who does it, until when, how it went, and its next state."""

from datetime import date

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.agencies.kinds import agency_kind, agency_kinds
from ansinh.agencies.queries import office, successor
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.plans.actions import move_task
from ansinh.plans.enums import DocumentState
from ansinh.plans.forms import MoveForm
from ansinh.plans.models import Task, TaskAgency
from ansinh.plans.policies import check_reports, keeps_document, reports_on
from ansinh.plans.queries import plans_within
from ansinh.plans.views.plans import late
from ansinh.plans.words import agency_words, task_state_words


@route(P.PRINT_FORMS, methods=("GET", "POST"), sees=Nothing.SUMS)
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """One task; who keeps the plan, or speaks for an agency of the task, says how far it is."""
    rows = Task.objects.filter(plan__in=plans_within(request.scope))
    one = rows.select_related("plan__document", "plan__unit", "section").filter(pk=task_id).first()
    if one is None:
        raise NotFound(_("Không có việc này trong địa bàn được giao."))
    issued = one.plan.document.state == DocumentState.ISSUED.value
    keeps = issued and reports_on(request.actor, one)
    form = MoveForm(request.POST or None, state=one.state, initial={"on": today()})
    if request.method == "POST":
        check_reports(request.actor, one)
        if form.is_valid() and attempt(form, move_task, task=one, by=request.actor, **form.cleaned_data):
            return see_other(request, "plans:task", task_id=one.pk, said=_("Đã ghi tình trạng của việc."))
    return page(
        request,
        "plans/task.html",
        status=422 if form.is_bound else 200,
        task=one,
        plan=one.plan,
        form=form,
        keeps=keeps,
        issued=issued,
        writes=keeps_document(request.actor, one.plan.document)
        and one.plan.document.state != DocumentState.DROPPED.value,
        agencies=[(part, *_now(part, one)) for part in one.agencies.order_by("role", "pk")],
        moves=one.moves.order_by("-on", "-pk"),
        late=late(one),
        agency_words=agency_words,
        task_state_words=task_state_words,
    )


def _now(part: TaskAgency, one: Task) -> tuple[str, list[str]]:
    """The office of the plan's time, and those that have its work today where it is no more."""
    if part.kind not in agency_kinds():
        return "", []
    unit, day = one.plan.unit, one.plan.document.issued_on or date(one.plan.year_from, 1, 1)
    found = office(part.kind, unit, max(part.valid_from or day, unit.valid_from))
    after = [] if agency_kind(part.kind).holds_on(today()) else successor(part.kind, unit, today())
    return (found.words if found else ""), [following.office.words for following in after]
