"""A migration is noted in the transaction that makes its tables and their indexes: whoever kills it leaves both or neither."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from tests.roles import as_owner

from ansinh.kernel.management.commands.migrate import Executor

pytestmark = pytest.mark.django_db(transaction=True)


class WithKey(migrations.Migration):
    """A table with a foreign key: its index comes last."""

    operations = [
        migrations.CreateModel(
            "NotedThing",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("unit", models.ForeignKey("places.Unit", models.PROTECT, related_name="+")),
            ],
        )
    ]


@pytest.mark.parametrize(("kind", "together"), [(Executor, True), (MigrationExecutor, False)])
def test_a_migration_is_noted_before_its_tables_are_there_for_others(monkeypatch, kind, together):
    """The control: Django's own notes it after the commit."""
    noted = []
    with as_owner():
        executor = kind(connection)
        monkeypatch.setattr(
            executor, "record_migration", lambda migration: noted.append(connection.in_atomic_block)
        )
        before = executor.loader.project_state()
        after = executor.apply_migration(before.clone(), WithKey("0999_noted", "places"))
        try:
            made = after.apps.get_model("places", "NotedThing")
            with connection.cursor() as cursor:
                found = connection.introspection.get_constraints(cursor, made._meta.db_table)
            assert any(one["columns"] == ["unit_id"] and one["index"] for one in found.values())
        finally:
            with connection.schema_editor() as editor:
                editor.delete_model(made)
    assert noted == [together]
