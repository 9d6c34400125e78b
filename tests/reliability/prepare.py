"""Run in a process of its own on a system: officers of a commune, and a session for each. Prints what the tests need, as JSON."""

import json
import sys
from datetime import date

import django

COMMUNE = "11473"


def officers(many: str) -> dict:
    """So many officers of the commune of a classified round: the round, its households, a session cookie each."""
    from ansinh.access.actions import give_role
    from ansinh.accounts.actions import register_user
    from ansinh.accounts.actor import SYSTEM
    from ansinh.households.models import Household
    from ansinh.places.queries import unit_at
    from ansinh.reviews.models import Round

    unit = unit_at(COMMUNE, date(2022, 12, 14))
    for number in range(int(many)):
        user = register_user(username=f"officer{number}", full_name="Nguyễn Thị Thử", by=SYSTEM)
        give_role(user=user, role="commune_officer", unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM)
    households = Household.objects.everywhere().order_by("source_ref")
    return {
        "round": Round.objects.get().pk,
        "households": [str(pk) for pk in households.values_list("pk", flat=True)],
        "cookies": sign_in(many),
    }


def sign_in(many: str) -> list[str]:
    """A new session for each of the officers, as if the second factor had just been shown."""
    return [session_of(f"officer{number}") for number in range(int(many))]


def session(*usernames: str) -> list[str]:
    """A new session for each of these."""
    return [session_of(one) for one in usernames]


def session_of(username: str) -> str:
    """The cookie of a new session of that user."""
    from django.conf import settings
    from django.test import Client

    from ansinh.accounts.models import User
    from ansinh.kernel import dates

    client = Client()
    client.force_login(User.objects.get(username=username))
    session = client.session
    session["assured"] = dates.now().timestamp()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    django.setup()
    print(
        json.dumps({"officers": officers, "sign_in": sign_in, "session": session}[sys.argv[1]](*sys.argv[2:]))
    )
