"""The second wall: PostgreSQL itself shows a request what it may reach and nothing else, also where a query forgot its scope.

On SQLite the first wall stands alone; with it taken away the matrix finds the leaks, which shows that it can.
"""

from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from tests.matrix.people import asker
from tests.matrix.walking import walk
from tests.matrix.world import OWN, PLACES, SIBLING, World, place_of

from ansinh.access.queries import scope_of
from ansinh.access.scope import EVERYWHERE, Scope, ScopedQuerySet
from ansinh.access.walls import beyond_walls, within_walls
from ansinh.accounts.actor import actor_of
from ansinh.accounts.permissions import Permission
from ansinh.households.models import Household, HouseholdLine, Person
from ansinh.kernel.walls import REACH, walled_models, walls_of

postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="walls stand on PostgreSQL only")
# Of people who work here, not of people in the registry.
_OF_OFFICERS = {"accounts", "audit"}
# Of each place in the world.
HOUSEHOLDS = 4


def test_every_table_of_people_has_a_wall_or_says_why_not():
    bare = [
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label not in _OF_OFFICERS
        and (
            getattr(model, "personal", ())
            or issubclass(getattr(model._default_manager, "_queryset_class", object), ScopedQuerySet)
        )
        and not walls_of(model)
        and not getattr(model, "unwalled", "")
    ]
    assert bare == [], "declare `walls = [...]` beside these models, or `unwalled` with the reason"


@pytest.mark.django_db
@postgresql
def test_every_wall_stands_in_the_database():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'"
        )
        stand = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
    assert stand >= {model._meta.db_table for model in walled_models()}


def _seen(model: type[models.Model]) -> set[str | None]:
    with transaction.atomic():
        keys = list(model._base_manager.values_list("pk", flat=True))
        with beyond_walls():
            return {place_of(row) for row in model._base_manager.filter(pk__in=keys)} & set(PLACES)


@pytest.mark.django_db
@postgresql
@pytest.mark.parametrize("model", walled_models(), ids=lambda model: model._meta.label)
def test_a_table_read_without_a_scope_shows_the_places_of_who_asks(world: World, model):
    """No query is limited here: what keeps the other places away is the database."""
    actor = actor_of(asker("commune_officer").user)
    with transaction.atomic(), within_walls(actor, None, None):
        assert _seen(model) <= {OWN}


@pytest.mark.django_db
@postgresql
def test_who_said_nothing_sees_nothing(world: World):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SELECT set_config('{REACH}', '', true)")
        assert [Household.objects.everywhere().count(), Person.objects.count()] == [0, 0]
        transaction.set_rollback(True)
    assert Household.objects.everywhere().count() == HOUSEHOLDS * len(PLACES)


@pytest.mark.django_db
@postgresql
def test_a_row_of_another_place_is_neither_written_nor_put_there(world: World):
    actor, there = actor_of(asker("commune_officer").user), world.records[SIBLING]["household_id"]
    far = Household.objects.everywhere().get(pk=there)
    with transaction.atomic(), within_walls(actor, None, None):
        assert Household.objects.everywhere().filter(pk=there).update(head_name="x") == 0
        assert Household.objects.everywhere().filter(pk=there).delete()[0] == 0
        own = HouseholdLine.objects.everywhere().filter(pk=world.records[OWN]["household_id"])
        with pytest.raises(DatabaseError), transaction.atomic():
            own.update(unit=far.unit_id)


@pytest.mark.django_db
@postgresql
def test_what_a_request_reaches_ends_with_it(world: World):
    actor = actor_of(asker("commune_officer").user)
    with transaction.atomic():
        with within_walls(actor, None, None):
            inside = Household.objects.everywhere().count()
            with beyond_walls():
                assert Household.objects.everywhere().count() == HOUSEHOLDS * len(PLACES)
            assert Household.objects.everywhere().count() == inside == HOUSEHOLDS
        assert Household.objects.everywhere().count() == HOUSEHOLDS * len(PLACES)
        with pytest.raises(ZeroDivisionError), transaction.atomic(), within_walls(actor, None, None):
            _ = 1 / 0
        assert Household.objects.everywhere().count() == HOUSEHOLDS * len(PLACES)


@pytest.mark.django_db
@postgresql
def test_the_reach_is_asked_once_a_statement_and_hashed(world: World):
    actor = actor_of(asker("province_officer").user)
    with transaction.atomic(), within_walls(actor, None, None):
        plan = HouseholdLine.objects.within(scope_of(actor, Permission.SEE_HOUSEHOLDS)).explain()
    assert "hashed SubPlan" in plan
    assert "InitPlan" in plan


@pytest.mark.django_db
@postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET name = name",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_seal SET count = count",
        "DELETE FROM datasets_version",
        "TRUNCATE households_household CASCADE",
        "DROP TABLE households_household CASCADE",
        "ALTER TABLE households_household DISABLE ROW LEVEL SECURITY",
        "DROP POLICY ansinh_wall_all ON households_household",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "CREATE TABLE mine (id int)",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
    ],
)
def test_the_applications_role_can_do_no_more_than_work_on_rows(statement: str):
    refused = pytest.raises(DatabaseError, match=r"permission denied|must be")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def no_first_wall(monkeypatch):
    """Every query that should be limited to a scope is limited to nothing."""

    def everything(self: ScopedQuerySet, scope: Scope, *, walked: bool = False) -> ScopedQuerySet:
        limited = self._chain()
        limited._limited = True
        return limited

    monkeypatch.setattr(ScopedQuerySet, "within", everything)
    monkeypatch.setattr(Scope, "covers", lambda self, unit_id, village=None: True)
    assert EVERYWHERE.covers(None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "part"), [("commune_officer", (0, 1)), ("village_head", (1, 3)), ("commune_chair", (2, 3))]
)
def test_with_the_first_wall_taken_away_no_name_is_shown(
    world: World, no_first_wall, name: str, part: tuple[int, int]
):
    """On PostgreSQL the database still shows nobody else's people; on SQLite a third of the matrix turns red, and so it should."""
    walled = connection.vendor == "postgresql"
    walked = walk(world, asker(name), "sibling", "session", methods=0, part=part if walled else (0, 3))
    leaks = [said for said in walked.wrong if "shows" in said]
    if walled:
        assert not leaks, "\n".join(leaks)
    else:
        assert leaks, "the first wall was taken away and nothing was found: the matrix proves nothing"


def test_who_goes_beyond_the_walls_is_known():
    """Each place limits by itself what it shows; another one is written here, with what it gives away."""
    root = Path(__file__).resolve().parents[2] / "src" / "ansinh"
    users = {
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "beyond_walls()" in path.read_text(encoding="utf-8")
    }
    assert (
        users
        == {
            "access/walls.py",  # its definition
            "households/officers.py",  # ids of an officer's own households and kin, which only refuse; who a number is stays unsaid
            "households/lines.py",  # copies follow a household that moved; nothing is given back
            "reviews/procedure/printing.py",  # an issued paper of a meeting or posting of the own village, to print
            "reviews/decisions/listed_twice.py",  # households on lists of two communes: each is shown its own side
            "support/sameness.py",  # what was recorded of who lives here under another id of theirs
            "support/entitling/history.py",  # that a once-only benefit was had elsewhere, and on which day; not where
            "support/delivery/sameness.py",  # which ids are one person or one household; no name, no place
            "support/delivery/paying.py",  # whether somebody of one's own places was paid elsewhere: lines are left out, none shown
            "support/credit/owing.py",  # what somebody owes elsewhere in a programme: a sum, and not where
            "support/insurance/changes.py",  # whether somebody is on a list for cards elsewhere: then they are left out, and not where
            "support/insurance/settling/reckoning.py",  # whether a month of somebody's card is settled elsewhere: then not here; cards of others are not shown
            "support/insurance/cards.py",  # whether a card number is somebody else's already; not whose
            "support/delivery/proposing.py",  # whether somebody is on the policy elsewhere: then nobody proposes them again
            "portal/subjects/gathering.py",  # what is kept about one person, for that person, after identity is checked
            "portal/duplicates/reading.py",  # the commune of the other person of a pair, and nothing else
            "portal/duplicates/suspected.py",  # the same in the list of pairs
        }
    )
