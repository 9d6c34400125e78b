"""Plans of households on pages: counts by village, the list, one plan; committee members and sponsors."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.places.queries import lineage
from ansinh.support.caring.actions import add_solution, assign_plans, move_solution, record_visit
from ansinh.support.caring.drawing_up import draw_up_plans
from ansinh.support.caring.forms import (
    AddSolutionForm,
    AssignForm,
    DrawUpForm,
    StepForm,
    VisitForm,
)
from ansinh.support.caring.moves import state_words, step, step_words, steps_from
from ansinh.support.caring.people import (
    sponsor_words,
)
from ansinh.support.caring.queries import (
    assignments_of,
    board_of,
    cause_words,
    counts_by_village,
    lacks_of,
    moves_of,
    plan_within,
    sponsors_of,
    visits_of,
)
from ansinh.support.caring.table import answered, conditions, solutions
from ansinh.support.caring.words import group_words, list_words
from ansinh.support.models import HouseholdPlan, PlanSolution, SolutionMove
from ansinh.support.models.planning_enums import PlanGroup, SolutionState
from ansinh.support.paper_links import paper_links, plan_subject
from ansinh.support.reached import communes, communes_of
from ansinh.work.downloads import answer_export

_YEARS = 6
_IS_DONE = Q(solutions__state=SolutionState.DONE.value)


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


def _years(_request: HttpRequest) -> list[tuple[str, str]]:
    last = today().year + 1
    return [(str(year), str(year)) for year in range(last, last - _YEARS, -1)]


def _assigned(rows: QuerySet, value: str) -> QuerySet:
    return {
        "no_member": rows.filter(member=None),
        "no_sponsor": rows.filter(sponsor=None),
        "not_visited": rows.filter(visits=None),
    }[value]


def _page_of(row: HouseholdPlan) -> str:
    return reverse("caring:plan", kwargs={"plan_id": row.pk})


def _done(row: HouseholdPlan) -> str:
    return f"{row.done}/{row.many}"


PLANS = Listing(
    "household-plans",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
            link=_page_of,
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name),
        Column("year", later("Năm"), lambda row: str(row.year), order="year"),
        Column("list", later("Danh sách"), lambda row: list_words(row.list_name)),
        Column("group", later("Nhóm"), lambda row: group_words(row.group), order="group"),
        Column("member", later("Phụ trách"), lambda row: row.member.full_name if row.member else ""),
        Column("sponsor", later("Đỡ đầu"), lambda row: sponsor_words(row.sponsor) if row.sponsor else ""),
        Column("visits", later("Số lần thăm"), lambda row: row.seen, kind="number"),
        Column("done", later("Giải pháp xong"), _done),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter("year", later("Năm"), lambda rows, value: rows.filter(year=int(value)), choices=_years),
        Filter(
            "group",
            later("Nhóm"),
            lambda rows, value: rows.filter(group=value),
            choices=lambda _r: [(one.value, group_words(one.value)) for one in PlanGroup],
        ),
        Filter(
            "assigned",
            later("Còn thiếu"),
            _assigned,
            choices=lambda _r: [
                ("no_member", _("chưa có người phụ trách")),
                ("no_sponsor", _("chưa có người đỡ đầu")),
                ("not_visited", _("chưa ai đến thăm")),
            ],
        ),
        Filter("village", later("Thôn, tổ"), lambda rows, value: rows.filter(village=value)),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="name",
)


def _rows(scope: Scope) -> QuerySet[HouseholdPlan]:
    from_moves = Count("solutions", distinct=True)
    done = Count("solutions", distinct=True, filter=_IS_DONE)
    return (
        HouseholdPlan.objects.within(scope)
        .select_related("household", "unit", "member", "sponsor__agency", "sponsor__unit")
        .annotate(seen=Count("visits", distinct=True), many=from_moves, done=done)
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def plans(request: HttpRequest) -> HttpResponse:
    """The plans of the places within the scope."""
    asked = PLANS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _rows(request.scope)
    if asked.export:
        return answer_export(asked, rows, name="household-plans", by=request.actor)
    return page(request, "support/caring/list.html", part="list", listing=asked.page(rows), permission=P)


@route(P.SEE_HOUSEHOLDS)
def villages(request: HttpRequest) -> HttpResponse:
    """How far the plans of each village are: nobody on a list is left out."""
    text = request.GET.get("year", "")
    year = int(text) if text.isdigit() else today().year
    rows = counts_by_village(request.scope, year, today())
    units = {one.pk: one for one in Unit.objects.filter(pk__in={row.unit_id for row in rows})}
    names = ("listed", "planned", "member", "sponsor", "visited", "solutions", "done")
    sums = {name: sum(getattr(row, name) for row in rows) for name in names}
    return page(
        request,
        "support/caring/villages.html",
        rows=rows,
        units=units,
        sums=sums,
        year=year,
        years=_years(request),
        permission=P,
    )


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def draw_up(request: HttpRequest) -> HttpResponse:
    """Draw up the plans of a commune for a year."""
    units = communes_of(request.scope)
    form = DrawUpForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        unit = next(one for one in units if str(one.pk) == given["unit"])
        made = attempt(
            form,
            draw_up_plans,
            unit=unit,
            units=lineage(unit, unit.valid_until or given["on"]),
            year=given["year"],
            on=given["on"],
            by=request.actor,
        )
        if made is not None:
            count = 0 if made is True else int(made)
            said = _("Đã lập {count} kế hoạch; hộ đã có kế hoạch năm ấy được giữ nguyên.").format(count=count)
            return see_other(request, "caring:villages", said=said, query={"year": str(given["year"])})
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "support/caring/draw_up.html", status=status, form=form)


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def assign(request: HttpRequest) -> HttpResponse:
    """Assign the plans of one village of a commune: every one, or those ticked."""
    unit, village, year = _asked_village(request)
    rows = _rows(request.scope).filter(unit=unit, village=village, year=year)
    found = list(rows.order_by("household__head_name_sort", "pk"))
    if not found:
        raise NotFound(_("Thôn này chưa có kế hoạch nào của năm ấy. Hãy lập kế hoạch trước."))
    form = AssignForm(
        request.POST or None,
        members=list(board_of([unit.pk], today())),
        sponsors=list(sponsors_of([unit.pk], today())),
    )
    picked = set(request.POST.getlist("plan"))
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in found if str(one.pk) in picked]
        done = attempt(form, assign_plans, plans=chosen, by=request.actor, **form.cleaned_data)
        if done:
            said = _("Đã phân công {count} hộ.").format(count=int(done))
            return see_other(request, "caring:villages", said=said, query={"year": str(year)})
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request,
        "support/caring/assign.html",
        status=status,
        unit=unit,
        village=village,
        year=year,
        plans=found,
        picked=picked if form.is_bound else {str(one.pk) for one in found if not one.member_id},
        form=form,
        sponsor_words=sponsor_words,
        group_words=group_words,
    )


def _asked_village(request: HttpRequest) -> tuple[Unit, str, int]:
    unit_id, year = request.GET.get("unit", ""), request.GET.get("year", "")
    if not (unit_id.isdigit() and year.isdigit()):
        raise UnusableInput(_("Hãy mở trang này từ bảng theo thôn."))
    unit = Unit.objects.filter(pk=int(unit_id)).first()
    village = request.GET.get("village", "")
    if unit is None or not request.scope.covers(unit.pk, village):
        raise NotFound(_("Không có nơi này trong địa bàn được giao."))
    return unit, village, int(year)


@route(P.SEE_HOUSEHOLDS)
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """One plan with all of it."""
    return _shown(request, plan_within(request.scope, plan_id))


def _shown(request: HttpRequest, one: HouseholdPlan, status: int = 200, **forms: Any) -> HttpResponse:
    found = list(PlanSolution.objects.everywhere().filter(plan=one).order_by("pk"))
    moves = moves_of(one)
    lacks, period = lacks_of(one)
    deprived = [code for code in one.deprived.split(";") if code]
    unanswered = set(deprived) - answered(deprived)
    return page(
        request,
        "support/caring/plan.html",
        status=status,
        plan=one,
        lines=[_line(row, one, moves.get(row.pk, [])) for row in found],
        lacks=lacks,
        unanswered={lack.code for lack in lacks} & unanswered,
        period=period,
        causes=cause_words(one),
        visits=visits_of(one),
        assignments=assignments_of(one),
        group=group_words(one.group),
        list_name=list_words(one.list_name),
        sponsor_words=sponsor_words,
        links=paper_links(request.actor, plan_subject(one.pk), one.unit_id),
        forms={"visit": VisitForm(), "add": AddSolutionForm(), "step": StepForm()} | forms,
        permission=P,
    )


def _line(row: PlanSolution, one: HouseholdPlan, moves: list[SolutionMove]) -> dict[str, Any]:
    known = solutions().get(row.code)
    return {
        "row": row,
        "words": known.words if known else row.own_words,
        "condition": conditions()[row.condition].words if row.condition else _("của cán bộ"),
        "policy": known.policy_for(one.list_name) if known else "",
        "source": known.line if known else "",
        "state": state_words(row.state),
        "steps": [(step, step_words(step)) for step in steps_from(row.state)],
        "moves": moves,
    }


def _solution(one: HouseholdPlan, key: int) -> PlanSolution:
    row = PlanSolution.objects.everywhere().filter(plan=one, pk=key).first()
    if row is None:
        raise NotFound(_("Không có giải pháp này ở kế hoạch này."))
    row.plan = one
    return row


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def take_step(request: HttpRequest, plan_id: int, solution_id: int, to: str) -> HttpResponse:
    """Take a solution one step further."""
    one = plan_within(request.scope, plan_id)
    row = _solution(one, solution_id)
    if to not in set(SolutionState):
        raise NotFound(_("Không có bước này."))
    line = step(row.state, to)
    form = StepForm(request.POST or None)
    if line.reason:
        form.fields["reason"].required = True
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            move_solution,
            solution=row,
            to=SolutionState(to),
            by=request.actor,
            **form.cleaned_data,
        )
    ):
        return see_other(request, "caring:plan", plan_id=one.pk, said=_("Đã ghi bước của giải pháp."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request,
        "support/caring/step.html",
        status=status,
        plan=one,
        line=_line(row, one, []),
        step=line,
        words=step_words(line),
        form=form,
    )


@route(P.PLAN_SUPPORT, methods=("POST",))
def add(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Add a solution of the officer's own."""
    one = plan_within(request.scope, plan_id)
    form = AddSolutionForm(request.POST)
    if form.is_valid() and attempt(form, add_solution, plan=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "caring:plan", plan_id=one.pk, said=_("Đã thêm giải pháp."))
    return _shown(request, one, 422, add=form)


@route(P.PLAN_SUPPORT, methods=("POST",))
def visit(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Write down a visit."""
    one = plan_within(request.scope, plan_id)
    form = VisitForm(request.POST)
    if form.is_valid() and attempt(form, record_visit, plan=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "caring:plan", plan_id=one.pk, said=_("Đã ghi chuyến thăm."))
    return _shown(request, one, 422, visit=form)
