"""A long work kept as a job: how far it is can be read while it runs, and why it failed afterwards, without personal data."""

import pytest

from ansinh.accounts.actor import CONSOLE
from ansinh.kernel.errors import Refused
from ansinh.work.jobs import progress_of, run_job
from ansinh.work.models import Job

pytestmark = pytest.mark.django_db


def test_a_refusal_is_kept_in_its_words_and_raised_again():
    def refuse(_tell):
        raise Refused("Chưa thể làm.")

    with pytest.raises(Refused):
        run_job("reviews.classify", refuse, by=CONSOLE)
    job = Job.objects.get()
    assert (job.state, job.error, job.ended_at is not None) == ("failed", "Chưa thể làm.", True)


def test_of_an_unforeseen_failure_only_the_kind_is_kept():
    def fail(_tell):
        raise ValueError("Lê Văn Mẫu, 031170000001")

    with pytest.raises(ValueError, match="Mẫu"):
        run_job("reviews.classify", fail, by=CONSOLE)
    assert Job.objects.get().error == "ValueError"


def test_progress_is_read_while_the_work_runs():
    seen = []

    def work(tell):
        tell("classify", 3, 10)
        seen.append(progress_of(Job.objects.get().pk))
        return {"households": 10}

    job = run_job("reviews.classify", work, by=CONSOLE)
    assert seen == [{"stage": "classify", "done": 3, "total": 10}]
    assert (job.state, job.result, progress_of(0)) == ("done", {"households": 10}, {})
