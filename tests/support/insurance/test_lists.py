"""Lists for the insurer: who is on them, once; what the next list says; who may."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from tests.roles import as_owner
from tests.support.delivery.test_paying import same_person
from tests.support.delivery.world import NEXT_DOOR, THEN, officers
from tests.support.insurance.conftest import MONTH

from ansinh.households.actions import record_death
from ansinh.households.models import Household, Membership, Person
from ansinh.kernel.dates import now
from ansinh.kernel.errors import Refused
from ansinh.places.queries import unit_at
from ansinh.support.facts.actions import Span, record_fact
from ansinh.support.insurance.changes import changes_of, month_called
from ansinh.support.insurance.making import approve_list, drop_list, prepare_list, what_changes, write_list
from ansinh.support.insurance.premiums import premium_on
from ansinh.support.models import CardLine, CardList

pytestmark = pytest.mark.django_db


def refused(code: str, verb: Callable, **named) -> None:
    with pytest.raises(Refused) as caught:
        verb(**named)
    assert caught.value.code == code


def prepared(insured, month: str = MONTH) -> CardList:
    return prepare_list(unit=insured.unit, month=month, by=insured.who.maker)


def tell(insured, home: str, person: Person, code: str) -> None:
    """Record a fact of somebody since the beginning of the year."""
    record_fact(
        household=insured.homes[home],
        person=person.pk,
        code=code,
        value="1",
        span=Span(date(2022, 1, 1), None),
        source="QĐ 5",
        by=insured.who.maker,
    )


def approved(insured, month: str = MONTH) -> CardList:
    made = prepared(insured, month)
    return approve_list(card_list=made, people=made.added + made.changed + made.removed, by=insured.who.chair)


def said(card_list: CardList) -> list[tuple[str, str, str]]:
    rows = CardLine.objects.everywhere().filter(list=card_list).order_by("change", "policy", "pk")
    return [(one.change, one.policy, one.cause) for one in rows]


def covered_twice() -> int:
    """How many people more than once have a running line of theirs, whoever was decided to be the same; counted in SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM support_cardline a JOIN support_cardline b ON a.id < b.id AND (a.person_id = b.person_id OR EXISTS "
            "(SELECT 1 FROM households_suspectedduplicate d WHERE d.decision = 'same' AND ((d.left_id = a.person_id AND "
            "d.right_id = b.person_id) OR (d.left_id = b.person_id AND d.right_id = a.person_id)))) WHERE a.counts AND b.counts "
            "AND a.change <> 'removed' AND b.change <> 'removed' "
            "AND a.valid_from <= COALESCE(b.ended_on, b.valid_until, '9999-12-31') "
            "AND b.valid_from <= COALESCE(a.ended_on, a.valid_until, '9999-12-31')"
        )
        return cursor.fetchone()[0]


def test_who_may_not_propose_there_makes_no_list(insured):
    stranger = officers(NEXT_DOOR)
    refused("permission_missing", prepare_list, unit=insured.unit, month=MONTH, by=stranger.maker)
    refused("permission_missing", prepare_list, unit=insured.unit, month=MONTH, by=insured.who.chair)


def test_a_month_far_ahead_or_before_the_last_list_is_refused(insured):
    refused("month_to_come", what_changes, unit=insured.unit, month="2099-01", by=insured.who.maker)
    approved(insured)
    refused("month_before", what_changes, unit=insured.unit, month="2022-11", by=insured.who.maker)


def test_the_maker_does_not_approve_and_the_number_is_typed(insured):
    made = prepared(insured)
    refused("permission_missing", approve_list, card_list=made, people=4, by=insured.who.maker)
    refused("other_number", approve_list, card_list=made, people=5, by=insured.who.chair)
    assert approve_list(card_list=made, people=4, by=insured.who.chair).state == "approved"
    refused("wrong_state", drop_list, card_list=made, reason="sai", by=insured.who.maker)


def test_the_database_refuses_one_person_for_both_steps_and_any_change_of_what_was_approved(insured):
    made = prepared(insured)
    rows = CardList.objects.everywhere().filter(pk=made.pk)
    with pytest.raises(IntegrityError, match="card_list_two_persons"), transaction.atomic():
        rows.update(state="approved", decided_by=made.made_by, decided_at=now())
    approve_list(card_list=made, people=4, by=insured.who.chair)
    with pytest.raises(IntegrityError, match="decided_stays"), transaction.atomic():
        rows.update(added=3)
    with pytest.raises(IntegrityError, match="listed_stays"), transaction.atomic():
        CardLine.objects.everywhere().filter(list=made).update(policy="BHYT-4")


def test_the_first_list_names_everybody_once_with_group_shares_and_money(insured):
    made = approved(insured)
    assert said(made) == [("added", "BHYT-1", "")] * 2 + [("added", "BHYT-3", "")] * 2
    assert (made.premium, made.state_amount, made.local_amount, made.own_amount) == (
        67_050,
        227_970,
        0,
        40_230,
    )
    near = CardLine.objects.everywhere().filter(list=made, policy="BHYT-3").first()
    assert (near.state_share, near.own_share, near.groups) == (70, 30, "BHYT-3")
    # 4.5 % of 1,490,000; 70 % of it goes up to the đồng, who pays the rest pays what is left.
    assert (near.state_amount, near.local_amount, near.own_amount) == (46_935, 0, 20_115)
    assert near.valid_from == date(2022, 12, 1)


def test_a_premium_nobody_knows_is_no_amount_and_says_so():
    found = premium_on(date(2014, 1, 1))
    assert found.amount is None
    assert "lương cơ sở" in found.words


def test_who_is_of_several_groups_is_named_once_with_all_of_them(insured):
    person = insured.people("A")[0]
    tell(insured, "A", person, "social_assistance")
    approved(insured)
    line = CardLine.objects.everywhere().get(person=person)
    assert (line.policy, line.groups) == ("BHYT-5", "BHYT-1;BHYT-5")


def test_the_next_list_says_only_what_changed(insured):
    approved(insured)
    refused("nothing_changed", prepare_list, unit=insured.unit, month=MONTH, by=insured.who.maker)
    person = insured.people("A")[0]
    tell(insured, "A", person, "social_assistance")
    other = insured.people("B")[0]
    tell(insured, "B", other, "insured_otherwise")
    second = approved(insured)
    assert said(second) == [
        ("changed", "BHYT-5", "other_group"),
        ("removed", "BHYT-3", "insured_otherwise"),
    ]
    assert covered_twice() == 0


def test_who_died_goes_off_the_list_on_that_day_and_who_moved_before_the_other_commune_names_them(insured):
    approved(insured)
    home = insured.homes["A"]
    dead = insured.people("A")[1]
    member = Membership.objects.everywhere().get(household=home, person=dead)
    record_death(household=home, member_ref=member.member_ref, day=date(2022, 12, 20), by=insured.who.maker)
    Household.objects.everywhere().filter(pk=insured.homes["B"].pk).update(unit=unit_at(NEXT_DOOR, THEN))
    there = changes_of([unit_at(NEXT_DOOR, THEN).pk], month_called(MONTH))
    assert there.lines.is_empty()
    assert set(there.left_out["why"]) <= {"held_elsewhere", "unknown"}
    second = approved(insured)
    assert said(second) == [("removed", "BHYT-1", "died"), *[("removed", "BHYT-3", "moved")] * 2]
    ended = CardLine.objects.everywhere().get(person=dead, change="added")
    assert ended.ended_on == date(2022, 12, 20)


def test_of_whom_nobody_knows_nothing_is_taken(insured, monkeypatch):
    approved(insured)
    found = changes_of([insured.unit.pk], month_called(MONTH))
    assert (found.lines.height, found.unchanged) == (0, 4)


def test_a_dropped_list_leaves_everything_as_it_was(insured):
    first = prepared(insured)
    refused("one_waits", prepare_list, unit=insured.unit, month=MONTH, by=insured.who.maker)
    drop_list(card_list=first, reason="lập nhầm tháng", by=insured.who.chair)
    assert not CardLine.objects.everywhere().filter(counts=True).exists()
    assert prepared(insured).number == 2


def test_two_who_prepare_at_once_name_nobody_twice(insured):
    found = what_changes(unit=insured.unit, month=MONTH, by=insured.who.maker)
    named = {"unit": insured.unit, "month": MONTH, "found": found, "by": insured.who.maker}
    made = write_list(**named)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_list(**named)
    approve_list(card_list=made, people=4, by=insured.who.chair)
    with pytest.raises(IntegrityError), transaction.atomic():
        write_list(**named)
    assert covered_twice() == 0


def gone(kind: str, name: str) -> None:
    """The database without a guard, until the test is taken back."""
    on = " ON support_cardline" if kind == "TRIGGER" and connection.vendor == "postgresql" else ""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP {kind} {name}{on}")


def test_without_the_guards_the_same_count_finds_people_twice(insured):
    """The control: the interleaving of the test above names everybody twice once the database lets it."""
    found = what_changes(unit=insured.unit, month=MONTH, by=insured.who.maker)
    named = {"unit": insured.unit, "month": MONTH, "found": found, "by": insured.who.maker}
    approve_list(card_list=write_list(**named), people=4, by=insured.who.chair)
    gone("TRIGGER", "support_cardline_covers_twice_insert")
    with pytest.raises(IntegrityError), transaction.atomic():
        write_list(**named)
    gone("INDEX", "card_covers_once")
    write_list(**named)
    assert covered_twice() == 4


def test_who_is_decided_to_be_one_person_is_named_once_and_the_guard_sees_to_it(insured):
    one, other = insured.people("A")[0], insured.people("B")[0]
    found = what_changes(unit=insured.unit, month=MONTH, by=insured.who.maker)
    same_person(one.pk.hex, other.pk.hex)
    named = {"unit": insured.unit, "month": MONTH, "found": found, "by": insured.who.maker}
    with pytest.raises(IntegrityError, match="covers_twice"), transaction.atomic():
        write_list(**named)
    assert prepared(insured).added == 3
    assert covered_twice() == 0


def test_without_the_guard_of_merges_the_same_count_finds_them(insured):
    """The control of the trigger alone."""
    one, other = insured.people("A")[0], insured.people("B")[0]
    found = what_changes(unit=insured.unit, month=MONTH, by=insured.who.maker)
    same_person(one.pk.hex, other.pk.hex)
    gone("TRIGGER", "support_cardline_covers_twice_insert")
    write_list(unit=insured.unit, month=MONTH, found=found, by=insured.who.maker)
    assert covered_twice() == 1


def test_two_who_became_one_since_the_list_was_made_are_not_approved_and_the_next_list_takes_one_off(insured):
    made = prepared(insured)
    one, other = insured.people("A")[0], insured.people("B")[0]
    same_person(one.pk.hex, other.pk.hex)
    refused("same_person_twice", approve_list, card_list=made, people=4, by=insured.who.chair)
    drop_list(card_list=made, reason="trùng người", by=insured.who.maker)
    assert approved(insured).added == 3


def test_of_two_who_became_one_after_the_approval_one_goes_off(insured):
    approved(insured)
    one, other = insured.people("A")[0], insured.people("B")[0]
    same_person(one.pk.hex, other.pk.hex)
    assert covered_twice() == 1, "both were named before anybody knew"
    second = prepared(insured)
    assert [(change, cause) for change, _policy, cause in said(second)] == [("removed", "same_person")]
