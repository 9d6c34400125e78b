"""Money that goes out, on pages: proposed, answered by another, taken back."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.outreach.fund.forms import ApproveForm, HouseholdUseForm, ReasonForm, UseForm
from ansinh.outreach.fund.queries import fund_within
from ansinh.outreach.fund.spending import approve_use, propose_use, refuse_use, return_use
from ansinh.outreach.fund.views.money_in import OF_FUND, funds_reached, home_crumbs, year_crumb
from ansinh.outreach.models import FundUse, Gift
from ansinh.outreach.models.enums import UsePurpose, UseState
from ansinh.outreach.shown import by_place, form_page, list_page
from ansinh.outreach.words import gift_words, purpose_words, use_words
from ansinh.support.caring.queries import plans_of
from ansinh.support.models import HousingWork

USES = Listing(
    "fund-uses",
    columns=(
        Column(
            "words", later("Chi cho việc gì"), lambda row: row.words,
            link=lambda row: reverse("outreach:use", kwargs={"use_id": row.pk}),
        ),
        Column("purpose", later("Mục đích"), lambda row: purpose_words(row.purpose), order="purpose"),
        Column("fund", later("Quỹ của"), lambda row: row.fund.unit.name),
        Column("year", later("Năm"), lambda row: str(row.fund.year)),
        Column("household", later("Cho hộ"), lambda row: row.household.head_name if row.household else ""),
        Column("amount", later("Số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("on", later("Ngày chi"), lambda row: row.on, kind="day", order="on"),
        Column("state", later("Tình trạng"), lambda row: use_words(row.state), kind="status", order="state"),
    ),
    filters=(
        by_place(funds_reached, "fund__unit"),
        OF_FUND,
        Filter(
            "purpose", later("Mục đích"), lambda rows, value: rows.filter(purpose=value),
            choices=lambda _r: [(one.value, purpose_words(one.value)) for one in UsePurpose],
        ),
        Filter(
            "state", later("Tình trạng"), lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, use_words(one.value)[1]) for one in UseState],
        ),
    ),
    sort="-on",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS)
def uses(request: HttpRequest) -> HttpResponse:
    """What the funds of the places within the scope were used for, or shall be."""
    return list_page(
        request,
        USES,
        FundUse.objects.within(request.scope).select_related("fund__unit", "household"),
        name="fund-uses",
        title=_("Khoản chi của quỹ"),
        lead=_("Một người đề nghị, người khác duyệt; tiền chỉ ra khỏi quỹ khi đã duyệt."),
        empty=_("Chưa có khoản chi nào theo bộ lọc này."),
        following=_("Đề nghị chi ở trang của sổ quỹ, hoặc từ trang quà của một hộ."),
        crumbs=home_crumbs((_("Khoản chi"), None)),
    )


@route(P.KEEP_OUTREACH, methods=("GET", "POST"))
def new_use(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Propose that money goes out; ``?household=`` names whom it is for."""
    one = fund_within(request.scope, fund_id)
    home = _household(request)
    form, given = _use_form(request, home)
    if request.method == "POST" and form.is_valid():
        named = {
            name: value for name, value in form.cleaned_data.items() if name not in ("work_id", "plan_id")
        }
        named |= {
            "work": given["work"].get(form.cleaned_data.get("work_id")),
            "plan": given["plan"].get(form.cleaned_data.get("plan_id")),
        }
        if made := attempt(form, propose_use, fund=one, household=home, by=request.actor, **named):
            said = _("Đã đề nghị chi; chờ người thứ hai duyệt.")
            return see_other(request, "outreach:use", use_id=made.pk, said=said)
    year = year_crumb(one)
    return form_page(
        request,
        form,
        title=_("Đề nghị chi"),
        button=_("Đề nghị chi"),
        back=year[1] or "",
        crumbs=home_crumbs(year, (_("Đề nghị chi"), None)),
        facts=[(_("Cho hộ"), home.head_name or _("(chưa có tên)"))] if home else (),
    )


def _household(request: HttpRequest) -> Household | None:
    asked = request.GET.get("household", "")
    if not asked:
        return None
    try:
        key = UUID(asked)
    except ValueError as failure:
        raise UnusableInput(_("Mã hộ không đúng.")) from failure
    return household_by_id(request.scope, key)  # type: ignore[attr-defined]


def _use_form(request: HttpRequest, home: Household | None) -> tuple[UseForm, dict[str, dict[Any, Any]]]:
    """The form, and what its choices name."""
    if home is None:
        return UseForm(request.POST or None), {"work": {}, "plan": {}}
    works = HousingWork.objects.everywhere().filter(household=home).select_related("programme")
    known = {"work": {row.pk: row for row in works}, "plan": {row.pk: row for row in plans_of(home)}}
    form = HouseholdUseForm(
        request.POST or None,
        works=[(key, row.programme.name) for key, row in known["work"].items()],
        plans=[(key, str(row.year)) for key, row in known["plan"].items()],
    )
    return form, known


def _use_within(scope: Scope, key: int) -> FundUse:
    rows = FundUse.objects.within(scope).select_related("fund__unit", "household", "work__programme", "plan")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có khoản chi này trong địa bàn được giao."))
    return found


def _use_page(request: HttpRequest, one: FundUse, status: int = 200, **forms: Any) -> HttpResponse:
    who, scope = request.actor, request.scope  # type: ignore[attr-defined]
    answers = may(who, P.APPROVE_OUTREACH, one.fund.unit_id) and one.fund.closed_at is None
    home = one.household
    return page(
        request,
        "outreach/fund/use.html",
        status=status,
        one=one,
        year=year_crumb(one.fund),
        purpose=purpose_words(one.purpose),
        state=use_words(one.state),
        own=who.label == one.proposed_by,
        answers=answers and one.state == UseState.WAITING.value,
        returns=answers and one.state == UseState.APPROVED.value,
        sees_home=home is not None and scope.covers(home.unit_id, home.village),
        gifts=[
            (row, gift_words(row.kind))
            for row in Gift.objects.within(scope)
            .filter(use=one)
            .select_related("household")
            .order_by("-given_on", "-pk")
        ],
        **({"form": ApproveForm(), "why_form": ReasonForm()} | forms),
    )


@route(P.SEE_HOUSEHOLDS)
def use(request: HttpRequest, use_id: int) -> HttpResponse:
    """One use: what it is for, who proposed and who answered, the gifts given of it."""
    return _use_page(request, _use_within(request.scope, use_id))


@route(P.APPROVE_OUTREACH, methods=("POST",))
def answer_use(request: HttpRequest, use_id: int) -> HttpResponse:
    """Approve a use, refuse it, or take its money back into the fund."""
    one = _use_within(request.scope, use_id)
    verb = request.POST.get("verb")
    if verb in ("refuse", "return"):
        why = ReasonForm(request.POST)
        done = refuse_use if verb == "refuse" else return_use
        if why.is_valid() and attempt(why, done, use=one, by=request.actor, **why.cleaned_data):
            return see_other(request, "outreach:use", use_id=one.pk, said=_("Đã ghi."))
        return _use_page(request, _use_within(request.scope, use_id), 422, why_form=why)
    form = ApproveForm(request.POST)
    if form.is_valid() and attempt(form, approve_use, use=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "outreach:use", use_id=one.pk, said=_("Đã duyệt chi."))
    return _use_page(request, _use_within(request.scope, use_id), 422, form=form)
