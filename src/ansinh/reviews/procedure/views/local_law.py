"""What offices enter of the law for their place: the signs of Phiếu A, and time limits that an act of theirs sets."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from ansinh.access.models import RoleHolding
from ansinh.access.roles import ROLES
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.reviews.procedure.enums import clock_words
from ansinh.reviews.procedure.forms import LocalClockForm, MarkerForm, ReasonForm
from ansinh.reviews.procedure.local_clocks import law_at, set_local_clock
from ansinh.reviews.procedure.models import LocalClock, QuickMarker
from ansinh.reviews.procedure.regime import regime, regimes
from ansinh.reviews.procedure.surveying import end_marker, enter_marker

P = Permission


@route(P.PREPARE_DOSSIERS, methods=("GET", "POST"))
def markers(request: HttpRequest) -> HttpResponse:
    """The signs of Phiếu A that agencies entered for the places of this person."""
    units = _own_units(request, P.PREPARE_DOSSIERS)
    form = MarkerForm(request.POST if "words" in request.POST else None)
    unit = next(
        (one for one in units if str(one.pk) == request.POST.get("unit")), units[0] if units else None
    )
    if form.is_bound and form.is_valid() and unit is not None:
        told = {key: form.cleaned_data[key] for key in ("words", "source", "verified")}
        if attempt(form, enter_marker, unit=unit, by=request.actor, **told):
            return see_other(request, "reviews:markers", said=_("Đã thêm dấu hiệu của Phiếu A."))
    rows = QuickMarker.objects.filter(unit__in=units).select_related("unit").order_by("unit__sort_key", "pk")
    status = 409 if form.is_bound and form.errors else 200
    return page(
        request, "reviews/procedure/markers.html", status=status, units=units, form=form, markers=list(rows)
    )


def _own_units(request: HttpRequest, permission: Permission) -> list[Unit]:
    """The places at which the person holds a role that allows it."""
    holdings = RoleHolding.objects.filter(
        user_id=request.actor.user_id, valid_from__lte=today(), revoked_on=None
    )
    rows = holdings.filter(Q(valid_until=None) | Q(valid_until__gte=today())).select_related("unit")
    return [one.unit for one in rows if one.unit is not None and permission in ROLES[one.role].permissions]


@route(P.PREPARE_DOSSIERS, methods=("GET", "POST"))
def marker_end(request: HttpRequest, marker_id: int) -> HttpResponse:
    """Stop using a sign, with a reason."""
    found = QuickMarker.objects.filter(
        pk=marker_id, unit__in=_own_units(request, P.PREPARE_DOSSIERS), ended_on=None
    ).first()
    if found is None:
        raise NotFound(_("Không có dấu hiệu này ở địa bàn được giao."))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        end_marker(marker=found, why=form.cleaned_data["reason"], by=request.actor)
        return see_other(request, "reviews:markers", said=_("Đã ngừng dùng dấu hiệu này."))
    return page(request, "reviews/procedure/marker_end.html", marker=found, form=form)


@route(P.SET_LOCAL_CLOCKS, methods=("GET", "POST"))
def local_clocks(request: HttpRequest) -> HttpResponse:
    """The time limits of every law as they hold at this person's places, and what acts of these places set."""
    units = _own_units(request, P.SET_LOCAL_CLOCKS)
    form = LocalClockForm(request.POST if "act" in request.POST else None, units=units)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        regime_code, _dot, clock = told["clock"].partition(".")
        unit = next(one for one in units if str(one.pk) == told["unit"])
        if attempt(
            form,
            set_local_clock,
            unit=unit,
            regime_code=regime_code,
            clock=clock,
            days=told["days"],
            valid_from=told["valid_from"],
            act=told["act"],
            verified=told["verified"],
            by=request.actor,
        ):
            return see_other(
                request, "reviews:local-clocks", said=_("Đã ghi thời hạn theo văn bản của địa phương.")
            )
    rows = LocalClock.objects.filter(unit__in=units).select_related("unit").order_by("-pk")
    return page(
        request,
        "reviews/procedure/local_clocks.html",
        status=409 if form.is_bound and form.errors else 200,
        units=units,
        form=form,
        rows=[(one, regime(one.regime).said, clock_words(one.clock)) for one in rows],
        now=[
            (unit, law.said, clock_words(code), clock)
            for unit in units
            for law in regimes().values()
            if law.is_law and law.holds_on(today())
            for code, clock in law_at(law, unit, today()).clocks.items()
        ],
    )
