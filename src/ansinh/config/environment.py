"""What the environment decides: where a run keeps its things, which database, which keys.

``ANSINH_DATA`` (default ``var/`` of the project) holds everything a run keeps; another folder is another system.
``ANSINH_KEYS`` names another folder for the keys. ``ANSINH_DATABASE_URL`` is the application's role on PostgreSQL,
``ANSINH_DATABASE_OWNER_URL`` the owner's, who migrates.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

PROJECT = Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """The folder of this system, made if absent."""
    folder = Path(os.environ.get("ANSINH_DATA") or PROJECT / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def keys_folder() -> Path:
    """The folder of the keys, readable by its owner only."""
    named = os.environ.get("ANSINH_KEYS")
    folder = Path(named).resolve() if named else data_folder() / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_key() -> str:
    """The key of sessions and one-time links, made at first use and kept."""
    path = keys_folder() / "session.key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")


def database(url: str | None) -> dict:
    """Django's settings of one database: PostgreSQL where a URL says so, else SQLite in the data folder.

    SQLite runs in WAL with ``synchronous=FULL``: with NORMAL, acknowledged rows are lost at a power cut. A
    transaction takes the write lock when it begins, so it never fails half-way for want of it.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_folder() / "ansinh.sqlite3",
            "OPTIONS": {
                "timeout": 60,
                "transaction_mode": "IMMEDIATE",
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise UnusableInput(
            _(
                "ANSINH_DATABASE_URL: loại cơ sở dữ liệu «{kind}» chưa được hỗ trợ; hãy dùng postgresql://…"
            ).format(kind=parts.scheme),
            code="unknown_database",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or dict(parse_qsl(parts.query)).get("host", "")),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": True,
    }
