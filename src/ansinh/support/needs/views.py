"""The register of needs on pages: the list, a new one, one withdrawn."""

import re
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.grievances.models import Grievance
from ansinh.households.histories import household_by_id
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.facts.queries import members_of
from ansinh.support.models import Need
from ansinh.support.models.planning_enums import NeedSource
from ansinh.support.needs.actions import record_need, withdraw_need
from ansinh.support.needs.forms import NeedForm, WithdrawForm, policy_choices
from ansinh.support.needs.queries import need_within, standing
from ansinh.support.needs.words import need_state, source_words
from ansinh.work.downloads import answer_export


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


def _by_state(rows: QuerySet, value: str) -> QuerySet:
    if value == "open":
        return standing(rows, today())
    return rows.exclude(withdrawn_on=None) if value == "withdrawn" else rows.filter(until__lt=today())


def _page_of(row: Need) -> str:
    return reverse("owed:household", kwargs={"household_id": row.household_id})


def _request_of(row: Need) -> str | None:
    """The request it was written down from."""
    return (
        reverse("grievances:request", kwargs={"request_id": row.grievance_id}) if row.grievance_id else None
    )


NEEDS = Listing(
    "needs",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
            link=_page_of,
        ),
        Column("person", later("Người có nhu cầu"), lambda row: row.person.full_name if row.person else ""),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("village", later("Thôn, tổ"), lambda row: row.household.village, order="household__village"),
        Column("place", later("Xã"), lambda row: row.household.unit.name if row.household.unit else ""),
        Column("since", later("Từ ngày"), lambda row: row.since, kind="day", order="since"),
        Column("source", later("Biết từ"), lambda row: source_words(row.source), link=_request_of),
        Column("state", later("Tình trạng"), lambda row: need_state(row, today()), kind="status"),
        Column("remark", later("Ghi chú"), lambda row: row.remark, shown=False),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter(
            "policy",
            later("Chính sách"),
            lambda rows, value: rows.filter(policy=value),
            choices=lambda _r: policy_choices(),
        ),
        Filter(
            "state",
            later("Tình trạng"),
            _by_state,
            choices=lambda _r: [
                ("open", _("còn nhu cầu")),
                ("withdrawn", _("đã rút")),
                ("over", _("đã hết hạn")),
            ],
        ),
        Filter(
            "source",
            later("Biết từ"),
            lambda rows, value: rows.filter(source=value),
            choices=lambda _r: [(one.value, source_words(one.value)) for one in NeedSource],
        ),
        Filter(
            "village",
            later("Thôn, tổ"),
            lambda rows, value: with_name(rows, "household__village", value),
        ),
    ),
    sort="-since",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def needs(request: HttpRequest) -> HttpResponse:
    """Every need of the places within the scope."""
    asked = NEEDS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Need.objects.within(request.scope).select_related("household__unit", "person")
    if asked.export:
        return answer_export(asked, rows, name="needs", by=request.actor)
    return page(request, "support/needs/list.html", part="list", listing=asked.page(rows), permission=P)


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def new(request: HttpRequest, household_id: UUID) -> HttpResponse:
    """Write down a need of a household; ``?request=`` names the request of it that says so."""
    home = household_by_id(request.scope, household_id)
    asked = _asked_by(request, home)
    initial: dict[str, Any] = {"policy": request.GET.get("policy", "")}
    if asked is not None:
        initial |= {"source": NeedSource.REQUEST.value, "since": asked.received_on}
    form = NeedForm(request.POST or None, members=members_of(home), initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, record_need, household=home, grievance=asked, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "owed:household", household_id=home.pk, said=_("Đã ghi nhu cầu."))
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "support/needs/new.html", status=status, home=home, form=form, asked=asked)


def _asked_by(request: HttpRequest, home: Household) -> Grievance | None:
    """The request of the household that the address names. Raises ``NotFound`` for one of another, or out of reach."""
    named = request.GET.get("request", "")
    if not named:
        return None
    rows = Grievance.objects.within(scope_of(request.actor, P.SEE_REQUESTS)).filter(household=home)
    found = rows.filter(pk=int(named)).first() if re.fullmatch(r"\d{1,15}", named) else None
    if found is None:
        raise NotFound(_("Không tìm thấy đơn này của hộ."))
    return found


@route(P.PLAN_SUPPORT, methods=("GET", "POST"))
def withdraw(request: HttpRequest, need_id: int) -> HttpResponse:
    """Say that a need no longer stands."""
    need = need_within(request.scope, need_id)
    form = WithdrawForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_need, need=need, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "owed:household", household_id=need.household_id, said=_("Đã rút nhu cầu."))
    status = 422 if form.is_bound and form.errors else 200
    return page(
        request, "support/needs/withdraw.html", status=status, need=need, home=need.household, form=form
    )
