"""Who did something is told by name and office of that day; an account alone only where nobody knows more."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.households.making import unit

from ansinh.access.actions import give_role
from ansinh.access.doers import (
    accounts_like,
    doer_column,
    doer_name,
    doer_words,
    know_doers,
    remembering_doers,
)
from ansinh.accounts.actions import register_user
from ansinh.accounts.actor import CONSOLE, SYSTEM
from ansinh.places.models import Unit

pytestmark = pytest.mark.django_db
THEN = date(2023, 3, 1)


@pytest.fixture
def officers(db):
    def made(count: int = 1) -> list[str]:
        commune = unit("91101", parent=unit("911", parent=unit("91"), level="district"))
        names = [f"can-bo-{n}" for n in range(count)]
        for n, name in enumerate(names):
            user = register_user(username=name, full_name=f"Phạm Thị Dung {n}", by=SYSTEM)
            give_role(
                user=user,
                role="commune_officer",
                unit=commune,
                valid_from=date(2023, 1, 1),
                valid_until=date(2023, 6, 30),
                by=SYSTEM,
            )
        return names

    return made


def test_nobody_known_is_told_as_recorded():
    assert doer_words("file-2019") == "file-2019"
    assert doer_words("") == ""


def test_the_console_and_the_system_are_no_people():
    assert [doer_words(CONSOLE.label), doer_words(SYSTEM.label)] == ["người vận hành máy chủ", "hệ thống"]


def test_an_officer_is_told_by_name_and_office_of_the_day(officers):
    (name,) = officers()
    assert doer_name(name) == "Phạm Thị Dung 0"
    assert (
        doer_words(name, THEN)
        == f"Phạm Thị Dung 0 (Cán bộ giảm nghèo cấp xã, {Unit.objects.get(code='91101').name})"
    )


def test_after_the_office_ended_the_account_stands_beside_the_name(officers):
    (name,) = officers()
    assert doer_words(name, date(2023, 7, 1)) == "Phạm Thị Dung 0 (tài khoản can-bo-0)"


def test_many_are_looked_up_as_one_is(officers):
    names = officers(4)

    def reads(labels: list[str]) -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            remembering_doers(),
        ):
            know_doers(labels)
            told = [doer_words(one, THEN) for one in labels]
        assert len(set(told)) == len(labels)
        return len(asked)

    assert reads(names[:1]) == reads(names) == 2


def test_a_column_looks_up_its_rows_before_they_are_shown(officers):
    names = officers(3)
    column = doer_column("by", "Ai", lambda row: row, lambda _row: THEN)
    with remembering_doers():
        column.before(names)
        with CaptureQueriesContext(connection) as asked:
            assert [column.value(one).split(" (")[0] for one in names] == [
                f"Phạm Thị Dung {n}" for n in range(3)
            ]
    assert len(asked) == 0


def test_people_are_found_by_name_without_accents(officers):
    officers(2)
    assert accounts_like("pham dung 1") == ["pham dung 1", "can-bo-1"]
