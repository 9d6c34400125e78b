"""A database that is away for a while ends no worker: with it the whole server would end."""

import pytest
from django.db import InterfaceError, OperationalError

from ansinh.work import worker

pytestmark = pytest.mark.django_db


def rounds_of(monkeypatch, failure: Exception) -> list[str]:
    """What a worker does in three rounds, of which the first finds no database."""
    done: list[str] = []

    def find_lost() -> int:
        done.append("looked")
        if len(done) == 1:
            raise failure
        return 0

    monkeypatch.setattr(worker, "find_lost", find_lost)
    monkeypatch.setattr(worker, "ask_for_daily", lambda: 0)
    monkeypatch.setattr(worker, "discard_unnamed", lambda _age: None)
    monkeypatch.setattr(worker, "run_next", lambda _leaving: done.append("ran"))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "_PAUSE", 0)
    rounds = iter((False, False, False, True))
    worker.work_until(lambda: next(rounds))
    return done


@pytest.mark.parametrize("failure", [OperationalError("gone"), InterfaceError("closed")])
def test_a_worker_outlives_its_database_and_looks_for_what_was_lost(monkeypatch, failure):
    assert rounds_of(monkeypatch, failure) == ["looked", "looked", "ran", "ran"]


def test_a_fault_of_the_program_itself_ends_it(monkeypatch):
    """The control."""
    with pytest.raises(KeyError):
        rounds_of(monkeypatch, KeyError("x"))
