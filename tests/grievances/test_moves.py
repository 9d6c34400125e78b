"""Every state with every verb: what the table has happens, everything else is refused."""

from itertools import product
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from tests.roles import as_owner

from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.grievances.actions import (
    answer_in_writing,
    ask_for_more,
    assign_request,
    check_request,
    close_request,
    decide_request,
    extend_request,
    information_came,
    link_household,
    note_on_request,
    take_up_request,
    withdraw_request,
)
from ansinh.grievances.enums import GrievanceKind, GrievanceState, Outcome
from ansinh.grievances.models import Grievance, GrievanceMove
from ansinh.grievances.moves import MOVES, Verb, as_document, move_of
from ansinh.kernel.errors import Refused

S = GrievanceState
pytestmark = pytest.mark.django_db

# The verbs that lead from receipt to each state.
WAYS = {
    S.RECEIVED: (),
    S.CHECKED: (Verb.CHECK,),
    S.WAITING: (Verb.CHECK, Verb.ASK_MORE),
    S.IN_REVIEW: (Verb.CHECK, Verb.TAKE_UP),
    S.DECIDED: (Verb.CHECK, Verb.TAKE_UP, Verb.DECIDE),
    S.ANSWERED: (Verb.CHECK, Verb.TAKE_UP, Verb.DECIDE, Verb.ANSWER),
    S.CLOSED: (Verb.CHECK, Verb.TAKE_UP, Verb.DECIDE, Verb.ANSWER, Verb.CLOSE),
    S.APPEALED: (Verb.CHECK, Verb.TAKE_UP, Verb.DECIDE, Verb.ANSWER, Verb.APPEAL),
    S.WITHDRAWN: (Verb.WITHDRAW,),
}
DONE_BY_HAND = [verb for verb in Verb if verb not in {Verb.RECEIVE, Verb.SETTLE_APPEAL}]


@pytest.fixture
def do(desk, receive, home):
    """``do(verb, grievance)``: the verb with whatever it needs."""

    def run(verb: Verb, row: Grievance) -> object:
        named = {"grievance": row, "by": SYSTEM}
        verbs = {
            Verb.CHECK: lambda: check_request(**named),
            Verb.ASK_MORE: lambda: ask_for_more(reason="thiếu tên hộ", **named),
            Verb.INFORMATION_CAME: lambda: information_came(reason="đã bổ sung", **named),
            Verb.TAKE_UP: lambda: take_up_request(**named),
            Verb.DECIDE: lambda: decide_request(outcome=Outcome.UPHELD, reasons="đúng", **named),
            Verb.ANSWER: lambda: answer_in_writing(paper="1/UBND-VX", handed="trao tay", **named),
            Verb.CLOSE: lambda: close_request(**named),
            Verb.APPEAL: lambda: receive(GrievanceKind.APPEAL, against=row, by=SYSTEM),
            Verb.WITHDRAW: lambda: withdraw_request(reason="không còn nhu cầu", **named),
            Verb.ASSIGN: lambda: assign_request(to=User.objects.get(pk=desk.user_id), **named),
            Verb.NOTE: lambda: note_on_request(text="đã gọi điện", **named),
            Verb.EXTEND: lambda: extend_request(reason="phức tạp", **named),
            Verb.LINK_HOUSEHOLD: lambda: link_household(household=home, **named),
        }
        return verbs[verb]()

    return run


@pytest.fixture
def at(do, receive):
    """A complaint in a state."""

    def reached(state: GrievanceState) -> Grievance:
        row = receive(GrievanceKind.COMPLAINT)
        for verb in WAYS[state]:
            do(verb, row)
        row.refresh_from_db()
        assert row.state == state.value
        return row

    return reached


@pytest.mark.parametrize(("state", "verb"), list(product(S, DONE_BY_HAND)))
def test_a_verb_does_what_the_table_says_and_nothing_else(state, verb, at, do):
    row, move = at(state), move_of(verb, state)
    steps = row.steps
    if move is None:
        with pytest.raises(Refused) as refused:
            do(verb, row)
        assert getattr(refused.value, "code", "") in {"not_in_this_state", "against_nothing"}
        row.refresh_from_db()
        assert (row.state, row.steps) == (state.value, steps)
        return
    do(verb, row)
    row.refresh_from_db()
    assert (row.state, row.steps) == (move.to_state.value, steps + 1)
    newest = GrievanceMove.objects.everywhere().get(grievance=row, number=row.steps)
    assert (newest.verb, newest.from_state, newest.to_state) == (verb, state, move.to_state)


def test_every_state_is_reached_and_every_open_one_is_left():
    reached = {move.to_state for move in MOVES}
    assert reached == set(S)
    left = {move.from_state for move in MOVES if move.from_state is not move.to_state}
    assert left >= set(S) - {S.CLOSED, S.WITHDRAWN}


def test_the_document_says_what_the_table_says():
    written = Path(__file__).parents[2] / "docs" / "requests.md"
    assert written.read_text(encoding="utf-8") == as_document()


def test_every_row_needs_a_permission():
    assert all(move.permissions and move.permissions <= set(Permission) for move in MOVES)


def test_the_database_refuses_a_state_without_its_step(at):
    row = at(S.CHECKED)
    with pytest.raises(DatabaseError), transaction.atomic():
        Grievance.objects.everywhere().filter(pk=row.pk).update(state="closed")
    with pytest.raises(DatabaseError), transaction.atomic():
        Grievance.objects.everywhere().filter(pk=row.pk).update(state="received", steps=1)
    row.refresh_from_db()
    assert row.state == "checked"


def test_without_the_guard_the_state_would_change(at):
    """The control: the same statement passes once the trigger is gone."""
    row = at(S.CHECKED)
    table = "grievances_grievance"
    name = f"{table}_state_by_move_update"
    with as_owner(), connection.cursor() as cursor:
        on = f" ON {table}" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {name}{on}")
    assert Grievance.objects.everywhere().filter(pk=row.pk).update(state="closed") == 1


def test_the_database_keeps_every_request(at):
    row = at(S.WITHDRAWN)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM grievances_grievance WHERE id = %s", [row.pk])
    assert Grievance.objects.everywhere().filter(pk=row.pk).exists()
