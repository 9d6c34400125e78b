"""What the rules of inconsistency find in a plan: numbers that do not go together, citations, scope."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.web.pages import page
from ansinh.plans.figures import checked
from ansinh.plans.queries import plan_within
from ansinh.reports.published.statistics import words_of_statistic


@route(P.PRINT_FORMS, sees=Nothing.SUMS)
def checks(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """Every rule over one plan, each finding with the numbers it is about."""
    one = plan_within(request.scope, steering_plan_id)
    return page(
        request,
        "plans/checks.html",
        plan=one,
        found=checked(one),
        words_of_statistic=words_of_statistic,
        enters=may(request.actor, P.KEEP_PLANS, one.unit_id),
    )
