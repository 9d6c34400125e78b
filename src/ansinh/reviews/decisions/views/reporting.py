"""Reports on pages: what a place owes, what was sent to it, one report with its figures."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.queries import holdings_of, scope_of
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import VIETNAM, today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.models import Paper
from ansinh.papers.rendering import shown_number_of
from ansinh.places.models import Unit
from ansinh.reviews.decisions.enums import ReportKind, ReportState
from ansinh.reviews.decisions.forms import ReportPaperForm, WhyForm
from ansinh.reviews.decisions.models import PeriodicReport
from ansinh.reviews.decisions.report_figures import COLUMNS
from ansinh.reviews.decisions.report_papers import Written, issue_report_paper, papers_of
from ansinh.reviews.decisions.reporting import (
    kind_words,
    make_report,
    moves_of,
    owed_by,
    receive_report,
    receives,
    report_state_words,
    report_within,
    return_report,
    send_report,
)
from ansinh.work.downloads import answer_export

P = Permission


def column_words(name: str) -> str:
    """A column of a report's table in words."""
    return {
        "poor": _("Hộ nghèo"),
        "near_poor": _("Hộ cận nghèo"),
        "escaped_poor": _("Thoát nghèo"),
        "escaped_near_poor": _("Thoát cận nghèo"),
        "new_poor": _("Nghèo phát sinh, tái nghèo"),
        "new_near_poor": _("Cận nghèo phát sinh, tái cận nghèo"),
        "average": _("Nông, lâm, ngư, diêm nghiệp mức sống trung bình"),
    }[name]


def _page_of(row: PeriodicReport) -> str:
    return reverse("decisions:report", kwargs={"report_id": row.pk})


def _period(row: PeriodicReport) -> str:
    return f"{row.month:02d}/{row.year}"


def _by_place(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(unit__name_fold__contains=word)
    return rows


REPORTS = Listing(
    "periodic-reports",
    columns=(
        Column("kind", later("Báo cáo"), lambda row: kind_words(row.kind), order="kind", link=_page_of),
        Column("period", later("Tháng"), _period),
        Column("place", later("Nơi gửi"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("to", later("Nơi nhận"), lambda row: row.sent_to),
        Column("due", later("Hạn"), lambda row: row.due, kind="day", order="due"),
        Column(
            "state",
            later("Tình trạng"),
            lambda row: report_state_words(row.state),
            kind="status",
            order="state",
        ),
        Column("poor", later("Hộ nghèo"), lambda row: row.figures["total"]["poor"], kind="number"),
        Column(
            "near_poor", later("Hộ cận nghèo"), lambda row: row.figures["total"]["near_poor"], kind="number"
        ),
        Column("basis", later("Căn cứ số liệu"), lambda row: row.basis, shown=False),
        Column("order", later("Lần"), lambda row: row.order, kind="number", shown=False),
    ),
    filters=(
        Filter("place", later("Nơi gửi"), _by_place),
        Filter(
            "kind",
            later("Báo cáo"),
            lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, kind_words(one.value)) for one in ReportKind],
        ),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, report_state_words(one.value)[1]) for one in ReportState],
        ),
        Filter(
            "year",
            later("Năm"),
            lambda rows, value: rows.filter(year=int(value)) if value.isdigit() else rows.none(),
        ),
    ),
    sort="-due",
)


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def reports(request: HttpRequest) -> HttpResponse:
    """What one's own place owes this year, and every report of the places within the scope."""
    asked = REPORTS.asked(request)
    rows = PeriodicReport.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="reports", by=request.actor)
    year = _year(request)
    own = [one.unit for one in holdings_of(request.actor, today()) if one.unit is not None]
    return page(
        request,
        "reviews/decisions/reports.html",
        part="list",
        listing=asked.page(rows),
        owed=[(unit, owed_by(unit, year)) for unit in dict.fromkeys(own)],
        year=year,
        kind_words=kind_words,
        state_words=report_state_words,
        sends={unit.pk for unit in own if may(request.actor, P.SEND_REPORTS, unit.pk)},
        day=today(),
    )


def _year(request: HttpRequest) -> int:
    given = request.GET.get("year", "")
    return int(given) if given.isdigit() and 2016 <= int(given) <= 2100 else today().year


@route(P.SEND_REPORTS, methods=("POST",), sees=Nothing.SUMS)
def make(request: HttpRequest) -> HttpResponse:
    """Make a report that a place owes, with the figures of now."""
    unit = Unit.objects.filter(pk=_number(request, "unit")).first()
    if unit is None or not request.scope.covers(unit.pk):
        raise NotFound(_("Địa bàn này không được giao cho tài khoản này."), code="no_such_place")
    if request.POST.get("kind") not in {one.value for one in ReportKind}:
        raise UnusableInput(_("Hãy chọn báo cáo."))
    report = make_report(
        unit=unit,
        kind=ReportKind(request.POST["kind"]),
        year=_number(request, "year"),
        month=_number(request, "month"),
        by=request.actor,
    )
    return see_other(
        request, "decisions:report", report_id=report.pk, said=_("Đã lập báo cáo. Hãy xem số liệu rồi gửi.")
    )


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isdigit():
        raise UnusableInput(_("Yêu cầu thiếu thông tin. Hãy tải lại trang rồi thử lại."))
    return int(given)


def _shown(request: HttpRequest, report: PeriodicReport, form: WhyForm, status: int) -> HttpResponse:
    return page(
        request,
        "reviews/decisions/report.html",
        status=status,
        report=report,
        columns=[(name, column_words(name)) for name in COLUMNS],
        moves=moves_of(report),
        kind_words=kind_words,
        state_words=report_state_words,
        form=form,
        sends=may(request.actor, P.SEND_REPORTS, report.unit_id),
        receives=receives(report, request.actor),
        opens=_opens(report),
        issues=may(request.actor, P.ISSUE_PAPERS, report.unit_id),
        papers=papers_of(scope_of(request.actor, P.ISSUE_PAPERS), report),
        number_of_paper=shown_number_of,
    )


def _opens(report: PeriodicReport) -> dict[str, Any]:
    """Where the figures of a report come from, for who wants to see the households."""
    return {
        "day": min(report.made_at.astimezone(VIETNAM).date(), report.due),
        "list": report.kind == ReportKind.MONTHLY.value,
    }


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """One report: its figures, what they rest on, what happened to it."""
    return _shown(request, report_within(request.scope, report_id), WhyForm(), 200)


@route(P.ISSUE_PAPERS, methods=("GET", "POST"), sees=Nothing.SUMS)
def paper(request: HttpRequest, report_id: int) -> HttpResponse:
    """Issue the report as a numbered paper."""
    held = report_within(request.scope, report_id)
    known = papers_of(request.scope, held)
    form = ReportPaperForm(request.POST or None, again=bool(known))
    if request.method == "POST" and form.is_valid():
        written = Written(**form.cleaned_data)
        made = attempt(form, issue_report_paper, report=held, written=written, by=request.actor)
        if isinstance(made, Paper):
            return see_other(request, "papers:paper", said=_("Đã lập văn bản báo cáo."), paper_id=made.pk)
    return page(
        request,
        "reviews/decisions/report_paper.html",
        status=422 if form.is_bound and form.errors else 200,
        report=held,
        kind_words=kind_words,
        known=known,
        form=form,
    )


@route(P.WATCH_PROGRESS, methods=("POST",), sees=Nothing.SUMS)
def move_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Send, receive or return it; the action asks the right."""
    held = report_within(request.scope, report_id)
    form = WhyForm(request.POST)
    verb = request.POST.get("verb", "")
    verbs: dict[str, Any] = {"send": send_report, "receive": receive_report, "return": return_report}
    if verb in verbs and form.is_valid():
        more = {"reason": form.cleaned_data["reason"]} if verb == "return" else {}
        if attempt(form, verbs[verb], report=held, by=request.actor, **more):
            return see_other(request, "decisions:report", report_id=held.pk, said=_("Đã ghi."))
    return _shown(request, held, form, 422)
