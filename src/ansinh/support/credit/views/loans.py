"""Loans on pages: the list, the programmes with their terms, one loan, one recorded, the capital of budgets."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import know_doers
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household, Membership
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.credit.answers import answer_to
from ansinh.support.credit.capital import move_capital
from ansinh.support.credit.forms import (
    CapitalForm,
    FreeLoanForm,
    LoanForm,
    StandingForm,
    VisitForm,
    programme_choices,
)
from ansinh.support.credit.lending import check_use, record_loan, record_standing, withdraw_loan
from ansinh.support.credit.terms import credit_policies, terms_of
from ansinh.support.credit.views.sides import PLACES, Side
from ansinh.support.credit.words import capital_words, loan_words, state_words, use_words
from ansinh.support.delivery.forms import WhyForm
from ansinh.support.delivery.views.shared import by_words, name_of, own_code, placed
from ansinh.support.delivery.words import policy_words, rule_words
from ansinh.support.models import (
    CapitalMove,
    EntrustedAccount,
    Loan,
    LoanRequest,
    LoanStanding,
    LoanVisit,
)
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LoanState, Verdict
from ansinh.support.reached import places_of
from ansinh.work.downloads import answer_export

_OVERDUE = "overdue"


def _by_state(rows: Any, value: str) -> Any:
    if value == _OVERDUE:
        return rows.filter(state=LoanState.LIVE.value, overdue__gt=0)
    return rows.filter(state=value)


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    return places_of(Loan.objects.within(request.scope))  # type: ignore[attr-defined]


LOANS = Listing(
    "loans",
    columns=(
        Column(
            "name", later("Người, hộ vay"), name_of, order="household__head_name_sort",
            link=lambda row: reverse("credit:loan", kwargs={"loan_id": row.pk}),
        ),
        Column("head", later("Chủ hộ"), lambda row: row.household.head_name, shown=False),
        Column("policy", later("Chương trình"), lambda row: row.policy, order="policy"),
        Column("reference", later("Số khoản vay"), lambda row: row.reference, shown=False),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
        Column("lent", later("Ngày vay"), lambda row: row.lent_on, kind="day", order="lent_on"),
        Column("due", later("Đến hạn"), lambda row: row.due_on, kind="day", order="due_on"),
        Column("amount", later("Số tiền vay (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("balance", later("Dư nợ (đồng)"), lambda row: row.balance, kind="number", order="balance"),
        Column("overdue", later("Quá hạn (đồng)"), lambda row: row.overdue, kind="number", order="overdue"),
        Column("told", later("Theo sao kê ngày"), lambda row: row.standing_on, kind="day", order="standing_on"),
        Column("state", later("Tình trạng"), loan_words, kind="status", order="state"),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
        Filter(
            "policy", later("Chương trình"), lambda rows, value: rows.filter(policy=value),
            choices=lambda _r: programme_choices(),
        ),
        Filter(
            "state", later("Tình trạng"), _by_state,
            choices=lambda _r: [
                (_OVERDUE, _("có nợ quá hạn")), *((one.value, state_words(one.value)[1]) for one in LoanState)
            ],
        ),
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit=value), choices=_places),
        Filter(
            "capital", later("Nguồn vốn"), lambda rows, value: rows.filter(capital=value),
            choices=lambda request: [(str(key), name) for key, name in _accounts(request.scope)],
        ),
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
    ),
    sort="-lent",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def loans(request: HttpRequest) -> HttpResponse:
    """The loans of the places within the scope."""
    asked = LOANS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Loan.objects.within(request.scope).select_related("household", "person", "unit")
    if asked.export:
        return answer_export(asked, rows, name="loans", by=request.actor)
    return page(request, "support/credit/loans.html", part="list", listing=asked.page(rows), permission=P)


@route(P.SEE_HOUSEHOLDS)
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme of credit: its terms today as far as they are known, and what is owed in it here."""
    rows = Loan.objects.within(request.scope).filter(state=LoanState.LIVE.value).order_by()
    sums = {
        one["policy"]: one
        for one in rows.values("policy").annotate(many=Count("pk"), owed=Sum("balance"), late=Sum("overdue"))
    }
    on, language = today(), current_language()
    return page(
        request,
        "support/credit/programmes.html",
        on=on,
        rows=[
            (
                one.code,
                one.name.in_language(language),
                terms_of(one, on),
                sums.get(one.code, {"many": 0, "owed": 0, "late": 0}),
            )
            for one in credit_policies()
        ],
    )


def loan_within(scope: Scope, loan_id: int) -> Loan:
    """One loan within the scope, or ``NotFound``."""
    rows = Loan.objects.within(scope).select_related(
        "household", "person", "unit", "request__list", "capital__unit"
    )
    found = rows.filter(pk=loan_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy khoản vay này."))
    return found


def loan_shown(request: HttpRequest, loan: Loan, side: Side, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of one loan that was reached through a scope before, as one side sees it."""
    standings = list(LoanStanding.objects.everywhere().filter(loan=loan).order_by("-on", "-pk"))
    visits = list(LoanVisit.objects.everywhere().filter(loan=loan).order_by("-visited_on", "-pk"))
    know_doers({one.by for one in (*standings, *visits)} | {loan.recorded_by})
    terms = terms_of(next(one for one in credit_policies() if one.code == loan.policy), loan.lent_on)
    writes = side.writes(request.actor, loan.unit_id) and loan.state != LoanState.WITHDRAWN.value
    return page(
        request,
        "support/credit/loan.html",
        status=status,
        side=side,
        loan=loan,
        name=name_of(loan),
        policy=policy_words(loan.policy),
        rule=rule_words(loan.policy, loan.request.rule) if loan.request else "",
        state=loan_words(loan),
        terms=terms,
        overdue_rate=terms.overdue_rate,
        standings=_with_repaid(loan, standings),
        visits=[(one, use_words(one.finding)) for one in visits],
        writes=writes,
        **({"standing_form": StandingForm(), "visit_form": VisitForm(), "why_form": WhyForm()} | forms),
    )


def _with_repaid(loan: Loan, standings: Sequence[LoanStanding]) -> list[tuple[LoanStanding, int]]:
    """Each statement, the newest first, with what was paid back since the one before it; below nothing where it was set right."""
    before = [*(one.balance for one in standings[1:]), loan.amount]
    return [(one, earlier - one.balance) for one, earlier in zip(standings, before, strict=False)]


@route(P.SEE_HOUSEHOLDS)
def loan(request: HttpRequest, loan_id: int) -> HttpResponse:
    """One loan: its terms, what is owed, the visits."""
    return loan_shown(request, loan_within(request.scope, loan_id), PLACES)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def write(request: HttpRequest, loan_id: int) -> HttpResponse:
    """Write a statement, a visit, or withdraw the row, as ``verb`` says."""
    return loan_written(request, loan_id, PLACES)


def loan_written(request: HttpRequest, loan_id: int, side: Side) -> HttpResponse:
    """What one side writes of a loan within the scope."""
    found = loan_within(request.scope, loan_id)
    name, form, act, said = {
        "visit": ("visit_form", VisitForm(request.POST), check_use, _("Đã ghi lần kiểm tra.")),
        "withdraw": ("why_form", WhyForm(request.POST), withdraw_loan, _("Đã rút khoản vay ghi nhầm.")),
    }.get(
        request.POST.get("verb", ""),
        ("standing_form", StandingForm(request.POST), record_standing, _("Đã ghi dư nợ.")),
    )
    if form.is_valid() and attempt(form, act, loan=found, by=request.actor, **form.cleaned_data):
        return see_other(request, side.loan, loan_id=found.pk, said=said)
    return loan_shown(request, loan_within(request.scope, loan_id), side, 422, **{name: form})


def _accounts(scope: Scope) -> list[tuple[int, str]]:
    """The accounts of entrusted capital at the places that are reached."""
    rows = EntrustedAccount.objects.within(scope).select_related("unit").order_by("unit__sort_key")
    return [(one.pk, one.unit.name) for one in rows]


def _account(scope: Scope, key: int | None) -> EntrustedAccount | None:
    return None if key is None else EntrustedAccount.objects.within(scope).filter(pk=key).first()


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def lend(request: HttpRequest, loan_request_id: int) -> HttpResponse:
    """Write down the loan that answers a line of a confirmed list."""
    return line_lent(request, loan_request_id, PLACES)


def line_lent(request: HttpRequest, loan_request_id: int, side: Side) -> HttpResponse:
    """The loan that one side writes for a line of a list within the scope."""
    rows = LoanRequest.objects.within(request.scope).select_related("household__unit", "person", "list")
    row = rows.filter(pk=loan_request_id).first()
    if row is None:
        raise NotFound(_("Không tìm thấy dòng này của danh sách."))
    terms = terms_of(next(one for one in credit_policies() if one.code == row.policy), today())
    answer = answer_to(row)
    initial = {
        "amount": answer.amount if answer and answer.amount else row.amount,
        "purpose": row.purpose,
        "term_months": row.term_months,
        "rate": terms.rate,
    }
    form = LoanForm(request.POST or None, accounts=_accounts(request.scope), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data) | {"capital": _account(request.scope, form.cleaned_data["capital"])}
        made = attempt(
            form, record_loan, household=row.household, policy=row.policy, request=row, by=request.actor, **given
        )  # fmt: skip
        if made:
            return see_other(request, side.loan, loan_id=made.pk, said=_("Đã ghi khoản vay."))
    return page(
        request,
        "support/credit/lend.html",
        status=422 if form.errors else 200,
        form=form,
        name=name_of(row),
        policy=policy_words(row.policy),
        home=reverse(side.home),
        back=side.list_page(row.list_id),
        open_list=row.list.state == AnswerState.CONFIRMED.value,
        refused=answer.reason if answer and answer.verdict == Verdict.REFUSED.value else "",
        line=side.line_page(row.pk),
    )


def _members(home: Household) -> list[tuple[str, str]]:
    rows = Membership.objects.everywhere().filter(household=home, valid_until=None).select_related("person")
    return [(str(one.person_id), one.person.full_name or _("(chưa có tên)")) for one in rows.order_by("pk")]


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def lend_free(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Write down a loan of a household that no list asked for, with why."""
    home = household_by_id(request.scope, household_id)
    form = FreeLoanForm(request.POST or None, accounts=_accounts(request.scope), members=_members(home))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data) | {"capital": _account(request.scope, form.cleaned_data["capital"])}
        if made := attempt(form, record_loan, household=home, by=request.actor, **given):
            return see_other(request, "credit:loan", loan_id=made.pk, said=_("Đã ghi khoản vay."))
    return page(
        request,
        "support/credit/lend.html",
        status=422 if form.errors else 200,
        form=form,
        name=home.head_name or _("(chưa có tên)"),
        policy="",
        home=reverse("credit:loans"),
        back=reverse("owed:household", kwargs={"household_id": home.pk}),
        open_list=True,
        refused="",
        line="",
    )


MOVES = Listing(
    "entrusted-capital",
    columns=(
        Column("place", later("Ngân sách"), lambda row: row.account.unit.name, order="account__unit__sort_key"),
        Column("kind", later("Việc"), lambda row: capital_words(row.kind), order="kind"),
        Column("year", later("Năm ngân sách"), lambda row: row.year, order="year"),
        Column("amount", later("Số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("on", later("Ngày"), lambda row: row.on, kind="day", order="on"),
        Column("document", later("Chứng từ"), lambda row: row.document),
    ),
    filters=(
        Filter(
            "account", later("Ngân sách"), lambda rows, value: rows.filter(account=value),
            choices=lambda request: [(str(key), name) for key, name in _accounts(request.scope)],
        ),
        Filter(
            "year", later("Năm ngân sách"),
            lambda rows, value: rows.filter(year=int(value)) if value.isdecimal() and len(value) < 5 else rows.none(),
        ),
    ),
    sort="-on",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def capital(request: HttpRequest) -> HttpResponse:
    """The capital that budgets entrusted to the bank: put in, returned, lent, left; and a new move."""
    return capital_shown(request, PLACES, P.PROPOSE_SUPPORT, writes=may(request.actor, P.PROPOSE_SUPPORT))


def capital_shown(request: HttpRequest, side: Side, permission: P, *, writes: bool) -> HttpResponse:
    """The entrusted capital of the places within the scope, as one side sees it, who holds ``permission`` there."""
    initial = {"code": own_code(request, permission), "year": today().year}
    form = CapitalForm(request.POST or None, initial=initial)
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and attempt(form, move_capital, by=request.actor, **given):
            return see_other(request, side.capital, said=_("Đã ghi vốn ủy thác."))
    asked = MOVES.asked(request)
    rows = CapitalMove.objects.within(request.scope).select_related("account__unit")
    if asked.export:
        return answer_export(asked, rows, name="entrusted-capital", by=request.actor)
    accounts = EntrustedAccount.objects.within(request.scope).select_related("unit")
    return page(
        request,
        "support/credit/capital.html",
        part="list",
        status=422 if form.errors else 200,
        listing=asked.page(rows),
        accounts=[
            (one, one.put_in - one.returned - one.lent)
            for one in accounts.order_by("unit__sort_key", "unit_id")
        ],
        form=form,
        writes=writes,
        home=reverse(side.home),
        loans=reverse(side.loans),
        here=reverse(side.capital),
    )
