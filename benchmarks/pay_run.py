"""A pay run of many people: enrolments approved, what is due computed, written with its lines and totals, signed, released by a
second person, and the payer's answer taken in; on SQLite in a fresh folder, or on the empty PostgreSQL database that
``ANSINH_DATABASE_URL`` names.

``python -m benchmarks.pay_run --people 100000``

**The baseline** is Django's ``bulk_create`` of as many lines of another month in one transaction, under the same constraints and
triggers: no reading of what is due, no totals, no digest. Told are seconds of the clock and of this process's processor (PostgreSQL's
own processes are not in it), and what each step takes of the baseline's.
"""

# ruff: noqa: E402 - the tables of the program can be named once Django is set up

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(os.environ.setdefault("ANSINH_DATA", tempfile.mkdtemp(prefix="ansinh-pay-run-")))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ansinh.config.settings")

import django
import polars as pl

django.setup()

from benchmarks.measure import machine
from django.core.management import call_command
from django.db import connection, transaction
from tests.support.delivery.world import COMMUNE, THEN, enrol, officers, settle

from ansinh.accounts.actor import SYSTEM
from ansinh.exchange.payment_results import accept_payment_results, check_payment_results
from ansinh.kernel.dates import now
from ansinh.places.actions import load_units
from ansinh.places.queries import unit_at
from ansinh.support.delivery.enrolling import approve_enrolments
from ansinh.support.delivery.paying import release_run, sign_run, what_is_due, write_run
from ansinh.support.delivery.periods import period_called
from ansinh.support.models import PayLine, PayRun
from ansinh.work.tables.writing import write_rows

BASELINE = "baseline: bulk_create of as many lines, one transaction"


@dataclass
class Step:
    """What one step took."""

    words: str
    wall: float = 0.0
    own: float = 0.0


STEPS: list[Step] = []


@contextmanager
def measured(words: str) -> Iterator[None]:
    """Keep how long the block took."""
    step, begun, used = Step(words), time.perf_counter(), time.process_time()
    yield
    step.wall, step.own = time.perf_counter() - begun, time.process_time() - used
    STEPS.append(step)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--people", type=int, default=100_000)
    people = asked.parse_args().people
    print(f"{machine()}; {connection.vendor}, {people:,} people on one policy", flush=True)
    call_command("migrate", verbosity=0)
    load_units(by=SYSTEM)
    unit, period = unit_at(COMMUNE, THEN), period_called("2025-03")
    who = officers()
    homes, persons = settle(people, unit)
    proposal = enrol(who, unit, homes, persons, since=period.first, approve=False)
    with measured("approve the enrolments"):
        approve_enrolments(proposal=proposal, decision_no="1/QĐ", by=who.chair)
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
    with measured(BASELINE):
        _as_django_writes(run, found.lines)
    base = STEPS[-1]
    whole = Step("all of it", sum(one.wall for one in STEPS[:-1]), sum(one.own for one in STEPS[:-1]))
    for one in [*STEPS[:-1], whole, base]:
        print(
            f"{one.words:<62} {one.wall:8.2f} s  own {one.own:8.2f} s  {one.own / base.own:6.2f} of the baseline"
        )


def _as_django_writes(run: PayRun, lines: pl.DataFrame) -> None:
    """The baseline: as many lines of the month after, written as Django writes many."""
    later = period_called("2025-04")
    with transaction.atomic():
        month = {"period": later.code, "period_from": later.first, "period_until": later.last}
        other = PayRun.objects.create(
            unit=run.unit, policies=run.policies, rhythm=run.rhythm, number=1, lines=run.lines, amount=run.amount,
            digest=run.digest, made_at=now(), made_by=run.made_by, **month,
        )  # fmt: skip
        rows = lines.drop("payee_id").iter_rows(named=True)
        PayLine.objects.bulk_create(
            (PayLine(**row | month | {"run_id": other.pk}) for row in rows), batch_size=2_000
        )
    assert PayLine.objects.everywhere().filter(run=other).count() == lines.height


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
