"""The file of a settlement for the insurer: one row a card, with what is owed for it; the insurer fills in what it received or billed."""

from pathlib import Path

import polars as pl

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import shown_date
from ansinh.kernel.errors import Refused
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.settling.bills import SAID
from ansinh.support.models import CardSettlement, SettledCard
from ansinh.support.models.health_card_enums import ListState

_CHUNK = 2_000


@action(EventName.CARD_SETTLEMENT_SENT)
def make_settlement_file(*, settlement: CardSettlement, keys: Path, by: Actor) -> pl.DataFrame:
    """The rows for the insurer, by place and name. ``settlement``, ``reference``, ``citizen_id``, ``months`` and the amounts come back
    filled in. Raises ``Refused`` for one that was dropped, or without the right to export lists there."""
    check_may(by, P.EXPORT_LISTS, settlement.unit_id)
    if settlement.state == ListState.DROPPED.value:
        raise Refused(
            _("Bản quyết toán này đã bỏ. Hãy mở bản lập lại sau nó để tải tệp."), code="wrong_state"
        )
    rows = SettledCard.objects.everywhere().filter(settlement=settlement)
    rows = rows.select_related("person", "household", "unit", "line")
    ordered = rows.order_by("unit__sort_key", "village", "household__head_name_sort", "pk")
    listed = [_row(number, settlement, card, keys) for number, card in enumerate(ordered.iterator(_CHUNK), 1)]
    note(subject=f"card_settlement:{settlement.pk}", rows=len(listed), digest=settlement.digest)
    return pl.DataFrame(listed, infer_schema_length=None)


def _row(
    number: int, settlement: CardSettlement, card: SettledCard, keys: Path
) -> dict[str, str | int | None]:
    person = card.person
    sealed = person.citizen_id_sealed
    return {
        _("STT"): number,
        "settlement": settlement.reference,
        "reference": card.line.reference,
        _("Họ tên"): person.full_name,
        _("Ngày sinh"): shown_date(person.birth_date) or str(person.birth_year or ""),
        "citizen_id": keyring(keys).open_id(bytes(sealed), person.pk.hex) if sealed else "",
        _("Chủ hộ"): card.household.head_name,
        _("Thôn, tổ"): card.village,
        _("Xã"): card.unit.name,
        _("Nhóm"): policy_words(card.policy),
        _("Số tháng tính được"): card.months,
        _("Nhà nước phải đóng (đồng)"): card.state_amount,
        _("Địa phương phải đóng (đồng)"): card.local_amount,
        _("Người tham gia phải đóng (đồng)"): card.own_amount,
        **dict.fromkeys(SAID, ""),
    }
