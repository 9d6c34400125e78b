"""Worked cases, each with its source: the figures that ``requirements.md`` §3 marks as seen."""

from datetime import date

import pytest
from tests.support.entitling.worlds import amount, one, said

from ansinh.support.catalogue.numbers import number
from ansinh.support.catalogue.policy import RuleKind

ON = date(2023, 5, 15)
STANDARD = 360_000  # Decree 20/2021, article 4.2


def born(years: int, on: date = ON) -> date:
    """A birthday ``years`` before the day, half a year ago."""
    return date(on.year - years, 1, 2)


# Decree 20/2021, article 6 (requirements §3.5, TG-1): who, and the coefficient.
COEFFICIENTS = [
    ("orphan under 4", {}, {"birth_date": born(2), "orphan": 1}, 2.5),
    ("orphan of 4 and more", {}, {"birth_date": born(9), "orphan": 1}, 1.5),
    ("orphan of 16 to 22 who studies", {}, {"birth_date": born(18), "orphan": 1, "student": 1}, 1.5),
    ("poor child with HIV under 4", {"class": "poor"}, {"birth_date": born(3), "hiv": 1}, 2.5),
    ("poor child with HIV", {"class": "poor"}, {"birth_date": born(10), "hiv": 1}, 2.0),
    ("poor adult with HIV", {"class": "poor"}, {"birth_date": born(40), "hiv": 1}, 1.5),
    (
        "near-poor single parent of two",
        {"class": "near_poor"},
        {"birth_date": born(33), "single_parent_raising": 2},
        2.0,
    ),
    (
        "poor elderly without supporter, 60",
        {"class": "poor"},
        {"birth_date": born(66), "lonely_elderly": 1},
        1.5,
    ),
    (
        "poor elderly without supporter, 80",
        {"class": "poor"},
        {"birth_date": born(81), "lonely_elderly": 1},
        2.0,
    ),
    (
        "75 in an extremely difficult area",
        {"class": "near_poor", "very_difficult_area": 1},
        {"birth_date": born(76)},
        1.0,
    ),
    (
        "80 without pension",
        {"class": "none"},
        {"birth_date": born(83), "pension_or_insurance_monthly": 0},
        1.0,
    ),
    (
        "poor elderly cared for in the community",
        {"class": "poor"},
        {"birth_date": born(70), "cared_in_community": 1},
        3.0,
    ),
    ("very severe disability", {"class": "none"}, {"birth_date": born(40), "disability": "very_severe"}, 2.0),
    ("child with one", {"class": "none"}, {"birth_date": born(8), "disability": "very_severe"}, 2.5),
    ("elderly with one", {"class": "none"}, {"birth_date": born(67), "disability": "very_severe"}, 2.5),
    ("severe disability", {"class": "none"}, {"birth_date": born(40), "disability": "severe"}, 1.5),
    ("child with one", {"class": "none"}, {"birth_date": born(8), "disability": "severe"}, 2.0),
    ("elderly with one", {"class": "none"}, {"birth_date": born(67), "disability": "severe"}, 2.0),
    (
        "child under 3 in an extremely difficult area",
        {"class": "poor", "very_difficult_area": 1},
        {"birth_date": born(1)},
        1.5,
    ),
]


@pytest.mark.parametrize(("who", "household", "person", "coefficient"), COEFFICIENTS)
def test_coefficients_of_social_assistance(who, household, person, coefficient):
    rows = said(ON, household, [person])
    assert amount(rows, "TG-1") == coefficient * STANDARD, who


def test_of_several_coefficients_the_highest_holds():
    rows = said(ON, {"class": "poor"}, [{"birth_date": born(9), "orphan": 1, "disability": "very_severe"}])
    assert amount(rows, "TG-1") == 2.5 * STANDARD


def test_a_single_parent_who_is_disabled_gets_both():
    """Decree 20/2021, article 6: the only exception from the highest one."""
    parent = {"birth_date": born(35), "single_parent_raising": 2, "disability": "severe"}
    assert amount(said(ON, {"class": "poor"}, [parent]), "TG-1") == (1.5 + 2 * 1.0) * STANDARD


def test_a_single_parent_who_is_not_poor_gets_none():
    parent = {"birth_date": born(35), "single_parent_raising": 2, "disability": "none", "orphan": 0, "hiv": 0}
    assert one(said(ON, {"class": "none"}, [parent]), "TG-1") is None


@pytest.mark.parametrize(
    ("on", "inside", "standard"),
    [
        (date(2021, 7, 1), (), 360_000),  # Decree 20/2021
        (date(2024, 6, 30), (), 360_000),
        (date(2024, 7, 1), (), 500_000),  # Decree 76/2024
        (date(2024, 7, 31), ("30",), 380_000),  # Hải Dương before its resolution 07
        (date(2024, 8, 1), ("30",), 550_000),  # resolution 07 of 2024
        (date(2026, 1, 1), ("31",), 700_000),  # Hải Phòng
    ],
)
def test_the_standard_of_social_assistance_has_dates_and_places(on, inside, standard):
    person = {"birth_date": born(40, on), "disability": "severe"}
    assert amount(said(on, {"class": "none"}, [person], inside=inside), "TG-1") == 1.5 * standard


def test_five_persons_of_monthly_income():
    """Hải Dương, resolution 37/2024 (requirements §3.5, TN-1; the press): a blind couple with 2.2 million of social assistance
    got 400,000 each, their two children 1.5 million each; an 85-year-old in a town 900,000."""
    on = date(2025, 3, 1)
    couple = {"birth_date": born(40, on), "disability": "very_severe", "social_assistance_monthly": 1_100_000}
    child = {"birth_date": born(9, on), "social_assistance_monthly": 0}
    rural = said(on, {"class": "poor", "area_type": "rural"}, [couple, couple, child, child], inside=("30",))
    assert [amount(rural, "TN-1", row) for row in range(4)] == [400_000, 400_000, 1_500_000, 1_500_000]
    # The couple's own money is 550,000 x 2.0, so that the household has 6 million.
    assert amount(rural, "TG-1", 0) == 1_100_000
    assert 2 * 1_100_000 + sum(amount(rural, "TN-1", row) for row in range(4)) == 6_000_000
    old = {"birth_date": born(85, on), "social_assistance_monthly": 1_100_000}
    town = said(on, {"class": "poor", "area_type": "urban"}, [old], inside=("30",))
    assert amount(town, "TN-1") == 900_000


def test_monthly_income_goes_on_after_the_escape_and_nowhere_else():
    on = date(2025, 3, 1)
    person = {"birth_date": born(85, on), "social_assistance_monthly": 0}
    home = {"class": "escaped_poor", "area_type": "rural"}
    assert amount(said(on, home, [person], inside=("30",)), "TN-1") == 1_500_000
    assert one(said(on, home, [person]), "TN-1") is None
    assert one(said(on, home | {"class": "near_poor"}, [person], inside=("30",)), "TN-1") is None


def test_a_top_up_never_falls_below_nothing_and_is_open_where_the_first_money_is():
    on = date(2025, 3, 1)
    rich = {"birth_date": born(9, on), "social_assistance_monthly": 2_000_000}
    home = {"class": "poor", "area_type": "rural"}
    assert amount(said(on, home, [rich], inside=("30",)), "TN-1") == 0
    unknown = one(said(on, home, [{"birth_date": born(9, on)}], inside=("30",)), "TN-1")
    assert unknown is not None
    assert (unknown["state"], unknown["amount"], unknown["missing"]) == (
        "entitled",
        None,
        "social_assistance_monthly",
    )


def test_rates_of_loans():
    """6.6 % of the poor; 120 % of it is 7.92 %, 125 % is 8.25 % (requirements §3.3: leaflets of the bank)."""
    on = date(2025, 3, 1)

    def value(name: str) -> float:
        (row,) = number(name).rows_on(on)
        return row.parameter.value

    assert round(value("loan_rate_poor") * value("loan_times_near_poor"), 4) == 7.92
    assert round(value("loan_rate_poor") * value("loan_times_escaped"), 4) == 8.25
    assert value("loan_housing") == 25_000_000
    assert value("loan_rate_housing") == 3


def test_loans_follow_the_need_the_class_and_the_group():
    on = date(2025, 3, 1)
    home = {"class": "escaped_near_poor", "labour_capacity": 1, "vbsp_savings_group_member": 1}
    assert amount(said(on, home, needs=["TD-3"]), "TD-3") == 100_000_000
    assert one(said(on, home), "TD-3") is None  # nobody asked
    assert one(said(on, home, needs=["TD-1"]), "TD-1") is None  # not poor
    assert one(said(on, home | {"labour_capacity": 0}, needs=["TD-3"]), "TD-3") is None
    unknown = one(said(on, home | {"vbsp_savings_group_member": None}, needs=["TD-3"]), "TD-3")
    assert (unknown["state"], unknown["missing"]) == ("unknown", "vbsp_savings_group_member")


def test_lunch_of_children():
    """Decree 105/2020: 160,000 a month for children of 3 to 5 of poor and near-poor households (§3.2, GD-3)."""
    child = {"birth_date": born(4), "school_level": "preschool"}
    assert amount(said(ON, {"class": "near_poor"}, [child]), "GD-3") == 160_000
    assert one(said(ON, {"class": "none"}, [child]), "GD-3") is None
    assert one(said(ON, {"class": "poor"}, [child | {"birth_date": born(7)}]), "GD-3") is None


def test_study_costs():
    """Decree 81/2021, article 20.10: 150,000 a month, at most 9 months; the poor, not the near-poor (§3.2, GD-2)."""
    pupil = {"birth_date": born(10), "school_level": "primary", "orphan": 0, "disability": "none"}
    home = {"class": "poor", "very_difficult_area": 0}
    assert amount(said(ON, home, [pupil]), "GD-2") == 150_000
    near = home | {"class": "near_poor"}
    assert one(said(ON, near, [pupil]), "GD-2") is None
    # The dispatch of Thủy Nguyên names the near-poor too: a promise beside the law, never in it (§3.9, case 1).
    promised = said(ON, near, [pupil], inside=("311",), kinds=(RuleKind.PROMISE,))
    assert amount(promised, "GD-2") == 150_000


def test_electricity_money():
    """30 kWh at tier 1: 49,000 from 16 March 2015, 46,000 before it (§3.6, DIEN-1; both published)."""
    for on, money in ((date(2015, 3, 16), 49_000), (date(2015, 3, 15), 46_000)):
        assert amount(said(on, {"class": "poor"}), "DIEN-1") == money


def test_electricity_money_of_policy_households_ends_at_fifty_kwh():
    member = {"birth_date": born(40), "social_assistance": 1}
    home = {"class": "none", "electricity_use_kwh": 50}
    assert amount(said(ON, home, [member]), "DIEN-1") is not None
    assert one(said(ON, home | {"electricity_use_kwh": 51}, [member]), "DIEN-1") is None
    assert one(said(ON, home, [member | {"social_assistance": 0}]), "DIEN-1") is None


def test_voluntary_insurance():
    """22 % of the rural line of 1.5 million is 330,000 (§3.1, BHXH-1); from July 2025 the State pays half of it for the poor,
    30 % before."""
    adult = {"birth_date": date(1985, 3, 1), "minority": 0}
    for on, part in ((date(2025, 6, 30), 30), (date(2025, 7, 1), 50)):
        rows = said(on, {"class": "poor"}, [adult], needs=["BHXH-1"])
        assert amount(rows, "BHXH-1") == 330_000 * part // 100
    rows = said(date(2025, 7, 1), {"class": "none"}, [adult | {"minority": 1}], needs=["BHXH-1"])
    assert amount(rows, "BHXH-1") == 330_000 * 30 // 100  # the highest of 30 and 20


def test_social_pension():
    """Decree 176/2025: 75, and 70 where poor or near-poor; 500,000 (§3.5, TG-3)."""
    on = date(2025, 8, 1)
    person = {"birth_date": born(72, on), "pension_or_insurance_monthly": 0}
    assert amount(said(on, {"class": "near_poor"}, [person]), "TG-3") == 500_000
    assert one(said(on, {"class": "none"}, [person]), "TG-3") is None
    assert one(said(on, {"class": "poor"}, [person | {"pension_or_insurance_monthly": 1}]), "TG-3") is None


def test_housing_of_hai_duong():
    """100 million to build, 50 to repair (§3.4, NO-2)."""
    on = date(2025, 4, 1)
    home = {"class": "near_poor", "deprived_housing_quality": 1}
    for work, money in (("new", 100_000_000), ("repair", 50_000_000)):
        rows = said(on, home | {"housing_work": work}, needs=["NO-2"], inside=("30",))
        assert amount(rows, "NO-2") == money
    unsaid = one(said(on, home, needs=["NO-2"], inside=("30",)), "NO-2")
    assert (unsaid["state"], unsaid["amount"], unsaid["missing"]) == ("entitled", None, "housing_work")
