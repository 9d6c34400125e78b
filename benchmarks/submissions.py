"""``POST /api/surveys`` through the whole program: how many surveys a second, with nothing lost, beside a bare insert.

    python benchmarks/submissions.py --data FOLDER [--surveys N] [--devices N] [--json FILE]

``FOLDER`` is a data folder (``ANSINH_DATA``); where there is none, one is made with a round of 2022 open in the communes of
``sending.COMMUNES``. On PostgreSQL ``ANSINH_DATABASE_URL`` and ``ANSINH_DATABASE_OWNER_URL`` name its database by the role of
the application and by its owner's. The real server (granian, its worker and sealer) and the devices share this machine. Told
are surveys a second, the 50th and 95th percentile of a device's wait, the processor time of all parts of the server for one
survey (PostgreSQL's own processes are not among them), and that the ledger of what was acknowledged is what stands in the
database. The baseline is Django itself in one process: one row with the same JSON in a table of its own, one transaction each,
on the same database; the ratio to it is what moves from machine to machine.
"""

# ruff: noqa: PLC0415 - Django is set up for the folder that is named first
import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.reliability.restore.system import System, survey_files
from tests.reliability.submissions.sending import (
    COMMUNES,
    free_port,
    send_all,
    serving,
    survey,
    token_of_device,
)


def processor_seconds_below(pid: int) -> float:
    """User and system seconds of the process and of every process below it, now."""
    import psutil

    whole = psutil.Process(pid)
    return sum(sum(one.cpu_times()[:2]) for one in [whole, *whole.children(recursive=True)])


def bare_inserts(count: int) -> float:
    """Rows a second that Django alone writes, one transaction each, with the same JSON."""
    import django

    django.setup()
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare_insert (id VARCHAR(36) PRIMARY KEY, body TEXT)")
    began = time.monotonic()
    for number in range(count):
        told = survey(number)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare_insert VALUES (%s, %s)", [told["survey_id"], json.dumps(told)])
    took = time.monotonic() - began
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare_insert")
    connection.close()
    return count / took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--surveys", type=int, default=1_200)
    parser.add_argument("--devices", type=int, default=8)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    named = {name: os.environ[name] for name in os.environ if name.startswith("ANSINH_DATABASE")}
    system = System(options.data, named)
    if named and not system.database:
        parser.error("ANSINH_DATABASE_OWNER_URL is missing: what was kept is counted by the owner's role")
    if not options.data.exists():
        homes, people = survey_files(options.data.parent / "first-surveys", 2, list(COMMUNES))
        system.done(
            "import", "survey", "--households", homes, "--members", people, "--round", 2022, "--accept"
        )
    os.environ |= {"ANSINH_DATA": str(options.data), "DJANGO_SETTINGS_MODULE": "ansinh.config.settings"}
    if named:
        # This process only makes the bare table, counts on it and drops it: the owner's work.
        os.environ["ANSINH_DATABASE_URL"] = system.database
    bare = bare_inserts(options.surveys)
    token = token_of_device(system)
    told = {f"bench-{number:08d}": survey(70_000_000 + number) for number in range(options.surveys)}
    before = system.rows()["surveys_submission"][0]
    port = free_port()
    with serving(system, port) as running:
        send_all(port, token, [("warm-up-1", survey(1)), ("warm-up-2", survey(2))], at_once=1)
        used, began = processor_seconds_below(running.pid), time.monotonic()
        ledger = send_all(port, token, list(told.items()), at_once=options.devices)
        took, used = time.monotonic() - began, processor_seconds_below(running.pid) - used
    kept = system.rows()["surveys_submission"][0] - before - 2
    acknowledged = sum(answers[0][0] == 201 for answers in ledger.answers.values())
    waits = sorted(ledger.seconds)
    found = {
        "surveys": options.surveys,
        "acknowledged": acknowledged,
        "kept": kept,
        "a_second": options.surveys / took,
        "p50_ms": waits[len(waits) // 2] * 1000,
        "p95_ms": waits[int(len(waits) * 0.95)] * 1000,
        "server_ms_each": used / options.surveys * 1000,
        "bare_a_second": bare,
        "ratio": options.surveys / took / bare,
        "load": os.getloadavg()[0],
    }
    for name, value in found.items():
        print(f"{name:16s} {value:10.2f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1))
    if not acknowledged == kept == options.surveys:
        sys.exit("the ledger and the database differ")


if __name__ == "__main__":
    main()
