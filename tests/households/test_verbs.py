"""The verbs of the registry: what they leave, and what they refuse with which reason."""

from datetime import date, timedelta

import pytest
from django.db import connection
from tests.households.making import BY, events_of, household, members_of, person, places_of, unit

from ansinh.access.actions import give_role
from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import actor_named
from ansinh.accounts.models import User
from ansinh.audit.models import Event
from ansinh.households.actions import (
    NewPerson,
    change_head,
    correct_placement,
    dissolve_household,
    join_households,
    member_joins,
    member_leaves,
    move_household,
    place_household,
    record_birth,
    record_death,
    split_household,
)
from ansinh.households.models import Household, Membership, Person, Placement
from ansinh.kernel.dates import today
from ansinh.kernel.errors import AnSinhError

pytestmark = pytest.mark.django_db
MAY = date(2022, 5, 10)
BEFORE_MAY = date(2022, 5, 9)


def reread(home: Household) -> Household:
    return Household.objects.within(EVERYWHERE).get(pk=home.pk)


def refusal(verb, **arguments) -> str:
    """The code of the refusal; nothing may have been written or audited."""
    before = (Event.objects.count(), list(Membership.objects.everywhere().order_by("id").values()))
    with pytest.raises(AnSinhError) as failure:
        verb(by=BY, **arguments)
    assert (Event.objects.count(), list(Membership.objects.everywhere().order_by("id").values())) == before
    return failure.value.code


def test_a_move_to_the_future_is_refused(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    assert (
        refusal(move_household, household=home, unit=binh_xa, day=today() + timedelta(days=1))
        == "future_date"
    )


def test_a_move_before_the_formation_is_refused(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu", formed_on=MAY)
    assert refusal(move_household, household=home, unit=binh_xa, day=BEFORE_MAY) == "before_formation"


def test_a_move_to_the_same_place_is_refused(an_xa):
    assert (
        refusal(move_household, household=household(an_xa, "Lê Văn Mẫu"), unit=an_xa, day=MAY) == "same_place"
    )


def test_a_move_to_a_province_is_refused(an_xa, province):
    home = household(an_xa, "Lê Văn Mẫu")
    assert refusal(move_household, household=home, unit=province, day=MAY) == "not_a_commune"


def test_a_move_to_a_commune_that_ended_is_refused(an_xa, province):
    gone = unit("91009", parent=province, valid_until=date(2019, 12, 31))
    home = household(an_xa, "Lê Văn Mẫu")
    assert refusal(move_household, household=home, unit=gone, day=MAY) == "unit_not_on_day"


def test_a_second_move_not_after_the_first_is_refused(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    move_household(household=home, unit=binh_xa, day=MAY, by=BY)
    assert refusal(move_household, household=home, unit=an_xa, day=MAY) == "not_after_last"


def test_a_move_ends_the_placement_the_day_before(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu")

    event = move_household(household=home, unit=binh_xa, day=MAY, village="Thôn Đông", by=BY)

    assert places_of(home) == [("91001", None, BEFORE_MAY), ("91002", MAY, None)]
    assert (reread(home).unit_id, reread(home).village) == (binh_xa.pk, "Thôn Đông")
    assert (event.kind, event.from_unit_id, event.to_unit_id) == ("moved", an_xa.pk, binh_xa.pk)
    assert Event.objects.get(name="households.moved").subject == f"household:{home.pk}"


def test_a_user_without_a_role_at_the_place_cannot_move_its_households(an_xa, binh_xa):
    user = User.objects.create(username="can-bo", full_name="Cán Bộ Mẫu")
    give_role(user=user, role="province_officer", unit=binh_xa, valid_from=date(2020, 1, 1), by=BY)
    home = household(an_xa, "Lê Văn Mẫu")
    with pytest.raises(AnSinhError) as failure:
        move_household(household=home, unit=binh_xa, day=MAY, by=actor_named("can-bo"))
    assert failure.value.code == "permission_missing"


def test_a_household_that_waits_is_placed_only_under_its_waiting_place(province, an_xa):
    elsewhere = unit("92001", parent=unit("92"))
    home = household(None, "Lê Văn Mẫu", placed_under=province)
    assert refusal(place_household, household=home, unit=elsewhere) == "outside_waiting_place"

    place_household(household=home, unit=an_xa, by=BY)

    assert places_of(home) == [("91001", None, None)]
    assert refusal(place_household, household=reread(home), unit=an_xa) == "already_placed"


def test_a_split_without_anyone_staying_is_refused(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu")
    code = refusal(split_household, household=home, member_refs=["1", "2"], head_ref="2", day=MAY)
    assert code == "split_needs_both"


def test_a_split_of_the_head_is_refused(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu")
    assert refusal(split_household, household=home, member_refs=["1"], head_ref="1", day=MAY) == "is_head"


def test_a_split_with_a_head_who_stays_is_refused(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu", "Lê Văn Con")
    assert refusal(split_household, household=home, member_refs=["2"], head_ref="3", day=MAY) == "head_stays"


def test_a_split_of_an_unknown_member_is_refused(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu")
    assert (
        refusal(split_household, household=home, member_refs=["7"], head_ref="7", day=MAY) == "no_such_member"
    )


def test_a_split_makes_a_household_with_its_own_head_and_leaves_no_overlap(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai", "Lê Văn Ba")

    new = split_household(household=home, member_refs=["2", "3"], head_ref="3", day=MAY, by=BY)

    assert members_of(home) == [
        ("1", None, None, ""),
        ("2", None, BEFORE_MAY, "split"),
        ("3", None, BEFORE_MAY, "split"),
    ]
    assert members_of(new) == [("1", MAY, None, ""), ("2", MAY, None, "")]
    assert (reread(new).head_name, reread(new).formed_on, reread(new).unit_id) == ("Lê Văn Ba", MAY, an_xa.pk)
    assert events_of(home) == [("split", ref, MAY, new.pk) for ref in ("", "2", "3")]


def test_two_splits_on_one_day_make_two_households(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai", "Lê Văn Ba")
    one = split_household(household=home, member_refs=["2"], head_ref="2", day=MAY, by=BY)
    two = split_household(household=home, member_refs=["3"], head_ref="3", day=MAY, by=BY)
    assert events_of(home) == [
        ("split", "", MAY, one.pk),
        ("split", "2", MAY, one.pk),
        ("split", "3", MAY, two.pk),
    ]


def test_joining_a_household_to_itself_is_refused(an_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    assert refusal(join_households, household=home, into=home, day=MAY) == "same_household"


def test_joining_dissolves_the_first_and_its_members_belong_to_the_other(an_xa):
    ending, staying = household(an_xa, "Lê Thị Già"), household(an_xa, "Lê Văn Mẫu")

    join_households(household=ending, into=staying, day=MAY, by=BY)

    assert reread(ending).dissolved_on == MAY
    assert members_of(ending) == [("1", None, BEFORE_MAY, "merged")]
    assert places_of(ending) == [("91001", None, BEFORE_MAY)]
    assert members_of(staying) == [("1", None, None, ""), ("2", MAY, None, "")]
    assert events_of(ending) == [("merged", "", MAY, staying.pk)]
    assert events_of(staying) == [("joined", "2", MAY, ending.pk)]
    assert refusal(dissolve_household, household=ending, day=MAY) == "household_dissolved"


def test_a_new_head_is_shown_in_the_household_and_the_former_one_gets_a_relation(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Đào")
    assert refusal(change_head, household=home, member_ref="1", day=MAY) == "already_head"

    change_head(household=home, member_ref="2", day=MAY, by=BY)

    relations = (
        Membership.objects.everywhere()
        .filter(household=home)
        .order_by("id")
        .values_list("relation", flat=True)
    )
    assert list(relations) == ["other", "head"]
    assert (reread(home).head_name, reread(home).head_name_fold) == ("Lê Thị Đào", "le thi dao")
    assert events_of(home) == [("head_changed", "2", MAY, None)]


def test_a_birth_adds_a_member_from_that_day(an_xa, tmp_path):
    home = household(an_xa, "Lê Văn Mẫu")

    child = NewPerson(full_name="Lê Thị Bé", sex="f", citizen_id="001322000001", keys=tmp_path)
    born = record_birth(household=home, day=MAY, child=child, by=BY)

    assert members_of(home) == [("1", None, None, ""), ("2", MAY, None, "")]
    assert (born.person.birth_date, born.person.birth_year, born.person.sex) == (MAY, 2022, "f")
    assert b"001322000001" not in bytes(born.person.citizen_id_sealed)
    assert events_of(home) == [("born", "2", MAY, None)]


def test_a_death_before_the_birth_is_refused(an_xa):
    home = household(an_xa, person("Lê Văn Mẫu", birth_date=date(2022, 6, 1)))
    assert refusal(record_death, household=home, member_ref="1", day=MAY) == "death_before_birth"


def test_a_death_in_a_family_ends_one_membership_on_that_day(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu")

    record_death(household=home, member_ref="2", day=MAY, by=BY)

    assert members_of(home) == [("1", None, None, ""), ("2", None, MAY, "died")]
    assert reread(home).dissolved_on is None
    assert list(Person.objects.exclude(died_on=None).values_list("died_on", flat=True)) == [MAY]


def test_the_death_of_who_lived_alone_dissolves_the_household(an_xa):
    home = household(an_xa, "Lê Văn Mẫu")

    record_death(household=home, member_ref="1", day=MAY, by=BY)

    assert reread(home).dissolved_on == MAY
    assert places_of(home) == [("91001", None, BEFORE_MAY)]
    assert events_of(home) == [("died", "1", MAY, None), ("dissolved", "", MAY, None)]


def test_the_head_or_the_last_member_does_not_leave(an_xa):
    alone, family = household(an_xa, "Lê Thị Già"), household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu")
    assert refusal(member_leaves, household=alone, member_ref="1", day=MAY) == "last_member"
    assert refusal(member_leaves, household=family, member_ref="1", day=MAY) == "is_head"


def test_who_left_joins_another_household_the_same_day(an_xa):
    old, new = household(an_xa, "Lê Văn Mẫu", "Lê Thị Dâu"), household(an_xa, "Trần Văn Mẫu")
    bride = Membership.objects.everywhere().get(household=old, member_ref="2").person
    assert refusal(member_joins, household=new, person=bride, day=MAY) == "still_a_member"

    member_leaves(household=old, member_ref="2", day=MAY, by=BY)
    member_joins(household=new, person=bride, day=MAY, by=BY)

    assert members_of(old)[1] == ("2", None, BEFORE_MAY, "left")
    assert members_of(new)[1] == ("2", MAY, None, "")


def test_the_dead_join_nobody(an_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    dead = person("Lê Văn Cố", died_on=date(2020, 1, 1))
    assert refusal(member_joins, household=home, person=dead, day=MAY) == "person_died"


def test_a_dissolved_household_ends_its_members_and_its_placement(an_xa):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Mẫu")

    dissolve_household(household=home, day=MAY, reason="cả hộ ra nước ngoài", by=BY)

    assert members_of(home) == [("1", None, BEFORE_MAY, "dissolved"), ("2", None, BEFORE_MAY, "dissolved")]
    assert places_of(home) == [("91001", None, BEFORE_MAY)]
    assert Event.objects.get(name="households.dissolved").reason == "cả hộ ra nước ngoài"


def test_no_event_of_the_log_holds_a_name_or_a_citizen_id(an_xa, tmp_path):
    home = household(an_xa, "Lê Văn Mẫu", "Lê Thị Hai")
    child = NewPerson(full_name="Lê Thị Bé", citizen_id="001322000001", keys=tmp_path)
    record_birth(household=home, day=MAY, child=child, by=BY)
    split_household(household=home, member_refs=["2"], head_ref="2", day=MAY, by=BY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_event")
        text = str(cursor.fetchall())
    assert [word for word in ("Lê", "Bé", "001322000001") if word in text] == []


def test_a_corrected_move_is_a_new_row_that_replaces_the_wrong_one(an_xa, binh_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    move_household(household=home, unit=binh_xa, day=MAY, by=BY)
    wrong = Placement.objects.everywhere().get(unit=binh_xa)
    facts = {"placement": wrong, "unit": binh_xa, "village": "Thôn Tây", "valid_until": None}
    assert (
        refusal(correct_placement, **facts, valid_from=BEFORE_MAY, reason="sai ngày") == "placements_overlap"
    )
    assert refusal(correct_placement, **facts, valid_from=MAY, reason=" ") == "reason_missing"

    june = date(2022, 6, 1)
    new = correct_placement(**facts, valid_from=june, reason="sai ngày", by=BY)

    assert places_of(home) == [("91001", None, BEFORE_MAY), ("91002", june, None)]
    assert (new.replaces_id, reread(home).village) == (wrong.pk, "Thôn Tây")
    assert Placement.objects.everywhere().filter(household=home).count() == 3
    assert refusal(correct_placement, **facts, valid_from=MAY, reason="lại") == "replaced_already"


def test_a_correction_with_dates_the_wrong_way_round_is_refused(an_xa):
    home = household(an_xa, "Lê Văn Mẫu")
    row = home.placements.everywhere().get()
    dates = {"valid_from": MAY, "valid_until": BEFORE_MAY}
    assert (
        refusal(correct_placement, placement=row, unit=an_xa, village="", reason="sai", **dates)
        == "dates_reversed"
    )
