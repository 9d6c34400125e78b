"""Systems that several tests copy, and one served system for the tests of a process; each takes households of its own."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.reliability.live import COMMUNE, Live, asked_of
from tests.reliability.ready import Original, original, shared_folder
from tests.reliability.restore.system import System, survey_files

OFFICERS = 16


def _classified(system: System) -> dict[str, Any]:
    homes, members = survey_files(system.data.parent / "surveyed", 200, [COMMUNE])
    files = ("--households", homes, "--members", members)
    system.done("import", "survey", *files, "--round", "2022", "--accept")
    system.done("review", "run", "--round", "2022", "--area", COMMUNE)
    return asked_of(system, "officers", OFFICERS)


@pytest.fixture(scope="session")
def classified(bare: Original, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Original]:
    """A classified round of 200 households and 16 officers of its commune."""
    with original(shared_folder(tmp_path_factory), "classified", _classified, bare) as one:
        yield one


@pytest.fixture(scope="session")
def live(classified: Original, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The classified round, not started."""
    with classified.copy(tmp_path_factory.mktemp("live") / "data", "live") as system:
        one = Live(system, dict(classified.world))
        yield one
        one.stop()


@pytest.fixture
def served(live: Live) -> Iterator[Live]:
    """The system, served while the test runs."""
    live.sign_in()
    live.start()
    yield live
    live.stop()
