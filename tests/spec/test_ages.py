"""Every age that a rule names, the day before it and the day itself; 29 February; a year alone; retirement."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.spec.engines import Classify, a_household, some_members

AS_OF = date(2024, 10, 1)


def _deprived(
    classify: Classify, code: str, indicator: str, as_of: date = AS_OF, **answers: Any
) -> int | None:
    return classify(code, a_household(), some_members(answers, {}), as_of)[indicator]


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years)


# standard, indicator, answers that lack it, first age at which the rule holds, first age at which it no longer does
SPANS = [
    ("vn-2022", "employment", {"employment": "seeking"}, 15, None),
    ("vn-2022", "nutrition", {"malnourished": 1}, None, 16),
    ("vn-2022", "health_insurance", {"health_insurance": 0}, 6, None),
    ("vn-2022", "adult_education", {"highest_level": "none"}, 16, 31),
    ("vn-2022", "adult_education", {"highest_level": "lower_secondary"}, 18, 31),
    ("vn-2022", "adult_education", {"highest_level": "none", "school_level": "lower_secondary"}, 18, 31),
    ("vn-2022", "school_attendance", {"school_level": "none"}, 3, 16),
    ("vn-2022", "school_attendance", {"school_level": "preschool"}, 6, 16),
    ("vn-2022", "school_attendance", {"school_level": "primary"}, 12, 16),
    ("vn-2016", "health_insurance", {"health_insurance": 0}, 6, None),
    ("vn-2016", "adult_education", {"highest_level": "primary"}, 15, None),
    ("vn-2016", "school_attendance", {"school_level": "none"}, 5, 15),
]


@pytest.mark.parametrize(("code", "indicator", "answers", "first", "until"), SPANS)
def test_a_rule_begins_and_ends_on_a_birthday(
    classify: Classify,
    code: str,
    indicator: str,
    answers: dict[str, Any],
    first: int | None,
    until: int | None,
) -> None:
    for years, before, after in ((first, 0, 1), (until, 1, 0)):
        if years is None:
            continue
        birthday = _years_before(AS_OF, years)
        found = [
            _deprived(classify, code, indicator, birth_date=born.isoformat(), **answers)
            for born in (birthday + timedelta(days=1), birthday)
        ]
        assert found == [before, after]


@pytest.mark.parametrize(
    ("as_of", "deprived"),
    [(date(2022, 2, 27), 0), (date(2022, 2, 28), 1), (date(2024, 2, 28), 1), (date(2024, 2, 29), 1)],
)
def test_29_february_counts_on_28_february_in_common_years(
    classify: Classify, as_of: date, deprived: int
) -> None:
    # Born on 29/02/2016: six years old on 28/02/2022.
    found = _deprived(
        classify, "vn-2022", "health_insurance", as_of, birth_date="2016-02-29", health_insurance=0
    )
    assert found == deprived


def test_29_february_counts_on_29_february_in_leap_years(classify: Classify) -> None:
    found = [
        _deprived(
            classify, "vn-2022", "school_attendance", day, birth_date="2012-02-29", school_level="primary"
        )
        for day in (date(2024, 2, 28), date(2024, 2, 29))
    ]
    assert found == [0, 1]


# Decree 135/2020: age in months that ends working age, by year of the reference date.
RETIREMENT = [
    (2021, 60 * 12 + 3, 55 * 12 + 4),
    (2022, 60 * 12 + 6, 55 * 12 + 8),
    (2023, 60 * 12 + 9, 56 * 12),
    (2024, 61 * 12, 56 * 12 + 4),
    (2026, 61 * 12 + 6, 57 * 12),
    (2028, 62 * 12, 57 * 12 + 8),
    (2029, 62 * 12, 58 * 12),
    (2035, 62 * 12, 60 * 12),
    (2040, 62 * 12, 60 * 12),
]


@pytest.mark.parametrize(("year", "men", "women"), RETIREMENT)
def test_working_age_ends_the_day_before_the_retirement_age_of_the_year(
    classify: Classify, year: int, men: int, women: int
) -> None:
    as_of = date(year, 10, 1)
    for sex, months in (("m", men), ("f", women)):
        index = as_of.year * 12 + as_of.month - 1 - months
        retires_today = date(index // 12, index % 12 + 1, 1)
        found = [
            _deprived(
                classify,
                "vn-2022",
                "employment",
                as_of,
                birth_date=born.isoformat(),
                sex=sex,
                employment="seeking",
            )
            for born in (retires_today, retires_today + timedelta(days=1))
        ]
        assert found == [0, 1]


def test_a_retirement_month_without_the_day_ends_on_its_last_day(classify: Classify) -> None:
    # 56 years and 4 months after 31/10/1967 would be 31/02/2024.
    found = [
        _deprived(
            classify, "vn-2022", "employment", day, birth_date="1967-10-31", sex="f", employment="seeking"
        )
        for day in (date(2024, 2, 28), date(2024, 2, 29))
    ]
    assert found == [1, 0]


def test_a_blank_sex_leaves_working_age_unknown_only_where_it_matters(classify: Classify) -> None:
    found = [
        _deprived(classify, "vn-2022", "employment", birth_date=born, sex=None, employment="seeking")
        for born in ("1990-01-01", "1965-01-01", "1950-01-01")
    ]
    assert found == [1, None, 0]


@pytest.mark.parametrize(
    ("born", "deprived"),
    [("2017", 1), ("2018", None), ("2019", 0), ("2024", 0), ("2030", 0)],
)
def test_a_year_alone_is_read_at_both_ends(classify: Classify, born: str, deprived: int | None) -> None:
    assert _deprived(classify, "vn-2022", "health_insurance", birth_date=born, health_insurance=0) == deprived


def test_a_year_alone_is_known_when_both_readings_agree_on_the_whole_rule(classify: Classify) -> None:
    # Five or six years old: at no school a child of either age is deprived.
    assert _deprived(classify, "vn-2022", "school_attendance", birth_date="2018", school_level="none") == 1


def test_a_year_alone_is_never_read_later_than_the_reference_date(classify: Classify) -> None:
    result = classify("vn-2022", a_household(), some_members({"birth_date": "2024"}), date(2024, 3, 1))
    assert result["warnings"] == ""


@pytest.mark.parametrize("born", ["2024-10-02", "2025"])
def test_a_birth_in_the_future_is_age_nought_with_a_warning(classify: Classify, born: str) -> None:
    result = classify("vn-2022", a_household(), some_members({"birth_date": born, "malnourished": 1}), AS_OF)
    assert (result["nutrition"], result["warnings"]) == (1, "birth_in_future")


def test_a_birth_on_the_reference_date_is_not_in_the_future(classify: Classify) -> None:
    assert (
        classify("vn-2022", a_household(), some_members({"birth_date": "2024-10-01"}), AS_OF)["warnings"]
        == ""
    )


@pytest.mark.parametrize(
    ("born", "deprived"), [("1985-12-31", 0), ("1986-01-01", 1), ("1985", 0), ("1986", 1)]
)
def test_the_old_standard_asks_schooling_of_those_born_in_1986_or_later(
    classify: Classify, born: str, deprived: int
) -> None:
    found = _deprived(classify, "vn-2016", "adult_education", birth_date=born, highest_level="primary")
    assert found == deprived


def test_a_blank_birth_date_leaves_every_age_test_unknown(classify: Classify) -> None:
    answers = {
        "birth_date": None, "employment": "seeking", "malnourished": 1, "health_insurance": 0,
        "highest_level": "none",
    }  # fmt: skip
    result = classify("vn-2022", a_household(), some_members(answers), AS_OF)
    unknown = [name for name, value in result.items() if value is None]
    assert unknown == [
        "employment",
        "dependants",
        "nutrition",
        "health_insurance",
        "adult_education",
        "school_attendance",
    ]
