"""The country's units, loaded once a module and taken back after it."""

import pytest
from django.db import connection, transaction

from ansinh.accounts.actor import SYSTEM
from ansinh.places.actions import load_units


@pytest.fixture(scope="module")
def country(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        load_units(by=SYSTEM)
        # Looked at here once, or at the end of each test: a savepoint given back makes them wait again.
        connection.check_constraints()
        yield
        transaction.set_rollback(True)
