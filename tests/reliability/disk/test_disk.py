"""T23: a full disk, a database that is away, a clock that jumps: refused in words, nothing half written, and well again without
a restart."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from tests.reliability.answers import address, form_of, saved
from tests.reliability.live import Live, until
from tests.reliability.restore.system import System

from ansinh.audit.models import Event
from ansinh.audit.policies import sealing_alarm
from ansinh.audit.sealing import seal_events, unsealed_for, verify_log
from ansinh.kernel import dates
from ansinh.kernel.web.outages import FULL, UNAVAILABLE, outage_of

pytestmark = pytest.mark.django_db
REVISIONS = "SELECT count(*) FROM surveys_householdanswer WHERE revision > 1"
EVENTS = "SELECT count(*) FROM audit_event WHERE name = 'surveys.answers_entered'"


@pytest.fixture
def small_disk(live: Live, tmp_path: Path) -> Iterator[Live]:
    """A copy of the system on a disk with little room left, served."""
    if live.system.database:
        pytest.skip(
            "disk full: the database's disk here is that of the whole cluster; SQLite shows what the program does"
        )
    if os.geteuid():
        pytest.skip("disk full: needs root for a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(one.stat().st_size for one in live.system.data.rglob("*") if one.is_file())
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size + 24 * 1024 * 1024}", "tmpfs", disk],
        check=True,
        timeout=30,
    )
    shutil.copytree(live.system.data, disk / "data")
    small = Live(System(disk / "data"), live.world)
    # The server's own words lie elsewhere: they must not fill what is measured.
    small.words = tmp_path
    small.start()
    try:
        yield small
    finally:
        small.stop()
        subprocess.run(["umount", "-l", disk], check=True, timeout=30)


def fill(path: Path) -> None:
    # Unbuffered: what found no room must not be tried again when the file closes.
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as full:
                assert full.errno == errno.ENOSPC


# In the long tier until a run of it is seen to its end.
@pytest.mark.long
def test_a_full_disk_is_said_in_words_and_all_is_well_once_there_is_room(small_disk: Live):
    officer, where = small_disk.client(), address(small_disk, small_disk.world["households"][50])
    form = form_of(officer.get(where)[1])
    before = small_disk.count(REVISIONS), small_disk.count(EVENTS)
    filler = small_disk.system.data.parent / "filler"
    fill(filler)
    told = []
    # What the database's own files still have room for is written; then it is full.
    for turn in range(400):
        status, page = saved(officer, where, form, 1 + turn % 140, f"{turn}")
        told.append(status)
        if status not in {303, 409}:
            break
    assert told[-1] in {FULL, UNAVAILABLE}, told
    assert "Chưa có gì được ghi" in page or "Nhật ký đang không ghi được" in page
    assert "Traceback" not in page
    filler.unlink()

    def works() -> bool:
        now = form_of(officer.get(where)[1]) if officer.get(where)[0] == 200 else None
        return now is not None and saved(officer, where, now, 141, "sau")[0] == 303

    until(works, "it does not work again", seconds=30)
    acknowledged = told.count(303) + 1
    assert small_disk.count(REVISIONS) - before[0] == small_disk.count(EVENTS) - before[1] == acknowledged
    print(
        f"T23 disk full: {told.count(303)} saved before, then {told[-1]}; 0 half, well again without a restart"
    )


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
