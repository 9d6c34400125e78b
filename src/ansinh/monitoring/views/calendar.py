"""The calendar of a place and year: what is due, what came, who is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.place_fields import place_asked, units_in
from ansinh.access.policies import may
from ansinh.access.queries import holdings_of
from ansinh.access.routes import Nothing, route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page
from ansinh.monitoring.asking import places_asked
from ansinh.monitoring.deadlines import Owed, owed_by, timeliness
from ansinh.monitoring.models import AskedUnit
from ansinh.monitoring.views.written import page_of
from ansinh.monitoring.words import kind_words, state_words
from ansinh.places.models import Unit
from ansinh.places.naming import code_named
from ansinh.reviews.decisions.reporting import kind_words as review_words
from ansinh.reviews.decisions.reporting import owed_by as review_owed_by
from ansinh.reviews.decisions.reporting import report_state_words


@dataclass(frozen=True)
class Due:
    """One line of the calendar."""

    words: str
    due: date | None
    source: str
    unverified: bool
    state: tuple[str, str]
    late: int
    href: str


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def calendar(request: HttpRequest) -> HttpResponse:
    """What a place owes in a year, and how the places below it kept their days."""
    year = _year(request)
    unit = _unit(request, year)
    if unit is None:
        place = place_asked(request, "code", None)
        return page(request, "monitoring/calendar.html", unit=None, place=place, year=year, rows=[], below=[])
    makes = may(request.actor, P.SEND_REPORTS, unit.pk)
    rows = [*_written(unit, year, makes), *_of_the_review(unit, year), *_asked(request.scope, unit, year)]
    return page(
        request,
        "monitoring/calendar.html",
        unit=unit,
        place=place_asked(request, "code", unit),
        year=year,
        rows=sorted(rows, key=lambda one: (one.due is None, one.due or date.max)),
        below=timeliness(places_asked(unit, ()), year),
    )


def _year(request: HttpRequest) -> int:
    given = request.GET.get("year", "")
    return int(given) if given.isdigit() and 2016 <= int(given) <= 2100 else today().year


def _unit(request: HttpRequest, year: int) -> Unit | None:
    """The place asked for by its code or name, on the last day of the year it stood; without one, the first the person works for."""
    code = request.GET.get("code", "").strip()
    if not code:
        own = [one.unit for one in holdings_of(request.actor, today()) if one.unit is not None]  # type: ignore[attr-defined]
        return own[0] if own else None
    code = code_named(code, units_in(request.scope))  # type: ignore[attr-defined]
    rows = Unit.objects.filter(code=code, valid_from__lte=date(year, 12, 31)).order_by("-valid_from")
    found = next((one for one in rows if request.scope.covers(one.pk)), None)  # type: ignore[attr-defined]
    if found is None:
        raise NotFound(_("Không có địa bàn mã này trong phạm vi được giao."), code="no_such_place")
    return found


def _written(unit: Unit, year: int, makes: bool) -> Iterator[Due]:
    for one in owed_by([unit], year):
        yield Due(
            _paper_words(one),
            one.due,
            one.rule.source,
            one.rule.unverified(year),
            _state(one),
            one.late,
            _way(one, makes),
        )


def _paper_words(one: Owed) -> str:
    words = kind_words(one.rule.kind.value)
    return _("{kind}, 6 tháng đầu năm").format(kind=words) if one.rule.part == 1 else words


def _state(one: Owed) -> tuple[str, str]:
    if one.report is not None:
        return state_words(one.report.state)
    return ("error", _("chưa lập, quá hạn")) if one.late else ("waiting", _("chưa lập"))


def _way(one: Owed, makes: bool) -> str:
    """To the paper; where there is none, to begin it."""
    if one.report is not None:
        return page_of(one.report)
    if not makes:
        return ""
    part = f"&part={one.rule.part}" if one.rule.part else ""
    return f"{reverse('monitoring:new')}?unit={one.unit.pk}&kind={one.rule.kind.value}&year={one.year}{part}"


def _of_the_review(unit: Unit, year: int) -> Iterator[Due]:
    """The reports of the review have their own page; here they only stand in their place."""
    for one in review_owed_by(unit, year):
        state = report_state_words(one.report.state) if one.report else ("waiting", _("chưa lập"))
        words = _("{kind} về rà soát, tháng {month}").format(kind=review_words(one.kind), month=one.month)
        late = one.late if one.done or one.due < today() else 0
        href = f"{reverse('decisions:reports')}?year={year}"
        yield Due(words, one.due, one.article, one.unverified, state, late, href)


def _asked(scope: Scope, unit: Unit, year: int) -> Iterator[Due]:
    rows = AskedUnit.objects.within(scope).filter(unit=unit, asked__due__year=year).select_related("asked")
    for one in rows:
        late = max(0, ((one.answered_on or today()) - one.asked.due).days)
        state = ("ok", _("đã trả lời")) if one.answered_on else ("waiting", _("chưa trả lời"))
        href = reverse("monitoring:asked-report", kwargs={"asked_id": one.pk})
        yield Due(
            one.asked.title,
            one.asked.due,
            one.asked.document_no or _("Yêu cầu của cấp trên"),
            False,
            state,
            late,
            href,
        )
