"""A dossier: where it is, what comes next, what runs until when, and its history."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.models import Paper
from ansinh.papers.queries import papers_about
from ansinh.papers.rendering import shown_number_of
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.course import courses
from ansinh.reviews.procedure.forms import ReasonForm
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.meetings import village_meetings
from ansinh.reviews.procedure.models import Posting
from ansinh.reviews.procedure.moves import Move, Verb, move_for, state_said, states_of
from ansinh.reviews.procedure.moving import regime_of
from ansinh.reviews.procedure.queries import (
    about,
    dossier_within,
    moves_of_dossier,
    open_objections_of,
    open_opinion,
    postings_of,
    village_counts,
)
from ansinh.reviews.procedure.surveying import reopen_survey, return_by_province
from ansinh.reviews.queries import within_year

P = Permission

# Where each step is done.
_PAGES = {
    Verb.CLOSE_WORK_LIST: "reviews:work-list",
    Verb.CLASSIFY: "reviews:work-list",
    Verb.CONCLUDE_MEETINGS: "reviews:meetings",
    Verb.POST_LISTS: "reviews:posting",
    Verb.SETTLE_POSTING: "reviews:posting",
    Verb.GIVE_OPINION: "reviews:opinion",
}


def named(dossier: Dossier) -> dict[str, int]:
    """What an address of the dossier's pages is made of."""
    return {"round_id": dossier.round_id, "dossier_id": dossier.pk}


def steps(dossier: Dossier) -> list[tuple[str, str]]:
    """The states of the dossier's regime for ``ui.steps``: done, current, later."""
    order = states_of(regime_of(dossier), in_year=within_year(dossier.round.period))
    at = order.index(dossier.state)  # type: ignore[arg-type]
    return [
        (state_said(state), "done" if number < at else "current" if number == at else "later")
        for number, state in enumerate(order)
    ]


def _where(dossier: Dossier, move: Move) -> str:
    if move.verb is Verb.DECIDE_LISTS:
        return reverse("decisions:preview", kwargs=named(dossier))
    if move.verb is Verb.APPROVE:
        return (
            f"{reverse('reviews:approve', kwargs={'round_id': dossier.round_id})}?place={dossier.unit.code}"
        )
    return reverse(_PAGES[move.verb], kwargs=named(dossier))


@route(P.SEE_HOUSEHOLDS)
def dossier(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The dossier's page; of recorded results it says that no step is kept here."""
    one = dossier_within(request.scope, round_id, dossier_id)
    law, in_year = regime_of(one), within_year(one.round.period)
    (course,) = courses(Dossier.objects.touched_by(request.scope).filter(pk=one.pk), one.round)
    whole = request.scope.covers(one.unit_id)
    opinion = open_opinion(one)
    postings = list(postings_of(one))
    return page(
        request,
        "reviews/procedure/dossier.html",
        dossier=one,
        law=law,
        in_year=in_year,
        skipped=law.is_law and not law.asks_district(in_year=in_year),
        course=course,
        steps=steps(one),
        next=[
            (move, _where(one, move), may(request.actor, move.permission, one.unit_id))
            for move in course.next
        ],
        back=_ways_back(request, one),
        villages=village_counts(one, request.scope),
        meetings={row.village: row for row in village_meetings(one)} if law.is_law else {},
        clocks=_clocks(one, postings, opinion),
        objections=open_objections_of(one).count() if whole and law.is_law else 0,
        moves=moves_of_dossier(one) if whole else [],
        papers=_papers(request, one),
        number_of_paper=shown_number_of,
        state_said=state_said,
        verb=Verb,
        whole=whole,
        supervises=may(request.actor, P.SUPERVISE_REVIEWS, one.unit_id),
    )


def _papers(request: HttpRequest, dossier: Dossier) -> list[Paper]:
    """What was issued of the dossier, for who issues papers there."""
    if not may(request.actor, P.ISSUE_PAPERS, dossier.unit_id):
        return []
    return papers_about(scope_of(request.actor, P.ISSUE_PAPERS), about(dossier))


def _ways_back(request: HttpRequest, dossier: Dossier) -> list[Verb]:
    """The verbs that take the dossier back and that this person may do."""
    in_year = within_year(dossier.round.period)
    found = []
    for verb in (Verb.REOPEN_SURVEY, Verb.RETURN_BY_PROVINCE):
        row = move_for(regime_of(dossier), dossier.state, verb, in_year=in_year)
        if row is not None and may(request.actor, row.permission, dossier.unit_id):
            found.append(verb)
    return found


def _clocks(dossier: Dossier, postings: Sequence[Posting], opinion: Any) -> list[dict[str, Any]]:
    """The clocks that run: what, from when, until when, how many days, by which article, how well known."""
    found = []
    for code in dict.fromkeys(one.clock for one in postings if one.removed_on is None):
        mine = [one for one in postings if one.clock == code and one.removed_on is None]
        since = min(one.posted_on for one in mine)
        clock = law_of(dossier, since).clock(code)
        found.append(
            {
                "words": _("Niêm yết") if code == "posting" else _("Niêm yết lại hộ phúc tra"),
                "since": since,
                "until": max(one.until for one in mine),
                "clock": clock,
                "unverified": clock.unverified_from(since),
            }
        )
    if opinion is not None:
        clock = law_of(dossier, opinion.submitted_on).clock("opinion")
        found.append(
            {
                "words": _("Ý kiến của cấp huyện"),
                "since": opinion.submitted_on,
                "until": opinion.due,
                "clock": clock,
                "unverified": clock.unverified_from(opinion.submitted_on),
            }
        )
    return found


def _back(
    request: HttpRequest, round_id: int, dossier_id: int, action: Any, title: str, said: str
) -> HttpResponse:
    one = dossier_within(request.scope, round_id, dossier_id)
    form = ReasonForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, action, dossier=one, reason=form.cleaned_data["reason"], by=request.actor)
    ):
        return see_other(request, "reviews:dossier", said=said, **named(one))
    status = 409 if form.is_bound and form.errors else 200
    return page(request, "reviews/procedure/back.html", status=status, dossier=one, form=form, title=title)


@route(P.PREPARE_DOSSIERS, methods=("GET", "POST"))
def reopen(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The commune takes its own dossier back to the survey, with a reason."""
    said = _("Hồ sơ đã quay lại rà soát.")
    return _back(request, round_id, dossier_id, reopen_survey, _("Quay lại rà soát"), said)


@route(P.APPROVE_ROUNDS, methods=("GET", "POST"))
def give_back(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The province gives a decided dossier back, with a reason."""
    said = _("Đã trả lại hồ sơ cho xã.")
    return _back(request, round_id, dossier_id, return_by_province, _("Trả lại hồ sơ"), said)
