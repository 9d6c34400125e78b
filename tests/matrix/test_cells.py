"""T1: every route, by every method, asked by everybody, about every place, with every credential.

What must come is worked out from the declared policies; no answer holds a word of a place that is not the asker's; what is
out of reach is answered as what is not there; what is refused writes nothing.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from tests.matrix.arguments import LACKING, whose
from tests.matrix.people import RELATIONS, asker
from tests.matrix.walking import walk
from tests.matrix.world import World
from tests.pages.routes import routes

from ansinh.access.roles import ROLES, Office
from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.permissions import Permission

pytestmark = pytest.mark.django_db
EVERYBODY = (*ROLES, "nobody", "anonymous", "deactivated")


# Their views ask the right once more, of the very thing that is changed: they refuse without the route's question too.
ASKED_AGAIN = {
    "accounts:person-active",
    "accounts:person-reset",
    "grievances:restriction",
    "grievances:step",
    "monitoring:conclusion-preview",
    "monitoring:preview",
    "places:designations",
    "places:populations",
    "places:villages",
    "plans:document-drop",
    "plans:document-edit",
    "plans:document-files",
    "plans:document-issue",
    "plans:document-links",
    "plans:document-send",
    "plans:plan-edit",
    "plans:plan-new",
    "plans:section",
    "plans:section-new",
    "plans:sections-word",
    "plans:share-correct",
    "plans:take-over",
    "plans:target-allot",
    "plans:target-correct",
    "plans:target-new",
    "plans:target-withdraw",
    "plans:task-edit",
    "plans:task-new",
    "subjects:export",
}


def test_every_parameter_says_whose_it_is(world: World):
    named = {(route.name, name) for route in routes() for name, _converter in route.parameters}
    unsaid = sorted(f"{route}: {name}" for route, name in named if whose(route, name) is None)
    assert unsaid == [], "say in tests/matrix/arguments.py whose these are"
    some = next(iter(world.records.values()))
    missing = sorted({name for _route, name in named if name not in some} - LACKING)
    assert missing == [], "give each place such a record in tests/matrix/world.py"


# Whole at every run: who changes most, who has an account and no role, and who has none.
WHOLE = {("commune_officer", "own"), ("nobody", "own"), ("anonymous", "own")}


def _cells() -> Iterator[object]:
    """Who asks, about which place, by which credential. Every time: everybody about the own place by session, the commune's officer
    also by a token and about every other place; a village's people about the other village. Most of them ask a third of the routes,
    each the next third, so that every route is asked by a third of all; the long tier asks everything of everybody."""
    turn = 0
    for name, relation in product(EVERYBODY, RELATIONS):
        for credential in ("session",) if name in {"anonymous", "deactivated"} else ("session", "token"):
            office = ROLES[name].office if name in ROLES else None
            session, officer = credential == "session", name == "commune_officer"
            of_a_village = relation == "other village" and office is Office.VILLAGE
            here = relation == "own" and (session or officer)
            whole = session and (name, relation) in WHOLE
            often = here or (session and (of_a_village or officer))
            if often and not whole:
                turn += 1
                yield pytest.param(name, relation, credential, (turn % 3, 3))
            marks = () if whole else pytest.mark.long
            yield pytest.param(name, relation, credential, (0, 1), marks=marks)


@pytest.mark.parametrize(("name", "relation", "credential", "part"), list(_cells()))
def test_every_cell_answers_as_declared(
    world: World, name: str, relation: str, credential: str, part: tuple[int, int]
):
    who = asker(name)
    if name == "deactivated":
        who.user.is_active = False
        who.user.save(update_fields=["is_active"])
    walked = walk(world, who, relation, credential, methods=1, part=part)
    print(f"{name} at {relation} by {credential}: {walked.cells.total()} cells {dict(walked.cells)}")
    assert not walked.wrong, "\n".join(["", *walked.wrong])


def test_a_route_without_its_policy_is_found(world: World, monkeypatch):
    """The control: what is expected is worked out from what routes declare, so where the program asks no route's permission,
    somebody without a role must turn each of them red."""
    monkeypatch.setattr("ansinh.access.routes._scope", lambda actor, needs: EVERYWHERE)
    wrong = walk(world, asker("nobody"), "own", "session", methods=0, part=(1, 3)).wrong
    guarded = {
        one.name for one in routes()[1::3] if isinstance(one.policy, Permission) and "GET" in one.methods
    }
    found = {said.split()[2] for said in wrong if said.split()[1] == "GET"}
    assert len(guarded) > 50
    assert sorted(guarded - found - ASKED_AGAIN) == []
