"""Trying a draft at more households than a page can be waited for."""

from collections.abc import Mapping
from typing import Any

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.language import _
from ansinh.kernel.progress import Progress
from ansinh.support.whatif.asking import asked_of, draft_of
from ansinh.support.whatif.keeping import try_draft as try_and_keep
from ansinh.work.models import Job
from ansinh.work.queue import job


def _to_draft(one: Job) -> str:
    return draft_of(one.arguments["draft"]).href()


@job("support.try_draft", words=lambda: _("Thử chính sách khác ở nhiều xã"), leads_to=_to_draft)
def try_draft(arguments: Mapping[str, Any], by: Actor, progress: Progress) -> dict[str, Any]:
    """Compare a draft with what holds at the communes its asker reaches now, and keep what comes of it for the asker."""
    scope = scope_of(by, Permission.SEE_HOUSEHOLDS)
    asked = asked_of(draft_of(arguments["draft"]), scope, today())
    kept = try_and_keep(asked, by, progress)
    return {"communes": len(asked.units), "changed": kept.found.changed.height, **kept.found.sums()}
