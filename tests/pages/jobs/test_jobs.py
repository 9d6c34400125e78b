"""Jobs on pages: whose they are, how far they are, stopped when asked twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN

from ansinh.accounts.actor import CONSOLE, actor_of
from ansinh.accounts.models import User
from ansinh.places.queries import unit_at
from ansinh.work import queue
from ansinh.work.models import Job
from ansinh.work.queue import ask, job
from ansinh.work.worker import run_next

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled():
    """A kind of job of this test alone."""
    known = dict(queue.kinds())

    @job("tests.count", words=lambda: "Đếm hộ", leads_to=lambda _one: "/imports")
    def count(arguments, by, progress):
        progress("check", 1, 4)
        return {}

    @job("tests.fail")
    def fail(arguments, by, progress):
        raise ValueError("Lê Văn Mẫu")

    yield
    queue._KINDS.clear()
    queue._KINDS.update(known)


def asked_by(name: str, kind: str = "tests.count", code: str | None = None) -> Job:
    unit = unit_at(code, THEN) if code else None
    return ask(kind, {}, by=actor_of(User.objects.get(username=name)), unit=unit)


def test_a_job_of_somebody_else_elsewhere_does_not_exist(handled, commune_officer, signed_in):
    mine, console = asked_by("commune_officer-11473"), ask("tests.count", {}, by=CONSOLE)
    stranger = signed_in("commune_officer", NEXT_DOOR)
    for one in (mine, console):
        assert stranger.get(f"/jobs/{one.pk}").status_code == 404
        assert stranger.post(f"/jobs/{one.pk}/stop", {"confirmed": "yes"}).status_code == 404
    assert commune_officer.get(f"/jobs/{mine.pk}").status_code == 200
    assert f"/jobs/{mine.pk}" not in stranger.get("/jobs").content.decode()


def test_officers_of_the_place_see_its_jobs_and_somebody_without_a_role_their_own(
    handled, commune_officer, district_officer, signed_in
):
    one = asked_by("commune_officer-11473", code=COMMUNE)
    assert district_officer.get(f"/jobs/{one.pk}").status_code == 200
    nobody = signed_in()
    own = asked_by("nobody-everywhere")
    assert (nobody.get(f"/jobs/{own.pk}").status_code, nobody.get(f"/jobs/{one.pk}").status_code) == (
        200,
        404,
    )


def test_a_waiting_job_says_so_and_asks_again_until_it_has_ended(handled, commune_officer):
    one = asked_by("commune_officer-11473")
    part = {"HX-Request-Type": "partial"}
    waiting = commune_officer.get(f"/jobs/{one.pk}", headers=part).content.decode()
    assert ("Đang chờ đến lượt" in waiting, 'hx-trigger="every 1s"' in waiting) == (True, True)
    run_next()
    done = commune_officer.get(f"/jobs/{one.pk}", headers=part).content.decode()
    assert ("Đã xong sau" in done, "hx-trigger" in done, 'href="/imports"' in done) == (True, False, True)


def test_an_unforeseen_failure_says_what_to_do_and_nothing_of_anybody(handled, commune_officer):
    one = asked_by("commune_officer-11473", "tests.fail")
    run_next()
    shown = commune_officer.get(f"/jobs/{one.pk}").content.decode()
    assert ("ValueError" in shown, "báo người quản trị" in shown, "Lê Văn Mẫu" in shown) == (
        True,
        True,
        False,
    )


def test_stopping_asks_first(handled, commune_officer):
    one = asked_by("commune_officer-11473")
    asked = commune_officer.post(f"/jobs/{one.pk}/stop")
    one.refresh_from_db()
    assert (asked.status_code, one.state) == (200, "waiting")
    commune_officer.post(f"/jobs/{one.pk}/stop", {"confirmed": "yes"})
    one.refresh_from_db()
    assert (one.state, run_next()) == ("stopped", None)
    assert commune_officer.post(f"/jobs/{one.pk}/stop", {"confirmed": "yes"}).status_code == 409


def test_a_list_of_many_asks_no_more_than_a_list_of_one(handled, commune_officer):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert commune_officer.get("/jobs").status_code == 200
        return len(queries)

    asked_by("commune_officer-11473", code=COMMUNE)
    one = asked()
    for _more in range(4):
        asked_by("commune_officer-11473", code=COMMUNE)
    assert asked() == one


def test_the_list_is_filtered_and_exported(handled, commune_officer):
    asked_by("commune_officer-11473")
    run_next()
    asked_by("commune_officer-11473")
    assert commune_officer.get("/jobs?state=done").content.decode().count('data-label="Số"') == 1
    lines = commune_officer.get("/jobs?export=csv").content.decode().strip().splitlines()
    assert (len(lines), "Đếm hộ" in lines[1]) == (3, True)
    assert commune_officer.get("/jobs?state=eaten").status_code == 422
