"""Nobody surveys, recognises or decides about the own household or kin; an account that nobody linked is kept from nothing."""

import pytest
from tests.pages.conftest import officer as registered
from tests.reviews.conftest import COMMUNE
from tests.reviews.procedure.conftest import household

from ansinh.access.scope import EVERYWHERE
from ansinh.accounts.actor import CONSOLE, SYSTEM, actor_of
from ansinh.households.models import Membership, OfficerLink, Person
from ansinh.households.officers import check_not_close, close_to, link_officer, unlink_officer
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.identifiers import mint_id
from ansinh.kernel.keys import keyring, keys_folder
from ansinh.reviews.models import Outcome
from ansinh.reviews.procedure.models import WorkItem
from ansinh.reviews.procedure.surveying import check_may_enter
from ansinh.reviews.procedure.work_list import assign_surveyor, left_for_another
from ansinh.reviews.recognising import recognise_outcomes

pytestmark = pytest.mark.django_db
NUMBER = "031080001234"


def person_of(ref: str) -> Person:
    return Membership.objects.everywhere().filter(household=household(ref)).order_by("pk").first().person


def link(user, ref: str) -> None:
    OfficerLink.objects.create(
        user=user, person=person_of(ref), reason="khai", linked_at=now(), linked_by="ai-do"
    )


def test_only_who_manages_people_links_and_nobody_oneself(walk):
    admin = registered("quan-tri", "administrator", None)
    with pytest.raises(Refused) as refusal:
        link_officer(user=walk.officer, citizen_id=NUMBER, reason="khai", by=walk.by)
    assert refusal.value.code == "permission_missing"
    with pytest.raises(Refused) as refusal:
        link_officer(user=admin, citizen_id=NUMBER, reason="khai", by=actor_of(admin))
    assert refusal.value.code == "own_link"
    with pytest.raises(UnusableInput):
        link_officer(user=walk.officer, citizen_id="12", reason="khai", by=CONSOLE)
    with pytest.raises(UnusableInput):
        link_officer(user=walk.officer, citizen_id=NUMBER, reason=" ", by=CONSOLE)
    with pytest.raises(NotFound):
        link_officer(user=walk.officer, citizen_id=NUMBER, reason="khai", by=CONSOLE)


def test_a_number_links_the_one_who_has_it_until_it_is_taken_away(walk):
    walk.draw_up()
    one = person_of("old")
    Person.objects.filter(pk=one.pk).update(
        citizen_id_index=keyring(keys_folder()).blind_index(NUMBER), citizen_id_sealed=b"sealed"
    )
    link_officer(user=walk.officer, citizen_id=NUMBER, reason="khai", by=CONSOLE)
    assert close_to(walk.officer.pk).own == {household("old").pk}
    with pytest.raises(UnusableInput):
        unlink_officer(user=walk.officer, reason="", by=CONSOLE)
    unlink_officer(user=walk.officer, reason="nhầm người", by=CONSOLE)
    assert close_to(walk.officer.pk).all == frozenset()


def test_the_own_household_is_not_assigned_by_name_and_left_out_of_a_village(walk):
    walk.draw_up()
    other = registered("khac", "commune_officer", COMMUNE)
    link(other, "old")
    with pytest.raises(Refused) as refusal:
        assign_surveyor(dossier=walk.now(), surveyor=other, items=[walk.item("old").pk], by=walk.by)
    assert refusal.value.code == "own_household"
    assign_surveyor(dossier=walk.now(), surveyor=other, village="Thôn 1", by=walk.by)
    mine = (
        WorkItem.objects.everywhere().filter(surveyor=other).values_list("household__source_ref", flat=True)
    )
    assert "old" not in mine
    assert "asks" in mine
    assert left_for_another(walk.now(), other, "Thôn 1") == 1


def test_answers_of_the_own_household_are_entered_by_another(walk):
    walk.close()
    assert check_may_enter(walk.now(), household("old"), walk.by) is not None
    link(walk.officer, "old")
    with pytest.raises(Refused) as refusal:
        check_may_enter(walk.now(), household("old"), walk.by)
    assert refusal.value.code == "own_household"
    assert check_may_enter(walk.now(), household("asks"), walk.by) is not None


def test_the_class_of_the_own_household_is_recognised_by_another(walk):
    walk.classify()
    link(walk.officer, "old")
    row = Outcome.objects.everywhere().get(household=household("old"), dossier=walk.now())
    with pytest.raises(Refused) as refusal:
        recognise_outcomes(
            campaign=walk.now().round,
            scope=EVERYWHERE,
            outcomes=[row.pk],
            decided="not_poor",
            reason="vì thế",
            by=walk.by,
        )
    assert refusal.value.code == "own_household"


def test_kin_are_who_once_shared_a_household(walk):
    walk.draw_up()
    link(walk.officer, "old")
    relative = Membership.objects.everywhere().filter(household=household("old")).order_by("-pk").first()
    if relative.person_id == person_of("old").pk:
        relative = Membership.objects.everywhere().create(
            household=household("old"),
            person=Person.objects.create(pk=mint_id(), recorded_at=now()),
            member_ref="9",
            recorded_at=now(),
            recorded_by=SYSTEM.label,
        )
    Membership.objects.everywhere().filter(pk=relative.pk).update(valid_until=today())
    Membership.objects.everywhere().create(
        household=household("asks"),
        person=relative.person,
        member_ref="9",
        recorded_at=now(),
        recorded_by=SYSTEM.label,
    )
    assert close_to(walk.officer.pk).kin == {household("asks").pk}
    with pytest.raises(Refused):
        check_not_close([household("asks").pk], walk.by)
    check_not_close([household("fine").pk], walk.by)
