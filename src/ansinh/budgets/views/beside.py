"""Entrusted capital and costs per policy beside the budget: read from support, opening to its own pages."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.place_fields import place_asked
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.beside import costs_of, entrusted_of, households_scope
from ansinh.budgets.views.shared import asked_place
from ansinh.kernel.web.pages import page
from ansinh.support.delivery.words import policy_words


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def support(request: HttpRequest) -> HttpResponse:
    """What the bank was entrusted with and what policies cost in a year, for who sees the households of the place."""
    asked = asked_place(request)
    unit, year, code = asked.unit, asked.year, asked.code
    scope = households_scope(request.actor, unit, year) if unit else None  # type: ignore[attr-defined]
    sees = scope is not None and not scope.is_empty
    return page(
        request,
        "budgets/support.html",
        year=year,
        place=place_asked(request, "place", unit, code),
        unit=unit,
        sees=sees,
        accounts=entrusted_of(scope, year) if sees and scope else [],
        costs=[
            (policy_words(one.policy), one)
            for one in (costs_of(request.actor, unit, scope, year) if sees and unit and scope else [])  # type: ignore[attr-defined]
        ],
    )
