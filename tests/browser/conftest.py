"""A real browser on a real server: the demonstration's data, ``ansinh serve``, Debian's Chromium.

What any page may never do is asserted for every page a test opens: errors in the console, breaches of the content policy,
failed requests, addresses of another host.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.reliability.ready import Original, alone, shared_folder

# Chromium without what only a window needs.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).parent / "axe.min.js"
REPOSITORY = Path(__file__).parents[2]
# Seconds; building the demonstration takes about one minute on a machine of its own.
TAKES_AT_MOST = 900


def run(folder: Path, *words: str) -> str:
    """Run the program on the data in ``folder``; what it printed."""
    return _python(environment(folder), "ansinh.config.program", *words)


def _python(env: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *words],
        env=env,
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
        timeout=TAKES_AT_MOST,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ANSINH_", "DJANGO_", "PYTEST_"))
    }
    return {**kept, "ANSINH_DATA": str(folder)}


@pytest.fixture(scope="session")
def demonstration(demonstrated: Original, tmp_path_factory) -> Path:
    """The data folder of the built demonstration, with officers and a review under the law; built once for all processes of a
    run."""
    shared = shared_folder(tmp_path_factory)
    folder = shared / "demonstration"
    with alone(shared / "demonstration.lock"):
        if not folder.exists():
            part = shared / "demonstration.part"
            demonstrated.copy_files(part)
            add_officers(part)
            _go_through_a_review(part)
            part.rename(folder)
    return folder


def add_officers(folder: Path) -> None:
    """District, chair, commune and administrator, who sign in by links."""
    for name, words, role, code in (
        ("huyen", "Phạm Thị Huyện", "province_officer", "311"),
        ("duyet", "Lê Văn Duyệt", "province_chair", "311"),
        ("xa", "Trần Thị Xã", "commune_officer", "11473"),
        ("quantri", "Vũ Quản Trị", "administrator", None),
    ):
        run(folder, "accounts", "add", name, "--name", words)
        place = ("--at", code, "--on", "2022-12-14") if code else ()
        run(folder, "accounts", "give-role", name, role, *place, "--from", "2022-01-01")


def _go_through_a_review(folder: Path) -> None:
    """A round under the law with communes in several of its states; adds ``canboxa`` and ``chutich``, who do its steps."""
    env = environment(folder) | {"DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    _python(env, "tests.browser.law_rounds")


@dataclass
class Site:
    """A running system."""

    folder: Path
    base: str

    def link(self, name: str) -> str:
        """A one-time link for an officer: ``huyen`` (district), ``xa`` (a commune), ``duyet`` (approves), ``quantri``."""
        return run(self.folder, "accounts", "link", name, "--base", self.base).strip()


@pytest.fixture(scope="module")
def site(demonstration, tmp_path_factory) -> Iterator[Site]:
    """A server of this test file's own, on its own copy of the demonstration."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(demonstration, folder)
    with served(folder) as one:
        yield one


@contextmanager
def served(folder: Path) -> Iterator[Site]:
    """A server on the data in ``folder``; that it ended by itself fails."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "ansinh.config.program", "serve", "--port", str(port)],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait_for(base, process)
        yield Site(folder, base)
    finally:
        ended = process.poll()
        process.terminate()
        said = process.communicate(timeout=30)[0]
    assert ended is None, f"the server ended by itself ({ended}): {said}"


def _free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def _wait_for(base: str, served: subprocess.Popen) -> None:
    for _try in range(300):
        if served.poll() is not None:
            raise RuntimeError(served.stdout.read())
        try:
            urllib.request.urlopen(f"{base}/sign-in").close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        pytest.skip("Chromium (Debian package chromium-headless-shell) is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, pytest.MonkeyPatch.context() as patch:
        # Playwright's loop stands still in this thread between its calls; Django would take every later test of this process for
        # one that runs in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


WIDTHS = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 412, "height": 915}}


@pytest.fixture
def browse(site, chromium):
    """``browse("huyen", language="en", width="phone")``: a page of that officer's browser, at the start page."""
    contexts, said = [], []

    def opened(name: str | None = None, *, language: str = "vi", width: str = "desk"):
        context = chromium.new_context(viewport=WIDTHS[width], base_url=site.base)
        contexts.append(context)
        context.add_cookies([{"name": "ansinh_language", "value": language, "url": site.base}])
        page = context.new_page()
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((site.base, "data:")) else said.append(asked.url),
        )
        page.goto(site.link(name) if name else "/")
        return page

    yield opened
    for context in contexts:
        context.close()
    # A refused form answers 4xx, which Chromium reports; what is expected is not an error of the page.
    assert [line for line in said if "the server responded with a status of 4" not in line] == []


def breaches(page) -> list[str]:
    """What axe finds wrong with the page as it stands, for people who do not see, hear or point."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # All it found takes as long to come over as to find.
    return page.evaluate(
        """() => axe.run(document, {resultTypes: ["violations"]}).then(found => found.violations.flatMap(
            one => one.nodes.map(node => `${one.id}: ${node.html.slice(0, 160)}`)
        ))"""
    )


def crowded(page) -> str:
    """Parts of the bar at the top that touch one another: what is in the menu may not run into what follows it."""
    return page.evaluate(
        """() => {
            const seen = [...document.querySelectorAll(
                ".top-name, .top-all > summary, .top-groups > li, .top-end > *"
            )].filter(one => one.offsetWidth > 0).map(one => one.getBoundingClientRect());
            const touching = seen.slice(1).some((one, at) => one.left < seen[at].right - 0.5);
            const lines = seen.some(one => one.height > 60);
            return touching ? "parts of the bar touch" : lines ? "the bar runs over two lines" : "";
        }"""
    )


def too_wide(page) -> int:
    """By how many pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
