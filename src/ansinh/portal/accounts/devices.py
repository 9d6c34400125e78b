"""Devices of surveyors that send surveys: which there are, a new one, one ended at once."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse

from ansinh.access.devices import (
    device_within,
    devices_within,
    end_device,
    hand_out_device,
    still_working,
    surveyors_within,
    villages_of,
    works,
)
from ansinh.access.doers import doer_column
from ansinh.access.models import RoleHolding
from ansinh.access.queries import holdings_on
from ansinh.access.routes import Nothing, route
from ansinh.accounts.models import ApiToken, User
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel import dates
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.accounts.forms import DeviceForm
from ansinh.portal.accounts.people import place_words
from ansinh.work.downloads import answer_export


def _state(token: ApiToken) -> tuple[str, str]:
    if works(token):
        return "ok", _("đang dùng được")
    if token.revoked_at is not None:
        return "neutral", _("đã thu hồi")
    return ("neutral", _("hết hạn")) if token.expires_at <= dates.now() else ("neutral", _("quyền đã đổi"))


def _named(rows: QuerySet[ApiToken], text: str) -> QuerySet[ApiToken]:
    for word in fold(text).split():
        rows = rows.filter(user__name_fold__contains=f" {word}")
    return rows


def _by_state(rows: QuerySet[ApiToken], value: str) -> QuerySet[ApiToken]:
    working = still_working(rows)
    return working if value == "works" else rows.exclude(pk__in=working.values("pk"))


DEVICES = Listing(
    "devices",
    columns=(
        Column("person", later("Rà soát viên"), lambda one: one.user.full_name, order="user__name_sort"),
        Column("name", later("Thiết bị"), lambda one: one.name, order="name"),
        Column(
            "places",
            later("Gửi phiếu của"),
            lambda one: "; ".join(dict.fromkeys(place_words(held) for held in one.user.held)),
        ),
        Column("state", later("Tình trạng"), _state, kind="status"),
        Column("expires", later("Hết hạn"), lambda one: one.expires_at, kind="moment", order="expires_at"),
        Column("used", later("Dùng gần nhất"), lambda one: one.used_at, kind="moment"),
        doer_column("by", later("Người cấp"), lambda one: one.made_by, lambda one: one.made_at),
        Column(
            "made", later("Cấp lúc"), lambda one: one.made_at, kind="moment", order="made_at", shown=False
        ),
    ),
    filters=(
        Filter("q", later("Tên rà soát viên"), _named, sealed=True),
        Filter(
            "state",
            later("Tình trạng"),
            _by_state,
            choices=lambda _request: [("works", _("đang dùng được")), ("ended", _("đã hết tác dụng"))],
        ),
    ),
    sort="-expires",
)


def _shown(rows: QuerySet[ApiToken]) -> QuerySet[ApiToken]:
    held = holdings_on(RoleHolding.objects.all(), dates.today()).select_related("unit").order_by("pk")
    return rows.prefetch_related(Prefetch("user__holdings", held, to_attr="held"))


@route(P.PREPARE_DOSSIERS, methods=("GET", "POST"), session_only=True)
def devices(request: HttpRequest) -> HttpResponse:
    """The devices of the surveyors of one's places."""
    asked = DEVICES.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _shown(devices_within(request.scope))  # type: ignore[attr-defined]
    if asked.export:
        return answer_export(asked, rows, name="devices", by=request.actor)  # type: ignore[attr-defined]
    shown = asked.page(rows)
    return page(
        request,
        "portal/accounts/devices.html",
        part="list",
        listing=shown,
        working=[one for one in shown.rows if works(one)],
    )


@route(P.PREPARE_DOSSIERS, methods=("GET", "POST"), sees=Nothing.BLANK, session_only=True)
def new_device(request: HttpRequest) -> HttpResponse:
    """A token for a device: its text is shown once."""
    people = surveyors_within(request.scope)  # type: ignore[attr-defined]
    form = DeviceForm(request.POST or None, people=people)
    text: Any = None
    if request.method == "POST" and form.is_valid():
        text = attempt(form, hand_out_device, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
    whose: User | None = form.cleaned_data.get("user") if text else None
    return page(
        request,
        "portal/accounts/device.html",
        status=422 if form.is_bound and form.errors else 200,
        form=form,
        text=text,
        whose=whose,
        villages=villages_of(whose) if whose else [],
        anybody=people.exists(),
    )


@route(P.PREPARE_DOSSIERS, methods=("POST",), sees=Nothing.RECEIPT, session_only=True)
def end(request: HttpRequest, device_id: int) -> HttpResponse:
    """End a device at once: lost, stolen, given back."""
    end_device(token=device_within(request.scope, device_id), by=request.actor)  # type: ignore[attr-defined]
    said = _("Đã thu hồi: thiết bị ấy không gửi phiếu được nữa.")
    return see_other(request, "accounts:devices", said=said)
