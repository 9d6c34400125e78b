"""A command that only looks does not wait for one that writes."""

import os
import sqlite3
import subprocess
import sys


def _run(folder, *words: str, patience: int = 50) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ANSINH_")}
    environment |= {"ANSINH_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    return subprocess.run(
        [sys.executable, "-m", "ansinh.config.program", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=patience,
    )


def test_places_are_shown_while_the_write_lock_is_held(tmp_path):
    first = _run(tmp_path, "places", "show", "311", "--on", "2022-12-14", patience=600)
    writer = sqlite3.connect(tmp_path / "ansinh.sqlite3", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")

    # Its patience is less than the wait for SQLite's lock, which would be the failure.
    second = _run(tmp_path, "places", "show", "311", "--on", "2022-12-14")

    writer.execute("ROLLBACK")
    writer.close()
    assert (first.returncode, second.returncode, second.stdout) == (0, 0, first.stdout), second.stderr
