"""A draft resolution on the registry: who gains, who loses, what a year costs, by commune."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import HouseholdLine
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _, current_language
from ansinh.kernel.numbers import shown_number
from ansinh.kernel.web.pages import page
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.policies.forms import WhatIfForm
from ansinh.support.policies.views import chosen_unit, communes_within, policy_named
from ansinh.support.whatif.comparing import compare, drafted

# As many households as a page can be waited for; more are counted on the command line.
MOST_HOUSEHOLDS = 30_000


@route(P.SEE_HOUSEHOLDS, methods=("GET",))
def whatif(request: HttpRequest) -> HttpResponse:
    """A draft and what it would come to. Nothing is written."""
    on = today()
    # Counts are of whole communes: who sees a village of one gets none.
    units = [one for one in communes_within(request.scope) if request.scope.covers(one.pk)]
    policies = policies_in_use(on)
    asked = "code" in request.GET
    form = WhatIfForm(request.GET if asked else None, units=units, policies=policies)
    shown: dict = {"form": form, "found": None, "units": {one.code: one for one in units}, "day": on}
    if asked and form.is_valid():
        data = form.cleaned_data
        chosen = chosen_unit(units, data["unit"])
        keys = [chosen.pk] if chosen else [one.pk for one in units]
        _check_size(keys)
        before = policy_named(data["code"])
        try:
            after = drafted(before, amount=data["amount"], classes=data["classes"], times=data["times"])
        except UnusableInput as wrong:
            form.add_error(None, wrong.message)
        else:
            found = compare(keys, on, before, after)
            shown |= {
                "found": found,
                "sums": found.sums(),
                "rows": found.by_unit.to_dicts(),
                "name": before.name.in_language(current_language()),
                "code": before.code,
            }
    return page(
        request, "support/policies/whatif.html", status=422 if asked and form.errors else 200, **shown
    )


def _check_size(units: list[int]) -> None:
    many = HouseholdLine.objects.everywhere().filter(unit__in=units).count()
    if many > MOST_HOUSEHOLDS:
        raise Refused(
            _(
                "Địa bàn có {many} hộ, trang này thử được đến {most} hộ một lần. Hãy chọn một xã, hoặc chạy lệnh "
                "«ansinh policies whatif» cho cả địa bàn."
            ).format(many=shown_number(many), most=shown_number(MOST_HOUSEHOLDS)),
            code="too_many_households",
        )
