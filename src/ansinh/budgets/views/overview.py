"""A place's year of money on one page; every sum opens to the lines it is made of."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.place_fields import place_asked
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.budgets.models import BudgetLine
from ansinh.budgets.queries import acts_seen, overview, years_of
from ansinh.budgets.views.shared import asked_place
from ansinh.budgets.words import agency_words, component_words, source_words
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page

_WORDS = {"source": source_words, "component": component_words, "agency": agency_words}


@route(P.VIEW_BUDGETS, sees=Nothing.SUMS)
def overview_page(request: HttpRequest) -> HttpResponse:
    """What was given, handed on, paid, settled and left: by source, component and agency, and below."""
    asked = asked_place(request, with_lines=True)
    unit, year, code = asked.unit, asked.year, asked.code
    found = overview(request.actor, unit, year)  # type: ignore[attr-defined]
    here = {"place": unit.code, "year": str(year)} if unit else {"year": str(year)}
    waiting = acts_seen(request.actor).filter(state="waiting", year=year)  # type: ignore[attr-defined]
    titles = {
        "source": _("Theo nguồn"),
        "component": _("Theo nội dung chi"),
        "agency": _("Theo cơ quan sử dụng"),
    }
    return page(
        request,
        "budgets/overview.html",
        year=year,
        years=years_of(BudgetLine.objects.everywhere().order_by().values_list("year", flat=True).distinct()),
        unit=unit,
        place=place_asked(request, "place", unit, code),
        found=found,
        tables=[
            (name, titles[name], [(_WORDS[name](key), _lines(here | ({name: key} if key else {})), sums) for key, sums in rows])
            for name, rows in found.by.items()
        ],
        lines=_lines(here),
        payments=reverse("budgets:payments", query=here),
        settlements=reverse("budgets:settlements", query=here),
        waiting=waiting.filter(unit=unit).count() if unit else waiting.count(),
        acts=reverse("budgets:acts", query=here | {"state": "waiting"}),
        permission=P,
    )  # fmt: skip


def _lines(asked: dict[str, str]) -> str:
    return reverse("budgets:lines", query=asked)
