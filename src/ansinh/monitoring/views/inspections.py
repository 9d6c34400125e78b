"""Inspections on pages: planned, their households, findings and what became of them."""

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.monitoring.asking import places_asked
from ansinh.monitoring.concluded import annex_subject, conclusion_subject
from ansinh.monitoring.concluding import issued_of, newest_draft, told_of
from ansinh.monitoring.enums import FindingState
from ansinh.monitoring.filling import sealed_version
from ansinh.monitoring.forms import FindingForm, FindingMoveForm, InspectionForm
from ansinh.monitoring.inspecting import (
    close_inspection,
    move_finding,
    moves_finding,
    plan_inspection,
    record_finding,
)
from ansinh.monitoring.models import Finding, FindingMove, InspectedHousehold, InspectedUnit, Inspection
from ansinh.monitoring.words import finding_words
from ansinh.papers.kinds import kind_named
from ansinh.papers.models import Paper
from ansinh.papers.offices import offices_of
from ansinh.papers.queries import papers_about
from ansinh.papers.rendering import shown_number_of
from ansinh.places.models import Unit


def inspections_within(scope: Scope) -> QuerySet[Inspection]:
    """Inspections by places of a scope, and those of which a place of the scope is inspected."""
    rows = Inspection.objects.everywhere().select_related("unit", "version__unit")
    if scope.unit_ids is None:
        return rows
    inspected = InspectedUnit.objects.within(scope).values("inspection")
    return rows.filter(Q(unit__in=scope.unit_ids) | Q(pk__in=inspected))


def inspection_within(scope: Scope, key: int) -> Inspection:
    """One of them. Raises ``NotFound``."""
    found = inspections_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có cuộc kiểm tra này trong địa bàn được giao."), code="no_inspection")
    return found


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(title_fold__contains=word)
    return rows


INSPECTIONS = Listing(
    "inspections",
    columns=(
        Column(
            "title",
            later("Cuộc kiểm tra"),
            lambda row: row.title,
            order="title_fold",
            link=lambda row: reverse("monitoring:inspection", kwargs={"inspection_id": row.pk}),
        ),
        Column("unit", later("Cơ quan kiểm tra"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("first_day", later("Từ ngày"), lambda row: row.first_day, kind="day", order="first_day"),
        Column("last_day", later("Đến ngày"), lambda row: row.last_day, kind="day"),
        Column("open", later("Phát hiện chưa xong"), lambda row: row.open_findings, kind="number"),
        Column("closed_on", later("Kết thúc ngày"), lambda row: row.closed_on, kind="day"),
    ),
    filters=(Filter("q", later("Tìm"), _by_words),),
    sort="-first_day",
)


@route(P.SEE_HOUSEHOLDS)
def inspections(request: HttpRequest) -> HttpResponse:
    """The inspections one makes, and those one is inspected by."""
    asked = INSPECTIONS.asked(request)
    not_done = ~Q(findings__state=FindingState.ACCEPTED.value) & Q(findings__isnull=False)
    rows = inspections_within(request.scope).annotate(open_findings=Count("findings", filter=not_done))
    return page(
        request,
        "monitoring/inspections.html",
        part="list",
        listing=asked.page(rows),
        plans=may(request.actor, P.INSPECT),
    )


@route(P.INSPECT, methods=("GET", "POST"))
def plan(request: HttpRequest) -> HttpResponse:
    """Plan an inspection and draw its households."""
    units = offices_of(request.actor, P.INSPECT)
    form = InspectionForm(request.POST or None, units=units, initial={"year": today().year - 1})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, _plan, by=request.actor, given=form.cleaned_data)
        if isinstance(made, Inspection):
            return see_other(
                request, "monitoring:inspection", inspection_id=made.pk, said=_("Đã lập và rút thăm hộ.")
            )
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "monitoring/plan_inspection.html", status=status, form=form, units=units)


def _plan(*, by: Any, given: dict[str, Any]) -> Inspection:
    codes, year = given.pop("codes"), given.pop("year")
    unit: Unit = given["unit"]
    version = sealed_version(unit, year)
    if version is None:
        raise UnusableInput(
            _("Chưa có kết quả được phê duyệt của {place} năm {year}. Hãy chọn năm khác.").format(
                place=unit.name, year=year
            ),
            code="no_version",
        )
    units = [unit] if codes == (unit.code,) else places_asked(unit, codes)
    return plan_inspection(by=by, version=version, units=units, **given)


@route(P.SEE_HOUSEHOLDS)
def inspection(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """One inspection: drawn households and findings of the places one sees."""
    one = inspection_within(request.scope, inspection_id)
    drawn = InspectedHousehold.objects.within(request.scope).filter(inspection=one)
    findings = Finding.objects.within(request.scope).filter(inspection=one)
    own = request.scope.covers(one.unit_id)
    draft, issued = (newest_draft(one), issued_of(one)) if own else (None, None)
    waits = draft is not None and (issued is None or issued.draft_id != draft.pk)
    return page(
        request,
        "monitoring/inspection.html",
        one=one,
        households=drawn.select_related("unit", "household").order_by("unit__sort_key", "position"),
        findings=findings.select_related("unit", "household").order_by("due", "pk"),
        inspects=may(request.actor, P.INSPECT, one.unit_id),
        finding_words=finding_words,
        day_now=today(),
        own=own,
        draft=draft if waits else None,
        draft_by=doer_words(draft.written_by, draft.written_at) if draft else "",
        issues=waits
        and draft is not None
        and request.actor.label != draft.written_by
        and may(request.actor, P.APPROVE_REPORTS, one.unit_id),
        papers=_papers_of(request, one) if own else [],
        told=None if own else told_of(one, request.scope),
    )


def _papers_of(request: HttpRequest, one: Inspection) -> list[tuple[Paper, str]]:
    """The issued papers of an inspection that a person may open, the newest first, each with its words."""
    reached = scope_of(request.actor, P.ISSUE_PAPERS)  # type: ignore[attr-defined]
    rows = [*papers_about(reached, conclusion_subject(one)), *papers_about(reached, annex_subject(one))]
    return [(row, shown_number_of(row.number, row.suffix) or str(kind_named(row.kind).words)) for row in rows]


@route(P.INSPECT, methods=("GET", "POST"))
def record(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Record a finding at an inspected place or household."""
    one = inspection_within(request.scope, inspection_id)
    form = FindingForm(request.POST or None, places=list(_places(request.scope, one)))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        unit, household = _where(request.scope, one, given.pop("where"))
        made = attempt(
            form, record_finding, inspection=one, unit=unit, household=household, by=request.actor, **given
        )
        if isinstance(made, Finding):
            return see_other(request, "monitoring:finding", finding_id=made.pk, said=_("Đã ghi phát hiện."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "monitoring/record_finding.html", status=status, form=form, one=one)


def _places(scope: Scope, one: Inspection) -> list[tuple[str, str]]:
    """Inspected places, then drawn households, as choices."""
    units = InspectedUnit.objects.within(scope).filter(inspection=one).select_related("unit")
    homes = (
        InspectedHousehold.objects.within(scope).filter(inspection=one).select_related("unit", "household")
    )
    found = [(f"u{row.unit_id}", row.unit.name) for row in units.order_by("unit__sort_key")]
    return found + [
        (f"h{row.household_id}", f"{row.unit.name}, {row.village}: {row.household.head_name}")
        for row in homes.order_by("unit__sort_key", "position")
    ]


def _where(scope: Scope, one: Inspection, chosen: str) -> tuple[Unit, Household | None]:
    """The place of a choice, as it was drawn: a household may have moved since."""
    if chosen.startswith("u"):
        return Unit.objects.get(pk=int(chosen[1:])), None
    rows = InspectedHousehold.objects.within(scope).select_related("unit", "household")
    row = rows.get(inspection=one, household=UUID(chosen[1:]))
    return row.unit, row.household


@route(P.INSPECT, methods=("POST",))
def close(request: HttpRequest, inspection_id: int) -> HttpResponse:
    """Close an inspection whose findings were accepted."""
    one = inspection_within(request.scope, inspection_id)
    close_inspection(inspection=one, by=request.actor)
    return see_other(
        request, "monitoring:inspection", inspection_id=one.pk, said=_("Đã kết thúc cuộc kiểm tra.")
    )


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def finding(request: HttpRequest, finding_id: int) -> HttpResponse:
    """One finding and its way; the action asks whose step it is."""
    rows = Finding.objects.within(request.scope).select_related("inspection", "unit", "household")
    one = rows.filter(pk=finding_id).first()
    if one is None:
        raise NotFound(_("Không có phát hiện này trong địa bàn được giao."), code="no_finding")
    inspects, mends = moves_finding(one, request.actor)
    form = FindingMoveForm(request.POST or None, finding=one, inspects=inspects, mends=mends)
    sent = request.method == "POST" and form.is_valid()
    if sent and attempt(form, move_finding, finding=one, by=request.actor, **form.cleaned_data):
        return see_other(request, "monitoring:finding", finding_id=one.pk, said=_("Đã ghi."))
    return page(
        request,
        "monitoring/finding.html",
        status=422 if form.is_bound and form.errors else 200,
        one=one,
        form=form,
        moves_on=bool(form.fields["to"].choices),  # type: ignore[attr-defined]
        moves=FindingMove.objects.everywhere().filter(finding=one).order_by("pk"),
        finding_words=finding_words,
    )
