"""The procedure as the table has it: its diagram, every step with who, conditions, clock and article."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import page
from ansinh.kernel.working_days import office_years
from ansinh.reviews.procedure.diagram import conditions_said, drawing, rows_of
from ansinh.reviews.procedure.moves import state_said
from ansinh.reviews.procedure.regime import RECORDED, regime_on, regimes


@route(Open.SIGNED_IN, sees=Nothing.LAW)
def procedure(request: HttpRequest) -> HttpResponse:
    """One regime; the one in force today unless another is asked for."""
    now = regime_on(today())
    code = request.GET.get("regime") or (now.code if now else RECORDED)
    law = regimes().get(code)
    if law is None:
        raise NotFound(_("Không có quy trình này. Hãy chọn trong danh sách."))
    in_year = request.GET.get("in_year") == "1" and law.in_year is not None
    return page(
        request,
        "reviews/procedure/law.html",
        law=law,
        in_year=in_year,
        regimes=list(regimes().values()),
        now=now,
        drawing=drawing(law, in_year=in_year),
        moves=[
            (
                one,
                ", ".join(state_said(state) for state in states),
                dict(law.steps).get(one.step),
                law.clock(one.clock) if one.clock else None,
                conditions_said(one),
            )
            for one, states in rows_of(law, in_year=in_year)
        ],
        state_said=state_said,
        years=list(office_years().values()),
        permission=Permission,
    )
