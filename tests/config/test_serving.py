"""``ansinh serve``: its parts start and stop together; a port in use is refused with what to do."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from ansinh.config.serving import free_port, is_free


@pytest.fixture
def taken():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        yield door.getsockname()[1]


@contextmanager
def serving(folder: Path, port: int):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANSINH_", "DJANGO_", "PYTEST_"))
    }
    with subprocess.Popen(
        [sys.executable, "-m", "ansinh.config.program", "serve", "--port", str(port)],
        env={**kept, "ANSINH_DATA": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def parts_of(process: subprocess.Popen) -> dict[str, int]:
    """The parts of a server by name, from their command lines."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode().split("\0")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if "part" in words and int(parent) == process.pid:
            found[words[words.index("part") + 1]] = int(entry.name)
    return found


def test_a_taken_port_is_refused_and_the_next_free_one_found(taken, bare, tmp_path):
    assert (is_free("127.0.0.1", taken), free_port("127.0.0.1", taken) > taken) == (False, True)
    bare.copy_files(tmp_path / "data")
    with serving(tmp_path / "data", taken) as process:
        said, _nothing = process.communicate(timeout=120)
    assert (process.returncode, f"--port {taken + 1}" in said) == (2, True)


@pytest.mark.long
def test_pages_answer_and_everything_ends_with_the_program_or_with_a_part(tmp_path):
    port = free_port("127.0.0.1", 18800)
    with serving(tmp_path, port) as process:
        assert f":{port}/" in process.stdout.readline()
        assert sorted(parts_of(process)) == ["pages", "worker"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in") as answer:
            assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert is_free("127.0.0.1", port)
    with serving(tmp_path, port) as process:
        process.stdout.readline()
        os.kill(parts_of(process)["worker"], signal.SIGKILL)
        assert process.wait(timeout=30) == 1
    assert is_free("127.0.0.1", port)
