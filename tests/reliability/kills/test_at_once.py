"""T3: many who do the same with money at one moment: one of them does it, the others are told why not."""

import threading
from collections import Counter

import pytest
from tests.reliability.kills.bench import Bench, Served, kill
from tests.reliability.kills.prepare import PAID_PEOPLE, PAY_MAKER
from tests.reliability.kills.test_kills import PAY_RUN, release, run_of_april, user_of

pytestmark = pytest.mark.django_db
AT_ONCE = 8
_LONGEST = 120
_COUNTED = "SELECT count(*), count(DISTINCT {beneficiary}) FROM support_payline WHERE period = '{period}' AND outcome IN ('open', 'paid')"


def together(served: Served, ask) -> Counter:
    """What each of them was answered."""
    gate, answers = threading.Barrier(AT_ONCE), []

    def one() -> None:
        gate.wait(_LONGEST)
        answers.append(ask(served))

    people = [threading.Thread(target=one, daemon=True) for _number in range(AT_ONCE)]
    for person in people:
        person.start()
    for person in people:
        person.join(_LONGEST)
        assert not person.is_alive(), "somebody waits for ever"
    return Counter(answers)


def lines_and_people(bench: Bench, period: str) -> tuple[int, int]:
    return bench.rows(_COUNTED.format(beneficiary="beneficiary", period=period))[0]


def test_of_many_who_release_a_run_at_once_one_does(bench: Bench):
    bench.fresh()
    served = bench.served()
    try:
        told = together(served, release)
    finally:
        kill(served.pid)
    assert told[303] == 1, told
    assert set(told) <= {303, 409, 422}, told
    assert bench.events("support.pay_run_released") == 2, "that of May, released before, and that of March"
    assert lines_and_people(bench, "2025-03") == (PAID_PEOPLE, PAID_PEOPLE)


def test_of_many_who_prepare_a_run_at_once_nobody_is_in_two(bench: Bench):
    """The job asked for twice, and two workers at once."""
    bench.fresh()
    who = user_of(bench, PAY_MAKER)
    workers = []
    for _number in range(2):
        bench.loaded.done("asking", "support.prepare_run", run_of_april(bench), who)
        workers.append(bench.loaded.begin("working"))
    assert [bench.loaded.end(pid) for pid in workers] == [0, 0], bench.loaded.log.read_text()[-3000:]
    assert lines_and_people(bench, "2025-04") == (PAID_PEOPLE, PAID_PEOPLE)
    assert bench.events(PAY_RUN.event) == 3, "those of March and May, prepared before, and one of April"
