"""T20: many save the same survey at once; one wins, the others see what changed, and no saved value is lost."""

import threading
from dataclasses import dataclass

import pytest
from django.db import connection
from tests.reliability.answers import address, form_of, saved
from tests.reliability.live import Live, together


@dataclass(frozen=True)
class Written:
    """One acknowledged save: it was made over ``seen`` and said ``score``."""

    client: int
    seen: int
    score: int


def register_faults(history: list[Written], stored: list[tuple[int, int]]) -> list[str]:
    """What breaks a compare-and-set register: two winners over one version, a winner that is not there, or a version that
    nobody won. ``stored`` are revisions and their values."""
    kept = dict(stored)
    faults = [
        f"two won over {seen}"
        for seen in {one.seen for one in history}
        if sum(one.seen == seen for one in history) > 1
    ]
    faults += [f"lost {one}" for one in history if kept.get(one.seen + 1) != one.score]
    won = {one.seen + 1 for one in history}
    return faults + [f"nobody won {revision}" for revision in kept if revision > 1 and revision not in won]


def race(live: Live, clients: int, rounds: int, seconds: float) -> tuple[list[Written], int, list[int]]:
    """Every round all read, then all save at once; the acknowledged saves, the refused, other statuses."""
    household = live.world["households"][100]
    where = address(live, household)
    history: list[Written] = []
    refused, other = [0], []
    guard, gate = threading.Lock(), threading.Barrier(clients, timeout=120)

    def work(number: int) -> None:
        officer = live.client(number % len(live.world["cookies"]))
        for turn in range(rounds):
            form = form_of(officer.get(where)[1])
            gate.wait()
            score = 1 + turn * clients + number
            status, page = saved(officer, where, form, score, f"{turn}")
            with guard:
                if status == 303:
                    history.append(Written(number, int(form["seen"]), score))
                elif status == 409 and "seen" in page:
                    refused[0] += 1
                else:
                    other.append(status)
            gate.wait()

    together(clients, work, seconds=seconds)
    return history, refused[0], other


@pytest.mark.parametrize(
    "clients, rounds, seconds",
    [pytest.param(8, 20, 300, id="ci"), pytest.param(50, 200, 5400, id="long", marks=pytest.mark.long)],
)
@pytest.mark.django_db
def test_one_wins_and_nothing_that_was_saved_is_lost(served: Live, clients, rounds, seconds):
    history, refused, other = race(served, clients, rounds, seconds)
    stored = served.rows(
        "SELECT revision, income_score FROM surveys_householdanswer WHERE household_id = "
        f"'{_id(served)}' ORDER BY revision"
    )
    print(
        f"T20 {connection.vendor}: {clients} x {rounds}, won {len(history)}, refused {refused}, other {other}"
    )
    assert register_faults(history, stored) == []
    assert (len(history), refused, other) == (rounds, (clients - 1) * rounds, [])


def _id(live: Live) -> str:
    household = live.world["households"][100]
    return household if live.system.database else household.replace("-", "")


def test_the_checker_sees_a_lost_update_two_winners_and_a_value_from_nowhere():
    """The control: what a server without the comparison would have done."""
    first, second = Written(0, 1, 10), Written(1, 1, 11)
    assert register_faults([first, second], [(1, 0), (2, 11)]) == ["two won over 1", f"lost {first}"]
    assert register_faults([first], [(1, 0), (2, 99)]) == [f"lost {first}"]
    assert register_faults([], [(1, 0), (2, 5)]) == ["nobody won 2"]


@pytest.mark.django_db
def test_who_comes_second_sees_the_fields_that_changed(served: Live):
    household = served.world["households"][101]
    where = address(served, household)
    first, second = served.client(0), served.client(1)
    form = form_of(first.get(where)[1])
    late = form_of(second.get(where)[1])
    assert saved(first, where, form, 77, "một")[0] == 303
    status, page = saved(second, where, late, 88, "hai")
    assert status == 409
    assert "77" in page
    assert "88" in page
