"""T7: a backup restores to the same thing, or refuses and leaves the target as it was."""

import json
import random
import shutil
import sqlite3
from contextlib import closing

import psycopg
import pytest
from tests.reliability.restore.system import System, on_postgres, rows_of, summed

pytestmark = pytest.mark.django_db

HEADER = 16 + 16 + 32
CHUNK = (1 << 20) + 16


@pytest.fixture(scope="module")
def back(kept, databases, tmp_path_factory) -> System:
    system = System(tmp_path_factory.mktemp("back") / "data", databases["back"])
    system.done("restore", kept.file)
    return system


def test_every_row_file_key_and_guard_comes_back_and_nothing_else(kept, back):
    assert kept.rows["households_household"][0] > 20_000
    assert sum(name.startswith("versions/") for name in kept.files) > 100
    assert sum(name.startswith("keys/") for name in kept.files) >= 4
    assert back.rows() == kept.rows
    assert back.files() == kept.files
    assert back.structure() == kept.structure
    print(f"restored: {sum(count for count, _sum in kept.rows.values())} rows, {len(kept.files)} files")


def test_the_comparison_finds_one_changed_cell_and_one_lost_file(kept, back, tmp_path):
    """Control: what the drill compares by would see a difference."""
    if on_postgres():
        with psycopg.connect(back.database) as db:
            db.execute("SET ansinh.reach = '*'")
            db.execute(
                "UPDATE households_person SET full_name = full_name || '.' "
                "WHERE id = (SELECT id FROM households_person ORDER BY id LIMIT 1)"
            )
            assert summed(rows_of(db, "households_person")) != kept.rows["households_person"]
            db.rollback()
        return
    altered = System(tmp_path / "altered")
    shutil.copytree(back.data, altered.data)
    with closing(sqlite3.connect(altered.data / "ansinh.sqlite3")) as db, db:
        db.execute(
            "UPDATE households_person SET full_name = full_name || '.' WHERE id = (SELECT min(id) FROM households_person)"
        )
    next((altered.data / "versions").rglob("*.parquet")).unlink()
    differing = {name for name, one in altered.rows().items() if one != kept.rows[name]}
    assert differing == {"households_person"}
    assert len(kept.files.keys() - altered.files().keys()) == 1


def test_the_restored_system_works_and_its_log_is_whole(back):
    verified = json.loads(back.done("audit", "verify", "--format", "json"))
    assert verified["why"] == "" and verified["sealed"] > 0
    back.done("review", "verify", "--round", 2022, "--area", "311")


def test_who_finds_the_backup_without_its_key_reads_nothing_of_it(kept):
    body = kept.file.read_bytes()
    for word in ("Nguyễn Văn".encode(), b"ansinh.sqlite3", b"households_household", b"citizen-cipher"):
        assert word not in body
    key = kept.key.read_text()
    for path in (kept.living.data / "keys").iterdir():
        assert path.read_bytes().hex() not in key
    assert (kept.file.stat().st_mode & 0o777, kept.key.stat().st_mode & 0o777) == (0o600, 0o600)


def _damages(size: int) -> list[tuple[str, int]]:
    """Places to flip a bit at and lengths to cut to: the seams, and some in between by a fixed seed."""
    chance = random.Random(20221214)
    seams = [0, 15, 16, 31, 32, HEADER - 1, HEADER, HEADER + CHUNK - 1, HEADER + CHUNK, size - 17, size - 1]
    flips = [*seams, *(chance.randrange(size) for _ in range(14))]
    cuts = [0, 1, HEADER - 1, HEADER, HEADER + CHUNK, HEADER + 2 * CHUNK, size - CHUNK, size - 17, size - 1]
    return [("flip", at) for at in flips] + [("cut", at) for at in cuts] + [("longer", 1), ("longer", CHUNK)]


def _refused_and_untouched(target: System, folder, file, *words) -> str:
    before = sorted(path.name for path in folder.iterdir())
    ended = target.run("restore", file, *words)
    assert ended.returncode == 2, ended.stdout
    assert "Traceback" not in ended.stderr
    assert sorted(path.name for path in folder.iterdir()) == before
    if target.database:
        assert target.rows() == {}
    return ended.stderr


def test_another_backups_key_a_damaged_key_and_no_key_are_refused_with_the_target_untouched(
    kept, databases, tmp_path
):
    target = System(tmp_path / "data", databases["refused"])
    other = tmp_path / "other.key"
    told = json.loads(kept.key.read_text())
    other.write_text(json.dumps(told | {"backup": "00" * 16}))
    assert "khác" in _refused_and_untouched(target, tmp_path, kept.file, "--key", other)
    flipped = "B" if told["secret"][0] == "A" else "A"
    other.write_text(json.dumps(told | {"secret": flipped + told["secret"][1:]}))
    assert "không mở được" in _refused_and_untouched(target, tmp_path, kept.file, "--key", other)
    flipped = "B" if told["keys"][20] == "A" else "A"
    other.write_text(json.dumps(told | {"keys": told["keys"][:20] + flipped + told["keys"][21:]}))
    assert "không mở được" in _refused_and_untouched(target, tmp_path, kept.file, "--key", other)
    other.write_bytes(b"")
    assert "không phải tệp khóa" in _refused_and_untouched(target, tmp_path, kept.file, "--key", other)
    other.unlink()
    assert "--key" in _refused_and_untouched(target, tmp_path, kept.file, "--key", other)


def test_a_flipped_bit_a_cut_tail_and_a_longer_one_are_refused_with_the_target_untouched(
    kept, tmp_path, monkeypatch
):
    from ansinh.config.backup.errors import DamagedBackup, WrongKey
    from ansinh.config.backup.placing import Target
    from ansinh.config.backup.restoring import restore
    from ansinh.kernel.errors import UnusableInput

    of_postgres = on_postgres()
    monkeypatch.delenv("ANSINH_DATABASE_URL", raising=False)
    whole = kept.file.read_bytes()
    room = tmp_path / "room"
    room.mkdir()
    target = Target(room / "data", room / "data" / "keys")
    damages = _damages(len(whole))
    for kind, at in damages:
        body = bytearray(whole)
        if kind == "flip":
            body[at] ^= 1 << at % 8
        elif kind == "cut":
            del body[at:]
        else:
            body += bytes(at)
        damaged = tmp_path / "damaged"
        damaged.write_bytes(body)
        with pytest.raises((DamagedBackup, WrongKey)):
            restore(file=damaged, key=kept.key, target=target)
        assert list(room.iterdir()) == [], (kind, at)
    print(f"damaged backups refused: {len(damages)} of {len(damages)}")

    # Control: the same way with the whole file ends well (on PostgreSQL's backup by telling where it belongs).
    damaged.write_bytes(whole)
    if of_postgres:
        with pytest.raises(UnusableInput, match="PostgreSQL"):
            restore(file=damaged, key=kept.key, target=target)
    else:
        restore(file=damaged, key=kept.key, target=target)
        assert (room / "data" / "ansinh.sqlite3").exists()


def test_nothing_is_restored_over_a_living_system(kept, tmp_path):
    ended = kept.living.run("restore", kept.file)
    assert ended.returncode == 1 and "trống" in ended.stderr
    assert kept.living.files() == kept.files
    assert json.loads(kept.living.done("audit", "verify", "--format", "json"))["why"] == ""


def test_a_backup_overwrites_nothing_and_goes_not_into_the_data(kept):
    body = kept.file.read_bytes()
    again = kept.living.run("backup", kept.file)
    inside = kept.living.run("backup", kept.living.data / "copy")
    nowhere = kept.living.run("backup", kept.living.data.parent / "none" / "copy")
    assert (again.returncode, inside.returncode, nowhere.returncode) == (2, 2, 2)
    assert kept.file.read_bytes() == body
    assert not list(kept.living.data.glob(".backup-*"))


def test_a_backup_of_sqlite_goes_into_postgresql_with_every_row(databases, tmp_path):
    if not on_postgres():
        pytest.skip("asked on PostgreSQL only")
    small = System(tmp_path / "small")
    small.done("places", "show", "311", "--on", "2022-12-14")
    small.done("accounts", "add", "canbo.hai", "--name", "Trần Thị Hai")
    file = tmp_path / "small.backup"
    small.done("backup", file)
    target = System(tmp_path / "data", databases["from_sqlite"])
    target.done("restore", file)
    counts = {name: count for name, (count, _sum) in small.rows().items() if not name.startswith("sqlite_")}
    assert {name: count for name, (count, _sum) in target.rows().items()} == counts
    assert json.loads(target.done("audit", "verify", "--format", "json"))["why"] == ""
    target.done("accounts", "add", "canbo.ba", "--name", "Trần Thị Ba")
