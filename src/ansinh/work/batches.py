"""A file on its way in: checked first, accepted in one transaction, the same file again changes nothing."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ansinh.accounts.actor import Actor
from ansinh.kernel.dates import now
from ansinh.kernel.findings import Finding, Level
from ansinh.work.models import Batch


@dataclass(frozen=True)
class Checked:
    """What a check of a file found. ``payload`` holds the frames to accept; nothing has been written.

    ``digest`` covers the bytes of the files and the options. ``counts`` are what the command prints.
    """

    kind: str
    digest: str
    file_names: tuple[str, ...]
    options: Mapping[str, Any]
    counts: dict[str, Any]
    findings: Sequence[Finding]
    payload: Mapping[str, Any] = field(default_factory=dict)
    staged: int | None = None
    """The row of the uploaded batch that is accepted; nothing for files that come by the command line."""

    @property
    def errors(self) -> int:
        """How many findings keep a row out."""
        return sum(1 for finding in self.findings if finding.level is Level.ERROR)

    @property
    def warnings(self) -> int:
        """How many findings should be looked at but keep nothing out."""
        return sum(1 for finding in self.findings if finding.level is Level.WARNING)


def batch_digest(kind: str, file_digests: Sequence[str], options: Mapping[str, Any]) -> str:
    """One digest over the kind, the files' digests in order and the options."""
    text = json.dumps(
        [kind, list(file_digests), dict(options)], sort_keys=True, ensure_ascii=False, default=str
    )
    return sha256(text.encode()).hexdigest()


def stated_encoding(encoding: str | None) -> dict[str, str]:
    """The option of a file whose encoding somebody stated: read otherwise, it is another import."""
    return {"encoding": encoding} if encoding else {}


def accepted_before(kind: str, digest: str) -> Batch | None:
    """The accepted batch of the very same files and options, if there is one."""
    return Batch.objects.filter(kind=kind, digest=digest, state=Batch.State.ACCEPTED).first()


def record_accepted(checked: Checked, by: Actor) -> Batch:
    """The row of an accepted batch; call inside the accepting action's transaction. The very same files and options were
    perhaps accepted before: then it is that row."""
    before = accepted_before(checked.kind, checked.digest)
    if before is not None:
        return before
    moment = now()
    if checked.staged is not None:
        batch = Batch.objects.get(pk=checked.staged)
        batch.state, batch.accepted_at, batch.accepted_by = Batch.State.ACCEPTED, moment, by.label
        batch.save(update_fields=["state", "accepted_at", "accepted_by"])
        return batch
    return Batch.objects.create(
        kind=checked.kind,
        digest=checked.digest,
        file_names=", ".join(checked.file_names)[:300],
        options=dict(checked.options),
        state=Batch.State.ACCEPTED,
        counts=checked.counts,
        rows=_rows(checked),
        errors=checked.errors,
        warnings=checked.warnings,
        user_id=by.user_id,
        checked_at=moment,
        checked_by=by.label,
        accepted_at=moment,
        accepted_by=by.label,
    )


def _rows(checked: Checked) -> int:
    return int(checked.counts.get("rows") or checked.counts.get("households") or 0)
