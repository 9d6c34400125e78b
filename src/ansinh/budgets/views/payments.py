"""Payments on pages: the list, one payment and its correction, a payment recorded, a file taken in."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.enums import PaymentKind, State
from ansinh.budgets.forms import CorrectForm, FileForm, PaymentForm
from ansinh.budgets.importing import OPTIONAL, REQUIRED, Checked, check_payments
from ansinh.budgets.models import Payment
from ansinh.budgets.paying import correct_payment, folded, record_payment, take_in_payments
from ansinh.budgets.queries import line_seen, payment_seen, payments_seen
from ansinh.budgets.views.shared import (
    by_component,
    by_place,
    by_source,
    by_state,
    by_year,
    whole_number,
    words_of,
)
from ansinh.budgets.words import component_words, payment_words, state_words
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.work.downloads import answer_export

PAYMENTS = Listing(
    "budget-payments",
    columns=(
        Column(
            "paper", later("Chứng từ"), lambda row: row.paper_no, order="paper_fold",
            link=lambda row: reverse("budgets:payment", kwargs={"payment_id": row.pk}),
        ),
        Column("line", later("Dòng"), lambda row: row.paper_line, kind="number", order="paper_line"),
        Column("on", later("Ngày"), lambda row: row.paper_on, kind="day", order="paper_on"),
        Column("kind", later("Loại"), lambda row: payment_words(row.kind), order="kind"),
        Column("amount", later("Số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("component", later("Nội dung chi"), lambda row: component_words(row.line.component), order="line__component"),
        Column("content", later("Nội dung"), lambda row: row.content),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("state", later("Tình trạng"), lambda row: state_words(row.state), kind="status", order="state"),
    ),
    filters=(
        Filter("q", later("Số chứng từ"), lambda rows, value: rows.filter(paper_fold__contains=folded(value))),
        by_state(),
        by_year("line__year"),
        by_place(),
        by_source("line__source"),
        by_component("line__component"),
        Filter("line", later("Dòng kinh phí số"), lambda rows, value: rows.filter(line=whole_number(value) or 0)),
    ),
    sort="-on",
)  # fmt: skip


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def payments(request: HttpRequest) -> HttpResponse:
    """The payments a person reads."""
    asked = PAYMENTS.asked(request)
    rows = payments_seen(request.actor)
    if asked.export:
        return answer_export(asked, rows, name="budget-payments", by=request.actor)
    return page(request, "budgets/payments.html", part="list", listing=asked.page(rows), permission=P)


@route(P.MAKE_BUDGETS, methods=("GET", "POST"), sees=Nothing.SUMS)
def pay(request: HttpRequest, budget_line_id: int) -> HttpResponse:
    """Record a payment out of a line."""
    line = line_seen(request.actor, budget_line_id)
    form = PaymentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, record_payment, line=line, paid=form.paid(line.pk), remark=form.cleaned_data["remark"], by=request.actor
        )  # fmt: skip
        if made:
            said = _("Đã ghi chứng từ; chờ người thứ hai duyệt.")
            return see_other(request, "budgets:act", budget_act_id=made.pk, said=said)
    return page(
        request, "budgets/pay.html", status=422 if form.errors else 200, form=form, line=line, title=words_of(line)
    )  # fmt: skip


@route(P.VIEW_BUDGETS, methods=("GET", "POST"), sees=Nothing.SUMS)
def payment(request: HttpRequest, payment_id: int) -> HttpResponse:
    """One payment, what corrects it, and a correction; the action asks for the right."""
    one = payment_seen(request.actor, payment_id)
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, correct_payment, payment=one, by=request.actor, **form.cleaned_data)
        if made:
            said = _("Đã ghi giảm chi; chờ người thứ hai duyệt.")
            return see_other(request, "budgets:act", budget_act_id=made.pk, said=said)
    corrections = list(Payment.objects.everywhere().filter(corrects=one).order_by("pk"))
    counts = one.state == State.APPROVED.value and one.kind != PaymentKind.CORRECTION.value
    return page(
        request,
        "budgets/payment.html",
        status=422 if form.errors else 200,
        payment=one,
        title=words_of(one.line),
        kind=payment_words(one.kind),
        state=state_words(one.state),
        corrections=[(row, state_words(row.state)) for row in corrections],
        corrects=counts and may(request.actor, P.MAKE_BUDGETS, one.unit_id),
        form=form,
    )


@route(P.MAKE_BUDGETS, methods=("GET", "POST"), sees=Nothing.SUMS)
def from_file(request: HttpRequest) -> HttpResponse:
    """A file of payments: looked at row by row; where everything fits, and whoever sent it says so, it is recorded."""
    check_size(request)
    form = FileForm(request.POST or None, request.FILES or None)
    checked, made = None, []
    if request.method == "POST" and form.is_valid():
        try:
            checked = check_payments(Path(form.cleaned_data["file"].temporary_file_path()), request.actor)
            if checked.fits and request.POST.get("verb") == "record":
                made = _recorded(request, checked)
        except AnSinhError as refusal:
            form.add_error("file", refusal.message)
    if made:
        said = _("Đã ghi {count} chứng từ; chờ người thứ hai duyệt.").format(
            count=sum(one.rows for one in made)
        )
        if len(made) == 1:
            return see_other(request, "budgets:act", budget_act_id=made[0].pk, said=said)
        return see_other(request, "budgets:acts", query={"state": "waiting"}, said=said)
    return page(
        request,
        "budgets/payments_file.html",
        status=422 if form.errors else 200,
        form=form,
        checked=checked,
        fresh=sum(len(rows) for rows in checked.fresh.values()) if checked else 0,
        amount=sum(one.amount for rows in checked.fresh.values() for one in rows) if checked else 0,
        columns=", ".join(REQUIRED),
        more=", ".join(OPTIONAL),
    )  # fmt: skip


def _recorded(request: HttpRequest, checked: Checked) -> list[Any]:
    found = [
        take_in_payments(unit_id=unit_id, year=year, paid=rows, digest=checked.digest, by=request.actor)  # type: ignore[attr-defined]
        for (unit_id, year), rows in checked.fresh.items()
    ]
    return [one for one in found if one is not None]
