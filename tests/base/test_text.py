"""Vietnamese text, dates and numbers."""

from datetime import date
from decimal import Decimal

import pytest

from ansinh.kernel.dates import add_months, shown_date
from ansinh.kernel.numbers import cut, rate, round_half_up, shown_number
from ansinh.kernel.text import clean, fold, name_sort_key, same_spelling, sort_key


@pytest.mark.parametrize(
    "text, folded",
    [
        ("Thủy Nguyên", "thuy nguyen"),
        ("Thuỷ Nguyên", "thuy nguyen"),
        ("Đặng Thị Đào", "dang thi dao"),
        ("ĐỖ VĂN ƯỚC", "do van uoc"),
        ("  Lê\u00a0 Văn\tA ", "le van a"),
        ("Hoà\u200b", "hoa"),
        ("Hòa", "hoa"),
        ("", ""),
    ],
)
def test_folding_drops_tones_marks_and_capitals(text, folded):
    assert fold(text) == folded


def test_decomposed_and_composed_letters_fold_and_clean_alike():
    decomposed = "Nguye\u0302\u0303n Thi\u0323 Hu\u031bo\u031bng"
    assert (clean(decomposed), fold(decomposed)) == ("Nguyễn Thị Hương", "nguyen thi huong")


def test_the_place_of_a_tone_makes_no_other_name_but_another_tone_does():
    assert same_spelling("Thuỷ") == same_spelling("Thủy")
    assert same_spelling("Hoà Bình") == same_spelling("hòa  bình")
    assert len({same_spelling(name) for name in ("Thủy", "Thúy", "Thuy", "Thụy")}) == 4


def test_words_sort_as_in_a_vietnamese_dictionary():
    ordered = [
        "an",
        "àn",
        "ản",
        "ãn",
        "án",
        "ạn",
        "ăn",
        "ân",
        "ba",
        "ca",
        "da",
        "đa",
        "em",
        "ê",
        "o",
        "ô",
        "ơ",
        "ư",
        "va",
    ]
    assert sorted(set(ordered), key=sort_key) == ordered


def test_people_sort_by_given_name_then_family_name():
    names = ["Trần Văn An", "Lê Thị An", "Bùi Thị Ánh", "Vũ Văn Đức", "Phạm Thị Dung"]
    assert sorted(names, key=name_sort_key) == [
        "Lê Thị An",
        "Trần Văn An",
        "Bùi Thị Ánh",
        "Phạm Thị Dung",
        "Vũ Văn Đức",
    ]


@pytest.mark.parametrize(
    "day, months, moved",
    [
        (date(2008, 2, 29), 12, date(2009, 2, 28)),
        (date(2008, 2, 29), 48, date(2012, 2, 29)),
        (date(2021, 1, 31), 1, date(2021, 2, 28)),
        (date(2021, 3, 31), -1, date(2021, 2, 28)),
        (date(2021, 12, 15), 1, date(2022, 1, 15)),
        (date(2022, 1, 15), -1, date(2021, 12, 15)),
    ],
)
def test_months_end_on_the_last_day_that_a_month_has(day, months, moved):
    assert add_months(day, months) == moved


def test_dates_are_shown_day_first():
    assert (shown_date(date(2022, 2, 9)), shown_date(None)) == ("09/02/2022", "")


@pytest.mark.parametrize(
    "value, decimals, shown",
    [
        (1118, 0, "1.118"),
        (1234567.891, 2, "1.234.567,89"),
        (Decimal("0.005"), 2, "0,01"),
        (-1500, 0, "-1.500"),
        (0, 1, "0,0"),
        (None, 2, ""),
    ],
)
def test_numbers_are_shown_with_dots_and_a_comma(value, decimals, shown):
    assert shown_number(value, decimals) == shown


def test_halves_go_up_or_are_cut():
    assert (round_half_up(Decimal("63.145"), 2), cut(Decimal("63.149"), 2)) == (
        Decimal("63.15"),
        Decimal("63.14"),
    )


@pytest.mark.parametrize(
    "part, base, given", [(1, 3, "33.33"), (2, 3, "66.67"), (1, 200, "0.50"), (5, 0, None), (5, None, None)]
)
def test_a_rate_without_a_base_is_nothing(part, base, given):
    assert rate(part, base) == (None if given is None else Decimal(given))
