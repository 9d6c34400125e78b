"""Households and people from files into the registry, checked and accepted, on SQLite and (where
``ANSINH_DATABASE_URL`` names one) PostgreSQL; then classified and sealed.

The survey is that of ``synthetic``, with names, villages, citizen ids and communes of a province added. Each measurement is a
process of its own in a fresh data folder. On PostgreSQL the named database must be empty.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from benchmarks.measure import ROOT, machine
from benchmarks.synthetic import survey

PEER = (
    "a comparable registry takes 1,701 s and 72 queries a household for 10,000 households with 40,000 people"
)
PERIOD, PROVINCE = "2022", "30"
FAMILY, GIVEN = ("Nguyễn", "Trần", "Lê", "Phạm", "Vũ"), ("An", "Bình", "Chi", "Dũng", "Hà", "Khánh", "Mai")


def tables(folder: Path, households: int, communes: list[str]) -> tuple[Path, Path]:
    """The two files of the survey: Parquet, with all that the registry keeps of people."""
    drawn = survey(folder, households, 0.04)
    homes, people = pl.read_parquet(drawn.households_path), pl.read_parquet(drawn.members_path)
    row = pl.int_range(pl.len())
    name = pl.concat_str(
        (row % len(FAMILY)).replace_strict(dict(enumerate(FAMILY)), return_dtype=pl.String),
        pl.lit("Văn"),
        (row // 7 % len(GIVEN)).replace_strict(dict(enumerate(GIVEN)), return_dtype=pl.String),
        separator=" ",
    )
    per_commune = -(-homes.height // len(communes))
    paths = folder / f"registered-h-{households}.parquet", folder / f"registered-m-{households}.parquet"
    homes.with_columns(
        (row // per_commune)
        .replace_strict(dict(enumerate(communes)), return_dtype=pl.String)
        .alias("area_code"),
        pl.format("Thôn {}", row % 8 + 1).alias("village"),
        name.alias("head_name"),
    ).write_parquet(paths[0])
    people.with_columns(
        name.alias("full_name"),
        pl.when(pl.col("member_id") == "1").then(pl.lit("head")).otherwise(pl.lit("child")).alias("relation"),
        pl.lit("Kinh").alias("ethnicity"),
        pl.concat_str(pl.lit("030"), row.cast(pl.String).str.zfill(9)).alias("citizen_id"),
    ).write_parquet(paths[1])
    return paths


@contextmanager
def counting(counted: dict[str, int]) -> Iterator[None]:
    """Count the statements of the block: a bulk insert is one a chunk."""
    from django.db import connection  # noqa: PLC0415 - the worker has set Django up

    def one(execute: Callable, *arguments: object) -> object:
        counted["queries"] += 1
        return execute(*arguments)

    with connection.execute_wrapper(one):
        yield


def work(folder: Path, households: int) -> dict[str, float]:
    """In this process: make the system ready, then import, classify and approve. Seconds of each, queries, memory."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")
    import django  # noqa: PLC0415 - only the worker needs a database

    django.setup()
    from ansinh.accounts.actor import CONSOLE  # noqa: PLC0415
    from ansinh.config.system import make_ready  # noqa: PLC0415
    from ansinh.exchange.rounds import rounds_for  # noqa: PLC0415
    from ansinh.exchange.survey_tables.checking import check_survey  # noqa: PLC0415
    from ansinh.kernel.keys import keys_folder  # noqa: PLC0415
    from ansinh.places.queries import unit_at, units_under  # noqa: PLC0415
    from ansinh.reviews.actions import classify_round  # noqa: PLC0415
    from ansinh.reviews.queries import closing_day  # noqa: PLC0415
    from ansinh.surveys.actions import record_survey  # noqa: PLC0415

    make_ready()
    as_of = closing_day(PERIOD)
    province = unit_at(PROVINCE, as_of)
    communes = sorted(unit.code for unit in units_under(province, as_of, "commune"))
    homes, people = tables(folder, households, communes)
    told: dict[str, float] = {}
    counted = {"queries": 0}
    began = time.perf_counter()
    with counting(counted):
        checked = check_survey(homes, people, period=PERIOD, as_of=as_of, area=None)
        told["check_s"] = time.perf_counter() - began
        campaign = rounds_for(checked.payload["places"], PERIOD, as_of, CONSOLE)[0]
        recorded = record_survey(checked=checked, period=PERIOD, as_of=as_of, keys=keys_folder(), by=CONSOLE)
    told["import_s"] = time.perf_counter() - began
    told |= {"households": recorded.new_households, "people": recorded.new_people, "errors": checked.errors}
    told["queries_a_household"] = round(counted["queries"] / max(recorded.new_households, 1), 4)
    told["import_peak_mib"] = _peak()
    del checked
    began = time.perf_counter()
    classify_round(campaign=campaign, unit=province, by=CONSOLE)
    return told | {"classify_s": time.perf_counter() - began, "peak_mib": _peak()}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(folder: Path, households: int, url: str) -> dict[str, float]:
    """``work`` in a process and a data folder of its own."""
    with tempfile.TemporaryDirectory() as data:
        environment = os.environ | {"ANSINH_DATA": data}
        environment.pop("ANSINH_DATABASE_URL", None)
        if url:
            environment["ANSINH_DATABASE_URL"] = url
        command = [
            sys.executable,
            "-m",
            "benchmarks.registering",
            "--worker",
            "--households",
            str(households),
        ]
        done = subprocess.run(
            [*command, "--folder", str(folder.resolve())],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> int:
    """Print a row for each database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, default=ROOT / "var" / "benchmarks")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.worker:
        print(json.dumps(work(chosen.folder, chosen.households)))
        return 0
    print(machine())
    print(PEER)
    url = os.environ.get("ANSINH_DATABASE_URL", "")
    for name, database in (("SQLite", ""), ("PostgreSQL", url)):
        if name == "SQLite" or database:
            print(name, json.dumps(measured(chosen.folder, chosen.households, database)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
