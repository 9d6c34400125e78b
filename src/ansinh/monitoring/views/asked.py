"""Reports asked for besides the calendar, on pages."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.monitoring.asking import answer_asked, ask_for_report, places_asked
from ansinh.monitoring.enums import ISSUED
from ansinh.monitoring.forms import AnswerForm, AskForm
from ansinh.monitoring.models import AskedReport, AskedUnit, WrittenReport
from ansinh.papers.offices import offices_of
from ansinh.work.downloads import answer_export


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(asked__title_fold__contains=word)
    return rows


def _state(row: AskedUnit) -> tuple[str, str]:
    if row.answered_on is not None:
        return ("ok", _("đã trả lời"))
    return ("error", _("quá hạn")) if row.asked.due < today() else ("waiting", _("chưa trả lời"))


def _late(row: AskedUnit) -> int:
    return max(0, ((row.answered_on or today()) - row.asked.due).days)


ASKED = Listing(
    "asked-reports",
    columns=(
        Column(
            "title",
            later("Yêu cầu"),
            lambda row: row.asked.title,
            order="asked__title_fold",
            link=lambda row: reverse("monitoring:asked-report", kwargs={"asked_id": row.pk}),
        ),
        Column("from", later("Nơi yêu cầu"), lambda row: row.asked.unit.name),
        Column("place", later("Nơi phải báo cáo"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("due", later("Hạn gửi"), lambda row: row.asked.due, kind="day", order="asked__due"),
        Column("state", later("Tình trạng"), _state, kind="status"),
        Column("late", later("Chậm (ngày)"), _late, kind="number"),
    ),
    filters=(
        Filter("q", later("Tìm"), _by_words),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(answered_on__isnull=value == "open"),
            choices=lambda _r: [("open", _("chưa trả lời")), ("answered", _("đã trả lời"))],
        ),
    ),
    sort="-due",
)


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def asked_reports(request: HttpRequest) -> HttpResponse:
    """What was asked of the places within the scope."""
    found = ASKED.asked(request)
    rows = AskedUnit.objects.within(request.scope).select_related("asked__unit", "unit")
    if found.export:
        return answer_export(found, rows, name="asked-reports", by=request.actor)
    return page(
        request,
        "monitoring/asked.html",
        part="list",
        listing=found.page(rows),
        asks=may(request.actor, P.SEND_REPORTS),
    )


@route(P.SEND_REPORTS, methods=("GET", "POST"), sees=Nothing.BLANK)
def ask(request: HttpRequest) -> HttpResponse:
    """Ask places below for a report."""
    units = offices_of(request.actor, P.SEND_REPORTS)
    form = AskForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, _ask, by=request.actor, given=form.cleaned_data)
        if isinstance(made, AskedReport):
            return see_other(request, "monitoring:asked", said=_("Đã gửi yêu cầu."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "monitoring/ask.html", status=status, form=form, units=units)


def _ask(*, by: Any, given: dict[str, Any]) -> AskedReport:
    codes = given.pop("codes")
    return ask_for_report(by=by, units=places_asked(given["unit"], codes), **given)


@route(P.WATCH_PROGRESS, methods=("GET", "POST"), sees=Nothing.SUMS)
def asked_report(request: HttpRequest, asked_id: int) -> HttpResponse:
    """What one place was asked, and its answer."""
    rows = AskedUnit.objects.within(request.scope).select_related("asked__unit", "unit", "report")
    row = rows.filter(pk=asked_id).first()
    if row is None:
        raise NotFound(_("Không có yêu cầu này trong địa bàn được giao."), code="no_asked_report")
    issued = WrittenReport.objects.within(request.scope).filter(
        unit=row.unit_id, state__in=[one.value for one in ISSUED]
    )
    form = AnswerForm(request.POST or None, reports=list(issued.order_by("-pk")[:50]))
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, answer_asked, row=row, by=request.actor, **form.cleaned_data):
        return see_other(request, "monitoring:asked-report", asked_id=row.pk, said=_("Đã gửi trả lời."))
    return page(
        request,
        "monitoring/asked_report.html",
        status=422 if form.is_bound and form.errors else 200,
        row=row,
        form=form,
        answers=may(request.actor, P.SEND_REPORTS, row.unit_id),
        late=_late(row),
    )
