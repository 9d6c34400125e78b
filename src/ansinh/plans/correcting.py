"""The trace of what is written after a paper was issued: what stood, what stands, who says why. A draft is written without one."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import models

from ansinh.accounts.actor import Actor
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.plans.enums import DocumentState
from ansinh.plans.models import Correction, Document
from ansinh.plans.policies import check_keeps_document, check_not_dropped, check_why


def held_to_write(document: Document, by: Actor) -> Document:
    """The paper as it stands, held to the end of the transaction. Raises ``Refused`` for who does not keep it, and for a draft
    that was dropped."""
    held = (
        Document.objects.select_for_update(of=("self",))
        .select_related("keeper", "issuer_unit")
        .get(pk=document.pk)
    )
    check_keeps_document(by, held)
    check_not_dropped(held)
    return held


def differences(row: models.Model, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Of ``fields`` those whose value on ``row`` is another one: name to what stands and what is to stand, as JSON holds them."""
    return {
        name: [_told(getattr(row, name)), _told(value)]
        for name, value in fields.items()
        if getattr(row, name) != value
    }


def _told(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, models.Model) else value


def write_with_trace(
    held: Document,
    *,
    part: str,
    changes: Mapping[str, list[Any]],
    why: str,
    by: Actor,
    position: int | None = None,
    fields: Mapping[str, Any] | None = None,
) -> int:
    """Write ``fields`` of a held paper, and that somebody wrote ``changes`` of a part of it; the revision it is then in.

    Of a draft only who had a hand in it is kept, since they do not issue it. Raises ``UnusableInput`` where the paper is issued and
    ``why`` is blank, ``Refused`` where nothing changes.
    """
    if not changes:
        raise Refused(_("Không có gì khác với điều đang ghi."), code="nothing_changes")
    written = dict(fields or {})
    if held.state == DocumentState.DRAFT.value:
        if by.label not in held.writers:
            written["writers"] = [*held.writers, by.label]
    else:
        Correction.objects.create(
            document=held,
            revision=held.revision + 1,
            part=part,
            position=position,
            changes=dict(changes),
            why=check_why(why),
            at=now(),
            by=by.label,
        )
        written["revision"] = held.revision + 1
    for name, value in written.items():
        setattr(held, name, value)
    if written:
        held.save(update_fields=list(written))
    return held.revision
