"""The pages of the bank: what it was sent, what it answers, lends and is owed. They lead to no household, and reach only the places for
which somebody speaks for the bank, whatever else the person may see elsewhere."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later, read_number
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.credit.answering import Said, answer_lines
from ansinh.support.credit.answers import progress_by_programme, sent_lines
from ansinh.support.credit.forms import AnswersForm, LineAnswerForm, programme_choices
from ansinh.support.credit.policies import bank_scope
from ansinh.support.credit.views.lists import line_shown, line_within, list_within
from ansinh.support.credit.views.loans import (
    LOANS,
    capital_shown,
    line_lent,
    loan_shown,
    loan_within,
    loan_written,
)
from ansinh.support.credit.views.sides import BANK
from ansinh.support.credit.words import line_words, trustee_words, verdict_words
from ansinh.support.delivery.views.shared import by_words, name_of
from ansinh.support.delivery.words import policy_words
from ansinh.support.models import Loan, LoanList, LoanRequest
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.support.models.loan_enums import LineState, LoanState, Verdict
from ansinh.support.reached import places_of
from ansinh.work.downloads import answer_export

_TOGETHER = 100
"""So many lines are answered on one page; the rest comes next."""


def _as_bank(request: HttpRequest) -> None:
    """Whatever is reached from here on is reached for the bank."""
    request.scope = request.scope.both(bank_scope(request.actor))  # type: ignore[attr-defined]


def _progress_choices(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.value, line_words(one.value)[1]) for one in LineState]


_POLICY = Filter(
    "policy",
    later("Chương trình"),
    lambda rows, value: rows.filter(policy=value),
    choices=lambda _r: programme_choices(),
)
_VILLAGE = Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value))
_PROGRESS = Filter(
    "state", later("Tình trạng"), lambda rows, value: rows.filter(progress=value), choices=_progress_choices
)


@route(P.CONFIRM_DELIVERIES)
def overview(request: HttpRequest) -> HttpResponse:
    """By programme: what waits for an answer, what was granted, what is owed; each number opens to its lines or loans."""
    _as_bank(request)
    rows = Loan.objects.within(request.scope).filter(state=LoanState.LIVE.value).order_by()
    owed = {
        one["policy"]: one
        for one in rows.values("policy").annotate(many=Count("pk"), owed=Sum("balance"), late=Sum("overdue"))
    }
    lines = progress_by_programme(request.scope)
    names = dict(programme_choices())
    none = {"many": 0, "owed": 0, "late": 0}
    return page(
        request,
        "support/credit/bank.html",
        speaks=not request.scope.is_empty,
        rows=[
            (code, names.get(code, code), lines.get(code, {}), owed.get(code, none))
            for code in dict.fromkeys((*names, *owed, *lines))
            if code in owed or code in lines
        ],
    )


LISTS = Listing(
    "bank-lists",
    columns=(
        Column(
            "number", later("Danh sách"), lambda row: f"{row.group.name} · {row.number}", order="pk",
            link=lambda row: BANK.list_page(row.pk),
        ),
        Column("place", later("Xã"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("policy", later("Chương trình"), lambda row: row.policy, order="policy"),
        Column("on", later("Ngày lập"), lambda row: row.requested_on, kind="day", order="requested_on"),
        Column("document", later("Số xác nhận của xã"), lambda row: row.document_no),
        Column("lines", later("Số người, hộ"), lambda row: row.lines, kind="number", order="lines"),
        Column("amount", later("Số tiền đề nghị (đồng)"), lambda row: row.amount, kind="number", order="amount"),
    ),
    filters=(
        Filter(
            "unit", later("Xã"), lambda rows, value: rows.filter(unit=value),
            choices=lambda request: places_of(_sent(request)),
        ),
        _POLICY,
        Filter(
            "waits", later("Trả lời"), lambda rows, value: _waiting(rows) if value == "yes" else rows.none(),
            choices=lambda _r: [("yes", _("còn dòng chờ ngân hàng trả lời"))],
        ),
    ),
    sort="-on",
)  # fmt: skip


def _sent(request: HttpRequest) -> Any:
    """The lists that communes confirmed."""
    rows = LoanList.objects.within(request.scope)  # type: ignore[attr-defined]
    return rows.filter(state=AnswerState.CONFIRMED.value)


def _waiting(rows: Any) -> Any:
    live = Loan.objects.everywhere().exclude(state=LoanState.WITHDRAWN.value).values("request")
    unanswered = (
        LoanRequest.objects.everywhere()
        .filter(answers=None)
        .exclude(pk__in=live.filter(request__isnull=False))
    )
    return rows.filter(pk__in=unanswered.values("list"))


@route(P.CONFIRM_DELIVERIES)
def lists(request: HttpRequest) -> HttpResponse:
    """The lists 03/TD that communes confirmed."""
    _as_bank(request)
    asked = LISTS.asked(request)
    rows = _sent(request).select_related("group", "unit")
    if asked.export:
        return answer_export(asked, rows, name="bank-lists", by=request.actor)
    return page(request, "support/credit/bank_lists.html", part="list", listing=asked.page(rows))


LINES = Listing(
    "bank-lines",
    columns=(
        Column(
            "name", later("Người, hộ vay"), name_of, order="household__head_name_sort",
            link=lambda row: BANK.line_page(row.pk),
        ),
        Column("head", later("Chủ hộ"), lambda row: row.household.head_name, shown=False),
        Column("place", later("Xã"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("policy", later("Chương trình"), lambda row: row.policy, order="policy"),
        Column(
            "list", later("Danh sách"), lambda row: f"{row.list.group.name} · {row.list.number}", shown=False,
            link=lambda row: BANK.list_page(row.list_id),
        ),
        Column("purpose", later("Mục đích"), lambda row: row.purpose),
        Column("term", later("Thời hạn (tháng)"), lambda row: row.term_months, kind="number", order="term_months"),
        Column("amount", later("Số tiền đề nghị (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("granted", later("Ngân hàng duyệt (đồng)"), lambda row: row.granted or None, kind="number"),
        Column(
            "state", later("Tình trạng"), lambda row: line_words(row.progress), kind="status",
            link=lambda row: BANK.loan_page(row.loan_key) if row.loan_key else BANK.line_page(row.pk),
        ),
        Column("reason", later("Lý do không cho vay"), lambda row: row.refused_because, shown=False),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
        _PROGRESS,
        _POLICY,
        Filter(
            "unit", later("Xã"), lambda rows, value: rows.filter(unit=value),
            choices=lambda request: places_of(_sent(request)),
        ),
        _VILLAGE,
    ),
    sort="village",
)  # fmt: skip

LINES_OF_LIST = replace(
    LINES,
    key="bank-list-lines",
    columns=tuple(one for one in LINES.columns if one.key not in ("place", "policy", "list")),
    filters=tuple(one for one in LINES.filters if one.key not in ("policy", "unit")),
)


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"), decides=False)
def lines(request: HttpRequest) -> HttpResponse:
    """The lines of every list that was sent, with how far each is."""
    _as_bank(request)
    asked = LINES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = sent_lines(request.scope).select_related("household", "person", "unit", "list__group")
    if asked.export:
        return answer_export(asked, rows, name="bank-lines", by=request.actor)
    return page(request, "support/credit/bank_lines.html", part="list", listing=asked.page(rows))


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"), decides=False)
def one_list(request: HttpRequest, loan_list_id: int) -> HttpResponse:
    """One list and its lines; those that wait can be answered together."""
    _as_bank(request)
    found = list_within(request.scope, loan_list_id, sent=True)
    if answer := LINES_OF_LIST.asked(request).sealed_away():
        return answer
    return _list_shown(request, found, AnswersForm())


@route(P.CONFIRM_DELIVERIES, methods=("POST",))
def answer(request: HttpRequest, loan_list_id: int) -> HttpResponse:
    """What the bank says to the lines of a list that wait: all of what was said or nothing."""
    _as_bank(request)
    found = list_within(request.scope, loan_list_id, sent=True)
    form = AnswersForm(request.POST)
    if form.is_valid():
        said = _said(request, _waiting_lines(found))
        if made := attempt(
            form, answer_lines, listed=found, said=said, by=request.actor, **form.cleaned_data
        ):
            words = _("Đã ghi trả lời cho {count} dòng.").format(count=len(made))
            return see_other(request, "credit:bank-list", loan_list_id=found.pk, said=words)
    return _list_shown(request, found, form)


def _waiting_lines(listed: LoanList) -> list[LoanRequest]:
    """The lines of a list that was reached through a scope before and that the bank said nothing of, in the order of the page."""
    rows = sent_lines(EVERYWHERE).filter(list=listed, progress=LineState.WAITING.value)
    ordered = rows.select_related("household", "person").order_by(
        "village", "household__head_name_sort", "pk"
    )
    return list(ordered[:_TOGETHER])


def _list_shown(request: HttpRequest, found: LoanList, form: AnswersForm) -> HttpResponse:
    asked = LINES_OF_LIST.asked(request)
    rows = sent_lines(request.scope).filter(list=found)  # type: ignore[attr-defined]
    rows = rows.select_related("household", "person", "unit", "list__group")
    if asked.export:
        return answer_export(asked, rows, name="bank-list-03td", by=request.actor)  # type: ignore[attr-defined]
    return page(
        request,
        "support/credit/bank_list.html",
        part="list",
        status=422 if form.errors else 200,
        one=found,
        policy=policy_words(found.policy),
        trustee=trustee_words(found.group.trustee),
        listing=asked.page(rows),
        waiting=[(row, name_of(row)) for row in _waiting_lines(found)],
        together=_TOGETHER,
        verdicts=[(one.value, verdict_words(one.value)[1]) for one in Verdict],
        given=request.POST,
        form=form,
    )


def _said(request: HttpRequest, rows: list[LoanRequest]) -> list[Said]:
    """What was chosen for these lines; a blank amount of a granted one is what was asked."""
    found = []
    for row in rows:
        verdict = request.POST.get(f"verdict-{row.pk}", "")
        if verdict not in list(Verdict):
            continue
        typed = request.POST.get(f"amount-{row.pk}", "").strip()
        number = read_number(typed) if typed else row.amount
        whole = int(number) if number is not None and number == int(number) else 0
        found.append(Said(row.pk, Verdict(verdict), whole, request.POST.get(f"reason-{row.pk}", "")))
    return found


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"))
def line(request: HttpRequest, loan_request_id: int) -> HttpResponse:
    """One line: every answer, and a new one as long as the loan is not there."""
    _as_bank(request)
    row = line_within(request.scope, loan_request_id, sent=True)
    form = LineAnswerForm(request.POST or None, initial={"amount": row.granted or row.amount})
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(
            form,
            answer_lines,
            listed=row.list,
            said=[form.said(row.pk)],
            on=form.cleaned_data["on"],
            by=request.actor,
        )
    ):
        return see_other(request, "credit:bank-line", loan_request_id=row.pk, said=_("Đã ghi trả lời."))
    shown = None if row.progress == LineState.LENT.value else form
    return line_shown(request, row, BANK, 422 if form.errors else 200, form=shown)


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"))
def lend(request: HttpRequest, loan_request_id: int) -> HttpResponse:
    """The loan that was paid out for a line."""
    _as_bank(request)
    line_within(request.scope, loan_request_id, sent=True)
    return line_lent(request, loan_request_id, BANK)


BANK_LOANS = replace(
    LOANS,
    key="bank-loans",
    columns=(replace(LOANS.columns[0], link=lambda row: BANK.loan_page(row.pk)), *LOANS.columns[1:]),
)


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"), decides=False)
def loans(request: HttpRequest) -> HttpResponse:
    """The loans of the bank's places."""
    _as_bank(request)
    asked = BANK_LOANS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Loan.objects.within(request.scope).select_related("household", "person", "unit")
    if asked.export:
        return answer_export(asked, rows, name="bank-loans", by=request.actor)
    return page(request, "support/credit/bank_loans.html", part="list", listing=asked.page(rows))


@route(P.CONFIRM_DELIVERIES)
def loan(request: HttpRequest, loan_id: int) -> HttpResponse:
    """One loan of the bank."""
    _as_bank(request)
    return loan_shown(request, loan_within(request.scope, loan_id), BANK)


@route(P.CONFIRM_DELIVERIES, methods=("POST",))
def write(request: HttpRequest, loan_id: int) -> HttpResponse:
    """What is owed, a visit, or that a loan was written wrongly."""
    _as_bank(request)
    return loan_written(request, loan_id, BANK)


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"))
def capital(request: HttpRequest) -> HttpResponse:
    """The capital that budgets entrusted to the bank."""
    _as_bank(request)
    return capital_shown(request, BANK, P.CONFIRM_DELIVERIES, writes=not request.scope.is_empty)
