"""Capital that budgets of a commune, district or province entrust to the bank: put in, lent, returned; never below nothing."""

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.support.credit.policies import check_writes
from ansinh.support.models import CapitalMove, EntrustedAccount
from ansinh.support.models.loan_enums import CapitalKind

_BUDGETS = (UnitLevel.PROVINCE.value, UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value)


@action(EventName.CAPITAL_MOVED)
def move_capital(
    *, unit: Unit, kind: CapitalKind, year: int, amount: int, on: date, document: str, by: Actor
) -> CapitalMove:
    """Write that the budget of a place put capital into the bank in a year, or took it back.

    Raises ``Refused`` without the right there, for a village, what was written before, for more taken back than lies there and is not lent;
    ``UnusableInput`` for nothing, a day to come, another year than the day's or the one before, no document.
    """
    check_writes(by, unit.pk)
    if unit.level not in _BUDGETS:
        raise Refused(_("Chỉ ngân sách tỉnh, huyện, xã ủy thác vốn."), code="no_budget")
    if amount <= 0 or not document.strip():
        raise UnusableInput(_("Hãy ghi số tiền lớn hơn không và chứng từ."), code="no_amount")
    if on > today() or year not in (on.year, on.year - 1):
        raise UnusableInput(
            _("Ngày không ở tương lai, và năm ngân sách là năm ấy hoặc năm trước."), code="day_outside"
        )
    account, _made = EntrustedAccount.objects.everywhere().get_or_create(unit=unit)
    name = "put_in" if kind is CapitalKind.PUT_IN else "returned"
    _change(account, name, amount)
    # The budget and the bank both keep books of it: what one of them wrote the other does not write again.
    same = CapitalMove.objects.everywhere().filter(
        account=account, kind=kind.value, amount=amount, on=on, document=document.strip()[:160]
    )
    if same.exists():
        said = _(
            "Khoản vốn này (cùng ngày, số tiền, chứng từ) đã được ghi. Hãy xem ở bảng các lần ủy thác, thu hồi."
        )
        raise Refused(said, code="capital_known")
    made = CapitalMove.objects.create(
        account=account,
        kind=kind.value,
        year=year,
        amount=amount,
        on=on,
        document=document.strip()[:160],
        at=now(),
        by=by.label,
    )
    note(subject=f"entrusted:{account.pk}", place=unit.code, kind=kind.value, amount=amount, year=year)
    return made


def lend_from(account: EntrustedAccount, amount: int) -> None:
    """More (or, below nothing, less) of an account's capital is lent; only actions call it, in their transaction."""
    _change(account, "lent", amount)


def _change(account: EntrustedAccount, name: str, amount: int) -> None:
    try:
        with transaction.atomic():
            EntrustedAccount.objects.everywhere().filter(pk=account.pk).update(**{name: F(name) + amount})
    except IntegrityError as failure:
        raise Refused(
            _(
                "Vốn ủy thác của nơi này không đủ: số đã ủy thác trừ số đã thu hồi và số đang cho vay không được âm. Hãy kiểm tra số dư vốn "
                "ủy thác, hoặc ghi số vốn mới trước."
            ),
            code="capital_below",
        ) from failure


def account_within(scope: Scope, account_id: int) -> EntrustedAccount | None:
    """An account of a place within the scope."""
    return EntrustedAccount.objects.within(scope).select_related("unit").filter(pk=account_id).first()
