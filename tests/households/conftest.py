"""A province with two communes."""

import pytest
from tests.households.making import unit


@pytest.fixture
def province(db):
    return unit("91")


@pytest.fixture
def an_xa(province):
    return unit("91001", parent=province)


@pytest.fixture
def binh_xa(province):
    return unit("91002", parent=province)
