"""T1: every route, by every method, asked by everybody, about every place, with every credential.

What must come is worked out from the declared policies; no answer holds a word of a place that is not the asker's; what is
out of reach is answered as what is not there; what is refused writes nothing.
"""

import pytest
from tests.matrix.arguments import LACKING, whose
from tests.matrix.people import RELATIONS, asker
from tests.matrix.walking import walk
from tests.matrix.world import World
from tests.pages.routes import routes

from ansinh.access.roles import ROLES

pytestmark = pytest.mark.django_db
EVERYBODY = (*ROLES, "nobody", "anonymous", "deactivated")


def test_every_parameter_says_whose_it_is(world: World):
    named = {(route.name, name) for route in routes() for name, _converter in route.parameters}
    unsaid = sorted(f"{route}: {name}" for route, name in named if whose(route, name) is None)
    assert unsaid == [], "say in tests/matrix/arguments.py whose these are"
    some = next(iter(world.records.values()))
    missing = sorted({name for _route, name in named if name not in some} - LACKING)
    assert missing == [], "give each place such a record in tests/matrix/world.py"


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("name", EVERYBODY)
def test_every_cell_answers_as_declared(world: World, name: str, relation: str, record_property):
    who = asker(name)
    credentials = ("session", "token") if who.user is not None and name != "deactivated" else ("session",)
    if name == "deactivated":
        who.user.is_active = False
        who.user.save(update_fields=["is_active"])
    walks = [walk(world, who, relation, credential) for credential in credentials]
    cells = sum((one.cells for one in walks[1:]), walks[0].cells)
    record_property("cells", sum(cells.values()))
    print(f"{name} at {relation}: {sum(cells.values())} cells {dict(cells)}")
    wrong = [said for one in walks for said in one.wrong]
    assert not wrong, "\n".join(["", *wrong])
