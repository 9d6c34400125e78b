"""Printed figures typed in as a table or brought as a file, one figure with all it rests on, corrected, withdrawn."""

from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import HttpRequest, HttpResponse

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.findings import Finding
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.uploads import check_size
from ansinh.reports.figure_forms import (
    CorrectFigureForm,
    FigureFileForm,
    FigureRows,
    HeadForm,
    WithdrawFigureForm,
    statistic_choices,
)
from ansinh.reports.models import PublishedFigure
from ansinh.reports.published.beside import beside, communes_on
from ansinh.reports.published.figures import COLUMNS
from ansinh.reports.published.held import figure_of_row, figure_row, held_figures, history_of
from ansinh.reports.published.rounding import words_of_way
from ansinh.reports.published.rule_words import words_of_rule
from ansinh.reports.published.rules import check
from ansinh.reports.published.statistics import words_of_statistic
from ansinh.reports.publishing import correct_figure, enter_figures, faults_of, read_file, withdraw_figure

_HEAD = ("paper", "unit_code", "on", "list_year", "standard")


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def enter(request: HttpRequest) -> HttpResponse:
    """A table of printed figures typed in: all of it is written or nothing, and each fault stands in its row."""
    first = {name: request.GET[name] for name in _HEAD if request.GET.get(name)}
    head = HeadForm(request.POST or None, initial=first)
    offer_places(head, request, "unit_code")
    rows = FigureRows(request.POST or None, prefix="row")
    if request.method == "POST" and rows.is_valid() and head.is_valid():
        told = [(at, form, form.figure(head.cleaned_data, at)) for at, form in enumerate(rows, start=1)]
        kept = [(at, form, figure) for at, form, figure in told if figure is not None]
        if not any(form.errors for form in rows):
            forms = {at: form for at, form, _figure in kept}
            figures = [figure for _at, _form, figure in kept]
            for fault in faults_of(figures, [at for at, _form, _figure in kept], request.actor):
                if fault.column in head.fields and fault.message not in head.errors.get(fault.column, []):
                    head.add_error(fault.column, fault.message)
                elif fault.column in forms[fault.row].fields:
                    forms[fault.row].add_error(fault.column, fault.message)
            whole = head.is_valid() and not any(form.errors for form in rows)
            if whole and attempt(head, enter_figures, figures=figures, by=request.actor):
                said = _("Đã ghi {count} số.").format(count=len(figures))
                return see_other(request, "reports:published", said=said)
    status = 422 if request.method == "POST" else 200
    return page(
        request,
        "reports/figures_enter.html",
        status=status,
        head=head,
        rows=rows,
        statistics=statistic_choices(),
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def bring(request: HttpRequest) -> HttpResponse:
    """A table of printed figures as a CSV or XLSX file: every fault by row and column, or all of it is written."""
    check_size(request)
    form = FigureFileForm(request.POST or None, request.FILES or None)
    faults: list[Finding] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        with TemporaryDirectory() as folder:
            path = Path(folder) / Path(given.name).name
            path.write_bytes(given.read())
            try:
                figures, faults = read_file(path, request.actor)
            except AnSinhError as unreadable:
                form.add_error("file", unreadable.message)
                figures = []
        if not faults and not form.errors and attempt(form, enter_figures, figures=figures, by=request.actor):
            said = _("Đã ghi {count} số.").format(count=len(figures))
            return see_other(request, "reports:published", said=said)
    status = 422 if request.method == "POST" else 200
    return page(
        request, "reports/figures_file.html", status=status, form=form, faults=faults, columns=COLUMNS
    )


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def figure(request: HttpRequest, figure_id: int) -> HttpResponse:
    """One printed figure: as its paper has it, ours beside it, what contradicts it, and what it was before."""
    row = figure_row(figure_id)
    one = figure_of_row(row)
    history = history_of(row)
    holds = history[0].pk == row.pk and not row.withdrawn
    paper = held_figures([row.paper])
    findings = [found for found in check(paper, communes_on(paper)) if one in found.figures] if holds else []
    return page(
        request,
        "reports/figure.html",
        figure=row,
        words=words_of_statistic(row.statistic, row.standard),
        beside=beside([one], request.scope)[0],
        findings=findings,
        words_of_rule=words_of_rule,
        history=history,
        holds=holds,
        way=words_of_way(row.rounding) if row.rounding else "",
        keeps=holds and may(request.actor, P.KEEP_PLANS, row.unit_id),
    )


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def correct(request: HttpRequest, figure_id: int) -> HttpResponse:
    """A figure read otherwise, or taken back; what was entered stays."""
    row = _own(request, figure_id)
    first = {name: getattr(row, name) for name in ("printed", "rounding", "definition")}
    back = "withdraw" in request.POST
    form = CorrectFigureForm(None if back else request.POST or None, initial=first)
    why = WithdrawFigureForm(request.POST if back else None)
    made: object = None
    if back and why.is_valid():
        made = attempt(why, withdraw_figure, figure=row, reason=why.cleaned_data["why"], by=request.actor)
    elif request.method == "POST" and not back and form.is_valid():
        made = attempt(form, correct_figure, figure=row, by=request.actor, **form.cleaned_data)
    if isinstance(made, PublishedFigure):
        said = _("Đã rút số này.") if back else _("Đã sửa số này.")
        return see_other(request, "reports:figure", figure_id=made.pk, said=said)
    status = 422 if request.method == "POST" else 200
    return page(
        request,
        "reports/figure_correct.html",
        status=status,
        figure=row,
        form=form,
        why=why,
        words=words_of_statistic(row.statistic, row.standard),
    )


def _own(request: HttpRequest, figure_id: int) -> PublishedFigure:
    """A figure of a place in which somebody enters figures; raises ``NotFound``."""
    row = figure_row(figure_id)
    if not request.scope.covers(row.unit_id):
        # The same words as for a figure that is nowhere.
        raise NotFound(_("Không có số đã công bố này."))
    return row
