"""A household of three in a commune, and its page."""

from datetime import date

import pytest
from tests.households.making import household, person
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN

from ansinh.households.models import Household
from ansinh.places.queries import unit_at


@pytest.fixture
def commune(country):
    return unit_at(COMMUNE, THEN)


@pytest.fixture
def next_door(country):
    return unit_at(NEXT_DOOR, THEN)


@pytest.fixture
def home(commune) -> Household:
    people = (
        person("Trần Văn Chủ", sex="m", birth_date=date(1970, 1, 2), ethnicity="Kinh"),
        person("Lê Thị Vợ", sex="f", birth_year=1972, ethnicity="Kinh"),
        person("Trần Văn Con", sex="m", birth_date=date(2001, 5, 6), ethnicity="Kinh"),
    )
    return household(commune, *people, village="Thôn 1", ref="HO-1")


@pytest.fixture
def shown():
    """``shown(client, home)``: the text of a household's page."""

    def text(client, home, path: str = "") -> str:
        answer = client.get(f"/households/{home.pk}{path}")
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return answer.content.decode()

    return text
