"""A process that has loaded the program once and begins copies of itself that do its work: what ``ansinh`` does after it was
loaded is the same, and three hundred kills do not load it three hundred times.

Reads one request a line from its input and answers each with a line: ``begin`` gives ``pid``, ``end`` waits for one and gives
its ``code`` (``null`` where the time ran out).
"""

# ruff: noqa: E402 - the tables of the program can be named once Django is set up

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

django.setup()

from django.db import connection
from django.urls import get_resolver
from tests.reliability.kills.unguarded import without_transactions
from tests.reliability.prepare import session_of

from ansinh.config.program import COMMANDS, main
from ansinh.kernel import faults
from ansinh.work.models import Job
from ansinh.work.queue import actor_behind, ask, kinds
from ansinh.work.worker import work_until

LIVE = (Job.State.WAITING, Job.State.RUNNING)


class Pages(ThreadingMixIn, WSGIServer):
    """Several requests at once, each in a thread with a connection of its own."""

    daemon_threads = True
    request_queue_size = 64


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses name households."""


def command(words: list[str]) -> None:
    """What the console does."""
    main(words)


def pages(port: int) -> None:
    """The pages, as a connection of theirs reaches the database: each request says what it reaches."""
    os.environ["ANSINH_ONLY_BY_REQUEST"] = "1"
    connection.settings_dict["OPTIONS"].pop("options", None)
    # A thread a request here: what it opened ends with it.
    connection.settings_dict["CONN_MAX_AGE"] = 0
    application = import_module("ansinh.config.wsgi").application
    make_server("127.0.0.1", port, application, Pages, Quiet).serve_forever()


def asking(kind: str, arguments: dict[str, Any], user: int) -> None:
    """A job put into the queue by a person."""
    who = actor_behind(Job(actor_kind="user", user_id=user))
    ask(kind, arguments, by=who)


def signing(told: str, *usernames: str) -> None:
    """A new session for each of these; their cookies into the file ``told``."""
    Path(told).write_text(json.dumps([session_of(one) for one in usernames]))


def working() -> None:
    """The worker, until nothing is left to do."""
    rounds = 0

    def leaving() -> bool:
        nonlocal rounds
        rounds += 1
        # Asked before the first look for lost jobs too: then there is something to do.
        return rounds > 1 and not Job.objects.filter(state__in=LIVE).exists()

    work_until(leaving)


WORK: dict[str, Callable[..., None]] = {
    "command": command,
    "pages": pages,
    "asking": asking,
    "signing": signing,
    "working": working,
}


def begin(what: str, given: list[Any], fault: str, log: str, *, guarded: bool = True) -> int:
    """A copy of this process that does the work; its id."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(out, stream)
    # Children of this copy (a migration by the owner) come to the same point.
    os.environ["ANSINH_FAULT"] = faults._WANTED = fault
    code = 70
    try:
        if not guarded:
            without_transactions()
        WORK[what](*given)
        code = 0
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(bool(ended.code))
    except BaseException:  # noqa: BLE001 - told in the log; the copy must end here, whatever happened
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def end(pid: int, seconds: float) -> int | None:
    """How a copy ended: its code, less than nothing for the signal that killed it."""
    until = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return None
        time.sleep(0.005)


def load() -> None:
    """Everything a copy would load."""
    for module, _attribute, _ready in COMMANDS.values():
        import_module(module)
    kinds()
    for pattern in get_resolver().url_patterns:
        getattr(pattern, "url_patterns", None)


if __name__ == "__main__":
    load()
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    answers.write(json.dumps({"ready": True}) + "\n")
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "begin":
            told: dict[str, Any] = {
                "pid": begin(
                    asked["what"], asked["given"], asked["fault"], asked["log"], guarded=asked["guarded"]
                )
            }
        else:
            told = {"code": end(asked["pid"], asked["seconds"])}
        answers.write(json.dumps(told) + "\n")
