"""What was done by hand can be taken back exactly, unless something later rests on it."""

from datetime import date
from pathlib import Path

import pytest
from tests.households.making import BY, events_of, household, members_of, person, places_of

from ansinh.access.scope import EVERYWHERE
from ansinh.audit.models import Event
from ansinh.households.actions import (
    NewMember,
    NewPerson,
    change_head,
    correct_person,
    decide_duplicate,
    dissolve_household,
    join_households,
    member_joins,
    move_household,
    record_death,
    register_household,
    reveal_citizen_id,
    seek_duplicates,
    split_household,
    take_back_change,
)
from ansinh.households.enums import DuplicateDecision, Relation
from ansinh.households.models import (
    Household,
    LifeEvent,
    Membership,
    Person,
    RegistryChange,
    SuspectedDuplicate,
)
from ansinh.households.undoing import Concerned, image_of
from ansinh.kernel.errors import Refused

pytestmark = pytest.mark.django_db
DAY, NEXT = date(2022, 5, 1), date(2022, 6, 1)
BORN = date(1980, 3, 4)


def everything() -> dict:
    """Every row of the registry as text."""
    concerned = Concerned(list(Household.objects.everywhere().values_list("pk", flat=True)))
    concerned.people = set(Person.objects.values_list("pk", flat=True))
    return image_of(concerned)


def last() -> RegistryChange:
    return RegistryChange.objects.latest("pk")


def a_home(place, *names: str):
    return household(place, *(names or ("Trần Văn Chủ", "Lê Thị Vợ", "Trần Văn Con")))


VERBS = {
    "death": lambda home, other, place: record_death(household=home, member_ref="2", day=DAY, by=BY),
    "death of the last": lambda home, other, place: record_death(
        household=other, member_ref="1", day=DAY, by=BY
    ),
    "joining": lambda home, other, place: member_joins(
        household=home, person=NewPerson("Ngô Thị Dâu"), day=DAY, by=BY
    ),
    "head": lambda home, other, place: change_head(household=home, member_ref="2", day=DAY, by=BY),
    "move": lambda home, other, place: move_household(
        household=home, unit=place, day=DAY, by=BY, village="Thôn 9"
    ),
    "split": lambda home, other, place: split_household(
        household=home, member_refs=["3"], head_ref="3", day=DAY, by=BY
    ),
    "join": lambda home, other, place: join_households(into=home, household=other, day=DAY, by=BY),
    "dissolve": lambda home, other, place: dissolve_household(household=home, day=DAY, by=BY),
    "correction": lambda home, other, place: correct_person(
        household=home, member_ref="1", values={"full_name": "Trần Văn Chú"}, reason="gõ sai", by=BY
    ),
}


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_verb_is_taken_back_to_the_last_column(an_xa, binh_xa, verb):
    home, other = a_home(an_xa), a_home(binh_xa, "Phạm Văn Hai")
    before = everything()
    verb(home, other, binh_xa)
    assert everything() != before
    change = take_back_change(change=last(), reason="ghi nhầm hộ", by=BY)
    assert everything() == before
    assert (change.taken_back_by, change.taken_back_reason) == ("console", "ghi nhầm hộ")
    told = Event.objects.latest("pk")
    assert (told.name, told.subject) == ("households.change_taken_back", f"household:{change.household_ref}")


def test_a_change_needs_a_reason_and_is_taken_back_once(an_xa):
    home = a_home(an_xa)
    dissolve_household(household=home, day=DAY, by=BY)
    with pytest.raises(Refused) as missing:
        take_back_change(change=last(), reason=" ", by=BY)
    assert missing.value.code == "reason_missing"
    take_back_change(change=last(), reason="nhầm", by=BY)
    with pytest.raises(Refused) as again:
        take_back_change(change=last(), reason="nhầm", by=BY)
    assert again.value.code == "taken_back_already"


def test_what_a_later_change_rests_on_stays(an_xa, binh_xa):
    home = a_home(an_xa)
    move_household(household=home, unit=binh_xa, day=DAY, by=BY)
    first = last()
    move_household(household=home, unit=an_xa, day=NEXT, by=BY)
    before = everything()
    with pytest.raises(Refused) as refused:
        take_back_change(change=first, reason="nhầm", by=BY)
    assert refused.value.code == "later_work"
    assert everything() == before


def test_a_household_something_names_stays(an_xa):
    home = a_home(an_xa)
    new = split_household(household=home, member_refs=["3"], head_ref="3", day=DAY, by=BY)
    change = last()
    third = a_home(an_xa, "Phạm Văn Hai")
    LifeEvent.objects.create(
        household=third,
        kind="joined",
        member_ref="7",
        date=NEXT,
        other_household=new,
        recorded_at=change.at,
        recorded_by="x",
    )
    with pytest.raises(Refused) as refused:
        take_back_change(change=change, reason="nhầm", by=BY)
    assert refused.value.code == "later_work"
    assert Household.objects.everywhere().filter(pk=new.pk).exists()


def test_a_household_is_registered_with_its_people(an_xa):
    home = register_household(
        unit=an_xa,
        village=" Thôn  1 ",
        members=[
            NewMember(NewPerson("Đỗ Thị Mới", "f", BORN), Relation.HEAD),
            NewMember(NewPerson("Đỗ Văn Con", "m", None, 2010), Relation.CHILD),
        ],
        day=DAY,
        by=BY,
    )
    assert (home.head_name, home.village, home.source, home.formed_on) == (
        "Đỗ Thị Mới",
        "Thôn 1",
        "registry",
        DAY,
    )
    assert members_of(home) == [("1", DAY, None, ""), ("2", DAY, None, "")]
    assert places_of(home) == [("91001", DAY, None)]
    assert Event.objects.latest("pk").name == "households.registered"
    take_back_change(change=last(), reason="đã có hộ này", by=BY)
    assert not Household.objects.everywhere().exists() and not Person.objects.exists()


@pytest.mark.parametrize(
    "members, code",
    [
        ([], "one_head"),
        ([NewMember(NewPerson("A"), Relation.HEAD), NewMember(NewPerson("B"), Relation.HEAD)], "one_head"),
        (
            [NewMember(NewPerson("A"), Relation.HEAD), NewMember(NewPerson(" "), Relation.CHILD)],
            "name_missing",
        ),
        ([NewMember(NewPerson("A", "", NEXT), Relation.HEAD)], "born_after"),
    ],
)
def test_a_household_that_cannot_be_is_not_registered(an_xa, members, code):
    with pytest.raises(Refused) as refused:
        register_household(unit=an_xa, village="", members=members, day=DAY, by=BY)
    assert refused.value.code == code
    assert not Household.objects.everywhere().exists()


def test_a_correction_says_why_and_changes_something(an_xa):
    home = a_home(an_xa)
    for values, reason, code in (
        ({"full_name": "X"}, "", "reason_missing"),
        ({"full_name": ""}, "sai", "name_missing"),
        ({"full_name": "Trần Văn Chủ"}, "sai", "nothing_different"),
        ({"birth_date": date(2100, 1, 1)}, "sai", "future_date"),
    ):
        with pytest.raises(Refused) as refused:
            correct_person(household=home, member_ref="1", values=values, reason=reason, by=BY)
        assert refused.value.code == code
    with pytest.raises(Refused) as head:
        correct_person(household=home, member_ref="2", values={}, relation=Relation.HEAD, reason="sai", by=BY)
    assert head.value.code == "is_head"


def test_a_corrected_head_shows_in_the_row_of_the_household(an_xa):
    home = a_home(an_xa)
    correct_person(
        household=home,
        member_ref="1",
        values={"full_name": "Trần Thị Đúng", "birth_date": BORN},
        reason="gõ sai",
        by=BY,
    )
    home.refresh_from_db()
    assert (home.head_name, home.head_name_fold) == ("Trần Thị Đúng", "tran thi dung")
    assert Person.objects.get(full_name="Trần Thị Đúng").birth_year == 1980


def test_a_citizen_id_is_shown_with_a_reason_and_an_event(an_xa, tmp_path: Path):
    home = a_home(an_xa)
    correct_person(
        household=home,
        member_ref="1",
        values={},
        citizen_id="031080000001",
        reason="có thẻ",
        by=BY,
        keys=tmp_path,
    )
    who = Membership.objects.everywhere().get(household=home, member_ref="1").person
    with pytest.raises(Refused):
        reveal_citizen_id(household=home, person=who, reason="", by=BY, keys=tmp_path)
    assert (
        reveal_citizen_id(household=home, person=who, reason="đối chiếu thẻ", by=BY, keys=tmp_path)
        == "031080000001"
    )
    told = Event.objects.latest("pk")
    assert (told.name, told.reason, told.facts) == (
        "households.citizen_id_revealed",
        "đối chiếu thẻ",
        {"person": str(who.pk)},
    )


def test_a_merge_keeps_chosen_values_and_is_parted_again(an_xa, tmp_path: Path):
    left = household(an_xa, person("Hoàng Thị Thuỷ", birth_date=BORN), "Trần Văn Chồng")
    right = household(an_xa, "Hoàng Văn Cha", person("Hoàng Thị Thủy", birth_date=BORN, sex="f"))
    correct_person(
        household=right,
        member_ref="2",
        values={},
        citizen_id="031180000001",
        reason="có thẻ",
        by=BY,
        keys=tmp_path,
    )
    seek_duplicates(scope=EVERYWHERE, by=BY)
    pair = SuspectedDuplicate.objects.get()
    stays = Membership.objects.everywhere().get(household=left, member_ref="1").person
    before = everything()
    decide_duplicate(
        suspicion=pair,
        decision=DuplicateDecision.SAME,
        keep=stays,
        taken=["full_name", "sex", "citizen_id"],
        reason="một người",
        by=BY,
        day=DAY,
        keys=tmp_path,
    )
    stays.refresh_from_db()
    left.refresh_from_db()
    assert (stays.full_name, stays.sex, left.head_name) == ("Hoàng Thị Thủy", "f", "Hoàng Thị Thủy")
    assert (
        reveal_citizen_id(household=left, person=stays, reason="xem", by=BY, keys=tmp_path) == "031180000001"
    )
    assert ("left", "2", DAY, None) in events_of(right)
    take_back_change(change=last(), reason="hai người", by=BY)
    assert everything() == before
    pair.refresh_from_db()
    assert pair.decision == "open"
