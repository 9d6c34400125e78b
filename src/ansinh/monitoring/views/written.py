"""Written papers on pages: the list, one paper with its figures, writing it, its way to being issued."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import check_may, may
from ansinh.access.queries import scope_of
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.monitoring.actions import fill_again, make_paper, submit_paper, write_paper
from ansinh.monitoring.deadlines import due_of
from ansinh.monitoring.enums import PaperKind, PaperState
from ansinh.monitoring.forms import NewForm, ReasonForm, WriteForm
from ansinh.monitoring.models import WrittenReport
from ansinh.monitoring.opening import is_flow, made_of
from ansinh.monitoring.papers import preview_pdf, preview_word
from ansinh.monitoring.policies import approves, gives_back, is_issued, writes
from ansinh.monitoring.queries import (
    consolidated_in,
    differences,
    editions,
    figure_of,
    moves_of,
    parts_below,
    report_within,
    reports_within,
    sections_of,
    whole_body,
)
from ansinh.monitoring.settling import approve_paper, return_paper, revise_paper
from ansinh.monitoring.words import kind_words, state_words, time_words
from ansinh.papers.offices import offices_of
from ansinh.papers.rendering import shown_number_of
from ansinh.work.downloads import answer_export

_SHAPES = {
    "pdf": (preview_pdf, "application/pdf", "inline"),
    "docx": (
        preview_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "attachment",
    ),
}


def page_of(row: WrittenReport) -> str:
    """Where a paper's page is."""
    return reverse("monitoring:report", kwargs={"written_id": row.pk})


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(title_fold__contains=word)
    return rows


def _by_place(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(unit__name_fold__contains=word)
    return rows


def _number(row: WrittenReport) -> str:
    return shown_number_of(row.paper.number, row.paper.suffix) if row.paper is not None else ""


REPORTS = Listing(
    "written-reports",
    columns=(
        Column("title", later("Văn bản"), lambda row: row.title, order="title_fold", link=page_of),
        Column("kind", later("Loại"), lambda row: kind_words(row.kind), order="kind"),
        Column("place", later("Nơi ban hành"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("year", later("Năm"), time_words, order="year"),
        Column(
            "state", later("Tình trạng"), lambda row: state_words(row.state), kind="status", order="state"
        ),
        Column("number", later("Số"), _number),
        Column("due", later("Hạn"), lambda row: row.due, kind="day"),
        Column("edition", later("Lần"), lambda row: row.order, kind="number", shown=False),
    ),
    filters=(
        Filter("q", later("Tìm"), _by_words),
        Filter("place", later("Nơi ban hành"), _by_place),
        Filter(
            "kind",
            later("Loại"),
            lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, kind_words(one.value)) for one in PaperKind],
        ),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, state_words(one.value)[1]) for one in PaperState],
        ),
        Filter(
            "year",
            later("Năm"),
            lambda rows, value: rows.filter(year=int(value)) if value.isdigit() else rows.none(),
        ),
    ),
    sort="-year",
)


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def reports(request: HttpRequest) -> HttpResponse:
    """The papers of the places within the scope."""
    asked = REPORTS.asked(request)
    rows = reports_within(request.scope)
    if asked.export:
        return answer_export(asked, rows, name="written-reports", by=request.actor)
    return page(
        request,
        "monitoring/reports.html",
        part="list",
        listing=asked.page(rows),
        makes=may(request.actor, P.SEND_REPORTS),
    )


@route(P.SEND_REPORTS, methods=("GET", "POST"), sees=Nothing.BLANK)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a paper of a place the person works for."""
    units = offices_of(request.actor, P.SEND_REPORTS)
    start = {name: request.GET[name] for name in ("unit", "kind", "year", "part") if name in request.GET} or {
        "year": today().year
    }
    form = NewForm(request.POST or None, units=units, initial=start)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        due = due_of(given["unit"], given["kind"], given["year"], given["part"])
        made = attempt(form, make_paper, by=request.actor, due=due, **given)
        if isinstance(made, WrittenReport):
            return see_other(
                request,
                "monitoring:write",
                written_id=made.pk,
                said=_("Đã điền số liệu. Hãy viết nội dung từng mục rồi trình."),
            )
    return page(
        request,
        "monitoring/new.html",
        status=422 if form.is_bound and form.errors else 200,
        form=form,
        units=units,
    )


def _shown(request: HttpRequest, one: WrittenReport, form: ReasonForm, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    sees = one.paper_id is not None or any(
        scope_of(actor, right).covers(one.unit_id) for right in (P.SEND_REPORTS, P.APPROVE_REPORTS)
    )
    return page(
        request,
        "monitoring/report.html",
        status=status,
        report=one,
        body=whole_body(one),
        moves=moves_of(one),
        parts=parts_below(one),
        whole=consolidated_in(one),
        editions=[row for row in editions(one) if row.pk != one.pk],
        changed=differences(one),
        form=form,
        writes=writes(one, actor),
        approves=approves(one, actor),
        gives_back=gives_back(one, actor),
        revises=one.state == PaperState.RETURNED.value
        and one.paper_id is None
        and may(actor, P.SEND_REPORTS, one.unit_id),
        follows=(is_issued(one) or (one.state == PaperState.RETURNED.value and one.paper_id is not None))
        and may(actor, P.SEND_REPORTS, one.unit_id),
        previews=sees and not one.paper_id,
        opens_paper=one.paper_id is not None and may(actor, P.ISSUE_PAPERS, one.unit_id),
        kind_words=kind_words,
        state_words=state_words,
        time_words=time_words,
        number_of_paper=shown_number_of,
    )


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def report(request: HttpRequest, written_id: int) -> HttpResponse:
    """One paper: its text with figures that open, what happened to it, what it consolidates."""
    return _shown(request, report_within(request.scope, written_id), ReasonForm())


@route(P.SEND_REPORTS, methods=("GET", "POST"), sees=Nothing.SUMS)
def write(request: HttpRequest, written_id: int) -> HttpResponse:
    """Write the head and the sections of a draft."""
    one = report_within(request.scope, written_id)
    parts = sections_of(one)
    form = WriteForm(request.POST or None, report=one, sections=parts)
    if request.method == "POST" and form.is_valid():
        head, texts = form.given()
        if attempt(form, write_paper, report=one, head=head, texts=texts, by=request.actor):
            return see_other(request, "monitoring:report", written_id=one.pk, said=_("Đã lưu nội dung."))
    return page(
        request,
        "monitoring/write.html",
        status=422 if form.is_bound and form.errors else 200,
        report=one,
        form=form,
        writes=writes(one, request.actor),
        state_words=state_words,
    )


_SAID: dict[str, Any] = {
    "refill": later("Đã điền lại số liệu."),
    "submit": later("Đã trình để duyệt."),
    "approve": later("Đã duyệt và ban hành."),
    "return": later("Đã trả lại."),
    "revise": later("Đã mở lại bản soạn."),
}


def _verbs(one: WrittenReport, reason: str) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    return {
        "refill": (fill_again, {}),
        "submit": (submit_paper, {}),
        "approve": (approve_paper, {}),
        "return": (return_paper, {"reason": reason}),
        "revise": (revise_paper, {}),
    }


@route(P.WATCH_PROGRESS, methods=("POST",), sees=Nothing.SUMS)
def move(request: HttpRequest, written_id: int) -> HttpResponse:
    """Fill, submit, approve, give back or open it again; the action asks the right."""
    one = report_within(request.scope, written_id)
    form = ReasonForm(request.POST)
    verb = request.POST.get("verb", "")
    known = _verbs(one, form.cleaned_data["reason"] if form.is_valid() else "")
    if verb not in known:
        raise NotFound(_("Không có việc này. Hãy tải lại trang."))
    action, more = known[verb]
    if form.is_valid() and attempt(form, action, report=one, by=request.actor, **more):
        return see_other(request, "monitoring:report", written_id=one.pk, said=str(_SAID[verb]))
    return _shown(request, report_within(request.scope, written_id), form, 422)


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def preview(request: HttpRequest, written_id: int) -> HttpResponse:
    """The paper as it would be now, as PDF or Word; no number is taken and nothing is kept."""
    one = report_within(request.scope, written_id)
    shape = request.GET.get("shape", "pdf")
    if shape not in _SHAPES:
        raise NotFound(_("Chỉ xem trước được dạng PDF hoặc Word."))
    make, kind, how = _SHAPES[shape]
    content = make(one, request.actor)
    named = {"Content-Disposition": f'{how}; filename="xem-truoc.{shape}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=named)


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def figure(request: HttpRequest, written_id: int, written_figure_id: int) -> HttpResponse:
    """What one number of a paper is made of: its definition, its parts, the places it is the sum of."""
    one = report_within(request.scope, written_id)
    found = figure_of(one, written_figure_id)
    if found.version is not None and not one.paper_id:
        check_may(request.actor, P.WATCH_PROGRESS, found.version.unit_id)
    opens = found.version is not None and scope_of(request.actor, P.PRINT_FORMS).covers(found.version.unit_id)
    homes = is_flow(found) and not scope_of(request.actor, P.SEE_HOUSEHOLDS).is_empty
    return page(
        request,
        "monitoring/figure.html",
        report=one,
        figure=found,
        made=made_of(found),
        opens=opens,
        homes=homes,
    )
