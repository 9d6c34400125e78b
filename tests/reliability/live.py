"""A system that is served: started, asked by many at once, killed, and looked into by the database's own hand."""

import http.client
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from tests.reliability.restore.system import System

ROOT = Path(__file__).parents[2]
COMMUNE = "11473"
_TOKEN = "t" * 32
_START = 90
_ANSWER = 75


@dataclass
class Live:
    """A system and the server over it. Everything waits for a condition and fails after a time."""

    system: System
    world: dict[str, Any]
    port: int = 0
    words: Path | None = None
    _server: subprocess.Popen | None = None
    _said: list[Path] = field(default_factory=list)
    _officers: list["Officer"] = field(default_factory=list)

    def start(self, *, faults: str = "") -> float:
        """Serve on a free port; seconds until it answers."""
        with closing(socket.socket()) as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        said = (self.words or self.system.data.parent) / f"server-{len(self._said)}.log"
        self._said.append(said)
        began = time.monotonic()
        with said.open("wb") as out:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "ansinh.config.program", "serve", "--port", str(self.port)],
                env=self.environment() | ({"ANSINH_FAULT": faults} if faults else {}),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            until(self._answers, f"the server did not start: {said}", seconds=_START)
        except BaseException:
            self.kill()
            raise
        return time.monotonic() - began

    def sign_in(self) -> None:
        """New sessions for the officers: those of a copied system may be too old by now."""
        self.world["cookies"] = asked_of(self.system, "sign_in", len(self.world["cookies"]))

    def environment(self) -> dict[str, str]:
        """The environment of every process on the system."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
        mine |= {"ANSINH_DATA": str(self.system.data), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
        return (
            mine
            | self.system.more
            | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
        )

    def _answers(self) -> bool:
        if self._server is not None and self._server.poll() is not None:
            raise AssertionError(f"the server ended: {self._said[-1].read_text()[-2000:]}")
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)) as one:
                one.request("GET", "/sign-in")
                return one.getresponse().status < 500
        except OSError:
            return False

    def stop(self) -> None:
        """End as an administrator would; what was written is sealed."""
        self.leave()
        if self._server is None:
            return
        self._server.terminate()
        self._server.wait(60)
        self._server = None

    def ended(self) -> bool:
        """Whether the server ended by itself."""
        return self._server is not None and self._server.poll() is not None

    def said(self) -> str:
        """What the last server that was started printed."""
        return self._said[-1].read_text()

    def leave(self) -> None:
        """Close every browser's connection."""
        while self._officers:
            self._officers.pop().leave()

    def parts(self) -> dict[str, int]:
        """Process ids of the server's parts (``pages``, ``worker``) and of itself (``serve``)."""
        assert self._server is not None
        found = {"serve": self._server.pid}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(path.read_text().rpartition(")")[2].split()[1])
                words = (path.parent / "cmdline").read_bytes().split(b"\0")
            except (OSError, ValueError):
                continue
            if parent == self._server.pid and b"part" in words:
                found[words[words.index(b"part") + 1].decode()] = int(path.parent.name)
        return found

    def kill(self) -> None:
        """``kill -9`` of every process of the server at once. Browsers may still be asking: each is left by who uses it."""
        assert self._server is not None
        if self.ended():
            until(lambda: not _listens(self.port), "a part outlived its server", seconds=30)
            self._server = None
            return
        self._all_gone(self._family(), begun=signal.SIGKILL)

    def kill_part(self, name: str) -> None:
        """``kill -9`` of one part, ``serve`` itself among them; the others end by themselves."""
        family = self._family()
        os.kill(self.parts()[name], signal.SIGKILL)
        self._all_gone(family)

    def _family(self) -> set[int]:
        """Every process of the server: the pages run in a process below their part."""
        pids = set(self.parts().values())
        return pids | {child for pid in pids for child in children(pid)}

    def _all_gone(self, family: set[int], begun: int = 0) -> None:
        assert self._server is not None
        for pid in family if begun else ():
            try:
                os.kill(pid, begun)
            except ProcessLookupError:
                continue
        self._server.wait(60)
        until(lambda: not any(alive(pid) for pid in family), "a part outlived its server", seconds=60)
        until(lambda: not _listens(self.port), "the killed server still listens", seconds=30)
        self._server = None

    def rows(self, sql: str) -> list[tuple]:
        """What a query finds, asked past the program."""
        if self.system.database:
            # Past the walls, which would be asked for every row that is counted.
            with psycopg.connect(self.system.database, user="ansinh", options="-c jit=off") as db:
                return db.execute(sql).fetchall()
        with closing(sqlite3.connect(self.system.data / "ansinh.sqlite3", timeout=60)) as db:
            return db.execute(sql).fetchall()

    def count(self, sql: str) -> int:
        return int(self.rows(sql)[0][0])

    def client(self, number: int = 0) -> "Officer":
        """A browser of the officer of that number; its connection is closed when the server stops."""
        one = Officer(self.port, f"{self.world['cookies'][number]}; csrftoken={_TOKEN}")
        self._officers.append(one)
        return one


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def children(pid: int) -> list[int]:
    """The processes right below one."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found += [int(child) for child in path.read_text().split()]
        except OSError:
            continue
    return found


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and nobody waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Officer:
    """One kept connection of somebody who is signed in."""

    def __init__(self, port: int, cookies: str) -> None:
        self._port, self._cookies = port, cookies
        self._kept = http.client.HTTPConnection("127.0.0.1", port, timeout=_ANSWER)

    def leave(self) -> None:
        self._kept.close()

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: dict[str, Any]) -> tuple[int, str]:
        return self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        headers = {"Cookie": self._cookies, "X-CSRFToken": _TOKEN, "Host": f"127.0.0.1:{self._port}"}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._kept.request(method, path, body, headers)
        answer = self._kept.getresponse()
        return answer.status, answer.read().decode(errors="replace")


def until(holds: Callable[[], bool], otherwise: str, *, seconds: float) -> None:
    """Wait for a condition; fail with words after a time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, otherwise
        time.sleep(0.05)


def together(many: int, work: Callable[[int], None], *, seconds: float) -> None:
    """Run ``work(number)`` in so many threads that begin at once; a failure in one fails all, and so does the time."""
    gate = threading.Barrier(many, timeout=60)
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            gate.wait()
            work(number)
        except BaseException as failure:  # noqa: BLE001 - told by the one who waits
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(many)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.1, end - time.monotonic()))
        assert not thread.is_alive(), "a client did not end in time"
    if failures:
        raise failures[0]


def asked_of(system: System, *given: object, module: str = "tests.reliability.prepare") -> Any:
    """What a module does and tells, in a process of its own on the system."""
    said = subprocess.run(
        [sys.executable, "-m", module, *map(str, given)],
        env=Live(system, {}).environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    return json.loads(said.stdout.strip().splitlines()[-1])
