"""The households that a flow of a half-year report counts, for who may see them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page
from ansinh.monitoring.opening import days_of, decided_households, is_flow
from ansinh.monitoring.queries import figure_of, report_within
from ansinh.places.models import Unit
from ansinh.reviews.words import movement_words

_MOST = 2_000


@route(P.SEE_HOUSEHOLDS)
def households(request: HttpRequest, written_id: int, written_figure_id: int) -> HttpResponse:
    """Who came or went by decisions of the half year, at the places within the scope."""
    one = report_within(request.scope, written_id)
    found = figure_of(one, written_figure_id)
    if not is_flow(found):
        raise NotFound(_("Số này không mở được đến từng hộ."), code="no_households")
    rows = decided_households(found, request.scope)
    shown = rows.head(_MOST).to_dicts()
    homes = Household.objects.within(request.scope).in_bulk([UUID(row["household"]) for row in shown])
    places = dict(Unit.objects.filter(pk__in={row["unit_id"] for row in shown}).values_list("pk", "name"))
    first, last = days_of(one)
    return page(
        request,
        "monitoring/figure_households.html",
        report=one,
        figure=found,
        count=rows.height,
        more=rows.height > _MOST,
        whole=request.scope.covers(one.unit_id),
        first=first,
        last=last,
        rows=[
            (
                homes.get(UUID(row["household"])),
                places.get(row["unit_id"], ""),
                row["village"],
                movement_words(row["kind"]),
                row["decision_no"],
                row["effective_from"],
            )
            for row in shown
        ],
    )
