"""Lines of budgets on pages: the list, one line with everything it is made of, money proposed for it."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.actions import propose_money
from ansinh.budgets.enums import State
from ansinh.budgets.forms import AdjustForm, MoneyForm
from ansinh.budgets.lines import Purpose
from ansinh.budgets.models import BudgetEntry, BudgetLine, Payment, SettledLine
from ansinh.budgets.queries import line_seen, lines_seen, whole_scope
from ansinh.budgets.views.shared import (
    by_component,
    by_place,
    by_source,
    by_year,
    documents_for,
    line_page,
    plans_for,
    words_of,
)
from ansinh.budgets.words import (
    act_words,
    agency_choices,
    agency_words,
    component_words,
    source_words,
    state_words,
)
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.views.shared import own_code, placed
from ansinh.work.downloads import answer_export

_SHOWN_PAYMENTS = 20


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(project_fold__contains=word)
    return rows


def _what(row: BudgetLine) -> str:
    words = component_words(row.component)
    return f"{words}: {row.project}" if row.project else words


LINES = Listing(
    "budget-lines",
    columns=(
        Column("what", later("Nội dung chi, dự án"), _what, order="component", link=line_page),
        Column("source", later("Nguồn"), lambda row: source_words(row.source), order="source"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("granted", later("Được giao"), lambda row: row.granted, kind="number", order="granted"),
        Column("allocated", later("Đã phân bổ"), lambda row: row.allocated, kind="number", order="allocated"),
        Column("disbursed", later("Đã chi"), lambda row: row.disbursed, kind="number", order="disbursed"),
        Column("settled", later("Đã quyết toán"), lambda row: row.settled, kind="number", order="settled", shown=False),
        Column("left", later("Còn lại"), lambda row: row.left, kind="number"),
        Column("year", later("Năm"), lambda row: str(row.year), order="year", shown=False),
        Column("component", later("Nội dung chi"), lambda row: component_words(row.component), order="component", shown=False),
        Column("project", later("Dự án, công trình"), lambda row: row.project, order="project_fold", shown=False),
        Column("agency", later("Cơ quan sử dụng"), lambda row: agency_words(row.agency) if row.agency else "", order="agency", shown=False),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy", shown=False),
        Column("unit_code", later("unit_code"), lambda row: row.unit.code, shown=False),
        Column("source_code", later("source"), lambda row: row.source, shown=False),
        Column("component_code", later("component"), lambda row: row.component, shown=False),
        Column("agency_code", later("agency"), lambda row: row.agency, shown=False),
    ),
    filters=(
        Filter("q", later("Tìm dự án, công trình"), _by_words),
        by_year("year"),
        by_place(),
        by_source(),
        by_component(),
        Filter(
            "agency", later("Cơ quan sử dụng"), lambda rows, value: rows.filter(agency=value),
            choices=lambda _r: agency_choices(),
        ),
    ),
    sort="-granted",
)  # fmt: skip


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def lines(request: HttpRequest) -> HttpResponse:
    """The lines a person reads."""
    asked = LINES.asked(request)
    rows = lines_seen(request.actor)
    if asked.export:
        return answer_export(asked, rows, name="budget-lines", by=request.actor)
    return page(request, "budgets/lines.html", part="list", listing=asked.page(rows), permission=P)


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def line(request: HttpRequest, budget_line_id: int) -> HttpResponse:
    """One line: where its money came from, where it went, what was paid and settled."""
    one = line_seen(request.actor, budget_line_id)
    counted = State.REFUSED.value
    received = list(_entries(line=one).exclude(state=counted))
    given = list(_entries(giver=one).exclude(state=counted))
    paid = Payment.objects.everywhere().filter(line=one).exclude(state=counted).order_by("-paper_on", "-pk")
    settled = SettledLine.objects.everywhere().filter(line=one).select_related("settlement").order_by("-pk")
    know_doers({row.act.made_by for row in (*received, *given)})
    return page(
        request,
        "budgets/line.html",
        line=one,
        title=words_of(one),
        source=source_words(one.source),
        component=component_words(one.component),
        agency=agency_words(one.agency),
        received=received,
        given=given,
        payments=list(paid[:_SHOWN_PAYMENTS]),
        all_payments=reverse("budgets:payments", query={"line": str(one.pk)}),
        settled=list(settled),
        opens=whole_scope(request.actor).covers,
        act_words=act_words,
        state_words=state_words,
        makes=may(request.actor, P.MAKE_BUDGETS, one.unit_id),
    )


def _entries(**named: BudgetLine) -> QuerySet[BudgetEntry]:
    rows = BudgetEntry.objects.everywhere().filter(**named)
    return rows.select_related("act__document", "line__unit", "giver__unit").order_by("-pk")


@route(P.MAKE_BUDGETS, methods=("GET", "POST"), sees=Nothing.BLANK)
def new(request: HttpRequest) -> HttpResponse:
    """Propose money for a place; its line is opened with it."""
    initial = {"code": own_code(request, P.MAKE_BUDGETS), "year": today().year}
    form = MoneyForm(
        request.POST or None, initial=initial, documents=documents_for(request), plans=plans_for(request)
    )
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid() and (given := placed(form, request.scope)):
        made = attempt(
            form, propose_money, unit=given["unit"], year=given["year"], purpose=form.purpose(), amount=int(given["amount"]),
            paper=form.paper(), remark=given["remark"], by=request.actor,
        )  # fmt: skip
        if made:
            said = _("Đã ghi; chờ người thứ hai duyệt.")
            return see_other(request, "budgets:act", budget_act_id=made.pk, said=said)
    return page(request, "budgets/new.html", status=422 if form.errors else 200, form=form)


@route(P.MAKE_BUDGETS, methods=("GET", "POST"), sees=Nothing.SUMS)
def adjust(request: HttpRequest, budget_line_id: int) -> HttpResponse:
    """Propose more or less money for a line, by a paper."""
    one = line_seen(request.actor, budget_line_id)
    form = AdjustForm(request.POST or None, documents=documents_for(request))
    if request.method == "POST" and form.is_valid():
        purpose = Purpose(one.source_of, one.component, one.project, one.agency, one.policy, one.plan)
        made = attempt(
            form, propose_money, unit=one.unit, year=one.year, purpose=purpose, amount=int(form.cleaned_data["amount"]),
            paper=form.paper(), remark=form.cleaned_data["remark"], by=request.actor,
        )  # fmt: skip
        if made:
            said = _("Đã ghi; chờ người thứ hai duyệt.")
            return see_other(request, "budgets:act", budget_act_id=made.pk, said=said)
    return page(
        request, "budgets/adjust.html", status=422 if form.errors else 200, form=form, line=one, title=words_of(one)
    )  # fmt: skip
