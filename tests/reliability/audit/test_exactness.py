"""T5: as many events as there were answers that showed something or changed something, by many clients at once."""

import fcntl
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection
from tests.reliability.answers import address, form_of, saved
from tests.reliability.live import Live, together, until

CLIENTS = 16
SEEN = "('access.page_seen', 'access.list_seen')"
ENTERED = "'surveys.answers_entered'"


def of(live: Live, names: str) -> int:
    return live.count(f"SELECT count(*) FROM audit_event WHERE name IN ({names.strip('()')})")


def worked(live: Live, operations: int, seconds: float) -> Counter[int]:
    """Each client: every fourth request saves a survey of its own household, the others look; how often each status."""
    told: list[Counter[int]] = [Counter() for _ in range(CLIENTS)]

    def work(number: int) -> None:
        officer = live.client(number)
        household = live.world["households"][number]
        where = address(live, household)
        for turn in range(operations):
            if turn % 4 == 3:
                status, page = officer.get(where)
                told[number][status] += 1
                form = form_of(page)
                score = 50 + (int(form["h-income_score"] or 0) + 1) % 100
                status, _page = saved(officer, where, form, score, f"lần {turn}")
            else:
                status, _page = officer.get("/households" if turn % 4 == 0 else f"/households/{household}")
            told[number][status] += 1

    together(CLIENTS, work, seconds=seconds)
    return sum(told, Counter())


@pytest.mark.parametrize(
    "operations, seconds",
    [pytest.param(40, 400, id="ci"), pytest.param(500, 3000, id="long", marks=pytest.mark.long)],
)
@pytest.mark.django_db
def test_every_answer_is_one_event_and_no_event_is_without_its_answer(served: Live, operations, seconds):
    before = of(served, SEEN), of(served, ENTERED)
    told = worked(served, operations, seconds)
    served.stop()
    seen, entered = of(served, SEEN) - before[0], of(served, ENTERED) - before[1]
    print(
        f"T5 {connection.vendor}: {CLIENTS} x {operations}, answers {dict(told)}, seen {seen}, entered {entered}"
    )
    assert set(told) == {200, 303}
    assert (seen - told[200], entered - told[303]) == (0, 0)
    assert '"why": ""' in served.system.done("audit", "verify", "--format", "json")


def waiting_lines(folder: Path) -> int:
    """Lines on disk, those set aside by who waits for the writer with them too; nothing is renamed meanwhile."""
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return sum(path.read_bytes().count(b"\n") for path in folder.glob("*ing*.lines"))


@pytest.mark.django_db
def test_a_page_does_not_wait_for_who_writes_and_is_in_the_log_all_the_same(served: Live):
    if served.system.database:
        pytest.skip("on PostgreSQL nobody waits for a writer")
    officer, before = served.client(), of(served, SEEN)
    with closing(sqlite3.connect(served.system.data / "ansinh.sqlite3", isolation_level=None)) as writer:
        # Sessions that are due to be noted as in use, which is a write as well.
        writer.execute("UPDATE accounts_session SET seen_at = datetime('now', '-10 minutes')")
        writer.execute("BEGIN IMMEDIATE")
        told = [officer.get("/households")[0] for _turn in range(5)]
        waiting = waiting_lines(served.system.data / "log")
        writer.execute("ROLLBACK")
    until(lambda: of(served, SEEN) == before + 5, "what waited on disk did not come into the log", seconds=60)
    assert (told, waiting) == ([200] * 5, 5)
