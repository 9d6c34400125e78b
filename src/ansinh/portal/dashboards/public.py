"""What everybody may see, without an account: rates of provinces and of their communes, small counts hidden, nothing opens.

Everything comes from sealed versions of provinces, so only what a province approved is shown.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
    set_response_etag,
)

from ansinh.access.routes import Open, route
from ansinh.analytics.disclosure import FEWEST, hidden_counts
from ansinh.datasets.queries import communes_of
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import LANGUAGES, _, current_language, speaking
from ansinh.kernel.numbers import rate, shown_number
from ansinh.kernel.web.pages import page
from ansinh.places.models import Unit
from ansinh.portal.dashboards.country import Country, bases_of, country_of, periods_of_provinces
from ansinh.portal.dashboards.maps import map_of_rates, rate_words
from ansinh.portal.places.maps.picture import Map
from ansinh.reports.versions import shown_period

_CLASSES = ("poor", "near_poor")
_KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Told:
    """A count and its rate as the public sees them: hidden, not known, or told."""

    count: int | None
    rate: Decimal | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A place with its households and what is told of each class."""

    code: str
    name: str
    base: int | None
    told: Mapping[str, Told]
    href: str


@dataclass(frozen=True)
class Table:
    """Places and their sum. ``hides``: whether anything is hidden."""

    lines: Sequence[Line]
    whole: Line
    hides: bool


def table_of(
    units: Sequence[Unit],
    counts: Mapping[str, Mapping[str, int | None]],
    bases: Mapping[str, int],
    *,
    name: str,
    hrefs: Mapping[str, str],
    hide_whole: frozenset[str] = frozenset(),
) -> Table:
    """The public table of some units: ``counts`` by class and code. ``hide_whole``: classes whose sum the table above hides."""
    hidden: dict[str, frozenset[str]] = {}
    sums_hidden = set(hide_whole)
    for class_ in _CLASSES:
        rest = {
            unit.code: base - (counts[class_].get(unit.code) or 0)
            for unit in units
            if (base := bases.get(unit.code)) is not None
        }
        hidden[class_], whole_too = hidden_counts(counts[class_], rest)
        if whole_too:
            sums_hidden.add(class_)
    lines = [
        Line(
            unit.code,
            unit.name,
            bases.get(unit.code),
            {
                class_: _told(
                    counts[class_].get(unit.code), bases.get(unit.code), unit.code in hidden[class_]
                )
                for class_ in _CLASSES
            },
            hrefs.get(unit.code, ""),
        )
        for unit in units
    ]
    return Table(
        lines, _whole(units, counts, bases, name, sums_hidden), any(hidden.values()) or bool(sums_hidden)
    )


def _whole(
    units: Sequence[Unit],
    counts: Mapping[str, Mapping[str, int | None]],
    bases: Mapping[str, int],
    name: str,
    hidden: set[str],
) -> Line:
    """The sum of the places that are known; the base belongs to the same places."""
    known = [unit.code for unit in units if counts["poor"].get(unit.code) is not None]
    base = sum(bases[code] for code in known) if known and all(code in bases for code in known) else None
    told = {
        class_: _told(
            sum(counts[class_].get(code) or 0 for code in known) if known else None, base, class_ in hidden
        )
        for class_ in _CLASSES
    }
    return Line("", name, base, told, "")


def _told(count: int | None, base: int | None, hidden: bool) -> Told:
    if hidden or count is None:
        return Told(None, None, hidden)
    return Told(count, rate(count, base), False)


def map_of_table(
    table: Table, units: Sequence[Unit], on: date, *, country: bool, above: Unit | None = None
) -> Map | None:
    """The rates of poor households as a map; what is hidden is drawn as what is not known."""
    values = {}
    for line in table.lines:
        told = line.told["poor"]
        said = (
            f"{shown_number(told.rate, 2)} %"
            if told.rate is not None
            else _("số nhỏ, không nêu")
            if told.hidden
            else ""
        )
        values[line.code] = (told.rate, said, line.href)
    return map_of_rates(units, on, values, words=rate_words("poor"), edges=None, country=country, above=above)


def _asked(request: HttpRequest) -> tuple[Country | None, list[tuple[str, str]]]:
    """The country of the period and standard that an address names, the newest by itself, and which there are."""
    known = periods_of_provinces()
    if not known:
        return None, []
    wanted = (request.GET.get("period", known[0][0]), request.GET.get("standard", ""))
    found = next((one for one in known if one[0] == wanted[0] and wanted[1] in ("", one[1])), None)
    if found is None:
        raise NotFound(_("Chưa có số của kỳ này. Hãy chọn một kỳ trong danh sách."))
    return country_of(*found), known


def _country_table(found: Country, query: str) -> Table:
    units = [one.unit for one in found.provinces]
    counts = {class_: {one.unit.code: one.count(class_) for one in found.provinces} for class_ in _CLASSES}
    bases = {one.unit.code: one.base for one in found.provinces if one.base is not None}
    hrefs = {
        one.unit.code: reverse("dashboards:public-province", kwargs={"code": one.unit.code}) + query
        for one in found.sealed
    }
    return table_of(units, counts, bases, name=_("Các tỉnh đã có số"), hrefs=hrefs)


def _query(found: Country) -> str:
    return f"?period={found.period}&standard={found.standard}"


def _in_the_language_asked(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page says its language in its address: a page kept for all has no form, and so no token of somebody, in it."""

    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        asked = request.GET.get("language", "")
        with speaking(asked if asked in LANGUAGES else current_language()):
            return view(request, **named)

    return answer


@route(Open.PUBLIC)
@_in_the_language_asked
def figures(request: HttpRequest) -> HttpResponse:
    """The provinces of the country, for everybody."""
    found, known = _asked(request)
    if found is None:
        return kept_for_all(
            request,
            page(request, "portal/dashboards/public.html", found=None, known=[], unit=None, query=""),
        )
    table = _country_table(found, _query(found))
    units = [one.unit for one in found.provinces]
    return _shown(request, found, known, table, map_of_table(table, units, found.on, country=True), None)


@route(Open.PUBLIC)
@_in_the_language_asked
def province(request: HttpRequest, code: str) -> HttpResponse:
    """The communes of a province, for everybody. What the page of the country hides of it stays hidden here."""
    found, known = _asked(request)
    one = next((row for row in found.sealed if row.unit.code == code), None) if found else None
    if found is None or one is None or one.version is None:
        raise NotFound(_("Chưa có số công khai của tỉnh này ở kỳ này. Hãy xem danh sách các tỉnh."))
    above = next(line for line in _country_table(found, "").lines if line.code == code)
    versions = communes_of(one.version)
    units = sorted((version.unit for version in versions), key=lambda unit: (unit.sort_key, unit.code))
    counts: dict[str, dict[str, int | None]] = {
        class_: {version.unit.code: int(version.counts.get(class_, 0)) for version in versions}
        for class_ in _CLASSES
    }
    until = max(found.on, date(int(found.period[:4]), 12, 31)) if "-" not in found.period else found.on
    table = table_of(
        units,
        counts,
        bases_of(units, found.on, until=until),
        name=one.unit.name,
        hrefs={},
        hide_whole=frozenset(class_ for class_ in _CLASSES if above.told[class_].hidden),
    )
    picture = map_of_table(table, units, found.on, country=False, above=one.unit)
    return _shown(request, found, known, table, picture, one.unit)


def _shown(
    request: HttpRequest,
    found: Country,
    known: Sequence[tuple[str, str]],
    table: Table,
    picture: Map | None,
    unit: Unit | None,
) -> HttpResponse:
    answer = page(
        request,
        "portal/dashboards/public.html",
        found=found,
        known=known,
        period=shown_period(found.period),
        shown_period=shown_period,
        table=table,
        picture=picture,
        unit=unit,
        fewest=FEWEST,
        query=_query(found),
    )
    return kept_for_all(request, answer)


def kept_for_all(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """May be kept on the way for everybody, except what a signed-in person was shown with the menu around it. Pages differ by
    language, which a cookie or the browser says."""
    patch_vary_headers(answer, ("Cookie", "Accept-Language"))
    if request.actor is not None:  # type: ignore[attr-defined]
        return answer
    patch_cache_control(answer, public=True, max_age=_KEPT_SECONDS)
    set_response_etag(answer)
    return get_conditional_response(request, etag=answer["ETag"], response=answer) or answer
