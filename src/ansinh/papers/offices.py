"""The places a person works for: where papers are issued, templates edited, registers kept."""

from collections.abc import Sequence

from ansinh.access.queries import holdings_of
from ansinh.access.roles import ROLES
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.models import Unit


def offices_of(actor: Actor, permission: Permission) -> Sequence[Unit]:
    """The units whose own office gives ``actor`` the permission today, in the order of their names; none for who holds it
    everywhere or at no unit."""
    found = {
        one.unit.pk: one.unit
        for one in holdings_of(actor, today())
        if one.unit is not None and permission in ROLES[one.role].permissions
    }
    return sorted(found.values(), key=lambda unit: unit.sort_key)


def office_of(actor: Actor, permission: Permission, unit_id: int) -> Unit:
    """One of them. Raises ``NotFound``."""
    for unit in offices_of(actor, permission):
        if unit.pk == unit_id:
            return unit
    raise NotFound(_("Tài khoản này không làm việc cho đơn vị đã chọn."), code="no_office")
