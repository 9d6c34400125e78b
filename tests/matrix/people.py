"""Everybody who asks: each role at its own place, somebody without a role, somebody deactivated; by session and by token."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from tests.matrix.world import (
    ABROAD,
    COUSIN,
    DISTRICT,
    EVERYWHERE,
    OWN,
    PROVINCE,
    SIBLING,
    THEN,
    VILLAGE,
    second,
)

from ansinh.access.actions import give_role
from ansinh.access.roles import ROLES, Office
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, actor_of
from ansinh.accounts.enums import Factor, Way
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.accounts.sessions import SessionStore, assure, begin_session
from ansinh.accounts.tokens import make_token
from ansinh.places.queries import unit_at

_AT = {
    Office.VILLAGE: OWN,
    Office.COMMUNE: OWN,
    Office.DISTRICT: DISTRICT,
    Office.PROVINCE: PROVINCE,
    Office.NATION: None,
    Office.ANY: PROVINCE,
}
_OF_THE_PROVINCE = frozenset({PROVINCE, *(OWN, SIBLING, COUSIN), *map(second, (OWN, SIBLING, COUSIN))})
# What an office reaches of the world's places, said here and not asked of the program.
_REACHED: dict[Office, frozenset[str]] = {
    Office.VILLAGE: frozenset({OWN}),
    Office.COMMUNE: frozenset({OWN, second(OWN)}),
    Office.DISTRICT: frozenset(),  # ended on 30 June 2025
    Office.PROVINCE: _OF_THE_PROVINCE,
    Office.NATION: frozenset({*EVERYWHERE, PROVINCE}),
    Office.ANY: _OF_THE_PROVINCE,
}
RELATIONS = {
    "own": OWN,
    "other village": second(OWN),
    "sibling": SIBLING,
    "cousin": COUSIN,
    "parent": PROVINCE,
    "other province": ABROAD,
}


@dataclass(frozen=True)
class Asker:
    """Somebody with a way in. ``reached``: codes of the places of the office; ``only_village``: not the whole of them."""

    name: str
    permissions: frozenset[Permission]
    reached: frozenset[str]
    only_village: bool
    user: User | None

    def client(self, credential: str) -> Client:
        """A client by ``session`` (with a second factor) or ``token`` (that reads); of nobody in particular: neither."""
        if self.user is None:
            return Client(raise_request_exception=False, headers={"accept-language": "vi"})
        if credential == "token":
            text = make_token(user=self.user, name="t", days=2, by=actor_of(self.user))
            return Client(
                raise_request_exception=False,
                headers={"accept-language": "vi", "authorization": f"Bearer {text}"},
            )
        return signed_in(self.user)


def signed_in(user: User) -> Client:
    """A client of ``user``, whose session is assured by a second factor."""
    client, request = Client(raise_request_exception=False, headers={"accept-language": "vi"}), HttpRequest()
    request.session = SessionStore()
    begin_session(request, user, way=Way.PASSWORD)
    assure(request, Factor.CODE)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def asker(name: str) -> Asker:
    """The holder of the role ``name`` at its place; or ``nobody`` (no role), ``anonymous``, ``deactivated``."""
    if name == "anonymous":
        return Asker(name, frozenset(), frozenset(), False, None)
    user = register_user(username=f"asks-{name}", full_name="Nguyễn Văn Hỏi", by=SYSTEM)
    if name in {"nobody", "deactivated"}:
        return Asker(name, frozenset(), frozenset(), False, user)
    role = ROLES[name]
    code = _AT[role.office]
    give_role(
        user=user,
        role=name,
        unit=unit_at(code, THEN) if code else None,
        village=VILLAGE if role.office is Office.VILLAGE else "",
        valid_from=date(2022, 1, 1),
        by=SYSTEM,
    )
    ended = role.office is Office.DISTRICT
    user.refresh_from_db()
    return Asker(
        name,
        frozenset() if ended else role.permissions,
        _REACHED[role.office],
        role.office is Office.VILLAGE,
        user,
    )
