"""Long work of delivery: preparing a run."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.support.delivery.paying import prepare_run
from ansinh.support.delivery.periods import period_called
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_run(one: Job) -> str | None:
    run = one.result.get("run")
    return reverse("delivery:run", kwargs={"run_id": run}) if run else reverse("delivery:runs")


@job("support.prepare_run", words=lambda: _("Lập đợt chi trả"), once=True, leads_to=_to_run)
def prepare(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Prepare a run; its id, lines and total."""
    run = prepare_run(
        unit=Unit.objects.get(pk=arguments["unit"]),
        policies=arguments["policies"],
        period=period_called(arguments["period"]),
        arrears=bool(arguments.get("arrears", True)),
        by=by,
        progress=progress,
    )
    return {"run": run.pk, "lines": run.lines, "amount": run.amount}
