"""A process that issues papers as fast as it can once it is told to go: run by ``test_race`` twice at the same time.

``issuer_process.py FOLDER NAME COUNT HOW`` prints the numbers it got as JSON, and how often it was refused. HOW is ``held``
(as the program does) or ``read`` (the number is looked up before the transaction, the register is not held: the control).
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

import django

django.setup()

from django.db import IntegrityError, connection  # noqa: E402
from django.db.models import Max  # noqa: E402

from ansinh.accounts.actor import SYSTEM  # noqa: E402
from ansinh.papers import actions  # noqa: E402
from ansinh.papers.actions import issue_filled  # noqa: E402
from ansinh.papers.fields import sample  # noqa: E402
from ansinh.papers.kinds import kind_named  # noqa: E402
from ansinh.papers.models import Paper  # noqa: E402
from ansinh.papers.rendering import fill_paper  # noqa: E402
from ansinh.places.queries import unit_at  # noqa: E402

_LONGEST = 120


def main(folder: Path, name: str, count: int, how: str) -> None:
    day = date(2024, 12, 10)
    filled = fill_paper(
        kind="refusal",
        context=sample(kind_named("refusal").context),
        unit=unit_at("11473", day),
        issued_on=day,
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('ansinh.reach', '*', false)")
    numbers: list[int] = []
    refused = 0
    for turn in range(count):
        if how == "read":
            last = Paper.objects.everywhere().aggregate(last=Max("number"))["last"] or 0
            actions._take_numbers = lambda *_of, last=last: last + 1  # type: ignore[assignment]
        together(folder, name, turn)
        try:
            paper = issue_filled(filled=filled, subject=f"race:{name}-{turn}", title="Thử", by=SYSTEM)
        except IntegrityError:
            refused += 1
        else:
            numbers.append(paper.number)
    print(json.dumps({"numbers": numbers, "refused": refused}))


def together(folder: Path, name: str, turn: int) -> None:
    """Wait until both processes have come to this turn; fails after a time."""
    (folder / f"{turn}-{name}").touch()
    until = time.monotonic() + _LONGEST
    while len(list(folder.glob(f"{turn}-*"))) < 2:
        if time.monotonic() > until:
            raise TimeoutError(turn)
        time.sleep(0.001)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
