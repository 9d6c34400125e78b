"""Names are found without accents, the same in either database."""

import pytest
from django.db import connection
from tests.households.making import unit

from ansinh.kernel.searching import _BARE, _MARKED, with_name
from ansinh.kernel.text import fold
from ansinh.places.models import Unit

pytestmark = pytest.mark.django_db
NAMES = ("Thủy Nguyên", "Thuỷ Đường", "ĐỖ VĂN ƯỚC", "Lâm Động", "Ngũ Lão", "100 %_'")


def found(typed: str) -> set[str]:
    return set(
        with_name(Unit.objects.filter(code__startswith="zz"), "name", typed).values_list("name", flat=True)
    )


@pytest.fixture
def units(db):
    for number, name in enumerate(NAMES):
        row = unit(f"zz{number}")
        row.name = name
        row.save()


@pytest.mark.parametrize(
    "typed, names",
    [
        ("thuy", {"Thủy Nguyên", "Thuỷ Đường"}),
        ("DUONG", {"Thuỷ Đường"}),
        ("đỗ văn", {"ĐỖ VĂN ƯỚC"}),
        ("van uo", {"ĐỖ VĂN ƯỚC"}),
        ("dong", {"Lâm Động"}),
        ("%_'", {"100 %_'"}),
        ("nguyen thuy", set()),
    ],
)
def test_what_is_typed_stands_in_the_name(units, typed, names):
    assert found(typed) == names


def test_each_letter_of_either_database_is_the_bare_one_of_the_text():
    assert len(_BARE) == len(_MARKED)
    with connection.cursor() as cursor:
        asked = (
            f"translate(%s, '{_MARKED}', '{_BARE}')"
            if connection.vendor == "postgresql"
            else "ansinh_fold(%s)"
        )
        cursor.execute(f"SELECT {asked}", [_MARKED])
        assert cursor.fetchone()[0] == fold(_MARKED)
