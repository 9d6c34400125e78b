"""Places that lag: communes whose round is not decided although its last day is over, the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.queries import permissions_of, scope_of
from ansinh.access.routes import Nothing, route
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier, Round
from ansinh.work.downloads import answer_export

_DONE = (DossierState.DECIDED.value, DossierState.APPROVED.value)
_FEW = 5
_FIRST_OF_DECISION_24 = 2021


def last_day(campaign: Round) -> date:
    """The day a commune's round is to be decided by. A yearly review ends on 14 December (Decision 24/2021, article 3.1.a), until
    2020 on 31 December (Circular 17/2016, article 4.1); one within the year is decided within 15 days from the 15th of its
    month (Decision 24/2021, article 5)."""
    year, _dash, month = campaign.period.partition("-")
    if month:
        return date(int(year), int(month), 15) + timedelta(days=15)
    return date(int(year), 12, 14 if int(year) >= _FIRST_OF_DECISION_24 else 31)


@dataclass(frozen=True)
class LateRound:
    """A round of which communes are late: how many, since when."""

    campaign: Round
    due: date
    communes: int

    @property
    def days(self) -> int:
        return (today() - self.due).days


def late_rounds(scope: Scope) -> list[LateRound]:
    """The rounds of a scope that are late somewhere, the latest first. Two reads."""
    rows = Dossier.objects.within(scope).exclude(state__in=_DONE).order_by().values("round")
    many = dict(rows.annotate(many=Count("pk")).values_list("round", "many"))
    rounds = Round.objects.filter(pk__in=many).select_related("unit")
    found = [LateRound(one, last_day(one), many[one.pk]) for one in rounds if last_day(one) < today()]
    return sorted(found, key=lambda one: (one.due, one.campaign.pk))


def late_dossiers(scope: Scope, rounds: Sequence[LateRound]) -> QuerySet[Dossier]:
    """The dossiers that are late, with ``due``, the day they were to be decided by."""
    ids = [one.campaign.pk for one in rounds]
    due = Case(
        *(When(round=one.campaign.pk, then=Value(one.due)) for one in rounds),
        default=Value(date.max),
        output_field=DateField(),
    )
    rows = Dossier.objects.within(scope).filter(round__in=ids).exclude(state__in=_DONE)
    return rows.annotate(due=due).select_related("unit__parent", "round")


@dataclass(frozen=True)
class Lagging:
    """What the start page says of places that lag: how many communes, and the few that are latest."""

    communes: int
    latest: list[Any]


def lagging_of(actor: Actor) -> Lagging | None:
    """For who watches progress at more than one place that lags; at most four reads."""
    if Permission.WATCH_PROGRESS not in permissions_of(actor):
        return None
    scope = scope_of(actor, Permission.WATCH_PROGRESS)
    rounds = late_rounds(scope)
    if not rounds:
        return None
    latest = list(late_dossiers(scope, rounds).order_by("due", "pk")[:_FEW])
    if len({row.unit_id for row in latest}) == 1:
        # Who works at one commune has it among the work to do.
        return None
    return Lagging(sum(one.communes for one in rounds), latest)


def days_late(row: Any) -> int:
    return (today() - row.due).days


def _round_page(row: Any) -> str:
    return reverse("reviews:round", kwargs={"round_id": row.round_id})


def _by_name(rows: QuerySet[Dossier], text: str) -> QuerySet[Dossier]:
    return rows.filter(unit__name_fold__contains=fold(text))


def _states(_request: HttpRequest) -> list[tuple[str, str]]:
    return [(state.value, state_words(state.value)) for state in DossierState if state.value not in _DONE]


def state_words(state: str) -> str:
    """How far a dossier is."""
    return {
        DossierState.OPEN: _("đang lập danh sách"),
        DossierState.SURVEYING: _("đang rà soát"),
        DossierState.CLASSIFIED: _("đã phân loại"),
        DossierState.DISCUSSED: _("đã họp thôn"),
        DossierState.POSTED: _("đang niêm yết"),
        DossierState.SETTLED: _("đã niêm yết xong"),
        DossierState.OPINED: _("đã có ý kiến cấp huyện"),
        DossierState.DECIDED: _("đã quyết định"),
        DossierState.APPROVED: _("đã phê duyệt"),
    }[DossierState(state)]


LAGGING = Listing(
    "lagging",
    columns=(
        Column("unit", later("Xã"), lambda row: row.unit.name, order="unit__sort_key", link=_round_page),
        Column("above", later("Thuộc"), lambda row: row.unit.parent.name if row.unit.parent else ""),
        Column("period", later("Kỳ rà soát"), lambda row: row.round.period, order="round__period"),
        Column("state", later("Đang ở bước"), lambda row: state_words(row.state), order="state"),
        Column("due", later("Hạn quyết định"), lambda row: row.due, kind="day", order="due"),
        Column("days", later("Chậm (ngày)"), days_late, kind="number"),
    ),
    filters=(
        Filter("q", later("Tên xã"), _by_name),
        Filter("state", later("Đang ở bước"), lambda rows, state: rows.filter(state=state), choices=_states),
    ),
    sort="due",
)


@route(Permission.WATCH_PROGRESS, methods=("GET", "POST"), sees=Nothing.SUMS)
def lagging(request: HttpRequest) -> HttpResponse:
    """Every commune that is late, the latest first."""
    asked = LAGGING.asked(request)
    if answer := asked.sealed_away():
        return answer
    scope = request.scope  # type: ignore[attr-defined]
    rows = late_dossiers(scope, late_rounds(scope))
    if asked.export:
        return answer_export(asked, rows, name="lagging", by=request.actor)  # type: ignore[attr-defined]
    return page(request, "portal/lagging.html", listing=asked.page(rows))
