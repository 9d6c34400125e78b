"""The one visual language holds: contrast from the built tokens, nothing inline, a light first load, a fresh build."""

import gzip
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOURCES = ROOT / "src/ansinh"
BUILT = SOURCES / "portal/static/portal"
FRONTEND = ROOT / "frontend"

# What is written on what, in tokens of the theme: letters need 4.5 to 1, edges and signs 3 to 1 (WCAG 2.2 AA).
LETTERS = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "hover"),
    ("ink", "accent-soft"),
    ("ink", "ok-soft"),
    ("ink", "warn-soft"),
    ("ink", "err-soft"),
    ("ink", "note-soft"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "hover"),
    ("muted", "accent-soft"),
    ("muted", "warn-soft"),
    ("primary", "paper"),
    ("primary", "surface"),
    ("primary", "hover"),
    ("primary", "accent-soft"),
    ("primary", "warn-soft"),
    ("primary", "err-soft"),
    ("primary-content", "primary"),
    ("ok", "surface"),
    ("ok", "hover"),
    ("ok", "accent-soft"),
    ("warn", "surface"),
    ("warn", "hover"),
    ("warn", "warn-soft"),
    ("err", "surface"),
    ("err", "hover"),
    ("err", "paper"),
    ("err", "err-soft"),
    ("note", "surface"),
    ("note", "hover"),
]
EDGES = [
    ("edge", "surface"),
    ("edge", "paper"),
    ("primary", "paper"),
    ("ok", "ok-soft"),
    ("note", "note-soft"),
]
# What a browser fetches for the first page.
FIRST_LOAD = 150_000


def tokens() -> dict[str, str]:
    """The colours of the built theme, in full hexadecimal."""
    css = (BUILT / "app.css").read_text()
    found = dict(re.findall(r"--color-([a-z-]+):\s*(#[0-9a-f]{3,6}|white|black)\b", css, re.IGNORECASE))
    return {name: _full(value) for name, value in found.items()}


def _full(colour: str) -> str:
    named = {"white": "#ffffff", "black": "#000000"}.get(colour.lower(), colour.lower())
    return named if len(named) == 7 else "#" + "".join(two * 2 for two in named[1:])


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def too_weak(pairs: list[tuple[str, str]], least: float) -> list[str]:
    known = tokens()
    ratios = {pair: contrast(known[pair[0]], known[pair[1]]) for pair in pairs}
    return [f"{one} on {other}: {ratio:.2f}" for (one, other), ratio in ratios.items() if ratio < least]


def test_letters_are_readable_on_every_ground():
    assert too_weak(LETTERS, 4.5) == []


def test_edges_and_signs_can_be_seen():
    assert too_weak(EDGES, 3.0) == []


def test_contrast_is_what_the_standard_says():
    assert round(contrast("#ffffff", "#000000"), 2) == 21.0
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


def test_no_template_has_script_or_style_within():
    inline = re.compile(
        r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|<script(?![^>]*\ssrc=)", re.IGNORECASE
    )
    # Hints of htmx that would need a looser policy are inline script too.
    found = [
        f"{file.relative_to(SOURCES)}:{number}: {line.strip()[:80]}"
        for file in sorted(SOURCES.glob("**/templates/**/*.html"))
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if inline.search(line)
    ]
    assert found == []


def test_nothing_comes_from_another_host():
    texts = {file.name: file.read_text() for file in BUILT.iterdir() if file.suffix in {".css", ".js"}}
    fetched = re.compile(r"""(?:url\(|@import|src=|import\()\s*["']?(?:https?:)?//""")
    assert [name for name, text in texts.items() if fetched.search(text)] == []


def test_every_icon_named_in_a_template_is_in_the_sprite():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (BUILT / "icons.svg").read_text()))
    named = re.compile(r"""ui\.icon\("([a-z-]+)"|icon(?:_name)?="([a-z-]+)\"""")
    used = {
        first or second
        for file in SOURCES.glob("**/templates/**/*.html")
        for first, second in named.findall(file.read_text())
    }
    assert sorted(used - drawn) == []


def test_every_icon_of_the_menu_is_in_the_sprite():
    from ansinh.portal.navigation import MENU

    drawn = set(re.findall(r'<symbol id="([^"]+)"', (BUILT / "icons.svg").read_text()))
    assert sorted({item.icon for group in MENU for item in group.items} - drawn) == []


@pytest.mark.django_db
def test_the_first_page_is_light(commune_officer):
    """Page, styles, script, signs and every font at once, packed as a server packs them: the phone of a village head."""
    answer = commune_officer.get("/")
    packed = [gzip.compress(answer.content)]
    packed += [
        gzip.compress((BUILT / name).read_bytes())
        for name in ("app.css", "app.js", "htmx.min.js", "icons.svg")
    ]
    fonts = [file.read_bytes() for file in (BUILT / "fonts").iterdir()]
    assert answer.status_code == 200
    assert sum(map(len, packed + fonts)) < FIRST_LOAD


def test_the_lock_names_no_place_to_fetch_from():
    packages = json.loads((FRONTEND / "package-lock.json").read_text())["packages"]
    assert [name for name, one in packages.items() if "resolved" in one] == []


def test_versions_are_exact():
    wanted = json.loads((FRONTEND / "package.json").read_text())["devDependencies"]
    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def node_modules() -> Path:
    """The packages of the lock, fetched where they are missing and can be had."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, so the build cannot be repeated")
    found = FRONTEND / "node_modules"
    if not (found / ".package-lock.json").exists():
        fetched = subprocess.run(
            ["npm", "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=FRONTEND,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if fetched.returncode:
            pytest.skip(f"the packages of the lock cannot be had: {fetched.stderr.strip()[-200:]}")
    return found


def test_the_built_files_are_what_the_sources_give(tmp_path):
    node_modules()
    made = tmp_path / "portal"
    subprocess.run(
        ["node", "build.mjs"],
        cwd=FRONTEND,
        env={**os.environ, "ANSINH_STATIC": str(made)},
        capture_output=True,
        check=True,
    )
    assert _bytes_under(made) == _bytes_under(BUILT)


def _bytes_under(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
