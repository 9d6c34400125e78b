"""The country's units, loaded once a module and taken back after it; files of one test."""

import csv
import json
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.taking_back import state

from ansinh.accounts.actor import SYSTEM
from ansinh.exchange.cli import import_
from ansinh.places.actions import load_units
from ansinh.reviews.cli import review


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), state("country", partial(load_units, by=SYSTEM)):
        yield


@pytest.fixture
def write(tmp_path):
    """Write rows (dictionaries, or texts of CSV lines) as a table; the path."""

    def written(name: str, rows: list[dict]) -> Path:
        path = tmp_path / name
        names = list(dict.fromkeys(key for row in rows for key in row))
        with path.open("w", encoding="utf-8", newline="") as file:
            table = csv.DictWriter(file, names)
            table.writeheader()
            table.writerows(rows)
        return path

    return written


@pytest.fixture
def bring():
    """Run ``import …`` with JSON; the exit code and what was printed."""

    def run(*words) -> tuple[int, dict]:
        result = CliRunner().invoke(import_, [*map(str, words), "--format", "json"], obj={"as": None})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout)

    return run


@pytest.fixture
def do():
    """Run ``review …`` with JSON; what was printed."""

    def run(*words, code: int = 0):
        result = CliRunner().invoke(review, [*map(str, words), "--format", "json"], obj={"as": None})
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return json.loads(result.stdout)

    return run
