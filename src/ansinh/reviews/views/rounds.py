"""The rounds of a place, one round commune by commune, and opening one."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.place_fields import offer_places, units_in
from ansinh.access.queries import holdings_of
from ansinh.access.routes import Nothing, route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import shown_date, today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _, current_language
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.kernel.web.sealed import seal_words
from ansinh.places.naming import code_named
from ansinh.places.queries import unit_at
from ansinh.reviews.actions import open_round, what_would_open
from ansinh.reviews.enums import DossierState
from ansinh.reviews.forms import OpenRoundForm, ReasonForm
from ansinh.reviews.models import Dossier, Round
from ansinh.reviews.procedure.course import courses
from ansinh.reviews.procedure.regime import RECORDED, regime, regime_for
from ansinh.reviews.progress import CommuneProgress, progress_of
from ansinh.reviews.queries import (
    closing_day,
    dossiers_within,
    place_of_round,
    places_of_round,
    round_within,
    rounds_within,
)
from ansinh.standards.adopted import standard_in_use
from ansinh.work.downloads import answer_export
from ansinh.work.queue import ask

P = Permission


def state_words(state: str) -> tuple[str, str]:
    """Kind of status and words of a dossier's state."""
    return {
        DossierState.OPEN.value: ("waiting", _("chưa phân loại")),
        DossierState.SURVEYING.value: ("waiting", _("đang rà soát")),
        DossierState.CLASSIFIED.value: ("info", _("đã phân loại")),
        DossierState.DISCUSSED.value: ("info", _("đã họp thôn")),
        DossierState.POSTED.value: ("info", _("đang niêm yết")),
        DossierState.SETTLED.value: ("info", _("đã hết niêm yết")),
        DossierState.OPINED.value: ("info", _("đã có ý kiến cấp huyện")),
        DossierState.DECIDED.value: ("info", _("đã có quyết định")),
        DossierState.APPROVED.value: ("ok", _("đã phê duyệt")),
    }[state]


def _round_page(row: Round) -> str:
    return reverse("reviews:round", kwargs={"round_id": row.pk})


ROUNDS = Listing(
    "rounds",
    columns=(
        Column("period", later("Kỳ"), lambda row: row.period, order="period", link=_round_page),
        Column("place", later("Địa bàn mở kỳ"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("list_year", later("Danh sách năm"), lambda row: str(row.list_year), order="list_year"),
        Column(
            "as_of", later("Ngày tham chiếu"), lambda row: shown_date(row.as_of), kind="text", order="as_of"
        ),
        Column("standards", later("Chuẩn"), lambda row: ", ".join(row.standards)),
        Column("states", later("Hồ sơ xã"), lambda row: getattr(row, "states_words", "")),
        doer_column("opened_by", later("Người mở"), lambda row: row.opened_by, shown=False),
    ),
    filters=(
        Filter("period", later("Kỳ"), lambda rows, value: rows.filter(period__startswith=value)),
        Filter(
            "kind",
            later("Loại kỳ"),
            lambda rows, value: (
                rows.filter(period__contains="-") if value == "month" else rows.exclude(period__contains="-")
            ),
            choices=lambda _request: [("year", _("định kỳ hằng năm")), ("month", _("trong năm"))],
        ),
    ),
    sort="-period",
)


@route(P.WATCH_PROGRESS, methods=("GET", "POST"), sees=Nothing.SUMS)
def rounds(request: HttpRequest) -> HttpResponse:
    """The rounds of which some commune lies within the scope."""
    asked = ROUNDS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = rounds_within(request.scope)
    if asked.export:
        return answer_export(asked, rows, name="rounds", by=request.actor)
    found = asked.page(rows)
    _tell_states(request, found.rows)
    return page(request, "reviews/rounds.html", part="list", listing=found, permission=P)


def _tell_states(request: HttpRequest, campaigns: Sequence[Round]) -> None:
    """The communes of each round by state, in words, from one grouped read."""
    counts: dict[int, Counter] = {one.pk: Counter() for one in campaigns}
    rows = Dossier.objects.within(request.scope).filter(round__in=campaigns).order_by()
    for pk, state, many in rows.values_list("round_id", "state").annotate(many=Count("pk")):
        counts[pk][state] = many
    for one in campaigns:
        found = counts[one.pk]
        said = [
            f"{found[state.value]} {state_words(state.value)[1]}"
            for state in DossierState
            if found[state.value]
        ]
        one.states_words = " · ".join(said)


@route(P.OPEN_ROUNDS, methods=("GET", "POST"), sees=Nothing.BLANK)
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a round: what would be opened is shown first, and confirmed."""
    form = OpenRoundForm(
        request.POST or None,
        initial={"code": _own_code(request), "period": str(today().year), "procedure": _procedure_now()},
    )
    offer_places(form, request, "code")
    facts = None
    if request.method == "POST" and form.is_valid():
        facts = attempt(form, _facts, scope=request.scope, **form.cleaned_data)
        if facts and "confirmed" in request.POST:
            campaign = attempt(form, open_round, **facts["opens"], by=request.actor)
            if isinstance(campaign, Round):
                said = _("Đã mở kỳ rà soát {period}.").format(period=campaign.period)
                return see_other(request, "reviews:round", round_id=campaign.pk, said=said)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "reviews/open_round.html", status=status, form=form, facts=facts)


def _procedure_now() -> str:
    """The law of a round that begins this year, where its days are; else recorded results."""
    period = str(today().year)
    law = regime_for(period)
    running = law is not None and (law.begins(period) or today()) <= today()
    return law.code if law is not None and running else RECORDED


def _own_code(request: HttpRequest) -> str:
    for holding in holdings_of(request.actor, today()):
        if holding.unit is not None:
            return holding.unit.code
    return ""


def _facts(
    *, scope: Scope, code: str, period: str, as_of: date | None, procedure: str = RECORDED
) -> dict[str, Any]:
    """What opening would do: raises what the action would raise, and ``NotFound`` for a place out of scope."""
    unit = unit_at(code_named(code, units_in(scope)), as_of or closing_day(period))
    if not scope.covers(unit.pk):
        raise NotFound(
            _("Địa bàn {name} không được giao cho tài khoản này. Hãy chọn địa bàn được giao.").format(
                name=unit.name
            )
        )
    plan = what_would_open(unit=unit, period=period, as_of=as_of, procedure=procedure)
    language = current_language()
    return {
        "opens": {"unit": unit, "period": period, "as_of": as_of, "procedure": procedure},
        "law": regime(procedure),
        "shown": [
            (_("Địa bàn"), f"{unit.name} ({unit.code})"),
            (_("Kỳ rà soát"), period),
            (_("Ngày tham chiếu"), shown_date(plan.as_of)),
            (_("Lập danh sách năm"), str(plan.list_year)),
            (
                _("Chuẩn áp dụng"),
                "; ".join(
                    f"{code} — {standard_in_use(code).title.in_language(language)}" for code in plan.standards
                ),
            ),
            (_("Số hồ sơ xã"), len(plan.communes)),
            (_("Quy trình"), regime(procedure).said),
        ],
        "unverified": [code for code in plan.standards if not standard_in_use(code).verified],
    }


_ORDERS: dict[str, Callable[[CommuneProgress], Any]] = {
    "late": lambda one: one.lateness,
    "name": lambda one: one.unit.sort_key,
    "surveyed": lambda one: -one.surveyed,
    "undetermined": lambda one: -one.undetermined,
    "not_reviewed": lambda one: -one.not_reviewed,
}
_KINDS: dict[str, Callable[[CommuneProgress], bool]] = {
    "": lambda _one: True,
    "open": lambda one: one.state == DossierState.OPEN.value,
    "surveying": lambda one: one.state == DossierState.SURVEYING.value,
    "classified": lambda one: one.state == DossierState.CLASSIFIED.value,
    "discussed": lambda one: one.state == DossierState.DISCUSSED.value,
    "posted": lambda one: one.state == DossierState.POSTED.value,
    "settled": lambda one: one.state in (DossierState.SETTLED.value, DossierState.OPINED.value),
    "decided": lambda one: one.state == DossierState.DECIDED.value,
    "approved": lambda one: one.state == DossierState.APPROVED.value,
    "waits": lambda one: bool(one.waits),
    "stale": lambda one: one.stale,
}


@route(P.WATCH_PROGRESS, sees=Nothing.SUMS)
def round_(request: HttpRequest, round_id: int) -> HttpResponse:
    """One round: its communes with how far each is, the furthest behind first. Counts and no names: they open to households
    for who sees these."""
    campaign = round_within(request.scope, round_id)
    dossiers = dossiers_within(request.scope, campaign)
    communes = progress_of(campaign, dossiers)
    order = request.GET.get("sort", "late") if request.GET.get("sort", "late") in _ORDERS else "late"
    kind = request.GET.get("state", "") if request.GET.get("state", "") in _KINDS else ""
    shown = sorted(filter(_KINDS[kind], communes), key=lambda one: (_ORDERS[order](one), one.unit.sort_key))
    return page(
        request,
        "reviews/round.html",
        part="communes",
        campaign=campaign,
        communes=shown,
        law=regime(campaign.procedure),
        courses={one.dossier.pk: one for one in _courses(request, campaign)},
        total=_total(communes),
        kinds=[(key, _kind_words(key), sum(map(test, communes))) for key, test in _KINDS.items()],
        kind=kind,
        order=order,
        places=places_of_round(campaign, request.scope, dossiers),
        standards=[standard_in_use(code) for code in campaign.standards],
        state_words=state_words,
        all_approved=all(one.state == DossierState.APPROVED.value for one in communes),
        permission=P,
    )


def _courses(request: HttpRequest, campaign: Round):
    """How far each dossier is in its procedure; of recorded results nothing is kept, so nothing is asked."""
    if not regime(campaign.procedure).is_law:
        return []
    return courses(Dossier.objects.touched_by(request.scope).filter(round=campaign), campaign)


def _kind_words(kind: str) -> str:
    return {
        "": _("Mọi xã"),
        "open": _("Chưa phân loại"),
        "surveying": _("Đang rà soát"),
        "classified": _("Đã phân loại"),
        "discussed": _("Đã họp thôn"),
        "posted": _("Đang niêm yết"),
        "settled": _("Đã hết niêm yết"),
        "decided": _("Đã có quyết định"),
        "approved": _("Đã phê duyệt"),
        "waits": _("Còn việc phải làm"),
        "stale": _("Có phiếu mới sau phân loại"),
    }[kind]


def _total(communes: Sequence[CommuneProgress]) -> dict[str, int]:
    names = ("surveyed", "computed", "undetermined", "kept", "recognised", "differing", "not_reviewed")
    counts = {name: sum(getattr(one, name) for one in communes) for name in names}
    return counts | {
        "communes": len(communes),
        "approved": sum(one.state == DossierState.APPROVED.value for one in communes),
    }


@route(P.RUN_CLASSIFICATION, methods=("POST",))
def classify(request: HttpRequest, round_id: int) -> HttpResponse:
    """Ask for the rules to be run over a place of the round, and go to the job."""
    campaign = round_within(request.scope, round_id)
    unit = place_of_round(campaign, request.scope, request.POST.get("place", ""))
    job = ask("reviews.classify", {"round": campaign.pk, "unit": unit.pk}, by=request.actor, unit=unit)
    return see_other(request, "work:job", job_id=job.pk)


@route(P.APPROVE_ROUNDS, methods=("GET", "POST"))
def reopen(request: HttpRequest, round_id: int) -> HttpResponse:
    """Open approved dossiers of a place again for a correction: with a reason, and asked twice."""
    campaign = round_within(request.scope, round_id)
    unit = place_of_round(campaign, request.scope, request.POST.get("place", request.GET.get("place", "")))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # Reasons in free words may name people: in the queue they lie sealed.
        reason = seal_words(form.cleaned_data["reason"].strip())
        job = ask(
            "reviews.reopen",
            {"round": campaign.pk, "unit": unit.pk, "reason": reason},
            by=request.actor,
            unit=unit,
        )
        return see_other(request, "work:job", job_id=job.pk)
    status = 422 if form.is_bound and form.errors else 200
    return page(request, "reviews/reopen.html", status=status, form=form, campaign=campaign, unit=unit)
