"""Results of a round with the undetermined first; recognising classes, many at once or one with its facts."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict
from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.reviews.enums import ListClass
from ansinh.reviews.forms import RecogniseForm, other_choices
from ansinh.reviews.models import Outcome, Round
from ansinh.reviews.policies import may_change
from ansinh.reviews.queries import dossiers_within, round_within
from ansinh.reviews.recognising import AS_COMPUTED, recognise_outcomes
from ansinh.reviews.result_list import facts_of, outcomes_within, result_listing
from ansinh.standards.adopted import standard_in_use
from ansinh.work.downloads import answer_export

P = Permission
# A page of the list; more is decided page by page, so that somebody looked at each.
_MOST_AT_ONCE = 200


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def results(request: HttpRequest, round_id: int) -> HttpResponse:
    """The outcomes of a round, what must be looked at first."""
    campaign = round_within(request.scope, round_id)
    dossiers = dossiers_within(request.scope, campaign)
    code = request.GET.get("standard") or campaign.standards[0]
    rows = outcomes_within(request.scope, campaign, dossiers, code)
    standard = standard_in_use(code)
    # One question for all communes of the round, not one for each.
    deciding = scope_of(request.actor, P.RECOGNISE_CLASSES)
    changeable = [one for one in dossiers if may_change(one) and deciding.covers(one.unit_id)]
    decides = any(deciding.covers(one.unit_id) for one in dossiers)
    asked = result_listing(dossiers, standard, decides=decides).asked(request)
    if answer := asked.sealed_away():
        return answer
    if asked.export:
        return answer_export(asked, rows, name=f"results-{campaign.period}", by=request.actor)
    return page(
        request,
        "reviews/results.html",
        part="list",
        listing=asked.page(rows),
        campaign=campaign,
        standard=standard,
        standards=campaign.standards,
        standard_tabs=[
            (one, asked.href(standard=one, after=None, before=None), one == code)
            for one in campaign.standards
        ],
        other_classes=other_choices(standard),
        recognises=bool(changeable) and code == campaign.standards[0],
        back=request.get_full_path(),
    )


@route(P.RECOGNISE_CLASSES, methods=("POST",))
def recognise(request: HttpRequest, round_id: int) -> HttpResponse:
    """Recognise the chosen households: as computed, otherwise with a reason, or taking a decision back."""
    campaign = round_within(request.scope, round_id)
    chosen = _chosen(request.POST)
    # Two buttons: as computed, or what was chosen beside the second.
    posted = request.POST.copy()
    if posted.get("decided") == "other":
        posted["decided"] = posted.get("other", "")
    form = RecogniseForm(posted, standard=standard_in_use(campaign.standards[0]))
    if not form.is_valid():
        raise UnusableInput(_("Hãy chọn loại hộ được công nhận."))
    count = recognise_outcomes(
        campaign=campaign,
        scope=request.scope,
        outcomes=chosen,
        decided=form.cleaned_data["decided"],
        reason=form.cleaned_data["reason"],
        by=request.actor,
    )
    answer = see_other(
        request,
        "reviews:results",
        round_id=campaign.pk,
        said=_("Đã ghi quyết định cho {count} hộ.").format(count=count),
    )
    answer["Location"] = _back(request, answer["Location"])
    return answer


def _chosen(posted: QueryDict) -> list[int]:
    chosen = [int(value) for value in posted.getlist("chosen") if value.isdigit()]
    if not chosen:
        raise UnusableInput(_("Chưa chọn hộ nào. Hãy đánh dấu các hộ trong danh sách rồi bấm lại."))
    if len(chosen) > _MOST_AT_ONCE:
        raise UnusableInput(_("Mỗi lần công nhận nhiều nhất {most} hộ.").format(most=_MOST_AT_ONCE))
    return chosen


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where the list was: only an address of this very list is gone back to."""
    back = request.POST.get("back", "")
    return back if back.startswith(f"{otherwise}?") else otherwise


@route(P.RECOGNISE_CLASSES, methods=("GET", "POST"))
def decide(request: HttpRequest, round_id: int, household_id: UUID) -> HttpResponse:
    """One household: what was computed and why, and the decision about it."""
    campaign = round_within(request.scope, round_id)
    row = _outcome(request, campaign, household_id)
    standard = standard_in_use(campaign.standards[0])
    first = row.recognised_class if row.recognised_by and row.reason else AS_COMPUTED
    if row.computed_class == ListClass.UNDETERMINED.value and first == AS_COMPUTED:
        first = ""
    form = RecogniseForm(
        request.POST or None,
        standard=standard,
        initial={"decided": first, "reason": row.reason if row.recognised_by else ""},
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            recognise_outcomes,
            campaign=campaign,
            scope=request.scope,
            outcomes=[row.pk],
            decided=form.cleaned_data["decided"],
            reason=form.cleaned_data["reason"],
            by=request.actor,
        )
        if done:
            return see_other(request, "reviews:results", round_id=campaign.pk, said=_("Đã ghi quyết định."))
    return page(
        request,
        "reviews/decide.html",
        status=422 if form.is_bound and form.errors else 200,
        campaign=campaign,
        row=row,
        facts=facts_of(row, standard),
        form=form,
        changeable=may_change(row.dossier),
        answers=reverse("reviews:answers", kwargs={"round_id": campaign.pk, "household_id": household_id}),
    )


def _outcome(request: HttpRequest, campaign: Round, household_id: UUID) -> Outcome:
    row = (
        Outcome.objects.within(request.scope)
        .filter(
            dossier__round=campaign,
            standard=campaign.standards[0],
            household=household_id,
            answer__isnull=False,
        )
        .select_related("household", "dossier__unit")
        .first()
    )
    if row is None:
        raise NotFound(_("Hộ này chưa có kết quả trong kỳ rà soát. Hãy nhập phiếu và chạy phân loại trước."))
    return row
