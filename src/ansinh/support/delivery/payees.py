"""How money reaches its receiver: recorded with a reason, the account number sealed and shown by its last digits."""

import re
from pathlib import Path
from uuid import UUID

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.households.officers import check_not_close
from ansinh.kernel.dates import now
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.keys import keyring
from ansinh.kernel.language import _
from ansinh.support.delivery.policies import check_proposes, check_reason
from ansinh.support.models import Enrolment, PayeeRecord
from ansinh.support.models.delivery_enums import PayMethod

_ACCOUNT = re.compile(r"[0-9]{6,20}")
_SHOWN = 4


@action(EventName.PAYEE_RECORDED)
def record_payee(
    *,
    enrolment: Enrolment,
    method: PayMethod,
    receiver_name: str,
    bank: str,
    account: str,
    reason: str,
    keys: Path,
    by: Actor,
) -> PayeeRecord:
    """Say how an enrolment's beneficiary is paid from the next run on; what was recorded before stays.

    Raises ``UnusableInput`` for an account that is none, a bank without account, no reason; ``Refused`` for the own household.
    """
    check_proposes(by, enrolment.unit_id)
    check_not_close([enrolment.household_id], by)
    number = re.sub(r"[ .-]", "", account)
    if method is PayMethod.BANK and (not _ACCOUNT.fullmatch(number) or not bank.strip()):
        raise UnusableInput(
            _("Trả qua ngân hàng cần tên ngân hàng và số tài khoản từ 6 đến 20 chữ số."), code="account_wrong"
        )
    of_bank = method is PayMethod.BANK
    row = mint_id().hex
    note(subject=f"enrolment:{enrolment.pk}", reason=check_reason(reason), method=method.value)
    return PayeeRecord.objects.create(
        household_id=enrolment.household_id,
        person_id=enrolment.person_id,
        beneficiary=enrolment.beneficiary,
        method=method.value,
        receiver_name=receiver_name.strip(),
        bank=bank.strip() if of_bank else "",
        account_sealed=keyring(keys).seal_id(number, row) if of_bank else None,
        account_end=number[-_SHOWN:] if of_bank else "",
        seal_row=row,
        reason=check_reason(reason),
        recorded_at=now(),
        recorded_by=by.label,
    )


def payee_of(beneficiary: UUID) -> PayeeRecord | None:
    """How somebody is paid now; nothing recorded means cash."""
    return PayeeRecord.objects.everywhere().filter(beneficiary=beneficiary).order_by("-pk").first()


def account_of(row: PayeeRecord, keys: Path) -> str:
    """The whole account number: only for the list that goes to the payer."""
    return keyring(keys).open_id(bytes(row.account_sealed), row.seal_row) if row.account_sealed else ""
