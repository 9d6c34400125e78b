"""Two roles on PostgreSQL: the owner makes and changes the tables, the application only works on rows.

Where ``ANSINH_DATABASE_OWNER_URL`` is set, migrations run in a process of their own under the owner's role, and the
application's role gets what it needs and no more: it cannot drop a table, a trigger or a constraint.
"""

import os
import subprocess
import sys

from django.db import connection, transaction

from ansinh.kernel.errors import AnSinhError
from ansinh.kernel.language import _
from ansinh.kernel.triggers import AppendOnly, guarded_models

OWNER_URL, MIGRATING = "ANSINH_DATABASE_OWNER_URL", "ANSINH_MIGRATING"


class MigrationFailed(AnSinhError):
    """The owner's migration ended with an error, or was killed; the migration it was in leaves nothing, those before it stay."""

    code = "migration_failed"


def has_owner() -> bool:
    """Whether another role than the application's owns the tables."""
    return bool(os.environ.get(OWNER_URL)) and not os.environ.get(MIGRATING)


def migrate_as_owner() -> None:
    """Migrate under the owner's role, then grant the application's role its rights. Raises ``MigrationFailed``."""
    role = connection.settings_dict["USER"]
    done = subprocess.run(
        [sys.executable, "-m", "ansinh.config.program", "migrate", "--grant-to", role],
        env=os.environ | {MIGRATING: "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode < 0:
        said = _(
            "Tiến trình nâng cấp cơ sở dữ liệu bị dừng giữa chừng (tín hiệu {signal}). Hãy chạy lại: phần đã xong được giữ, phần "
            "còn lại sẽ làm tiếp."
        )
        raise MigrationFailed(said.format(signal=-done.returncode))
    if done.returncode:
        said = _("Nâng cấp cơ sở dữ liệu bằng vai trò chủ sở hữu không thành: {words}")
        raise MigrationFailed(
            said.format(words="".join((done.stderr or done.stdout).strip().splitlines()[-1:]))
        )


def grant_to(role: str) -> None:
    """Let ``role`` read and write rows of every table and use the sequences; run by the owner.

    Append-only tables (the log, its seals, sealed versions) take new rows and nothing else, and nobody but the owner empties
    or changes a table. Walls hold for the role, because it neither owns a table nor passes them by. All at once: cut off in
    between, the role would have rights that are taken from it further down.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        name = connection.ops.quote_name(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        for table in append_only_tables():
            cursor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM {name}')
        cursor.execute(f"GRANT SELECT, UPDATE, USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}")


def rights_are_missing() -> bool:
    """Whether a table of the owner is one that the application's role cannot read or write: the owner's process was killed after
    its tables were made and before it granted the rights."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_class made JOIN pg_class known ON known.relowner = made.relowner "
            "AND known.relnamespace = made.relnamespace WHERE known.oid = to_regclass('public.django_migrations') "
            "AND made.relkind = 'r' AND NOT (has_table_privilege(made.oid, 'SELECT') AND has_table_privilege(made.oid, 'INSERT')))"
        )
        return bool(cursor.fetchone()[0])


def append_only_tables() -> list[str]:
    """Tables whose rows are never changed and never taken away."""
    return [
        model._meta.db_table
        for model in guarded_models()
        if any(isinstance(trigger, AppendOnly) for trigger in model.triggers)  # type: ignore[attr-defined]
    ]
