"""The world, built once a module and taken back after it; each test in a savepoint of its own."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from tests.exchange.conftest import country
from tests.matrix.world import World, build

__all__ = ["country"]


@pytest.fixture(scope="module")
def world(country, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build(tmp_path_factory.mktemp("world"))
        transaction.set_rollback(True)


@pytest.fixture
def _django_db_helper(world, django_db_blocker) -> Iterator[None]:
    """In place of pytest-django's: what a test does is taken back, the world stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
