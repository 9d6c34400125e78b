"""Support in kind on pages: the list, a new one of a household, what waits for an agency, one withdrawn."""

from dataclasses import replace
from uuid import UUID

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.households.models import Membership
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.forms import GiveForm, WhatForm, WhyForm, given_choices
from ansinh.support.delivery.giving import (
    agencies_spoken_for,
    confirm_deliveries,
    kinds_held,
    report_delivery,
    withdraw_delivery,
)
from ansinh.support.delivery.kinds import delivery_kinds, kinds_of, result_words
from ansinh.support.delivery.views.shared import by_words, name_of
from ansinh.support.delivery.words import delivery_words
from ansinh.support.models import Delivery
from ansinh.support.models.delivery_enums import DeliveryState
from ansinh.support.paper_links import delivery_subject, paper_links
from ansinh.work.downloads import answer_export

_YEARS_BACK = 10
# Digits of a key.
_LONGEST = 19


def _years() -> list[int]:
    """The years that are offered, the newest first."""
    this = today().year
    return list(range(this, this - _YEARS_BACK, -1))


_NAME = Column("name", later("Người, hộ nhận"), name_of, order="household__head_name_sort")
_OTHERS = (
    Column("head", later("Chủ hộ"), lambda row: row.household.head_name, shown=False),
    Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
    Column(
        "kind", later("Loại"), lambda row: delivery_kinds()[row.kind].words if row.kind else "", order="kind"
    ),
    Column("given", later("Ngày giao"), lambda row: row.given_on, kind="day", order="given_on"),
    Column("until", later("Đến ngày"), lambda row: row.valid_until, kind="day"),
    Column("quantity", later("Số lượng"), lambda row: row.quantity, kind="number", order="quantity"),
    Column("course", later("Khóa, lớp"), lambda row: row.course, shown=False),
    Column("hours", later("Số giờ"), lambda row: row.hours, kind="number", shown=False),
    Column("term", later("Học kỳ, năm học"), lambda row: row.term, shown=False),
    Column("result", later("Kết quả"), lambda row: result_words(row.result), shown=False),
    Column("area", later("Diện tích (m²)"), lambda row: row.area, kind="number", shown=False),
    Column("amount", later("Trị giá (đồng)"), lambda row: row.amount, kind="number"),
    Column("document", later("Căn cứ"), lambda row: row.document),
    Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
    Column("place", later("Xã"), lambda row: row.unit.name),
)
_STATE = Column(
    "state", later("Tình trạng"), lambda row: delivery_words(row.state), kind="status", order="state",
    link=lambda row: reverse("delivery:withdraw-delivery", kwargs={"delivery_id": row.pk}),
)  # fmt: skip
_FILTERS = (
    Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
    Filter(
        "policy",
        later("Chính sách"),
        lambda rows, value: rows.filter(policy=value),
        choices=lambda _r: given_choices(),
    ),
    Filter(
        "kind",
        later("Loại"),
        lambda rows, value: rows.filter(kind=value),
        choices=lambda _r: [(one.code, one.words) for one in delivery_kinds().values()],
    ),
    Filter(
        "year",
        later("Năm"),
        lambda rows, value: rows.filter(given_on__year=int(value)),
        choices=lambda _r: [(str(year), str(year)) for year in _years()],
    ),
    Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
)
DELIVERIES = Listing(
    "deliveries",
    columns=(
        Column(
            "name",
            later("Người, hộ nhận"),
            name_of,
            order="household__head_name_sort",
            link=lambda row: reverse("portal:household", kwargs={"household_id": row.household_id}),
        ),
        *_OTHERS,
        _STATE,
    ),
    filters=(
        *_FILTERS,
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, delivery_words(one.value)[1]) for one in DeliveryState],
        ),
    ),
    sort="-given",
)
# Who may withdraw nothing is led nowhere from the state.
DELIVERIES_SEEN = replace(
    DELIVERIES, columns=(*DELIVERIES.columns[:-1], replace(_STATE, link=lambda _row: None))
)
TO_CONFIRM = Listing("deliveries-to-confirm", columns=(_NAME, *_OTHERS), filters=_FILTERS, sort="given")


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def deliveries(request: HttpRequest) -> HttpResponse:
    """What was given in the places within the scope."""
    shown = DELIVERIES if may(request.actor, P.PROPOSE_SUPPORT) else DELIVERIES_SEEN  # type: ignore[attr-defined]
    asked = shown.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Delivery.objects.within(request.scope).select_related("household", "person", "unit")
    if asked.export:
        return answer_export(asked, rows, name="deliveries", by=request.actor)
    return page(
        request, "support/delivery/deliveries.html", part="list", listing=asked.page(rows), permission=P
    )


@route(P.SEE_HOUSEHOLDS)
def totals(request: HttpRequest) -> HttpResponse:
    """What was given in a year by kind, as it was confirmed: times, what the quantity counts, people and households, each once."""
    years = _years()
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else years[0]
    rows = Delivery.objects.within(request.scope).filter(
        given_on__year=year, state=DeliveryState.CONFIRMED.value
    )
    sums = (
        rows.order_by()
        .values("kind")
        .annotate(
            times=Count("pk"),
            quantity=Sum("quantity"),
            hours=Sum("hours"),
            people=Count("person", distinct=True),
            households=Count("household", distinct=True),
            amount=Sum("amount"),
        )
    )
    kinds = delivery_kinds()
    place = {code: number for number, code in enumerate(kinds)}
    return page(
        request,
        "support/delivery/totals.html",
        year=year,
        years=years,
        sums=[
            (kinds.get(one["kind"]), one) for one in sorted(sums, key=lambda one: place.get(one["kind"], 99))
        ],
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def give(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Report what a household was given."""
    home = household_by_id(request.scope, household_id)
    members = (
        Membership.objects.everywhere().filter(household=home, valid_until=None).select_related("person")
    )
    people = [
        (str(one.person_id), one.person.full_name or _("(chưa có tên)")) for one in members.order_by("pk")
    ]
    asked = request.POST or request.GET
    codes = [code for code, _words in given_choices()]
    chosen = asked.get("policy", "") if asked.get("policy") in codes else codes[0]
    kinds = {one.code: one for one in kinds_of(chosen)}
    kind = kinds.get(asked.get("kind", "")) or next(iter(kinds.values()))
    form = GiveForm(
        request.POST or None,
        members=people,
        kind=kind,
        initial={"given_on": today(), "policy": chosen, "kind": kind.code},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, report_delivery, household=home, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "delivery:deliveries", said=_("Đã ghi; chờ cơ quan thực hiện xác nhận."))
    return page(
        request,
        "support/delivery/give.html",
        status=422 if form.errors else 200,
        form=form,
        what=WhatForm(initial={"policy": chosen, "kind": kind.code}, policy=chosen),
        household=home,
    )


def _waiting(request: HttpRequest):
    rows = Delivery.objects.within(request.scope).filter(state=DeliveryState.REPORTED.value)  # type: ignore[attr-defined]
    spoken = agencies_spoken_for(kinds_held(request.actor), today())  # type: ignore[attr-defined]
    return rows.filter(agency__in=spoken).select_related("household", "person", "unit")


@route(P.CONFIRM_DELIVERIES, methods=("GET", "POST"), decides=False)
def to_confirm(request: HttpRequest) -> HttpResponse:
    """What communes reported as given by the agency of who asks: choose and confirm."""
    asked = TO_CONFIRM.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = _waiting(request)
    if asked.export:
        return answer_export(asked, rows, name="deliveries-to-confirm", by=request.actor)
    return page(
        request,
        "support/delivery/to_confirm.html",
        part="list",
        listing=asked.page(rows),
        kinds=bool(kinds_held(request.actor)),
        form=WhyForm(),
    )


@route(P.CONFIRM_DELIVERIES, methods=("POST",))
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm the chosen."""
    chosen = [int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < _LONGEST]
    rows = list(_waiting(request).filter(pk__in=chosen))
    form = WhyForm({"reason": "-"})
    form.is_valid()
    if attempt(form, confirm_deliveries, rows=rows, by=request.actor):
        said = _("Đã xác nhận {count} khoản hỗ trợ.").format(count=len(rows))
        return see_other(request, "delivery:to-confirm", said=said)
    asked = TO_CONFIRM.asked(request)
    return page(
        request,
        "support/delivery/to_confirm.html",
        status=422,
        listing=asked.page(_waiting(request)),
        kinds=bool(kinds_held(request.actor)),
        form=form,
    )


def delivery_within(scope: Scope, delivery_id: int) -> Delivery:
    """One delivery within the scope, or ``NotFound``."""
    rows = Delivery.objects.within(scope).select_related("household", "person", "unit")
    found = rows.filter(pk=delivery_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy khoản hỗ trợ này."))
    return found


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def withdraw(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Withdraw what was written wrongly, with the reason."""
    row = delivery_within(request.scope, delivery_id)
    form = WhyForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_delivery, row=row, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "delivery:deliveries", said=_("Đã rút khoản hỗ trợ."))
    return page(
        request,
        "support/delivery/withdraw.html",
        status=422 if form.errors else 200,
        row=row,
        name=name_of(row),
        state=delivery_words(row.state),
        links=paper_links(request.actor, delivery_subject(row.pk), row.unit_id),
        form=form,
    )
