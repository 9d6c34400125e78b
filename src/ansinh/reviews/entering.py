"""Entering and correcting the answers of one household of a round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.reviews.holding import hold_to_write
from ansinh.reviews.models import Dossier, Outcome, Round
from ansinh.reviews.policies import check_open
from ansinh.reviews.procedure.surveying import check_may_enter, mark_surveyed
from ansinh.reviews.reclassifying import reclassify
from ansinh.surveys.entering import Changed, Sheet, write_revision


@dataclass(frozen=True)
class Entered:
    """What saving did: the answers that changed (none: everything stood already), the classes of the list-making standard
    before and after (blank where there is none), and whether the household was classified anew."""

    changed: tuple[Changed, ...]
    class_before: str
    class_after: str
    reclassified: bool


@action(EventName.ANSWERS_ENTERED)
def enter_answers(
    *,
    campaign: Round,
    dossier: Dossier,
    sheet: Sheet,
    seen: int,
    home: Mapping[str, Any],
    people: Mapping[str, Mapping[str, Any]],
    reason: str,
    by: Actor,
    surveyed_on: date | None = None,
    surveyed_by: str = "",
) -> Entered:
    """Save the answers of a household as a revision of its own and compute its class anew where the dossier was classified.

    A correction after the first entry needs a reason. Under a law only households of the work list are surveyed, while the
    state allows it; ``surveyed_on`` and ``surveyed_by`` say who went to see. Raises ``Refused`` where ``by`` may not enter at
    the village, the state does not allow it or the reason is missing, ``AnswersChanged`` where somebody saved meanwhile.
    """
    check_may(by, Permission.ENTER_ANSWERS, dossier.unit_id, sheet.household.village)
    hold_to_write(dossier)
    check_open(dossier)
    item = check_may_enter(dossier, sheet.household, by)
    if sheet.revision and not reason.strip():
        raise Refused(
            _("Phiếu này đã được nhập trước đó. Hãy ghi lý do sửa: các lần sửa đều được liệt kê."),
            code="reason_missing",
        )
    before = _class_of(dossier, campaign, sheet)
    answer, changed = write_revision(
        sheet=sheet,
        seen=seen,
        home=home,
        people=people,
        unit_id=sheet.current.unit_id if sheet.current and sheet.current.unit_id else dossier.unit_id,
        unit_code=dossier.unit.code,
        period=campaign.period,
        reason=reason.strip(),
        by=by,
    )
    if item is not None:
        mark_surveyed(item, on=surveyed_on, surveyed_by=surveyed_by, by=by, reason=reason.strip())
    if sheet.current is not None and answer.pk == sheet.current.pk:
        if item is None:
            nothing_changed()
        else:
            # Surveyed again and found as before: who went to see and when is what was learnt.
            note(subject=f"household:{sheet.household.pk}", place=dossier.unit.code, period=campaign.period)
        return Entered((), before, before, False)
    anew = reclassify(campaign, dossier, [sheet.household.pk.hex])
    after = _class_of(dossier, campaign, sheet)
    note(
        subject=f"household:{sheet.household.pk}",
        place=dossier.unit.code,
        period=campaign.period,
        revision=answer.revision,
        columns=sorted({f"{'member.' if one.member_ref else ''}{one.column}" for one in changed}),
        class_before=before,
        class_after=after,
    )
    return Entered(tuple(changed), before, after, anew)


def _class_of(dossier: Dossier, campaign: Round, sheet: Sheet) -> str:
    found = Outcome.objects.everywhere().filter(
        dossier=dossier, standard=campaign.standards[0], household=sheet.household
    )
    return found.values_list("computed_class", flat=True).first() or ""
