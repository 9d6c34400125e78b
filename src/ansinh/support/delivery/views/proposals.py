"""Proposals on pages: who may be proposed, the proposals of a place, one to be approved or refused."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household, Person
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.places.models import Unit
from ansinh.support.delivery.enrolling import approve_enrolments, refuse_enrolments
from ansinh.support.delivery.forms import ChooseForm, DecisionForm, ProposeForm, WhyForm, paid_policies
from ansinh.support.delivery.paying import units_of
from ansinh.support.delivery.proposing import NEW, proposable, propose_enrolments
from ansinh.support.delivery.views.shared import name_of, own_code, place_called
from ansinh.support.delivery.words import answer_words, per_words, policy_words, rule_words
from ansinh.support.models import Enrolment, EnrolmentProposal
from ansinh.support.models.delivery_enums import AnswerState
from ansinh.work.downloads import answer_export

# So many are shown to be chosen from at once; the others come once these are proposed.
_MOST = 400


def _page_of(row: EnrolmentProposal) -> str:
    return reverse("delivery:proposal", kwargs={"proposal_id": row.pk})


PROPOSALS = Listing(
    "enrolment-proposals",
    columns=(
        Column("number", later("Đề nghị"), lambda row: f"#{row.pk}", order="pk", link=_page_of),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("place", later("Xã"), lambda row: row.unit.name, order="unit__sort_key"),
        Column(
            "people", later("Số người, hộ"), lambda row: row.enrolments, kind="number", order="enrolments"
        ),
        Column("amount", later("Tổng mức (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("since", later("Hưởng từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
        Column(
            "asked", later("Đề nghị lúc"), lambda row: row.proposed_at, kind="moment", order="proposed_at"
        ),
        Column("decision", later("Quyết định"), lambda row: row.decision_no),
        Column(
            "state", later("Tình trạng"), lambda row: answer_words(row.state), kind="status", order="state"
        ),
    ),
    filters=(
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, answer_words(one.value)[1]) for one in AnswerState],
        ),
        Filter(
            "policy",
            later("Chính sách"),
            lambda rows, value: rows.filter(policy=value),
            choices=lambda _r: paid_policies(),
        ),
    ),
    sort="-number",
)


@route(P.SEE_HOUSEHOLDS)
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals of the places within the scope."""
    asked = PROPOSALS.asked(request)
    rows = EnrolmentProposal.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="proposals", by=request.actor)
    return page(
        request, "support/delivery/proposals.html", part="list", listing=asked.page(rows), permission=P
    )


def _within(scope: Scope, proposal_id: int) -> EnrolmentProposal:
    found = EnrolmentProposal.objects.within(scope).select_related("unit").filter(pk=proposal_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy đề nghị này."))
    return found


def _shown(request: HttpRequest, one: EnrolmentProposal, status: int = 200, **forms: Any) -> HttpResponse:
    rows = (
        Enrolment.objects.everywhere().filter(proposal=one).select_related("household", "person", "replaces")
    )
    waiting = one.state == AnswerState.WAITING.value
    shown = list(rows.order_by("village", "household__head_name_sort", "pk"))
    request.saw(count=len(shown), place=one.unit.code)  # type: ignore[attr-defined]
    return page(
        request,
        "support/delivery/proposal.html",
        status=status,
        one=one,
        policy=policy_words(one.policy),
        state=answer_words(one.state),
        rows=[
            (row, name_of(row), per_words(row.amount_per), rule_words(row.policy, row.rule)) for row in shown
        ],
        answers=waiting and may(request.actor, P.APPROVE_SUPPORT, one.unit_id),  # type: ignore[attr-defined]
        own=one.proposed_by == request.actor.label,  # type: ignore[attr-defined]
        waiting=waiting,
        **{"form": DecisionForm(), "why_form": WhyForm()} | forms,
    )


@route(P.SEE_HOUSEHOLDS)
def proposal(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """One proposal: who, how much, by which rule."""
    return _shown(request, _within(request.scope, proposal_id))


@route(P.APPROVE_SUPPORT, methods=("POST",))
def answer(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Approve a proposal under the number of its decision, or refuse it with a reason."""
    one = _within(request.scope, proposal_id)
    if request.POST.get("verb") == "refuse":
        why = WhyForm(request.POST)
        if why.is_valid() and attempt(
            why, refuse_enrolments, proposal=one, by=request.actor, **why.cleaned_data
        ):
            return see_other(request, "delivery:proposal", proposal_id=one.pk, said=_("Đã từ chối đề nghị."))
        return _shown(request, one, 422, why_form=why)
    form = DecisionForm(request.POST)
    if form.is_valid() and attempt(
        form, approve_enrolments, proposal=one, by=request.actor, **form.cleaned_data
    ):
        said = _("Đã duyệt: {count} người, hộ được hưởng.").format(count=one.enrolments)
        return see_other(request, "delivery:proposal", proposal_id=one.pk, said=said)
    return _shown(request, one, 422, form=form)


def _candidates(unit: Unit, code: str, by: Actor) -> list[dict[str, Any]]:
    """Who may be proposed, with names, by village and name."""
    rows = proposable(units_of(unit, by), code, today()).to_dicts()
    homes = Household.objects.everywhere().in_bulk([row["household_id"] for row in rows])
    people = Person.objects.in_bulk([row["person_id"] for row in rows if row["person_id"]])
    said = {rule: rule_words(code, rule) for rule in {row["rule"] for row in rows}}
    by_home = {one.hex: row for one, row in homes.items()}
    by_person = {one.hex: row for one, row in people.items()}
    for row in rows:
        home, person = by_home[row["household_id"]], by_person.get(row["person_id"] or "")
        row["name"] = (person.full_name if person else home.head_name) or _("(chưa có tên)")
        row["household"], row["sort"] = home, (row["village"] or "", home.head_name_sort, row["name"])
        row["per"] = per_words(row["amount_per"])
        row["fresh"] = row["why"] == NEW
        row["rule_words"] = said[row["rule"]]
    return sorted(rows, key=lambda row: row["sort"])


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def propose(request: HttpRequest) -> HttpResponse:
    """Who is entitled to a policy at a commune and not on it: tick and propose."""
    choose = ChooseForm(
        request.GET if "policy" in request.GET else None,
        initial={"code": own_code(request, P.PROPOSE_SUPPORT)},
    )
    offer_places(choose, request, "code")
    form = ProposeForm(request.POST or None, initial={"valid_from": today().replace(day=1)})
    unit, rows = None, None
    if choose.is_valid():
        try:
            unit = place_called(choose.cleaned_data["code"], request.scope)
            if request.method == "POST" and form.is_valid():
                made = attempt(
                    form, propose_enrolments, unit=unit, policy=choose.cleaned_data["policy"],
                    chosen=request.POST.getlist("chosen"), by=request.actor, **form.cleaned_data,
                )  # fmt: skip
                if isinstance(made, EnrolmentProposal):
                    said = _("Đã đề nghị; chờ người thứ hai duyệt.")
                    return see_other(request, "delivery:proposal", proposal_id=made.pk, said=said)
            rows = _candidates(unit, choose.cleaned_data["policy"], request.actor)
            request.saw(count=len(rows), place=unit.code)
        except AnSinhError as refusal:
            choose.add_error(None, refusal.message)
    failed = request.method == "POST" or bool(choose.errors)
    return page(
        request,
        "support/delivery/propose.html",
        status=422 if failed else 200,
        choose=choose,
        form=form,
        unit=unit,
        rows=None if rows is None else rows[:_MOST],
        more=max(len(rows or ()) - _MOST, 0),
        picked=set(request.POST.getlist("chosen")),
    )
