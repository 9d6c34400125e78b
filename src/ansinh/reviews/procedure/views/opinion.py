"""The district's opinion: asked for by the commune, given or returned by the district."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import Verdict
from ansinh.reviews.procedure.forms import DayForm, OpinionForm
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.models import Opinion, OpinionRemark
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import step_of
from ansinh.reviews.procedure.opinions import give_opinion, return_by_district, submit_for_opinion
from ansinh.reviews.procedure.queries import LISTED, dossier_within, items_within, open_opinion
from ansinh.reviews.procedure.views.dossier import named, steps
from ansinh.reviews.queries import within_year

P = Permission


@route(P.SEE_HOUSEHOLDS)
def opinion(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """What was asked and answered; forms for who may go on. Where no district is asked, by which rule."""
    return _shown(request, dossier_within(request.scope, round_id, dossier_id))


def _shown(request: HttpRequest, dossier: Dossier, *, status: int = 200, **forms) -> HttpResponse:
    law, in_year = law_of(dossier), within_year(dossier.round.period)
    asked = open_opinion(dossier)
    gives = asked is not None and may(request.actor, P.GIVE_OPINION, dossier.unit_id)
    rows = Opinion.objects.within(request.scope).filter(dossier=dossier)
    remarks = OpinionRemark.objects.within(request.scope).select_related("item")
    return page(
        request,
        "reviews/procedure/opinion.html",
        status=status,
        dossier=dossier,
        law=law,
        in_year=in_year,
        asks=law.asks_district(in_year=in_year),
        steps=steps(dossier),
        opinions=[
            (
                one,
                Verdict(one.verdict).words if one.verdict else "",
                one.said_of,
            )
            for one in rows.order_by("-number").prefetch_related(
                Prefetch("remarks", remarks, to_attr="said_of")
            )
        ],
        today=today(),
        may_submit=asked is None
        and may(request.actor, P.PREPARE_DOSSIERS, dossier.unit_id)
        and step_of(dossier, Verb.SUBMIT_FOR_OPINION) is not None,
        gives=gives,
        items=list(
            items_within(request.scope, dossier)
            .filter(recognised__in=LISTED)
            .order_by("head_name_sort", "pk")
        )
        if gives
        else [],
        forms={"submit": DayForm(initial={"on": today()}), "give": OpinionForm(initial={"on": today()})}
        | forms,
    )


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def submit(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The commune asks for the opinion."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    form = DayForm(request.POST)
    if form.is_valid() and attempt(
        form, submit_for_opinion, dossier=dossier, on=form.cleaned_data["on"], by=request.actor
    ):
        return see_other(
            request, "reviews:opinion", said=_("Đã trình xin ý kiến của cấp huyện."), **named(dossier)
        )
    return _shown(request, dossier, status=409, submit=form)


@route(P.GIVE_OPINION, methods=("POST",))
def give(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The district answers, or gives the dossier back."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    form = OpinionForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        if told["verdict"] == Verdict.RETURNED:
            done = attempt(
                form,
                return_by_district,
                dossier=dossier,
                on=told["on"],
                text_number=told["text_number"],
                reason=told["text"],
                by=request.actor,
            )
        else:
            remarks = {
                int(key.removeprefix("remark-")): words
                for key, words in request.POST.items()
                if key.startswith("remark-") and key.removeprefix("remark-").isdigit()
            }
            done = attempt(
                form,
                give_opinion,
                dossier=dossier,
                verdict=Verdict(told["verdict"]),
                on=told["on"],
                text_number=told["text_number"],
                text=told["text"],
                remarks=remarks,
                by=request.actor,
            )
        if done:
            return see_other(
                request, "reviews:opinion", said=_("Đã ghi ý kiến của cấp huyện."), **named(dossier)
            )
    return _shown(request, dossier, status=409, give=form)
