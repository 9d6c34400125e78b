"""Records are reached through a scope: without one a query fails, out of scope there is nothing."""

from datetime import date

import pytest
from django.apps import apps
from django.db import models
from tests.households.making import household, unit

from ansinh.access.actions import end_role, give_role
from ansinh.access.errors import ScopeMissing
from ansinh.access.models import RoleHolding
from ansinh.access.policies import check_may, may
from ansinh.access.queries import scope_of
from ansinh.access.roles import ROLES
from ansinh.access.scope import EVERYWHERE, Scope, ScopedQuerySet
from ansinh.accounts.actor import CONSOLE, SYSTEM, actor_named
from ansinh.accounts.models import User
from ansinh.accounts.permissions import Permission
from ansinh.households.models import Household, Membership, Placement
from ansinh.kernel.errors import NotFound, Refused
from ansinh.places.models import Change

pytestmark = pytest.mark.django_db
SCOPED = [model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]
BARE = {
    "list": list,
    "bool": bool,
    "len": len,
    "get": lambda rows: rows.get(pk="00000000000070008000000000000000" if rows.model is Household else 1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "values": lambda rows: list(rows.values_list("pk", flat=True)),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "aggregate": lambda rows: rows.aggregate(n=models.Count("pk")),
    "iterator": lambda rows: list(rows.iterator()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "update": lambda rows: rows.update(pk=models.F("pk")),
    "delete": lambda rows: rows.delete(),
    "union": lambda rows: list(rows.union(rows)),
    "filtered": lambda rows: list(rows.filter(pk__isnull=False).order_by("pk")),
    "dates": lambda rows: list(rows.dates("recorded_at", "year")),
}
DATED = {
    "dates": {model for model in SCOPED if any(field.name == "recorded_at" for field in model._meta.fields)}
}


@pytest.mark.parametrize("verb", BARE)
@pytest.mark.parametrize("model", SCOPED, ids=lambda model: model._meta.label)
def test_a_query_without_a_scope_fails(model, verb):
    if model not in DATED.get(verb, {model}):
        pytest.skip("has no such column")
    with pytest.raises(ScopeMissing):
        BARE[verb](model._default_manager.all())


def test_the_registry_the_answers_and_the_outcomes_are_scoped():
    names = {model._meta.label for model in SCOPED}
    assert {
        "households.Household",
        "households.Placement",
        "households.Membership",
        "households.LifeEvent",
        "surveys.HouseholdAnswer",
        "surveys.MemberAnswer",
        "reviews.Dossier",
        "reviews.Outcome",
        "reviews.ListEntry",
    } <= names


def test_related_rows_are_scoped_too():
    home = household(unit("91"), "Lê Văn Mẫu")
    with pytest.raises(ScopeMissing):
        list(home.memberships.all())


def test_what_is_out_of_scope_does_not_exist():
    province = unit("91")
    here, there = unit("91001", parent=province), unit("91002", parent=province)
    mine, theirs, waiting = (
        household(here, "Lê Văn Mẫu"),
        household(there, "Trần Thị Mẫu"),
        household(None, "Vũ Mẫu"),
    )
    scope = Scope(frozenset({here.pk}))

    assert list(Household.objects.within(scope)) == [mine]
    assert [row.household_id for row in Membership.objects.within(scope)] == [mine.pk]
    assert [row.household_id for row in Placement.objects.within(scope)] == [mine.pk]
    with pytest.raises(Household.DoesNotExist):
        Household.objects.within(scope).get(pk=theirs.pk)
    assert Household.objects.within(scope).exclude(pk=mine.pk).update(village="Sửa") == 0
    assert set(Household.objects.within(EVERYWHERE)) == {mine, theirs, waiting}
    assert (scope.covers(here.pk), scope.covers(there.pk), scope.covers(None)) == (True, False, False)


def test_an_empty_scope_holds_nothing():
    household(unit("91"), "Lê Văn Mẫu")
    assert Household.objects.within(Scope(frozenset())).count() == 0


@pytest.fixture
def officer():
    return User.objects.create(username="can-bo", full_name="Cán Bộ Mẫu")


def test_an_unknown_role_is_not_given(officer):
    with pytest.raises(NotFound):
        give_role(user=officer, role="king", unit=None, valid_from=date(2020, 1, 1), by=CONSOLE)
    assert RoleHolding.objects.count() == 0


def test_a_role_reaches_the_communes_under_its_unit_and_no_others(officer):
    province, other = unit("91"), unit("92")
    here, there = unit("91001", parent=province), unit("92001", parent=other)
    give_role(user=officer, role="province_officer", unit=province, valid_from=date(2020, 1, 1), by=CONSOLE)
    by = actor_named("can-bo")

    scope = scope_of(by, Permission.EDIT_HOUSEHOLDS)

    assert (scope.covers(here.pk), scope.covers(there.pk)) == (True, False)
    assert (may(by, Permission.EDIT_HOUSEHOLDS, here.pk), may(by, Permission.EDIT_HOUSEHOLDS, there.pk)) == (
        True,
        False,
    )
    assert not may(by, Permission.APPROVE_ROUNDS, here.pk)
    with pytest.raises(Refused) as failure:
        check_may(by, Permission.APPROVE_ROUNDS)
    assert failure.value.code == "permission_missing"


def test_a_role_holds_from_its_first_day_to_its_last(officer):
    place = unit("91")
    holding = give_role(
        user=officer, role="province_chair", unit=place, valid_from=date(2021, 1, 1), by=CONSOLE
    )
    end_role(holding=holding, valid_until=date(2021, 12, 31), by=CONSOLE)
    by = actor_named("can-bo")
    days = [date(2020, 12, 31), date(2021, 1, 1), date(2021, 12, 31), date(2022, 1, 1)]
    assert [scope_of(by, Permission.APPROVE_ROUNDS, day).covers(place.pk) for day in days] == [
        False,
        True,
        True,
        False,
    ]


def test_the_console_and_the_system_work_everywhere():
    assert (scope_of(CONSOLE, Permission.SEE_HOUSEHOLDS), scope_of(SYSTEM, Permission.SEE_HOUSEHOLDS)) == (
        EVERYWHERE,
        EVERYWHERE,
    )


def test_who_approves_does_not_recognise_and_every_permission_belongs_to_a_role():
    given = set().union(*(role.permissions for role in ROLES.values()))
    assert given == set(Permission)
    approver = ROLES["province_chair"].permissions
    assert approver & {Permission.RECOGNISE_CLASSES, Permission.EDIT_HOUSEHOLDS} == set()
    assert Permission.APPROVE_ROUNDS not in ROLES["province_officer"].permissions


def test_a_role_at_a_place_that_ended_reaches_what_was_its_to_the_last_day(officer):
    province = unit("91")
    ended = unit("911", parent=province, level="district", valid_until=date(2024, 12, 31))
    commune = unit("91101", parent=ended, valid_until=date(2024, 12, 31))
    merged = unit("91999", parent=province, valid_from=date(2025, 1, 1))
    Change.objects.create(
        kind="merge",
        old=commune,
        new=merged,
        effect=date(2025, 1, 1),
        date_known=True,
        share=1,
        share_basis="whole",
        is_default=True,
    )
    give_role(user=officer, role="province_officer", unit=ended, valid_from=date(2020, 1, 1), by=CONSOLE)

    scope = scope_of(actor_named("can-bo"), Permission.EDIT_HOUSEHOLDS, date(2026, 1, 1))

    assert (scope.covers(commune.pk), scope.covers(merged.pk)) == (True, False)
