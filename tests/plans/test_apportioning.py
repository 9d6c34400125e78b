"""A count divided among places: nothing is lost, nothing made, and who gets what is left over is the same every time."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ansinh.plans.cascading import apportion
from ansinh.plans.counting import Count, Counted
from ansinh.plans.measuring import missing_count, promised_count, value_of
from ansinh.plans.models import Target


def target(relation: str, value: str, unit: str = "percent", kind: str = "level") -> Target:
    return Target(relation=relation, value=Decimal(value), unit=unit, kind=kind)


@pytest.mark.parametrize(("total", "weights"), [(3, []), (3, [0, 0]), (-1, [1]), (3, [2, -1])])
def test_nothing_is_divided_by_nothing(total, weights):
    with pytest.raises(ValueError, match="weights"):
        apportion(total, weights) if weights else apportion(total, [0])


@settings(max_examples=200, deadline=None)
@given(some.integers(0, 10**7), some.lists(some.integers(0, 10**6), min_size=1, max_size=40).filter(any))
def test_parts_sum_to_the_whole_and_stay_within_one_of_their_exact_share(total, weights):
    parts = apportion(total, weights)
    assert sum(part for part, _lucky in parts) == total
    for (part, lucky), weight in zip(parts, weights, strict=True):
        exact = Fraction(total * weight, sum(weights))
        assert exact - 1 < part < exact + 1
        assert part == int(exact) + lucky


def test_of_equal_remainders_the_first_gets_what_is_left():
    assert apportion(2, [1, 1, 1]) == [(1, True), (1, True), (0, False)]


@pytest.mark.parametrize(
    ("relation", "value", "unit", "count", "promised"),
    [
        ("<=", "0.43", "percent", Count(60, 10_000), 43),
        ("<", "0.43", "percent", Count(60, 10_000), 42),
        (">=", "90", "percent", Count(1, 7), 7),
        (">", "80", "percent", Count(1, 10), 9),
        (">=", "3000", "households", Count(0, 11_457), 3000),
        ("=", "0", "households", Count(5), 0),
        ("=", "100", "percent", Count(5, 8), 8),
        # A rate of 10 % must fall by 1,5 points: 8,5 % of today's 1.999 households is 169,9, so 169 at most.
        (">=", "1.5", "points", Count(180, 1999, before=(200, 2000)), 169),
        (">", "50", "points", Count(5, 10, before=(1, 100)), 0),
        (">=", "90", "percent", Count(0, 0), None),
        (">=", "1", "points", Count(5, 10), None),
    ],
)
def test_the_count_that_just_keeps_a_promise(relation, value, unit, count, promised):
    assert promised_count(target(relation, value, unit), count) == promised


def test_a_rate_falls_from_its_own_whole_then_to_its_own_whole_now():
    one = target(">=", "1.5", "points", "rate_change")
    found = Counted(
        date(2023, 12, 14), {1: Count(10, 100, before=(12, 100)), 2: Count(20, 300, before=(30, 200))}
    )
    # 42 of 300 were 14 %, 30 of 400 are 7,5 %: 6,5 points, which no sum of the two places' falls gives.
    assert value_of(one, found.total) == Decimal("6.5")
    assert missing_count(one, Count(180, 1999, before=(200, 2000))) == 11
