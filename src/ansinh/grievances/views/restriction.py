"""The uses that a granted request restricts: put in force, seen, ended with a reason."""

from django import forms
from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.grievances import wording
from ansinh.grievances.forms import ReasonForm
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import grievance_within
from ansinh.grievances.restricting import (
    Use,
    check_may_restrict,
    end_restrictions,
    in_force_of,
    restrict_uses,
)
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.pages import attempt, page, see_other


class UsesForm(forms.Form):
    uses = forms.MultipleChoiceField(
        label=later("Không được dùng để"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, **named) -> None:
        super().__init__(*args, **named)
        self.fields["uses"].choices = [(one.value, one.words) for one in Use]  # type: ignore[attr-defined]


@route(Permission.DECIDE_REQUESTS, methods=("GET", "POST"))
def restriction(request: HttpRequest, request_id: int) -> HttpResponse:
    """What this request restricts; before it does, the form."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    check_may_restrict(row, request.actor)  # type: ignore[attr-defined]
    given = request.POST if request.method == "POST" else None
    form = UsesForm(given, initial={"uses": [one.value for one in Use]})
    if request.method == "POST" and form.is_valid():
        uses = [Use(one) for one in form.cleaned_data["uses"]]
        if attempt(form, restrict_uses, grievance=row, uses=uses, by=request.actor):  # type: ignore[attr-defined]
            said = _("Đã hạn chế. Từ bây giờ hệ thống chặn các việc ấy.")
            return see_other(request, "grievances:request", request_id=row.pk, said=said)
    return _shown(request, row, form, ReasonForm())


def _shown(request: HttpRequest, row: Grievance, form: forms.Form, end_form: forms.Form) -> HttpResponse:
    wrong = (form.is_bound and form.errors) or (end_form.is_bound and end_form.errors)
    return page(
        request,
        "grievances/restriction.html",
        status=422 if wrong else 200,
        one=row,
        number=wording.number_words(row),
        form=form,
        end_form=end_form,
        restricted=[(Use(each.use).words, each) for each in in_force_of(row)],
    )


@route(Permission.DECIDE_REQUESTS, methods=("POST",))
def end(request: HttpRequest, request_id: int) -> HttpResponse:
    """End the restriction, with a reason."""
    row = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    form = ReasonForm(request.POST)
    if form.is_valid() and attempt(
        form,
        end_restrictions,
        grievance=row,
        reason=form.cleaned_data["reason"],
        by=request.actor,  # type: ignore[attr-defined]
    ):
        return see_other(request, "grievances:request", request_id=row.pk, said=_("Đã kết thúc hạn chế."))
    return _shown(request, row, UsesForm(), form)
