"""Trying a local policy on the whole registry of its place."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.places.queries import units_under
from ansinh.support.catalogue.adopted import policies_in_use
from ansinh.support.catalogue.templates import local_policy
from ansinh.support.models import PolicyVersion
from ansinh.support.policies.actions import keep_trial
from ansinh.support.whatif.comparing import compare
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_version(one: Job) -> str | None:
    return reverse("policies:version", kwargs={"version_id": one.arguments["version"]})


@job("support.try_policy", words=lambda: _("Thử chính sách trên toàn bộ dữ liệu"), leads_to=_to_version)
def try_policy(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Who would be entitled, and what a year would cost, by commune; what held before beside it."""
    version = PolicyVersion.objects.select_related("unit").get(pk=arguments["version"])
    check_may(by, Permission.PROPOSE_SUPPORT, version.unit_id)
    day = max(today(), version.valid_from)
    before = next((one for one in policies_in_use(day) if one.code == version.code), None)
    communes = units_under(version.unit, min(day, version.unit.valid_until or day), "commune")
    found = compare([one.pk for one in communes], day, before, local_policy(version), progress=progress)
    keep_trial(
        version=version,
        day=day,
        result={"sums": found.sums(), "by_unit": found.by_unit.to_dicts()},
        by=by,
    )
    return {"communes": len(communes), **found.sums()}
