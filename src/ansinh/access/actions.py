"""Giving and ending roles."""

from datetime import date

from ansinh.access.models import RoleHolding
from ansinh.access.roles import ROLES
from ansinh.accounts.actor import Actor
from ansinh.accounts.models import User
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.places.models import Unit


@action(EventName.ROLE_GIVEN)
def give_role(*, user: User, role: str, unit: Unit | None, valid_from: date, by: Actor) -> RoleHolding:
    """Give ``user`` a role at ``unit`` (none: everywhere) from a date on."""
    if role not in ROLES:
        raise NotFound(_("Không có vai trò «{role}».").format(role=role))
    note(subject=f"user:{user.pk}", place=unit.code if unit else "", role=role)
    return RoleHolding.objects.create(
        user=user, role=role, unit=unit, valid_from=valid_from, given_by=by.label, given_at=now()
    )


@action(EventName.ROLE_ENDED)
def end_role(*, holding: RoleHolding, valid_until: date, by: Actor) -> RoleHolding:
    """End a held role with the last day it holds."""
    note(subject=f"user:{holding.user_id}", role=holding.role)
    holding.valid_until = valid_until
    holding.save(update_fields=["valid_until"])
    return holding
