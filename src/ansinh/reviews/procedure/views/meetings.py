"""The villages' meetings: how far each is, one recorded, one read, and what the Front supervised."""

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, Refused
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import read_number
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.enums import DossierState
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.enums import Capacity
from ansinh.reviews.procedure.forms import MeetingForm, SupervisionForm, agenda_lines, attendance_lines
from ansinh.reviews.procedure.meetings import (
    Held,
    Said,
    check_concluded,
    conclude_meetings,
    hold_meeting,
    proposed_words,
    share_of,
    supervise,
    village_meetings,
)
from ansinh.reviews.procedure.models import Meeting, Supervision
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import regime_of, step_of
from ansinh.reviews.procedure.queries import dossier_within, items_of, to_discuss, villages_of
from ansinh.reviews.procedure.views.dossier import named, steps

P = Permission


def _seen_villages(request: HttpRequest, dossier: Dossier) -> list[str]:
    return [name for name in villages_of(dossier) if request.scope.covers(dossier.unit_id, name)]


@route(P.SEE_HOUSEHOLDS)
def meetings(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Every village with its meetings, what is left to discuss and who is to be reviewed again."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    villages = village_meetings(dossier, _seen_villages(request, dossier))
    open_ = step_of(dossier, Verb.HOLD_MEETING) is not None
    whole = request.scope.covers(dossier.unit_id)
    may_conclude = step_of(dossier, Verb.CONCLUDE_MEETINGS) is not None and may(
        request.actor, P.PREPARE_DOSSIERS, dossier.unit_id
    )
    return page(
        request,
        "reviews/procedure/meetings.html",
        dossier=dossier,
        law=regime_of(dossier),
        steps=steps(dossier),
        villages=[
            (one, open_ and may(request.actor, P.HOLD_MEETINGS, dossier.unit_id, one.village))
            for one in villages
        ],
        invites=open_ and may(request.actor, P.ISSUE_PAPERS, dossier.unit_id),
        classified=dossier.state not in (DossierState.OPEN.value, DossierState.SURVEYING.value),
        may_conclude=may_conclude,
        stops=_stops(dossier) if may_conclude else "",
        supervisions=Supervision.objects.within(request.scope).filter(dossier=dossier).order_by("-pk")
        if whole
        else [],
        form=SupervisionForm(initial={"on": today()}) if _supervises(request, dossier) else None,
    )


def _stops(dossier: Dossier) -> str:
    """What keeps the meetings from being over, in words; blank for nothing."""
    try:
        check_concluded(dossier)
    except Refused as refused:
        return refused.message
    return ""


def _supervises(request: HttpRequest, dossier: Dossier) -> bool:
    return may(request.actor, P.SUPERVISE_REVIEWS, dossier.unit_id)


@route(P.HOLD_MEETINGS, methods=("GET", "POST"))
def record(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """The minutes of a village's meeting with its votes, typed in after it was held."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    village = request.POST.get("village", request.GET.get("village", ""))
    if village not in _seen_villages(request, dossier):
        raise NotFound(_("Không có thôn này trong danh sách rà soát được giao."), code="no_such_village")
    ids = dict(items_of(dossier).filter(village=village).values_list("household_id", "pk"))
    rows = list(to_discuss(dossier, village).order_by("household__head_name_sort", "pk"))
    form = MeetingForm(
        request.POST or None, initial={"attendees": attendance_lines(), "agenda": agenda_lines()}
    )
    ballots = [
        {
            "item": ids[one.household_id],
            "name": one.household.head_name,
            "proposed": proposed_words(one.recognised_class, one.movement),
            **{
                key: request.POST.get(f"{key}-{ids[one.household_id]}", "")
                for key in ("agree", "disagree", "opinion")
            },
        }
        for one in rows
    ]
    if request.method == "POST" and form.is_valid():
        votes = _votes(form, ballots)
        if votes is not None:
            told = form.cleaned_data | {
                "present": int(form.cleaned_data["present"]),
                "households_present": int(form.cleaned_data["households_present"]),
            }
            held = Held(village=village, votes=votes, **told)
            meeting = attempt(form, hold_meeting, dossier=dossier, held=held, by=request.actor)
            if isinstance(meeting, Meeting):
                failed = meeting.votes.everywhere().filter(passed=False).count()
                said = _("Đã ghi biên bản họp {village} lần {number}.").format(
                    village=village, number=meeting.number
                )
                if failed:
                    said += " " + _("{count} hộ phải rà soát lại rồi họp lại.").format(count=failed)
                return see_other(
                    request, "reviews:meeting", said=said, meeting_id=meeting.pk, **named(dossier)
                )
    return page(
        request,
        "reviews/procedure/meeting_record.html",
        status=409 if form.is_bound and form.errors else 200,
        dossier=dossier,
        law=regime_of(dossier),
        village=village,
        form=form,
        ballots=ballots,
        capacities=[one.words for one in Capacity],
    )


def _votes(form: MeetingForm, ballots: list[dict]) -> dict[int, Said] | None:
    """The typed votes by item; where a number is missing or none, the form says of which household."""
    found = {}
    for one in ballots:
        agree, disagree = read_number(one["agree"]), read_number(one["disagree"])
        if agree is None or disagree is None or agree % 1 or disagree % 1:
            said = _("Hộ thứ {order}: ghi số người đồng ý và không đồng ý.")
            form.add_error(None, said.format(order=ballots.index(one) + 1))
            return None
        found[one["item"]] = Said(int(agree), int(disagree), one["opinion"])
    return found


@route(P.SEE_HOUSEHOLDS)
def meeting(request: HttpRequest, round_id: int, dossier_id: int, meeting_id: int) -> HttpResponse:
    """One meeting: who attended, the vote of each household, its minutes."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    found = _meeting(request, dossier, meeting_id)
    votes = found.votes.everywhere().select_related("item").order_by("item__head_name_sort", "pk")
    return page(
        request,
        "reviews/procedure/meeting.html",
        dossier=dossier,
        law=regime_of(dossier),
        meeting=found,
        attendees=found.attendees.everywhere().order_by("pk"),
        capacity=Capacity,
        votes=[
            (one, proposed_words(one.proposed_class, one.movement), share_of(one.agree, found.present))
            for one in votes
        ],
        supervisions=found.supervisions.everywhere().order_by("pk"),
        form=SupervisionForm(initial={"on": today()}) if _supervises(request, dossier) else None,
        papers=may(request.actor, P.ISSUE_PAPERS, dossier.unit_id),
        prints=may(request.actor, P.HOLD_MEETINGS, dossier.unit_id, found.village),
    )


def _meeting(request: HttpRequest, dossier: Dossier, meeting_id: int) -> Meeting:
    rows = (
        Meeting.objects.within(request.scope).filter(dossier=dossier, pk=meeting_id).select_related("paper")
    )
    found = rows.first()
    if found is None:
        raise NotFound(_("Không có cuộc họp này trong địa bàn được giao."), code="no_such_meeting")
    return found


@route(P.PREPARE_DOSSIERS, methods=("POST",))
def conclude(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Every village agreed: on to the posting."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    conclude_meetings(dossier=dossier, by=request.actor)
    return see_other(
        request, "reviews:posting", said=_("Đã kết thúc họp thôn; tiếp theo là niêm yết."), **named(dossier)
    )


@route(P.SUPERVISE_REVIEWS, methods=("POST",))
def supervise_(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """What the Front saw, of the dossier or of one meeting."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    about = request.POST.get("meeting", "")
    held = _meeting(request, dossier, int(about)) if about.isdigit() else None
    form = SupervisionForm(request.POST)
    if not form.is_valid():
        return page(
            request, "reviews/procedure/supervise.html", status=422, dossier=dossier, meeting=held, form=form
        )
    supervise(dossier=dossier, meeting=held, by=request.actor, **form.cleaned_data)
    said = _("Đã ghi nội dung giám sát.")
    if held is not None:
        return see_other(request, "reviews:meeting", said=said, meeting_id=held.pk, **named(dossier))
    return see_other(request, "reviews:meetings", said=said, **named(dossier))
