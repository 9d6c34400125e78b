"""Which person of the registry an account is: linked by citizen id, taken apart with a reason. Nothing of the person is shown."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.households.officers import link_of, link_officer, unlink_officer
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.portal.accounts.forms import OfficerLinkForm, ReasonForm
from ansinh.portal.accounts.people import person_within


@route(P.MANAGE_PEOPLE, methods=("GET", "POST"), sees=Nothing.BLANK)
def registry(request: HttpRequest, user_id: int) -> HttpResponse:
    """Link the account, or take the link away where there is one."""
    user = person_within(request.scope, user_id)  # type: ignore[attr-defined]
    linked = link_of(user)
    data = request.POST if request.method == "POST" else None
    form = ReasonForm(data) if linked else OfficerLinkForm(data)
    done = unlink_officer if linked else link_officer
    if (
        data is not None
        and form.is_valid()
        and attempt(form, done, user=user, by=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
    ):
        said = _("Đã gỡ liên kết.") if linked else _("Đã gắn: người này không làm việc với hộ của mình nữa.")
        return see_other(request, "accounts:person", user_id=user.pk, said=said)
    return page(
        request,
        "portal/accounts/registry.html",
        status=422 if form.is_bound and form.errors else 200,
        one=user,
        linked=linked,
        form=form,
    )
