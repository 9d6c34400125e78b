"""Where the log takes nothing, nothing is shown and nothing is written."""

import pytest
from django.db import connection
from tests.pages.conftest import NEXT_DOOR
from tests.pages.rounds.conftest import household
from tests.roles import as_owner

from ansinh.audit.models import Event
from ansinh.work.models import SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_log():
    """The log refuses every row, as a full or broken disk would."""
    with as_owner(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE TRIGGER no_log BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no log'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION no_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no log'; END $$"
            )
            cursor.execute("CREATE TRIGGER no_log BEFORE INSERT ON audit_event EXECUTE FUNCTION no_log()")


def test_a_page_is_refused_with_words_and_shows_nothing(classified, commune_officer, no_log):
    one = household("poor")
    commune_officer.raise_request_exception = False
    answer = commune_officer.get(f"/households/{one.pk}")
    assert answer.status_code == 503
    assert "Nhật ký đang không ghi được" in answer.content.decode()
    assert "Người 1" not in answer.content.decode()


def test_a_change_is_refused_and_not_written(classified, commune_officer, no_log):
    commune_officer.raise_request_exception = False
    answer = commune_officer.post("/households/views", {"name": "Thôn 1", "query": "village=x"})
    assert answer.status_code >= 500
    assert not SavedView.objects.exists()


def test_with_the_log_both_work(classified, commune_officer):
    one, before = household("poor"), Event.objects.count()
    page = commune_officer.get(f"/households/{one.pk}")
    assert (page.status_code, "Người 1" in page.content.decode()) == (200, True)
    event = Event.objects.get(name="access.page_seen")
    assert (Event.objects.count(), event.subject, event.actor_label) == (
        before + 1,
        f"household:{one.pk.hex}",
        "commune_officer-11473",
    )
    assert "Người 1" not in str(event.facts)


def test_a_list_says_how_many_under_which_filters_and_never_what_was_searched(classified, commune_officer):
    commune_officer.post("/households", {"q": "nguyen van"}, follow=True)
    event = Event.objects.filter(name="access.list_seen").latest("pk")
    assert event.facts["filters"]["q"] is None
    assert "nguyen" not in str(event.facts)
    assert event.facts["count"] >= 0


def test_what_is_refused_or_does_not_exist_is_no_sight(classified, signed_in):
    stranger = signed_in("commune_officer", NEXT_DOOR)
    assert stranger.get(f"/households/{household('poor').pk}").status_code == 404
    assert not Event.objects.filter(name="access.page_seen").exists()


def test_a_sight_that_nobody_writes_is_missed(classified, commune_officer, monkeypatch):
    """The control: with the guard off the counts differ."""
    monkeypatch.setattr("ansinh.access.routes.record_sight", lambda **_named: None)
    answers = [commune_officer.get("/households").status_code for _turn in range(3)]
    assert answers == [200] * 3
    assert Event.objects.filter(name__in=["access.page_seen", "access.list_seen"]).count() != len(answers)
