"""T18: a database of every released schema comes to today's with no row lost and no value changed.

On SQLite, which makes tables anew to alter them; a row in every table of the release. The newest release at every run, the
earlier ones in the long tier.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.base.released import RELEASES, ROWS, structure, tell

# Computed anew from other tables, so other values are right; their rows are counted all the same.
COPIES = {"households_householdline", "households_householdname", "households_nameword"}
# Written by the migrating program itself.
OF_THE_PROGRAM = {"django_migrations", "sqlite_sequence", "audit_event", "audit_seal", "django_content_type"}


def run(data: Path, *words: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSINH_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=kept | {"ANSINH_DATA": str(data), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def lost(before: dict[str, list[dict[str, str]]], after: dict[str, list[dict[str, str]]]) -> list[str]:
    """What was there before and is not, or is otherwise, after: tables, rows and values of columns that stayed."""
    found = []
    for table, rows in before.items():
        if table in OF_THE_PROGRAM:
            continue
        if len(after.get(table, [])) < len(rows):
            found.append(f"{table}: {len(rows)} rows, now {len(after.get(table, []))}")
        elif rows and table not in COPIES:
            stayed = sorted(rows[0].keys() & after[table][0].keys())
            had, has = (
                {tuple(one[name] for name in stayed) for one in side} for side in (rows, after[table])
            )
            found += [f"{table}: {one}" for one in had - has]
    return found


@pytest.mark.parametrize(
    "release",
    [one if one == "law" else pytest.param(one, marks=pytest.mark.long) for one in RELEASES],
)
def test_no_row_of_a_released_schema_is_lost(release: str, tmp_path: Path):
    data = tmp_path / "data"
    data.mkdir()
    filled = json.loads(run(data, "tests.base.released", release).splitlines()[-1])
    assert len(filled) > 20
    assert set(filled.values()) == {ROWS}
    before = tell(data)

    run(data, "django", "migrate", "-v", "0")

    after = tell(data)
    assert lost(before, after) == []
    assert run(data, "django", "migrate", "--check") == ""
    # What an empty database is given at once, without going through the migrations, is what they come to.
    new = tmp_path / "new"
    new.mkdir()
    run(new, "django", "migrate", "-v", "0")
    assert structure(new) ^ structure(data) == set()
    noted = [{(one["app"], one["name"]) for one in side["django_migrations"]} for side in (after, tell(new))]
    assert noted[0] == noted[1]
    with closing(sqlite3.connect(new / "ansinh.sqlite3")) as db:
        db.execute("DROP INDEX gap_name")
    assert [one[:2] for one in structure(new) ^ structure(data)] == [("index", "gap_name")]
    # The control: a row and a value that went would be told.
    table = "places_unit"
    assert lost(before, after | {table: after[table][1:]}) != []
    assert lost(before, after | {table: [one | {"name": "'x'"} for one in after[table]]}) != []
