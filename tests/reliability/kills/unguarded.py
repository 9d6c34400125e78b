"""For the controls: the program without the guard that the kills are about."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.query import QuerySet
from django.db.transaction import Atomic


def without_transactions() -> None:
    """Every statement is kept by itself, as if nobody had put them in one transaction."""

    def enter(_block: Atomic) -> None:
        connection.ensure_connection()
        # Who asks is told that a transaction runs: rows are held, and free again at their statement's end.
        connection.in_atomic_block = True
        connection.get_autocommit = lambda: False

    Atomic.__enter__ = enter
    Atomic.__exit__ = lambda _block, *_failure: None


def dying_between_an_answer_and_its_members() -> None:
    """The process is killed where a household's answers are written and those of its members are not yet."""
    written = QuerySet.bulk_create

    def bulk_create(rows: QuerySet, *given: Any, **more: Any) -> list:
        if rows.model.__name__ == "MemberAnswer":
            os.kill(os.getpid(), signal.SIGKILL)
        return written(rows, *given, **more)

    QuerySet.bulk_create = bulk_create


def for_every_process(folder: Path, *wanted: Callable[[], None]) -> str:
    """A path of Python that does these in every program it starts."""
    names = ", ".join(one.__name__ for one in wanted)
    calls = "".join(f"{one.__name__}()\n" for one in wanted)
    (folder / "sitecustomize.py").write_text(f"from {__name__} import {names}\n\n{calls}")
    return os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
