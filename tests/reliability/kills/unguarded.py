"""For the controls: the program without the guard that the kills are about."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models.query import QuerySet
from django.db.transaction import Atomic

from ansinh.kernel import single_rows

BETWEEN = "killed between two tables"


def without_transactions() -> None:
    """Every statement is kept by itself, as if nobody had put them in one transaction."""

    def enter(block: Atomic) -> None:
        connection.ensure_connection()
        # Who asks is told that a transaction runs: rows are held, and free again at their statement's end.
        block.outside = connection.in_atomic_block, connection.get_autocommit
        connection.in_atomic_block, connection.get_autocommit = True, lambda: False

    def leave(block: Atomic, *_failure: Any) -> None:
        connection.in_atomic_block, connection.get_autocommit = block.outside

    Atomic.__enter__ = enter
    Atomic.__exit__ = leave


def dying_between_an_answer_and_its_members() -> None:
    """The process says so and is killed where a household's answers are written and those of its members are not yet."""

    def dying_first(write: Callable[..., Any], model_of: Callable[[Any], Any]) -> Callable[..., Any]:
        def written(first: Any, *given: Any, **more: Any) -> Any:
            if model_of(first) == "MemberAnswer":
                os.write(2, f"{BETWEEN}\n".encode())
                os.kill(os.getpid(), signal.SIGKILL)
            return write(first, *given, **more)

        return written

    QuerySet.bulk_create = dying_first(QuerySet.bulk_create, lambda rows: rows.model.__name__)
    single_rows.add_rows = dying_first(
        single_rows.add_rows, lambda rows: type(rows[0]).__name__ if rows else ""
    )


def for_every_process(folder: Path, *wanted: Callable[[], None]) -> str:
    """A path of Python that does these in every program it starts."""
    names = ", ".join(one.__name__ for one in wanted)
    calls = "".join(f"{one.__name__}()\n" for one in wanted)
    (folder / "sitecustomize.py").write_text(f"from {__name__} import {names}\n\n{calls}")
    return os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
