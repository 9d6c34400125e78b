"""Multidimensional poverty of a sealed version: H, A, M0, headcounts and contributions; each number opens to its households."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission
from ansinh.analytics.alkire_foster.matrix import Missing
from ansinh.analytics.disclosure import FEWEST, hidden_groups
from ansinh.analytics.forms import QuestionForm, asked_weights, given_of
from ansinh.analytics.questions import GROUPS, PERSONS, Question, cutoff_of_law, question
from ansinh.analytics.versions import (
    ALL,
    CENSORED,
    NOBODY,
    POOR,
    UNCENSORED,
    Measured,
    households_behind,
    measured,
)
from ansinh.datasets.models import Version
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Listing
from ansinh.kernel.web.pages import page
from ansinh.reports.cell_lists import household_listing
from ansinh.reports.kept_forms import key_of
from ansinh.reports.opening import commune_names
from ansinh.reports.versions import VERSIONS, newest, shown_period, version_within, versions_within
from ansinh.reports.views.cells import list_answer, named_page
from ansinh.standards.adopted import standard_in_use
from ansinh.work.downloads import answer_export

_NAMES = Permission.SEE_HOUSEHOLDS
_TO_MEASURES = replace(
    VERSIONS.columns[0], link=lambda row: reverse("analytics:measures", kwargs={"version_id": row.pk})
)
MEASURED_VERSIONS = replace(VERSIONS, key="measured-versions", columns=(_TO_MEASURES, *VERSIONS.columns[1:]))


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def versions(request: HttpRequest) -> HttpResponse:
    """The sealed versions in scope, each leading to its measures."""
    asked = MEASURED_VERSIONS.asked(request)
    rows = versions_within(request.scope)
    if "kept" not in asked.values:
        rows = newest(rows)
    if asked.export:
        return answer_export(asked, rows, name="phien-ban", by=request.actor)
    return page(request, "analytics/versions.html", listing=asked.page(rows))


@route(Permission.PRINT_FORMS, sees=Nothing.SUMS)
def measures(request: HttpRequest, version_id: int) -> HttpResponse:
    """The measures of a version, as the law weighs or with other weights."""
    found = version_within(request.scope, version_id)
    standard = standard_in_use(found.standard)
    form, answer = _asked(found, request.GET.dict())
    public = request.GET.get("public") == "1"
    hidden = hidden_groups(answer.groups) if answer and public else frozenset()
    return page(
        request,
        "analytics/measures.html",
        status=200 if answer else 422,
        version=found,
        period=shown_period(found.period),
        form=form,
        standard=standard,
        answer=answer,
        names={one.code: one.name.in_language(current_language()) for one in standard.indicators},
        law=cutoff_of_law(found),
        opens=_opens(found, answer.question, shown=not public and may(request.actor, _NAMES, found.unit_id))
        if answer
        else None,
        by_words=GROUPS.get(answer.question.by) if answer else None,
        persons=answer is not None and answer.question.counted == PERSONS,
        public=public,
        fewest=FEWEST,
        hidden=hidden,
        crumbs=[(_("Đo nghèo đa chiều"), reverse("analytics:versions"))],
    )


def _asked(version: Version, query: Mapping[str, str]) -> tuple[QuestionForm, Measured | None]:
    """The form as it was asked, and what is measured; nothing where the form says why not.

    Who did not say what becomes of the unknown is shown who is known of all; where that is nobody, the lowest there can be.
    """
    standard, rules = standard_in_use(version.standard), [query.get("missing") or Missing.DROP.value]
    if not query.get("missing"):
        rules.append(Missing.NOT_DEPRIVED.value)
    for rule in rules:
        given = given_of(standard, query, cutoff_of_law(version)) | {"missing": rule}
        form = QuestionForm(standard, given)
        answer, refused = _answer(version, form)
        if refused != NOBODY:
            break
    return form, answer


def _answer(version: Version, form: QuestionForm) -> tuple[Measured | None, str]:
    """What is measured, or nothing and the code of the refusal, which the form then says."""
    if not form.is_valid():
        return None, ""
    asked = dict(form.cleaned_data) | {
        "weights": asked_weights(standard_in_use(version.standard), form.cleaned_data)
    }
    try:
        return measured(version, question(version, asked)), ""
    except UnusableInput as refusal:
        form.add_error(None, refusal.message)
        return None, refusal.code


def _opens(version: Version, asked: Question, *, shown: bool) -> Any:
    """A function for the template: the address of the households behind a number; nothing where they are not ``shown``."""
    base = reverse("analytics:households", kwargs={"version_id": version.pk})

    def address(which: str, indicator: str = "", group: str = "", sort: str = "") -> str | None:
        named = {"which": which, "indicator": indicator, "group": group, "sort": sort}
        query = {key: value for key, value in named.items() if value} | asked.address
        return f"{base}?{urlencode(query)}" if shown else None

    return address


@route(Permission.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def households(request: HttpRequest, version_id: int) -> HttpResponse:
    """The households that a number of the measures counts."""
    found = version_within(request.scope, version_id)
    asked = question(found, request.GET.dict())
    which, indicator = request.GET.get("which") or POOR, request.GET.get("indicator", "")
    frame = households_behind(found, asked, which, indicator, request.GET.get("group", ""))
    listing = _listing(household_listing(frame, commune_names(key_of(found)), request.scope, _counted(asked)))
    if answer := list_answer(request, listing, frame, "household_id", name="ho-trong-so-do"):
        return answer
    back = reverse("analytics:measures", kwargs={"version_id": found.pk})
    return page(
        request,
        "analytics/households.html",
        version=found,
        title=_number_words(found, which, indicator),
        counted_total=int(frame["counted"].sum()),
        question=asked,
        listing=named_page(listing.asked(request), frame, "household_id", request.scope),
        crumbs=[
            (_("Đo nghèo đa chiều"), reverse("analytics:versions")),
            (
                _("{place}, {period}").format(place=found.unit.name, period=shown_period(found.period)),
                f"{back}?{urlencode(asked.address)}",
            ),
        ],
    )


def _counted(asked: Question) -> Any:
    return later("Số người tính vào số này") if asked.counted == PERSONS else later("Số hộ tính vào số này")


def _listing(listing: Listing) -> Listing:
    score = Column(
        "score", later("Điểm thiếu hụt (%)"), lambda row: round(row["score"], 2), "percent", order="score"
    )
    return replace(listing, key="measured", columns=(*listing.columns, score))


def _number_words(version: Version, which: str, indicator: str) -> str:
    names: Mapping[str, str] = {
        one.code: one.name.in_language(current_language())
        for one in standard_in_use(version.standard).indicators
    }
    said = {
        ALL: _("Các hộ được đo"),
        POOR: _("Các hộ nghèo theo ngưỡng đã chọn"),
        UNCENSORED: _("Các hộ thiếu hụt: {indicator}"),
        CENSORED: _("Các hộ nghèo theo ngưỡng và thiếu hụt: {indicator}"),
    }[which]
    return said.format(indicator=names.get(indicator, ""))
