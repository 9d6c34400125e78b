"""Who may be given what, where, by whom; and what a village's people see. Refusals first."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.access.conftest import PASSWORD, guess
from tests.households.making import household, unit

from ansinh.access import queries, routes
from ansinh.access.actions import end_role, give_role
from ansinh.access.models import RoleHolding
from ansinh.access.policies import check_manages_person, may
from ansinh.access.queries import scope_of
from ansinh.access.roles import APPROVING, MAKING, ROLES
from ansinh.access.scope import Scope
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import SYSTEM, Actor, actor_of
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission as P
from ansinh.households.models import Household, Membership
from ansinh.kernel.errors import AnSinhError

pytestmark = pytest.mark.django_db
SINCE = date(2022, 1, 1)


@pytest.fixture
def places(db) -> dict:
    province, other = unit("91"), unit("92")
    district = unit("911", parent=province, level="district")
    return {
        "province": province,
        "other": other,
        "district": district,
        "commune": unit("91101", parent=district),
        "next": unit("91102", parent=district),
        "nation": None,
    }


def somebody(name: str = "ai") -> User:
    return register_user(username=name, full_name="Lê Thị Thử", by=SYSTEM)


def refusal(
    user: User, role: str, place, *, since: date = SINCE, village: str = "", by: Actor = SYSTEM
) -> str:
    """The code of the refusal to give a role; blank where it was given."""
    try:
        give_role(user=user, role=role, unit=place, village=village, valid_from=since, by=by)
    except AnSinhError as refused:
        return refused.code
    return ""


def test_no_role_makes_and_approves():
    assert [
        role.code for role in ROLES.values() if role.permissions & MAKING and role.permissions & APPROVING
    ] == []


def test_an_administrator_sees_no_household_by_that_role():
    assert P.SEE_HOUSEHOLDS not in ROLES["administrator"].permissions


ALLOWED = {
    "surveyor": {"commune"},
    "village_head": {"commune"},
    "commune_officer": {"commune"},
    "commune_chair": {"commune"},
    "district_officer": {"district"},
    "district_chair": {"district"},
    "province_officer": {"province", "district", "commune"},
    "province_chair": {"province", "district", "commune"},
    "ministry": {"nation", "province"},
    "sector_agency": {"nation", "province", "district", "commune"},
    "front_observer": {"nation", "province", "district", "commune"},
    "auditor": {"nation", "province", "district", "commune"},
    "administrator": {"nation", "province", "district", "commune"},
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_held_at_its_own_level(places, role):
    village = "Thôn 1" if role in {"surveyor", "village_head"} else ""
    for name in ("nation", "province", "district", "commune"):
        said = refusal(somebody(f"{role}-{name}"), role, places[name], village=village)
        assert (name, said) == (name, "" if name in ALLOWED[role] else "role_not_of_this_level")


def test_a_village_role_needs_its_village_and_no_other_role_takes_one(places):
    user = somebody()
    assert refusal(user, "surveyor", places["commune"]) == "role_needs_village"
    assert refusal(user, "commune_officer", places["commune"], village="Thôn 1") == "role_needs_village"


def test_district_roles_end_with_the_districts(places):
    user = somebody()
    assert refusal(user, "district_officer", places["district"], since=date(2025, 7, 1)) == "districts_ended"
    held = give_role(
        user=user, role="district_officer", unit=places["district"], valid_from=date(2025, 6, 30), by=SYSTEM
    )
    assert held.valid_until == date(2025, 6, 30)
    by = actor_of(user)
    assert [may(by, P.SEE_HOUSEHOLDS), scope_of(by, P.SEE_HOUSEHOLDS, date(2025, 6, 30)).is_empty] == [
        False,
        False,
    ]


def test_nobody_makes_and_approves_at_one_place_and_time(places):
    user = somebody()
    give_role(user=user, role="commune_officer", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    assert refusal(user, "commune_chair", places["commune"]) == "makes_and_approves"
    assert refusal(user, "province_chair", places["province"]) == "makes_and_approves"
    assert refusal(user, "commune_chair", places["next"]) == ""


def test_what_was_made_before_may_be_approved_later(places):
    user = somebody()
    held = give_role(user=user, role="commune_officer", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    end_role(holding=held, valid_until=date(2023, 12, 31), by=SYSTEM)
    assert refusal(user, "commune_chair", places["commune"], since=date(2023, 12, 31)) == "makes_and_approves"
    assert refusal(user, "commune_chair", places["commune"], since=date(2024, 1, 1)) == ""


def test_nobody_gives_a_role_to_oneself(places):
    user = somebody()
    give_role(user=user, role="administrator", unit=None, valid_from=SINCE, by=SYSTEM)
    assert refusal(user, "auditor", None, by=actor_of(user)) == "own_role"


def test_an_administrator_of_a_province_gives_roles_there_only(places):
    user, other = somebody("quan-tri"), somebody("khac")
    give_role(user=user, role="administrator", unit=places["province"], valid_from=SINCE, by=SYSTEM)
    by = actor_of(user)
    assert refusal(other, "auditor", places["other"], by=by) == "permission_missing"
    assert refusal(other, "auditor", None, by=by) == "permission_missing"
    assert refusal(other, "auditor", places["commune"], by=by) == ""


def test_nobody_opens_an_account_that_reaches_further_than_the_own(places):
    user, other = somebody("quan-tri"), somebody("khac")
    give_role(user=user, role="administrator", unit=places["province"], valid_from=SINCE, by=SYSTEM)
    give_role(user=other, role="auditor", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    check_manages_person(actor_of(user), other)
    give_role(user=other, role="administrator", unit=None, valid_from=SINCE, by=SYSTEM)
    with pytest.raises(AnSinhError):
        check_manages_person(actor_of(user), other)


def test_a_role_taken_away_at_once_no_longer_holds_today(places):
    user = somebody()
    held = give_role(user=user, role="commune_officer", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    end_role(holding=held, valid_until=SINCE, at_once=True, by=SYSTEM)
    by = actor_of(user)
    assert not may(by, P.SEE_HOUSEHOLDS)
    assert not scope_of(by, P.SEE_HOUSEHOLDS, date(2023, 1, 1)).is_empty


def test_a_surveyor_sees_the_own_village_and_nothing_else(places):
    commune, user = places["commune"], somebody()
    own = household(commune, "Trần Thị Đây", village="Thôn 1")
    household(commune, "Lê Văn Kia", village="Thôn 2")
    household(commune, "Lê Văn Trống", village="")
    household(places["next"], "Lê Văn Bên", village="Thôn 1")
    give_role(user=user, role="surveyor", unit=commune, village="Thôn 1", valid_from=SINCE, by=SYSTEM)
    scope = scope_of(actor_of(user), P.SEE_HOUSEHOLDS)
    assert [home.pk for home in Household.objects.within(scope)] == [own.pk]
    assert {row.household_id for row in Membership.objects.within(scope)} == {own.pk}
    assert [scope.covers(commune.pk), scope.covers(commune.pk, "Thôn 1"), scope.touches(commune.pk)] == [
        False,
        True,
        True,
    ]
    # Control: with the whole commune three are seen.
    assert Household.objects.within(Scope(frozenset({commune.pk}))).count() == 3


def test_what_two_scopes_share():
    whole, village = Scope(frozenset({1, 2})), Scope(frozenset({3}), None, frozenset({(1, "A"), (4, "B")}))
    shared = whole.both(village)
    assert (shared.unit_ids, shared.villages) == (frozenset(), frozenset({(1, "A")}))
    assert Scope(None).both(village) is village


@pytest.fixture
def administrator(lan, monkeypatch) -> Client:
    """Lan, with what a second factor takes tested elsewhere."""
    monkeypatch.setattr(routes, "way_to_assurance", lambda *_given, **_named: None)
    client = Client()
    guess(client, PASSWORD)
    return client


def test_people_are_found_without_accents_by_role_and_place(administrator, places):
    user = register_user(username="duc", full_name="Đỗ Đức", by=SYSTEM)
    give_role(user=user, role="commune_officer", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    found = administrator.post("/people", {"q": "do duc"}, follow=True).content.decode()
    assert "Đỗ Đức" in found and "Trần Thị Lan<" not in found.partition("<main")[2]
    for query in ("role=commune_officer", f"place={places['commune'].pk}", "state=active"):
        assert "Đỗ Đức" in administrator.get(f"/people?{query}").content.decode()
    assert "Đỗ Đức" not in administrator.get("/people?role=auditor").content.decode()
    assert "Đỗ Đức" in administrator.get("/people?export=csv").content.decode("utf-8-sig")


def test_the_list_of_people_asks_the_same_of_one_and_of_many(administrator, places):
    administrator.get("/people")
    with CaptureQueriesContext(connection) as one:
        administrator.get("/people")
    for number in range(12):
        user = somebody(f"ai-{number}")
        give_role(user=user, role="auditor", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        administrator.get("/people")
    # The units of the roles are one read more than none at all.
    assert len(many) - len(one) in (0, 1)


def test_a_role_is_given_and_ended_on_pages(administrator, places):
    user = somebody()
    sent = {"role": "auditor", "place": "91101", "valid_from": "01/01/2022"}
    assert administrator.post(f"/people/{user.pk}/roles/give", sent).status_code == 303
    page = administrator.get(f"/people/{user.pk}").content.decode()
    assert "Thanh tra, kiểm tra" in page and "đang giữ" in page
    held = user.holdings.get()
    ended = administrator.post(
        f"/people/{user.pk}/roles/{held.pk}/end", {"when": "now", "reason": "hết nhiệm vụ"}
    )
    assert ended.status_code == 303
    assert "đã thu hồi" in administrator.get(f"/people/{user.pk}").content.decode()
    assert "Chưa ai giữ" in administrator.get(f"/people/at/{places['commune'].pk}").content.decode()


def test_a_refusal_says_why_on_the_page(administrator, places):
    user = somebody()
    give_role(user=user, role="commune_officer", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
    sent = {"role": "commune_chair", "place": "91101", "valid_from": "01/01/2022"}
    said = administrator.post(f"/people/{user.pk}/roles/give", sent).content.decode()
    assert "phải là hai người" in said


def test_a_person_of_another_province_is_not_there(administrator, places, lan):
    user = somebody()
    give_role(user=user, role="auditor", unit=places["other"], valid_from=SINCE, by=SYSTEM)
    end_role(holding=lan.holdings.get(), valid_until=SINCE, at_once=True, by=SYSTEM)
    give_role(user=lan, role="administrator", unit=places["province"], valid_from=SINCE, by=SYSTEM)
    client = Client()
    guess(client, PASSWORD)
    for path in ("", "/roles/give", "/active", "/second-factor"):
        assert client.get(f"/people/{user.pk}{path}").status_code == 404


def test_what_lies_in_a_place_is_kept_until_places_change(places, monkeypatch):
    monkeypatch.setattr(queries, "_MOST_KEPT", 8)
    user = somebody()
    give_role(user=user, role="province_officer", unit=places["province"], valid_from=SINCE, by=SYSTEM)

    def reached() -> tuple[int, frozenset[int]]:
        with CaptureQueriesContext(connection) as asked:
            units = scope_of(actor_of(user), P.SEE_HOUSEHOLDS).unit_ids
        return len(asked), units

    first, units = reached()
    again, same = reached()
    assert same == units
    assert again < first
    added = unit("91103", parent=places["district"])
    assert reached()[1] == units | {added.pk}


def test_within_a_request_roles_are_read_once_and_anew_after_it_gave_one(places):
    user = somebody()
    with queries.remembering_rights():
        assert scope_of(actor_of(user), P.SEE_HOUSEHOLDS).is_empty
        give_role(user=user, role="commune_officer", unit=places["commune"], valid_from=SINCE, by=SYSTEM)
        assert may(actor_of(user), P.SEE_HOUSEHOLDS, places["commune"].pk)
        with CaptureQueriesContext(connection) as asked:
            assert may(actor_of(user), P.EDIT_HOUSEHOLDS, places["commune"].pk)
        assert not [one for one in asked.captured_queries if "roleholding" in one["sql"]]
        end_role(holding=RoleHolding.objects.get(user=user), valid_until=SINCE, by=SYSTEM)
        assert scope_of(actor_of(user), P.SEE_HOUSEHOLDS).is_empty
