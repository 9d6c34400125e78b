"""T17: citizen ids stand nowhere in plain: not in the database, its dump, files kept, logs, pages, errors, jobs or a backup.

A system is served; people with known ids come in by a file, are looked at, searched for, asked about wrongly and backed up.
Then everything that was left behind or said is read byte for byte.
"""

import gzip
import hmac
import http.client
import io
import re
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from tests.reliability.clusters import BINARIES, beyond_walls
from tests.reliability.live import _TOKEN, COMMUNE, Live, until
from tests.reliability.ready import Original

BORN, PEOPLE = "080", 40
# An invented series: province, sex and century, year of birth, then a number nothing else in the system has.
NUMBERS = [f"0310807731{place:02d}" for place in range(PEOPLE)]
NAME = "Nguyễn Thị Chimyến"
CANARY = re.compile(rb"0310807731\d\d")


def csv_of(rows: list[str]) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def homes() -> bytes:
    head = "household_id,area_code,village,area_type,head_name,income_score"
    return csv_of([head, *(f"CN{n},{COMMUNE},Thôn 1,rural,{NAME} {n},120" for n in range(PEOPLE))])


def members(wrong: str = "") -> bytes:
    head = "household_id,member_id,relation,full_name,birth_date,ethnicity,citizen_id"
    rows = [f"CN{n},1,head,{NAME} {n},1980-01-01,Kinh,{NUMBERS[n]}{wrong}" for n in range(PEOPLE)]
    return csv_of([head, *rows])


def upload(live: Live, files: dict[str, bytes], **fields: str) -> tuple[int, str, str]:
    """Post files as a browser does; status, where it leads, the body."""
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{edge}\r\nContent-Disposition: form-data; name="{role}"; filename="{role}.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\n".encode()
        + content
        + b"\r\n"
        for role, content in files.items()
    ]
    with closing(http.client.HTTPConnection("127.0.0.1", live.port, timeout=60)) as one:
        one.request(
            "POST",
            "/imports/new/survey",
            b"".join(parts) + f"--{edge}--\r\n".encode(),
            {
                "Cookie": f"{live.world['cookies'][0]}; csrftoken={_TOKEN}",
                "X-CSRFToken": _TOKEN,
                "Host": f"127.0.0.1:{live.port}",
                "Content-Type": f"multipart/form-data; boundary={edge}",
            },
        )
        answer = one.getresponse()
        return answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace")


def brought_in(live: Live, page: str) -> None:
    def state(batch: str) -> str:
        return str(live.rows(f"SELECT state FROM work_batch WHERE id = {int(batch)}")[0][0])

    batch = page.strip("/").rpartition("/")[2]
    until(lambda: state(batch) != "uploaded", "the file was not checked", seconds=120)
    assert state(batch) == "checked"
    assert live.client().post(f"{page}/accept", {})[0] == 303
    until(lambda: state(batch) == "accepted", "the file was not accepted", seconds=120)


@pytest.fixture(scope="module")
def live(classified: Original, tmp_path_factory) -> Iterator[Live]:
    """A copy of its own: it is approved here."""
    with classified.copy(tmp_path_factory.mktemp("personal") / "data", "personal") as system:
        one = Live(system, dict(classified.world))
        yield one
        one.stop()


@pytest.fixture(scope="module")
def said(live: Live, tmp_path_factory) -> Iterator[dict[str, str]]:
    """The run: what each page said, by what was asked."""
    live.sign_in()
    live.start()
    pages: dict[str, str] = {}
    status, page, body = upload(live, {"households": homes(), "members": members()}, round="2022")
    assert status == 303, body
    brought_in(live, page)
    _status, wrong, _body = upload(live, {"households": homes(), "members": members("9")}, round="2022")
    batch = int(wrong.strip("/").rpartition("/")[2])
    until(
        lambda: live.rows(f"SELECT state FROM work_batch WHERE id = {batch}")[0][0] != "uploaded",
        "the wrong file was not checked",
        seconds=120,
    )
    client = live.client()
    reach = "SELECT id FROM households_household WHERE source_ref = 'CN7'"
    key = uuid.UUID(str(live.rows(reach)[0][0]))
    # Somebody types an id where none belongs: the log keeps no address.
    assert client.get(f"/nowhere/{NUMBERS[0]}")[0] == 404
    for address in (
        "/households",
        f"/households/{key}",
        wrong,
        f"{wrong}/findings",
        "/jobs",
        "/imports",
    ):
        pages[address] = client.get(address)[1]
    pages["search"] = client.post("/households", {"q": NUMBERS[7]})[1]
    pages["error"] = client.post(f"/households/{key}/citizen-id", {"reason": ""})[1]
    live.stop()
    where = ("--round", "2022", "--area", COMMUNE)
    live.system.done("review", "run", *where)
    live.system.done("review", "approve", *where, "--decision-no", "1/QĐ")
    yield pages


def copies(live: Live, folder: Path) -> Iterator[tuple[str, bytes]]:
    """Everything that was left behind: the files of the system without its keys, a dump of its database, a backup."""
    for path in sorted(live.system.data.rglob("*")):
        if path.is_file() and "keys" not in path.parts:
            yield path.relative_to(live.system.data).as_posix(), path.read_bytes()
    for path in live._said:
        yield path.name, path.read_bytes()
    yield "dump", dump_of(live)
    for number, (image,) in enumerate(live.rows("SELECT image FROM work_trace")):
        yield f"trace {number}", bytes(image)
    live.system.done("backup", folder / "a.backup")
    yield "backup", (folder / "a.backup").read_bytes()


def dump_of(live: Live) -> bytes:
    if live.system.database:
        done = subprocess.run(
            [BINARIES / "pg_dump", beyond_walls(live.system.database), "--inserts"],
            capture_output=True,
            check=True,
            timeout=300,
        )
        return done.stdout
    with closing(sqlite3.connect(live.system.data / "ansinh.sqlite3")) as db:
        return "\n".join(db.iterdump()).encode()


def in_plain(content: bytes) -> set[bytes]:
    """The ids in the bytes, as text of eight or sixteen bits, in hexadecimal, or within what is packed."""
    found = set(CANARY.findall(content)) | set(CANARY.findall(content.replace(b"\0", b"")))
    for digits in re.findall(rb"[0-9a-fA-F]{24,}", content):
        found |= set(CANARY.findall(bytes.fromhex(digits[: len(digits) // 2 * 2].decode())))
    if content.startswith(b"\x1f\x8b"):
        found |= in_plain(gzip.decompress(content))
    if content.startswith(b"PAR1"):
        found |= in_plain(
            pl.read_parquet(io.BytesIO(content)).cast(pl.String, strict=False).write_csv().encode()
        )
    return found


def test_no_id_is_left_behind_in_plain(live: Live, said: dict[str, str], tmp_path: Path):
    found = {name: sorted(hits) for name, content in copies(live, tmp_path) if (hits := in_plain(content))}
    assert found == {}


def test_no_page_and_no_error_shows_an_id(said: dict[str, str]):
    assert {
        name: CANARY.findall(body.encode()) for name, body in said.items() if CANARY.search(body.encode())
    } == {}
    assert "Chimyến" in said["/households"], "the pages speak of these people"


def test_everything_was_looked_into(live: Live, said: dict[str, str], tmp_path: Path):
    """What could give ids away is there: sealed versions, uploads, images of what the import wrote, what the server said."""
    names = [name for name, _content in copies(live, tmp_path)]
    for begins in ("versions/", "uploads/", "trace ", "server-", "dump", "backup"):
        assert any(name.startswith(begins) for name in names), begins


def test_what_is_searched_would_be_found(live: Live, said: dict[str, str]):
    """The control: the same search finds the names, which stand in the database as they are."""
    assert NAME.encode() in dump_of(live)
    assert in_plain(b"x" + NUMBERS[3].encode() + b"y") == {NUMBERS[3].encode()}
    packed = io.BytesIO()
    pl.DataFrame({"x": [NUMBERS[3]]}).write_parquet(packed)
    assert in_plain(packed.getvalue()) == {NUMBERS[3].encode()}
    assert in_plain(gzip.compress(NUMBERS[3].encode().hex().encode())) == {NUMBERS[3].encode()}


def sealed_in(live: Live) -> set[bytes]:
    """The blind indexes that stand in the dump."""
    rows = live.rows("SELECT citizen_id_index FROM households_person WHERE citizen_id_index IS NOT NULL")
    return {bytes(row[0]) for row in rows}


def _tried(make) -> dict[bytes, str]:
    """Every id somebody would try who knows province, sex and year of birth: a million."""
    return {make(f"0310{BORN[1:]}{tail:06d}".encode()): f"0310{BORN[1:]}{tail:06d}" for tail in range(10**6)}


def test_without_the_key_no_index_is_found_by_trying(live: Live, said: dict[str, str]):
    stolen = sealed_in(live)
    assert len(stolen) >= PEOPLE
    for make in (lambda one: sha256(one).digest()[:16], lambda one: hmac.digest(b"", one, sha256)[:16]):
        assert stolen.isdisjoint(_tried(make))


def test_with_the_key_every_one_is_found(live: Live, said: dict[str, str]):
    """The control: the very same attack with the key finds all."""
    key = (live.system.data / "keys" / "citizen-index.key").read_bytes()
    tried = _tried(lambda one: hmac.digest(key, one, sha256)[:16])
    assert {tried[one] for one in sealed_in(live) if one in tried} >= set(NUMBERS)
