"""T15: words that a spreadsheet would run go out of every export as words.

Every route is asked for a file. A third of the payloads each run, all in the long tier; how texts are written and come back
is tested with all of them in ``tests/work/tables/test_writing.py``.
"""

import csv
import html
import io
import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from django.test import Client
from tests.matrix.arguments import ENDS_THE_SESSION
from tests.matrix.marking import mark_everything
from tests.matrix.people import asker
from tests.matrix.scanning import body_of
from tests.matrix.walking import ask
from tests.matrix.world import OWN, World
from tests.pages.routes import routes
from tests.work.tables.test_writing import PAYLOADS

from ansinh.work.tables import sheet_writing, writing

pytestmark = [pytest.mark.django_db, pytest.mark.one_lane]
# What a spreadsheet takes for the beginning of a formula, after signs it passes over.
DANGEROUS = re.compile(r"[\s\ufeff\u200b\u00a0]*[=+\-@|%＝＋－＠]")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
WORDS = [one for one in PAYLOADS if "\x00" not in one]
# How far the payloads move on from one walk to the next: each list of the world shows about so many rows.
STEP = 30


@dataclass
class Seen:
    """What the exports held: how many files of which kind, which payloads, and what a spreadsheet would have run."""

    files: Counter[str] = field(default_factory=Counter)
    payloads: set[str] = field(default_factory=set)
    formulas: list[str] = field(default_factory=list)


_found: dict[int, list[str]] = {}


def exports(client: Client, world: World) -> list[str]:
    """The addresses that answer with a file; looked for once a world."""
    if id(world) not in _found:
        _found[id(world)] = _exports(client, world)
    return _found[id(world)]


def _exports(client: Client, world: World) -> list[str]:
    found = []
    for route in routes():
        if "GET" not in route.methods or route.name in ENDS_THE_SESSION:
            continue
        for shape in ("xlsx", "csv"):
            # What has no lists passes the question by; a file is a file with it and without.
            address = f"{route.address(**world.records[OWN] | {'shape': shape})}?export={shape}"
            answer, _written = ask(client, "GET", address)
            if "attachment" not in answer.headers.get("Content-Disposition", ""):
                break
            found.append(address)
    return found


def look(client: Client, addresses: list[str], seen: Seen) -> None:
    for address in addresses:
        answer, _written = ask(client, "GET", address)
        assert answer.status_code == 200, address
        body, kind = body_of(answer), answer.headers["Content-Type"].partition(";")[0]
        seen.files[kind] += 1
        if kind == "text/csv":
            _look_at_csv(address, body, seen)
        elif body.startswith(b"PK"):
            _look_at_parts(address, body, seen)


def _look_at_csv(address: str, body: bytes, seen: Seen) -> None:
    for record in csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")):
        for cell in record:
            plain = cell.removeprefix("'")
            seen.payloads |= {plain} & set(WORDS)
            if DANGEROUS.match(cell) and not NUMBER.fullmatch(cell):
                seen.formulas.append(f"{address}: {cell!r}")


def _look_at_parts(address: str, body: bytes, seen: Seen) -> None:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if re.search(rb"<(?:\w+:)?(?:f|fldSimple|instrText|externalLink|ddeLink)[ >/]", content):
            seen.formulas.append(f"{address}: {name}")
        if name.startswith("xl/"):
            texts = re.findall(rb"<t(?: [^>]*)?>([^<]*)</t>", content)
            seen.payloads |= {html.unescape(one.decode()) for one in texts} & set(WORDS)


def walk(world: World, starts: range, words: Sequence[str] = WORDS) -> Seen:
    seen, client = Seen(), asker("province_officer").client("session")
    addresses = exports(client, world)
    for start in starts:
        assert mark_everything(words, start) > STEP
        look(client, addresses, seen)
    return seen


def _nothing_runs(world: World, starts: range, least: int) -> None:
    seen = walk(world, starts)
    assert seen.formulas == []
    assert seen.files["text/csv"] > 10 * len(starts)
    assert len(seen.payloads) >= least, seen.files


def test_no_export_holds_a_formula(world: World):
    _nothing_runs(world, range(0, len(WORDS), 3 * STEP), least=60)


@pytest.mark.long
def test_no_export_holds_any_of_the_formulas(world: World):
    _nothing_runs(world, range(0, len(WORDS), STEP), least=150)


def test_an_export_that_does_not_mark_them_is_found(world: World, monkeypatch):
    """The control, for CSV and for workbooks."""
    monkeypatch.setattr(writing, "marked", lambda text: text)
    monkeypatch.setitem(sheet_writing._OPTIONS, "strings_to_formulas", True)
    monkeypatch.setattr(sheet_writing.Worksheet, "write_string", sheet_writing.Worksheet.write)
    found = walk(world, range(1), [one for one in WORDS if one.startswith("=")]).formulas
    assert any("csv" in one for one in found)
    assert any("xlsx" in one for one in found)
