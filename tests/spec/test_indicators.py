"""Each indicator by its answers: deprived (1), not deprived (0), unknown (None)."""

from datetime import date
from typing import Any

import pytest
from tests.spec.engines import Classify, a_household, some_members

AS_OF = date(2024, 10, 1)
CHILD, ADULT = {"birth_date": "2015-01-01", "school_level": "primary"}, {"birth_date": "1980-01-01"}
BLANK_DEVICES = dict.fromkeys(("has_radio", "has_desktop", "has_phone", "has_laptop", "has_tablet"))

HOUSEHOLD_CASES = [
    ("vn-2022", "housing_quality", {"wall_durable": 0, "roof_durable": 0}, 1),
    ("vn-2022", "housing_quality", {"wall_durable": 0}, 0),
    ("vn-2022", "housing_quality", {"wall_durable": 0, "roof_durable": None}, None),
    ("vn-2022", "housing_quality", {"wall_durable": None, "roof_durable": 1}, 0),
    ("vn-2022", "housing_quality", {"wall_durable": 0, "column_durable": 0, "roof_durable": None}, 1),
    ("vn-2022", "housing_area", {"floor_area_m2": 7.99}, 1),
    ("vn-2022", "housing_area", {"floor_area_m2": 8.0}, 0),
    ("vn-2022", "housing_area", {"floor_area_m2": 7.9999999999}, 1),
    ("vn-2022", "housing_area", {"floor_area_m2": 0}, 1),
    ("vn-2022", "housing_area", {"floor_area_m2": None}, None),
    *[("vn-2022", "water", {"water_source": source}, 0)
      for source in ("piped", "borehole", "protected_well", "protected_spring", "rain", "bottled")],
    *[("vn-2022", "water", {"water_source": source}, 1)
      for source in ("unprotected_well", "unprotected_spring", "surface", "other")],
    ("vn-2022", "water", {"water_source": None}, None),
    *[("vn-2022", "sanitation", {"toilet": toilet}, 0)
      for toilet in ("septic", "pour_flush", "vip", "seat_pit", "double_vault")],
    *[("vn-2022", "sanitation", {"toilet": toilet}, 1) for toilet in ("other", "none")],
    ("vn-2022", "sanitation", {"toilet": None}, None),
    ("vn-2022", "information", {"has_tv": 0}, 1),
    *[("vn-2022", "information", {"has_tv": 0, device: 1}, 0)
      for device in ("has_radio", "has_desktop", "has_phone", "has_laptop", "has_tablet", "has_smartphone")],
    ("vn-2022", "information", {"has_tv": 0, "has_radio": None}, None),
    ("vn-2022", "information", {"has_tv": 1, **BLANK_DEVICES}, 0),
    ("vn-2016", "information", {"has_tv": 0}, 1),
    ("vn-2016", "information", {"has_tv": 0, "has_phone": 1, "has_tablet": 1, "has_smartphone": 1}, 1),
    ("vn-2016", "information", {"has_tv": 0, "has_laptop": 1}, 0),
    ("vn-2016", "information", {"has_tv": 0, "hears_loudspeaker": 1}, 0),
    ("vn-2016", "information", {"has_tv": 0, "hears_loudspeaker": None}, None),
]  # fmt: skip


@pytest.mark.parametrize(("code", "indicator", "answers", "deprived"), HOUSEHOLD_CASES)
def test_an_indicator_of_the_house_follows_its_answers(
    classify: Classify, code: str, indicator: str, answers: dict[str, Any], deprived: int | None
) -> None:
    assert classify(code, a_household(**answers), some_members(), AS_OF)[indicator] == deprived


MEMBER_CASES = [
    ("vn-2022", "employment", [{"employment": "no_contract"}], 1),
    ("vn-2022", "employment", [{"employment": "self"}, {"employment": "none"}], 0),
    ("vn-2022", "employment", [{"employment": "seeking", "able_to_work": 0}], 0),
    ("vn-2022", "employment", [{"employment": "seeking", "able_to_work": None}], None),
    ("vn-2022", "employment", [{"employment": None}, {"employment": "seeking"}], 1),
    ("vn-2022", "employment", [{"employment": None}, {}], None),
    ("vn-2022", "dependants", [CHILD, ADULT], 0),
    ("vn-2022", "dependants", [CHILD, CHILD, ADULT], 1),
    ("vn-2022", "dependants", [ADULT | {"monthly_allowance": 1}], 1),
    ("vn-2022", "dependants", [ADULT | {"monthly_allowance": None}, CHILD], None),
    ("vn-2022", "dependants", [ADULT | {"monthly_allowance": None}, ADULT], 0),
    ("vn-2022", "nutrition", [CHILD | {"malnourished": 1}], 1),
    ("vn-2022", "nutrition", [ADULT | {"malnourished": None}], 0),
    ("vn-2022", "health_insurance", [{"health_insurance": None}, {}], None),
    ("vn-2022", "health_insurance", [{"health_insurance": None}, {"health_insurance": 0}], 1),
    ("vn-2022", "adult_education", [{"birth_date": "2000-01-01", "highest_level": "vocational"}], 0),
    ("vn-2022", "adult_education", [{"birth_date": "2000-01-01", "highest_level": "lower_secondary"}], 1),
    ("vn-2022", "adult_education",
     [{"birth_date": "2000-01-01", "highest_level": "none", "school_level": "vocational"}], 0),
    ("vn-2022", "adult_education",
     [{"birth_date": "2000-01-01", "highest_level": "none", "trained_on_job": 1}], 0),
    ("vn-2022", "adult_education",
     [{"birth_date": "2000-01-01", "highest_level": "none", "trained_on_job": None}], None),
    ("vn-2022", "adult_education",
     [{"birth_date": "2007-11-01", "highest_level": "primary", "school_level": "lower_secondary"}], 0),
    ("vn-2022", "school_attendance", [CHILD | {"school_level": "higher"}], 0),
    ("vn-2022", "school_attendance", [CHILD | {"school_level": "none", "highest_level": "primary"}], 1),
    ("vn-2022", "school_attendance", [CHILD | {"school_level": None}], None),
    ("vn-2022", "telecom", [{"uses_internet": 0}, {"uses_internet": 0}], 1),
    ("vn-2022", "telecom", [{"uses_internet": 0}, {"uses_internet": None}], None),
    ("vn-2022", "telecom", [{"uses_internet": None}, {"uses_internet": 1}], 0),
    ("vn-2016", "telecom", [{"uses_internet": 0, "uses_phone": 0}], 1),
    ("vn-2016", "telecom", [{"uses_internet": 0, "uses_phone": 1}], 0),
    ("vn-2016", "telecom", [{"uses_internet": 0, "uses_phone": None}], None),
    ("vn-2016", "health_access", [{"ill_untreated": 1}, {"ill_untreated": None}], 1),
    ("vn-2016", "health_access", [{"ill_untreated": None}, {}], None),
    ("vn-2016", "adult_education",
     [{"birth_date": "2000-01-01", "highest_level": "primary", "school_level": "preschool"}], 0),
    ("vn-2016", "adult_education", [{"birth_date": "2000-01-01", "highest_level": "lower_secondary"}], 0),
    ("vn-2016", "school_attendance", [CHILD | {"school_level": "preschool"}], 0),
]  # fmt: skip


@pytest.mark.parametrize(("code", "indicator", "members", "deprived"), MEMBER_CASES)
def test_an_indicator_of_members_follows_each_of_them(
    classify: Classify, code: str, indicator: str, members: list[dict[str, Any]], deprived: int | None
) -> None:
    assert classify(code, a_household(), some_members(*members), AS_OF)[indicator] == deprived
