"""One served system for the tests of a process; each takes households of its own."""

from collections.abc import Iterator

import pytest
from tests.reliability.live import Live, made
from tests.reliability.restore.system import System, on_postgres, postgres_databases


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A classified round of 200 households and 16 officers of its commune; not started."""
    folder = tmp_path_factory.mktemp("live")
    if not on_postgres():
        with made(System(folder / "data"), folder, households=200, officers=16) as one:
            yield one
        return
    with (
        postgres_databases("live") as (more,),
        made(System(folder / "data", more), folder, households=200, officers=16) as one,
    ):
        yield one


@pytest.fixture
def served(live: Live) -> Iterator[Live]:
    """The system, served while the test runs."""
    live.start()
    yield live
    live.stop()
