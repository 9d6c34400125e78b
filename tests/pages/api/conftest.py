"""Surveys as a device sends them."""

import json
import uuid

import pytest
from tests.pages.conftest import (
    COMMUNE,
    NEXT_DOOR,
    bring,
    commune_officer,
    country,
    do,
    officer,
    signed_in,
    survey,
    write,
)
from tests.reviews.conftest import home, people

__all__ = [
    "COMMUNE",
    "NEXT_DOOR",
    "bring",
    "commune_officer",
    "country",
    "do",
    "officer",
    "signed_in",
    "survey",
    "write",
]


def payload(ref: str = "DEV-1", count: int = 2, *, commune: str = COMMUNE, **more) -> dict:
    """One survey with the columns of the format."""
    members = [
        {name: value for name, value in one.items() if name != "household_id"} for one in people(ref, count)
    ]
    told = {
        "survey_id": str(uuid.uuid5(uuid.NAMESPACE_URL, ref)),
        "round": "2022",
        "household": home(ref, poor=True, commune=commune) | {"head_name": "Người 1"},
        "members": members,
    }
    return told | more


def send(client, told, key: str = "key-00000001", **more):
    """POST it; the answer."""
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return client.post(
        "/api/surveys",
        body,
        content_type="application/json",
        headers={"Idempotency-Key": key} if key else {},
        **more,
    )


@pytest.fixture
def round_open(survey):
    """A round that a first import opened, with another household in it."""
    return survey(home("OLD-1"), home("OLD-2", commune=NEXT_DOOR))
