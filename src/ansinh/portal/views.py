"""The start page, and the answers for what is not there or went wrong."""

import sys

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import Nothing, Open, route
from ansinh.accounts.permissions import Permission
from ansinh.audit.policies import sealing_alarm
from ansinh.kernel.dates import today
from ansinh.kernel.web.outages import outage_of, outage_page
from ansinh.kernel.web.pages import page
from ansinh.portal.lagging import days_late, lagging_of
from ansinh.portal.lagging import state_words as dossier_words
from ansinh.portal.waiting import own_jobs, rounds_here
from ansinh.work.todo import todos_of
from ansinh.work.views import kind_words, state_words


@route(Open.SIGNED_IN, sees=Nothing.OWN)
def start(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by deadline."""
    return page(
        request,
        "portal/start.html",
        day=today(),
        waiting=todos_of(request.actor),
        lagging=lagging_of(request.actor),
        days_late=days_late,
        dossier_words=dossier_words,
        rounds=rounds_here(request.actor),
        jobs=own_jobs(request.actor),
        kind_words=kind_words,
        state_words=state_words,
        alarm=sealing_alarm() if may(request.actor, Permission.MANAGE_PEOPLE) else "",
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "portal/not_found.html", status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "portal/not_found.html", status=400)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came without its token: cookies are off, or the page was open since before signing in."""
    return page(request, "portal/form_expired.html", status=403)


def failed(request: HttpRequest) -> HttpResponse:
    outage = outage_of(sys.exc_info()[1])
    if outage:
        return outage_page(request, outage)
    return page(request, "portal/failed.html", status=500)
