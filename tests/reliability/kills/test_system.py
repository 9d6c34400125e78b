"""T2, what is done to the whole system: tables made and changed, backups."""

import random
import time
from pathlib import Path

import pytest
from tests.reliability.kills.bench import Bench, Loaded, kill
from tests.reliability.kills.prepare import COMMUNE
from tests.reliability.live import alive
from tests.reliability.ready import Original
from tests.reliability.restore.system import System, postgres_databases

pytestmark = pytest.mark.django_db
# Kills while an empty system becomes one.
TIERS = [pytest.param(4, id="ci"), pytest.param(20, id="long", marks=pytest.mark.long)]


def structure_of(system: System) -> list:
    """Tables, indexes, triggers and walls; where the counters stand is no part of it: a number that was given up is no fault."""
    return [one for one in system.structure() if one[0] != "sequence"]


def told(loaded: Loaded) -> str:
    return loaded.log.read_text() if loaded.log.exists() else ""


def grown(system: System, folder: Path, kills: int) -> int:
    """Kill the first use of a system again and again, at the end where tables have no triggers yet; how many kills."""
    loaded, chance, done = Loaded(system, folder / "copies.log"), random.Random(5), 0
    try:
        words = ["places", "show", COMMUNE, "--on", "2022-12-14"]
        for turn in range(200):
            before = told(loaded)
            pid = loaded.begin("command", words, fault="migrate.altered")
            late = done >= kills - 1
            if not late:
                # Ever longer: on a slow machine too it comes further than the last time.
                time.sleep(chance.uniform(0.2, 1.0) * (1 + turn / 4))
                # Who came to the point without triggers ended by itself.
                late = not alive(pid)
                kill(pid)
            # On PostgreSQL the owner's process is the one that comes there: who waits for it says what became of it.
            cut = loaded.end(pid) == -9 or "(tín hiệu 9)" in told(loaded)[len(before) :]
            assert cut, f"nobody came to the point: {told(loaded)[-3000:]}"
            done += 1
            if late:
                break
        loaded.done("command", words)
        assert loaded.end(loaded.begin("command", ["audit", "verify"])) == 0
    finally:
        loaded.close()
    return done


@pytest.mark.parametrize("kills", TIERS)
def test_a_migration_that_is_killed_again_and_again_comes_to_its_end(bare: Original, tmp_path, kills):
    if bare.database:
        with postgres_databases("grown") as (more,):
            check_grown(System(tmp_path / "data", more), bare, tmp_path, kills)
    else:
        check_grown(System(tmp_path / "data"), bare, tmp_path, kills)


def check_grown(system: System, bare: Original, folder: Path, kills: int) -> None:
    system.data.mkdir(exist_ok=True)
    done = grown(system, folder, kills)
    assert structure_of(system) == structure_of(bare.system)
    counts = {name: count for name, (count, _sum) in system.rows().items()}
    whole = {name: count for name, (count, _sum) in bare.system.rows().items()}
    apart = {name for name in counts if counts[name] != whole[name]}
    assert apart <= {"audit_seal", "sqlite_stat1"}, apart
    print(
        f"T2 migration, {'PostgreSQL' if system.database else 'SQLite'}: {done} kills, in the end as if there were none"
    )


@pytest.mark.parametrize(
    "moments", [pytest.param(2, id="ci"), pytest.param(20, id="long", marks=pytest.mark.long)]
)
def test_a_backup_that_is_killed_leaves_nothing_and_is_made_again(bench: Bench, tmp_path, moments):
    bench.fresh()
    began = time.monotonic()
    bench.loaded.done("command", ["backup", str(tmp_path / "first")])
    took, chance, kills = time.monotonic() - began, random.Random(8), 0
    for number in range(moments + 2):
        file = tmp_path / f"backup{number}"
        points = ("work.backup_made.written", "work.backup_made.committed")
        fault = points[number] if number < len(points) else ""
        pid = bench.loaded.begin("command", ["backup", str(file)], fault=fault)
        if not fault:
            time.sleep(chance.uniform(0.05, 0.95) * took)
            kill(pid)
        kills += bench.loaded.end(pid) == -9
        if not file.exists():
            # The same name again: what the killed one left is no hindrance.
            bench.loaded.done("command", ["backup", str(file)])
        assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(file.name)) == [
            file.name,
            f"{file.name}.key",
        ]
        if list(bench.system.data.glob(".backup-*")):
            # Killed when its file was in place already: what is left goes with the next.
            bench.loaded.done("command", ["backup", str(tmp_path / f"next{number}")])
        assert list(bench.system.data.glob(".backup-*")) == []
    assert bench.verified()
    print(
        f"T2 backup, {'PostgreSQL' if bench.system.database else 'SQLite'}: {kills} kills, nothing left, each made again"
    )
    assert kills >= 2
