"""The province gives a decided dossier back to the commune, with reasons: it goes to the survey again."""

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.moves import Verb
from ansinh.reviews.procedure.moving import check_step, move_dossier


@action(EventName.DOSSIER_RETURNED)
def return_dossier(*, dossier: Dossier, reason: str, by: Actor) -> Dossier:
    """Give a dossier back. Its decision stays as it was taken; the next one says why it differs.

    Raises ``Refused`` where the state or the right does not allow it, ``UnusableInput`` without a reason.
    """
    rows = Dossier.objects.everywhere().select_for_update(of=("self",)).select_related("round", "unit")
    held = rows.get(pk=dossier.pk)
    check_step(held, Verb.RETURN_BY_PROVINCE)
    check_may(by, Permission.APPROVE_ROUNDS, held.unit_id)
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do trả lại để xã biết phải sửa gì."))
    move_dossier(held, Verb.RETURN_BY_PROVINCE, by=by, reason=reason.strip())
    note(subject=f"dossier:{held.pk}", place=held.unit.code)
    return held
