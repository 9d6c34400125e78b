"""A system that is put back as it was before every kill, the copies of the loaded program that work on it, and what is in it."""

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reliability.kills.prepare import PAY_CHAIR
from tests.reliability.live import Live, Officer, alive, asked_of, until
from tests.reliability.ready import Original
from tests.reliability.restore.system import System, drop_database

_LONGEST = 300
# Who works on pages that are killed.
SIGNED_IN = ("officer0", "officer1", "chu_tich", PAY_CHAIR)
# What a try leaves behind whatever came of it: the log is compared by its own events, jobs by how they ended.
_BESIDE = (
    "audit_",
    "work_job",
    "work_message",
    "work_delivery",
    "work_remind",
    "accounts_session",
    "django_",
    "sqlite_",
    "auth_",
)
_STATES = (
    "SELECT 'dossier', state, count(*) FROM reviews_dossier GROUP BY state",
    "SELECT 'batch', state, count(*) FROM work_batch GROUP BY state",
    "SELECT 'pay run', state, count(*) FROM support_payrun GROUP BY state",
    "SELECT 'card settlement', state, count(*) FROM support_cardsettlement GROUP BY state",
    "SELECT 'pay line', outcome, count(*) FROM support_payline GROUP BY outcome",
    "SELECT 'register ' || suffix, cast(last as varchar(9)), count(*) FROM papers_register GROUP BY suffix, last",
    "SELECT 'paper ' || suffix, cast(number as varchar(9)), count(*) FROM papers_paper GROUP BY suffix, number",
    "SELECT 'answer in force', cast(current AS integer), count(*) FROM surveys_householdanswer GROUP BY 2",
)


class Loaded:
    """The loaded program (``forking``) of one system, which begins copies of itself."""

    def __init__(self, system: System, log: Path) -> None:
        self.log = log
        self._begun: set[int] = set()
        self._words = (log.parent / "loaded.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.kills.forking"],
            env=Live(system, {}).environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._words,
            start_new_session=True,
        )
        assert self._told(_LONGEST) == {"ready": True}

    def begin(self, what: str, *given: Any, fault: str = "", guarded: bool = True) -> int:
        """The process id of a copy that does this; not ``guarded``: without transactions, for the control."""
        pid = self._ask(
            {
                "do": "begin",
                "what": what,
                "given": given,
                "fault": fault,
                "log": str(self.log),
                "guarded": guarded,
            }
        )["pid"]
        self._begun.add(pid)
        return pid

    def end(self, pid: int, seconds: float = _LONGEST) -> int | None:
        """How a copy ended; it is killed where it takes longer, and gives nothing then."""
        code = self._ask({"do": "end", "pid": pid, "seconds": seconds}, seconds + 60)["code"]
        self._begun.discard(pid)
        return code

    def done(self, what: str, *given: Any) -> None:
        """Something that must end well."""
        code = self.end(self.begin(what, *given))
        assert code == 0, f"{what} {given} ended with {code}: {self.log.read_text()[-3000:]}"

    def close(self) -> None:
        """End, with every copy that a failed test left."""
        for pid in self._begun:
            kill(pid)
        self._process.kill()
        self._process.wait(30)
        for stream in (self._process.stdin, self._process.stdout, self._words):
            stream.close()

    def _ask(self, asked: dict[str, Any], seconds: float = 60) -> dict[str, Any]:
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        return self._told(seconds)

    def _told(self, seconds: float) -> dict[str, Any]:
        ready, _write, _other = select.select([self._process.stdout], [], [], seconds)
        assert ready, "the loaded program is silent"
        line = self._process.stdout.readline()
        assert line, (self.log.parent / "loaded.log").read_text()[-3000:]
        return json.loads(line)


def kill(pid: int) -> None:
    """``kill -9`` of a copy and of whatever it began: its session is its own."""
    for end in (os.killpg, os.kill):
        try:
            end(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


@dataclass
class Bench:
    """The system under the kills. ``fresh`` puts it back as it was prepared."""

    original: Original
    folder: Path
    database: str
    system: System
    world: dict[str, Any]
    loaded: Loaded
    told: list[int] = field(default_factory=list)
    _signed_in: bool = False

    def fresh(self) -> None:
        """As prepared."""
        self.original.copy_to(self.system.data, self.database)
        self._signed_in = False

    def _sign_in(self) -> None:
        """New sessions: those of the original end after half an hour in which nobody uses them."""
        told = self.folder / "signed.json"
        self.loaded.done("signing", str(told), *SIGNED_IN)
        *self.world["cookies"], self.world["chu_tich"], self.world[PAY_CHAIR] = json.loads(told.read_text())
        self._signed_in = True

    def live(self) -> Live:
        return Live(self.system, self.world)

    def rows(self, sql: str) -> list[tuple]:
        return self.live().rows(sql)

    def content(self) -> Counter:
        """Rows of every table that the work is about, and the states in them."""
        vendor = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        if not self.system.database:
            vendor = "SELECT name FROM sqlite_master WHERE type = 'table'"
        names = [name for (name,) in self.rows(vendor) if not name.startswith(_BESIDE)]
        counted = self.rows(
            " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in sorted(names))
        )
        states = [((what, state), count) for sql in _STATES for what, state, count in self.rows(sql)]
        return Counter({name: count for name, count in [*counted, *states] if count})

    def events(self, name: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM audit_event WHERE name = '{name}'")[0][0])

    def jobs(self) -> list[tuple]:
        """Kind, state and words of the asked jobs that this bench began, the newest first."""
        return self.rows(
            "SELECT kind, state, error FROM work_job WHERE arguments <> '{}' ORDER BY id DESC LIMIT 3"
            if not self.system.database
            else "SELECT kind, state, error FROM work_job WHERE arguments <> '{}'::jsonb ORDER BY id DESC LIMIT 3"
        )

    def served(self, fault: str = "") -> "Served":
        """The pages, answering; who asked for them ends them."""
        if not self._signed_in:
            self._sign_in()
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        pid = self.loaded.begin("pages", port, fault=fault)
        until(lambda: _listens(port) or not alive(pid), "the pages do not answer", seconds=60)
        return Served(pid, port, self.world)

    def verified(self) -> bool:
        """Whether ``ansinh audit verify`` ends with 0."""
        return self.loaded.end(self.loaded.begin("command", ["audit", "verify"])) == 0


@dataclass(frozen=True)
class Served:
    """Pages that answer on a port."""

    pid: int
    port: int
    world: dict[str, Any]

    def client(self, cookie: str) -> Officer:
        return Officer(self.port, f"{cookie}; csrftoken={'t' * 32}")

    def send(self, key: str, survey: dict[str, Any]) -> int:
        """What ``POST /api/surveys`` answers."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=75)) as line:
            headers = {
                "Content-Type": "application/json",
                "Idempotency-Key": key,
                "Authorization": f"Bearer {self.world['token']}",
            }
            line.request("POST", "/api/surveys", json.dumps(survey).encode(), headers)
            answer = line.getresponse()
            answer.read()
            return answer.status

    def upload(self, cookie: str, path: str, fields: dict[str, str], files: dict[str, Path]) -> int:
        """What a page answers to files that a browser sends with a form."""
        edge = uuid.uuid4().hex
        body = b"".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        )
        for name, file in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n'
            body += f"{head}Content-Type: text/csv\r\n\r\n".encode() + file.read_bytes() + b"\r\n"
        body += f"--{edge}--\r\n".encode()
        token = "t" * 32
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=75)) as line:
            headers = {
                "Content-Type": f"multipart/form-data; boundary={edge}",
                "Cookie": f"{cookie}; csrftoken={token}",
                "X-CSRFToken": token,
            }
            line.request("POST", path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def bench_of(original: Original, folder: Path) -> Iterator[Bench]:
    """A bench over a copy of a prepared system, with the program loaded for it."""
    database = f"ansinh_bench_{os.getpid()}" if original.database else ""
    system = original.copy_to(folder / "data", database)
    loaded = Loaded(system, folder / "copies.log")
    try:
        world = original.world | {"files": str(folder / "files")}
        yield Bench(original, folder, database, system, world, loaded)
    finally:
        loaded.close()
        if database:
            drop_database(database)


def prepared(system: System) -> dict[str, Any]:
    """What ``kills.prepare`` makes of a classified round."""
    return asked_of(system, module="tests.reliability.kills.prepare")
