"""Settlements on pages: the list, one drawn up, looked at, closed by another person or dropped."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.enums import State
from ansinh.budgets.forms import CloseForm, PrepareForm, WhyForm
from ansinh.budgets.models import SettledLine
from ansinh.budgets.queries import settlement_seen, settlements_seen
from ansinh.budgets.settling import close_settlement, drop_settlement, prepare_settlement
from ansinh.budgets.views.shared import by_place, by_state, by_year, words_of
from ansinh.budgets.words import state_words
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.views.shared import own_code, placed
from ansinh.work.downloads import answer_export

SETTLEMENTS = Listing(
    "budget-settlements",
    columns=(
        Column(
            "number", later("Quyết toán"), lambda row: f"{row.year}/{row.number}", order="number",
            link=lambda row: reverse("budgets:settlement", kwargs={"settlement_id": row.pk}),
        ),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("year", later("Năm"), lambda row: str(row.year), order="year"),
        Column("rows", later("Số dòng"), lambda row: row.rows, kind="number", order="rows"),
        Column("amount", later("Số quyết toán (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("paper", later("Văn bản"), lambda row: row.paper_no),
        Column("made", later("Lập lúc"), lambda row: row.made_at, kind="moment", order="made_at"),
        Column("state", later("Tình trạng"), lambda row: state_words(row.state), kind="status", order="state"),
    ),
    filters=(by_state(), by_year("year"), by_place()),
    sort="-made",
)  # fmt: skip


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def settlements(request: HttpRequest) -> HttpResponse:
    """The settlements of the places a person sees whole."""
    asked = SETTLEMENTS.asked(request)
    rows = settlements_seen(request.actor)
    if asked.export:
        return answer_export(asked, rows, name="budget-settlements", by=request.actor)
    return page(request, "budgets/settlements.html", part="list", listing=asked.page(rows), permission=P)


@route(P.MAKE_BUDGETS, methods=("GET", "POST"), sees=Nothing.BLANK)
def new(request: HttpRequest) -> HttpResponse:
    """Draw up the settlement of a place's year."""
    form = PrepareForm(request.POST or None, initial={"code": own_code(request, P.MAKE_BUDGETS)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid() and (given := placed(form, request.scope)):
        made = attempt(form, prepare_settlement, by=request.actor, **given)
        if made:
            said = _("Đã lập quyết toán; chờ người thứ hai duyệt.")
            return see_other(request, "budgets:settlement", settlement_id=made.pk, said=said)
    return page(request, "budgets/new_settlement.html", status=422 if form.errors else 200, form=form)


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def settlement(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """One settlement, line by line."""
    return _shown(request, settlement_id)


def _shown(request: HttpRequest, key: int, status: int = 200, **forms: object) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    one = settlement_seen(who, key)
    rows = SettledLine.objects.everywhere().filter(settlement=one).select_related("line__unit")
    know_doers({one.made_by, one.decided_by} - {""})
    return page(
        request,
        "budgets/settlement.html",
        status=status,
        settlement=one,
        state=state_words(one.state),
        rows=[(row, words_of(row.line)) for row in rows.order_by("line__source", "line__component", "pk")],
        waits=one.state == State.WAITING.value,
        own=who.label == one.made_by,
        decides=may(who, P.APPROVE_BUDGETS, one.unit_id),
        **({"close_form": CloseForm(), "why_form": WhyForm()} | forms),
    )


@route(P.VIEW_BUDGETS, methods=("POST",), sees=Nothing.SUMS)
def decide(request: HttpRequest, settlement_id: int) -> HttpResponse:
    """Close a settlement, or drop it, as ``verb`` says; the action asks for the right."""
    one = settlement_seen(request.actor, settlement_id)
    if request.POST.get("verb") == "close":
        form, act, name, said = (
            CloseForm(request.POST),
            close_settlement,
            "close_form",
            _("Đã duyệt quyết toán."),
        )
    else:
        form, act, name, said = WhyForm(request.POST), drop_settlement, "why_form", _("Đã bỏ quyết toán này.")
    if form.is_valid() and attempt(form, act, settlement=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "budgets:settlement", settlement_id=one.pk, said=said)
    return _shown(request, one.pk, 422, **{name: form})
