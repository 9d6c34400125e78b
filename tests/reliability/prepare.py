"""Run in a process of its own on an empty system: a classified round of one commune, officers, and a session for each."""

import json
import sys
from datetime import date

import django

COMMUNE = "11473"


def main(officers: int) -> None:
    """Print what the tests need: the round, the households, the session cookies."""
    from django.conf import settings
    from django.test import Client

    from ansinh.access.actions import give_role
    from ansinh.accounts.actions import register_user
    from ansinh.accounts.actor import SYSTEM
    from ansinh.households.models import Household
    from ansinh.kernel import dates
    from ansinh.places.queries import unit_at
    from ansinh.reviews.models import Round

    unit = unit_at(COMMUNE, date(2022, 12, 14))
    cookies = []
    for number in range(officers):
        user = register_user(username=f"officer{number}", full_name="Nguyễn Thị Thử", by=SYSTEM)
        give_role(user=user, role="commune_officer", unit=unit, valid_from=date(2022, 1, 1), by=SYSTEM)
        client = Client()
        client.force_login(user)
        session = client.session
        session["assured"] = dates.now().timestamp()
        session.save()
        cookies.append(client.cookies[settings.SESSION_COOKIE_NAME].value)
    print(
        json.dumps(
            {
                "round": Round.objects.get().pk,
                "households": [
                    str(pk)
                    for pk in Household.objects.everywhere()
                    .order_by("source_ref")
                    .values_list("pk", flat=True)
                ],
                "cookie": settings.SESSION_COOKIE_NAME,
                "cookies": cookies,
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
