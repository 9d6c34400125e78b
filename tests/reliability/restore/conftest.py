"""One filled system and its backup for all tests of a run."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.reliability.ready import Original
from tests.reliability.restore.system import System, on_postgres, postgres_databases, survey_households

# Of every run; the long tier takes the whole of Hải Dương (test_province.py).
HOUSEHOLDS = 20_000


@dataclass(frozen=True)
class Kept:
    """A living system, its backup, and what was in it when the backup was made."""

    living: System
    file: Path
    key: Path
    rows: dict[str, tuple[int, int]]
    files: dict[str, str]
    structure: list


@pytest.fixture(scope="session")
def databases():
    """Environments of empty databases by name; empty environments on SQLite."""
    names = ("back", "refused", "from_sqlite")
    if not on_postgres():
        yield {name: {} for name in names}
        return
    with postgres_databases(*names) as made:
        yield dict(zip(names, made, strict=True))


@pytest.fixture(scope="session")
def kept(demonstrated: Original, tmp_path_factory) -> Iterator[Kept]:
    """The demonstration (approved versions, forms, a log) and surveyed households of another place beside it."""
    folder = tmp_path_factory.mktemp("kept")
    with demonstrated.copy(folder / "living", "living") as living:
        survey_households(living, folder / "survey", HOUSEHOLDS)
        file = folder / "away" / "ansinh.backup"
        file.parent.mkdir()
        living.done("backup", file)
        key = file.with_name("ansinh.backup.key")
        yield Kept(living, file, key, living.rows(), living.files(), living.structure())
