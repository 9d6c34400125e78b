"""The standards to read: which there are, the manual of each, its numbers, what places changed."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.routes import Nothing, Open, route
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import read_day
from ansinh.kernel.web.pages import page
from ansinh.standards.adopted import overlay_of, standard_in_use
from ansinh.standards.manual_page import found_sections, manual_sections
from ansinh.standards.manual_pdf import manual_pdf
from ansinh.standards.models import LocalStandard
from ansinh.standards.parameters import Parameter
from ansinh.standards.registry import CODES, UnknownStandard, standard
from ansinh.standards.spoken import value_words
from ansinh.standards.standard import Standard
from ansinh.standards.wording import known_words


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def standards(request: HttpRequest) -> HttpResponse:
    """Every standard: national ones, then what places adopted, the newest of each."""
    adopted = LocalStandard.objects.select_related("unit").order_by("base", "place_code", "-pk")
    newest = {row.code: row for row in reversed(adopted)}
    return page(
        request,
        "standards/list.html",
        national=[_line(standard(code)) for code in CODES],
        local=[
            _line(standard(row.base, overlay=overlay_of(row)))
            | {"place": row.unit.name, "act": row.act, "read": row.verified, "recorded_at": row.recorded_at}
            for row in newest.values()
        ],
    )


def _line(found: Standard) -> dict[str, Any]:
    return {
        "code": found.code,
        "title": found.title.in_language(current_language()),
        "article": found.article,
        "first": found.first_list,
        "last": found.last_list,
        "indicators": len(found.indicators),
        "unverified": len(found.unverified),
    }


def _standard(code: str) -> Standard:
    """The standard of an address. Raises ``NotFound`` also for a place that adopted none."""
    try:
        return standard_in_use(code)
    except UnknownStandard as unknown:
        raise NotFound(unknown.message, code=unknown.code) from unknown


def _day(request: HttpRequest) -> date:
    """The day whose numbers are read: today unless the address names one."""
    given = request.GET.get("on", "")
    if not given:
        return today()
    day = read_day(given)
    if day is None:
        said = _("«{value}» không phải là ngày: viết ngày/tháng/năm, ví dụ 15/09/2022.")
        raise UnusableInput(said.format(value=given))
    return day


def _about(found: Standard, code: str, current: str, on: date) -> dict[str, Any]:
    words = {"code": code}
    return {
        "standard": found,
        "code": code,
        "title": found.title.in_language(current_language()),
        "on": on,
        "shown_on": shown_date(on),
        "crumbs": [(_("Tiêu chuẩn"), reverse("standards:list"))],
        "tabs": [
            (said, reverse(f"standards:{name}", kwargs=words), name == current)
            for name, said in (
                ("manual", _("Cẩm nang")),
                ("numbers", _("Các con số")),
                ("history", _("Lịch sử và chuẩn riêng")),
            )
        ],
    }


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def manual(request: HttpRequest, code: str) -> HttpResponse:
    """The manual: every rule in words with its numbers, articles, how well known, and worked examples."""
    found, on = _standard(code), _day(request)
    sections = manual_sections(found, on, current_language())
    search = request.GET.get("q", "").strip()
    shown = found_sections(sections[1:], search)
    return page(
        request,
        "standards/manual.html",
        part="manual",
        **_about(found, code, "manual", on),
        opening=sections[0],
        sections=shown,
        search=search,
    )


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The manual as a file to keep."""
    found, on = _standard(code), _day(request)
    return HttpResponse(
        manual_pdf(found, on, current_language()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="cam-nang-{found.code}.pdf"'},
    )


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def numbers(request: HttpRequest, code: str) -> HttpResponse:
    """Every number of the standard on a day: value, article, since when, how well known, who changed it."""
    found, on = _standard(code), _day(request)
    national = standard(code.partition("+")[0]).parameters
    return page(
        request,
        "standards/numbers.html",
        **_about(found, code, "numbers", on),
        numbers=[
            _number(one, national[name], on, _used_by(found, name)) for name, one in found.parameters.items()
        ],
    )


def _number(one: Parameter, national: Parameter, on: date, used_by: list[str]) -> dict[str, Any]:
    language = current_language()
    return {
        "name": one.name,
        "words": one.words.in_language(language),
        "value": value_words(one, on),
        "national": value_words(national, on) if one.act else "",
        "article": one.article.in_language(language),
        "act": one.act,
        "since": one.since,
        "known": known_words(one.known),
        "unverified": one.unverified,
        "used_by": used_by,
    }


def _used_by(found: Standard, name: str) -> list[str]:
    """The indicators whose rule reads the number; none where it is a line of income or points."""
    language = current_language()
    return [
        one.name.in_language(language) for one in found.indicators if name in found.graph.numbers_of(one.rule)
    ]


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def history(request: HttpRequest, code: str) -> HttpResponse:
    """How the numbers changed over the years: the national standards side by side, and every act of a place."""
    found, on = _standard(code), _day(request)
    nationals = [standard(one) for one in CODES]
    place = code.partition("+")[2]
    rows = LocalStandard.objects.select_related("unit").order_by("-pk")
    if place:
        rows = rows.filter(place_code=place)
    return page(
        request,
        "standards/history.html",
        **_about(found, code, "history", on),
        nationals=[_line(one) for one in nationals],
        numbers=_over_time(nationals, on),
        indicators=_indicators(nationals),
        local=[_local(row) for row in rows],
    )


def _over_time(nationals: list[Standard], on: date) -> list[dict[str, Any]]:
    """One row a number: its value under each national standard, blank where the standard has none of that name."""
    language = current_language()
    words = {name: one.words for found in nationals for name, one in found.parameters.items()}
    return [
        {
            "words": said.in_language(language),
            "values": [
                value_words(found.parameters[name], on) if name in found.parameters else None
                for found in nationals
            ],
        }
        for name, said in words.items()
    ]


def _indicators(nationals: list[Standard]) -> list[dict[str, Any]]:
    """One row an indicator: whether each national standard counts it."""
    language = current_language()
    names = {one.code: one.name for found in nationals for one in found.indicators}
    return [
        {"words": name.in_language(language), "counted": [code in found.codes for found in nationals]}
        for code, name in names.items()
    ]


def _local(row: LocalStandard) -> dict[str, Any]:
    """An adopted local standard: what it changes, by which act, whether somebody read it."""
    found = standard(row.base, overlay=overlay_of(row))
    language = current_language()
    on = row.recorded_at.date()
    national = standard(row.base).parameters
    return {
        "code": row.code,
        "place": row.unit.name,
        "act": row.act,
        "read": row.verified,
        "recorded_at": row.recorded_at,
        "recorded_by": row.recorded_by,
        "numbers": [
            (
                found.parameters[name].words.in_language(language),
                value_words(national[name], on),
                value_words(found.parameters[name], on),
            )
            for name in row.numbers
        ],
        "indicators": None
        if row.indicators is None
        else [one.name.in_language(language) for one in found.indicators],
    }
