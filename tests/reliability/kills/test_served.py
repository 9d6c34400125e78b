"""T2, as a user starts it: ``ansinh serve`` with its pages, worker and sealer is killed whole, or in one of its parts, while
people save, devices send and the worker works; and PostgreSQL's server is killed below it."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.reliability.clusters import Cluster, can_be_made, cluster, open_folder
from tests.reliability.kills.acknowledged import (
    Told,
    acknowledged,
    begun,
    events_of,
    faults_of,
    gone_home,
)
from tests.reliability.kills.bench import Served
from tests.reliability.kills.unguarded import (
    BETWEEN,
    dying_between_an_answer_and_its_members,
    for_every_process,
    without_transactions,
)
from tests.reliability.live import Live, until
from tests.reliability.ready import Original
from tests.reliability.restore.system import System

pytestmark = pytest.mark.django_db
# What is killed in turn: everything at once, the server that minds the parts, a part, and whoever comes to a point first.
WAYS = ("all", "pages", "worker", "serve", "surveys.answers_entered.committed", "surveys.submitted.committed")
SIGHTS = ("access.page_seen", "access.list_seen")
WORKING = "SELECT count(*) FROM work_job WHERE state IN ('waiting', 'running')"


@pytest.fixture
def living(to_kill: Original, tmp_path: Path) -> Iterator[Live]:
    """The system, not started."""
    with to_kill.copy(tmp_path / "data", "served") as system:
        one = Live(system, dict(to_kill.world))
        one.sign_in()
        yield one
        if not one.ended():
            one.stop()


def front(live: Live) -> Served:
    return Served(live.parts()["serve"], live.port, live.world)


def end_by(live: Live, way: str) -> None:
    """Kill it that way, or wait until a point is reached that kills the part that reaches it, and by that all."""
    if way == "all":
        live.kill()
    elif way in {"serve", "pages", "worker"}:
        live.kill_part(way)
    else:
        until(live.ended, f"nobody came to {way}", seconds=120)
        live.kill()


def killed_at_work(live: Live, told: Told, way: str, chance: random.Random) -> float:
    """Serve, work, kill; how many seconds the start took."""
    since, point = told.counts(), "." in way
    took = live.start(faults=way if point else "")
    clients = begun(front(live), told, asking=True)
    if not point:
        acknowledged(told, since)
        time.sleep(chance.uniform(0.05, 1.0))
    end_by(live, way)
    gone_home(clients)
    return took


def faults_of_work(live: Live, told: Told, seen_before: int) -> list[str]:
    """As ``faults_of``; and every job that was asked for is there and comes to its end, and every sight is in the log."""
    found = faults_of(live, told)
    jobs = live.rows(
        "SELECT state, error FROM work_job WHERE kind = 'reviews.classify' AND actor_kind = 'user'"
    )
    found += [f"{told.jobs} jobs acknowledged, {len(jobs)} there"] * (len(jobs) < told.jobs)
    found += [f"a job is {state} «{words}»" for state, words in jobs if state != "done" and not words]
    seen = events_of(live, *SIGHTS) - seen_before
    return found + [f"{told.sights} pages shown, {seen} in the log"] * (seen < told.sights)


@pytest.mark.parametrize(
    "kills", [pytest.param(3, id="ci"), pytest.param(60, id="long", marks=pytest.mark.long)]
)
def test_what_was_acknowledged_survives_the_kills_of_a_served_system(living: Live, kills):
    told, chance, longest = Told(), random.Random(4), 0.0
    before = events_of(living, *SIGHTS)
    for number in range(kills):
        way = WAYS[number % len(WAYS)]
        longest = max(longest, killed_at_work(living, told, way, chance))
        assert faults_of(living, told) == [], f"kill {number}, {way}"
    longest = max(longest, living.start())
    until(
        lambda: not living.count(WORKING), "jobs of the killed worker do not come to their end", seconds=120
    )
    living.stop()
    assert faults_of_work(living, told, before) == []
    assert '"why": ""' in living.system.done("audit", "verify", "--format", "json")
    assert set(told.statuses) <= {0, 201, 303, 409}, told.statuses
    print(
        f"T2 serve, {'PostgreSQL' if living.system.database else 'SQLite'}: {kills} kills, {len(told.saved)} saved and "
        f"{len(told.sent)} sent surveys, {told.jobs} jobs, {told.sights} sights acknowledged, 0 lost, 0 half, 0 double, "
        f"longest start of a killed server until it answers {longest:.1f} s (10 are wanted)"
    )
    assert told.saved and told.sent and told.jobs


@pytest.mark.parametrize("guarded", [True, False], ids=["in transactions", "without"])
def test_a_served_system_without_transactions_is_found_half_done(
    living: Live, tmp_path, monkeypatch, guarded
):
    """The control: the same programs, killed between two tables, with their transactions and with every statement kept by itself."""
    if living.system.database:
        pytest.skip(
            "PostgreSQL itself refuses bulk writes outside of a transaction: its server's control is below"
        )
    changed = [dying_between_an_answer_and_its_members, *([] if guarded else [without_transactions])]
    monkeypatch.setenv("PYTHONPATH", for_every_process(tmp_path, *changed))
    told = Told()
    living.start()
    clients = begun(front(living), told)
    until(living.ended, f"nobody came to the point: {told.statuses}", seconds=90)
    living.kill()
    gone_home(clients)
    assert BETWEEN in living.said(), living.said()[-2000:]
    assert (faults_of(living, told) == []) == guarded


@contextmanager
def of_its_own(to_kill: Original, folder: Path, *options: str) -> Iterator[tuple[Live, Cluster]]:
    """The system on a server of its own."""
    with open_folder("ansinh-postmaster-") as place:
        (place / "pg").mkdir()
        Cluster(place / "pg" / "data", place).make()
        with cluster(place / "pg" / "data", place, *options) as server:
            more = server.take_over("served", to_kill.system.database)
            to_kill.copy_files(folder / "data")
            live = Live(System(folder / "data", more), dict(to_kill.world))
            live.sign_in()
            try:
                yield live, server
            finally:
                live.stop()


def postmaster_killed(
    live: Live, server: Cluster, told: Told, kill: Callable[[], None], after: float
) -> None:
    """Kill the database below the pages at work, and start it again; the pages are not started again."""
    since = told.counts()
    acknowledged(told, since)
    time.sleep(after)
    kill()
    server.start()


@pytest.mark.parametrize(
    "kills", [pytest.param(2, id="ci"), pytest.param(40, id="long", marks=pytest.mark.long)]
)
def test_what_was_acknowledged_survives_the_kills_of_the_database(to_kill: Original, tmp_path, kills):
    if not to_kill.database or can_be_made():
        pytest.skip(f"kills: PostgreSQL's server: {can_be_made() or 'asked on PostgreSQL only'}")
    told, chance = Told(), random.Random(9)
    with of_its_own(to_kill, tmp_path) as (live, server):
        live.start()
        clients = begun(front(live), told)
        for number in range(kills):
            kill = server.kill_postmaster if number % 2 else server.kill
            postmaster_killed(live, server, told, kill, chance.uniform(0.05, 1.0))
        acknowledged(told, told.counts())
        told.ended.set()
        gone_home(clients)
        live.stop()
        assert faults_of(live, told) == []
        assert '"why": ""' in live.system.done("audit", "verify", "--format", "json")
    assert set(told.statuses) <= {0, 201, 303, 409, 503}, told.statuses
    print(
        f"T2 postmaster: {kills} kills, {len(told.saved)} saved and {len(told.sent)} sent surveys acknowledged, "
        f"{told.statuses[503]} refused in words, 0 lost, 0 half, 0 double"
    )


def test_a_database_that_answers_before_it_writes_loses_what_was_acknowledged(to_kill: Original, tmp_path):
    """The control: PostgreSQL's own setting for those who can do without the last moments."""
    if not to_kill.database or can_be_made():
        pytest.skip(f"kills: PostgreSQL's server: {can_be_made() or 'asked on PostgreSQL only'}")
    told = Told()
    late = ("-c synchronous_commit=off", "-c wal_writer_delay=10s", "-c wal_writer_flush_after=1GB")
    with of_its_own(to_kill, tmp_path, *late) as (live, server):
        live.start()
        clients = begun(front(live), told)
        postmaster_killed(live, server, told, server.kill, 0.5)
        told.ended.set()
        gone_home(clients)
        live.stop()
        assert any(one.startswith("lost") for one in faults_of(live, told))
