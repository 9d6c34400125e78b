"""T23: a full disk, a database that is away, a clock that jumps: refused in words, nothing half written, and well again without
a restart."""

import errno
import os
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.reliability.answers import address, form_of, saved
from tests.reliability.clusters import Cluster, can_be_made, cluster, open_folder, shell
from tests.reliability.live import Live, until
from tests.reliability.ready import Original
from tests.reliability.restore.system import System

from ansinh.audit.models import Event
from ansinh.audit.policies import sealing_alarm
from ansinh.audit.sealing import seal_events, unsealed_for, verify_log
from ansinh.kernel import dates
from ansinh.kernel.web.outages import FULL, UNAVAILABLE, outage_of

pytestmark = pytest.mark.django_db
ROOM = 24 * 1024 * 1024
EVENTS = "SELECT count(*) FROM audit_event WHERE name = 'surveys.answers_entered'"


@dataclass
class Small:
    """A served system whose database lies on a small disk, and a file there that takes all the room."""

    live: Live
    filler: Path

    def fill(self, but: int = 0) -> None:
        """Leave so many bytes free."""
        # Unbuffered: what found no room must not be tried again when the file closes.
        with self.filler.open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while True:
                        file.write(b"\0" * size)
                except OSError as full:
                    assert full.errno == errno.ENOSPC
        os.truncate(self.filler, max(0, self.filler.stat().st_size - but))


@contextmanager
def disk_of(at: Path, size: int) -> Iterator[Path]:
    """A disk in memory with so many bytes."""
    at.mkdir()
    shell("mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", at)
    try:
        yield at
    finally:
        shell("umount", "-l", at)


@pytest.fixture
def small(classified: Original, tmp_path: Path) -> Iterator[Small]:
    """A copy of the system on a disk with little room left, served. On PostgreSQL a server of its own has its data there; its
    write-ahead log lies elsewhere, as it should where a full disk must not stop the server."""
    if os.geteuid() or shutil.which("mount") is None:
        pytest.skip("disk full: needs root for a small disk")
    if classified.database and can_be_made():
        pytest.skip(f"disk full: {can_be_made()}")
    with ExitStack() as held:
        folder = held.enter_context(open_folder("ansinh-disk-"))
        if classified.database:
            disk = held.enter_context(disk_of(folder / "disk", 80 * 1024 * 1024))
            (folder / "wal").mkdir()
            shutil.chown(folder / "wal", "postgres")
            Cluster(disk / "data", folder).make("--waldir", folder / "wal" / "files")
            server = held.enter_context(cluster(disk / "data", folder))
            source = classified.system.database
            shutil.copytree(classified.system.data, folder / "data")
            system = System(folder / "data", server.take_over("small", source))
        else:
            size = sum(one.stat().st_size for one in classified.system.data.rglob("*") if one.is_file())
            disk = held.enter_context(disk_of(folder / "disk", size + ROOM))
            system = classified.copy_to(disk / "data", "")
        live = Live(system, dict(classified.world))
        # The server's own words lie elsewhere: they must not fill what is measured.
        live.words = tmp_path
        live.sign_in()
        live.start()
        held.callback(live.stop)
        yield Small(live, disk / "filler")


class Saver:
    """Somebody who saves one household's survey over and over, each time with another score, and remembers what was told."""

    def __init__(self, live: Live, household: str) -> None:
        self.live, self.household = live, household
        self.where, self.officer = address(live, household), live.client()
        self.form = form_of(self.officer.get(self.where)[1])
        self.seen, self.score = int(self.form["seen"]), int(self.form["h-income_score"])
        self.written: list[tuple[int, int]] = []

    def save(self) -> tuple[int, str]:
        """What a save of a score that is not there yet was answered."""
        wanted = self.score % 140 + 1
        status, page = saved(
            self.officer, self.where, self.form | {"seen": str(self.seen)}, wanted, f"lần {len(self.written)}"
        )
        if status == 303:
            self.seen, self.score = self.seen + 1, wanted
            self.written.append((self.seen, wanted))
        return status, page

    def stored(self) -> list[tuple[int, int]]:
        """Every revision after the first entry and its score, asked past the program."""
        key = self.household if self.live.system.database else uuid.UUID(self.household).hex
        return self.live.rows(
            f"SELECT revision, income_score FROM surveys_householdanswer WHERE household_id = '{key}' "
            "AND revision > 1 ORDER BY revision"
        )


@pytest.mark.long
def test_a_full_disk_is_said_in_words_and_all_is_well_once_there_is_room(small: Small):
    saver = Saver(small.live, small.live.world["households"][50])
    small.fill(but=256 * 1024)
    status, page = 303, ""
    # What the database's own files still have room for is written; then it is full.
    while status == 303 and len(saver.written) < 3000:
        status, page = saver.save()
    before = len(saver.written)
    assert status in {FULL, UNAVAILABLE}, status
    assert "Chưa có gì được ghi" in page or "Nhật ký đang không ghi được" in page
    assert "Traceback" not in page
    refused = [saver.save()[0] for _turn in range(10)]
    assert set(refused) <= {303, FULL, UNAVAILABLE}, refused
    small.filler.unlink()
    until(lambda: saver.save()[0] == 303, "it does not work again", seconds=30)
    assert before > 0
    assert saver.stored() == saver.written
    assert small.live.count(EVENTS) == len(saver.written)
    assert '"why": ""' in small.live.system.done("audit", "verify", "--format", "json")
    print(
        f"T23 disk full, {'PostgreSQL' if small.live.system.database else 'SQLite'}: {before} saved until it was full, then "
        f"{status}; {len(refused) - refused.count(303)} of {len(refused)} more refused; {len(saver.written)} acknowledged, all "
        "there, nothing else, well again without a restart"
    )


@pytest.mark.long
def test_the_check_sees_a_save_that_was_told_and_is_not_there(small: Small):
    """The control: an acknowledgement nobody gave."""
    saver = Saver(small.live, small.live.world["households"][52])
    assert saver.save()[0] == 303
    saver.written.append((saver.seen + 1, 7))
    assert saver.stored() != saver.written


SEEN = "SELECT count(*) FROM audit_event WHERE name IN ('access.page_seen', 'access.list_seen')"


@pytest.mark.long
def test_a_sight_that_finds_no_room_to_be_noted_is_not_shown(small: Small):
    if small.live.system.database:
        pytest.skip("on PostgreSQL a sight never goes to a file")
    officer, before = small.live.client(), small.live.count(SEEN)
    page = f"/households/{small.live.world['households'][53]}"
    with closing(sqlite3.connect(small.live.system.data / "ansinh.sqlite3", isolation_level=None)) as writer:
        # Who writes keeps every sight from the log itself; a file takes them, as long as there is room for it.
        writer.execute("BEGIN IMMEDIATE")
        told = [officer.get(page)[0]]
        small.fill()
        while told[-1] == 200 and len(told) < 100:
            status, words = officer.get(page)
            told.append(status)
        writer.execute("ROLLBACK")
    assert told[-1] in {FULL, UNAVAILABLE} and set(told[:-1]) == {200}, told
    assert "Nguyễn Văn" not in words and "Traceback" not in words
    small.filler.unlink()
    until(
        lambda: small.live.count(SEEN) == before + told.count(200), "what was shown is not noted", seconds=60
    )
    assert officer.get(page)[0] == 200
    print(f"T23 spool full: {told.count(200)} shown and noted, then {told[-1]} and nothing shown")


def test_a_database_that_is_away_is_said_in_words_and_comes_back_without_a_restart(served: Live):
    if not served.system.database:
        pytest.skip("SQLite is a file of the same machine")
    officer, where = served.client(), address(served, served.world["households"][51])
    name = served.system.database.partition("?")[0].rpartition("/")[2]
    host = served.system.database.partition("host=")[2]
    with psycopg.connect(dbname="postgres", user="ansinh", host=host, autocommit=True) as db:
        assert officer.get(where)[0] == 200
        db.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        db.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            status, page = officer.get(where)
        finally:
            db.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    assert (status, "chưa kết nối được cơ sở dữ liệu" in page) == (UNAVAILABLE, True)
    until(lambda: officer.get(where)[0] == 200, "it does not work again", seconds=30)


def event_at(moment) -> None:
    Event.objects.create(
        at=moment, name="test", actor_kind="system", actor_ref="system", actor_label="system"
    )


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)], ids=["a day on", "a day back"])
def test_a_clock_that_jumps_leaves_the_order_of_the_log_and_its_seals(tmp_path, jump):
    event_at(dates.now())
    seal_events(tmp_path)
    event_at(dates.now() + jump)
    event_at(dates.now())
    seal_events(tmp_path)
    assert (verify_log(tmp_path).sealed, verify_log(tmp_path).why) == (3, "")
    assert unsealed_for() == timedelta()


def test_a_log_nobody_seals_is_an_alarm_and_one_from_a_fast_clock_is_none(tmp_path):
    event_at(dates.now() + timedelta(days=1))
    assert sealing_alarm() == ""
    seal_events(tmp_path)
    event_at(dates.now() - timedelta(minutes=20))
    assert "20 phút" in sealing_alarm()


@pytest.mark.parametrize(
    "failure, expected",
    [
        (OSError(errno.ENOSPC, "x"), FULL),
        (OSError(errno.EACCES, "x"), None),
        (ValueError("disk is full"), None),
    ],
)
def test_only_what_is_an_outage_is_called_one(failure, expected):
    """The control: a fault of the program itself stays a fault of the program."""
    assert outage_of(failure) == expected
