"""The list that goes to the payer: one row a line of a released run, with where the money goes. Who asked for the use of their
data to be restricted is on it too: it is how they are paid what they are owed."""

from pathlib import Path

import polars as pl

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.language import _
from ansinh.support.delivery.payees import account_of
from ansinh.support.delivery.policies import check_run_state
from ansinh.support.delivery.words import line_words, method_words
from ansinh.support.models import PayLine, PayRun
from ansinh.support.models.delivery_enums import RunState

_LONGEST = 2_000


@action(EventName.PAYER_LIST_MADE)
def make_payer_list(*, run: PayRun, keys: Path, by: Actor) -> pl.DataFrame:
    """The rows for the payer, by village and name. The columns ``reference``, ``result``, ``date``, ``amount`` and ``reason`` come
    back filled in. Raises ``Refused`` for a run that was not released, or without the right to export lists there."""
    check_run_state(run, RunState.RELEASED)
    check_may(by, P.EXPORT_LISTS, run.unit_id)
    rows = PayLine.objects.everywhere().filter(run=run).select_related("household", "person", "payee", "unit")
    listed = [
        _row(number, line, keys)
        for number, line in enumerate(
            rows.order_by("unit__sort_key", "village", "household__head_name_sort", "pk").iterator(_LONGEST),
            1,
        )
    ]
    note(subject=f"pay_run:{run.pk}", place=run.unit.code, rows=len(listed), digest=run.digest)
    return pl.DataFrame(listed, infer_schema_length=None)


def _row(number: int, line: PayLine, keys: Path) -> dict[str, str | int | None]:
    payee = line.payee
    return {
        _("STT"): number,
        "reference": line.reference,
        _("Họ tên người hưởng"): line.person.full_name if line.person else line.household.head_name,
        _("Chủ hộ"): line.household.head_name,
        _("Thôn, tổ"): line.village,
        _("Xã"): line.unit.name,
        _("Chính sách"): line.policy,
        _("Kỳ"): line.period,
        _("Khoản"): line_words(line.kind),
        "amount": line.amount,
        _("Hình thức chi trả"): method_words(line.method),
        _("Người nhận thay"): payee.receiver_name if payee else "",
        _("Ngân hàng"): payee.bank if payee else "",
        _("Số tài khoản"): account_of(payee, keys) if payee else "",
        "result": "",
        "date": "",
        "reason": "",
    }
