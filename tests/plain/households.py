"""Households for the tests: one with nothing wrong, and random ones with blanks."""

import random
from datetime import date, timedelta
from typing import Any

from tests.plain.ages import months_later, retirement_months

AS_OF = date(2024, 10, 1)

SOUND_HOUSEHOLD: dict[str, Any] = {
    "household_id": "H1",
    "area_type": "rural",
    "income_month_per_capita": 1_000_000,
    "income_score": 100,
    "wall_durable": 1,
    "column_durable": 1,
    "roof_durable": 1,
    "floor_area_m2": 80.0,
    "water_source": "piped",
    "toilet": "septic",
    "has_tv": 1,
    "has_radio": 1,
    "has_desktop": 1,
    "has_phone": 1,
    "has_laptop": 1,
    "has_tablet": 1,
    "has_smartphone": 1,
    "hears_loudspeaker": 1,
}
SOUND_MEMBER: dict[str, Any] = {
    "household_id": "H1",
    "member_id": "1",
    "sex": "f",
    "birth_date": "1984-05-05",
    "able_to_work": 1,
    "employment": "contract",
    "monthly_allowance": 0,
    "malnourished": 0,
    "health_insurance": 1,
    "ill_untreated": 0,
    "school_level": "none",
    "highest_level": "upper_secondary",
    "trained_on_job": 0,
    "uses_internet": 1,
    "uses_phone": 1,
}
HOUSEHOLD_CODES: dict[str, list[Any]] = {
    "area_type": ["rural", "urban"],
    "water_source": [
        "piped", "borehole", "protected_well", "protected_spring", "rain", "bottled", "unprotected_well",
        "unprotected_spring", "surface", "other",
    ],
    "toilet": ["septic", "pour_flush", "vip", "seat_pit", "double_vault", "other", "none"],
    "floor_area_m2": [8, 15.9, 16, 23.9, 24, 31.9, 32, 40, 120],
    "income_score": [119, 120, 121, 139, 140, 141, 149, 150, 151, 174, 175, 176, 230],
    "income_month_per_capita": [
        line + more
        for line in (
            700_000, 900_000, 1_000_000, 1_300_000, 1_500_000, 1_950_000, 2_000_000, 2_200_000, 2_250_000,
            2_800_000, 3_000_000,
        )
        for more in (-1, 0, 1)
    ],
}  # fmt: skip
MEMBER_CODES: dict[str, list[Any]] = {
    "sex": ["m", "f"],
    "employment": ["contract", "no_contract", "self", "seeking", "none"],
    "school_level": [
        "none", "preschool", "primary", "lower_secondary", "upper_secondary", "vocational", "higher",
    ],
    "highest_level": ["none", "primary", "lower_secondary", "upper_secondary", "vocational", "higher"],
}  # fmt: skip
EDGE_YEARS = (3, 5, 6, 12, 15, 16, 18, 31)


def household(**answers: Any) -> dict[str, Any]:
    """A household without any deprivation, poor in income, changed by ``answers``."""
    return SOUND_HOUSEHOLD | answers


def member(**answers: Any) -> dict[str, Any]:
    """A grown-up without any deprivation, changed by ``answers``."""
    return SOUND_MEMBER | answers


def random_birth(rng: random.Random, as_of: date) -> str:
    """Often within two days of an age that some rule asks about; sometimes a year only, or in the future."""
    kind = rng.random()
    if kind < 0.15:
        return str(
            as_of.year - rng.choice([0, 1, 3, 5, 6, 12, 15, 16, 18, 30, 31, 38, 56, 57, 60, 61, 62, -1])
        )
    if kind < 0.5:
        months = 12 * rng.choice(EDGE_YEARS)
        if rng.random() < 0.3:
            months = retirement_months(rng.choice("mf"), as_of.year)
        return (_months_before(as_of, months) + timedelta(days=rng.randint(-2, 2))).isoformat()
    if kind < 0.53:
        return (as_of + timedelta(days=rng.randint(0, 2))).isoformat()
    return (as_of - timedelta(days=rng.randint(0, 90 * 365))).isoformat()


def _months_before(as_of: date, months: int) -> date:
    """A day near ``months`` before ``as_of``."""
    years = months // 12 + 1
    return months_later(date(as_of.year - years, as_of.month, min(as_of.day, 28)), years * 12 - months)


def random_household(
    rng: random.Random, as_of: date, *, blanks: float = 0.04, household_id: str = "H1"
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A household and its one to seven members; each answer is blank with probability ``blanks``."""
    worse = rng.random()

    def answer(codes: dict[str, list[Any]], column: str, sound: Any) -> Any:
        if rng.random() < blanks:
            return None
        return rng.choice(codes.get(column, [0, 1])) if rng.random() < worse else sound

    head = {
        column: sound
        if column == "household_id"
        else answer(HOUSEHOLD_CODES, column, HOUSEHOLD_CODES.get(column, [sound])[0])
        for column, sound in SOUND_HOUSEHOLD.items()
    }
    head["household_id"] = household_id
    for column in ("income_score", "income_month_per_capita"):
        if head[column] is not None:
            head[column] = rng.choice(HOUSEHOLD_CODES[column])
        if rng.random() < 0.15:
            head[column] = None
    members = []
    for number in range(rng.choice([1, 1, 2, 3, 4, 5, 7])):
        row = {column: answer(MEMBER_CODES, column, sound) for column, sound in SOUND_MEMBER.items()}
        row |= {"household_id": household_id, "member_id": str(number + 1)}
        row["birth_date"] = None if rng.random() < blanks else random_birth(rng, as_of)
        members.append(row)
    return head, members
