"""Walking the matrix: one request after another, each taken back, and what was wrong about it in words."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from tests.matrix.arguments import ENDS_THE_SESSION, whose
from tests.matrix.expecting import Expected, expected, hidden_from, reaches_one
from tests.matrix.people import RELATIONS, Asker
from tests.matrix.scanning import body_of, found_in, text_of
from tests.matrix.world import PLACES, World, canary
from tests.pages.routes import Route, routes

METHODS = ("GET", "POST", "PUT", "DELETE")
# What any answer may write: that it was asked, and by whom.
_OF_THE_ASKING = re.compile(
    r'"?(audit_event|accounts_session|accounts_apitoken|accounts_user|accounts_door|django_session)"?'
)
_WRITES = re.compile(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+(\S+)", re.IGNORECASE)
# Everybody's citizen id in the world begins so; whole, it is shown to nobody who did not say why.
CITIZEN_ID = re.compile("03108(?:" + "|".join(PLACES) + r")\d\d")
FORM = {"reason": "ly do", "confirmed": "yes", "state": "approved", "decision": "same"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "no-store",
}


@dataclass
class Walked:
    """What a walk found: how many cells by what was expected, and what was wrong."""

    cells: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def walk(
    world: World,
    asker: Asker,
    relation: str,
    credential: str,
    *,
    methods: int = 1,
    part: tuple[int, int] = (0, 1),
) -> Walked:
    """Every route, at the place of that relation, by every method it takes and so many of the others; ``part=(2, 3)`` is the last
    third of the routes."""
    walked, code = Walked(), RELATIONS[relation]
    client = asker.client(credential)
    for number, route in enumerate(routes()):
        if route.name in ENDS_THE_SESSION or number % part[1] != part[0]:
            continue
        others = [one for one in METHODS if one not in route.methods]
        turn = number % len(others)
        for method in (*route.methods, *(others[turn:] + others[:turn])[:methods]):
            must = expected(route, method, asker, credential, code)
            walked.cells[must.why] += 1
            for said in _wrong(world, asker, client, route, method, code, must):
                walked.wrong.append(f"{asker.name}/{credential} {method} {route.name} at {relation}: {said}")
    return walked


# The same for everybody without an account, so it may be kept on the way; what a signed-in person was shown may not.
KEPT_FOR_ALL = {"dashboards:public", "dashboards:public-province"}
WITH_CITIZEN_IDS = {"portal:household-citizen-id", "insurance:settlement-file"}


def _wrong(
    world: World, asker: Asker, client: Client, route: Route, method: str, code: str, must: Expected
) -> Iterator[str]:
    address = route.address(**world.records[code])
    answer, written = ask(client, method, address)
    if answer.status_code not in must.statuses:
        yield f"{answer.status_code}, not {sorted(must.statuses)} ({must.why})"
    if answer.status_code == 405:
        return
    for_all = (
        route.name in KEPT_FOR_ALL
        and asker.name in {"anonymous", "deactivated"}
        and answer.status_code == 200
    )
    for name, begins in (HEADERS | ({"Cache-Control": "public, max-age="} if for_all else {})).items():
        if not answer.headers.get(name, "").startswith(begins) and not answer.headers.get("Location"):
            yield f"header {name}: {answer.headers.get(name)!r}"
    text = text_of(answer)
    if leaked := found_in(text, [canary(one) for one in hidden_from(asker)]):
        yield f"shows {leaked}"
    # Shown on purpose: one id with a reason, and the file by which the insurer settles what it knows under these ids.
    on_purpose = route.name in WITH_CITIZEN_IDS and method == "POST" and not must.denied
    if CITIZEN_ID.search(text) and not on_purpose:
        yield "shows a whole citizen id"
    if must.denied and written:
        yield f"writes {sorted(written)}"
    if must.why == "out of reach" and method == "GET" and answer.status_code == 404:
        elsewhere = absent_address(world, route, asker, code)
        absent, _written = ask(client, method, elsewhere)
        if _plain(answer, address) != _plain(absent, elsewhere):
            yield "another 404 than where nothing is"


def absent_address(world: World, route: Route, asker: Asker, code: str) -> str:
    """The same address of a thing that is nowhere: what the asker reaches in it stays."""
    kept = {
        name: world.records[code][name]
        for name, _converter in route.parameters
        if name in world.records[code] and reaches_one(whose(route.name, name), asker, code)
    }
    return route.address(**kept)


def ask(
    client: Client,
    method: str,
    address: str,
    form: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[HttpResponse, set[str]]:
    """The answer, and the tables it wrote to; everything is taken back."""
    written: set[str] = set()

    def watch(execute, sql, params, many, context):
        if (found := _WRITES.match(sql)) and not _OF_THE_ASKING.fullmatch(found.group(1)):
            written.add(found.group(1).strip('"'))
        return execute(sql, params, many, context)

    with transaction.atomic():
        cookies = deepcopy(client.cookies)
        with connection.execute_wrapper(watch):
            answer = (
                client.post(address, FORM if form is None else form, headers=headers)
                if method == "POST"
                else client.generic(method, address, headers=headers)
            )
        if answer.streaming:
            answer.content = body_of(answer)
        transaction.set_rollback(True)
    # What was answered is taken back, and so is what the client was told to remember.
    client.cookies = cookies
    return answer, written


def _plain(answer: HttpResponse, address: str) -> str:
    """The body without what names the address, the moment or the form."""
    text = body_of(answer).decode("utf-8", errors="replace").replace(address, "@")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|csrftoken[^"]*"[^"]*"', "", text)
    return re.sub(r"[0-9a-f-]{32,36}|\d+", "#", text)
