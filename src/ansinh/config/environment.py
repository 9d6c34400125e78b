"""What the environment decides: where a run keeps its things, which database, which keys.

``ANSINH_DATA`` (default ``var/`` of the project) holds everything a run keeps; another folder is another system.
``ANSINH_KEYS`` names another folder for the keys. ``ANSINH_DATABASE_URL`` is the application's role on PostgreSQL,
``ANSINH_DATABASE_OWNER_URL`` the owner's, who migrates.
"""

import os
import secrets
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _

ONLY_BY_REQUEST = "ANSINH_ONLY_BY_REQUEST"
PROJECT = Path(__file__).resolve().parents[3]
_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
_SHORTEST_KEY, _FEWEST_LETTERS = 50, 20


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


def origin() -> str:
    """The one address people know the site by, ``https://ansinh.example.gov.vn``: ``ANSINH_ORIGIN``; blank on a machine of
    one's own. Raises ``UnusableInput`` for anything but https and a name."""
    given = os.environ.get("ANSINH_ORIGIN", "").rstrip("/")
    parts = urlsplit(given)
    if given and (parts.scheme != "https" or not parts.hostname or given != f"https://{parts.netloc}"):
        said = _("ANSINH_ORIGIN phải có dạng https://tên-miền, không có gì phía sau.")
        raise UnusableInput(said, code="unusable_origin")
    return given


def served_hosts() -> list[str]:
    """Names and addresses under which the pages may be asked for besides this machine's own: ``ANSINH_HOSTS`` and the
    origin's. Raises ``UnusableInput`` for a wildcard: a page asked for under a foreign name is an attack on its links."""
    named = [name.strip() for name in os.environ.get("ANSINH_HOSTS", "").split(",") if name.strip()]
    if any("*" in name or name.startswith(".") for name in named):
        said = _("ANSINH_HOSTS không nhận «*» hay tên bắt đầu bằng dấu chấm. Hãy ghi đủ từng tên miền.")
        raise UnusableInput(said, code="wildcard_host")
    return [*named, *filter(None, [urlsplit(origin()).hostname])]


def proxies() -> frozenset[str]:
    """Addresses of the proxies whose word about who asks is believed: ``ANSINH_PROXIES``, apart by commas. Raises
    ``UnusableInput`` for what is no address."""
    named = [one.strip() for one in os.environ.get("ANSINH_PROXIES", "").split(",") if one.strip()]
    try:
        return frozenset(str(ip_address(one)) for one in named)
    except ValueError as error:
        said = _("ANSINH_PROXIES chỉ nhận địa chỉ IP của máy chủ trung gian, cách nhau bằng dấu phẩy.")
        raise UnusableInput(said, code="unusable_proxy") from error


def demonstrates() -> bool:
    """Whether this system shows invented people on this machine alone: ``ansinh demo`` built it, and it is served under no
    name, to no other machine and behind no proxy. There, and nowhere else, no second factor is asked for."""
    elsewhere = origin() or proxies() or any(name not in _THIS_MACHINE for name in served_hosts())
    return (data_folder() / "demo").is_dir() and not elsewhere


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
    return _strong(path.read_text(encoding="ascii").strip())


def _strong(key: str) -> str:
    """``key``; raises ``UnusableInput`` where somebody put one there that can be guessed."""
    if len(key) < _SHORTEST_KEY or len(set(key)) < _FEWEST_LETTERS or "insecure" in key.casefold():
        said = _(
            "session.key quá ngắn hoặc là khóa mẫu. Hãy xóa tệp này để chương trình tạo khóa mới; mọi người đăng nhập lại."
        )
        raise UnusableInput(said, code="weak_key")
    return key


def refuse_unsafe(settings: Any) -> None:
    """Raise ``UnusableInput`` where somebody's own settings would show strangers the insides of the program or believe any
    name: asked before anything is served."""
    if settings.DEBUG:
        raise UnusableInput(_("DEBUG phải tắt: trang lỗi sẽ lộ dữ liệu."), code="debug_on")
    if any("*" in name or name.startswith(".") for name in settings.ALLOWED_HOSTS):
        raise UnusableInput(_("ALLOWED_HOSTS không được nhận mọi tên."), code="wildcard_host")
    _strong(settings.SECRET_KEY)


def _reaching() -> dict[str, Any]:
    """What a connection reaches by itself (``kernel.walls``): everything for the console, the worker, the sealer and the
    owner; nothing for the pages (``config.wsgi``), of which each request says what it reaches."""
    return {} if os.environ.get(ONLY_BY_REQUEST) else {"options": "-c ansinh.reach=*"}


def database(url: str | None) -> dict:
    """Django's settings of one database: PostgreSQL where a URL says so, else SQLite in the data folder.

    SQLite runs in WAL with ``synchronous=FULL``: with NORMAL, acknowledged rows are lost at a power cut. A
    transaction takes the write lock when it begins, so it never fails half-way for want of it. A row that another replaces
    (``INSERT OR REPLACE``) asks the triggers of a deletion too.
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
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA recursive_triggers=ON"
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
    more = dict(parse_qsl(parts.query))
    host, port = more.pop("host", ""), more.pop("port", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or host),
        "PORT": str(parts.port or port),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # What else the URL asks of a connection, ``sslmode`` above all: left out, it would be as if nobody had asked. Only what
        # asks for it is prepared (``kernel.single_rows``); Django's own statements never are.
        "OPTIONS": more | _reaching() | {"prepare_threshold": 5},
    }
