"""A system of its own under test: its data folder, its database, and what is in it, read without the program."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import psycopg

_LONGEST = 900
# Made anew at every start, or held while a command runs; the database is compared by its rows.
_NOT_KEPT = ("static/", "uploads/arriving", ".setup.lock", "ansinh.sqlite3", "log/.lock")


@dataclass(frozen=True)
class System:
    """A data folder and, on PostgreSQL, a database. ``run`` gives a finished command and fails after ``longest`` seconds."""

    data: Path
    more: dict[str, str] = field(default_factory=dict)
    longest: int = _LONGEST

    @property
    def database(self) -> str:
        """The owner's URL on PostgreSQL, blank on SQLite."""
        return self.more.get("ANSINH_DATABASE_OWNER_URL", "")

    def environment(self) -> dict[str, str]:
        """What a command of this system finds around it."""
        around = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
        around |= {"ANSINH_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
        return around | self.more

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ansinh.config.program", *map(str, words)],
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=self.longest,
        )

    def done(self, *words: object) -> str:
        """What a command printed that must end well."""
        ended = self.run(*words)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def files(self) -> dict[str, str]:
        """SHA-256 of every kept file, keys among them, by path; folders with a slash."""
        found = {}
        for path in sorted(self.data.rglob("*")):
            name = path.relative_to(self.data).as_posix()
            if path.is_dir():
                name += "/"
            if name.startswith(_NOT_KEPT):
                continue
            found[name] = "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest()
        return found

    def rows(self) -> dict[str, tuple[int, int]]:
        """Rows of every table and the sum of their digests, whatever their order."""
        if self.database:
            with psycopg.connect(self.database) as db:
                db.execute("SET ansinh.reach = '*'")
                names = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
                return {name: summed(rows_of(db, name)) for (name,) in names}
        with closing(sqlite3.connect(self.data / "ansinh.sqlite3")) as db:
            names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {name: summed(db.execute(f'SELECT * FROM "{name}"')) for (name,) in names}

    def structure(self) -> list[tuple[Any, ...]]:
        """Tables, indexes, triggers, constraints, policies and where the sequences stand."""
        if not self.database:
            with closing(sqlite3.connect(self.data / "ansinh.sqlite3")) as db:
                return db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
        asked = (
            "SELECT 'index', indexname::text, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger "
            "WHERE NOT tgisinternal",
            "SELECT 'constraint', conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid) || convalidated::text "
            "FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
            "SELECT 'policy', polrelid::regclass::text || '.' || polname, pg_get_expr(polqual, polrelid) FROM pg_policy",
            "SELECT 'wall', relname::text, relrowsecurity::text || relforcerowsecurity::text FROM pg_class WHERE relkind = 'r' "
            "AND relnamespace = 'public'::regnamespace",
            "SELECT 'sequence', sequencename::text, last_value::text FROM pg_sequences WHERE schemaname = 'public'",
        )
        with psycopg.connect(self.database) as db:
            return sorted((row for one in asked for row in db.execute(one)), key=str)


def rows_of(db: psycopg.Connection, table: str) -> psycopg.Cursor[Any]:
    """Every row of a table of PostgreSQL, its columns by name: tables made at once have them in another order than tables that
    went through the migrations."""
    asked = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped ORDER BY 1"
    names = ", ".join(f'"{name}"' for (name,) in db.execute(asked, [f'"{table}"']))
    return db.execute(f'SELECT {names} FROM "{table}"')  # type: ignore[call-overload]


def summed(rows: Any) -> tuple[int, int]:
    """How many rows, and the sum of their digests."""
    count, total = 0, 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.blake2b(repr(row).encode(), digest_size=8).digest(), "big")
    return count, total % (1 << 64)


OWNER, APPLICATION = "ansinh_drill_owner", "ansinh_drill_app"


def cluster_host() -> str:
    """The folder of the socket of this run's cluster."""
    return os.environ["ANSINH_DATABASE_URL"].partition("host=")[2]


@contextmanager
def as_superuser() -> Iterator[psycopg.Connection]:
    """A connection to this run's cluster that may make databases."""
    with psycopg.connect(dbname="postgres", user="ansinh", host=cluster_host(), autocommit=True) as db:
        # Another process of the run looks at the same moment: the second finds what the first made.
        for role in (OWNER, APPLICATION):
            db.execute(
                f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
            )
        yield db


def postgres_database(name: str, template: str = "template1") -> dict[str, str]:
    """The environment of a fresh database of that name, with an owner and a role that owns nothing: empty, or a copy."""
    with as_superuser() as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{name}" OWNER "{OWNER}" TEMPLATE "{template}"')
    return {
        "ANSINH_DATABASE_URL": f"postgresql://{APPLICATION}@/{name}?host={cluster_host()}",
        "ANSINH_DATABASE_OWNER_URL": f"postgresql://{OWNER}@/{name}?host={cluster_host()}",
    }


def drop_database(name: str) -> None:
    """Take a database away, whoever is still connected."""
    with as_superuser() as db:
        db.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def postgres_databases(*names: str) -> Iterator[list[dict[str, str]]]:
    """Environments of fresh empty databases in the cluster of this run, of this process; gone afterwards."""
    made = [f"ansinh_drill_{os.getpid()}_{name}" for name in names]
    try:
        yield [postgres_database(name) for name in made]
    finally:
        for name in made:
            drop_database(name)


def on_postgres() -> bool:
    """Whether this run of the tests is the one on PostgreSQL."""
    return os.environ.get("ANSINH_DATABASE_URL", "").startswith("postgres")


def survey_files(folder: Path, households: int, communes: list[str]) -> tuple[Path, Path]:
    """An invented survey, three members a household, its columns a fixed function of the row's number."""
    folder.mkdir(parents=True, exist_ok=True)
    number = pl.Series("n", range(households), dtype=pl.Int64)
    home = pl.DataFrame({"n": number}).select(
        pl.format("H{}", "n").alias("household_id"),
        pl.lit(2022).alias("review_year"),
        pl.Series("area_code", [communes[n % len(communes)] for n in range(households)]),
        pl.format("Thôn {}", pl.col("n") % 9 + 1).alias("village"),
        pl.format("Nguyễn Văn {}", pl.col("n")).alias("head_name"),
        (pl.col("n") * 7 % 200).alias("income_score"),
        *(
            (pl.col("n") // step % 2).alias(name)
            for step, name in enumerate(("wall_durable", "column_durable", "roof_durable"), 1)
        ),
        (pl.col("n") % 90 + 10).alias("floor_area_m2"),
        pl.lit("piped").alias("water_source"),
        pl.lit("septic").alias("toilet"),
        (pl.col("n") % 2).alias("has_tv"),
    )
    people = (
        pl.DataFrame({"n": number})
        .join(pl.DataFrame({"m": [1, 2, 3]}), how="cross")
        .select(
            pl.format("H{}", "n").alias("household_id"),
            pl.format("M{}", "m").alias("member_id"),
            pl.format("Trần Thị {} {}", "n", "m").alias("full_name"),
            pl.when(pl.col("m") == 1).then(pl.lit("head")).otherwise(pl.lit("child")).alias("relation"),
            pl.when(pl.col("n") % 2 == 0).then(pl.lit("f")).otherwise(pl.lit("m")).alias("sex"),
            (2022 - pl.col("m") * 11 - pl.col("n") % 20).cast(pl.String).alias("birth_date"),
            pl.lit("Kinh").alias("ethnicity"),
            pl.format("0311{}{}", pl.col("n").cast(pl.String).str.zfill(7), "m").alias("citizen_id"),
            (pl.col("n") % 2).alias("health_insurance"),
            (pl.col("n") % 3 % 2).alias("uses_internet"),
        )
    )
    paths = folder / "households.csv", folder / "members.csv"
    home.write_csv(paths[0])
    people.write_csv(paths[1])
    return paths


def survey_households(system: System, folder: Path, households: int) -> None:
    """So many surveyed households of two communes, brought in through the import."""
    homes, people = survey_files(folder, households, ["10507", "10510"])
    files = ("--households", homes, "--members", people)
    system.done("import", "survey", *files, "--round", 2022, "--accept", "--format", "json")
