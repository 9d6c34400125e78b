"""T3 on a database of its own in a file: what the test in memory does to two thousand, done to a hundred thousand.

``python -m tests.support.delivery.paid_once 100000`` in an empty ``ANSINH_DATA``.
"""

# ruff: noqa: E402 - the tables of the program can be named once Django is set up

import sys
import tempfile
from pathlib import Path

import django

django.setup()

from django.core.management import call_command
from tests.support.delivery.test_t3 import pay_all_twice

from ansinh.accounts.actor import SYSTEM
from ansinh.places.actions import load_units

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    load_units(by=SYSTEM)
    with tempfile.TemporaryDirectory() as folder:
        print(pay_all_twice(int(sys.argv[1]), Path(folder)))
