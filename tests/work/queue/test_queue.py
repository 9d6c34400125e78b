"""The queue: a job with its asker, claimed once, its failure kept without anybody's data, found again when its worker is gone."""

import fcntl
import os
import signal
import subprocess
import sys
import textwrap

import pytest
from django.conf import settings
from django.db import connection, transaction

from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import CONSOLE, SYSTEM, actor_of
from ansinh.audit.models import Event
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import speaking
from ansinh.work import queue
from ansinh.work.job_files import held, progress_of
from ansinh.work.models import Job
from ansinh.work.queue import ask, job, stop
from ansinh.work.worker import find_lost, run_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled():
    """Handlers of this test alone; what they were called with."""
    queue.kinds()
    known, calls = dict(queue._KINDS), []

    @job("tests.count", words=lambda: "Đếm")
    def count(arguments, by, progress):
        progress("check", 1, 2)
        calls.append((dict(arguments), by))
        return {"counted": arguments.get("upto", 0)}

    @job("tests.refuse")
    def refuse(arguments, by, progress):
        raise Refused("Chưa thể làm.")

    @job("tests.fail")
    def fail(arguments, by, progress):
        raise ValueError("Lê Văn Mẫu, 031170000001")

    @job("tests.once", again=False)
    def once(arguments, by, progress):
        return {}

    yield calls
    queue._KINDS.clear()
    queue._KINDS.update(known)


@pytest.fixture
def person():
    return register_user(username="hoa", full_name="Nguyễn Thị Thử", by=SYSTEM)


def test_a_kind_that_nobody_handles_is_a_fault_of_the_program(handled):
    with pytest.raises(LookupError):
        ask("tests.nothing", {}, by=CONSOLE)
    assert Job.objects.count() == 0


def test_a_job_and_what_asks_for_it_exist_together_or_not_at_all(handled):
    with pytest.raises(RuntimeError), transaction.atomic():
        ask("tests.count", {}, by=CONSOLE)
        raise RuntimeError
    assert (Job.objects.count(), run_next()) == (0, None)


def test_a_job_is_run_once_as_the_person_who_asked(handled, person):
    asked = ask("tests.count", {"upto": 3}, by=actor_of(person))
    assert (asked.state, asked.asked_by, asked.asked_at is not None) == ("waiting", "hoa", True)
    done = run_next()
    done.refresh_from_db()
    assert (done.pk, done.state, done.result, done.attempts) == (asked.pk, "done", {"counted": 3}, 1)
    assert handled == [({"upto": 3}, actor_of(person))]
    assert progress_of(done.pk) == {"stage": "check", "done": 1, "total": 2}
    assert run_next() is None


def test_the_oldest_job_comes_first(handled):
    asked = [ask("tests.count", {"upto": number}, by=CONSOLE).pk for number in range(3)]
    assert [run_next().pk for _turn in asked] == asked


def test_whoever_left_has_no_work_done_in_their_name(handled, person):
    ask("tests.count", {}, by=actor_of(person))
    person.is_active = False
    person.save()
    with speaking("vi"):
        done = run_next()
    assert (done.state, handled) == ("failed", [])
    assert "không còn hoạt động" in done.error


def test_a_refusal_is_kept_in_its_words_and_of_an_unforeseen_failure_only_the_kind(handled, caplog):
    ask("tests.refuse", {}, by=CONSOLE)
    ask("tests.fail", {}, by=CONSOLE)
    assert [run_next().error, run_next().error] == ["Chưa thể làm.", "ValueError"]
    assert "ValueError" in caplog.text
    assert "Mẫu" not in caplog.text


def test_a_waiting_job_is_taken_out_of_the_queue_and_an_ended_one_cannot_be_stopped(handled, person):
    one = ask("tests.count", {}, by=CONSOLE)
    stop(one=one, by=actor_of(person))
    one.refresh_from_db()
    assert (one.state, run_next(), handled) == ("stopped", None, [])
    assert (
        Event.objects.filter(name="work.job_stopped", subject=f"job:{one.pk}", actor_label="hoa").count() == 1
    )
    with pytest.raises(Refused):
        stop(one=one, by=actor_of(person))


def test_a_running_job_stops_at_its_next_step_and_what_it_wrote_is_gone(handled, person):
    @job("tests.long")
    def long(arguments, by, progress):
        progress("write")
        with transaction.atomic():
            register_user(username="lan", full_name="Nguyễn Thị Thử", by=by)
            stop(one=Job.objects.get(), by=actor_of(person))
            progress("write", 1, 2)
        return {}

    ask("tests.long", {}, by=CONSOLE)
    ended = run_next()
    ended.refresh_from_db()
    assert (ended.state, type(person).objects.filter(username="lan").exists()) == ("stopped", False)
    assert "hoa" in ended.error
    assert Event.objects.get(name="work.job_stopped").actor_label == "hoa"


def test_a_job_that_is_interrupted_waits_for_the_next_worker(handled):
    asked = ask("tests.count", {}, by=CONSOLE)
    run_next(leaving=lambda: True)
    asked.refresh_from_db()
    assert (asked.state, handled) == ("waiting", [])
    assert run_next().state == "done"


def lost(kind: str, attempts: int = 1) -> Job:
    one = ask(kind, {}, by=CONSOLE)
    Job.objects.filter(pk=one.pk).update(state="running", attempts=attempts)
    return one


@pytest.mark.parametrize(
    ("kind", "attempts", "state"),
    [("tests.count", 1, "waiting"), ("tests.count", 3, "failed"), ("tests.once", 1, "failed")],
)
def test_a_job_whose_worker_is_gone_is_found(handled, kind, attempts, state):
    one = lost(kind, attempts)
    assert find_lost() == 1
    one.refresh_from_db()
    assert (one.state, bool(one.error)) == (state, state == "failed")


def test_a_job_that_somebody_runs_is_not_lost(handled):
    one = lost("tests.count")
    folder = settings.DATA_FOLDER / "jobs"
    with (folder / f"{one.pk}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert find_lost() == 0
    assert find_lost() == 1


def test_a_killed_worker_lets_go_of_its_job(handled):
    """The lock belongs to the process: nothing has to be written for it to be gone."""
    one = lost("tests.count")
    path = settings.DATA_FOLDER / "jobs" / f"{one.pk}.lock"
    script = f"""
        import fcntl, time
        file = open({str(path)!r}, "a")
        fcntl.flock(file, fcntl.LOCK_EX)
        print("held", flush=True)
        time.sleep(600)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        with held(one.pk) as ours:
            assert ours is False
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert find_lost() == 1


def test_of_two_workers_one_gets_the_job(handled):
    one = ask("tests.count", {}, by=CONSOLE)
    with held(one.pk):
        assert run_next() is None
    assert connection.in_atomic_block
    assert run_next().pk == one.pk
