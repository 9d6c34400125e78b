"""Who takes the demonstration through its year of support: its two officers, and an invented officer for each sector agency that
confirms what it gave."""

from dataclasses import dataclass
from datetime import date

from ansinh.access.actions import give_role
from ansinh.access.models import RoleHolding
from ansinh.access.roles import SECTOR_AGENCY
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.models import User
from ansinh.agencies.queries import kind_responsible
from ansinh.demo.building import Place
from ansinh.demo.officers import users_of
from ansinh.kernel.dates import today
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at

BANK = "policy_bank"
# The agencies that policies name for what the year gives in kind or lends.
_SECTOR = {
    "education_department": ("giaoduc", "Hoàng Thu Trang"),
    "labour_department": ("laodong", "Lương Đức Thắng"),
    BANK: ("nganhang", "Tạ Thu Giang"),
}


def username_of(place: Place, agency: str) -> str:
    """The account of the officer who speaks for an agency that policies name."""
    return f"{_SECTOR[agency][0]}.{place.name}"


@dataclass(frozen=True)
class SupportPeople:
    """Who prepares, who approves, and who confirms for each agency that a policy names."""

    maker: Actor
    chair: Actor
    sector: dict[str, Actor]


def support_people(place: Place, *, by: Actor) -> SupportPeople:
    """The people of a place's year, registered where they are not yet. Whoever does an agency's work today speaks for it."""
    maker, chair = (actor_of(user) for user in users_of(place, by=by))
    unit, since = unit_at(place.code, place.as_of), date(place.as_of.year, 1, 1)
    sector = {}
    for agency, (_short, name) in _SECTOR.items():
        kind = kind_responsible(agency, today()).code
        sector[agency] = actor_of(_sector_user(username_of(place, agency), name, kind, unit, since, by))
    return SupportPeople(maker, chair, sector)


def _sector_user(username: str, name: str, kind: str, unit: Unit, since: date, by: Actor) -> User:
    user = User.objects.filter(username=username).first()
    user = user or register_user(username=username, full_name=name, by=by)
    if not RoleHolding.objects.filter(user=user, role=SECTOR_AGENCY.code, agency_kind=kind).exists():
        give_role(user=user, role=SECTOR_AGENCY.code, unit=unit, valid_from=since, by=by, agency_kind=kind)
    return user
