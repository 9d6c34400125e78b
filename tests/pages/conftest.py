"""Officers with a browser: clients signed in with a role at a place, over a round imported as any commune's would be."""

from datetime import date

import pytest
from django.test import Client
from tests.reviews.conftest import COMMUNE, DISTRICT, NEXT_DOOR, bring, country, do, lists, survey, write

from ansinh.access.actions import give_role
from ansinh.access.roles import ROLES, Office
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.kernel import dates
from ansinh.places.queries import unit_at

__all__ = ["COMMUNE", "DISTRICT", "NEXT_DOOR", "bring", "country", "do", "lists", "survey", "write"]

# The codes of the tests' places are those of this day.
THEN = date(2022, 12, 14)
PROVINCE, VILLAGE = "31", "Thôn 1"


def officer(name: str, role: str, code: str | None) -> User:
    """A user who holds ``role`` at the unit of that code (none: as far as the role goes) since 2022; a village's role at
    the village of the tests' households."""
    user = User.objects.filter(username=name).first() or register_user(
        username=name, full_name="Nguyễn Thị Thử", by=SYSTEM
    )
    office = ROLES[role].office
    village = VILLAGE if office is Office.VILLAGE else ""
    unit = unit_at(code, THEN) if code else None
    if unit is None and office is Office.PROVINCE:
        # Today's: what was in it in 2022 is in it too.
        unit = unit_at(PROVINCE, dates.today())
    give_role(user=user, role=role, unit=unit, village=village, valid_from=date(2022, 1, 1), by=SYSTEM)
    return user


def assure(client: Client) -> None:
    """As if the person had just shown a second factor: what that takes is tested in ``accounts``."""
    session = client.session
    session["assured"] = dates.now().timestamp()
    session.save()


@pytest.fixture
def signed_in(country):
    """``signed_in("commune_officer", COMMUNE)``: a client of somebody with that role there; no arguments: with none."""

    def client_of(role: str | None = None, code: str | None = None, *, english: bool = False) -> Client:
        client = Client(headers={"accept-language": "vi"})
        name = f"{role or 'nobody'}-{code or 'everywhere'}"
        if role is None:
            user = register_user(username=name, full_name="Nguyễn Thị Thử", by=SYSTEM)
        else:
            user = officer(name, role, code)
        client.force_login(user)
        assure(client)
        if english:
            client.cookies["ansinh_language"] = "en"
        return client

    return client_of


@pytest.fixture
def commune_officer(signed_in) -> Client:
    return signed_in("commune_officer", COMMUNE)


@pytest.fixture
def district_officer(signed_in) -> Client:
    return signed_in("province_officer", DISTRICT)


@pytest.fixture
def approver(signed_in) -> Client:
    return signed_in("province_chair", DISTRICT)
