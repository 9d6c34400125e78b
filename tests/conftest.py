"""What every test runs under."""

from collections.abc import Iterator

import pytest
from hypothesis import settings
from tests.roles import working_as_application

# Seeds are fixed: the same examples each time, and no clock decides whether one passes.
settings.register_profile("ansinh", derandomize=True, deadline=None, database=None)
settings.load_profile("ansinh")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The test database, used as the application's role once its owner has made it."""
    working = working_as_application()
    with django_db_blocker.unblock():
        working.__enter__()
    yield
    with django_db_blocker.unblock():
        working.__exit__(None, None, None)
