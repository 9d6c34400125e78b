"""Measuring the targets of a plan: what takes long at a province runs by itself."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.plans.actions import keep_readings
from ansinh.plans.measuring import measure
from ansinh.plans.models import Plan
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_plan(one: Job) -> str | None:
    plan = one.arguments.get("plan")
    if not plan:
        return None
    return f"{reverse('plans:plan', kwargs={'steering_plan_id': plan})}?view=targets"


@job("plans.measure", words=lambda: _("Tính các chỉ tiêu của kế hoạch"), leads_to=_to_plan)
def measure_plan(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Measure every target and keep the readings in one transaction; the right is asked again when it runs."""
    plan = Plan.objects.select_related("unit").get(pk=arguments["plan"])
    check_may(by, Permission.KEEP_PLANS, plan.unit_id)
    on = date.fromisoformat(arguments["on"]) if arguments.get("on") else today()
    many = plan.targets.count()
    progress("plans_measure", 0, many)
    rows = []
    for number, found in enumerate(measure(plan, on), start=1):
        rows += found
        progress("plans_measure", number, many)
    return {"targets": many, "readings": keep_readings(plan=plan, on=on, rows=rows, by=by)}
