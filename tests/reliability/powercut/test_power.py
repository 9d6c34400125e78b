"""T8: the power goes. What was acknowledged is there afterwards; with the settings that people call fast it is not.

An ext4 image on a loop device holds the database. While a writer works, it and the database are stopped, the image is copied
(what was only in the page cache is not in it, as after a cut), the copy is mounted and the database recovers from it. A lying
disk and torn sectors are not shown by this.
"""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
from tests.reliability.clusters import PORT, Cluster, can_be_made, cluster, open_folder, shell
from tests.reliability.live import children, until

from ansinh.config.environment import database

ACKS = 1000
# SQLite's own number of pages after which the log is copied back, and never: a checkpoint flushes everything before it,
# whatever the setting, and a writer without flushes spends most of its time in it. A cut right there loses nothing, so the
# control has none; the program's setting is cut with and without.
CHECKPOINTS = ("1000", "0")
TIERS = [pytest.param(2, id="ci"), pytest.param(20, id="long", marks=pytest.mark.long)]


@pytest.fixture(scope="module")
def loops() -> None:
    """Root and loop devices, or the test is skipped and the run says so in its last line."""
    if os.geteuid() or shutil.which("losetup") is None or shell("losetup", "-f", check=False).returncode:
        pytest.skip("power cut: needs root and loop devices, not there")


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[Path]:
    at.mkdir(exist_ok=True)
    device = shell("losetup", "-f", "--show", image).stdout.strip()
    try:
        shell("mount", device, at)
        try:
            yield at
        finally:
            until(lambda: not shell("umount", at, check=False).returncode, f"{at} stays busy", seconds=60)
    finally:
        shell("losetup", "-d", device, check=False)


def image_of(folder: Path, megabytes: int) -> Path:
    path = folder / "disk.img"
    with path.open("wb") as file:
        file.truncate(megabytes * 1024 * 1024)
    shell("mkfs.ext4", "-q", "-F", path)
    return path


def acknowledged(acks: Path) -> list[int]:
    return [int(line) for line in acks.read_text().splitlines()] if acks.exists() else []


def cut(folder: Path, image: Path, writing: list[object], stopped: list[int]) -> list[int]:
    """Write until enough is acknowledged, stop everything at once, copy the image; what was acknowledged by then."""
    acks = folder / "acks"
    writer = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("writer.py")), *map(str, writing), str(acks)]
    )
    try:
        until(
            lambda: writer.poll() is not None or len(acknowledged(acks)) >= ACKS,
            "nothing is acknowledged",
            seconds=240,
        )
        assert writer.poll() is None, "the writer ended"
        for pid in (writer.pid, *stopped, *(child for one in stopped for child in children(one))):
            os.kill(pid, signal.SIGSTOP)
        told = acknowledged(acks)
        shell("cp", "--sparse=always", image, folder / "after.img")
        return told
    finally:
        writer.kill()
        writer.wait(30)
        for pid in (*stopped, *(child for one in stopped for child in children(one))):
            os.kill(pid, signal.SIGCONT)


def lost_on_sqlite(folder: Path, synchronous: str, checkpoint: str) -> tuple[int, int]:
    """Rows acknowledged, and of these lost."""
    image = image_of(folder, 96)
    with mounted(image, folder / "disk") as disk:
        told = cut(folder, image, ["sqlite", disk / "db.sqlite3", synchronous, checkpoint], [])
    with mounted(folder / "after.img", folder / "after") as disk:
        if not (disk / "db.sqlite3").exists():
            return len(told), len(told)
        with closing(sqlite3.connect(disk / "db.sqlite3")) as db:
            try:
                kept = {row[0] for row in db.execute("SELECT id FROM submission")}
            except sqlite3.OperationalError:  # not even the table
                kept = set()
            assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    return len(told), len(set(told) - kept)


def lost_on_postgresql(folder: Path, *options: str) -> tuple[int, int]:
    """Rows acknowledged, and of these lost; all where the database does not come up again."""
    image = image_of(folder, 320)
    with mounted(image, folder / "disk") as disk:
        Cluster(disk / "data", folder).make()
        shell("sync", "-f", disk)
        with cluster(disk / "data", folder, *options) as server:
            told = cut(folder, image, ["postgresql", folder, PORT], [server.pid()])
    with mounted(folder / "after.img", folder / "after") as disk:
        (disk / "data" / "postmaster.pid").unlink(missing_ok=True)
        try:
            with (
                cluster(disk / "data", folder),
                psycopg.connect(host=str(folder), port=PORT, user="ansinh", dbname="postgres") as db,
            ):
                kept = {row[0] for row in db.execute("SELECT id FROM submission").fetchall()}
        except (subprocess.CalledProcessError, psycopg.Error):
            # Without its settings the cluster may not come up at all; with them that is a failure.
            if not options[-1].endswith("off"):
                raise
            kept = set()
    return len(told), len(set(told) - kept)


def test_the_program_writes_with_the_settings_that_are_tested_here():
    assert "synchronous=FULL" in database(None)["OPTIONS"]["init_command"]


@pytest.mark.parametrize("cuts", TIERS)
def test_sqlite_loses_nothing_and_with_normal_it_does(loops, tmp_path, cuts):
    for number in range(cuts):
        (tmp_path / f"full{number}").mkdir()
        told, lost = lost_on_sqlite(tmp_path / f"full{number}", "FULL", CHECKPOINTS[number % 2])
        print(f"T8 SQLite FULL: {told} acknowledged, {lost} lost")
        assert (told >= ACKS, lost) == (True, 0)
    (tmp_path / "normal").mkdir()
    told, lost = lost_on_sqlite(tmp_path / "normal", "NORMAL", "0")
    print(f"T8 SQLite NORMAL (control): {told} acknowledged, {lost} lost")
    assert lost > 0


@pytest.fixture
def for_postgres() -> Iterator[Path]:
    """A folder the database's own user reaches; pytest closes its own to others."""
    with open_folder("ansinh-power-") as folder:
        yield folder


@pytest.mark.parametrize("cuts", TIERS)
def test_postgresql_loses_nothing_and_without_fsync_it_does(loops, for_postgres, cuts):
    if can_be_made():
        pytest.skip(f"power cut: {can_be_made()}")
    for number in range(cuts):
        (for_postgres / f"on{number}").mkdir()
        told, lost = lost_on_postgresql(for_postgres / f"on{number}", "-c fsync=on")
        print(f"T8 PostgreSQL fsync=on: {told} acknowledged, {lost} lost")
        assert (told >= ACKS, lost) == (True, 0)
    (for_postgres / "off").mkdir()
    told, lost = lost_on_postgresql(for_postgres / "off", "-c fsync=off")
    print(f"T8 PostgreSQL fsync=off (control): {told} acknowledged, {lost} lost")
    assert lost > 0
