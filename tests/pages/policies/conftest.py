"""A commune with a poor and a near-poor household, and what is needed to sign in."""

from tests.pages.conftest import COMMUNE, NEXT_DOOR, bring, country, lists, signed_in, survey, write
from tests.support.planning.conftest import homes, unit

__all__ = [
    "COMMUNE",
    "NEXT_DOOR",
    "bring",
    "country",
    "homes",
    "lists",
    "signed_in",
    "survey",
    "unit",
    "write",
]
