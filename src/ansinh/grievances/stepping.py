"""The steps of a request: helpers of the verbs, which alone move it, each step written with what it changes."""

from datetime import date
from typing import Any

from ansinh.accounts.actor import Actor
from ansinh.audit.recording import note
from ansinh.grievances.enums import (
    GrievanceState,
)
from ansinh.grievances.errors import ChangedMeanwhile
from ansinh.grievances.models import Grievance, GrievanceMove
from ansinh.grievances.moves import Verb, move_of
from ansinh.grievances.policies import check_move
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _

S = GrievanceState


def step_done(
    grievance: Grievance, verb: Verb, by: Actor, seen: int | None, *, reason: str = "", day: date | None = None,
    outcome: str = "", paper: str = "", **changes: Any,
) -> Grievance:  # fmt: skip
    """One verb done: policy, step, change, note for the log."""
    if seen is not None and seen != grievance.steps:
        raise ChangedMeanwhile
    move = check_move(grievance, verb, by)
    if move.needs_reason and not reason.strip():
        raise Refused(_("Hãy ghi lý do hoặc nội dung; bước này không để trống được."), code="no_reason")
    if outcome:
        changes["outcome"] = outcome
    advance(grievance, verb, by, reason=reason, paper=paper, day=day, **changes)
    note(
        subject=f"grievance:{grievance.pk}", place=grievance.unit.code, verb=verb.value, step=grievance.steps
    )
    return grievance


def advance(
    grievance: Grievance,
    verb: Verb,
    by: Actor,
    *,
    reason: str = "",
    paper: str = "",
    day: date | None = None,
    **changes: Any,
) -> None:
    """Write the next step and what it changes. Raises ``ChangedMeanwhile`` where another step came in between."""
    row = Grievance.objects.everywhere().select_for_update(of=("self",)).get(pk=grievance.pk)
    if (row.steps, row.state) != (grievance.steps, grievance.state):
        raise ChangedMeanwhile
    move = move_of(verb, S(grievance.state))
    if move is None:
        raise ChangedMeanwhile
    changes |= {"state": move.to_state.value, "steps": row.steps + 1}
    for name, value in changes.items():
        setattr(grievance, name, value)
    write_step(
        grievance,
        verb,
        move.from_state,
        move.to_state,
        by,
        number=row.steps + 1,
        day=day or today(),
        reason=reason,
        paper=paper,
    )
    Grievance.objects.everywhere().filter(pk=grievance.pk, steps=row.steps).update(**changes)


def write_step(
    grievance: Grievance, verb: Verb, before: S | None, after: S, by: Actor, *, number: int, day: date, reason: str = "",
    paper: str = "",
) -> None:  # fmt: skip
    GrievanceMove.objects.create(
        grievance=grievance,
        number=number,
        verb=verb.value,
        from_state=before.value if before else "",
        to_state=after.value,
        day=day,
        at=now(),
        by=by.label,
        user_id=by.user_id,
        reason=reason.strip(),
        outcome=grievance.outcome if verb is Verb.DECIDE else "",
        paper=paper,
        due_on=grievance.due_on,
    )


def settle_appealed(appeal: Grievance, by: Actor) -> None:
    """An appeal that is answered or withdrawn settles the request it was against."""
    against = appeal.against
    if against is not None and against.state == S.APPEALED.value:
        advance(against, Verb.SETTLE_APPEAL, by, reason=f"{appeal.number}/{appeal.year}")
