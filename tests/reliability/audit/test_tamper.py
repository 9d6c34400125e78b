"""T6: whoever changes the log by the database's own hand is found, and the first entry at fault is named."""

import random
import shutil
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection, transaction
from tests.reliability.restore.system import System
from tests.roles import as_owner

from ansinh.audit.models import Event, Seal
from ansinh.audit.sealing import seal_events, verify_log
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring
from ansinh.kernel.triggers import install_triggers

COLUMNS = ("name", "actor_kind", "actor_ref", "actor_label", "subject", "place", "reason")


def log_of(count: int, seals: int, keys: Path) -> list[int]:
    for start in range(0, count, count // seals):
        Event.objects.bulk_create(
            Event(
                at=now(),
                name="test",
                actor_kind="user",
                actor_ref=str(number % 7),
                actor_label="officer",
                subject=f"household:{number}",
                facts={"number": number},
            )
            for number in range(start, start + count // seals)
        )
        seal_events(keys)
    return list(Event.objects.order_by("pk").values_list("pk", flat=True))


def run(cursor, *statements: str) -> None:
    for statement in statements:
        cursor.execute(statement)


def edit(cursor, ids, chance) -> int:
    at, column = chance.choice(ids), chance.choice(COLUMNS)
    run(cursor, f"UPDATE audit_event SET {column} = 'other' WHERE id = {at}")
    return at


def facts(cursor, ids, chance) -> int:
    at = chance.choice(ids)
    run(cursor, f"UPDATE audit_event SET facts = '{{\"number\": -1}}' WHERE id = {at}")
    return at


def moment(cursor, ids, chance) -> int:
    at = chance.choice(ids)
    run(cursor, f"UPDATE audit_event SET at = '2020-01-01 00:00:00+00' WHERE id = {at}")
    return at


def delete(cursor, ids, chance) -> int:
    at = chance.choice(ids)
    run(cursor, f"DELETE FROM audit_event WHERE id = {at}")
    return at


def insert(cursor, ids, chance) -> int:
    """One event goes, another stands in front of the first under a number below all."""
    run(
        cursor,
        "INSERT INTO audit_event (id, at, name, actor_kind, actor_ref, actor_label, subject, place, reason, facts) "
        f"SELECT {ids[0] - 5}, at, name, actor_kind, actor_ref, actor_label, subject, place, reason, facts "
        f"FROM audit_event WHERE id = {chance.choice(ids)}",
    )
    return ids[0] - 5


def reorder(cursor, ids, chance) -> int:
    first, second = sorted(chance.sample(ids, 2))
    run(
        cursor,
        f"UPDATE audit_event SET id = -99 WHERE id = {first}",
        f"UPDATE audit_event SET id = {first} WHERE id = {second}",
        f"UPDATE audit_event SET id = {second} WHERE id = -99",
    )
    return first


def truncate(cursor, ids, chance) -> int:
    at = chance.choice(ids)
    run(cursor, f"DELETE FROM audit_event WHERE id >= {at}")
    return at


def older_copy(cursor, ids, chance) -> int:
    """The database of before the last seals: whole in itself, and shorter than what was witnessed."""
    cursor.execute("SELECT last_id FROM audit_seal ORDER BY last_id")
    lasts = [row[0] for row in cursor.fetchall()]
    cut = chance.choice(lasts[:-1])
    run(cursor, f"DELETE FROM audit_event WHERE id > {cut}", f"DELETE FROM audit_seal WHERE last_id > {cut}")
    return lasts[-1]


ATTACKS = (edit, facts, moment, delete, insert, reorder, truncate, older_copy)


def triggers_off(cursor) -> None:
    for table in ("audit_event", "audit_seal"):
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        for verb in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only_{verb}{on}")


@pytest.fixture
def emptied(transactional_db) -> Iterator[None]:
    """A log that the test may attack in transactions of its own: it is taken away before the tables are emptied, which the log
    itself would refuse."""
    yield
    with as_owner(), connection.cursor() as cursor:
        triggers_off(cursor)
        run(cursor, "DELETE FROM audit_seal", "DELETE FROM audit_event")
    with as_owner():
        install_triggers()


def attacked(keys: Path, ids: list[int], attacks: int) -> Counter[str]:
    """Each attack in a transaction that is taken back; how often each kind was found with its entry named."""
    chance, found = random.Random(6), Counter()
    for number in range(attacks):
        attack = ATTACKS[number % len(ATTACKS)]
        with transaction.atomic():
            with connection.cursor() as cursor:
                expected = attack(cursor, ids, chance)
            result = verify_log(keys)
            if result.why and result.first_bad == expected:
                found[attack.__name__] += 1
            transaction.set_rollback(True)
    return found


@pytest.mark.parametrize(
    "attacks", [pytest.param(200, id="ci"), pytest.param(2000, id="long", marks=pytest.mark.long)]
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_every_attack_is_found_and_its_first_entry_named(tmp_path, attacks):
    ids = log_of(120, 6, tmp_path)
    with as_owner(), connection.cursor() as cursor:
        triggers_off(cursor)
        found = attacked(tmp_path, ids, attacks)
        print(f"T6 {connection.vendor}: {attacks} attacks, found and named {dict(found)}")
        assert sum(found.values()) == attacks
        assert verify_log(tmp_path).why == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_a_whole_recomputation_by_who_owns_the_database_is_found(tmp_path):
    ids = log_of(60, 3, tmp_path)
    forged = tmp_path / "forged"
    forged.mkdir()
    keyring(tmp_path)
    with as_owner(), connection.cursor() as cursor:
        triggers_off(cursor)
        cursor.execute(f"UPDATE audit_event SET reason = 'other' WHERE id = {ids[7]}")
        cursor.execute("DELETE FROM audit_seal")
        seal_events(forged)
        assert verify_log(forged).why == ""
        result = verify_log(tmp_path)
        assert (result.first_bad, result.why) == (ids[0], "signature")


@pytest.mark.django_db
def test_without_leaves_and_signatures_an_attack_passes(tmp_path, monkeypatch):
    """The control: a log whose hashes are not compared is silent about an edit."""
    ids = log_of(12, 2, tmp_path)
    with as_owner(), connection.cursor() as cursor:
        triggers_off(cursor)
        cursor.execute(f"UPDATE audit_event SET reason = 'other' WHERE id = {ids[3]}")
    assert verify_log(tmp_path).first_bad == ids[3]
    monkeypatch.setattr("ansinh.audit.sealing._fault", lambda *_given: ("", 0))
    assert verify_log(tmp_path).why == ""


@pytest.mark.django_db
def test_copies_of_the_heads_elsewhere_find_what_was_cut_here_too(
    tmp_path, settings, django_capture_on_commit_callbacks
):
    keys, elsewhere = tmp_path / "keys", tmp_path / "elsewhere"
    keys.mkdir()
    elsewhere.mkdir()
    settings.SEAL_COPIES = (elsewhere,)
    with django_capture_on_commit_callbacks(execute=True):
        ids = log_of(12, 3, keys)
    with as_owner(), connection.cursor() as cursor:
        triggers_off(cursor)
        last = Seal.objects.order_by("-last_id").first()
        cursor.execute(f"DELETE FROM audit_event WHERE id >= {last.first_id}")
        cursor.execute(f"DELETE FROM audit_seal WHERE last_id = {last.last_id}")
    shutil.rmtree(keys / "last-seal.json", ignore_errors=True)
    (keys / "last-seal.json").unlink()
    result = verify_log(keys)
    assert (result.first_bad, result.why) == (ids[-1], "tail")
    assert len((elsewhere / "seals.lines").read_text().splitlines()) == 3


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("emptied")
def test_a_million_entries_are_verified(tmp_path):
    for start in range(0, 1_000_000, 10_000):
        Event.objects.bulk_create(
            (
                Event(
                    at=now(),
                    name="access.page_seen",
                    actor_kind="user",
                    actor_ref="1",
                    actor_label="officer",
                    subject=f"household:{number:032x}",
                    facts={"route": "portal:household", "method": "GET"},
                )
                for number in range(start, start + 10_000)
            ),
            batch_size=2_000,
        )
    seal_events(tmp_path)
    began = time.monotonic()
    result = verify_log(tmp_path)
    print(f"T6 {connection.vendor}: {result.sealed} entries verified in {time.monotonic() - began:.1f} s")
    assert (result.sealed, result.why) == (1_000_000, "")


def test_the_verifying_command_ends_with_one_and_names_the_entry(live):
    """What an auditor runs, on the file itself."""
    if live.system.database:
        pytest.skip("the same command; the file is SQLite's")
    copy = live.system.data.parent / "attacked"
    shutil.copytree(live.system.data, copy)
    with closing(sqlite3.connect(copy / "ansinh.sqlite3")) as db:
        at = db.execute("SELECT min(id) + 2 FROM audit_event").fetchone()[0]
        db.execute("DROP TRIGGER audit_event_append_only_update")
        db.execute(f"UPDATE audit_event SET actor_label = 'other' WHERE id = {at}")
        db.commit()
    whole, broken = live.system.run("audit", "verify"), System(copy).run("audit", "verify")
    assert (whole.returncode, broken.returncode) == (0, 1)
    assert f"số {at}" in broken.stdout
