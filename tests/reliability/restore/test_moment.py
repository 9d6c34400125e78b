"""Going back to a moment (PostgreSQL), by the very lines of docs/operations.md: what was written before it is there, what came after
is not."""

import re
import shutil
import time
from pathlib import Path

import psycopg
import pytest
from tests.reliability.clusters import BINARIES, Cluster, can_be_made, cluster, open_folder, shell
from tests.reliability.live import until
from tests.reliability.restore.system import APPLICATION, OWNER, System

pytestmark = [
    pytest.mark.long,
    pytest.mark.one_lane,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(can_be_made()), reason=f"going back to a moment: {can_be_made()}"),
]
OPERATIONS = Path(__file__).parents[3] / "docs" / "operations.md"
DATABASE = "moment"


def told(begins: str, elsewhere: Path) -> str:
    """The line of the manual that begins so, its folders those of this test."""
    section = OPERATIONS.read_text().split("## Going back to a moment")[1].split("\n## ")[0]
    found = re.search(rf"(?:^|`)({re.escape(begins)}[^`\n]*)", section, re.MULTILINE)
    assert found is not None, begins
    return found[1].replace("/elsewhere", str(elsewhere))


def as_postgres(line: str) -> None:
    shell("runuser", "-u", "postgres", "--", "sh", "-c", f"PATH={BINARIES}:$PATH; {line}")


def of_cluster(one: Cluster, data: Path) -> System:
    urls = {
        "ANSINH_DATABASE_URL": one.url(DATABASE, APPLICATION),
        "ANSINH_DATABASE_OWNER_URL": one.url(DATABASE, OWNER),
    }
    return System(data, urls)


def people(system: System) -> set[str]:
    return {line.split("\t")[0] for line in system.done("accounts", "list").splitlines()}


def archived(one: Cluster) -> None:
    """Returns once what was written until now lies in the archive."""
    with psycopg.connect(one.url("postgres"), autocommit=True) as db:
        segment = db.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()[0]
        db.execute("SELECT pg_switch_wal()")

        def there() -> bool:
            last = db.execute("SELECT last_archived_wal FROM pg_stat_archiver").fetchone()[0]
            return last is not None and last >= segment

        until(there, "the log of the database is not archived", seconds=60)


def gone_back(folder: Path, name: str, *lines: str) -> Cluster:
    """The base backup in a folder of its own, told how far to go."""
    data = folder / name / "data"
    data.parent.mkdir()
    shutil.copytree(folder / "base", data)
    with (data / "postgresql.conf").open("a") as settings:
        settings.write("\n".join(["", *lines, ""]))
    (data / "recovery.signal").touch()
    shutil.chown(data.parent, "postgres")
    shell("chown", "-R", "postgres", data)
    data.chmod(0o700)
    return Cluster(data, folder / f"{name}-socket")


def test_what_came_before_a_moment_is_there_again_and_what_came_after_is_not(tmp_path):
    with open_folder("/tmp/ansinh-moment.") as folder:
        elsewhere = folder / "elsewhere"
        for made in (elsewhere, elsewhere / "wal", folder / "home", folder / "socket"):
            made.mkdir()
            shutil.chown(made, "postgres")
        first = Cluster(folder / "home" / "data", folder / "socket")
        first.make()
        with (first.data / "postgresql.conf").open("a") as settings:
            for begins in ("wal_level", "archive_mode", "archive_timeout", "archive_command"):
                settings.write(told(begins, elsewhere) + "\n")
        with cluster(first.data, first.socket):
            with psycopg.connect(first.url("postgres"), autocommit=True) as db:
                for role in (OWNER, APPLICATION):
                    db.execute(f"CREATE ROLE {role} LOGIN")
                db.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
            living = of_cluster(first, tmp_path / "living")
            living.done("accounts", "add", "canbo.mot", "--name", "Trần Thị Một")
            copy = told("pg_basebackup", elsewhere).replace(" -D", f" -h {first.socket} -p 5999 -U ansinh -D")
            as_postgres(copy)
            shutil.move(next(elsewhere.glob("base-*")), folder / "base")
            living.done("accounts", "add", "canbo.hai", "--name", "Trần Thị Hai")
            shutil.copytree(living.data, tmp_path / "then")
            with psycopg.connect(first.url("postgres")) as db:
                moment = db.execute("SELECT clock_timestamp()").fetchone()[0]
            time.sleep(1)
            living.done("accounts", "add", "canbo.ba", "--name", "Trần Thị Ba")
            archived(first)
            first.kill()

        how = told("restore_command", elsewhere)
        until_then = told("recovery_target_time", elsewhere)
        until_then = re.sub(r"'.*'", f"'{moment.isoformat(sep=' ')}'", until_then)
        back = gone_back(folder, "back", how, until_then, told("recovery_target_action", elsewhere))
        whole = gone_back(folder, "whole", how)
        for one in (back, whole):
            one.socket.mkdir()
        with cluster(back.data, back.socket) as running:
            system = of_cluster(running, tmp_path / "then")
            assert people(system) == {"canbo.mot", "canbo.hai"}
            assert '"why": ""' in system.done("audit", "verify", "--format", "json")
            system.done("accounts", "add", "canbo.tu", "--name", "Trần Thị Tư")
        # Control: the archive holds what came after too, and gives it to who does not say where to stop.
        with cluster(whole.data, whole.socket) as running:
            assert people(of_cluster(running, tmp_path / "living")) == {"canbo.mot", "canbo.hai", "canbo.ba"}
