"""T9: what answered one officer is asked again by others; what nobody may set is posted along and stays as it was.

Identities: the neighbour commune's officer, an officer of another province, nobody signed in, somebody deactivated, somebody
without a role. 2,000 cases each run, 20,000 in the long tier; the seed is fixed.
"""

import random
from collections import Counter
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from tests.matrix.arguments import ENDS_THE_SESSION
from tests.matrix.people import asker, signed_in
from tests.matrix.scanning import found_in, text_of
from tests.matrix.walking import ask
from tests.matrix.world import ABROAD, OWN, SIBLING, THEN, World, canary
from tests.pages.routes import Route, routes

from ansinh.access.actions import give_role
from ansinh.access.models import RoleHolding
from ansinh.access.scope import Scope, ScopedQuerySet
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.datasets.models import Version
from ansinh.households.models import Household, Placement
from ansinh.places.queries import unit_at
from ansinh.reviews.models import Dossier, ListEntry, Outcome

pytestmark = pytest.mark.django_db
QUERIES = (
    "",
    "?export=xlsx",
    "?export=csv",
    "?q=chimyen",
    "?sort=name",
    "?sort=-name",
    "?state=all",
    "?year=2022",
)
PARTS = ({}, {"HX-Request": "true", "HX-Request-Type": "partial"})
# Nobody sets these by sending them along.
FOREIGN = {
    "status": "approved",
    "state": "approved",
    "unit": "1",
    "unit_id": "1",
    "approved_by": "x",
    "recognised_by": "x",
    "recorded_by": "x",
    "amount": "999999999",
    "version": "1",
    "version_id": "1",
    "is_superuser": "on",
    "is_staff": "on",
    "role": "administrator",
    "permissions": "all",
}


def officer_at(code: str) -> Client:
    user = register_user(username=f"at-{code}", full_name="Nguyễn Văn Hỏi", by=SYSTEM)
    give_role(
        user=user, role="commune_officer", unit=unit_at(code, THEN), valid_from=date(2022, 1, 1), by=SYSTEM
    )
    return signed_in(user)


def answered(world: World, *, every_query: bool) -> list[tuple[Route, str, dict[str, str]]]:
    """Every request that the commune's own officer gets a 200 for: route, address with its query, headers. Without ``every_query``
    each route plain and with one of the queries in turn."""
    client, found = officer_at(OWN), []
    for number, route in enumerate(routes()):
        if "GET" not in route.methods or route.name in ENDS_THE_SESSION:
            continue
        for query in QUERIES if every_query else ("", QUERIES[1 + number % (len(QUERIES) - 1)]):
            address = route.address(**world.records[OWN]) + query
            answer, _written = ask(client, "GET", address)
            assert answer.status_code < 500, f"{route.name}{query}: {answer.status_code}"
            if answer.status_code == 200:
                found += [(route, address, part) for part in PARTS]
    return found


def others() -> dict[str, Client]:
    gone = asker("deactivated").user
    client = signed_in(gone)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    return {
        "neighbour": officer_at(SIBLING),
        "other province": officer_at(ABROAD),
        "anonymous": asker("anonymous").client("session"),
        "deactivated": client,
        "nobody": asker("nobody").client("session"),
    }


def replay(found, clients: dict[str, Client], cases: int) -> tuple[Counter[str], list[str]]:
    """What the replayed requests answered, and what was wrong."""
    chance = random.Random(9)
    counts: Counter[str] = Counter()
    wrong = []
    for _ in range(cases):
        route, address, headers = chance.choice(found)
        name = chance.choice(list(clients))
        method = chance.choices(("GET", "HEAD", "POST"), (8, 1, 1))[0]
        answer, _written = ask(clients[name], method, address, headers=headers)
        counts[f"{name} {answer.status_code}"] += 1
        if answer.status_code >= 500:
            wrong.append(f"{name} {method} {route.name}: {answer.status_code}")
        if found_in(text_of(answer), [canary(OWN)]):
            wrong.append(f"{name} {method} {route.name}: shows the commune's people")
    return counts, wrong


def without_scopes(monkeypatch: pytest.MonkeyPatch) -> None:
    """On PostgreSQL the walls would hide it, so they are taken away too."""

    def everything(self: ScopedQuerySet, scope: Scope, *, walked: bool = False) -> ScopedQuerySet:
        limited = self._chain()
        limited._limited = True
        return limited

    monkeypatch.setattr(ScopedQuerySet, "within", everything)
    monkeypatch.setattr(Scope, "covers", lambda self, unit_id, village=None: True)
    monkeypatch.setattr("ansinh.access.walls.there_are_walls", lambda: False)


@pytest.mark.parametrize(
    "cases", [pytest.param(2_000, id="ci"), pytest.param(20_000, id="long", marks=pytest.mark.long)]
)
def test_what_one_was_answered_nobody_else_is(world: World, monkeypatch, cases):
    found, asking = answered(world, every_query=cases > 2_000), others()
    counts, wrong = replay(found, asking, cases)
    print(f"{cases} cases of {len(found)} requests: {dict(counts)}")
    assert not wrong, "\n".join(["", *wrong])
    # The control: without scopes the same finds the leaks.
    without_scopes(monkeypatch)
    _counts, wrong = replay(found, asking, 200)
    assert any("shows" in said for said in wrong)


def protected() -> dict[str, list]:
    """What no form sets by itself: states, places, who approved and recognised, versions, accounts and roles."""
    return {
        "dossiers": list(Dossier.objects.everywhere().order_by("pk").values_list("pk", "state", "unit")),
        "outcomes": list(
            Outcome.objects.everywhere().order_by("pk").values_list("pk", "recognised_class", "recognised_by")
        ),
        "households": list(
            Household.objects.everywhere().order_by("pk").values_list("pk", "unit", "source_ref")
        ),
        "placements": list(Placement.objects.everywhere().order_by("pk").values_list("pk", "unit")),
        "entries": list(
            ListEntry.objects.everywhere().order_by("pk").values_list("pk", "list_class", "version")
        ),
        "versions": list(Version.objects.order_by("pk").values_list("pk", "digest", "sealed_by")),
        "accounts": list(User.objects.order_by("pk").values_list("pk", "username", "is_active", "epoch")),
        "roles": list(
            RoleHolding.objects.order_by("pk").values_list("pk", "user", "role", "unit", "valid_until")
        ),
    }


# Taking one's own second factor away ends one's other sessions: that is what was asked for.
OWN_DOING = {"accounts:remove-app"}


def test_fields_nobody_asked_for_change_nothing(world: World):
    """The commune's own officer sends them along with every form of the commune's own records."""
    client, before = officer_at(OWN), None
    wrong = []
    for route in routes():
        if "POST" not in route.methods or route.name in ENDS_THE_SESSION | OWN_DOING:
            continue
        with transaction.atomic():
            before = protected()
            cookies = client.cookies.output()
            answer = client.post(route.address(**world.records[OWN]), FOREIGN)
            if answer.status_code >= 500:
                wrong.append(f"{route.name}: {answer.status_code}")
            wrong += [
                f"{route.name}: {name} changed" for name, rows in protected().items() if rows != before[name]
            ]
            transaction.set_rollback(True)
        if client.cookies.output() != cookies:
            client = signed_in(User.objects.get(username=f"at-{OWN}"))
    assert not wrong, "\n".join(["", *wrong])
