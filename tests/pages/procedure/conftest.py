"""Pages over the round of 2024 that the tests of the procedure walk."""

import pytest
from django.test import Client
from tests.reviews.procedure.conftest import (
    COMMUNE,
    Walk,
    bring,
    country,
    district,
    do,
    lists,
    person,
    registry,
    survey,
    walk,
    write,
)

__all__ = [
    "COMMUNE",
    "bring",
    "country",
    "district",
    "do",
    "lists",
    "registry",
    "survey",
    "walk",
    "write",
]


def client_of(name: str, role: str, code: str = COMMUNE, village: str = "") -> Client:
    """A browser of somebody with that role there."""
    client = Client(headers={"accept-language": "vi"})
    client.force_login(person(name, role, code, village))
    return client


@pytest.fixture
def officer(walk) -> Client:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(walk.officer)
    return client


def at(walk: Walk) -> str:
    return f"/rounds/{walk.dossier.round_id}/communes/{walk.dossier.pk}"
