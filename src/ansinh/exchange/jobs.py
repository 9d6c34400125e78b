"""What the worker does with files: check, accept, take back, and the findings beside their rows."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.accounts.actor import Actor
from ansinh.exchange import actions
from ansinh.exchange.findings_books import write_books
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.work.models import Batch, Job
from ansinh.work.queue import job


def _page(one: Job) -> str | None:
    batch = one.arguments.get("batch")
    return reverse("exchange:import", kwargs={"batch_id": batch}) if batch else None


def _batch(arguments: Mapping[str, Any]) -> Batch:
    return Batch.objects.select_related("unit").get(pk=arguments["batch"])


@job("exchange.check", words=lambda: _("Kiểm tra tệp nhập"), leads_to=_page)
def check(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    batch = actions.check(batch=_batch(arguments), by=by, progress=progress)
    return {"rows": batch.rows, "errors": batch.errors, "warnings": batch.warnings}


@job("exchange.accept", words=lambda: _("Ghi tệp nhập vào hệ thống"), once=True, leads_to=_page)
def accept(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    batch = actions.accept(batch=_batch(arguments), by=by, progress=progress)
    return {name: value for name, value in batch.counts.items() if isinstance(value, int)}


@job("exchange.take_back", words=lambda: _("Rút lại lần nhập"), once=True, leads_to=_page)
def take_back(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    progress("write")
    return actions.take_back(batch=_batch(arguments), by=by)


@job("exchange.findings", words=lambda: _("Lập bảng phát hiện cạnh từng dòng"), leads_to=_page)
def findings(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    progress("print")
    return {"files": len(write_books(_batch(arguments)))}
