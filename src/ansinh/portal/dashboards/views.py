"""Dashboards: the versions there are, one version, its years, another version beside it, the country."""

from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.datasets.models import Version
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import Listing
from ansinh.kernel.web.pages import page
from ansinh.plans.words import amount_words, promise_words, unmeasured_words
from ansinh.portal.dashboards import figures
from ansinh.portal.dashboards.beside import beside
from ansinh.portal.dashboards.country import Country, country_of, periods_of_provinces
from ansinh.portal.dashboards.figures import Figure, Sheet
from ansinh.portal.dashboards.maps import SHOWN, edges_asked, map_below, rate_words
from ansinh.portal.dashboards.opened import BASE, counted, number_address, number_of, number_words
from ansinh.portal.dashboards.whole import charts_of_country, map_of_country
from ansinh.portal.dashboards.years import chart_of_years, years_of
from ansinh.reports.versions import VERSIONS, newest, shown_period, version_within, versions_within
from ansinh.work.downloads import answer_export


def _led(key: str, route_name: str, **more: Any) -> Listing:
    """The list of versions whose places lead elsewhere."""
    first = replace(VERSIONS.columns[0], link=lambda row: reverse(route_name, kwargs={"version_id": row.pk}))
    return replace(VERSIONS, key=key, columns=(first, *VERSIONS.columns[1:]), **more)


DASHBOARDS = _led("dashboards", "dashboards:dashboard")


def _crumbs(version: Version | None = None) -> list[tuple[str, str]]:
    crumbs = [(_("Bảng tổng hợp"), reverse("dashboards:list"))]
    if version is not None:
        said = _("{place}, {period}").format(place=version.unit.name, period=shown_period(version.period))
        crumbs.append((said, reverse("dashboards:dashboard", kwargs={"version_id": version.pk})))
    return crumbs


def _listed(request: HttpRequest, listing: Listing) -> tuple[Any, QuerySet[Version]]:
    asked = listing.asked(request)
    rows = versions_within(request.scope)  # type: ignore[attr-defined]
    return asked, rows if "kept" in asked.values else newest(rows)


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def dashboards(request: HttpRequest) -> HttpResponse:
    """The sealed versions in scope, each leading to its dashboard."""
    asked, rows = _listed(request, DASHBOARDS)
    if asked.export:
        return answer_export(asked, rows, name="bang-tong-hop", by=request.actor)  # type: ignore[attr-defined]
    everywhere = request.scope.unit_ids is None  # type: ignore[attr-defined]
    return page(request, "portal/dashboards/list.html", listing=asked.page(rows), everywhere=everywhere)


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def dashboard(request: HttpRequest, version_id: int) -> HttpResponse:
    """One version: rates, map, movements, deprivations, causes, and what stands beside them."""
    found = version_within(request.scope, version_id)  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    which = request.GET.get("show", "poor")
    which = which if which in SHOWN else "poor"
    edges = edges_asked(request.GET.get("edges", ""))
    sheet = Sheet(found, opens=may(actor, P.SEE_HOUSEHOLDS, found.unit_id))
    places = sheet.places()
    return page(
        request,
        "portal/dashboards/dashboard.html",
        version=found,
        period=shown_period(found.period),
        rates=sheet.rates,
        numbers=figures,
        places=places,
        picture=map_below(found.unit, found.as_of, places, which, edges),
        which=which,
        shown=[(one, rate_words(one)) for one in SHOWN],
        edges=request.GET.get("edges", ""),
        parts=figures.parts(sheet),
        beside=beside(found, actor),
        year=int(found.period[:4]),
        promise_words=promise_words,
        amount_words=amount_words,
        unmeasured_words=unmeasured_words,
        crumbs=_crumbs(),
    )


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def years(request: HttpRequest, version_id: int) -> HttpResponse:
    """The yearly reviews of the place on the units of the day of this version."""
    found = version_within(request.scope, version_id)  # type: ignore[attr-defined]
    rows = years_of(found, request.scope)  # type: ignore[attr-defined]
    return page(
        request,
        "portal/dashboards/years.html",
        version=found,
        rows=rows,
        chart=chart_of_years(rows),
        unsure=any(one.unsure for one in rows),
        standards=sorted({one.standard for one in rows}),
        crumbs=_crumbs(found),
    )


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def year_communes(request: HttpRequest, version_id: int) -> HttpResponse:
    """What one of the years is the sum of: each commune of then with its sealed counts, and which share of it is here."""
    found = version_within(request.scope, version_id)  # type: ignore[attr-defined]
    rows = years_of(found, request.scope)  # type: ignore[attr-defined]
    period, standard = request.GET.get("period", ""), request.GET.get("standard", "")
    row = next((one for one in rows if period in ("", one.period) and standard in ("", one.standard)), None)
    if row is None and period:
        raise NotFound(_("Không có kỳ rà soát này của địa bàn. Hãy mở lại bảng các năm."))
    years_page = reverse("dashboards:years", kwargs={"version_id": found.pk})
    return page(
        request,
        "portal/dashboards/year_communes.html",
        version=found,
        row=row,
        crumbs=[*_crumbs(found), (_("Qua các năm"), years_page)],
    )


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of both versions; ``difference`` in words: the first less the second, nothing where one is not known."""

    words: str
    left: Figure | None
    right: Figure | None
    difference: str


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def compare(request: HttpRequest, version_id: int) -> HttpResponse:
    """Another version beside this one; without one, the list of versions to choose from."""
    found = version_within(request.scope, version_id)  # type: ignore[attr-defined]
    wanted = request.GET.get("with", "")
    if not wanted:
        return _choose(request, found)
    if not wanted.isdecimal():
        raise NotFound(_("Không có phiên bản này. Hãy chọn lại trong danh sách."))
    other = version_within(request.scope, int(wanted[:18]))  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    sheets = [Sheet(one, opens=may(actor, P.SEE_HOUSEHOLDS, one.unit_id)) for one in (found, other)]
    return page(
        request,
        "portal/dashboards/compare.html",
        version=found,
        other=other,
        periods=[shown_period(one.period) for one in (found, other)],
        rows=_pairs(*sheets),
        one_place=found.unit.path == other.unit.path or found.unit.code == other.unit.code,
        crumbs=_crumbs(found),
    )


def _choose(request: HttpRequest, found: Version) -> HttpResponse:
    here = reverse("dashboards:compare", kwargs={"version_id": found.pk})
    first = replace(VERSIONS.columns[0], link=lambda row: f"{here}?with={row.pk}")
    asked, rows = _listed(request, replace(VERSIONS, key="compared", columns=(first, *VERSIONS.columns[1:])))
    return page(
        request,
        "portal/dashboards/choose.html",
        version=found,
        listing=asked.page(rows.exclude(pk=found.pk)),
        crumbs=_crumbs(found),
    )


def _pairs(left: Sheet, right: Sheet) -> list[Pair]:
    """Form 1 column by column, then every line of the charts that both have."""
    pairs = [
        _pair(
            column.heads,
            left.rates.get(column.number),
            right.rates.get(column.number),
            rate=column.kind == "rate",
        )
        for column in left.form(figures.RESULT).columns
    ]
    for mine, theirs in zip(figures.parts(left), figures.parts(right), strict=True):
        if mine.chart is None or theirs.chart is None:
            continue
        known = {row.words: row for row in theirs.chart.rows}
        for row in mine.chart.rows:
            for at, series in enumerate(mine.chart.series):
                other = known[row.words].values[at] if row.words in known else None
                words = (mine.chart.title, row.words, series)
                one = row.values[at]
                pairs.append(_pair(words, _figure(one), _figure(other) if other else None, rate=False))
    return pairs


def _figure(value: Any) -> Figure:
    return Figure(None if value.amount is None else int(value.amount), value.shown, value.href)


def _pair(heads: tuple[str, ...], left: Figure | None, right: Figure | None, *, rate: bool) -> Pair:
    words = ", ".join(dict.fromkeys(heads))
    if left is None or right is None or left.amount is None or right.amount is None:
        return Pair(words, left, right, "")
    off = left.amount - right.amount
    shown = figures.shown_difference(off, rate=rate)
    return Pair(words, left, right, shown)


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def country(request: HttpRequest) -> HttpResponse:
    """The provinces of a period beside each other, for who works for the whole country."""
    found, known = _country_asked(request)
    which = request.GET.get("show", "poor")
    which = which if which in SHOWN else "poor"
    return page(
        request,
        "portal/dashboards/country.html",
        found=found,
        known=known,
        shown_period=shown_period,
        day=shown_date(found.on) if found else "",
        which=which,
        shown=[(one, rate_words(one)) for one in SHOWN],
        edges=request.GET.get("edges", ""),
        picture=map_of_country(found, which, edges_asked(request.GET.get("edges", ""))) if found else None,
        charts=charts_of_country(found) if found else [],
        opened={
            name: number_address(found, measure, class_)
            for name, measure, class_ in (
                ("poor", "total", "poor"),
                ("near_poor", "total", "near_poor"),
                ("base", BASE, ""),
            )
        }
        if found
        else {},
        crumbs=_crumbs(),
    )


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def country_number(request: HttpRequest) -> HttpResponse:
    """One number of the country: what each province adds to it, leading to the cell of its form."""
    found, _known = _country_asked(request)
    measure = request.GET.get("measure", "total")
    class_ = request.GET.get("class", "poor" if measure == "total" else "")
    words = number_words(found, measure, class_) if found else _("Bảng tổng hợp cả nước")
    if words is None:
        raise NotFound(_("Bảng cả nước không có số này. Hãy mở lại bảng và chọn một số."))
    cells = scope_of(request.actor, P.SEE_HOUSEHOLDS).unit_ids is None  # type: ignore[attr-defined]
    return page(
        request,
        "portal/dashboards/country_number.html",
        found=found,
        title=words,
        period=shown_period(found.period) if found else "",
        rows=counted(found, measure, class_, cells=cells) if found else [],
        total=number_of(found, measure, class_) if found else None,
        crumbs=[*_crumbs(), (_("Cả nước"), reverse("dashboards:country"))],
    )


def _country_asked(request: HttpRequest) -> tuple[Country | None, list[tuple[str, str]]]:
    """The country of the period and standard asked for, and all there are; for who works for the whole country."""
    if request.scope.unit_ids is not None:  # type: ignore[attr-defined]
        said = _("Bảng cả nước chỉ dành cho người được giao cả nước. Hãy xem bảng của địa bàn mình.")
        raise NotFound(said)
    known = periods_of_provinces()
    period, standard = request.GET.get("period", ""), request.GET.get("standard", "")
    chosen = next((one for one in known if period in ("", one[0]) and standard in ("", one[1])), None)
    if known and chosen is None:
        raise NotFound(_("Chưa có số của kỳ này. Hãy chọn một kỳ trong danh sách."))
    return country_of(*chosen) if chosen else None, known
