"""Deciding on pages: what a decision would come to, taking it, what was taken, its certificates; and giving a dossier back."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_column
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.text import fold
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.papers.queries import papers_about
from ansinh.papers.rendering import shown_number_of
from ansinh.reviews.decisions.answering import answer_requests, answers_of
from ansinh.reviews.decisions.bases import DECIDED_STATES
from ansinh.reviews.decisions.certifying import mark_of, plan_of
from ansinh.reviews.decisions.coming import LISTS, POOR, what_would_be_decided
from ansinh.reviews.decisions.deciding import Signing, check_may_decide, decide_lists, prepare_decision
from ansinh.reviews.decisions.forms import SignForm
from ansinh.reviews.decisions.impartial import close_rows
from ansinh.reviews.decisions.models import DecidedHousehold, Decision
from ansinh.reviews.decisions.parameters import parameter
from ansinh.reviews.decisions.recognised import (
    decision_within,
    decisions_in_force,
    decisions_of,
    dossier_within,
)
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import regime_of, step_of
from ansinh.reviews.result_list import going_words
from ansinh.reviews.words import class_words, movement_words
from ansinh.work.downloads import answer_export
from ansinh.work.queue import ask

P = Permission


def list_words(name: str) -> str:
    """A list of form 02 in words."""
    return {
        "poor": _("Hộ nghèo"),
        "near_poor": _("Hộ cận nghèo"),
        "escaped_poor": _("Hộ thoát nghèo"),
        "escaped_near_poor": _("Hộ thoát cận nghèo"),
        "left": _("Ra khỏi danh sách vì lý do khác"),
    }[name]


def _why_not(dossier: Dossier, request: HttpRequest) -> str:
    try:
        check_may_decide(dossier, request.actor)
    except Refused as refusal:
        return refusal.message
    return ""


def _preview(
    request: HttpRequest, dossier: Dossier, form: SignForm | None = None, *, status: int = 200
) -> HttpResponse:
    plan = what_would_be_decided(dossier)
    taken = decisions_of(dossier)
    own, kin = close_rows(dossier, request.actor)
    form = form or SignForm(
        initial={"day": today()},
        again=bool(taken),
        many_leave=plan.needs_second_confirmation,
        kin=bool(kin),
    )
    request.saw(count=sum(plan.lists.values()), place=dossier.unit.code)
    return page(
        request,
        "reviews/decisions/decide.html",
        status=status,
        dossier=dossier,
        campaign=dossier.round,
        law=regime_of(dossier),
        plan=plan,
        own=own,
        kin=kin,
        list_words=list_words,
        going_words=going_words,
        taken=taken,
        open=step_of(dossier, Verb.DECIDE_LISTS) is not None,
        why_not=_why_not(dossier, request),
        form=form,
        share=parameter("delisting_share"),
        least=parameter("delisting_count"),
        permission=P,
        decides=may(request.actor, P.DECIDE_LISTS, dossier.unit_id),
    )


@route(P.SEE_HOUSEHOLDS)
def preview(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """What the decision about a commune's dossier would come to, and what still refuses it."""
    return _preview(request, dossier_within(request.scope, round_id, dossier_id))


@route(P.DECIDE_LISTS, methods=("POST",))
def decide(request: HttpRequest, round_id: int, dossier_id: int) -> HttpResponse:
    """Take the decision: asked twice by the page, refused with the reason."""
    dossier = dossier_within(request.scope, round_id, dossier_id)
    plan = what_would_be_decided(dossier)
    form = SignForm(
        request.POST,
        again=bool(decisions_of(dossier)),
        many_leave=plan.needs_second_confirmation,
        kin=bool(close_rows(dossier, request.actor)[1]),
    )
    if form.is_valid():
        given = form.cleaned_data
        number = given["number"].strip()
        signing = Signing(number, given["day"], given["signatory"].strip(), outside=bool(number))
        ready = attempt(form, prepare_decision, dossier=dossier, signing=signing, by=request.actor)
        decision = ready and attempt(
            form,
            decide_lists,
            dossier=dossier,
            ready=ready,
            by=request.actor,
            delisting_confirmed=given.get("delisting_confirmed", False),
            kin_confirmed=given.get("kin_confirmed", False),
            reason=given.get("reason", ""),
        )
        if isinstance(decision, Decision):
            said = _("Đã ghi quyết định {number}.").format(number=decision.paper_number)
            return see_other(request, "decisions:decision", decision_id=decision.pk, said=said)
    return _preview(request, dossier, form, status=422)


def _decision_page(row: Decision) -> str:
    return reverse("decisions:decision", kwargs={"decision_id": row.pk})


def _count(name: str):
    return lambda row: row.counts.get("lists", {}).get(name, 0)


def _by_place(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split():
        rows = rows.filter(unit__name_fold__contains=word)
    return rows


DECISIONS = Listing(
    "decisions",
    columns=(
        Column(
            "number",
            later("Số quyết định"),
            lambda row: row.paper_number,
            order="paper_number",
            link=_decision_page,
        ),
        Column("day", later("Ngày"), lambda row: row.day, kind="day", order="day"),
        Column("place", later("Xã"), lambda row: row.unit.name, order="unit__sort_key"),
        Column("period", later("Kỳ"), lambda row: row.period, order="period"),
        Column(
            "effective",
            later("Hiệu lực từ"),
            lambda row: row.effective_from,
            kind="day",
            order="effective_from",
        ),
        Column("poor", later("Hộ nghèo"), _count("poor"), kind="number"),
        Column("near_poor", later("Hộ cận nghèo"), _count("near_poor"), kind="number"),
        Column("escaped_poor", later("Thoát nghèo"), _count("escaped_poor"), kind="number"),
        Column("escaped_near_poor", later("Thoát cận nghèo"), _count("escaped_near_poor"), kind="number"),
        doer_column(
            "by", later("Người quyết định"), lambda row: row.decided_by, lambda row: row.day, shown=False
        ),
    ),
    filters=(
        Filter("place", later("Tên xã"), _by_place),
        Filter("period", later("Kỳ"), lambda rows, value: rows.filter(period__startswith=value)),
        Filter(
            "kind",
            later("Loại kỳ"),
            lambda rows, value: (
                rows.filter(period__contains="-") if value == "month" else rows.exclude(period__contains="-")
            ),
            choices=lambda _request: [("year", _("định kỳ hằng năm")), ("month", _("trong năm"))],
        ),
    ),
    sort="-day",
)


@route(P.SEE_HOUSEHOLDS)
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions of the communes within the scope."""
    asked = DECISIONS.asked(request)
    rows = Decision.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="decisions", by=request.actor)
    return page(request, "reviews/decisions/decisions.html", part="list", listing=asked.page(rows))


def _of_list(rows: QuerySet, name: str) -> QuerySet:
    moved = {"escaped_poor": "poor_out", "escaped_near_poor": "near_out", "left": "other_out"}
    if name in moved:
        return rows.filter(movement=moved[name])
    rows = rows.exclude(movement__in=tuple(moved.values()))
    return rows.filter(list_class__in=POOR if name == "poor" else ("near_poor",))


def _household_page(row: DecidedHousehold) -> str:
    return reverse("portal:household", kwargs={"household_id": row.household_id})


def _by_words(rows: QuerySet, words: str) -> QuerySet:
    for word in fold(words).split(" "):
        rows = rows.filter(household__head_name_fold__contains=word)
    return rows


DECIDED = Listing(
    "decided",
    columns=(
        Column(
            "name",
            later("Chủ hộ"),
            lambda row: row.household.head_name or _("(chưa có tên)"),
            order="household__head_name_sort",
            link=_household_page,
        ),
        Column("village", later("Thôn"), lambda row: row.village, order="village"),
        Column("persons", later("Số người"), lambda row: row.persons, kind="number"),
        Column(
            "opening", later("Danh sách trước"), lambda row: row.opening_class, kind="class", told=class_words
        ),
        Column("list_class", later("Công nhận"), lambda row: row.list_class, kind="class", told=class_words),
        Column(
            "movement", later("Biến động"), lambda row: row.movement, kind="movement", told=movement_words
        ),
        Column("going", later("Lý do biến động"), lambda row: going_words(row.movement_reason)),
        Column("reason", later("Lý do công nhận"), lambda row: row.reason),
        Column("deprivations", later("Số thiếu hụt"), lambda row: row.deprived.bit_count(), kind="number"),
        Column("mark", later("Giấy chứng nhận"), mark_of, shown=False),
    ),
    filters=(
        Filter("q", later("Tìm chủ hộ"), _by_words, sealed=True),
        Filter(
            "list",
            later("Danh sách"),
            _of_list,
            choices=lambda _r: [(name, list_words(name)) for name in LISTS],
        ),
        Filter("village", later("Thôn"), lambda rows, value: with_name(rows, "village", value)),
        Filter(
            "movement",
            later("Biến động"),
            lambda rows, value: rows.filter(movement=value),
            choices=lambda _r: [(one, movement_words(one)) for one in _MOVEMENTS],
        ),
    ),
    sort="village",
)
_MOVEMENTS = (
    "stay_poor",
    "poor_to_near",
    "poor_out",
    "near_to_poor",
    "relapse_poor",
    "new_poor",
    "stay_near",
    "near_out",
    "relapse_near",
    "new_near",
    "other_out",
    "other_in",
)


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"))
def decision(request: HttpRequest, decision_id: int) -> HttpResponse:
    """A decision: its papers, its lists, what of its certificates is to be done."""
    taken = decision_within(request.scope, decision_id)
    asked = DECIDED.asked(request)
    if answer := asked.sealed_away():
        return answer
    rows = DecidedHousehold.objects.within(request.scope).filter(decision=taken).select_related("household")
    if asked.export:
        return answer_export(asked, rows, name="decision", by=request.actor)
    newest = decisions_in_force([taken.dossier_id])[taken.dossier_id]
    return page(
        request,
        "reviews/decisions/decision.html",
        part="list",
        decision=taken,
        campaign=taken.dossier.round,
        listing=asked.page(rows),
        lists=[(name, list_words(name), taken.counts["lists"].get(name, 0)) for name in LISTS],
        newest=newest,
        going_back=taken.dossier.state not in DECIDED_STATES,
        plan=plan_of(taken) if newest.pk == taken.pk else None,
        papers=papers_about(request.scope, f"dossier:{taken.dossier_id}"),
        number_of_paper=shown_number_of,
        issues=may(request.actor, P.ISSUE_PAPERS, taken.unit_id),
        answers=answers_of(taken) if newest.pk == taken.pk else [],
    )


@route(P.ISSUE_PAPERS, methods=("POST",))
def answer(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Answer the requests that the decision answers: granted by it, or refused by a letter with reasons."""
    taken = decision_within(request.scope, decision_id)
    done = answer_requests(decision=taken, by=request.actor)
    said = _("Đã trả lời: {granted} đơn được chấp nhận, {refused} đơn không được chấp nhận.").format(**done)
    return see_other(request, "decisions:decision", decision_id=taken.pk, said=said)


@route(P.ISSUE_PAPERS, methods=("POST",))
def certify(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Ask for the certificates of a decision to be made, and go to the job."""
    taken = decision_within(request.scope, decision_id)
    job = ask("reviews.certify", {"decision": taken.pk}, by=request.actor, unit=taken.unit)
    return see_other(request, "work:job", job_id=job.pk)
