"""Who is on the lists now, on a page."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Filter, Listing
from ansinh.kernel.web.pages import page
from ansinh.support.insurance.views.columns import ANSWER, BY_ANSWER, FILTERS, PEOPLE, REFUSED, with_people
from ansinh.support.models import CardLine
from ansinh.support.models.health_card_enums import (
    COVERED_BY,
    ListState,
)
from ansinh.support.reached import communes
from ansinh.work.downloads import answer_export

COVERED = Listing(
    "health-card-people",
    columns=(*PEOPLE[:2], ANSWER, *PEOPLE[2:], REFUSED),
    filters=(
        *FILTERS,
        BY_ANSWER,
        Filter("unit", later("Xã"), lambda rows, value: rows.filter(unit_id=int(value)), choices=communes),
    ),
    sort="village",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def people(request: HttpRequest) -> HttpResponse:
    """Who is on the lists now, or was refused and is waited for."""
    asked = COVERED.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = CardLine.objects.within(request.scope).filter(change__in=COVERED_BY, ended_on=None)
    rows = with_people(rows.exclude(list__state=ListState.DROPPED.value))
    if asked.export:
        return answer_export(asked, rows, name="health-card-people", by=request.actor)
    return page(request, "support/insurance/people.html", part="list", listing=asked.page(rows))
