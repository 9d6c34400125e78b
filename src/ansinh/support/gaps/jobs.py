"""Seeking gaps: of the communes somebody asks for, and every night of those that were sought before."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.support.gaps.seeking import seek_gaps_of
from ansinh.support.models import GapSearch
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_gaps(_one: Job) -> str | None:
    return reverse("gaps:matrix")


def _seek(units: list[Unit], by: Actor, progress: Progress) -> dict[str, Any]:
    """Each commune is a transaction of its own: what was sought before a job stopped holds."""
    sums = {"open": 0, "opened": 0, "closed": 0}
    progress("support_gaps", 0, len(units))
    for number, (_unit, done) in enumerate(seek_gaps_of(units=units, on=today(), by=by), start=1):
        for name, many in done.items():
            sums[name] += many
        progress("support_gaps", number, len(units))
    return {"communes": len(units), **sums}


@job("support.seek_gaps", words=lambda: _("Tìm thiếu sót trong hỗ trợ"), leads_to=_to_gaps)
def seek(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Seek the gaps of some communes; the right is asked again when it runs."""
    units = list(Unit.objects.filter(pk__in=arguments["units"]).order_by("sort_key", "pk"))
    for unit in units:
        check_may(by, Permission.PLAN_SUPPORT, unit.pk)
    return _seek(units, by, progress)


@job("support.renew_gaps", words=lambda: _("Cập nhật thiếu sót hằng ngày"), daily=True, leads_to=_to_gaps)
def renew(_arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Seek anew the gaps of every commune that somebody began with."""
    begun = GapSearch.objects.everywhere().values_list("unit_id", flat=True)
    return _seek(list(Unit.objects.filter(pk__in=begun).order_by("sort_key", "pk")), by, progress)
