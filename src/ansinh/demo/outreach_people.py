"""Who takes the demonstration through the work beside support: the Front's officer who keeps the fund's books, an inspector, the
bank's officer, and the two officers of the place. All of them invented."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ansinh.access.actions import give_role
from ansinh.access.models import RoleHolding
from ansinh.access.roles import AUDITOR, FRONT_OBSERVER, Role
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import Actor, actor_of
from ansinh.accounts.links import make_sign_in_link
from ansinh.accounts.models import User
from ansinh.agencies.kinds import agency_kind
from ansinh.demo.building import Place
from ansinh.demo.officers import Officer, officers_of
from ansinh.demo.support_people import BANK, support_people, username_of
from ansinh.places.queries import unit_at


@dataclass(frozen=True)
class OutreachPeople:
    """``keeper`` writes the fund's books and files of awards, ``maker`` the other books, ``chair`` approves, ``inspector`` inspects,
    ``bank`` answers for the bank."""

    keeper: Actor
    maker: Actor
    chair: Actor
    inspector: Actor
    bank: Actor


def outreach_people(place: Place, *, by: Actor) -> OutreachPeople:
    """The people of a place's work beside support, registered where they are not yet."""
    support = support_people(place, by=by)
    keeper = _officer(place, "mattran", "Trịnh Thị Bích Ngân", FRONT_OBSERVER, by)
    inspector = _officer(place, "thanhtra", "Đoàn Hữu Lâm", AUDITOR, by)
    return OutreachPeople(keeper, support.maker, support.chair, inspector, support.sector[BANK])


def everybody_to_sign_in(place: Place, *, by: Actor) -> Iterator[Officer]:
    """Who of the demonstration is given a link: its two officers, and the bank's where a year of support was run."""
    yield from officers_of(place, by=by)
    user = User.objects.filter(username=username_of(place, BANK)).first()
    if user is not None:
        words, unit = agency_kind(BANK).words, unit_at(place.code, place.as_of)
        yield Officer(user.full_name, words, unit, make_sign_in_link(user=user, by=by))


def _officer(place: Place, short: str, name: str, role: Role, by: Actor) -> Actor:
    unit, since = unit_at(place.code, place.as_of), date(place.as_of.year, 1, 1)
    username = f"{short}.{place.name}"
    user = User.objects.filter(username=username).first()
    user = user or register_user(username=username, full_name=name, by=by)
    if not RoleHolding.objects.filter(user=user, role=role.code, unit=unit).exists():
        give_role(user=user, role=role.code, unit=unit, valid_from=since, by=by)
    return actor_of(user)
