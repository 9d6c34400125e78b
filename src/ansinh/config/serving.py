"""``ansinh serve``: the pages, the worker and the sealer, three parts that start and stop together.

The pages and the worker are processes of their own, so that a long import never slows a page, and a part that dies ends
the whole with an error instead of leaving half a system behind.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException

import click
from django.db import DatabaseError, InterfaceError, close_old_connections
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from ansinh.audit.sealing import seal_events
from ansinh.config.ending import MINDED_BY, end_with
from ansinh.config.environment import ONLY_BY_REQUEST
from ansinh.config.static import gather
from ansinh.kernel.errors import AnSinhError, UnusableInput
from ansinh.kernel.keys import keys_folder
from ansinh.kernel.language import _
from ansinh.work.worker import work_until

_log = logging.getLogger(__name__)
LOOPBACK = "127.0.0.1"
_THREADS = 4
# Every so many seconds: what is not sealed yet can be taken away unseen.
_SEAL_EVERY = 3
_PATIENCE = 15
"""Seconds a part has to end when it is asked to."""
_STARTING = 90
"""Seconds the pages have to start answering: on a machine that does much else at once, loading alone takes half of it."""


class PartEnded(AnSinhError):
    """The pages or the worker ended by themselves."""

    code = "part_ended"
    exit_code = 1


@click.command(help="Mở máy chủ trang, tiến trình công việc và niêm phong nhật ký.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Cổng.")
@click.option("--host", default=LOOPBACK, show_default=True, help="Địa chỉ máy chủ lắng nghe.")
def serve(port: int, host: str) -> None:
    """Serve until stopped."""
    check_free(host, port)
    serve_until_stopped(host, port)


def check_free(host: str, port: int) -> None:
    """Raise ``UnusableInput`` where the port cannot be listened on."""
    if not is_free(host, port):
        said = _(
            "Không mở được cổng {port} trên {host}: cổng đang được chương trình khác dùng, hoặc địa chỉ không thuộc máy này. "
            "Hãy chọn cổng khác bằng --port, ví dụ --port {other}."
        )
        raise UnusableInput(said.format(port=port, host=host, other=port + 1), code="port_taken")


def is_free(host: str, port: int) -> bool:
    """Whether nobody listens there and the address is this machine's."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def free_port(host: str, wanted: int) -> int:
    """``wanted``, or the next port above it that nobody uses. Raises ``UnusableInput`` where fifty in a row are taken."""
    for port in range(wanted, min(wanted + 50, 65536)):
        if is_free(host, port):
            return port
    check_free(host, wanted)
    return wanted


def serve_until_stopped(host: str, port: int, *, ready: Callable[[str], None] | None = None) -> None:
    """Start every part, call ``ready`` with the address once pages answer, seal every few seconds, and end all parts on
    Ctrl-C or SIGTERM. Raises ``PartEnded`` where one ends by itself."""
    gather()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    parts = {name: _start(name, host, port) for name in ("pages", "worker")}
    try:
        _wait_for_pages(host, port, parts, stopping)
        if not stopping.is_set():
            address = f"http://{_shown(host)}:{port}/"
            (ready or _say_ready)(address)
        _watch(parts, stopping)
    finally:
        _end(parts)
        _seal()


def _say_ready(address: str) -> None:
    click.echo(_("An Sinh đang chạy tại {address} (Ctrl-C để dừng).").format(address=address))


def _shown(host: str) -> str:
    return {"0.0.0.0": LOOPBACK, "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)


def _start(name: str, host: str, port: int) -> subprocess.Popen:
    """A part in a session of its own: Ctrl-C reaches this process alone, which ends the parts in order."""
    hosts = [one for one in os.environ.get("ANSINH_HOSTS", "").split(",") if one]
    environment = os.environ | {"ANSINH_HOSTS": ",".join(dict.fromkeys([*hosts, host]))}
    if name == "pages":
        environment[ONLY_BY_REQUEST] = "1"
    return subprocess.Popen(
        [sys.executable, "-m", "ansinh.config.program", "part", name, host, str(port), str(os.getpid())],
        env=environment,
        start_new_session=True,
    )


def _wait_for_pages(
    host: str, port: int, parts: dict[str, subprocess.Popen], stopping: threading.Event
) -> None:
    until = time.monotonic() + _STARTING
    while not stopping.is_set() and not _answers(host, port):
        _check(parts)
        if time.monotonic() > until:
            raise PartEnded(_("Máy chủ trang không trả lời. Hãy chạy lại; nếu vẫn vậy, hãy đổi cổng."))
        stopping.wait(0.1)


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(_shown(host).strip("[]"), port, timeout=2)
    try:
        connection.request("HEAD", "/", headers={"Host": f"{_shown(host)}:{port}"})
        connection.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
    return True


def _watch(parts: dict[str, subprocess.Popen], stopping: threading.Event) -> None:
    sealed = time.monotonic()
    while not stopping.wait(0.3):
        _check(parts)
        if time.monotonic() - sealed > _SEAL_EVERY:
            sealed = time.monotonic()
            _seal()
            close_old_connections()


def _seal() -> None:
    """Seal what is new. Somebody's long import may hold the write lock, or a disk be full or gone: the next time seals what
    this one could not, and what waits too long is an alarm on the administrators' page and stops approvals."""
    try:
        seal_events(keys_folder())
    except (DatabaseError, InterfaceError, OSError) as failure:
        _log.warning("log not sealed: %s", type(failure).__name__)


def _check(parts: dict[str, subprocess.Popen]) -> None:
    for name, part in parts.items():
        if part.poll() is not None:
            said = _(
                "Phần «{part}» của máy chủ đã tự dừng (mã {code}). Xem thông báo phía trên rồi chạy lại."
            )
            words = {"pages": _("trang"), "worker": _("công việc")}
            raise PartEnded(said.format(part=words[name], code=part.returncode))


def _end(parts: dict[str, subprocess.Popen]) -> None:
    for part in parts.values():
        if part.poll() is None:
            part.terminate()
    until = time.monotonic() + _PATIENCE
    for part in parts.values():
        try:
            part.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            # A job in the middle of one long step: its transaction is rolled back and it runs again next time.
            part.kill()
            part.wait()


# What follows runs in the parts.


@click.command(hidden=True)
@click.argument("name", type=click.Choice(["pages", "worker"]))
@click.argument("host")
@click.argument("port", type=int)
@click.argument("parent", type=int)
def part(name: str, host: str, port: int, parent: int) -> None:
    """One part of a server, started by ``serve``."""
    if name == "pages":
        end_with(parent, lambda: os.kill(os.getpid(), signal.SIGTERM))
        os.environ[MINDED_BY] = str(os.getpid())
        _pages(host, port)
        return
    leaving = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: leaving.set())
    end_with(parent, leaving.set)
    work_until(leaving.is_set)


def _pages(host: str, port: int) -> None:
    Granian(
        "ansinh.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        # One interpreter keeps one core busy; a second answers while the first computes. More would only wait for the database.
        workers=min(2, os.cpu_count() or 1),
        # Each thread keeps its own connection to the database; more of them would only share one interpreter.
        blocking_threads=_THREADS,
        blocking_threads_idle_timeout=600,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.warning,
    ).serve()
