"""T2: ``kill -9`` at named points and at random moments. After the restart everything acknowledged is there once, nothing is half
done, and what was cut off can be done again.

Each kill begins from the same prepared system. What it holds afterwards is compared, table by table, with what it holds when
nobody is killed: it is the one before or the one after, and never anything else.
"""

import http.client
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.reliability.kills.bench import Bench, Served, kill
from tests.reliability.kills.prepare import (
    CARDED,
    COMMUNE,
    DISTRICT,
    IMPORTED,
    LISTED,
    PAY_CHAIR,
    PAY_MAKER,
    SEALED,
)
from tests.reliability.restore.system import survey_files

from ansinh.kernel.dates import today

pytestmark = pytest.mark.django_db
# A kill that comes too late (the work was done) is none: another moment is taken, so many times in all.
TRIES = 6

Begun = tuple[int, Callable[[], None]]


@dataclass(frozen=True)
class Work:
    """One operation. ``begin`` starts it in a copy of the program, whose id it gives, and a way to wait for whoever asked for it
    there; ``event`` is what the log says of it; ``checks`` is a command that must then end well."""

    name: str
    event: str
    begin: Callable[[Bench, str], Begun]
    points: tuple[str, ...] = ()
    is_job: bool = False
    checks: tuple[str, ...] = ()


def in_console(*words: str) -> Callable[[Bench, str], Begun]:
    def begin(bench: Bench, fault: str) -> Begun:
        return bench.loaded.begin("command", list(words), fault=fault), lambda: None

    return begin


def in_worker(kind: str, arguments: Callable[[Bench], dict], who: str):
    """A job that somebody asked for: the worker is killed, not the asking."""

    def begin(bench: Bench, fault: str) -> Begun:
        bench.loaded.done("asking", kind, arguments(bench), user_of(bench, who))
        return bench.loaded.begin("working", fault=fault), lambda: None

    return begin


def on_page(ask: Callable[[Served], int]) -> Callable[[Bench, str], Begun]:
    """Pages that are asked for one thing by a browser: they end with it, and the browser is told or not."""

    def begin(bench: Bench, fault: str) -> Begun:
        served = bench.served(fault)
        told: list[int] = []

        def run() -> None:
            with suppress(OSError, http.client.HTTPException):
                told.append(ask(served))
                kill(served.pid)

        browser = threading.Thread(target=run, daemon=True)
        browser.start()

        def ended() -> None:
            browser.join(90)
            assert not browser.is_alive(), "the browser waits for ever"
            bench.told = told

        return served.pid, ended

    return begin


def user_of(bench: Bench, username: str) -> int:
    return bench.rows(f"SELECT id FROM accounts_user WHERE username = '{username}'")[0][0]


def round_of(bench: Bench) -> dict:
    unit = bench.rows(
        "SELECT unit_id FROM reviews_dossier d JOIN places_unit u ON u.id = d.unit_id "
        f"WHERE u.code = '{COMMUNE}' AND d.round_id = {bench.world['round']}"
    )[0][0]
    return {"round": bench.world["round"], "unit": unit, "number": "1/QĐ", "day": "2022-12-20", "reason": ""}


APPROVAL = Work(
    "approval of a commune",
    "reviews.dossiers_approved",
    in_worker("reviews.approve", round_of, "tinh"),
    ("reviews.dossiers_approved.written", "reviews.dossiers_approved.committed", "reviews.approve.worked"),
    True,
    ("review", "verify", "--round", "2022", "--area", COMMUNE),
)
ACCEPTANCE = Work(
    "import",
    "surveys.imported",
    in_worker("exchange.accept", lambda bench: {"batch": bench.world["import"]["batch"]}, "officer0"),
    ("surveys_householdanswer.inserted", "surveys.imported.written", "exchange.accept.worked"),
    True,
)
SEALING = Work(
    "approval of a district",
    "reviews.dossiers_approved",
    in_console("review", "approve", "--round", SEALED, "--area", DISTRICT),
    (
        "reviews_listentry.inserted",
        "reviews.dossiers_approved.written",
        "reviews.dossiers_approved.committed",
    ),
    checks=("review", "verify", "--round", SEALED, "--area", DISTRICT),
)


def decide(served: Served) -> int:
    """The chair decides on the page; the number is the next of the register, so the paper is printed too."""
    at = served.world["decision"]
    chair = served.client(served.world["chu_tich"])
    try:
        return chair.post(
            f"/rounds/{at['round']}/communes/{at['dossier']}/decision/decide",
            {"day": today().strftime("%d/%m/%Y"), "signatory": "Nguyễn Văn An", "delisting_confirmed": "on"},
        )[0]
    finally:
        chair.leave()


def upload(served: Served) -> int:
    homes, members = survey_files(Path(served.world["files"]), 300, [COMMUNE])
    return served.upload(
        served.world["cookies"][0],
        "/imports/new/survey",
        {"round": IMPORTED, "area": ""},
        {"households": homes, "members": members},
    )


DECISION = Work(
    "decision",
    "reviews.lists_decided",
    on_page(decide),
    ("reviews.lists_decided.written", "reviews.lists_decided.committed"),
)
UPLOAD = Work(
    "upload",
    "work.batch_uploaded",
    on_page(upload),
    ("work.batch_uploaded.written", "work.batch_uploaded.committed"),
)


def run_of_april(bench: Bench) -> dict:
    return {"unit": bench.world["pay"]["unit"], "policies": ["TG-1"], "period": "2025-04", "arrears": False}


def release(served: Served) -> int:
    """Another than the maker types the total and releases."""
    at = served.world["pay"]
    chair = served.client(served.world[PAY_CHAIR])
    try:
        asked = {"verb": "release", "total": str(at["amount"])}
        return chair.post(f"/pay-runs/{at['run']}/release", asked)[0]
    finally:
        chair.leave()


PAY_RUN = Work(
    "pay run",
    "support.pay_run_prepared",
    in_worker("support.prepare_run", run_of_april, PAY_MAKER),
    (
        "support_payline.inserted",
        "support.pay_run_prepared.written",
        "support.pay_run_prepared.committed",
        "support.prepare_run.worked",
    ),
    True,
)
RELEASE = Work(
    "release of a pay run",
    "support.pay_run_released",
    on_page(release),
    ("support.pay_run_released.written", "support.pay_run_released.committed"),
)
PAPER = Work(
    "decision on a pay run",
    "papers.issued",
    in_worker("support.pay_decision", lambda bench: {"ask": bench.world["pay"]["asked"]}, PAY_MAKER),
    ("papers.issued.written", "support.pay_decision.worked"),
    True,
)
CARD_LIST = Work(
    "list of cards",
    "support.card_list_made",
    in_worker(
        "support.prepare_cards",
        lambda bench: {"unit": bench.world["insured"][LISTED], "month": "2022-12"},
        f"commune_officer-{LISTED}",
    ),
    ("support_cardline.inserted", "support.card_list_made.committed", "support.prepare_cards.worked"),
    True,
)
SETTLEMENT = Work(
    "settlement of premiums",
    "support.card_settlement_made",
    in_worker(
        "support.settle_premiums",
        lambda bench: {
            "unit": bench.world["insured"][CARDED],
            "first": "2023-01",
            "last": "2023-03",
            "since": "2022-12",
        },
        f"commune_officer-{CARDED}",
    ),
    (
        "support_settledcard.inserted",
        "support_settledspan.inserted",
        "support.card_settlement_made.committed",
        "support.settle_premiums.worked",
    ),
    True,
)
ALL = (APPROVAL, ACCEPTANCE, SEALING, DECISION, UPLOAD, PAY_RUN, RELEASE, CARD_LIST, SETTLEMENT)


def killed(bench: Bench, work: Work, fault: str, after: float) -> bool:
    """Begin, kill, and wait for the end; whether it was killed before it was done."""
    bench.told = []
    pid, ended = work.begin(bench, fault)
    if not fault:
        time.sleep(after)
        kill(pid)
    code = bench.loaded.end(pid)
    ended()
    return code == -signal.SIGKILL and not bench.told


def finished(bench: Bench, work: Work) -> None:
    """Do it, and nobody kills it."""
    bench.told = []
    pid, ended = work.begin(bench, "")
    code = bench.loaded.end(pid)
    ended()
    # Pages do not end by themselves: who asked them ends them once they are answered.
    well = bench.told in ([302], [303]) if code == -signal.SIGKILL else code == 0
    assert well, f"{work.name}: {code}, {bench.told}, {bench.loaded.log.read_text()[-3000:]}"


def measured(bench: Bench, work: Work) -> tuple[Counter, Counter, float]:
    """What is there before and after when nobody is killed, and about how long it takes here."""
    bench.fresh()
    before = bench.content()
    began = time.monotonic()
    finished(bench, work)
    took = time.monotonic() - began
    after = bench.content()
    assert after != before and bench.events(work.event) > 0
    return before, after, took


def faults_after(bench: Bench, work: Work, before: Counter, after: Counter) -> list[str]:
    """What is wrong right after a kill, and after the restart with what a person does then. Nothing, if all is well."""
    found = []
    first = bench.content()
    if bench.told and first != after:
        found.append(f"lost: answered {bench.told}")
    if first not in (before, after):
        found.append(f"half: {first - before} {before - first}")
    if work.is_job:
        bench.loaded.done("working")
        kind, state, words = bench.jobs()[0]
        if state not in {"done", "failed"} or (state == "failed" and not words):
            found.append(f"job {kind} is {state} «{words}»")
        if state == "failed" and bench.content() == after:
            found.append(f"job {kind} says it failed and is done: «{words}»")
    if bench.content() == before:
        finished(bench, work)
    last = bench.content()
    if last != after:
        found.append(f"not whole: more {last - after}, less {after - last}")
    if not bench.verified():
        found.append("the log is not whole")
    if work.checks and bench.loaded.end(bench.loaded.begin("command", work.checks)):
        found.append("the sealed versions are not whole")
    return found + [f"job {one}" for one in bench.jobs() if found]


def campaign(bench: Bench, work: Work, moments: int) -> int:
    """Kill at each named point and so often at random; how many kills there were."""
    before, after, took = measured(bench, work)
    expected = bench.events(work.event)
    chance, kills = random.Random(work.name), 0
    for point in work.points:
        bench.fresh()
        assert killed(bench, work, point, 0), f"nobody came to {point}"
        found = faults_after(bench, work, before, after)
        assert found == [], f"at {point}: {found}"
        assert bench.events(work.event) == expected
        kills += 1
    for _turn in range(moments):
        for _try in range(TRIES):
            bench.fresh()
            moment = chance.uniform(0.02, 0.9) * took
            if killed(bench, work, "", moment):
                kills += 1
                break
        found = faults_after(bench, work, before, after)
        assert found == [], f"after {moment:.3f} of {took:.3f} s: {found}"
        assert bench.events(work.event) == expected
    database = "PostgreSQL" if bench.system.database else "SQLite"
    print(f"T2 {work.name}, {database}: {kills} kills, 0 half, 0 lost, 0 double, each done in the end")
    return kills


TIERS = [pytest.param(2, id="ci"), pytest.param(25, id="long", marks=pytest.mark.long)]


@pytest.mark.parametrize("moments", TIERS)
@pytest.mark.parametrize("work", ALL, ids=lambda one: one.name)
def test_work_that_is_killed_is_there_whole_or_not_at_all_and_done_in_the_end(bench, work, moments):
    assert campaign(bench, work, moments) >= len(work.points)


@pytest.mark.parametrize(
    "moments", [pytest.param(1, id="ci"), pytest.param(25, id="long", marks=pytest.mark.long)]
)
def test_a_paper_that_a_job_makes_is_there_whole_with_one_number_or_takes_none(bench, moments):
    assert campaign(bench, PAPER, moments) >= len(PAPER.points)


def test_without_transactions_the_check_finds_what_is_half_done(bench):
    """The control: the same kill of the same work, of which every statement is kept by itself."""
    if bench.system.database:
        pytest.skip(
            "PostgreSQL itself refuses the bulk write outside of a transaction: SQLite shows that the check is red"
        )
    before, after, _took = measured(bench, ACCEPTANCE)
    bench.fresh()
    bench.loaded.done(
        "asking", "exchange.accept", {"batch": bench.world["import"]["batch"]}, user_of(bench, "officer0")
    )
    pid = bench.loaded.begin("working", fault="surveys_householdanswer.inserted", guarded=False)
    assert bench.loaded.end(pid) == -signal.SIGKILL, bench.loaded.log.read_text()[-2000:]
    assert bench.content() not in (before, after)
