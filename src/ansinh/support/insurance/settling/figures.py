"""What the insurer says of a group as a whole, typed from its paper while the settlement is drawn up."""

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import check_proposes
from ansinh.support.insurance.owing import card_policies
from ansinh.support.insurance.settling.comparing import told_by_file
from ansinh.support.insurance.settling.making import held_settlement
from ansinh.support.models import CardSettlement, InsurerFigure


@action(EventName.INSURER_FIGURE_RECORDED)
def record_figure(
    *,
    settlement: CardSettlement,
    policy: str,
    people: int,
    state_amount: int,
    local_amount: int,
    own_amount: int,
    document: str,
    by: Actor,
) -> InsurerFigure:
    """Record what the insurer's paper says of a group; said again it takes the place of what was said before, which stays.

    Raises ``Refused`` once the settlement is decided or where the insurer's file told of each person; ``UnusableInput`` for no
    group of cards or without the paper.
    """
    held = held_settlement(settlement)
    check_proposes(by, held.unit_id)
    if told_by_file(held):
        raise Refused(
            _(
                "Đã có số của cơ quan bảo hiểm theo từng người. Muốn gõ số theo nhóm, hãy rút lại tệp ấy ở trang Nạp tệp trước."
            ),
            code="told_by_file",
        )
    if policy not in {one.code for one in card_policies()}:
        raise UnusableInput(_("Không có nhóm này. Hãy chọn lại trong danh sách."), code="no_group")
    if not document.strip():
        raise UnusableInput(_("Hãy ghi văn bản của cơ quan bảo hiểm."), code="document_missing")
    made = InsurerFigure.objects.create(
        settlement=held,
        policy=policy,
        people=people,
        state_amount=state_amount,
        local_amount=local_amount,
        own_amount=own_amount,
        document=document.strip()[:160],
        recorded_at=now(),
        recorded_by=by.label,
    )
    note(
        subject=f"card_settlement:{held.pk}",
        place=held.unit.code,
        policy=policy,
        amount=state_amount + local_amount + own_amount,
    )
    return made
