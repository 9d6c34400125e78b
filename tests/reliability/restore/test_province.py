"""T7 at its full size: the demonstration of Hải Dương, 620,779 households, goes into a backup and comes back the same."""

import json
import time

import pytest
from tests.reliability.restore.system import System, on_postgres, postgres_databases

pytestmark = [pytest.mark.django_db, pytest.mark.long]

HOUSEHOLDS = 620_779
# A command that takes longer than this hangs; how long each takes is told and not asserted.
_LONGEST = 2 * 3600


@pytest.fixture
def databases():
    """Environments of two empty databases; empty environments on SQLite."""
    if not on_postgres():
        yield {}, {}
        return
    with postgres_databases("province", "province_back") as made:
        yield tuple(made)


def test_the_whole_of_a_province_comes_back_from_its_backup(databases, tmp_path):
    living = System(tmp_path / "living", databases[0], _LONGEST)
    living.done("demo", "--place", "hai-duong", "--no-serve")
    file = tmp_path / "province.backup"
    began = time.monotonic()
    living.done("backup", file)
    took = time.monotonic() - began
    rows, files, structure = living.rows(), living.files(), living.structure()
    assert rows["households_household"][0] == HOUSEHOLDS

    back = System(tmp_path / "back", databases[1], _LONGEST)
    began = time.monotonic()
    back.done("restore", file)
    print(
        f"province: {sum(count for count, _sum in rows.values())} rows, backup {took:.0f} s, "
        f"{file.stat().st_size / 1e6:.0f} MB, restore {time.monotonic() - began:.0f} s"
    )

    assert back.rows() == rows
    assert back.files() == files
    assert back.structure() == structure
    assert json.loads(back.done("audit", "verify", "--format", "json"))["why"] == ""
