"""T2, what is answered: surveys saved on pages and sent by devices while the pages are killed, over and over on one system."""

import random
import time

import pytest
from tests.reliability.kills.acknowledged import Told, acknowledged, begun, faults_of, gone_home
from tests.reliability.kills.bench import Bench, kill

pytestmark = pytest.mark.django_db
POINTS = (
    "surveys.answers_entered.written",
    "surveys.answers_entered.committed",
    "surveys.submitted.written",
    "surveys.submitted.committed",
)


def killed_at_work(bench: Bench, told: Told, *, fault: str, after: float) -> None:
    """All work on the pages until these are killed: at the point, or so long after the first acknowledgements."""
    served, since = bench.served(fault), told.counts()
    clients = begun(served, told)
    if not fault:
        acknowledged(told, since)
        time.sleep(after)
        kill(served.pid)
    code = bench.loaded.end(served.pid, 120)
    gone_home(clients)
    assert code == -9, f"nobody came to {fault}: {told.statuses}"


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
