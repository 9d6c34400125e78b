"""An approver with a password and an app, a clock that stands still, and what an attacker sends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from ansinh.access.actions import give_role
from ansinh.accounts import second_factors
from ansinh.accounts.actions import change_password, register_user
from ansinh.accounts.actor import SYSTEM
from ansinh.accounts.models import User
from ansinh.kernel import dates

PASSWORD = "một câu dài dễ nhớ 2022"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Clock:
    """The program's time, moved by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def passes(self, **span: float) -> None:
        self.moment += timedelta(**span)


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(dates, "now", made.now)
    return made


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    """What a password costs is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def lan(clock) -> User:
    """An administrator (who needs a second factor) with a password and none yet."""
    user = register_user(username="lan", full_name="Trần Thị Lan", by=SYSTEM)
    change_password(user=user, password=PASSWORD, by=SYSTEM)
    give_role(user=user, role="administrator", unit=None, valid_from=date(2020, 1, 1), by=SYSTEM)
    return user


@pytest.fixture
def protected(lan, clock) -> User:
    """Lan with an authenticator app; its first code is used up."""
    code = second_factors.code_at(SECRET, second_factors.step_at(clock.now()))
    second_factors.add_one_time_codes(user=lan, secret=SECRET, code=code, by=SYSTEM)
    clock.passes(seconds=60)
    return lan


@pytest.fixture
def code(clock):
    """The code that the app shows now."""
    return lambda: second_factors.code_at(SECRET, second_factors.step_at(clock.now()))


def guess(client: Client, password: str, *, name: str = "lan", address: str = "203.0.113.1"):
    return client.post("/sign-in", {"username": name, "password": password}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return client.get("/security").status_code == 200
