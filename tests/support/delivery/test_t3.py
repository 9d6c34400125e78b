"""T3: nobody is paid twice for a policy and period, whatever is retried, read before somebody else writes, imported again, split,
merged or carried on. With the control: without the constraint doubles appear, and the same count finds them."""

import os
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from uuid import UUID

import polars as pl
import pytest
from django.db import IntegrityError, connection, transaction
from tests.reliability.restore.system import on_postgres
from tests.roles import as_owner
from tests.support.delivery.test_paying import refused, same_person
from tests.support.delivery.world import enrol, officers, settle

from ansinh.exchange.payment_results import accept_payment_results, check_payment_results
from ansinh.kernel.bulk import as_hex, read_frame
from ansinh.places.queries import unit_at
from ansinh.support.delivery.paying import prepare_run, release_run, sign_run, what_is_due, write_run
from ansinh.support.delivery.periods import period_called
from ansinh.support.models import PayLine, PayRun
from ansinh.support.sameness import same_people
from ansinh.work.tables.writing import write_rows

MARCH, APRIL = period_called("2025-03"), period_called("2025-04")
ONE_IN = 10


def doubles() -> int:
    """How many lines too many count for one policy, period and person, whoever was decided to be the same; counted apart from the
    program's own way to leave them out."""
    rows = read_frame(
        "SELECT l.policy, CAST(l.beneficiary AS VARCHAR(36)), l.period, l.part FROM support_payline l "
        "WHERE l.outcome IN ('open', 'paid')",
        [],
        {"policy": pl.String, "beneficiary": pl.String, "period": pl.String, "part": pl.Int64},
    ).with_columns(as_hex("beneficiary"))
    rows = rows.with_columns(pl.col("beneficiary").replace(same_people()))
    return rows.height - rows.unique().height


def answer_of_payer(run: PayRun, path: Path, since: int) -> Path:
    """The payer's file: of every tenth line that it came back, of the others that they were paid."""
    rows = (
        PayLine.objects.everywhere()
        .filter(run=run)
        .order_by("pk")
        .values_list("pk", "policy", "period", "amount")
    )
    told = pl.DataFrame(list(rows), schema=["id", "policy", "period", "amount"], orient="row").with_columns(
        back=pl.int_range(pl.len()) % ONE_IN == since
    )
    write_rows(
        path,
        told.select(
            reference=pl.format("{}/{}/{}", "policy", "period", "id"),
            result=pl.when("back").then(pl.lit("returned")).otherwise(pl.lit("paid")),
            date=pl.lit("2025-04-10"),
            amount="amount",
            reason=pl.when("back").then(pl.lit("vắng mặt")).otherwise(pl.lit("")),
        ),
    )
    return path


def bring(path: Path, by) -> dict[str, int]:
    checked = check_payment_results(path)
    assert checked.errors == 0, checked.findings[:3]
    return dict(accept_payment_results(checked=checked, by=by))


def pay_all_twice(people: int, folder: Path) -> str:
    """Everything that could pay so many people twice, tried; what it took, in words."""
    unit = unit_at("11473", date(2022, 12, 14))
    who = officers()
    homes, persons = settle(people, unit)
    enrol(who, unit, homes, persons, since=date(2025, 3, 1))
    asked = {"unit": unit, "policies": ("TG-1",), "by": who.maker}
    # Two read before either writes, and the one who lost tries again.
    begun = time.perf_counter()
    one, other = (what_is_due(period=MARCH, **asked) for _turn in range(2))
    run = write_run(period=MARCH, found=one, **asked)
    prepared = time.perf_counter()
    with pytest.raises(IntegrityError), transaction.atomic():
        write_run(period=MARCH, found=other, **asked)
    refused("nothing_due", prepare_run, period=MARCH, **asked)
    assert (run.lines, doubles()) == (people, 0)
    sign_run(run=run, by=who.maker)
    signed = time.perf_counter()
    release_run(run=run, total=run.amount, by=who.chair)
    released = time.perf_counter()
    # The payer's file comes, and comes again; once more under another name and in another order it changes nothing either.
    file = answer_of_payer(run, folder / "back.csv", since=0)
    told = bring(file, who.maker)
    back = -(-people // ONE_IN)
    assert told == {"paid": people - back, "returned": back}
    assert bring(file, who.maker) == {"paid": 0, "returned": 0}
    again = pl.read_csv(file, infer_schema=False).reverse()
    write_rows(folder / "again.csv", again)
    assert bring(folder / "again.csv", who.maker) == {"paid": 0, "returned": 0}
    # Two who were both paid for March become one; so do two of whom one came back; a third was decided before.
    same_person(persons[1], persons[2])
    same_person(persons[0], persons[3])
    before = doubles()
    assert before == 1, "both were paid before anybody knew: it is counted, and no more comes to it"
    second = prepare_run(period=APRIL, **asked)
    assert second.lines == (people - 2) + (back - 1)
    assert doubles() == before
    sign_run(run=second, by=who.maker)
    release_run(run=second, total=second.amount, by=who.chair)
    # March came back and was carried on: it cannot be paid after all, in whatever file it is said.
    told_late = answer_of_payer(run, folder / "late.csv", since=-1)
    assert check_payment_results(told_late).errors == back - 1
    assert doubles() == before
    return (
        f"T3 {connection.vendor}: {people:,} lines; read twice and written {prepared - begun:.1f} s, "
        f"released {released - signed:.2f} s"
    )


def test_nobody_is_paid_twice(country, db, tmp_path):
    print(pay_all_twice(2_000, tmp_path))


@pytest.mark.long
@pytest.mark.django_db
def test_nobody_of_a_hundred_thousand_is_paid_twice(tmp_path, request):
    """In a file, as people have it: SQLite's database in memory takes long to go back over so many rows."""
    if on_postgres():
        request.getfixturevalue("country")
        print(pay_all_twice(100_000, tmp_path))
        return
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSINH_", "DJANGO_"))}
    kept |= {"ANSINH_DATA": str(tmp_path / "data"), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    (tmp_path / "data").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.delivery.paid_once", "100000"],
        env=kept, capture_output=True, text=True, check=False, timeout=1_800,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    print(done.stdout)


def without(guard: str) -> None:
    """The database without a unique constraint (a partial one is an index), until the test is taken back."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {guard}")


def test_without_the_constraint_the_same_count_finds_doubles(country, db):
    """The control: the interleaving of the test above pays everybody twice once the database lets it."""
    unit = unit_at("11473", date(2022, 12, 14))
    who = officers()
    homes, persons = settle(20, unit)
    enrol(who, unit, homes, persons, since=date(2025, 3, 1))
    asked = {"unit": unit, "policies": ("TG-1",), "by": who.maker}
    one, other = (what_is_due(period=MARCH, **asked) for _turn in range(2))
    write_run(period=MARCH, found=one, **asked)
    without("paid_once")
    write_run(period=MARCH, found=other, **asked)
    assert doubles() == 20


def test_without_the_guard_of_merges_the_same_count_finds_doubles(country, db):
    """The control of the trigger: a line for who is the same person is written once it is gone."""
    unit = unit_at("11473", date(2022, 12, 14))
    who = officers()
    homes, persons = settle(3, unit)
    enrol(who, unit, homes, persons, since=date(2025, 3, 1))
    asked = {"unit": unit, "policies": ("TG-1",), "by": who.maker}
    found = what_is_due(period=MARCH, **asked)
    same_person(persons[0], persons[1])
    with pytest.raises(IntegrityError, match="counted_for_the_same"), transaction.atomic():
        write_run(period=MARCH, found=found, **asked)
    trigger = "support_payline_counted_for_the_same_insert"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            f"DROP TRIGGER {trigger}" + (" ON support_payline" if connection.vendor == "postgresql" else "")
        )
    write_run(period=MARCH, found=found, **asked)
    assert doubles() == 1
    assert (
        PayLine.objects.everywhere().filter(beneficiary__in=[UUID(one) for one in persons[:2]]).count() == 2
    )
