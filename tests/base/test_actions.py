"""The wrapper of every action: one transaction, one event, written together or not at all."""

import pytest
from tests.households.making import person

from ansinh.accounts.actor import CONSOLE, actor_named
from ansinh.accounts.models import User
from ansinh.audit.events import EventName
from ansinh.audit.models import Event
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.households.models import Person
from ansinh.kernel.errors import NotFound

pytestmark = pytest.mark.django_db


@action(EventName.ROLE_GIVEN)
def register_somebody(*, name: str, by, fails: bool = False, twice: bool = False) -> Person:
    """An action of this test."""
    if twice:
        nothing_changed()
        return Person.objects.get()
    row = person(name)
    note(subject=f"person:{row.pk}", place="91001", reason="thử", count=1)
    if fails:
        raise NotFound("không có")
    return row


def test_an_action_writes_one_event_with_what_it_noted():
    row = register_somebody(name="Lê Văn Mẫu", by=CONSOLE)
    event = Event.objects.get()
    assert (event.name, event.actor_kind, event.actor_ref, event.actor_label) == (
        "access.role_given",
        "console",
        "console",
        "console",
    )
    assert (event.subject, event.place, event.reason, event.facts) == (
        f"person:{row.pk}",
        "91001",
        "thử",
        {"count": 1},
    )


def test_a_failed_action_leaves_neither_row_nor_event():
    with pytest.raises(NotFound):
        register_somebody(name="Lê Văn Mẫu", by=CONSOLE, fails=True)
    assert (Person.objects.count(), Event.objects.count()) == (0, 0)


def test_an_action_that_found_nothing_to_do_is_no_event():
    person("Lê Văn Mẫu")
    register_somebody(name="", by=CONSOLE, twice=True)
    assert Event.objects.count() == 0


def test_positional_arguments_are_refused():
    with pytest.raises(TypeError, match="keyword arguments only"):
        register_somebody("Lê Văn Mẫu", by=CONSOLE)
    assert Person.objects.count() == 0


def test_an_action_by_nobody_is_refused():
    with pytest.raises(TypeError, match="needs 'by'"):
        register_somebody(name="Lê Văn Mẫu")
    with pytest.raises(TypeError, match="needs 'by'"):
        register_somebody(name="Lê Văn Mẫu", by=None)
    assert Person.objects.count() == 0


@pytest.mark.parametrize("call", [note, nothing_changed])
def test_a_note_outside_of_an_action_is_refused(call):
    with pytest.raises(RuntimeError, match="outside of an action"):
        call()


def test_notes_of_one_action_do_not_reach_the_next():
    register_somebody(name="Một", by=CONSOLE)
    with pytest.raises(NotFound):
        register_somebody(name="Hai", by=CONSOLE, fails=True)
    with pytest.raises(RuntimeError):
        note(subject="nobody")


def test_an_unknown_or_inactive_name_never_becomes_the_console():
    User.objects.create(username="nghi-viec", full_name="Người Mẫu", is_active=False)
    for name in ("nghi-viec", "khong-co", ""):
        with pytest.raises(NotFound):
            actor_named(name)
    assert actor_named(None) == CONSOLE


def test_a_user_acts_under_the_own_id():
    user = User.objects.create(username="can-bo", full_name="Người Mẫu")
    register_somebody(name="Lê Văn Mẫu", by=actor_named("can-bo"))
    event = Event.objects.get()
    assert (event.actor_kind, event.actor_ref, event.actor_label) == ("user", str(user.pk), "can-bo")
