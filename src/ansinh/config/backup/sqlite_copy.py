"""A copy of a running SQLite database: one moment of it, in one file, looked through before it is trusted."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from ansinh.config.backup.errors import DamagedBackup
from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _


class DatabaseDamaged(AnSinhError):
    """SQLite itself finds the database broken: a backup of it would be worth nothing."""

    code = "database_damaged"


def copy_database(path: Path, copy: Path) -> dict[str, Any]:
    """Copy the database at ``path`` as it is at one moment, while others read and write; its facts (``facts_of``).

    Raises ``DatabaseDamaged`` where the copy does not hold together.
    """
    with closing(_opened(path)) as db:
        # One statement reads one moment: writers go on beside it.
        db.execute("VACUUM INTO ?", [str(copy)])
    with closing(_opened(copy)) as db:
        found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        said = _("Cơ sở dữ liệu đã hỏng ({found}); không sao lưu được. Hãy phục hồi từ bản sao lưu trước.")
        raise DatabaseDamaged(said.format(found=found))
    return facts_of(copy)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=60, isolation_level=None)


def facts_of(copy: Path) -> dict[str, Any]:
    """``tables`` (rows by table), ``migrations`` (``[app, name]``) and ``versions`` (folders named) of a copied database."""
    with closing(_opened(copy)) as db:
        names = [
            name
            for (name,) in db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        rows = {name: db.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in names}
        done = db.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall()
        versions = db.execute("SELECT folder FROM datasets_version ORDER BY id").fetchall()
    return {
        "tables": {name: {"rows": count} for name, count in rows.items()},
        "migrations": [list(one) for one in done],
        "versions": [folder for (folder,) in versions],
    }


def check_copy(copy: Path, told: dict[str, Any]) -> None:
    """Raise ``DamagedBackup`` where a restored copy does not hold what the manifest tells of it."""
    if facts_of(copy)["tables"] != told["tables"]:
        raise DamagedBackup(
            _("Số dòng trong bản sao lưu khác với bảng kê của nó; chưa phục hồi gì. Hãy lấy bản sao khác.")
        )
