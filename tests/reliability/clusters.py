"""A PostgreSQL server of a test's own, where the server of the run must not be harmed."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from tests.reliability.live import alive, children, until
from tests.reliability.restore.system import APPLICATION, OWNER

BINARIES = Path("/usr/lib/postgresql/15/bin")
# Only the name of the socket: these servers do not listen on the network.
PORT = "5999"


def beyond_walls(url: str) -> str:
    """The same database for who made the server: its owner is behind the walls too, and may dump nothing of what they hide."""
    return "postgresql://ansinh@" + url.partition("@")[2]


def shell(*words: object, check: bool = True, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """A command of the system that ends in time."""
    told = [str(one) for one in words]
    return subprocess.run(told, check=check, capture_output=True, text=True, timeout=180, input=text)


def can_be_made() -> str:
    """Blank, or why no server can be made here."""
    if os.geteuid():
        return "needs root to run a server as another user"
    return "" if (BINARIES / "initdb").exists() else "PostgreSQL's server is not installed"


@dataclass(frozen=True)
class Cluster:
    """A server over the folder ``data``, its socket in the folder ``socket``."""

    data: Path
    socket: Path
    options: tuple[str, ...] = ()

    def make(self, *words: object) -> None:
        """Its files, with checksums; ``words`` go to initdb."""
        shutil.chown(self.data.parent, "postgres")
        how = ("-U", "ansinh", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-k")
        self._run("initdb", "-D", self.data, *how, *words)

    def start(self) -> None:
        """Returns once it takes connections."""
        shown = f"-c listen_addresses= -c unix_socket_directories={self.socket} -c port={PORT} {' '.join(self.options)}"
        log = self.socket / "pg.log"
        self._run("pg_ctl", "-D", self.data, "-w", "-t", "120", "-l", log, "-o", shown, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop", check=False)

    def pid(self) -> int:
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def kill(self) -> None:
        """``kill -9`` of the postmaster and of every process below it."""
        family = [self.pid(), *children(self.pid())]
        for one in family:
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._bury(family)

    def kill_postmaster(self) -> None:
        """``kill -9`` of the postmaster alone: the processes below it see that it is gone, and end."""
        family = [self.pid(), *children(self.pid())]
        os.kill(family[0], signal.SIGKILL)
        self._bury(family)

    def _bury(self, family: list[int]) -> None:
        """Wait for the end of all of them. Where nobody asks how a process ended its number stays taken, and PostgreSQL would
        believe that it runs: then its locks are taken away, as by who minds a server and knows that it is dead."""
        until(lambda: not any(alive(one) for one in family), "the killed server stays", seconds=60)
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.socket / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def url(self, database: str, role: str = "ansinh") -> str:
        return f"postgresql://{role}@/{database}?host={self.socket}&port={PORT}"

    def take_over(self, database: str, source: str) -> dict[str, str]:
        """Bring a database of another server here; the environment of a system on it."""
        dumped = shell(BINARIES / "pg_dump", "-d", beyond_walls(source), "--create")
        for role in (OWNER, APPLICATION):
            with psycopg.connect(self.url("postgres"), autocommit=True) as db:
                db.execute(f"CREATE ROLE {role} LOGIN")
        name = source.partition("?")[0].rpartition("/")[2]
        shell(
            BINARIES / "psql", "-q", "-d", self.url("postgres"), "-v", "ON_ERROR_STOP=1", text=dumped.stdout
        )
        with psycopg.connect(self.url("postgres"), autocommit=True) as db:
            db.execute(f'ALTER DATABASE "{name}" RENAME TO "{database}"')
        return {
            "ANSINH_DATABASE_URL": self.url(database, APPLICATION),
            "ANSINH_DATABASE_OWNER_URL": self.url(database, OWNER),
        }

    def _run(self, program: str, *words: object, check: bool = True) -> None:
        shell("runuser", "-u", "postgres", "--", BINARIES / program, *words, check=check)


@contextmanager
def cluster(data: Path, socket: Path, *options: str) -> Iterator[Cluster]:
    """The server over files that are there, for the length of a block."""
    one = Cluster(data, socket, options)
    socket.chmod(0o777)
    one.start()
    try:
        yield one
    finally:
        one.stop()


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A folder the database's own user reaches; pytest closes its own to others."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o777)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
