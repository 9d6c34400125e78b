"""A commune's dossier ready to be decided, with its people in a browser."""

import pytest
from django.test import Client
from tests.journeys.year import Year
from tests.pages.conftest import assure, bring, country, do, lists, survey, write
from tests.reviews.decisions.conftest import opined, year

from ansinh.accounts.models import User

__all__ = ["bring", "country", "do", "lists", "opined", "survey", "write", "year"]


def client_of(name: str) -> Client:
    """A browser in which the user of that name is signed in."""
    client = Client(headers={"accept-language": "vi"})
    client.force_login(User.objects.get(username=name))
    assure(client)
    return client


@pytest.fixture
def chair(opined: Year) -> Client:
    return client_of("chu_tich")


@pytest.fixture
def maker(opined: Year) -> Client:
    return client_of("can_bo")


@pytest.fixture
def province(opined: Year) -> Client:
    return client_of("tinh")
