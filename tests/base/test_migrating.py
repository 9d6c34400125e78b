"""Upgrading the tables: foreign keys are looked at once, and one that leads nowhere is told."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection

from ansinh.kernel.management.commands.migrate import _keys_checked_once
from ansinh.places.models import Unit

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL checks each row as it comes"),
]
_DANGLING = (
    "INSERT INTO places_unit (code, name, name_fold, sort_key, level, type, area_type, parent_id, path, valid_from, date_known) "
    "VALUES ('99999', 'x', 'x', 'x', 'commune', 'xã', 'rural', 4711, '/4711/1/', '2020-01-01', 1)"
)


def test_a_reference_that_leads_nowhere_is_told_when_all_is_through():
    with pytest.raises(IntegrityError, match="4711"), _keys_checked_once():
        for _migration in range(2):
            with connection.schema_editor() as editor:
                editor.execute(_DANGLING if not Unit.objects.exists() else "SELECT 1")
    Unit.objects.all().delete()


def test_each_row_is_looked_at_once_however_many_migrations(monkeypatch):
    asked = []
    monkeypatch.setattr(connection, "check_constraints", lambda table_names=None: asked.append(table_names))
    with _keys_checked_once():
        for _migration in range(3):
            with connection.schema_editor():
                pass
    assert asked == [None]
    with _keys_checked_once():
        pass
    assert asked == [None], "nothing was altered, nothing needs to be looked at"


def test_nothing_to_migrate_looks_at_nothing(monkeypatch):
    asked = []
    monkeypatch.setattr(connection, "check_constraints", lambda table_names=None: asked.append(table_names))
    call_command("migrate", verbosity=0)
    assert asked == []
