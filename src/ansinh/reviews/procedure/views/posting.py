"""The posting of a dossier: the lists that hang, their clock, objections and re-checks, and its end."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.policies import may
from ansinh.access.queries import scope_of
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.grievances.enums import GrievanceKind
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.forms import DayForm, PostForm
from ansinh.reviews.procedure.local_clocks import law_of
from ansinh.reviews.procedure.models import Posting, Recheck, WorkItem
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, regime_of, step_of
from ansinh.reviews.procedure.posting import check_settled, post_lists, repost_household, settle_posting
from ansinh.reviews.procedure.queries import (
    about,
    dossier_within,
    item_within,
    items_within,
    open_objections_of,
    posted_otherwise,
    postings_of,
)
from ansinh.reviews.procedure.views.dossier import named, steps

P = Permission


@route(P.SEE_HOUSEHOLDS)
def posting(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The lists that are or were posted, what is objected to, what keeps the posting from being over."""
    return _shown(request, dossier_within(request.scope, round_id, dossier_id))


def _shown(request: HttpRequest, dossier: Dossier, *, status: int = 200, **forms) -> HttpResponse:
    law = law_of(dossier)
    prepares = may(request.actor, P.PREPARE_DOSSIERS, dossier.unit_id)
    may_post = prepares and step_of(dossier, Verb.POST_LISTS) is not None
    may_settle = prepares and step_of(dossier, Verb.SETTLE_POSTING) is not None
    hanging = dossier.state == DossierState.POSTED.value
    items = items_within(request.scope, dossier)
    places = {one.code: one.said for one in law.places}
    rows = Posting.objects.within(request.scope).filter(dossier=dossier).select_related("paper", "household")
    standing = set(postings_of(dossier).values_list("pk", flat=True))
    return page(
        request,
        "reviews/procedure/posting.html",
        status=status,
        dossier=dossier,
        law=law,
        steps=steps(dossier),
        postings=[
            (one, one.pk in standing, ", ".join(places.get(code, code) for code in one.places))
            for one in rows.order_by("-number")
        ],
        places=law.places,
        unverified={
            one.pk: law_of(dossier, one.posted_on).clock(one.clock).unverified_from(one.posted_on)
            for one in rows
        },
        today=today(),
        objections=open_objections_of(dossier).select_related("household")
        if request.scope.covers(dossier.unit_id)
        else [],
        opened={one.objection_id for one in Recheck.objects.within(request.scope).filter(dossier=dossier)},
        rechecks=Recheck.objects.within(request.scope)
        .filter(dossier=dossier)
        .select_related("item", "objection")
        .order_by("-pk"),
        changed=_changed(dossier, items) if may_settle else [],
        stops=_stops(dossier) if may_settle else "",
        may_post=may_post,
        may_settle=may_settle,
        may_recheck=prepares and step_of(dossier, Verb.RECHECK_OBJECTION) is not None,
        papers=may(request.actor, P.ISSUE_PAPERS, dossier.unit_id),
        notifies=hanging and may(request.actor, P.ISSUE_PAPERS, dossier.unit_id),
        prints=_prints(request, dossier),
        # An objection taken in from here names the dossier and needs no looking for the right kind.
        receives=f"{reverse('grievances:new')}?kind={GrievanceKind.OBJECTION.value}&about={about(dossier)}"
        if hanging and may(request.actor, P.RECEIVE_REQUESTS, dossier.unit_id)
        else "",
        forms={
            "post": PostForm(law=law, initial={"on": today()}),
            "again": DayForm(initial={"on": today()}),
            "settle": DayForm(initial={"on": today()}),
        }
        | forms,
    )


def _prints(request: HttpRequest, dossier: Dossier) -> set[str]:
    """The villages whose lists this person may print without issuing papers."""
    scope = scope_of(request.actor, P.HOLD_MEETINGS)
    rows = Posting.objects.within(request.scope).filter(dossier=dossier)
    return {name for name in rows.values_list("village", flat=True) if scope.covers(dossier.unit_id, name)}


def _changed(dossier: Dossier, items) -> list[WorkItem]:
    """Items whose result is not what hangs."""
    return list(items.filter(household__in=[one.household_id for one in posted_otherwise(dossier)]))


def _stops(dossier: Dossier) -> str:
    """What keeps the posting from being over today, in words; blank for nothing."""
    try:
        check_settled(dossier, today())
    except Refused as refused:
        return refused.message
    return ""


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def post(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Note that the lists hang from a day on, and make them as papers."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    form = PostForm(request.POST, law=regime_of(dossier))
    if form.is_valid() and attempt(
        form,
        post_lists,
        dossier=dossier,
        on=form.cleaned_data["on"],
        places=form.cleaned_data["places"],
        by=request.actor,
    ):
        return see_other(
            request,
            "reviews:posting",
            said=_("Đã ghi việc niêm yết; thời hạn bắt đầu tính."),
            **named(dossier),
        )
    return _shown(request, dossier, status=409, post=form)


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def again(request: HttpRequest, round_id: int, dossier_id: int, item_id: int) -> HttpResponse:
    """Post a re-checked household again."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    row = item_within(request.scope, dossier, item_id)
    form = DayForm(request.POST)
    if form.is_valid() and attempt(
        form, repost_household, item=row, on=form.cleaned_data["on"], by=request.actor
    ):
        return see_other(request, "reviews:posting", said=_("Đã niêm yết lại hộ này."), **named(dossier))
    return _shown(request, dossier, status=409, again=form)


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def settle(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The posting is over: the lists are taken down."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    check_step(dossier, Verb.SETTLE_POSTING, request.actor)
    form = DayForm(request.POST)
    if form.is_valid() and attempt(
        form, settle_posting, dossier=dossier, on=form.cleaned_data["on"], by=request.actor
    ):
        return see_other(request, "reviews:dossier", said=_("Đã kết thúc niêm yết."), **named(dossier))
    return _shown(request, dossier, status=409, settle=form)
