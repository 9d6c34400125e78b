"""What every test runs under."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings
from tests.reliability.ready import Original, original, shared_folder
from tests.reliability.restore.system import System
from tests.roles import working_as_application
from tests.taking_back import drop_states

from ansinh.access import queries

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
        drop_states()
        working.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests make other places under the same ids, and count what is asked: no answer hangs on who asked before."""
    monkeypatch.setattr(queries, "_MOST_KEPT", 0)


def pytest_collection_finish() -> None:
    """What the tests are made of stays to the end: looking at it again and again for what may go took a tenth of their time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def _bare(system: System) -> dict[str, Any]:
    system.done("places", "show", "311", "--on", "2022-12-14")
    return {}


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Original]:
    """A system with its tables, the units of the country and nothing else; first use takes half a minute."""
    with original(shared_folder(tmp_path_factory), "bare", _bare) as one:
        yield one


def _demonstrated(system: System) -> dict[str, Any]:
    system.done("demo", "--no-serve")
    return {}


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Original]:
    """The built demonstration, to copy; first use takes a minute."""
    with original(shared_folder(tmp_path_factory), "demonstrated", _demonstrated) as one:
        yield one


# A test that cannot run here is not passed over in silence: the last line of the run says which and why.
_TOLD = ("power cut:", "disk full:", "kills:")
_not_run: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if (
        report.skipped
        and isinstance(report.longrepr, tuple)
        and any(words in report.longrepr[2] for words in _TOLD)
    ):
        _not_run.add(report.longrepr[2].removeprefix("Skipped: "))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        for words in sorted(_not_run):
            print(f"NOT RUN, {words}")
