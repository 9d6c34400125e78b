"""What a cell of the matrix must answer, worked out from the declared policy and never from the program's own answer."""

from dataclasses import dataclass

from tests.matrix.arguments import Whose, whose
from tests.matrix.people import Asker
from tests.matrix.world import ABROAD, EVERYWHERE, PROVINCE, second
from tests.pages.routes import Route

from ansinh.access.routes import Open
from ansinh.accounts.permissions import Permission

_ABROAD = frozenset({ABROAD, second(ABROAD)})
_SHOWN = frozenset({200, 302, 303, 400, 403, 409, 422})


@dataclass(frozen=True)
class Expected:
    """The statuses that may be answered. ``denied``: nothing may be written, and what is not there answers alike."""

    statuses: frozenset[int]
    why: str
    denied: bool = True


def expected(route: Route, method: str, asker: Asker, credential: str, code: str) -> Expected:
    """For a request of ``asker`` by ``credential`` that names records of the place ``code``."""
    if method not in route.methods:
        return Expected(frozenset({405}), "another method")
    if asker.name in {"anonymous", "deactivated"} and route.policy is not Open.PUBLIC:
        return Expected(frozenset({302, 401}), "not signed in")
    if credential == "token":
        if getattr(route.view, "session_only", False):
            return Expected(frozenset({403}), "pages of credentials are for sessions")
        if method != "GET" and route.policy is not Open.PUBLIC:
            return Expected(frozenset({403}), "a reading token reads")
    if isinstance(route.policy, Permission) and route.policy not in asker.permissions:
        return Expected(frozenset({403}), "the permission is missing")
    if not reaches(route, asker, code):
        # Who has the permission for one thing of two is told so where it says nothing of the record.
        return Expected(frozenset({404, 403}) if method == "POST" else frozenset({404}), "out of reach")
    return Expected(_SHOWN | {404}, "within reach", denied=False)


def reaches(route: Route, asker: Asker, code: str) -> bool:
    """Whether everything the address names at the place is within the asker's reach."""
    return all(reaches_one(whose(route.name, name), asker, code) for name, _converter in route.parameters)


def reaches_one(owner: Whose | None, asker: Asker, code: str) -> bool:
    """Whether the asker reaches a thing at the place that is ``owner``'s."""
    if owner is Whose.MAKER:
        return False
    if owner is Whose.SHARED:
        # One round of each province: whoever takes part in it anywhere reaches it.
        return bool(asker.reached & _ABROAD if code in _ABROAD else asker.reached - _ABROAD)
    if owner is Whose.COMMUNE:
        return code in asker.reached and not asker.only_village
    return owner is Whose.PUBLIC or code in asker.reached


def may_be_read(asker: Asker) -> frozenset[str]:
    """Places whose people the asker may read of at all: who sees no household sees no name, whatever else is allowed."""
    sees = {Permission.SEE_HOUSEHOLDS, Permission.RECEIVE_REQUESTS} & asker.permissions
    return asker.reached if sees else frozenset()


def hidden_from(asker: Asker) -> list[str]:
    """The places no canary of which the asker may ever be shown."""
    return [code for code in (*EVERYWHERE, PROVINCE) if code not in may_be_read(asker)]
