"""The file that goes to the insurer: one row a line of an approved list, with the citizen id. Who asked for the use of their data to
be restricted is in it too: it is how they come to the card they are owed."""

from pathlib import Path

import polars as pl

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import shown_date
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.support.delivery.words import policy_words
from ansinh.support.insurance.policies import check_list_state
from ansinh.support.insurance.words import cause_words, change_words
from ansinh.support.models import CardLine, CardList
from ansinh.support.models.health_card_enums import ListState

_CHUNK = 2_000


@action(EventName.CARD_LIST_SENT)
def make_insurer_file(*, card_list: CardList, keys: Path, by: Actor) -> pl.DataFrame:
    """The rows for the insurer, by village and name. The columns ``reference``, ``citizen_id``, ``result``, ``card_number``,
    ``valid_from``, ``valid_until``, ``refused_for`` and ``reason`` come back filled in. Raises ``Refused`` for a list that is not
    approved, or without the right to export lists there."""
    check_list_state(card_list, ListState.APPROVED)
    check_may(by, P.EXPORT_LISTS, card_list.unit_id)
    rows = (
        CardLine.objects.everywhere()
        .filter(list=card_list)
        .select_related("person", "household", "unit")
        .order_by("unit__sort_key", "village", "household__head_name_sort", "pk")
    )
    listed = [_row(number, line, keys) for number, line in enumerate(rows.iterator(_CHUNK), 1)]
    note(subject=f"card_list:{card_list.pk}", rows=len(listed), digest=card_list.digest)
    return pl.DataFrame(listed, infer_schema_length=None)


def _row(number: int, line: CardLine, keys: Path) -> dict[str, str | int | None]:
    person = line.person
    born = shown_date(person.birth_date) or str(person.birth_year or "")
    number_sealed = person.citizen_id_sealed
    return {
        _("STT"): number,
        "reference": line.reference,
        _("Báo"): change_words(line.change)[1],
        _("Lý do"): cause_words(line.cause),
        _("Họ tên"): person.full_name,
        _("Ngày sinh"): born,
        _("Giới tính"): {"m": _("Nam"), "f": _("Nữ")}.get(person.sex, ""),
        "citizen_id": keyring(keys).open_id(bytes(number_sealed), person.pk.hex) if number_sealed else "",
        _("Chủ hộ"): line.household.head_name,
        _("Thôn, tổ"): line.village,
        _("Xã"): line.unit.name,
        _("Nhóm"): policy_words(line.policy),
        _("Từ ngày"): shown_date(line.valid_from),
        _("Đến ngày"): shown_date(line.valid_until),
        _("Nhà nước (đồng một tháng)"): line.state_amount,
        _("Địa phương (đồng một tháng)"): line.local_amount,
        _("Tự đóng (đồng một tháng)"): line.own_amount,
        "result": "",
        "card_number": "",
        "valid_from": "",
        "valid_until": "",
        "refused_for": "",
        "reason": "",
    }
