"""Systems made once a run and copied by every test that needs one: making one takes half a minute, copying it a moment."""

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.reliability.live import until
from tests.reliability.restore.system import System, drop_database, on_postgres, postgres_database

_LONGEST = 900


@dataclass(frozen=True)
class Original:
    """A system nobody works in, and what its maker told about it."""

    system: System
    world: dict[str, Any]
    database: str = ""

    def copy_to(self, data: Path, database: str) -> System:
        """The same system at another folder and, on PostgreSQL, in another database; what stood there is gone."""
        self.copy_files(data)
        return System(data, postgres_database(database, self.database) if self.database else {})

    def copy_files(self, data: Path) -> None:
        """The files alone, at another folder; what stood there is gone."""
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.system.data, data)

    @contextmanager
    def copy(self, data: Path, name: str) -> Iterator[System]:
        """A copy for the length of a block; its files stay."""
        database = f"ansinh_copy_{os.getpid()}_{name}"
        try:
            yield self.copy_to(data, database)
        finally:
            if self.database:
                drop_database(database)


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """A folder all processes of this run of the tests have in common."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process of the run at a time; fails after a time."""
    with path.open("a") as file:

        def got() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        until(got, f"{path} stays held", seconds=_LONGEST)
        yield


def _empty(data: Path, database: str) -> System:
    return System(data, postgres_database(database) if database else {})


@contextmanager
def original(
    folder: Path, name: str, make: Callable[[System], dict[str, Any]], begun: Original | None = None
) -> Iterator[Original]:
    """The system ``name`` of this run: made by who comes first (``make`` gets it empty, or as a copy of ``begun``, and tells
    about it), gone with who leaves last."""
    told, users = folder / f"{name}.json", folder / f"{name}.users"
    database = f"ansinh_ready_{folder.stat().st_ino}_{name}" if on_postgres() else ""
    with alone(folder / f"{name}.lock"):
        if told.exists():
            more = json.loads(told.read_text())
            system = System(folder / name, more["environment"])
        else:
            system = begun.copy_to(folder / name, database) if begun else _empty(folder / name, database)
            more = {"environment": system.more, "world": make(system)}
            told.write_text(json.dumps(more))
        with users.open("a") as file:
            file.write("+")
    try:
        yield Original(system, more["world"], database)
    finally:
        with alone(folder / f"{name}.lock"):
            users.write_text(users.read_text()[1:])
            if not users.read_text():
                told.unlink()
                shutil.rmtree(system.data)
                if database:
                    drop_database(database)
