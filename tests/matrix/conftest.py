"""The world, there for a module and taken back after it, as is what each test writes."""

from collections.abc import Iterator

import pytest
from tests.exchange.conftest import country
from tests.matrix.world import World, build
from tests.taking_back import state, taken_back

__all__ = ["country"]


@pytest.fixture(scope="module")
def world(country, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    with (
        django_db_blocker.unblock(),
        state("world", lambda: build(tmp_path_factory.mktemp("world"))) as world,
    ):
        yield world


@pytest.fixture
def _django_db_helper(world, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's: what a test does is taken back, the world stays."""
    with django_db_blocker.unblock(), taken_back():
        yield
