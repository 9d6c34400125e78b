"""Seals: whoever changes the log by the database's own hand is found."""

import pytest
from django.db import connection
from tests.roles import as_owner

from ansinh.audit.leaves import head_of, leaf_of
from ansinh.audit.models import Event, Seal
from ansinh.audit.sealing import Verification, merkle_root, seal_events, verify_log
from ansinh.kernel.dates import now
from ansinh.kernel.keys import keyring

pytestmark = pytest.mark.django_db


def events(count: int) -> list[int]:
    return [
        Event.objects.create(
            at=now(),
            name="test",
            actor_kind="console",
            actor_ref="console",
            actor_label="console",
            facts={"số": number},
        ).pk
        for number in range(count)
    ]


def by_hand(*statements: str) -> None:
    """What somebody with the owner's rights could do: the triggers are taken off first."""
    with as_owner(), connection.cursor() as cursor:
        for table in ("audit_event", "audit_seal"):
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_append_only_{verb}{on}")
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def log(tmp_path):
    """Two seals over three and two events; the ids of the events."""
    first = events(3)
    seal_events(tmp_path)
    second = events(2)
    seal_events(tmp_path)
    return [*first, *second]


def test_an_untouched_log_verifies(log, tmp_path):
    events(1)
    assert verify_log(tmp_path) == Verification(sealed=5, unsealed=1, first_bad=0, why="")


def test_nothing_new_makes_no_seal(log, tmp_path):
    assert (seal_events(tmp_path), Seal.objects.count()) == (None, 2)


@pytest.mark.parametrize(
    "column, value",
    [
        ("name", "'other'"),
        ("actor_ref", "'other'"),
        ("actor_kind", "'user'"),
        ("actor_label", "'other'"),
        ("subject", "'other'"),
        ("place", "'other'"),
        ("reason", "'other'"),
        ("facts", "'{}'"),
        ("at", "'2020-01-01 00:00:00'"),
    ],
)
def test_an_edit_of_any_column_is_found(log, tmp_path, column, value):
    by_hand(f"UPDATE audit_event SET {column} = {value} WHERE id = {log[1]}")
    assert verify_log(tmp_path) == Verification(sealed=0, unsealed=0, first_bad=log[1], why="edited")


def test_a_deleted_event_is_found(log, tmp_path):
    by_hand(f"DELETE FROM audit_event WHERE id = {log[3]}")
    assert verify_log(tmp_path) == Verification(sealed=3, unsealed=0, first_bad=log[3], why="missing")


def test_an_inserted_event_is_found(log, tmp_path):
    by_hand(
        f"UPDATE audit_event SET id = {log[4] + 100} WHERE id = {log[4]}",
        f"UPDATE audit_seal SET last_id = {log[4] + 100} WHERE last_id = {log[4]}",
        "INSERT INTO audit_event (id, at, name, actor_kind, actor_ref, actor_label, subject, place, reason, facts) "
        f"SELECT {log[4] + 50}, at, name, actor_kind, actor_ref, actor_label, subject, place, reason, facts "
        f"FROM audit_event WHERE id = {log[3]}",
    )
    assert verify_log(tmp_path).why == "head"


def test_two_events_in_another_order_are_found(log, tmp_path):
    by_hand(
        f"UPDATE audit_event SET id = -1 WHERE id = {log[0]}",
        f"UPDATE audit_event SET id = {log[0]} WHERE id = {log[1]}",
        f"UPDATE audit_event SET id = {log[1]} WHERE id = -1",
    )
    found = verify_log(tmp_path)
    assert (found.why, found.first_bad) == ("edited", log[0])


def test_a_cut_tail_is_found(log, tmp_path):
    by_hand(f"DELETE FROM audit_event WHERE id >= {log[3]}")
    assert verify_log(tmp_path) == Verification(sealed=3, unsealed=0, first_bad=log[3], why="missing")


def test_a_cut_tail_together_with_its_seal_is_found(log, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        last = events(1)[0]
        seal_events(tmp_path)
    assert verify_log(tmp_path).why == ""
    by_hand(f"DELETE FROM audit_event WHERE id = {last}", f"DELETE FROM audit_seal WHERE last_id = {last}")
    assert verify_log(tmp_path) == Verification(sealed=5, unsealed=0, first_bad=last, why="tail")


def test_a_seal_that_was_rolled_back_is_no_witness(log, tmp_path):
    assert list(tmp_path.glob("last-seal*")) == []


def test_a_seal_taken_out_of_the_chain_is_found(log, tmp_path):
    by_hand(f"DELETE FROM audit_seal WHERE first_id = {log[0]}")
    found = verify_log(tmp_path)
    # What the first seal covered belongs to none now.
    assert (found.sealed, found.first_bad, found.why) == (0, log[0], "added")


def test_a_log_computed_anew_without_the_key_is_found(log, tmp_path):
    forged = tmp_path / "forged"
    forged.mkdir()
    keyring(tmp_path)
    by_hand(f"UPDATE audit_event SET reason = 'other' WHERE id = {log[1]}", "DELETE FROM audit_seal")
    seal_events(forged)

    assert verify_log(forged).why == ""
    assert verify_log(tmp_path) == Verification(sealed=0, unsealed=0, first_bad=log[0], why="signature")


def test_an_event_put_into_a_gap_is_found_and_named(log, tmp_path):
    by_hand(f"DELETE FROM audit_event WHERE id = {log[0]}")
    made = events(1)[0]
    by_hand(f"UPDATE audit_event SET id = {log[0] - 1} WHERE id = {made}")
    assert verify_log(tmp_path) == Verification(sealed=0, unsealed=0, first_bad=log[0] - 1, why="added")


def test_leaves_touched_together_with_their_event_are_found(log, tmp_path):
    by_hand(
        f"UPDATE audit_event SET reason = 'other' WHERE id = {log[1]}",
        f"UPDATE audit_seal SET leaves = (SELECT leaves FROM audit_seal WHERE first_id = {log[3]}) "
        f"WHERE first_id = {log[0]}",
    )
    assert verify_log(tmp_path) == Verification(sealed=0, unsealed=0, first_bad=log[0], why="head")


@pytest.mark.parametrize("column", ["count", "root", "first_id", "sealed_at", "form", "leaves"])
def test_an_edit_of_any_column_of_a_seal_is_found(log, tmp_path, column):
    value = {"root": "'00'", "sealed_at": "'2020-01-01 00:00:00'", "leaves": "''"}.get(
        column, f"{column} - 1"
    )
    by_hand(f"UPDATE audit_seal SET {column} = {value} WHERE first_id = {log[3]}")
    assert verify_log(tmp_path) == Verification(
        sealed=3, unsealed=0, first_bad=log[3] if column != "first_id" else log[3] - 1, why="head"
    )


def test_a_seal_with_another_number_is_found(log, tmp_path):
    by_hand(f"UPDATE audit_seal SET id = id + 5 WHERE first_id = {log[3]}")
    assert verify_log(tmp_path).why in {"head", "number"}


def test_seals_of_the_form_before_still_hold_and_are_continued(
    log, tmp_path, django_capture_on_commit_callbacks
):
    """Made before leaves were kept: their faults are told by the batch."""
    by_hand("DELETE FROM audit_seal")
    found = [*Event.objects.order_by("pk")]
    old = Seal(
        pk=7,
        first_id=found[0].pk,
        last_id=found[2].pk,
        count=3,
        root=merkle_root(map(leaf_of, found[:3])).hex(),
        sealed_at=now(),
        form=1,
    )
    head = head_of(old)
    old.head, old.signature = head.hex(), keyring(tmp_path).signer.sign(head).hex()
    old.save(force_insert=True)
    seal_events(tmp_path)
    assert verify_log(tmp_path) == Verification(sealed=5, unsealed=0, first_bad=0, why="")
    by_hand(f"UPDATE audit_event SET reason = 'other' WHERE id = {log[1]}")
    assert verify_log(tmp_path) == Verification(sealed=0, unsealed=0, first_bad=log[0], why="root")


def test_a_long_log_is_sealed_in_several_seals(tmp_path, monkeypatch):
    monkeypatch.setattr("ansinh.audit.sealing.MOST_OF_A_SEAL", 2)
    events(5)
    seal_events(tmp_path)
    assert [seal.count for seal in Seal.objects.order_by("pk")] == [2, 2, 1]
    assert verify_log(tmp_path) == Verification(sealed=5, unsealed=0, first_bad=0, why="")


def test_a_root_depends_on_every_leaf_and_its_place():
    leaves = [bytes([number + 1]) * 32 for number in range(5)]
    roots = {merkle_root(leaves[:count]) for count in range(6)} | {merkle_root(leaves[::-1])}
    assert len(roots) == 7
