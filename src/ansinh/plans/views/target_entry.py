"""A target typed in, corrected, withdrawn."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from ansinh.access.policies import check_may
from ansinh.access.routes import Nothing, route
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.language import _
from ansinh.kernel.web.pages import attempt, page, see_other
from ansinh.plans.models import Target
from ansinh.plans.promising import correct_target, enter_target, withdraw_target
from ansinh.plans.queries import plan_within, target_within
from ansinh.plans.target_forms import CorrectTargetForm, TargetForm, WhyForm


def _entered(*, typed: TargetForm, **named: Any) -> Target:
    """Enter what a form says: its rule is composed here, so that what does not go together is the form's error."""
    return enter_target(promise=typed.promise(), **named)


def _corrected(*, typed: CorrectTargetForm, **named: Any) -> Target:
    return correct_target(promise=typed.promise(), **named)


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def enter(request: HttpRequest, steering_plan_id: int) -> HttpResponse:
    """A new target of a plan."""
    plan = plan_within(request.scope, steering_plan_id)
    check_may(request.actor, P.KEEP_PLANS, plan.unit_id)
    form = TargetForm(request.POST or None, plan=plan)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, _entered, plan=plan, by=request.actor, typed=form)
        if isinstance(made, Target):
            return see_other(request, "plans:target", target_id=made.pk, said=_("Đã ghi chỉ tiêu."))
    status = 422 if form.is_bound else 200
    return page(request, "plans/target_form.html", status=status, form=form, plan=plan, target=None)


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def correct(request: HttpRequest, target_id: int) -> HttpResponse:
    """A target typed anew, with why; what it was stays on its page."""
    one = target_within(request.scope, target_id)
    check_may(request.actor, P.KEEP_PLANS, one.plan.unit_id)
    form = CorrectTargetForm(request.POST or None, plan=one.plan, target=one)
    form.fields["seen"].initial = one.changes.count()
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("reason", "seen")}
        if attempt(form, _corrected, target=one, by=request.actor, **given, typed=form):
            return see_other(request, "plans:target", target_id=one.pk, said=_("Đã sửa chỉ tiêu."))
    status = 422 if form.is_bound else 200
    return page(request, "plans/target_form.html", status=status, form=form, plan=one.plan, target=one)


@route(P.KEEP_PLANS, methods=("GET", "POST"), sees=Nothing.SUMS)
def withdraw(request: HttpRequest, target_id: int) -> HttpResponse:
    """A target holds no more, with the reason."""
    one = target_within(request.scope, target_id)
    check_may(request.actor, P.KEEP_PLANS, one.plan.unit_id)
    form = WhyForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, withdraw_target, target=one, by=request.actor, **form.cleaned_data)
    ):
        return see_other(request, "plans:target", target_id=one.pk, said=_("Đã rút chỉ tiêu."))
    status = 422 if form.is_bound else 200
    return page(request, "plans/target_withdraw.html", status=status, form=form, plan=one.plan, target=one)
