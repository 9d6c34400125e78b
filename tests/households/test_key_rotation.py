"""T17: the key of citizen ids changes row by row; a run that was killed goes on; nothing is unreadable at any moment.

2,000 people each run, 100,000 in the long tier.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from cryptography.exceptions import InvalidTag

from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import CONSOLE, SYSTEM
from ansinh.audit.models import Event
from ansinh.households.actions import resealing
from ansinh.households.actions.resealing import rotate_keys
from ansinh.households.cli_keys import keys as keys_command
from ansinh.households.models import Person
from ansinh.kernel.bulk import insert_frame
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.identifiers import mint_ids
from ansinh.kernel.keys import Keyring, keyring, number_of
from ansinh.kernel.progress import silent

NUMBER = "031080001234"


def test_a_new_key_seals_and_the_older_ones_open(tmp_path):
    ring = Keyring(tmp_path)
    old = ring.seal_id(NUMBER, "one")
    assert (ring.add_cipher_key(), ring.newest) == (1, 1)
    new = ring.seal_id(NUMBER, "one")
    assert (number_of(old), number_of(new)) == (0, 1)
    assert [Keyring(tmp_path).open_id(value, "one") for value in (old, new)] == [NUMBER, NUMBER]
    with pytest.raises(InvalidTag):
        ring.open_id(new, "two")


def test_a_process_that_began_before_finds_the_new_key(tmp_path):
    early, other = Keyring(tmp_path), Keyring(tmp_path)
    other.add_cipher_key()
    assert early.open_id(other.seal_id(NUMBER, "one"), "one") == NUMBER
    assert early.newest == 1


def test_a_missing_key_is_named_and_not_guessed(tmp_path):
    ring = Keyring(tmp_path)
    ring.add_cipher_key()
    sealed = ring.seal_id(NUMBER, "one")
    (tmp_path / "citizen-cipher.1.key").unlink()
    with pytest.raises(UnusableInput, match="1"):
        Keyring(tmp_path).open_id(sealed, "one")


@pytest.mark.django_db
def test_a_user_does_not_change_keys():
    register_user(username="ai-do", full_name="Nguyễn Thị Thử", by=SYSTEM)
    refused = CliRunner().invoke(keys_command, ["rotate"], obj={"as": "ai-do"})
    assert isinstance(refused.exception, Refused)


def people(count: int, folder: Path) -> dict[str, str]:
    """That many people with citizen ids: the id of each by key."""
    ring, keys = keyring(folder), mint_ids(count)
    numbers = {key: f"{31080000000 + place:012}" for place, key in enumerate(keys)}
    rows = pl.DataFrame(
        {
            "id": keys,
            "citizen_id_sealed": [ring.seal_id(number, key) for key, number in numbers.items()],
            "citizen_id_index": [ring.blind_index(number) for number in numbers.values()],
        }
    ).with_columns(
        *(pl.lit("").alias(name) for name in ("full_name", "full_name_fold", "sex", "ethnicity")),
        pl.lit(now()).alias("recorded_at"),
    )
    insert_frame(Person, rows)
    return numbers


def opened(folder: Path) -> dict[str, str]:
    ring = Keyring(folder)
    return {
        one.pk.hex: ring.open_id(one.citizen_id_sealed, one.pk.hex)
        for one in Person.objects.filter(citizen_id_sealed__isnull=False)
    }


class Killed(BaseException):
    """What no program catches."""


def cut_off(stage: str, done: int = 0, total: int = 0) -> None:
    raise Killed


def rotates_and_goes_on(folder: Path, count: int) -> None:
    numbers = people(count, folder)

    with pytest.raises(Killed):
        rotate_keys(keys=folder, by=CONSOLE, progress=cut_off)
    sealed_by = {number_of(value) for value in Person.objects.values_list("citizen_id_sealed", flat=True)}
    assert sealed_by == {0, 1}, "cut off in the middle: both keys are in use"
    assert opened(folder) == numbers
    done = rotate_keys(keys=folder, by=CONSOLE, progress=silent)
    assert done == {"key": 1, "resealed": count - 1_000}, "the run goes on with the same key"
    assert {number_of(value) for value in Person.objects.values_list("citizen_id_sealed", flat=True)} == {1}
    assert opened(folder) == numbers
    noted = [event.facts["count"] for event in Event.objects.filter(name="households.citizen_ids_resealed")]
    assert sum(noted) == count


@pytest.mark.django_db
def test_a_rotation_that_was_cut_off_goes_on(tmp_path):
    rotates_and_goes_on(tmp_path, 2_000)


@pytest.mark.long
@pytest.mark.django_db
def test_a_rotation_of_a_hundred_thousand_that_was_cut_off_goes_on(tmp_path):
    rotates_and_goes_on(tmp_path, 100_000)


@pytest.mark.django_db
def test_without_looking_for_an_unfinished_run_another_key_is_made(tmp_path, monkeypatch):
    """The control: what makes the second run go on is that it looks."""
    people(1_500, tmp_path)
    with pytest.raises(Killed):
        rotate_keys(keys=tmp_path, by=CONSOLE, progress=cut_off)
    monkeypatch.setattr(resealing, "_is_under_way", lambda newest: False)
    assert rotate_keys(keys=tmp_path, by=CONSOLE, progress=silent)["key"] == 2


_SCRIPT = """
import sys
from pathlib import Path
import django
django.setup()
from tests.households.test_key_rotation import people
people(3000, Path(sys.argv[1]))
print("ready", flush=True)
from ansinh.accounts.actor import CONSOLE
from ansinh.households.actions.resealing import rotate_keys
def tell(stage, done=0, total=0):
    print(done, flush=True)
    if done >= 1000:
        sys.stdin.read()
rotate_keys(keys=Path(sys.argv[1]), by=CONSOLE, progress=tell)
"""
_AFTER = """
import sys
from pathlib import Path
import django
django.setup()
from ansinh.accounts.actor import CONSOLE
from ansinh.households.actions.resealing import rotate_keys
from ansinh.households.models import Person
from ansinh.kernel.keys import keyring, number_of
from ansinh.kernel.progress import silent
done = rotate_keys(keys=Path(sys.argv[1]), by=CONSOLE, progress=silent)
ring = keyring(Path(sys.argv[1]))
rows = list(Person.objects.all())
print(done["key"], done["resealed"], len(rows), {number_of(one.citizen_id_sealed) for one in rows},
      len({ring.open_id(one.citizen_id_sealed, one.pk.hex) for one in rows}))
"""


def test_a_killed_process_leaves_every_id_readable_and_the_next_one_finishes(bare, tmp_path):
    """In a system of its own, with a real ``kill -9`` between two thousands."""
    bare.copy_files(tmp_path / "data")
    keys = tmp_path / "keys-here"
    keys.mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    environment = kept | {
        "ANSINH_DATA": str(tmp_path / "data"),
        "DJANGO_SETTINGS_MODULE": "ansinh.config.settings",
    }
    first = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(keys)],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(180, first.kill)
    watchdog.start()
    try:
        assert first.stdout is not None
        assert [first.stdout.readline().strip() for _ in range(2)] == ["ready", "1000"]
        first.send_signal(signal.SIGKILL)
        assert first.wait(60) == -signal.SIGKILL
    finally:
        watchdog.cancel()
        first.kill()
        first.communicate(timeout=60)
    after = subprocess.run(
        [sys.executable, "-c", _AFTER, str(keys)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert after.stdout.split("\n")[0] == "1 2000 3000 {1} 3000", after.stderr
