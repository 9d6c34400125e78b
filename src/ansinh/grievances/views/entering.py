"""A request taken in at the desk: who asks, what, and which household it is about, if the register knows it."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.grievances.actions import receive_request
from ansinh.grievances.enums import Channel, GrievanceKind
from ansinh.grievances.finding import chosen_household, households_like
from ansinh.grievances.forms import AppealForm, ReceiveForm
from ansinh.grievances.models import Grievance
from ansinh.grievances.queries import grievance_within
from ansinh.grievances.wording import number_words
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other


@route(Permission.RECEIVE_REQUESTS, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Take in a request. ``find`` looks for its household and keeps what was typed."""
    given, finding = request.POST, "find" in request.POST
    scope = request.scope  # type: ignore[attr-defined]
    found = households_like(scope, given.get("household_words", "")) if finding else []
    sent = request.method == "POST" and not finding
    asked = {key: request.GET[key] for key in ("kind", "about", "household") if key in request.GET}
    first = given.dict() if finding else asked
    form = ReceiveForm(given if sent else None, scope=scope, initial=first)
    household = chosen_household(scope, given.get("household") or asked.get("household", ""))
    if sent and form.is_valid():
        row = attempt(
            form, receive_request, household=household, by=request.actor, **form.arguments()  # type: ignore[attr-defined]
        )  # fmt: skip
        if isinstance(row, Grievance):
            said = _("Đã tiếp nhận đơn số {number}. Hãy in giấy tiếp nhận trao cho người gửi.")
            return see_other(
                request, "grievances:request", request_id=row.pk, said=said.format(number=number_words(row))
            )
    return page(
        request,
        "grievances/new.html",
        form=form,
        found=found,
        searched=finding,
        words=given.get("household_words", ""),
        household=household,
    )


@route(Permission.RECEIVE_REQUESTS, methods=("GET", "POST"))
def appeal(request: HttpRequest, request_id: int) -> HttpResponse:
    """Take in an appeal against an answer."""
    against = grievance_within(request.scope, request_id)  # type: ignore[attr-defined]
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        row = attempt(
            form,
            receive_request,
            unit=against.unit,
            village=against.village,
            kind=GrievanceKind.APPEAL,
            household=against.household,
            person=against.person,
            asker_name=against.asker_name,
            asker_contact=against.asker_contact,
            asker_address=against.asker_address,
            against=against,
            by=request.actor,  # type: ignore[attr-defined]
            **given | {"channel": Channel(given["channel"])},
        )
        if isinstance(row, Grievance):
            return see_other(
                request, "grievances:request", request_id=row.pk, said=_("Đã tiếp nhận khiếu nại.")
            )
    return page(request, "grievances/appeal.html", form=form, one=against, number=number_words(against))
