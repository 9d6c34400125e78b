"""Enrolments on pages: the list, one, what is asked for it, who came from another commune."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from ansinh.access.doers import doer_words
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.histories import household_by_id
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.arriving import arriving
from ansinh.support.delivery.enrolling import (
    ask_for_change,
    confirm_change,
    refuse_change,
    take_over_enrolments,
)
from ansinh.support.delivery.forms import AskForm, PayeeForm, WhyForm, of_asked, paid_policies
from ansinh.support.delivery.payees import payee_of, record_payee
from ansinh.support.delivery.views.shared import by_words, enrolment_page, name_of, runs_within
from ansinh.support.delivery.words import (
    answer_words,
    asked_words,
    enrolment_words,
    line_words,
    method_words,
    move_words,
    outcome_words,
    per_words,
    period_words,
    policy_words,
    rule_words,
)
from ansinh.support.models import (
    Enrolment,
    EnrolmentAsk,
    EnrolmentMove,
    EnrolmentProposal,
    EnrolmentSuspension,
    PayLine,
)
from ansinh.support.models.delivery_enums import AnswerState, AskedVerb, EnrolmentState, PayMethod
from ansinh.work.downloads import answer_export

ENROLMENTS = Listing(
    "enrolments",
    columns=(
        Column(
            "name", later("Người, hộ hưởng"), name_of, order="household__head_name_sort", link=enrolment_page
        ),
        Column("head", later("Chủ hộ"), lambda row: row.household.head_name, shown=False),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("amount", later("Mức (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("per", later("Cho"), lambda row: per_words(row.amount_per)),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
        Column("since", later("Từ ngày"), lambda row: row.valid_from, kind="day", order="valid_from"),
        Column("until", later("Đến ngày"), lambda row: row.valid_until, kind="day"),
        Column(
            "state", later("Tình trạng"), lambda row: enrolment_words(row.state), kind="status", order="state"
        ),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), by_words, sealed=True),
        Filter(
            "policy",
            later("Chính sách"),
            lambda rows, value: rows.filter(policy=value),
            choices=lambda _r: paid_policies(),
        ),
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, enrolment_words(one.value)[1]) for one in EnrolmentState],
        ),
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
    ),
    sort="name",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def enrolments(request: HttpRequest) -> HttpResponse:
    """Who is on a policy that is paid again and again."""
    asked = ENROLMENTS.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = Enrolment.objects.within(request.scope).select_related("household", "person", "unit")
    if asked.export:
        return answer_export(asked, rows, name="enrolments", by=request.actor)
    return page(
        request,
        "support/delivery/enrolments.html",
        part="list",
        listing=asked.page(rows),
        permission=P,
        arriving=arriving(request.scope).exists(),
    )


def enrolment_within(scope: Scope, enrolment_id: int) -> Enrolment:
    """One enrolment within the scope, or ``NotFound``."""
    rows = Enrolment.objects.within(scope).select_related("household", "person", "unit", "proposal")
    found = rows.filter(pk=enrolment_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy việc hưởng này."))
    return found


def _steps(row: Enrolment) -> list[dict[str, Any]]:
    moves = EnrolmentMove.objects.everywhere().filter(enrolment=row).select_related("from_unit", "to_unit")
    found = []
    for one in moves.order_by("-pk"):
        said = one.reason
        if one.from_unit and one.to_unit:
            said = _("Từ {old} sang {new}.").format(old=one.from_unit.name, new=one.to_unit.name)
        who = doer_words(one.by, one.at)
        if one.asked_by:
            who = _("{who}; người đề nghị: {first}").format(who=who, first=doer_words(one.asked_by, one.at))
        title = move_words(one.verb)
        if one.until:
            title = _("{verb} đến hết ngày {day}").format(verb=title, day=shown_date(one.until))
        found.append({"when": shown_date(one.on), "title": title, "text": said, "by": who})
    return found


def _shown(request: HttpRequest, row: Enrolment, status: int = 200, **forms: Any) -> HttpResponse:
    asks = EnrolmentAsk.objects.everywhere().filter(enrolment=row, state=AnswerState.WAITING.value)
    lines = PayLine.objects.within(request.scope).filter(policy=row.policy, beneficiary=row.beneficiary)
    lines = list(lines.select_related("run").order_by("-period_from", "-pk")[:24])
    active = row.state == EnrolmentState.ACTIVE.value
    proposes = may(request.actor, P.PROPOSE_SUPPORT, row.unit_id, row.village)
    return page(
        request,
        "support/delivery/enrolment.html",
        status=status,
        row=row,
        name=name_of(row),
        state=enrolment_words(row.state),
        policy=policy_words(row.policy),
        per=per_words(row.amount_per),
        rule=rule_words(row.policy, row.rule),
        steps=_steps(row),
        suspensions=list(
            EnrolmentSuspension.objects.everywhere().filter(enrolment=row).order_by("valid_from")
        ),
        asks=[(one, asked_words(one.verb)) for one in asks],
        lines=[
            (one, period_words(one.period), line_words(one.kind), outcome_words(one.outcome)) for one in lines
        ],
        payee=payee_of(row.beneficiary),
        method_words=method_words,
        changes=proposes and active and not asks,
        proposes=proposes and active,
        confirms=may(request.actor, P.APPROVE_SUPPORT, row.unit_id, row.village),
        # A whole province's proposals and runs are not of who sees one commune.
        sees_proposal=EnrolmentProposal.objects.within(request.scope).filter(pk=row.proposal_id).exists(),
        runs=runs_within(request.scope, lines),
        **{"ask_form": AskForm(), "payee_form": PayeeForm(), "why_form": WhyForm()} | forms,
    )


@route(P.SEE_HOUSEHOLDS)
def enrolment(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """One enrolment: by which rule, since when, what was paid, who did what."""
    return _shown(request, enrolment_within(request.scope, enrolment_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def ask(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Ask that it be suspended, resumed or stopped."""
    row = enrolment_within(request.scope, enrolment_id)
    form = AskForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"verb": AskedVerb(form.cleaned_data["verb"])}
        if attempt(form, ask_for_change, enrolment=row, by=request.actor, **given):
            said = _("Đã ghi đề nghị; có hiệu lực khi người thứ hai xác nhận.")
            return see_other(request, "delivery:enrolment", enrolment_id=row.pk, said=said)
    return _shown(request, row, 422, ask_form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def payee(request: HttpRequest, enrolment_id: int) -> HttpResponse:
    """Say how the money is to reach its receiver."""
    row = enrolment_within(request.scope, enrolment_id)
    form = PayeeForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data | {"method": PayMethod(form.cleaned_data["method"])}
        if attempt(form, record_payee, enrolment=row, keys=keys_folder(), by=request.actor, **given):
            return see_other(
                request, "delivery:enrolment", enrolment_id=row.pk, said=_("Đã ghi hình thức chi trả.")
            )
    return _shown(request, row, 422, payee_form=form)


@route(P.APPROVE_SUPPORT, methods=("POST",))
def answer(request: HttpRequest, ask_id: int) -> HttpResponse:
    """Confirm what was asked for an enrolment, or refuse it with a reason."""
    found = EnrolmentAsk.objects.within(request.scope).filter(pk=ask_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy đề nghị này."))
    form = WhyForm(request.POST)
    row = enrolment_within(request.scope, found.enrolment_id)
    if request.POST.get("verb") == "refuse":
        if form.is_valid() and attempt(form, refuse_change, ask=found, by=request.actor, **form.cleaned_data):
            return see_other(
                request, "delivery:enrolment", enrolment_id=row.pk, said=_("Đã từ chối đề nghị.")
            )
        return _shown(request, row, 422, why_form=form)
    plain = WhyForm({"reason": "-"})
    plain.is_valid()
    if attempt(plain, confirm_change, ask=found, by=request.actor):
        return see_other(request, "delivery:enrolment", enrolment_id=row.pk, said=of_asked(found.verb))
    return _shown(request, row, 422, why_form=plain)


def _named(text: str) -> UUID:
    """The household that a form names. Raises ``NotFound`` for what is no id."""
    try:
        return UUID(text)
    except ValueError as failure:
        raise NotFound(_("Không tìm thấy hộ này.")) from failure


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def arrivals(request: HttpRequest) -> HttpResponse:
    """Households that came with enrolments: take them over."""
    form = WhyForm({"reason": "-"})
    form.is_valid()
    if request.method == "POST":
        home = household_by_id(request.scope, _named(request.POST.get("household", "")))
        if attempt(form, take_over_enrolments, household=home, by=request.actor):
            return see_other(request, "delivery:arrivals", said=_("Đã tiếp nhận các chính sách của hộ."))
    rows = arriving(request.scope).select_related("household", "person", "unit", "household__unit")
    shown = list(rows.order_by("household__head_name_sort", "pk")[:200])
    request.saw(count=len(shown))
    return page(
        request,
        "support/delivery/arrivals.html",
        status=422 if form.errors else 200,
        form=form,
        rows=[(one, name_of(one), policy_words(one.policy)) for one in shown],
    )


WAITING = Listing(
    "enrolment-asks",
    columns=(
        Column(
            "name",
            later("Người, hộ hưởng"),
            lambda row: name_of(row.enrolment),
            order="enrolment__household__head_name_sort",
            link=lambda row: enrolment_page(row.enrolment),
        ),
        Column("policy", later("Chính sách"), lambda row: row.enrolment.policy, order="enrolment__policy"),
        Column("verb", later("Việc đề nghị"), lambda row: asked_words(row.verb), order="verb"),
        Column("on", later("Ngày"), lambda row: row.on, kind="day", order="on"),
        Column("until", later("Đến ngày"), lambda row: row.until, kind="day"),
        Column("reason", later("Lý do"), lambda row: row.reason),
        Column("asked", later("Đề nghị lúc"), lambda row: row.asked_at, kind="moment", order="asked_at"),
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
            lambda rows, value: rows.filter(enrolment__policy=value),
            choices=lambda _r: paid_policies(),
        ),
    ),
    sort="-asked",
)


@route(P.SEE_HOUSEHOLDS)
def asks(request: HttpRequest) -> HttpResponse:
    """What was asked for enrolments, and how it was answered."""
    asked = WAITING.asked(request)
    rows = EnrolmentAsk.objects.within(request.scope).select_related(
        "enrolment", "enrolment__household", "enrolment__person"
    )
    if asked.export:
        return answer_export(asked, rows, name="enrolment-asks", by=request.actor)
    return page(request, "support/delivery/asks.html", part="list", listing=asked.page(rows))
