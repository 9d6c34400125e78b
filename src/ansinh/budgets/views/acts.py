"""Acts on pages: the list, one act and its decision, an allocation worked out and proposed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.actions import approve_act, propose_allocation, refuse_act
from ansinh.budgets.enums import ActKind, Rule, State
from ansinh.budgets.forms import AllocateForm, AnswerForm
from ansinh.budgets.lines import day_of
from ansinh.budgets.models import BudgetEntry, BudgetLine, Payment
from ansinh.budgets.needs import shares_by_rule, versions_for
from ansinh.budgets.queries import act_seen, acts_seen, line_seen
from ansinh.budgets.ruling import Share
from ansinh.budgets.views.shared import by_place, by_state, by_year, documents_for, words_of
from ansinh.budgets.words import act_words, payment_words, rule_words, state_words
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.numbers import rate
from ansinh.kernel.web.forms import later, read_number
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import units_under
from ansinh.work.downloads import answer_export

_BELOW = (UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value)


def _paper(row: Any) -> str:
    return row.document.number or row.document.title if row.document else row.paper_no


ACTS = Listing(
    "budget-acts",
    columns=(
        Column(
            "kind", later("Việc"), lambda row: act_words(row.kind), order="kind",
            link=lambda row: reverse("budgets:act", kwargs={"budget_act_id": row.pk}),
        ),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("year", later("Năm"), lambda row: str(row.year), order="year"),
        Column("amount", later("Số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("rows", later("Số dòng"), lambda row: row.rows, kind="number", order="rows"),
        Column("paper", later("Văn bản"), _paper),
        Column("made", later("Lập lúc"), lambda row: row.made_at, kind="moment", order="made_at"),
        Column("state", later("Tình trạng"), lambda row: state_words(row.state), kind="status", order="state"),
    ),
    filters=(
        by_state(),
        Filter(
            "kind", later("Việc"), lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, act_words(one.value)) for one in ActKind],
        ),
        by_year("year"),
        by_place(),
    ),
    sort="-made",
)  # fmt: skip


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def acts(request: HttpRequest) -> HttpResponse:
    """The acts of the places a person sees whole."""
    asked = ACTS.asked(request)
    rows = acts_seen(request.actor)
    if asked.export:
        return answer_export(asked, rows, name="budget-acts", by=request.actor)
    return page(request, "budgets/acts.html", part="list", listing=asked.page(rows), permission=P)


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def act(request: HttpRequest, budget_act_id: int) -> HttpResponse:
    """One act with its rows."""
    return _act_page(request, budget_act_id)


def _act_page(
    request: HttpRequest, key: int, status: int = 200, form: AnswerForm | None = None
) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    one = act_seen(who, key)
    entries = BudgetEntry.objects.everywhere().filter(act=one).select_related("line__unit", "giver__unit")
    paid = Payment.objects.everywhere().filter(act=one).select_related("line__unit").order_by("pk")
    know_doers({one.made_by, one.decided_by} - {""})
    return page(
        request,
        "budgets/act.html",
        status=status,
        act=one,
        kind=act_words(one.kind),
        state=state_words(one.state),
        paper=_paper(one),
        rule=rule_words(one.rule),
        ruled=one.rule != Rule.BY_HAND.value,
        entries=[(row, words_of(row.line), rate(row.poor, row.households) if row.poor is not None else None) for row in entries.order_by("-amount", "pk")],
        payments=[(row, words_of(row.line), payment_words(row.kind)) for row in paid],
        waits=one.state == State.WAITING.value,
        own=who.label == one.made_by,
        decides=may(who, P.APPROVE_BUDGETS, one.unit_id),
        form=form or AnswerForm(),
    )  # fmt: skip


@route(P.VIEW_BUDGETS, methods=("POST",), sees=Nothing.SUMS)
def decide(request: HttpRequest, budget_act_id: int) -> HttpResponse:
    """Approve an act, or refuse it (also: take back one's own), as ``verb`` says; the action asks for the right."""
    one = act_seen(request.actor, budget_act_id)
    form = AnswerForm(request.POST)
    if form.is_valid():
        answer = form.cleaned_data["answer"]
        if request.POST.get("verb") == "approve":
            done, said = (
                attempt(form, approve_act, act=one, by=request.actor, answer=answer),
                _("Đã duyệt và ghi vào kinh phí."),
            )
        else:
            done, said = attempt(form, refuse_act, act=one, by=request.actor, reason=answer), _("Đã ghi không duyệt.")  # fmt: skip
        if done:
            return see_other(request, "budgets:act", budget_act_id=one.pk, said=said)
    return _act_page(request, one.pk, 422, form)


def _places_below(line: BudgetLine) -> list[Unit]:
    """The places right below a line's place in its year."""
    on = day_of(line)
    for level in _BELOW:
        if level != line.unit.level and (found := units_under(line.unit, on, level)):
            return found
    return []


def _typed(request: HttpRequest, places: list[Unit]) -> list[Share]:
    """The amounts typed by place; what is no whole number is nothing, which the page shows again as it was typed."""
    shares = []
    for one in places:
        amount = read_number(request.POST.get(f"amount-{one.pk}", ""))
        if amount is not None and amount == int(amount) and amount != 0:
            shares.append(Share(one.pk, int(amount)))
    return shares


@route(P.MAKE_BUDGETS, methods=("GET", "POST"), sees=Nothing.SUMS)
def allocate(request: HttpRequest, budget_line_id: int) -> HttpResponse:
    """Hand money of a line on: typed, or worked out by a rule, which is shown before it is proposed."""
    line = line_seen(request.actor, budget_line_id)
    form = AllocateForm(
        request.POST or None, documents=documents_for(request), versions=versions_for(line.unit)
    )
    places, shown = _places_below(line), []
    if request.method == "POST" and form.is_valid():
        ruled = form.ruled()
        if ruled["rule"] is not Rule.BY_HAND and request.POST.get("verb") != "propose":
            shown = _worked_out(form, line, ruled)
        else:
            made = attempt(
                form, propose_allocation, giver=line, paper=form.paper(), shares=_typed(request, places), by=request.actor,
                remark=form.cleaned_data["remark"], **ruled,
            )  # fmt: skip
            if made:
                said = _("Đã đề nghị phân bổ; chờ người thứ hai duyệt.")
                return see_other(request, "budgets:act", budget_act_id=made.pk, said=said)
    return page(
        request,
        "budgets/allocate.html",
        status=422 if form.errors else 200,
        form=form,
        line=line,
        title=words_of(line),
        places=[(one, request.POST.get(f"amount-{one.pk}", "")) for one in places],
        shown=shown,
        total=sum(share.amount for _name, share, _rate in shown),
    )


def _worked_out(form: AllocateForm, line: BudgetLine, ruled: dict[str, Any]) -> list[tuple[str, Share, Any]]:
    """The shares by a rule with names and rates, nothing written; a refusal becomes the form's error."""
    if ruled["version"] is None:
        form.add_error("version", _("Hãy chọn phiên bản đã phê duyệt để phân bổ theo."))
        return []
    try:
        shares = shares_by_rule(unit=line.unit, on=day_of(line), **ruled)
    except AnSinhError as refusal:
        form.add_error(None, refusal.message)
        return []
    names = dict(Unit.objects.filter(pk__in=[one.unit_id for one in shares]).values_list("pk", "name"))
    return [(names[one.unit_id], one, rate(one.poor or 0, one.households)) for one in shares]
