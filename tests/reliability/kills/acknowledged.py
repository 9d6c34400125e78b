"""Who works on pages while these are killed, what they were told, and what the database must hold of it afterwards."""

import http.client
import threading
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from tests.reliability.answers import address, form_of, saved
from tests.reliability.kills.bench import Served
from tests.reliability.kills.prepare import COMMUNE
from tests.reliability.live import until
from tests.reliability.submissions.sending import survey

SAVERS, SENDERS = 2, 2
GONE = (OSError, http.client.HTTPException)


@dataclass
class Told:
    """What was acknowledged: revisions with their scores, keys of sent surveys, jobs that were asked for, pages that were
    shown. A key is sent until it is answered. ``ended``: everybody may go home."""

    saved: list[tuple[str, int, int]] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    jobs: int = 0
    sights: int = 0
    other: str = ""
    statuses: Counter = field(default_factory=Counter)
    next: list[int] = field(default_factory=lambda: [100_000 * (one + 1) for one in range(SENDERS)])
    ended: threading.Event = field(default_factory=threading.Event)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, status: int) -> None:
        with self.guard:
            self.statuses[status] += 1
        if status >= 500:
            # Refused in words, the database being away: a person tries again a moment later.
            self.ended.wait(0.2)

    def note_sight(self) -> None:
        with self.guard:
            self.sights += 1

    def counts(self) -> tuple[int, int]:
        return len(self.saved), len(self.sent)


def save_on(served: Served, number: int, told: Told) -> None:
    """Somebody saves one household's survey, each time with another score, until the pages are gone."""
    officer = served.client(served.world["cookies"][number])
    household = served.world["at_home"][number]
    where = address(served, household)
    try:
        with suppress(*GONE):
            while not told.ended.is_set():
                status, page = officer.get(where)
                # Cut off in its middle: the pages are gone, and the next request says so.
                form = form_of(page) if "answers/save" in page and "</form>" in page else None
                if form is None:
                    told.note(0 if status == 200 else status)
                    told.other = f"{status} {page[:300]}"
                    continue
                told.note_sight()
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
        while not told.ended.is_set():
            at = told.next[number]
            status = served.send(f"key-{at:08d}", survey(at, area_code=COMMUNE))
            told.note(status)
            if status == 201:
                told.sent.append(f"DEV-{at}")
                told.next[number] = at + 1


def ask_once(served: Served, number: int, told: Told) -> None:
    """Somebody asks for the rules to be run over the commune: a job that the worker is killed in."""
    officer = served.client(served.world["cookies"][number])
    try:
        with suppress(*GONE):
            status = officer.post(f"/rounds/{served.world['round']}/classify", {"place": COMMUNE})[0]
            told.note(status)
            told.jobs += status == 303
    finally:
        officer.leave()


def begun(served: Served, told: Told, *, asking: bool = False) -> list[threading.Thread]:
    """All of them at work; whoever is left without pages goes home."""
    work = [(save_on, number) for number in range(SAVERS)] + [(send_on, number) for number in range(SENDERS)]
    work += [(ask_once, SAVERS)] if asking else []
    clients = [threading.Thread(target=what, args=(served, one, told), daemon=True) for what, one in work]
    for client in clients:
        client.start()
    return clients


def gone_home(clients: list[threading.Thread]) -> None:
    for client in clients:
        client.join(90)
        assert not client.is_alive(), "a client did not end"


def acknowledged(told: Told, since: tuple[int, int]) -> None:
    """Wait until both ways of writing were answered again."""
    until(
        lambda: all(now > before for now, before in zip(told.counts(), since, strict=True)),
        f"not both are acknowledged: {told.statuses}, last {told.other}",
        seconds=90,
    )


class Rows(Protocol):
    """What a system holds, asked past the program."""

    def rows(self, sql: str) -> list[tuple]: ...


def events_of(bench: Rows, *names: str) -> int:
    return int(
        bench.rows(f"SELECT count(*) FROM audit_event WHERE name IN ({', '.join(map(repr, names))})")[0][0]
    )


def faults_of(bench: Rows, told: Told) -> list[str]:
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
    bare = bench.rows(
        "SELECT count(*) FROM households_household h WHERE h.source_ref LIKE 'DEV-%' "
        "AND NOT EXISTS (SELECT 1 FROM surveys_householdanswer a WHERE a.household_id = h.id)"
    )[0][0]
    found += [f"{bare} households that were sent without their answers"] * bool(bare)
    current = bench.rows(
        "SELECT count(*) FROM (SELECT household_id, period FROM surveys_householdanswer GROUP BY household_id, period "
        "HAVING sum(CASE WHEN current THEN 1 ELSE 0 END) <> 1) broken"
    )[0][0]
    found += [f"{current} households without one answer in force"] * bool(current)
    for name, rows in (("surveys.answers_entered", stored), ("surveys.submitted", received)):
        if events_of(bench, name) != sum(rows.values()):
            found.append(f"{events_of(bench, name)} events of {name} for {sum(rows.values())}")
    return found
