"""Requests of households of average living standard on pages: the list, a new one, its steps."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.households.histories import household_by_id
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.models import Paper
from ansinh.reviews.decisions.average import (
    Account,
    Lines,
    case_within,
    clock_of,
    fits,
    lines_of,
    move_case,
    moves_of_case,
    moves_open_to,
    newest_income,
    record_income,
    request_average,
)
from ansinh.reviews.decisions.average_moves import sector_words, state_words
from ansinh.reviews.decisions.average_papers import decide_cases, post_cases, refuse_case, to_decide, to_post
from ansinh.reviews.decisions.enums import AverageState
from ansinh.reviews.decisions.forms import (
    AccountForm,
    AverageDecisionForm,
    AveragePostForm,
    AverageRequestForm,
    CaseMoveForm,
)
from ansinh.reviews.decisions.models import AverageCase, AverageIncome
from ansinh.work.downloads import answer_export

P = Permission


def _page_of(row: AverageCase) -> str:
    return reverse("decisions:average-case", kwargs={"case_id": row.pk})


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


CASES = Listing(
    "average",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
            link=_page_of,
        ),
        Column("place", later("Xã"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("village", later("Thôn"), lambda row: row.village, order="village"),
        Column(
            "requested_on", later("Ngày nhận"), lambda row: row.requested_on, kind="day", order="requested_on"
        ),
        Column("ref", later("Số tiếp nhận"), lambda row: row.request_ref),
        Column(
            "state", later("Tình trạng"), lambda row: state_words(row.state), kind="status", order="state"
        ),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, state_words(one.value)[1]) for one in AverageState],
        ),
        Filter("village", later("Thôn"), lambda rows, value: with_name(rows, "village", value)),
        Filter(
            "year",
            later("Năm"),
            lambda rows, value: (
                rows.filter(requested_on__year=int(value)) if value.isdigit() else rows.none()
            ),
        ),
    ),
    sort="-requested_on",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def cases(request: HttpRequest) -> HttpResponse:
    """The requests of the places within the scope."""
    asked = CASES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = AverageCase.objects.within(request.scope).select_related("household", "unit")
    if asked.export:
        return answer_export(asked, rows, name="average", by=request.actor)
    return page(request, "reviews/decisions/cases.html", part="list", listing=asked.page(rows), permission=P)


@route(P.RECEIVE_REQUESTS, methods=("GET", "POST"))
def new_case(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Take in the request of a household."""
    household = household_by_id(request.scope, household_id)
    form = AverageRequestForm(request.POST or None, initial={"requested_on": today()})
    if request.method == "POST" and form.is_valid():
        case = attempt(form, request_average, household=household, by=request.actor, **form.cleaned_data)
        if isinstance(case, AverageCase):
            return see_other(request, "decisions:average-case", case_id=case.pk, said=_("Đã ghi đề nghị."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "reviews/decisions/new_case.html", status=status, household=household, form=form)


def _lines(income: AverageIncome | None) -> Lines | None:
    if income is None:
        return None
    try:
        return lines_of(income.area_type, today())
    except Refused:
        return None


def _shown(request: HttpRequest, case: AverageCase, form, verb: str = "", status: int = 200) -> HttpResponse:
    income = newest_income(case)
    lines = _lines(income)
    moves = moves_open_to(case, request.actor)
    forms = {
        move.verb: form
        if move.verb == verb
        else AccountForm(initial={"on": today(), "area_type": case.unit.area_type or "rural"})
        if move.verb == "record_income"
        else CaseMoveForm(initial={"on": today()}, verb=move.verb)
        for move in moves
    }
    clocks = {move.verb: clock_of(move.clock, today(), case.unit) for move in moves if move.clock}
    return page(
        request,
        "reviews/decisions/case.html",
        status=status,
        case=case,
        income=income,
        sector=sector_words(income.sector) if income else "",
        lines=lines,
        fits=income is not None and lines is not None and fits(income, today()),
        moves=moves,
        forms=forms,
        clocks=clocks,
        history=moves_of_case(case),
        state_words=state_words,
        verb_words=verb_words,
        issues=may(request.actor, P.ISSUE_PAPERS, case.unit_id),
    )


def verb_words(verb: str) -> str:
    """A verb of the table in words."""
    return {
        "request": _("Nhận đề nghị"),
        "record_income": _("Ghi thu nhập 12 tháng"),
        "post": _("Niêm yết ở Ủy ban nhân dân xã"),
        "complain": _("Ghi khiếu nại về kết quả niêm yết"),
        "finish_recheck": _("Ghi kết quả kiểm tra lại"),
        "recognise": _("Công nhận"),
        "refuse": _("Không công nhận, trả lời bằng văn bản"),
    }[verb]


@route(P.SEE_HOUSEHOLDS)
def case_page(request: HttpRequest, case_id: int) -> HttpResponse:
    """One request: income, lines, clock, next steps, history."""
    return _shown(request, case_within(request.scope, case_id), None)


@route(P.SEE_HOUSEHOLDS, methods=("POST",))
def move(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take the request one step further; the table says who may."""
    case = case_within(request.scope, case_id)
    verb = request.POST.get("verb", "")
    if verb == "record_income":
        form = AccountForm(request.POST)
        done = form.is_valid() and attempt(
            form,
            record_income,
            case=case,
            account=_account(form.cleaned_data),
            on=form.cleaned_data["on"],
            by=request.actor,
        )
    else:
        form = CaseMoveForm(request.POST, verb=verb)
        done = form.is_valid() and attempt(form, lambda: _moved(request, case, verb, form.cleaned_data))
    if done:
        return see_other(request, "decisions:average-case", case_id=case.pk, said=_("Đã ghi."))
    return _shown(request, case, form, verb, 422)


def _moved(request: HttpRequest, case: AverageCase, verb: str, given: dict) -> object:
    """One step; a decision without a number of its own is made as a paper here."""
    if verb == "recognise" and not given["paper_number"]:
        return decide_cases(cases=[case], on=given["on"], signatory="", by=request.actor)
    if verb == "refuse" and not given["paper_number"]:
        return refuse_case(case=case, on=given["on"], reason=given["reason"], by=request.actor)
    return move_case(case=case, verb=verb, by=request.actor, **given)


@route(P.SEE_HOUSEHOLDS)
def together(request: HttpRequest) -> HttpResponse:
    """The requests that wait to be posted, and those that wait for the decision."""
    return _together(request)


def _together(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    posting, deciding = (scope_of(request.actor, one) for one in (P.PREPARE_DOSSIERS, P.DECIDE_LISTS))
    waiting = to_post(posting)
    place = waiting[0].unit.name if waiting else ""
    return page(
        request,
        "reviews/decisions/together.html",
        status=status,
        posts=not posting.is_empty,
        decides=not deciding.is_empty,
        waiting=waiting,
        ready=to_decide(deciding),
        picked={int(one) for one in request.POST.getlist("case") if one.isdigit()},
        forms={
            "post": AveragePostForm(
                initial={
                    "on": today(),
                    "feedback_to": _("Ủy ban nhân dân {place}").format(place=place) if place else "",
                }
            ),
            "decide": AverageDecisionForm(initial={"on": today()}),
        }
        | forms,
    )


def _picked(request: HttpRequest, rows: list[AverageCase]) -> list[AverageCase]:
    asked = set(request.POST.getlist("case"))
    return [one for one in rows if str(one.pk) in asked]


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def post_together(request: HttpRequest) -> HttpResponse:
    """Post the chosen requests by one list."""
    form = AveragePostForm(request.POST)
    cases = _picked(request, to_post(request.scope))
    if form.is_valid() and attempt(form, post_cases, cases=cases, by=request.actor, **form.cleaned_data):
        said = _("Đã ghi niêm yết {count} hộ.").format(count=len(cases))
        return see_other(request, "decisions:average-together", said=said)
    return _together(request, status=422, post=form)


@route(P.DECIDE_LISTS, methods=("POST",))
def decide_together(request: HttpRequest) -> HttpResponse:
    """Recognise the chosen requests by one decision."""
    form = AverageDecisionForm(request.POST)
    cases = _picked(request, to_decide(request.scope))
    if form.is_valid():
        made = attempt(form, decide_cases, cases=cases, by=request.actor, **form.cleaned_data)
        if isinstance(made, Paper):
            return see_other(request, "papers:paper", said=_("Đã lập quyết định."), paper_id=made.pk)
    return _together(request, status=422, decide=form)


def _account(given: dict) -> Account:
    return Account(
        given["sector"],
        int(given["persons"]),
        int(given["sector_income"]),
        int(given["other_income"]),
        int(given["allowances"]),
        given["area_type"],
    )
