"""Places by date: list, tree, map, one place with its history, what is not known, figures on other units."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import check_may, may
from ansinh.access.queries import scope_of
from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import AnSinhError, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.listing import Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.actions import designate_places, record_populations, register_villages
from ansinh.places.designations import DesignationRow
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Change, Unit
from ansinh.places.populations import PopulationRow
from ansinh.portal.places import facts
from ansinh.portal.places.forms import DesignationForm, PopulationForm, VillagesForm
from ansinh.portal.places.listing import (
    LOST,
    OPEN_AREA,
    UNDATED,
    day_asked,
    lost_units,
    place_href,
    places_list,
)
from ansinh.portal.places.maps.making import map_of
from ansinh.portal.places.restating import RestateForm, frame_of, restated
from ansinh.portal.places.words import (
    area_words,
    basis_words,
    designation_words,
    level_words,
    type_words,
)
from ansinh.work.downloads import answer_export, file_answer, record_export

P = Permission
_WORDS = {
    "basis_words": basis_words,
    "level_words": level_words,
    "type_words": type_words,
    "area_words": area_words,
    "place_href": place_href,
}


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.PLACES)
def places(request: HttpRequest) -> HttpResponse:
    """The units of a day: searched, filtered, sorted."""
    on = day_asked(request)
    rows = Unit.objects.on(on).select_related("parent")
    return _listed(request, places_list(on), rows, "portal/places/list.html", "places", on=on)


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.PLACES)
def lost(request: HttpRequest) -> HttpResponse:
    """Units that ended, and nobody knows whose their people are now."""
    rows = lost_units().select_related("parent")
    return _listed(request, LOST, rows, "portal/places/unknown.html", "places-without-successor", tab="lost")


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.PLACES)
def undated(request: HttpRequest) -> HttpResponse:
    """Changes of which only a convention gives the day."""
    rows = Change.objects.filter(date_known=False).select_related("old", "new")
    return _listed(
        request, UNDATED, rows, "portal/places/unknown.html", "changes-without-date", tab="undated"
    )


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.PLACES)
def open_areas(request: HttpRequest) -> HttpResponse:
    """Communes of today of which nobody knows whether they are rural or urban."""
    rows = Unit.objects.filter(level=UnitLevel.COMMUNE, area_type__isnull=True, valid_until__isnull=True)
    rows = rows.select_related("parent")
    return _listed(request, OPEN_AREA, rows, "portal/places/unknown.html", "communes-open-area", tab="areas")


def _listed(
    request: HttpRequest, declared: Listing, rows: QuerySet, template: str, name: str, **context: Any
) -> HttpResponse:
    asked = declared.asked(request)
    if answer := asked.sealed_away():
        return answer
    if asked.export:
        return answer_export(asked, rows, name=name, by=request.actor)
    return page(request, template, part="list", listing=asked.page(rows), **context)


@route(Open.SIGNED_IN, sees=Nothing.PLACES)
def tree(request: HttpRequest) -> HttpResponse:
    """The provinces of a day; what lies below is opened where it is asked for."""
    on = day_asked(request)
    rows = Unit.objects.on(on).filter(level=UnitLevel.PROVINCE).order_by("sort_key", "code")
    return page(request, "portal/places/tree.html", units=list(rows), on=on, leaf=False, **_WORDS)


@route(Open.SIGNED_IN, sees=Nothing.PLACES)
def below(request: HttpRequest, code: str) -> HttpResponse:
    """The units right below a place, for the tree; a page of its own without script."""
    on = day_asked(request)
    unit = facts.unit_asked(code, on, told=True)
    return page(
        request,
        "portal/places/below.html",
        part="branch",
        unit=unit,
        units=facts.children(unit, on),
        on=on,
        **_WORDS,
    )


@route(Open.SIGNED_IN, sees=Nothing.PLACES)
def country_map(request: HttpRequest) -> HttpResponse:
    """The provinces of a day as points, with Hoàng Sa and Trường Sa."""
    on = day_asked(request)
    units = list(Unit.objects.on(on).filter(level=UnitLevel.PROVINCE).order_by("sort_key", "code"))
    people = facts.people_of(units, on)
    picture = map_of(units, on, people, country=True)
    return page(
        request, "portal/places/map.html", units=units, people=people, picture=picture, on=on, **_WORDS
    )


@route(Open.SIGNED_IN, sees=Nothing.PLACES)
def place(request: HttpRequest, code: str) -> HttpResponse:
    """One place as it was on a day: facts, what is above and below, where its people came from and went."""
    on = day_asked(request)
    unit = facts.unit_asked(code, on, told=bool(request.GET.get("on")))
    day = on if unit.holds_on(on) else unit.valid_until
    actor = request.actor
    recorded = facts.populations(unit)
    return page(
        request,
        "portal/places/place.html",
        unit=unit,
        on=day,
        others=[one for one in facts.units_with_code(code) if one.pk != unit.pk],
        chain=facts.chain(unit, day),
        below=facts.below(unit, day),
        came=facts.links(unit, "old"),
        went=facts.links(unit, "new"),
        heirs=facts.heirs(unit, today()) if unit.valid_until else [],
        timeline=facts.timeline(unit),
        populations=recorded,
        designations=facts.designations(unit),
        designation_words=designation_words,
        summed=None if recorded else facts.summed_population(unit, day),
        rounds=facts.rounds_at(unit, actor),
        versions=facts.versions_at(unit, actor),
        officers=facts.officers_at(unit, actor),
        may_populate=may(actor, P.RECORD_POPULATIONS, unit.pk),
        may_edit=may(actor, P.EDIT_PLACES, unit.pk),
        **_WORDS,
    )


@route(P.EDIT_PLACES, methods=("GET", "POST"), sees=Nothing.PLACES)
def villages(request: HttpRequest, code: str) -> HttpResponse:
    """Register the villages of a commune."""
    unit = _unit_to_write(request, code, P.EDIT_PLACES)
    if unit.level != UnitLevel.COMMUNE:
        raise Refused(_("Thôn, tổ dân phố chỉ ghi cho xã, phường, thị trấn. Hãy mở trang của xã."))
    form = VillagesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        done = attempt(
            form, register_villages, commune=unit, names=given["names"], on=given["on"], by=request.actor
        )
        if done:
            said = _("Đã ghi {count} thôn, tổ của {place}.").format(
                count=len(given["names"]), place=unit.name
            )
            return see_other(request, "places:place", code=unit.code, said=said)
    now = facts.children(unit, unit.valid_until or today())
    return page(request, "portal/places/villages.html", unit=unit, form=form, now=now, **_WORDS)


@route(P.RECORD_POPULATIONS, methods=("GET", "POST"), sees=Nothing.PLACES)
def populations(request: HttpRequest, code: str) -> HttpResponse:
    """Record the population of a place; another count of the same day and source replaces the one before."""
    unit = _unit_to_write(request, code, P.RECORD_POPULATIONS)
    form = PopulationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = PopulationRow(
            area_code=unit.code,
            date=form.cleaned_data["date"],
            source=form.cleaned_data["source"],
            **form.counts(),
        )
        if attempt(form, record_populations, rows=[row], by=request.actor) is not None:
            said = _("Đã ghi dân số của {place}.").format(place=unit.name)
            return see_other(request, "places:place", code=unit.code, said=said)
    return page(
        request,
        "portal/places/populations.html",
        unit=unit,
        form=form,
        recorded=facts.populations(unit),
        **_WORDS,
    )


@route(P.EDIT_PLACES, methods=("GET", "POST"), sees=Nothing.PLACES)
def designations(request: HttpRequest, code: str) -> HttpResponse:
    """Record what a list says of a commune or a village of it; other words of the same first day replace those before."""
    unit = _unit_to_write(request, code, P.EDIT_PLACES)
    if unit.level != UnitLevel.COMMUNE:
        raise Refused(_("Danh sách địa bàn chỉ ghi cho xã, phường, thị trấn. Hãy mở trang của xã."))
    form = DesignationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        row = DesignationRow(
            area_code=unit.code,
            kind=given["kind"],
            holds=given["holds"] == "yes",
            valid_from=given["valid_from"],
            source=given["source"],
            village=given["village"],
            valid_until=given["valid_until"],
        )
        if given["valid_from"] < unit.valid_from:
            said = _(
                "Xã này có từ {day}. Danh sách ban hành trước đó nêu xã cũ: hãy nhập bằng tệp với mã xã của ngày ấy, xã mới tự "
                "theo các xã đã nhập vào nó."
            )
            form.add_error("valid_from", said.format(day=shown_date(unit.valid_from)))
        elif attempt(form, designate_places, rows=[row], by=request.actor) is not None:
            said = _("Đã ghi danh sách địa bàn của {place}.").format(place=unit.name)
            return see_other(request, "places:place", code=unit.code, said=said)
    return page(
        request,
        "portal/places/designations.html",
        unit=unit,
        form=form,
        recorded=facts.designations(unit),
        designation_words=designation_words,
        **_WORDS,
    )


def _unit_to_write(request: HttpRequest, code: str, needs: Permission) -> Unit:
    unit = facts.unit_asked(code, today(), told=False)
    check_may(request.actor, needs, unit.pk)
    return unit


@route(Open.SIGNED_IN, methods=("GET", "POST"), sees=Nothing.PLACES)
def restate(request: HttpRequest) -> HttpResponse:
    """Figures of one day's units on another day's, with what rests on a share and what cannot be restated."""
    scope = scope_of(request.actor, P.SEE_HOUSEHOLDS)
    given = request.POST if request.method == "POST" else request.GET if "on_to" in request.GET else None
    form = RestateForm(scope, given, request.FILES or None, initial={"on_to": today(), "what": "poor"})
    answer = None
    if form.is_bound and form.is_valid():
        try:
            answer = restated(form)
        except AnSinhError as refusal:
            form.add_error(None, refusal.message)
    export = (given or {}).get("export")
    if answer is not None and export:
        if export not in ("xlsx", "csv"):
            raise UnusableInput(_("Chỉ xuất được tệp xlsx hoặc csv."))
        frame = frame_of(answer)
        record_export(listing="restated", filters=[], rows=frame.height, by=request.actor)
        return file_answer(frame, f"restated-{answer.on_to.isoformat()}.{export}")
    return page(
        request,
        "portal/places/restate.html",
        form=form,
        answer=answer,
        carried=_carried(form) if answer else {},
        **_WORDS,
    )


def _carried(form: RestateForm) -> dict[str, str]:
    """What a form that asks for the same again as a file must hold: figures of a file as pasted text."""
    given = form.cleaned_data
    carried = {name: given[name] for name in ("version", "what", "pasted", "level") if given.get(name)}
    if given.get("file"):
        file = given["file"]
        file.seek(0)
        carried["pasted"] = file.read().decode("utf-8-sig")
    for name in ("on_from", "on_to"):
        if given.get(name):
            carried[name] = shown_date(given[name])
    return carried
