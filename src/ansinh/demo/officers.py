"""Two invented officers of the demonstration: one makes, one approves. They come in by one-time links."""

from dataclasses import dataclass
from datetime import date

from ansinh.access.actions import give_role
from ansinh.access.models import RoleHolding
from ansinh.access.roles import APPROVER, OFFICER, Role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import Actor
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import User
from ansinh.demo.building import Place
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at


@dataclass(frozen=True)
class Officer:
    """An officer of a demonstrated place and the token of a fresh link."""

    full_name: str
    role: Role
    unit: Unit
    token: str


_OFFICERS = (("canbo", "Đỗ Minh Hạnh", OFFICER), ("pheduyet", "Vũ Quốc Khánh", APPROVER))


def officers_of(place: Place, *, by: Actor) -> list[Officer]:
    """The two officers of a place, registered where they are not yet, each with a new link."""
    unit = unit_at(place.code, place.as_of)
    return [
        _officer(f"{short}.{place.name}", name, role, unit, place.as_of, by) for short, name, role in _OFFICERS
    ]


def _officer(username: str, name: str, role: Role, unit: Unit, as_of: date, by: Actor) -> Officer:
    user = User.objects.filter(username=username).first()
    user = user or register_user(username=username, full_name=name, by=by)
    if not RoleHolding.objects.filter(user=user, role=role.code, unit=unit).exists():
        give_role(user=user, role=role.code, unit=unit, valid_from=date(as_of.year, 1, 1), by=by)
    return Officer(name, role, unit, make_sign_in_link(user=user, by=by))
