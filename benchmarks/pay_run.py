"""A pay run of many people: what is due computed, written with its lines and totals, signed, released by a second person, and the
payer's answer taken in; on SQLite in a fresh folder, or on the empty PostgreSQL database that ``ANSINH_DATABASE_URL`` names.

``python -m benchmarks.pay_run --people 100000``
"""

# ruff: noqa: E402 - the tables of the program can be named once Django is set up

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDER = Path(os.environ.setdefault("ANSINH_DATA", tempfile.mkdtemp(prefix="ansinh-pay-run-")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")

import django
import polars as pl

django.setup()

from benchmarks.measure import machine
from django.core.management import call_command
from django.db import connection
from tests.support.delivery.world import COMMUNE, THEN, enrol, officers, settle

from ansinh.accounts.actor import SYSTEM
from ansinh.exchange.payment_results import accept_payment_results, check_payment_results
from ansinh.places.actions import load_units
from ansinh.places.queries import unit_at
from ansinh.support.delivery.paying import release_run, sign_run, what_is_due, write_run
from ansinh.support.delivery.periods import period_called
from ansinh.support.models import PayLine
from ansinh.work.tables.writing import write_rows


@contextmanager
def measured(words: str) -> Iterator[None]:
    """Print how long the block took."""
    begun = time.perf_counter()
    yield
    print(f"{words:<55} {time.perf_counter() - begun:8.2f} s", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=100_000)
    people = asked.parse_args().people
    print(f"{machine()}; {connection.vendor}, {people:,} people on one policy")
    call_command("migrate", verbosity=0)
    load_units(by=SYSTEM)
    unit, period = unit_at(COMMUNE, THEN), period_called("2025-03")
    who = officers()
    homes, persons = settle(people, unit)
    with measured("approve the enrolments"):
        enrol(who, unit, homes, persons, since=period.first)
    with measured("compute what is due"):
        found = what_is_due(unit=unit, policies=("TG-1",), period=period, by=who.maker)
    with measured("write the run: lines, totals, digest"):
        run = write_run(unit=unit, policies=("TG-1",), period=period, found=found, by=who.maker)
    sign_run(run=run, by=who.maker)
    with measured("release: lines read again, digest, same people"):
        release_run(run=run, total=run.amount, by=who.chair)
    file = FOLDER / "back.csv"
    _answer(run.pk, file)
    with measured("read and check the payer's file"):
        checked = check_payment_results(file)
    with measured("take the payer's file in"):
        accept_payment_results(checked=checked, by=who.maker)
    assert run.lines == people
    assert PayLine.objects.everywhere().filter(outcome="paid").count() == people


def _answer(run: int, path: Path) -> None:
    rows = (
        PayLine.objects.everywhere()
        .filter(run_id=run)
        .order_by("pk")
        .values_list("pk", "policy", "period", "amount")
    )
    told = pl.DataFrame(list(rows), schema=["id", "policy", "period", "amount"], orient="row")
    write_rows(
        path,
        told.select(
            reference=pl.format("{}/{}/{}", "policy", "period", "id"),
            result=pl.lit("paid"),
            date=pl.lit("2025-04-10"),
            amount="amount",
            reason=pl.lit(""),
        ),
    )


if __name__ == "__main__":
    main()
