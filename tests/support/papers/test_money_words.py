"""Amounts in words, as a treasury reads them."""

import pytest

from ansinh.kernel.money_words import amount_in_words, number_in_words


def test_an_amount_below_nothing_is_refused():
    with pytest.raises(ValueError, match="below nothing"):
        amount_in_words(-1)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (1, "một"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (55, "năm mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (111, "một trăm mười một"),
        (115, "một trăm mười lăm"),
        (999, "chín trăm chín mươi chín"),
        (1_000, "một nghìn"),
        (1_001, "một nghìn không trăm linh một"),
        (1_010, "một nghìn không trăm mười"),
        (10_101, "mười nghìn một trăm linh một"),
        (360_000, "ba trăm sáu mươi nghìn"),
        (1_005_000, "một triệu không trăm linh năm nghìn"),
        (1_000_005, "một triệu không trăm linh năm"),
        (4_320_000, "bốn triệu ba trăm hai mươi nghìn"),
        (21_015_031, "hai mươi mốt triệu không trăm mười lăm nghìn không trăm ba mươi mốt"),
        (1_000_000_000, "một tỷ"),
        (1_000_000_001, "một tỷ không trăm linh một"),
        (2_050_000_000, "hai tỷ không trăm năm mươi triệu"),
        (
            12_345_678_905,
            "mười hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm linh năm",
        ),
        (1_000_000_000_000, "một nghìn tỷ"),
        (10**18, "một tỷ tỷ"),
    ],
)
def test_a_number_is_read_as_people_read_it(number, words):
    assert number_in_words(number) == words


def test_an_amount_begins_with_a_capital_and_ends_in_its_unit():
    assert amount_in_words(1_005_000) == "Một triệu không trăm linh năm nghìn đồng"
    assert amount_in_words(0) == "Không đồng"


def test_different_numbers_have_different_words():
    numbers = [*range(3_000), *range(999_000, 1_003_000), *range(1_000_000_000, 1_000_002_000)]
    assert len({number_in_words(one) for one in numbers}) == len(numbers)
