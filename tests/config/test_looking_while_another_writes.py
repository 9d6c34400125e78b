"""A command that only looks does not wait for one that writes."""

import os
import sqlite3
import subprocess
import sys


def _run(folder, *words: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ANSINH_")}
    environment |= {"ANSINH_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    return subprocess.run(
        [sys.executable, "-m", "ansinh.config.program", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )


def test_places_are_shown_while_the_write_lock_is_held(bare, tmp_path):
    folder = tmp_path / "data"
    bare.copy_files(folder)
    first = _run(folder, "places", "show", "311", "--on", "2022-12-14")
    writer = sqlite3.connect(folder / "ansinh.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    # Its patience is less than the wait for SQLite's lock, which would be the failure.
    second = _run(folder, "places", "show", "311", "--on", "2022-12-14")

    writer.execute("ROLLBACK")
    writer.close()
    assert (first.returncode, second.returncode, second.stdout) == (0, 0, first.stdout), second.stderr
