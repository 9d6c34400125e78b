"""Two processes issue at the same moment, turn for turn: every number is given once and none is missing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.reliability.restore.system import System

pytestmark = pytest.mark.django_db
SCRIPT = Path(__file__).parent / "issuer_process.py"
TURNS = 12
_LONGEST = 300


@pytest.fixture(scope="module")
def system(bare, tmp_path_factory):
    with bare.copy(tmp_path_factory.mktemp("race") / "data", "race") as made:
        yield made


def race(system: System, folder: Path, how: str) -> tuple[list[int], int]:
    """The numbers both got, in order, and how often one was refused."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    environment |= {"ANSINH_DATA": str(system.data), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    both = [
        subprocess.Popen(
            [sys.executable, str(SCRIPT), str(folder), name, str(TURNS), how],
            env=environment | system.more,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    try:
        ended = [one.communicate(timeout=_LONGEST) for one in both]
    finally:
        for one in both:
            one.kill()
    assert [one.returncode for one in both] == [0, 0], "".join(errors for _out, errors in ended)
    said = [json.loads(out) for out, _errors in ended]
    return sorted(number for one in said for number in one["numbers"]), sum(one["refused"] for one in said)


def test_two_at_once_get_every_number_once_and_a_register_that_is_not_held_would_not(system, tmp_path):
    held = tmp_path / "held"
    held.mkdir()
    assert race(system, held, "held") == (list(range(1, 2 * TURNS + 1)), 0)
    # The control: with the register not held both want the same number, and only the constraint stands between them.
    read = tmp_path / "read"
    read.mkdir()
    numbers, refused = race(system, read, "read")
    assert refused > 0
    assert len(set(numbers)) == len(numbers)
