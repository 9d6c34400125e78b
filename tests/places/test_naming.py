"""What people type for a place: a code, a name with or without accents, both together; and what is refused in words."""

from datetime import date

import pytest

from ansinh.kernel.errors import UnusableInput
from ansinh.places.errors import UnknownPlace
from ansinh.places.models import Unit
from ansinh.places.naming import code_named, codes_named, place_named

pytestmark = pytest.mark.django_db
THEN = date(2023, 6, 1)


@pytest.fixture
def district(country):
    """The units of Thủy Nguyên in 2023."""
    top = Unit.objects.on(THEN).get(code="311")
    return Unit.objects.within([top.path]).on(THEN)


@pytest.mark.parametrize(
    "typed", ["11476", "Xã Lại Xuân", "lai xuan", "  LẠI  XUÂN ", "xa lai xuan", "Lai Xuan (11476)"]
)
def test_a_code_a_name_and_both_mean_one_place(district, typed):
    assert Unit.objects.on(THEN).get(code="11476").name == "Xã Lại Xuân"
    assert code_named(typed, district) == "11476"


def test_a_name_of_several_is_refused_naming_them(country):
    among = Unit.objects.filter(level="commune").on(THEN)
    with pytest.raises(
        UnusableInput, match=r"Có nhiều nơi tên «tân tiến»: .+\(\d{5}\).*; .+\(\d{5}\).* và nơi khác"
    ):
        code_named("tân tiến", among)


def test_a_part_of_a_name_chooses_nothing_but_says_what_may_be_meant(district):
    with pytest.raises(UnknownPlace, match=r"Có phải: .*Xã Lại Xuân \(11476\)"):
        code_named("lai xu", district)


def test_a_name_nobody_bears_and_one_out_of_reach_are_refused(district):
    with pytest.raises(UnknownPlace, match="Không có nơi nào tên «Xã Không Có»"):
        code_named("Xã Không Có", district)
    with pytest.raises(UnknownPlace, match="Không có nơi nào"):
        code_named("---", district)


def test_a_name_beside_the_code_of_another_place_is_refused(district):
    with pytest.raises(UnusableInput, match="Mã 11476 là Xã Lại Xuân, không phải «Xã Kỳ Sơn»"):
        code_named("Xã Kỳ Sơn (11476)", district)


def test_a_code_that_lived_on_means_the_place_named_beside_it(country):
    everything = Unit.objects.all()
    assert place_named("Thị trấn Minh Đức (11473)", everything).valid_until == date(2024, 12, 31)
    assert place_named("Phường Bạch Đằng (11473)", everything).valid_from == date(2025, 7, 1)


def test_several_places_by_lines_commas_and_codes_by_spaces(district):
    assert codes_named("lai xuan, 11482\n11476 11482;", district) == ["11476", "11482"]
    with pytest.raises(UnknownPlace):
        codes_named("11476\nXã Không Có", district)
