"""The two engines, and a household that lacks nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.plain import judge

from ansinh.standards.explain import explain
from ansinh.standards.registry import standard

Classify = Callable[..., dict[str, Any]]

HOUSEHOLD: dict[str, Any] = {
    "household_id": "H1", "area_type": "rural", "income_month_per_capita": 1_000_000, "income_score": 100,
    "wall_durable": 1, "column_durable": 1, "roof_durable": 1, "floor_area_m2": 200.0,
    "water_source": "piped", "toilet": "septic", "has_tv": 1, "has_radio": 0, "has_desktop": 0, "has_phone": 0,
    "has_laptop": 0, "has_tablet": 0, "has_smartphone": 0, "hears_loudspeaker": 0,
}  # fmt: skip
MEMBER: dict[str, Any] = {
    "sex": "m", "birth_date": "1980-01-01", "able_to_work": 1, "employment": "contract", "monthly_allowance": 0,
    "malnourished": 0, "health_insurance": 1, "ill_untreated": 0, "school_level": "none",
    "highest_level": "higher", "trained_on_job": 0, "uses_internet": 1, "uses_phone": 1,
}  # fmt: skip


def a_household(**answers: Any) -> dict[str, Any]:
    """A household that lacks nothing, with other answers where named."""
    return HOUSEHOLD | answers


def some_members(*each: dict[str, Any]) -> list[dict[str, Any]]:
    """Members who lack nothing, with other answers where named; one such member by default."""
    return [
        MEMBER | {"member_id": f"M{place}"} | answers for place, answers in enumerate(each or ({},), start=1)
    ]


def fast(code: str, household: dict[str, Any], members: list[dict[str, Any]], as_of: date) -> dict[str, Any]:
    return dict(explain(standard(code), household, members, as_of).result)


plain = judge.classify
