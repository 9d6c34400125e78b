"""The bench of the kills: a round to save into, one to seal for a district, one to decide, a file to take in."""

from collections.abc import Iterator

import pytest
from tests.reliability.kills.bench import Bench, bench_of, prepared
from tests.reliability.ready import Original, original, shared_folder


@pytest.fixture(scope="session")
def to_kill(classified: Original, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Original]:
    """The classified round and all that the killed operations are done to."""

    def make(system):
        return prepared(system) | classified.world

    with original(shared_folder(tmp_path_factory), "to-kill", make, classified) as one:
        yield one


@pytest.fixture(scope="module")
def bench(to_kill: Original, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with bench_of(to_kill, tmp_path_factory.mktemp("bench")) as one:
        yield one
