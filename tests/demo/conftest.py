"""A year of each place, written once for all tests of it."""

import csv
import sys
from pathlib import Path

import pytest

from ansinh.demo.years import Commune

ROOT = str(Path(__file__).parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


@pytest.fixture(scope="session")
def communes() -> dict[str, list[Commune]]:
    """Communes by district code, as they were on the review dates."""
    with Path(__file__).with_name("communes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    found: dict[str, list[Commune]] = {}
    for row in rows:
        found.setdefault(row["district"], []).append(Commune(row["code"], row["name"], row["area_type"]))
    return found
