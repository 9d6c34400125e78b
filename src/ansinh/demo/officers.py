"""Two invented officers of the demonstration: one makes (and administers the demonstrated system), one approves. They come
in by one-time links."""

from dataclasses import dataclass
from datetime import date

from ansinh.access.actions import give_role
from ansinh.access.models import RoleHolding
from ansinh.access.roles import ADMINISTRATOR, PROVINCE_CHAIR, PROVINCE_OFFICER, Role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import Actor
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import User
from ansinh.demo.building import Place
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at


@dataclass(frozen=True)
class Officer:
    """An officer of a demonstrated place, what the office is, and the token of a fresh link."""

    full_name: str
    words: str
    unit: Unit
    token: str


_OFFICERS = (("canbo", "Đỗ Minh Hạnh", PROVINCE_OFFICER), ("pheduyet", "Vũ Quốc Khánh", PROVINCE_CHAIR))


def officers_of(place: Place, *, by: Actor) -> list[Officer]:
    """The two officers of a place, registered where they are not yet, each with a new link."""
    unit = unit_at(place.code, place.as_of)
    return [
        Officer(name, role.words, unit, make_sign_in_link(user=user, by=by))
        for (_short, name, role), user in zip(_OFFICERS, users_of(place, by=by), strict=True)
    ]


def users_of(place: Place, *, by: Actor) -> list[User]:
    """The accounts of the two officers, who makes before who approves, registered with their roles where they are not yet."""
    unit, since = unit_at(place.code, place.as_of), date(place.as_of.year, 1, 1)
    found = []
    for short, name, role in _OFFICERS:
        user = _user(f"{short}.{place.name}", name, by)
        _hold(user, role, unit, since, by)
        if role is PROVINCE_OFFICER:
            _hold(user, ADMINISTRATOR, None, since, by)
        found.append(user)
    return found


def _user(username: str, name: str, by: Actor) -> User:
    known = User.objects.filter(username=username).first()
    return known or register_user(username=username, full_name=name, by=by)


def _hold(user: User, role: Role, unit: Unit | None, since: date, by: Actor) -> None:
    if not RoleHolding.objects.filter(user=user, role=role.code, unit=unit).exists():
        give_role(user=user, role=role.code, unit=unit, valid_from=since, by=by)
