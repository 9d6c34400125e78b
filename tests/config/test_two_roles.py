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


@pytest.fixture
def two_roles(tmp_path):
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
        "ANSINH_DATABASE_URL": app,
        "ANSINH_DATABASE_OWNER_URL": owner,
        "ANSINH_DATA": str(tmp_path / "data"),
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
