"""Programmes on pages: the list, a new one, one with its sums by commune, its deadline."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.catalogue.adopted import policy_in_use
from ansinh.support.delivery.views.shared import own_code, placed
from ansinh.support.delivery.words import policy_words
from ansinh.support.housing.forms import DeadlineForm, ProgrammeForm
from ansinh.support.housing.programmes import (
    move_deadline,
    programme_called,
    write_programme,
)
from ansinh.support.housing.queries import sums_of
from ansinh.support.housing.words import short_words
from ansinh.support.models import HousingDeadline, HousingProgramme
from ansinh.support.models.housing_enums import WorkState
from ansinh.work.downloads import answer_export

PROGRAMMES = Listing(
    "housing-programmes",
    columns=(
        Column(
            "name", later("Chương trình"), lambda row: row.name, order="name",
            link=lambda row: reverse("housing:programme", kwargs={"programme_id": row.pk}),
        ),
        Column("act", later("Văn bản"), lambda row: row.act, order="act"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("begins", later("Bắt đầu"), lambda row: row.begins_on, kind="day", order="begins_on"),
        Column("deadline", later("Hạn hoàn thành"), lambda row: row.deadline, kind="day", order="deadline"),
    ),
    filters=(Filter("q", later("Tên, văn bản"), lambda rows, value: with_name(rows, "name", value)),),
    sort="-begins",
)  # fmt: skip


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def programmes(request: HttpRequest) -> HttpResponse:
    """Every programme; they tell of nobody."""
    asked = PROGRAMMES.asked(request)
    rows = HousingProgramme.objects.select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="housing-programmes", by=request.actor)
    return page(
        request, "support/housing/programmes.html", part="list", listing=asked.page(rows), permission=P
    )


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"), sees=Nothing.BLANK)
def new_programme(request: HttpRequest) -> HttpResponse:
    """Write down a programme of a place."""
    form = ProgrammeForm(request.POST or None, initial={"code": own_code(request, P.PROPOSE_SUPPORT)})
    offer_places(form, request, "code")
    if request.method == "POST" and form.is_valid():
        given = placed(form, request.scope)
        if given and (made := attempt(form, write_programme, by=request.actor, **given)):
            said = _("Đã ghi chương trình.")
            return see_other(request, "housing:programme", programme_id=made.pk, said=said)
    return page(request, "support/housing/new_programme.html", status=422 if form.errors else 200, form=form)


def _programme_page(
    request: HttpRequest, one: HousingProgramme, status: int = 200, **forms: Any
) -> HttpResponse:
    who = request.actor  # type: ignore[attr-defined]
    rows = sums_of(one, request.scope, today())  # type: ignore[attr-defined]
    return page(
        request,
        "support/housing/programme.html",
        status=status,
        one=one,
        policy=policy_words(one.policy),
        computed=bool(policy_in_use(one.policy).law),
        rows=rows,
        shown_states=[(state.value, short_words(state.value)) for state in WorkState],
        deadlines=HousingDeadline.objects.filter(programme=one).order_by("-pk"),
        moves=may(who, P.PROPOSE_SUPPORT, one.unit_id),
        permission=P,
        **({"form": DeadlineForm()} | forms),
    )


@route(P.SEE_HOUSEHOLDS, sees=Nothing.SUMS)
def programme(request: HttpRequest, programme_id: int) -> HttpResponse:
    """One programme: its act and deadline, and by commune how far the works are."""
    return _programme_page(request, programme_called(programme_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",), sees=Nothing.SUMS)
def deadline(request: HttpRequest, programme_id: int) -> HttpResponse:
    """Put the deadline elsewhere."""
    found = programme_called(programme_id)
    form = DeadlineForm(request.POST)
    if form.is_valid() and attempt(
        form, move_deadline, programme=found, by=request.actor, **form.cleaned_data
    ):
        return see_other(request, "housing:programme", programme_id=found.pk, said=_("Đã đổi hạn."))
    return _programme_page(request, programme_called(programme_id), 422, form=form)
