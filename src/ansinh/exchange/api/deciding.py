"""Deciding on surveys that differ from what is kept: the one in force stays, or the other becomes its correction."""

from dataclasses import dataclass

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.exchange.api.payload import Sent, Typed, read_payload, typed
from ansinh.exchange.api.receiving import Ground, answers_of, ground_of, household_of, write_answers
from ansinh.households.models import Household
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.kernel.language import _
from ansinh.surveys.errors import AnswersChanged
from ansinh.surveys.models import HouseholdAnswer, SubmissionConflict

Decision = SubmissionConflict.Decision


@dataclass(frozen=True)
class Unsealed:
    """A kept survey opened again, and what it would be written over."""

    sent: Sent
    rows: Typed
    household: Household | None
    current: HouseholdAnswer | None

    @property
    def revision(self) -> int:
        """The revision in force; 0 where there is none."""
        return self.current.revision if self.current else 0


def unsealed(conflict: SubmissionConflict) -> Unsealed:
    """Open a conflict that was reached through a scope."""
    text = keyring(keys_folder()).open_id(bytes(conflict.payload_sealed), conflict.pk.hex)
    sent = read_payload(text.encode())
    household = household_of(sent)
    return Unsealed(sent, typed(sent), household, answers_of(household, conflict.period))


@action(EventName.CONFLICT_DECIDED)
def decide_conflict(*, conflict: SubmissionConflict, take: bool, seen: int, reason: str, by: Actor) -> None:
    """Keep the answers in force, or take the other survey as their correction, with a reason.

    Raises ``UnusableInput`` without a reason, ``Refused`` where it was decided already or the dossier is past the survey,
    ``AnswersChanged`` where other answers than those ``seen`` are in force.
    """
    check_may(by, Permission.EDIT_HOUSEHOLDS, conflict.unit_id)
    held = SubmissionConflict.objects.everywhere().select_for_update(of=("self",)).get(pk=conflict.pk)
    if held.decision != Decision.OPEN:
        raise Refused(_("Phiếu này đã được quyết định. Hãy tải lại trang."), code="decided_already")
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    opened = unsealed(held)
    if opened.revision != seen:
        raise AnswersChanged
    if take:
        ground: Ground = ground_of(opened.sent, by)
        write_answers(
            rows=opened.rows,
            known=opened.household,
            current=opened.current,
            ground=ground,
            reason=reason.strip(),
            by=by,
        )
    held.decision = Decision.TAKEN if take else Decision.KEPT
    held.decided_at, held.decided_by, held.reason = now(), by.label, reason.strip()
    held.save(update_fields=["decision", "decided_at", "decided_by", "reason"])
    note(
        subject=f"household:{held.household_id}",
        place=conflict.unit.code,
        conflict=str(held.pk),
        decision=held.decision,
    )
