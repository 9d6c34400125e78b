"""Sides, classes, warnings and what is missing."""

from datetime import date
from typing import Any

import pytest
from tests.spec.engines import Classify, a_household, some_members

AS_OF = date(2024, 10, 1)
TWO = {"water_source": "surface", "toilet": "none"}
THREE = TWO | {"floor_area_m2": 1}
CONFLICT, NOT_ASSESSED = "income_conflict", "average_not_assessed"


def _money(area: str | None, score: int | None, income: int | None) -> dict[str, Any]:
    return {"area_type": area, "income_score": score, "income_month_per_capita": income}


# standard, area, score, income, deprivations, side, class, warnings
CASES = [
    ("vn-2022", "rural", None, 1_500_000, THREE, "below", "poor", ""),
    ("vn-2022", "rural", None, 1_500_000, TWO, "below", "near_poor", ""),
    ("vn-2022", "rural", None, 1_500_001, THREE, "above", "average", ""),
    ("vn-2022", "rural", None, 2_250_000, THREE, "above", "average", ""),
    ("vn-2022", "rural", None, 2_250_001, THREE, "above", "not_poor", ""),
    ("vn-2022", "urban", None, 2_000_000, THREE, "below", "poor", ""),
    ("vn-2022", "urban", None, 2_000_001, {}, "above", "average", ""),
    ("vn-2022", "urban", None, 3_000_000, {}, "above", "average", ""),
    ("vn-2022", "urban", None, 3_000_001, {}, "above", "not_poor", ""),
    ("vn-2022", "rural", 140, None, THREE, "below", "poor", ""),
    ("vn-2022", "rural", 141, None, THREE, "above", "not_poor", NOT_ASSESSED),
    ("vn-2022", "urban", 175, None, TWO, "below", "near_poor", ""),
    ("vn-2022", "urban", 176, None, TWO, "above", "not_poor", NOT_ASSESSED),
    ("vn-2022", "rural", 140, 1_500_001, THREE, "below", "poor", CONFLICT),
    ("vn-2022", "rural", 141, 1_500_000, THREE, "above", "not_poor", f"{NOT_ASSESSED};{CONFLICT}"),
    ("vn-2022", "rural", 141, 1_500_001, THREE, "above", "average", ""),
    ("vn-2022", "rural", None, None, THREE, "unknown", "undetermined", ""),
    ("vn-2022", None, 140, None, THREE, "below", "poor", ""),
    ("vn-2022", None, 150, None, THREE, "unknown", "undetermined", ""),
    ("vn-2022", None, None, 3_000_001, THREE, "above", "not_poor", ""),
    ("vn-2022", None, None, 2_500_000, THREE, "above", "undetermined", ""),
    ("vn-2022", None, 176, None, THREE, "above", "not_poor", NOT_ASSESSED),
    ("vn-2022", None, 140, 1_700_000, THREE, "below", "poor", ""),
    ("vn-2016", "rural", None, 700_000, {}, "below", "poor_income", ""),
    ("vn-2016", "rural", None, 700_001, THREE, "between", "poor_deprivation", ""),
    ("vn-2016", "rural", None, 1_000_000, TWO, "between", "near_poor", ""),
    ("vn-2016", "rural", None, 1_000_001, THREE, "above", "average", ""),
    ("vn-2016", "rural", None, 1_500_001, THREE, "above", "not_poor", ""),
    ("vn-2016", "urban", None, 900_000, {}, "below", "poor_income", ""),
    ("vn-2016", "urban", None, 1_300_000, THREE, "between", "poor_deprivation", ""),
    ("vn-2016", "urban", None, 1_950_000, {}, "above", "average", ""),
    ("vn-2016", "rural", 120, None, {}, "below", "poor_income", ""),
    ("vn-2016", "rural", 121, None, THREE, "between", "poor_deprivation", ""),
    ("vn-2016", "rural", 150, None, TWO, "between", "near_poor", ""),
    ("vn-2016", "rural", 151, None, THREE, "above", "not_poor", NOT_ASSESSED),
    ("vn-2016", "urban", 140, None, {}, "below", "poor_income", ""),
    ("vn-2016", "urban", 175, None, THREE, "between", "poor_deprivation", ""),
    ("vn-2016", "rural", 120, 800_000, {}, "below", "poor_income", CONFLICT),
    ("vn-2016", "rural", 130, 700_000, {}, "between", "near_poor", CONFLICT),
    ("vn-2016", "rural", 151, 1_000_000, {}, "above", "not_poor", f"{NOT_ASSESSED};{CONFLICT}"),
    ("vn-2027", "rural", None, 2_200_000, THREE, "below", "poor", ""),
    ("vn-2027", "urban", None, 2_800_000, TWO, "below", "near_poor", ""),
]


@pytest.mark.parametrize(("code", "area", "score", "income", "answers", "side", "klass", "warnings"), CASES)
def test_a_class_follows_from_the_side_and_the_deprivations(
    classify: Classify,
    code: str,
    area: str | None,
    score: int | None,
    income: int | None,
    answers: dict[str, Any],
    side: str,
    klass: str,
    warnings: str,
) -> None:
    result = classify(code, a_household(**answers, **_money(area, score, income)), some_members(), AS_OF)
    found = {name: result[name] for name in ("income_side", "class", "warnings")}
    assert found == {"income_side": side, "class": klass, "warnings": warnings}


def test_three_sure_deprivations_under_a_low_income_are_poor_whatever_else_is_blank(
    classify: Classify,
) -> None:
    member = {"birth_date": None, "employment": None, "health_insurance": None, "school_level": None}
    result = classify("vn-2022", a_household(**THREE, has_tv=None), some_members(member), AS_OF)
    assert (result["class"], result["deprivations_min"], result["missing"]) == ("poor", 3, "")


def test_what_would_settle_a_household_is_listed_in_the_order_of_the_tables(classify: Classify) -> None:
    house = a_household(**TWO, floor_area_m2=None, has_tv=None)
    members = some_members({"health_insurance": None}, {"birth_date": None, "sex": None})
    result = classify("vn-2022", house, members, AS_OF)
    assert (result["class"], result["missing"]) == (
        "undetermined",
        "floor_area_m2;has_tv;M1.health_insurance;M2.birth_date",
    )


def test_a_score_above_the_line_asks_for_the_measured_income(classify: Classify) -> None:
    result = classify("vn-2022", a_household(**_money("rural", 200, None)), some_members(), AS_OF)
    assert result["missing"] == "income_month_per_capita"


def test_an_unknown_side_asks_for_area_income_and_score(classify: Classify) -> None:
    result = classify("vn-2022", a_household(**_money(None, None, None)), some_members(), AS_OF)
    assert result["missing"] == "area_type;income_month_per_capita;income_score"
