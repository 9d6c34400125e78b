"""What the environment decides: where a run keeps its things, which database, which keys.

``ANSINH_DATA`` (default ``var/`` of the project) holds everything a run keeps; another folder is another system.
``ANSINH_KEYS`` names another folder for the keys. ``ANSINH_DATABASE_URL`` is the application's role on PostgreSQL,
``ANSINH_DATABASE_OWNER_URL`` the owner's, who migrates.
"""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

ONLY_BY_REQUEST = "ANSINH_ONLY_BY_REQUEST"
PROJECT = Path(__file__).resolve().parents[3]


def data_folder() -> Path:
    """The folder of this system, made if absent. Raises ``UnusableInput`` where it cannot be made."""
    return _made(Path(os.environ.get("ANSINH_DATA") or PROJECT / "var").resolve(), "ANSINH_DATA")


def keys_folder() -> Path:
    """The folder of the keys, readable by its owner only. Raises ``UnusableInput`` where it cannot be made."""
    named = os.environ.get("ANSINH_KEYS")
    return _made(Path(named).resolve() if named else data_folder() / "keys", "ANSINH_KEYS", 0o700)


def named_folders() -> tuple[Path, Path]:
    """The data folder and the keys folder as the environment names them, whether they are there or not."""
    data = Path(os.environ.get("ANSINH_DATA") or PROJECT / "var").resolve()
    named = os.environ.get("ANSINH_KEYS")
    return data, Path(named).resolve() if named else data / "keys"


def _made(folder: Path, variable: str, mode: int = 0o777) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=mode)
    except OSError as error:
        said = _("{variable}: không dùng được thư mục {folder}. Hãy chọn một thư mục ghi được.")
        raise UnusableInput(said.format(variable=variable, folder=folder), code="unusable_folder") from error
    return folder


def seal_copies() -> tuple[Path, ...]:
    """Folders on other disks or machines that get a copy of each seal's head: ``ANSINH_SEAL_COPIES``, apart by ``:``."""
    named = [name for name in os.environ.get("ANSINH_SEAL_COPIES", "").split(os.pathsep) if name]
    return tuple(_made(Path(name).resolve(), "ANSINH_SEAL_COPIES", 0o700) for name in named)


def arriving_folder() -> Path:
    """Where uploaded files lie while they come, readable by this system only."""
    return _made(data_folder() / "uploads" / "arriving", "ANSINH_DATA", 0o700)


def served_hosts() -> list[str]:
    """Names and addresses under which the pages may be asked for besides this machine's own: ``ANSINH_HOSTS``."""
    return [name for name in os.environ.get("ANSINH_HOSTS", "").split(",") if name]


def secret_key() -> str:
    """The key of sessions and one-time links, made at first use and kept."""
    path = keys_folder() / "session.key"
    if not path.exists():
        # Two first uses at once: the key appears whole, and the first one made is everybody's.
        draft = path.with_name(f"session.{os.getpid()}.draft")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")


def _reaching() -> dict[str, str]:
    """What a connection reaches by itself (``kernel.walls``): everything for the console, the worker, the sealer and the
    owner; nothing for the pages (``config.wsgi``), of which each request says what it reaches."""
    return {} if os.environ.get(ONLY_BY_REQUEST) else {"options": "-c ansinh.reach=*"}


def database(url: str | None) -> dict:
    """Django's settings of one database: PostgreSQL where a URL says so, else SQLite in the data folder.

    SQLite runs in WAL with ``synchronous=FULL``: with NORMAL, acknowledged rows are lost at a power cut. A
    transaction takes the write lock when it begins, so it never fails half-way for want of it.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_folder() / "ansinh.sqlite3",
            # A thread keeps its connection: opening one costs more than most pages.
            "CONN_MAX_AGE": None,
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
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _reaching(),
    }
