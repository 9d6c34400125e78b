import pytest
from tests.budgets.making import Place, world


@pytest.fixture
def place(db) -> Place:
    return world()
