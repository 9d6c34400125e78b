"""Approving: what would be sealed is shown first; and what was sealed, with its digest."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.web.pages import page, see_other
from ansinh.kernel.web.sealed import seal_words
from ansinh.reviews.forms import DecisionForm
from ansinh.reviews.queries import (
    dossiers_within,
    place_of_round,
    places_of_round,
    round_covering,
    round_within,
)
from ansinh.reviews.sealing_preview import what_would_be_sealed
from ansinh.reviews.versions import (
    classes_of,
    correction_of,
    flows_of,
    parts_of,
    version_within,
    versions_beside,
    wholes_of,
)
from ansinh.standards.adopted import standard_in_use
from ansinh.work.queue import ask

P = Permission


@route(P.APPROVE_ROUNDS, methods=("GET", "POST"))
def approve(request: HttpRequest, round_id: int) -> HttpResponse:
    """What an approval would seal and what would refuse it; then the papers, asked twice; then the job."""
    campaign = round_within(request.scope, round_id)
    dossiers = dossiers_within(request.scope, campaign)
    unit = place_of_round(campaign, request.scope, request.POST.get("place", request.GET.get("place", "")))
    sealing = what_would_be_sealed(campaign, unit, dossiers)
    form = DecisionForm(request.POST or None, again=bool(sealing.again))
    if request.method == "POST" and form.is_valid() and not sealing.faults:
        papers = {
            "number": form.cleaned_data["number"].strip(),
            "day": form.cleaned_data["day"].isoformat(),
            # Reasons in free words may name people: in the queue they lie sealed.
            "reason": seal_words(reason) if (reason := form.cleaned_data.get("reason", "").strip()) else "",
        }
        job = ask(
            "reviews.approve", {"round": campaign.pk, "unit": unit.pk} | papers, by=request.actor, unit=unit
        )
        return see_other(request, "work:job", job_id=job.pk)
    refused = request.method == "POST" and bool(sealing.faults)
    return page(
        request,
        "reviews/approve.html",
        status=409 if refused else 422 if form.is_bound and form.errors else 200,
        campaign=campaign,
        unit=unit,
        places=places_of_round(campaign, request.scope, dossiers),
        sealing=sealing,
        form=form,
        standards={code: standard_in_use(code) for code in campaign.standards},
    )


@route(P.SEE_HOUSEHOLDS)
def version(request: HttpRequest, version_id: int) -> HttpResponse:
    """A sealed version: digest, counts, opening and closing, what it rests on, what a correction changed."""
    sealed = version_within(request.scope, version_id)
    campaign = round_covering(sealed.unit, sealed.period)
    return page(
        request,
        "reviews/version.html",
        version=sealed,
        campaign=campaign,
        standard=standard_in_use(sealed.standard),
        beside=versions_beside(sealed),
        parts=parts_of(sealed),
        wholes=wholes_of(sealed, request.scope),
        flows=flows_of(sealed),
        permission=P,
        classes=classes_of(sealed),
        correction=correction_of(sealed),
        reopens=campaign is not None and may(request.actor, P.APPROVE_ROUNDS, sealed.unit_id),
    )


@route(P.SEE_HOUSEHOLDS, methods=("POST",))
def verify(request: HttpRequest, version_id: int) -> HttpResponse:
    """Ask for the digests to be recomputed from the files, and go to the job."""
    sealed = version_within(request.scope, version_id)
    job = ask("reviews.verify", {"version": sealed.pk}, by=request.actor, unit=sealed.unit)
    return see_other(request, "work:job", job_id=job.pk)
