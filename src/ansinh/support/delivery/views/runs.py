"""Pay runs on pages: the list, a new one, one with its totals and lines, its steps, the payer's list."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.access.doers import doer_words
from ansinh.access.place_fields import offer_places
from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.kernel.searching import with_name
from ansinh.kernel.web.forms import later
from ansinh.kernel.web.listing import Column, Filter, Listing
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.forms import ReleaseForm, RunForm, WhyForm, paid_policies
from ansinh.support.delivery.payer_list import make_payer_list
from ansinh.support.delivery.paying import drop_run, give_back_run, release_run, sign_run, what_is_due
from ansinh.support.delivery.periods import period_called
from ansinh.support.delivery.views.shared import by_words, name_of, own_code, place_called
from ansinh.support.delivery.words import (
    left_out_words,
    line_words,
    method_words,
    move_words,
    outcome_words,
    period_words,
    policy_words,
    rhythm_words,
    run_words,
)
from ansinh.support.models import PayLine, PayRun, PayRunMove, PayRunTotal
from ansinh.support.models.delivery_enums import LineKind, Outcome, Rhythm, RunState
from ansinh.support.paper_links import LONGEST_LIST, paper_links, run_subject
from ansinh.work.downloads import answer_export, file_answer
from ansinh.work.queue import ask

_TOLD = 100
"""Of those left out, so many are named; the rest are counted."""


def _run_page(row: PayRun) -> str:
    return reverse("delivery:run", kwargs={"run_id": row.pk})


RUNS = Listing(
    "pay-runs",
    columns=(
        Column(
            "period", later("Kỳ"), lambda row: period_words(row.period), order="period_from", link=_run_page
        ),
        Column("number", later("Đợt"), lambda row: row.number, kind="number", order="number"),
        Column("place", later("Địa bàn"), lambda row: row.unit.name, order="unit__sort_key"),
        Column(
            "policies", later("Chính sách"), lambda row: row.policies.replace(";", ", "), order="policies"
        ),
        Column("lines", later("Số khoản"), lambda row: row.lines, kind="number", order="lines"),
        Column("amount", later("Tổng số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("made", later("Lập lúc"), lambda row: row.made_at, kind="moment", order="made_at"),
        Column("released", later("Phát hành lúc"), lambda row: row.released_at, kind="moment"),
        Column("state", later("Tình trạng"), lambda row: run_words(row.state), kind="status", order="state"),
    ),
    filters=(
        Filter(
            "state",
            later("Tình trạng"),
            lambda rows, value: rows.filter(state=value),
            choices=lambda _r: [(one.value, run_words(one.value)[1]) for one in RunState],
        ),
        Filter(
            "policy",
            later("Chính sách"),
            lambda rows, value: rows.filter(policies__contains=value),
            choices=lambda _r: paid_policies(),
        ),
        Filter(
            "rhythm",
            later("Nhịp"),
            lambda rows, value: rows.filter(rhythm=value),
            choices=lambda _r: [(one.value, rhythm_words(one.value)) for one in Rhythm],
        ),
    ),
    sort="-period",
)


@route(P.SEE_HOUSEHOLDS)
def runs(request: HttpRequest) -> HttpResponse:
    """The pay runs of the places within the scope."""
    asked = RUNS.asked(request)
    rows = PayRun.objects.within(request.scope).select_related("unit")
    if asked.export:
        return answer_export(asked, rows, name="pay-runs", by=request.actor)
    return page(request, "support/delivery/runs.html", part="list", listing=asked.page(rows), permission=P)


@route(P.PROPOSE_SUPPORT, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """Look at what a run would pay, then prepare it."""
    form = RunForm(request.POST or None, initial={"code": own_code(request, P.PROPOSE_SUPPORT)})
    offer_places(form, request, "code")
    found, lost = None, []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            period = period_called(given["period"])
            unit = place_called(given["code"], request.scope)
            found = what_is_due(
                unit=unit,
                policies=given["policies"],
                period=period,
                arrears=given["arrears"],
                by=request.actor,
            )
            if request.POST.get("verb") == "prepare" and found.lines.height:
                asked = {
                    "unit": unit.pk,
                    "policies": given["policies"],
                    "period": period.code,
                    "arrears": given["arrears"],
                }
                job = ask("support.prepare_run", asked, by=request.actor, unit=unit)
                return see_other(request, "work:job", job_id=job.pk)
            lost = found.left_out.to_dicts()
            request.saw(count=found.lines.height + min(len(lost), _TOLD), place=unit.code)
        except AnSinhError as refusal:
            form.add_error(None, refusal.message)
    sums: list[dict[str, Any]] = []
    if found is not None:
        by_kind = found.lines.group_by("policy", "period", "kind")
        sums = (
            by_kind.agg(pl.len().alias("lines"), pl.col("amount").sum())
            .sort("policy", "period", "kind")
            .to_dicts()
        )
    return page(
        request,
        "support/delivery/new_run.html",
        status=422 if form.errors else 200,
        form=form,
        found=found,
        sums=[
            (one, policy_words(one["policy"]), period_words(one["period"]), line_words(one["kind"]))
            for one in sums
        ],
        left_out=len(lost),
        lost=_left_out(lost[:_TOLD], request.scope),
    )


def _left_out(
    rows: Sequence[Mapping[str, Any]], scope: Scope
) -> list[tuple[Household | None, str, str, str]]:
    """The household, policy and period of who is enrolled and not in the run, and why."""
    homes = Household.objects.within(scope).in_bulk({UUID(one["household_id"]) for one in rows})
    return [
        (
            homes.get(UUID(one["household_id"])),
            policy_words(one["policy"]),
            period_words(one["period"]),
            left_out_words(one["why"]),
        )
        for one in rows
    ]


def run_within(scope: Scope, run_id: int) -> PayRun:
    """One run within the scope, or ``NotFound``."""
    found = PayRun.objects.within(scope).select_related("unit").filter(pk=run_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy đợt chi trả này."))
    return found


LINES = Listing(
    "pay-lines",
    columns=(
        Column(
            "name",
            later("Người, hộ hưởng"),
            name_of,
            order="household__head_name_sort",
            link=lambda row: reverse("delivery:line", kwargs={"line_id": row.pk}),
        ),
        Column("village", later("Thôn, tổ"), lambda row: row.village, order="village"),
        Column("place", later("Xã"), lambda row: row.unit.name, shown=False),
        Column("policy", later("Chính sách"), lambda row: row.policy, order="policy"),
        Column("period", later("Kỳ"), lambda row: row.period, order="period"),
        Column("kind", later("Khoản"), lambda row: line_words(row.kind), order="kind"),
        Column("due", later("Phải chi (đồng)"), lambda row: row.due, kind="number", order="due", shown=False),
        Column(
            "deducted",
            later("Trừ (đồng)"),
            lambda row: row.deducted,
            kind="number",
            order="deducted",
            shown=False,
        ),
        Column("amount", later("Số tiền (đồng)"), lambda row: row.amount, kind="number", order="amount"),
        Column("method", later("Hình thức"), lambda row: method_words(row.method), order="method"),
        Column(
            "outcome",
            later("Kết quả"),
            lambda row: outcome_words(row.outcome),
            kind="status",
            order="outcome",
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
        Filter("village", later("Thôn, tổ"), lambda rows, value: with_name(rows, "village", value)),
        Filter(
            "kind",
            later("Khoản"),
            lambda rows, value: rows.filter(kind=value),
            choices=lambda _r: [(one.value, line_words(one.value)) for one in LineKind],
        ),
        Filter(
            "outcome",
            later("Kết quả"),
            lambda rows, value: rows.filter(outcome=value),
            choices=lambda _r: [(one.value, outcome_words(one.value)[1]) for one in Outcome],
        ),
    ),
    sort="village",
)


def _shown(request: HttpRequest, run: PayRun, status: int = 200, **forms: Any) -> HttpResponse:
    asked = LINES.asked(request)
    rows = PayLine.objects.everywhere().filter(run=run).select_related("household", "person", "unit")
    if asked.export:
        return answer_export(asked, rows, name="pay-lines", by=request.actor)  # type: ignore[attr-defined]
    totals = PayRunTotal.objects.everywhere().filter(run=run).select_related("unit")
    state, who = RunState(run.state), request.actor  # type: ignore[attr-defined]
    makes, approves = may(who, P.PROPOSE_SUPPORT, run.unit_id), may(who, P.APPROVE_SUPPORT, run.unit_id)
    moves = PayRunMove.objects.everywhere().filter(run=run).order_by("-pk")
    return page(
        request,
        "support/delivery/run.html",
        part="list",
        status=status,
        run=run,
        period=period_words(run.period),
        state=run_words(run.state),
        policies=[policy_words(code) for code in run.policies.split(";")],
        totals=[
            (one, policy_words(one.policy), line_words(one.kind))
            for one in totals.order_by("unit__sort_key", "village", "policy", "kind")
        ],
        shares=all(one.state_share is not None for one in totals),
        outcomes=_outcomes(run),
        steps=[
            {
                "when": _when(one),
                "title": move_words(one.verb),
                "text": one.reason,
                "by": doer_words(one.by, one.at),
            }
            for one in moves
        ],
        listing=asked.page(rows),
        signs=state is RunState.PREPARED and makes and run.made_by == who.label,
        releases=state is RunState.SIGNED and approves,
        own=who.label in (run.made_by, run.signed_by),
        drops=makes and state in (RunState.PREPARED, RunState.SIGNED),
        links=paper_links(who, run_subject(run.pk), run.unit_id),
        most_lines=LONGEST_LIST,
        pays=state is RunState.RELEASED and makes and may(who, P.EXPORT_LISTS, run.unit_id),
        permission=P,
        **{"form": ReleaseForm(), "why_form": WhyForm()} | forms,
    )


def _when(move: PayRunMove) -> str:
    return shown_date(move.at.date())


def _outcomes(run: PayRun) -> list[tuple[tuple[str, str], int, int, str]]:
    """Of a released run: what became of its lines, each opening to them."""
    if run.state != RunState.RELEASED.value:
        return []
    rows = PayLine.objects.everywhere().filter(run=run).order_by().values("outcome")
    sums = rows.annotate(many=Count("pk"), money=Sum("amount"))
    return [
        (
            outcome_words(one["outcome"]),
            one["many"],
            one["money"],
            f"{_run_page(run)}?outcome={one['outcome']}",
        )
        for one in sums.order_by("outcome")
    ]


@route(P.SEE_HOUSEHOLDS, methods=("GET", "POST"), decides=False)
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: its totals by village and source, who signed, its lines."""
    found = run_within(request.scope, run_id)
    if answer := LINES.asked(request).sealed_away():
        return answer
    return _shown(request, found)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def move(request: HttpRequest, run_id: int) -> HttpResponse:
    """Sign a run, or drop it with a reason."""
    found = run_within(request.scope, run_id)
    form = WhyForm(request.POST)
    if request.POST.get("verb") == "sign":
        form = WhyForm({"reason": "-"})
        form.is_valid()
        if attempt(form, sign_run, run=found, by=request.actor):
            return see_other(
                request, "delivery:run", run_id=found.pk, said=_("Đã ký; chờ người thứ hai phát hành.")
            )
    elif form.is_valid() and attempt(form, drop_run, run=found, by=request.actor, **form.cleaned_data):
        return see_other(
            request, "delivery:run", run_id=found.pk, said=_("Đã bỏ đợt; các khoản của đợt lập lại được.")
        )
    return _shown(request, run_within(request.scope, run_id), 422, why_form=form)


@route(P.APPROVE_SUPPORT, methods=("POST",))
def release(request: HttpRequest, run_id: int) -> HttpResponse:
    """Release a signed run after typing its total, or give it back with a reason."""
    found = run_within(request.scope, run_id)
    if request.POST.get("verb") == "give_back":
        why = WhyForm(request.POST)
        if why.is_valid() and attempt(why, give_back_run, run=found, by=request.actor, **why.cleaned_data):
            return see_other(request, "delivery:run", run_id=found.pk, said=_("Đã trả lại cho người lập."))
        return _shown(request, found, 422, why_form=why)
    form = ReleaseForm(request.POST)
    if form.is_valid() and attempt(form, release_run, run=found, by=request.actor, **form.cleaned_data):
        return see_other(request, "delivery:run", run_id=found.pk, said=_("Đã phát hành đợt chi trả."))
    return _shown(request, found, 422, form=form)


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def payer_list(request: HttpRequest, run_id: int) -> HttpResponse:
    """The file for the payer; filled in, it comes back by the page of imports."""
    found = run_within(request.scope, run_id)
    rows = make_payer_list(run=found, keys=keys_folder(), by=request.actor)
    return file_answer(rows, f"chi-tra-{found.period}-dot-{found.number}.xlsx")
