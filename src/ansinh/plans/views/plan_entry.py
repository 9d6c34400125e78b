"""Plans by form: laid down, corrected, section by section, task by task, and tasks taken over from the plan above."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from ansinh.access.place_fields import offer_places
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.plans.enums import DocumentState
from ansinh.plans.laying_down import add_section, change_plan, change_section, enter_plan, remove_section
from ansinh.plans.models import Plan, Section, Task
from ansinh.plans.plan_forms import PlanForm, SectionForm, TakeOverForm, TaskForm
from ansinh.plans.policies import check_keeps_document, check_not_dropped
from ansinh.plans.queries import document_within, issued_plans, plan_within, plans_within
from ansinh.plans.tasking import add_task, change_task, day_of, remove_task, take_over


def _writes(request: HttpRequest, plan: Plan) -> None:
    check_keeps_document(request.actor, plan.document)  # type: ignore[attr-defined]
    check_not_dropped(plan.document)


def _own(request: HttpRequest, steering_plan_id: int) -> Plan:
    found = plan_within(request.scope, steering_plan_id)  # type: ignore[attr-defined]
    _writes(request, found)
    return found


def _to_plan(request: HttpRequest, plan: Plan, said: str, view: str = "") -> HttpResponse:
    query = {"view": view} if view else None
    return see_other(request, "plans:plan", steering_plan_id=plan.pk, said=said, query=query)


def _parents(request: HttpRequest, plan: Plan | None = None) -> list[Plan]:
    rows: QuerySet[Plan] = issued_plans(plans_within(request.scope))  # type: ignore[attr-defined]
    return list((rows.exclude(pk=plan.pk) if plan else rows).order_by("-year_from", "unit__sort_key")[:300])


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def enter(request: HttpRequest, document_id: int) -> HttpResponse:
    """Say that a paper is a plan, of which place and years."""
    paper = document_within(request.scope, document_id)
    check_keeps_document(request.actor, paper)
    check_not_dropped(paper)
    if Plan.objects.filter(document=paper).exists():
        raise Refused(_("Văn bản này đã là một kế hoạch. Hãy mở kế hoạch ấy."), code="plan_known")
    place = paper.territory or paper.keeper or paper.issuer_unit
    initial = {"unit": str(place) if place else ""}
    form = PlanForm(request.POST or None, paper=paper, parents=_parents(request), initial=initial)
    offer_places(form, request, "unit")
    if request.method == "POST" and form.is_valid():
        made = attempt(form, enter_plan, document=paper, by=request.actor, why=form.said_why, **form.facts())
        if isinstance(made, Plan):
            return _to_plan(request, made, _("Đã lập kế hoạch. Hãy nhập các mục."))
    return page(
        request, "plans/plan_form.html", status=422 if form.errors else 200, form=form, paper=paper, plan=None
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def change(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """Of which place and years a plan is, and under which plan, written anew."""
    one = _own(request, steering_plan_id)
    initial: dict[str, Any] = {
        "unit": str(one.unit),
        "year_from": str(one.year_from),
        "year_until": str(one.year_until),
        "standard": one.standard,
        "parent": str(one.parent_id or ""),
    }
    form = PlanForm(request.POST or None, paper=one.document, parents=_parents(request, one), initial=initial)
    offer_places(form, request, "unit")
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, change_plan, plan=one, by=request.actor, why=form.said_why, **form.facts())
    ):
        return _to_plan(request, one, _("Đã ghi thông tin kế hoạch."))
    return page(
        request,
        "plans/plan_form.html",
        status=422 if form.errors else 200,
        form=form,
        paper=one.document,
        plan=one,
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def section_new(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """A section is added."""
    one = _own(request, steering_plan_id)
    sections = list(one.sections.order_by("position"))
    form = SectionForm(request.POST or None, paper=one.document, sections=sections, initial={"depth": "1"})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, add_section, plan=one, after=form.said_after(), by=request.actor, **form.facts())
    ):
        return _to_plan(request, one, _("Đã thêm mục."))
    return page(
        request,
        "plans/section_form.html",
        status=422 if form.errors else 200,
        form=form,
        plan=one,
        section=None,
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def section(request: HttpRequest, section_id: int) -> HttpResponse:
    """A section is written anew, or taken out of a draft."""
    rows = Section.objects.filter(plan__in=plans_within(request.scope)).select_related(
        "plan__document", "plan__unit"
    )
    one = rows.filter(pk=section_id).first()
    if one is None:
        raise NotFound(_("Không có mục này trong địa bàn được giao."))
    _writes(request, one.plan)
    removes = "remove" in request.POST
    initial = {"number": one.number, "depth": str(one.depth), "title": one.title, "text": one.text}
    form = SectionForm(None if removes else request.POST or None, paper=one.plan.document, initial=initial)
    if removes and "confirmed" not in request.POST:
        asks = {"question": _("Bỏ mục này khỏi dự thảo?"), "verb": _("Bỏ mục")}
        return page(request, "plans/remove.html", plan=one.plan, words=one.title, **asks)
    if removes:
        remove_section(section=one, by=request.actor)
        return _to_plan(request, one.plan, _("Đã bỏ mục."))
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, change_section, section=one, by=request.actor, **form.facts())
    ):
        return _to_plan(request, one.plan, _("Đã ghi mục."))
    return page(
        request,
        "plans/section_form.html",
        status=422 if form.errors else 200,
        form=form,
        plan=one.plan,
        section=one,
        draft=one.plan.document.state == DocumentState.DRAFT.value,
    )


def _sections(plan: Plan) -> list[Section]:
    found = list(plan.sections.order_by("position"))
    if not found:
        raise Refused(_("Kế hoạch chưa có mục nào. Hãy nhập mục trước."), code="no_sections")
    return found


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def task_new(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """A task is added."""
    one = _own(request, steering_plan_id)
    form = TaskForm(request.POST or None, paper=one.document, sections=_sections(one), on=day_of(one))
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            add_task,
            plan=one,
            section=form.cleaned_data["section"],
            duty=form.duty(),
            why=form.said_why,
            by=request.actor,
        )
        if isinstance(made, Task):
            return see_other(request, "plans:task", task_id=made.pk, said=_("Đã thêm việc."))
    return page(
        request, "plans/task_form.html", status=422 if form.errors else 200, form=form, plan=one, task=None
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def task_change(request: HttpRequest, task_id: int) -> HttpResponse:
    """A task is written anew, or taken out of a draft."""
    rows = Task.objects.filter(plan__in=plans_within(request.scope))
    one = rows.select_related("plan__document", "plan__unit", "section").filter(pk=task_id).first()
    if one is None:
        raise NotFound(_("Không có việc này trong địa bàn được giao."))
    _writes(request, one.plan)
    draft = one.plan.document.state == DocumentState.DRAFT.value
    if "remove" in request.POST and "confirmed" not in request.POST:
        asks = {"question": _("Bỏ việc này khỏi dự thảo?"), "verb": _("Bỏ việc")}
        return page(request, "plans/remove.html", plan=one.plan, words=one.words, **asks)
    if "remove" in request.POST:
        remove_task(task=one, by=request.actor)
        return _to_plan(request, one.plan, _("Đã bỏ việc."), "tasks")
    told = TaskForm.told(one)
    form = TaskForm(
        request.POST or None,
        paper=one.plan.document,
        sections=_sections(one.plan),
        on=day_of(one.plan) if draft else today(),
        standing=frozenset([*told["lead"], *told["joins"]]),
        initial=told,
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            change_task,
            task=one,
            section=form.cleaned_data["section"],
            duty=form.duty(),
            why=form.said_why,
            by=request.actor,
        )
    ):
        return see_other(request, "plans:task", task_id=one.pk, said=_("Đã ghi việc."))
    return page(
        request,
        "plans/task_form.html",
        status=422 if form.errors else 200,
        form=form,
        plan=one.plan,
        task=one,
        draft=draft,
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def taking_over(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """Tasks of the plan above go into this one."""
    one = _own(request, steering_plan_id)
    if one.parent_id is None:
        raise Refused(
            _("Kế hoạch này chưa có kế hoạch cấp trên. Hãy chọn ở thông tin kế hoạch."), code="no_parent"
        )
    taken = one.tasks.filter(parent__isnull=False).values("parent")
    left = Task.objects.filter(plan=one.parent_id).exclude(pk__in=taken).order_by("position")
    form = TakeOverForm(request.POST or None, paper=one.document, sections=_sections(one), tasks=list(left))
    if request.method == "POST" and form.is_valid():
        count = attempt(
            form,
            take_over,
            plan=one,
            section=form.cleaned_data["section"],
            tasks=form.cleaned_data["tasks"],
            why=form.said_why,
            by=request.actor,
        )
        if count:
            return _to_plan(request, one, _("Đã lấy {count} việc.").format(count=count), "tasks")
    return page(request, "plans/take_over.html", status=422 if form.errors else 200, form=form, plan=one)
