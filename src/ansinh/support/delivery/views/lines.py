"""One payment of a run on pages: what was due, what became of it, and its correction by two persons."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import may
from ansinh.access.routes import route
from ansinh.access.scope import Scope
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.support.delivery.correcting import ask_for_correction, confirm_correction, refuse_correction
from ansinh.support.delivery.forms import CorrectionForm, WhyForm
from ansinh.support.delivery.views.shared import name_of, runs_within
from ansinh.support.delivery.words import (
    answer_words,
    line_words,
    method_words,
    outcome_words,
    period_words,
    policy_words,
)
from ansinh.support.models import PayCorrection, PayLine
from ansinh.support.models.delivery_enums import AnswerState, Outcome


def line_within(scope: Scope, line_id: int) -> PayLine:
    """One line within the scope, or ``NotFound``."""
    rows = PayLine.objects.within(scope).select_related("household", "person", "unit", "run", "payee")
    found = rows.filter(pk=line_id).first()
    if found is None:
        raise NotFound(_("Không tìm thấy khoản chi này."))
    return found


def _line(request: HttpRequest, found: PayLine, status: int = 200, **forms: Any) -> HttpResponse:
    corrections = PayCorrection.objects.everywhere().filter(
        line__policy=found.policy, line__beneficiary=found.beneficiary, line__period=found.period
    )
    others = PayLine.objects.within(request.scope).filter(  # type: ignore[attr-defined]
        policy=found.policy, beneficiary=found.beneficiary, period=found.period
    )
    shown = list(corrections.order_by("-pk"))
    waits = any(one.state == AnswerState.WAITING.value for one in shown)
    who = request.actor  # type: ignore[attr-defined]
    return page(
        request,
        "support/delivery/line.html",
        status=status,
        line=found,
        name=name_of(found),
        policy=policy_words(found.policy),
        period=period_words(found.period),
        kind=line_words(found.kind),
        outcome=outcome_words(found.outcome),
        method=method_words(found.method),
        corrections=[(one, answer_words(one.state)) for one in shown],
        others=[
            (one, outcome_words(one.outcome)) for one in others.exclude(pk=found.pk).select_related("run")
        ],
        runs=runs_within(request.scope, [found, *others]),  # type: ignore[attr-defined]
        corrects=may(who, P.PROPOSE_SUPPORT, found.unit_id)
        and found.outcome == Outcome.PAID.value
        and not waits,
        confirms=may(who, P.APPROVE_SUPPORT, found.unit_id),
        **{"form": CorrectionForm(), "why_form": WhyForm()} | forms,
    )


@route(P.SEE_HOUSEHOLDS)
def line(request: HttpRequest, line_id: int) -> HttpResponse:
    """One payment: what was due, what was taken, what became of it."""
    return _line(request, line_within(request.scope, line_id))


@route(P.PROPOSE_SUPPORT, methods=("POST",))
def correct(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say what should have been due."""
    found = line_within(request.scope, line_id)
    form = CorrectionForm(request.POST)
    if form.is_valid() and attempt(
        form, ask_for_correction, line=found, by=request.actor, **form.cleaned_data
    ):
        said = _("Đã ghi đính chính; chờ người thứ hai xác nhận.")
        return see_other(request, "delivery:line", line_id=found.pk, said=said)
    return _line(request, found, 422, form=form)


@route(P.APPROVE_SUPPORT, methods=("POST",))
def answer_correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Confirm a correction, or refuse it with a reason."""
    asked = PayCorrection.objects.within(request.scope).filter(pk=correction_id).first()
    if asked is None:
        raise NotFound(_("Không tìm thấy đính chính này."))
    form = WhyForm(request.POST)
    if request.POST.get("verb") == "refuse":
        done = form.is_valid() and attempt(
            form, refuse_correction, correction=asked, by=request.actor, **form.cleaned_data
        )
    else:
        form = WhyForm({"reason": "-"})
        form.is_valid()
        done = attempt(form, confirm_correction, correction=asked, by=request.actor)
    if done:
        return see_other(request, "delivery:line", line_id=asked.line_id, said=_("Đã trả lời đính chính."))
    return _line(request, line_within(request.scope, asked.line_id), 422, why_form=form)
