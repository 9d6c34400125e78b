"""Long work that pages of many domains ask for."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.places.models import Unit
from ansinh.portal.households.exporting import to_file, write_export
from ansinh.portal.households.list import list_of
from ansinh.reviews.models import Round
from ansinh.reviews.whatif_snapshot import answered, make_snapshot
from ansinh.standards.adopted import standard_in_use
from ansinh.work.models import Job
from ansinh.work.queue import job
from ansinh.work.reminding import reminders_for, send_reminders


def _to_what_if(one: Job) -> str:
    return f"{reverse('whatif:ask')}?{urlencode(one.arguments.get('query', {}))}"


@job("portal.prepare_what_if", words=lambda: _("Chuẩn bị dữ liệu để thử số khác"), leads_to=_to_what_if)
def prepare_what_if(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Make the snapshot that a what-if reads, and the classes of the round's own standards."""
    unit = Unit.objects.get(pk=arguments["unit"])
    check_may(by, Permission.SEE_HOUSEHOLDS, unit.pk)
    campaign = Round.objects.get(pk=arguments["round"])
    snapshot = make_snapshot(answered(campaign, unit), progress)
    for code in campaign.standards:
        snapshot.classes(standard_in_use(code))
    return {"households": snapshot.households}


@job(
    "portal.export_households",
    words=lambda: _("Xuất danh sách hộ"),
    leads_to=lambda one: to_file(one) if one.result.get("file") else None,
)
def export_households(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Every household of a list as its address asked for it, seen with the asker's rights of now."""
    request = HttpRequest()
    request.GET = QueryDict(arguments["query"])
    request.path = reverse("portal:households")
    request.scope = scope_of(by, Permission.SEE_HOUSEHOLDS)  # type: ignore[attr-defined]
    mine = list_of(request)
    asked = mine.listing.asked(request)
    rows = mine.rows(asked)
    place = mine.reach.words
    return dict(write_export(asked, rows, arguments["kind"], place=place, by=by, progress=progress))


@job("portal.remind", words=lambda: _("Nhắc việc hằng ngày"), daily=True)
def remind(_arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Once a day: tell everybody what is late or soon to be done. The same day again puts nothing twice."""
    found = reminders_for(today(), progress)
    return {"messages": send_reminders(reminders=found, by=by)}
