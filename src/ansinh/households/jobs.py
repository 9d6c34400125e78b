"""Long work on the registry, done by the worker as the person who asked."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.households.actions import seek_duplicates
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_list(_job: Job) -> str:
    return f"{reverse('portal:duplicates')}?decision=open"


@job("households.seek_duplicates", words=lambda: _("Tìm người trùng"), leads_to=_to_list)
def seek(_arguments: Mapping[str, Any], by: Actor, _progress: Progress) -> dict[str, Any]:
    """Look for duplicates at the places where the person decides about them; how many pairs are new."""
    return {"found": seek_duplicates(scope=scope_of(by, Permission.DECIDE_DUPLICATES), by=by)}
