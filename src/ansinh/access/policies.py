"""Who may. A check raises with a reason; its twin answers yes or no. What the state allows is asked elsewhere."""

from ansinh.access.queries import scope_of
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _


def check_may(
    actor: Actor, permission: Permission, unit_id: int | None = None, village: str | None = None
) -> None:
    """Raise ``Refused`` unless ``actor`` has ``permission`` at the unit, or at that village of it (or anywhere, when none
    is given)."""
    scope = scope_of(actor, permission)
    allowed = scope.covers(unit_id, village) if unit_id is not None else not scope.is_empty
    if not allowed:
        raise Refused(
            _(
                "Tài khoản này không có quyền «{permission}» ở địa bàn này. Hãy đề nghị người quản trị giao quyền."
            ).format(permission=permission.words),
            code="permission_missing",
        )


def may(actor: Actor, permission: Permission, unit_id: int | None = None, village: str | None = None) -> bool:
    """Whether ``check_may`` would let it pass."""
    try:
        check_may(actor, permission, unit_id, village)
    except Refused:
        return False
    return True
