"""T2, what is answered: surveys saved on pages and sent by devices while the pages are killed, over and over on one system."""

import http.client
import random
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field

import pytest
from tests.reliability.answers import address, form_of, saved
from tests.reliability.kills.bench import Bench, Served, kill
from tests.reliability.kills.prepare import COMMUNE
from tests.reliability.live import until
from tests.reliability.submissions.sending import survey

pytestmark = pytest.mark.django_db
SAVERS, SENDERS = 2, 2
POINTS = (
    "surveys.answers_entered.written",
    "surveys.answers_entered.committed",
    "surveys.submitted.written",
    "surveys.submitted.committed",
)
GONE = (OSError, http.client.HTTPException)


@dataclass
class Told:
    """What was acknowledged: revisions with their scores, and keys of sent surveys. A key is sent until it is answered."""

    saved: list[tuple[str, int, int]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    next: list[int] = field(default_factory=lambda: [100_000 * (one + 1) for one in range(SENDERS)])
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int) -> None:
        with self.guard:
            self.statuses[status] += 1

    def counts(self) -> tuple[int, int]:
        return len(self.saved), len(self.sent)


def save_on(bench: Bench, served: Served, number: int, told: Told) -> None:
    """Somebody saves one household's survey, each time with another score, until the pages are gone."""
    officer = served.client(bench.world["cookies"][number])
    household = bench.world["households"][20 + number]
    where = address(bench.live(), household)
    try:
        with suppress(*GONE):
            while True:
                page = officer.get(where)[1]
                # Cut off in its middle: the pages are gone, and the next request says so.
                form = form_of(page) if "answers/save" in page and "</form>" in page else None
                if form is None:
                    told.note(0)
                    continue
                score = int(form["h-income_score"]) % 140 + 1
                status = saved(officer, where, form, score, "lưu")[0]
                told.note(status)
                if status == 303:
                    told.saved.append((uuid.UUID(household).hex, int(form["seen"]) + 1, score))
    finally:
        officer.leave()


def send_on(served: Served, number: int, told: Told) -> None:
    """A device sends one survey after the other; what was not answered it sends again under the same key."""
    with suppress(*GONE):
        while True:
            at = told.next[number]
            status = served.send(f"key-{at:08d}", survey(at, area_code=COMMUNE))
            told.note(status)
            if status == 201:
                told.sent.append(f"DEV-{at}")
                told.next[number] = at + 1


def killed_at_work(bench: Bench, told: Told, *, fault: str, after: float) -> None:
    """All work on the pages until these are killed: at the point, or so long after the first acknowledgements."""
    served, (saves, sends) = bench.served(fault), told.counts()
    work = [(save_on, (bench, served, number, told)) for number in range(SAVERS)]
    work += [(send_on, (served, number, told)) for number in range(SENDERS)]
    clients = [threading.Thread(target=what, args=given, daemon=True) for what, given in work]
    for client in clients:
        client.start()
    if not fault:
        until(
            lambda: told.counts()[0] > saves and told.counts()[1] > sends,
            f"not both are acknowledged: {told.statuses}",
            seconds=90,
        )
        time.sleep(after)
        kill(served.pid)
    code = bench.loaded.end(served.pid, 120)
    for client in clients:
        client.join(90)
        assert not client.is_alive(), "a client did not end"
    assert code == -9, f"nobody came to {fault}: {told.statuses}"


def faults_of(bench: Bench, told: Told) -> list[str]:
    """What is lost, half or double, asked past the program."""
    stored = Counter(
        (str(home).replace("-", ""), revision, score)
        for home, revision, score in bench.rows(
            "SELECT household_id, revision, income_score FROM surveys_householdanswer WHERE revision > 1"
        )
    )
    found = [f"lost {one}" for one in told.saved if not stored[one]]
    found += [f"double {one}" for one, times in stored.items() if times > 1]
    received = Counter(
        ref
        for (ref,) in bench.rows(
            "SELECT h.source_ref FROM surveys_submission s JOIN surveys_householdanswer a ON a.id = s.answer_id JOIN households_household h ON h.id = a.household_id"
        )
    )
    found += [f"lost {one}" for one in told.sent if not received[one]]
    found += [f"double {one}" for one, times in received.items() if times > 1]
    found += [
        f"double household {ref}"
        for (ref,) in bench.rows(
            "SELECT source_ref FROM households_household WHERE source_ref LIKE 'DEV-%' GROUP BY source_ref HAVING count(*) > 1"
        )
    ]
    half = bench.rows(
        "SELECT count(*) FROM surveys_householdanswer a JOIN households_household h ON h.id = a.household_id WHERE "
        "(SELECT count(*) FROM surveys_memberanswer m WHERE m.answer_id = a.id) <> "
        "(CASE WHEN h.source_ref LIKE 'DEV-%' THEN 4 WHEN h.source_ref LIKE 'Q%' THEN 2 ELSE 3 END)"
    )[0][0]
    found += [f"{half} answers without all their members"] * bool(half)
    current = bench.rows(
        "SELECT count(*) FROM (SELECT household_id, period FROM surveys_householdanswer GROUP BY household_id, period "
        "HAVING sum(CASE WHEN current THEN 1 ELSE 0 END) <> 1) broken"
    )[0][0]
    found += [f"{current} households without one answer in force"] * bool(current)
    for name, rows in (("surveys.answers_entered", stored), ("surveys.submitted", received)):
        if bench.events(name) != sum(rows.values()):
            found.append(f"{bench.events(name)} events of {name} for {sum(rows.values())}")
    return found


@pytest.mark.parametrize(
    "kills", [pytest.param(10, id="ci"), pytest.param(120, id="long", marks=pytest.mark.long)]
)
def test_what_was_acknowledged_survives_the_kills_of_the_pages(bench, kills):
    bench.fresh()
    told, chance = Told(), random.Random(2)
    assert faults_of(bench, told) == []
    for number in range(kills):
        fault = POINTS[number // 2 % len(POINTS)] if number % 2 else ""
        killed_at_work(bench, told, fault=fault, after=chance.uniform(0.05, 1.0))
        assert faults_of(bench, told) == [], f"kill {number} {fault}"
    assert bench.verified()
    assert set(told.statuses) <= {0, 201, 303, 409}, told.statuses
    print(
        f"T2 answers, {'PostgreSQL' if bench.system.database else 'SQLite'}: {kills} kills of the pages, "
        f"{len(told.saved)} saved and {len(told.sent)} sent surveys acknowledged, 0 lost, 0 half, 0 double"
    )
    assert told.saved and told.sent


def test_the_check_sees_what_was_told_and_is_not_there(bench):
    """The control: acknowledgements of something that was never written."""
    bench.fresh()
    told = Told(saved=[("0" * 32, 2, 7)], sent=["DEV-1"])
    assert [one[:4] for one in faults_of(bench, told)] == ["lost", "lost"]
