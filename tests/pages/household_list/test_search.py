"""The search finds what a plain loop over everybody's names would, whichever way it goes about it."""

import random
from itertools import pairwise

import pytest
from tests.pages.conftest import COMMUNE, NEXT_DOOR, THEN

from ansinh.access.scope import EVERYWHERE, Scope
from ansinh.households import search
from ansinh.households.lines import renew_lines
from ansinh.households.models import HouseholdLine
from ansinh.kernel.text import fold
from ansinh.places.queries import unit_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("country")]

FAMILY = ("Nguyễn", "Trần", "Lê", "Lò", "Hà")
MIDDLE = ("Thị", "Văn", "Đức", "Hà Lê")
GIVEN = ("Anh", "Ánh", "Hà", "Lệ", "Đào", "Thìn", "Vân")
SEARCHES = (
    "nguyen",
    "nguyen thi",
    "thi nguyen",
    "ng th",
    "le tran",
    "ha",
    "hà lê",
    "anh ha le",
    "Đào",
    "dao",
    "van van",
    "v vân",
    "khong co",
    "thin tran van",
    "l",
    "l l",
    "A-1",
    "a-2",
    "A-",
)


def plain(text: str, homes: dict[str, list[str]]) -> set[str]:
    """Who is found, said as one would say it: some name whose words each typed word begins one of; or the number."""
    if any(letter.isdigit() for letter in text):
        return {ref for ref in homes if ref.upper().startswith(text.upper())}
    typed = fold(text).replace("-", " ").split()
    return {
        ref
        for ref, names in homes.items()
        if any(
            all(any(word.startswith(one) for word in fold(name).split()) for one in typed) for name in names
        )
    }


@pytest.fixture
def homes(make, next_door) -> dict[str, list[str]]:
    dice = random.Random(7)
    made = {}
    for number in range(30):
        people = [" ".join(map(dice.choice, (FAMILY, MIDDLE, GIVEN))) for _one in range(dice.randint(1, 4))]
        ref = f"A-{number}"
        make(*people, ref=ref, unit=next_door if number % 3 == 0 else None)
        made[ref] = people
    return made


@pytest.mark.parametrize("few", [0, 2, 3_000])
@pytest.mark.parametrize("few_units", [0, 8])
def test_equal_to_a_plain_search(homes, monkeypatch, few, few_units):
    monkeypatch.setattr(search, "_FEW_HOUSEHOLDS", few)
    monkeypatch.setattr(search, "_FEW_UNITS", few_units)
    place = Scope(frozenset({unit_at(COMMUNE, THEN).pk}), THEN)
    there = {ref: names for ref, names in homes.items() if int(ref[2:]) % 3}
    for scope, known in ((EVERYWHERE, homes), (place, there)):
        for text in SEARCHES:
            rows = search.matching(search.lines_within(scope), text, scope)
            found = [row.source_ref for row in rows.order_by("name_sort", "pk")]
            assert set(found) == plain(text, known), text
            assert len(found) == len(set(found))


def test_nothing_typed_finds_everybody(homes):
    rows = search.matching(search.lines_within(EVERYWHERE), " -, ", EVERYWHERE)
    assert rows.count() == len(homes)


def test_who_left_is_not_found(make):
    home = make("Trần Văn Chủ", "Lê Thị Vợ", ref="A-1")
    assert search.matching(search.lines_within(EVERYWHERE), "vo", EVERYWHERE).count() == 1
    home.memberships.everywhere().filter(member_ref="2").update(valid_until=THEN)
    renew_lines([home.pk])
    assert search.matching(search.lines_within(EVERYWHERE), "vo", EVERYWHERE).count() == 0


@pytest.mark.parametrize("few", [0, 3_000])
def test_lacking_is_the_bit_of_the_mask(make, next_door, monkeypatch, few):
    monkeypatch.setattr(search, "_FEW_HOUSEHOLDS", few)
    monkeypatch.setattr(search, "_FEW_UNITS", 0)
    for number, mask in enumerate((0, 1, 2, 3, 6, 2048)):
        make("Trần Văn Chủ", ref=f"A-{number}", unit=next_door)
        HouseholdLine.objects.everywhere().filter(source_ref=f"A-{number}").update(deprived=mask)
    scope = Scope(frozenset({next_door.pk}), THEN)
    for bit, expected in ((0, {"A-1", "A-3"}), (1, {"A-2", "A-3", "A-4"}), (11, {"A-5"}), (5, set())):
        rows = search.lacking(search.lines_within(scope), bit, scope)
        assert {row.source_ref for row in rows} == expected


def test_lines_come_in_the_order_of_names(make):
    for ref, name in (
        ("A-1", "Trần Văn Ánh"),
        ("A-2", "Lê Thị An"),
        ("A-3", "Đỗ Văn Anh"),
        ("A-4", "Bùi Văn Đào"),
    ):
        make(name, ref=ref)
    rows = list(
        search.lines_within(EVERYWHERE).order_by("name_sort", "pk").values_list("name_sort", "head_name")
    )
    assert [name for _sort, name in rows] == ["Lê Thị An", "Đỗ Văn Anh", "Trần Văn Ánh", "Bùi Văn Đào"]
    assert all(one <= other for (one, _a), (other, _b) in pairwise(rows))


__all__ = ["NEXT_DOOR"]
