"""On PostgreSQL the owner migrates and the application's role works, and can do no more."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def _run(arguments: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "ansinh.config.program", *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def two_roles(tmp_path_factory):
    """A database of its own with a role that owns nothing."""
    if connection.vendor != "postgresql":
        pytest.skip("roles of a database exist on PostgreSQL only")
    url = os.environ["ANSINH_DATABASE_URL"]
    parts = urlsplit(url)
    name = f"ansinh_roles_{os.getpid()}"
    settings = connection.settings_dict

    def sql(*statements: str, database: str = "postgres") -> None:
        psycopg = pytest.importorskip("psycopg")
        with psycopg.connect(
            dbname=database, user=settings["USER"], host=settings["HOST"], autocommit=True
        ) as session:
            for statement in statements:
                session.execute(statement)

    sql(f"CREATE DATABASE {name}", f"CREATE ROLE {name}_app LOGIN")
    app = f"postgresql://{name}_app@/{name}?{parts.query}"
    owner = f"postgresql://{settings['USER']}@/{name}?{parts.query}"
    yield {
        "ROLE": f"{name}_app",
        "ANSINH_DATABASE_URL": app,
        "ANSINH_DATABASE_OWNER_URL": owner,
        "ANSINH_DATA": str(tmp_path_factory.mktemp("roles") / "data"),
        "DJANGO_SETTINGS_MODULE": "ansinh.config.settings",
    }
    sql(f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {name}_app")


def test_the_owner_migrates_and_the_application_works_but_cannot_change_tables(two_roles):
    shown = _run(["places", "show", "311", "--on", "2022-12-14", "--format", "json"], two_roles)
    sealed = _run(["audit", "verify", "--format", "json"], two_roles)
    dropped = _run(["migrate"], two_roles | {"ANSINH_DATABASE_OWNER_URL": "", "ANSINH_MIGRATING": ""})

    assert (shown.returncode, "Huyện Thuỷ Nguyên" in shown.stdout) == (0, True), shown.stderr
    assert (sealed.returncode, '"why": ""' in sealed.stdout) == (0, True), sealed.stderr
    # Making the triggers anew is the owner's right alone.
    assert dropped.returncode != 0
    assert "permission denied for schema public" in dropped.stderr


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param("TABLE households_household", id="of an upgrade"),
        pytest.param("ALL TABLES IN SCHEMA public", id="of a new system", marks=pytest.mark.long),
    ],
)
def test_rights_that_a_killed_migration_never_granted_are_granted_by_the_next_command(two_roles, lost):
    """Killed between the tables and the rights, of a new system or of an upgrade: the application's role could never begin."""
    look = ["places", "show", "311", "--on", "2022-12-14", "--format", "json"]
    assert _run(look, two_roles).returncode == 0
    psycopg = pytest.importorskip("psycopg")
    with psycopg.connect(two_roles["ANSINH_DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"REVOKE ALL ON {lost} FROM {two_roles['ROLE']}")
    shown = _run(look, two_roles)
    assert (shown.returncode, "Huyện Thuỷ Nguyên" in shown.stdout) == (0, True), shown.stderr
    with psycopg.connect(two_roles["ANSINH_DATABASE_URL"]) as application:
        assert application.execute("SELECT count(*) FROM households_household").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("UPDATE audit_event SET reason = ''")
