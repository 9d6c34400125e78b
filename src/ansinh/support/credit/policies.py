"""Who may: the commune writes what the bank told it, the bank itself answers and writes of what it was sent."""

from ansinh.access.policies import may
from ansinh.access.queries import agency_scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor, ActorKind
from ansinh.accounts.permissions import Permission as P
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _
from ansinh.support.credit.terms import credit_policies
from ansinh.support.delivery.giving import agencies_spoken_for, kinds_held
from ansinh.support.delivery.policies import check_proposes


def lenders() -> frozenset[str]:
    """The kinds of agency that lend."""
    return frozenset(one.agency for one in credit_policies())


def bank_scope(by: Actor) -> Scope:
    """The places for which somebody speaks for the bank: empty for another agency's people, whatever they reach."""
    on = today()
    kinds = {one for one in kinds_held(by) if lenders() & agencies_spoken_for({one}, on)}
    return agency_scope_of(by, kinds, on)


def speaks_for_bank(by: Actor, unit_id: int | None) -> bool:
    """Whether somebody speaks for the bank at a place."""
    return by.kind is not ActorKind.USER or bank_scope(by).covers(unit_id)


def check_bank(by: Actor, unit_id: int | None) -> None:
    """Raise ``Refused`` unless ``by`` speaks for the bank at the place."""
    if not speaks_for_bank(by, unit_id):
        raise Refused(
            _(
                "Chỉ Ngân hàng Chính sách xã hội trả lời danh sách 03/TD. Xã ghi khoản vay ngân hàng đã cho vay ở dòng của danh sách, hoặc nạp "
                "tệp của ngân hàng ở trang Nạp tệp."
            ),
            code="other_agency",
        )


def writes_loans(by: Actor, unit_id: int | None) -> bool:
    """Whether somebody writes what happens to loans of a place: its officer, or the bank."""
    return may(by, P.PROPOSE_SUPPORT, unit_id) or speaks_for_bank(by, unit_id)


def check_writes(by: Actor, unit_id: int | None) -> None:
    """Raise ``Refused`` unless ``writes_loans``."""
    if not speaks_for_bank(by, unit_id):
        check_proposes(by, unit_id)
