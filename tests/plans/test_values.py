"""What a count comes to, whether a promise is kept, what moved a rate: worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from ansinh.datasets.models import Version
from ansinh.plans.counting import Count, Counted
from ansinh.plans.forecasting import fallen, forecast, moved
from ansinh.plans.measuring import keeps, missing_count, value_of
from ansinh.plans.models import Reading, Target


def target(relation: str, value: str | None, unit: str = "percent", kind: str = "ratio") -> Target:
    return Target(
        relation=relation,
        value=None if value is None else Decimal(value),
        unit=unit,
        kind=kind,
        deadline=date(2025, 12, 31),
    )


@pytest.mark.parametrize(
    ("relation", "value", "count", "kept", "missing"),
    [
        ("<=", "0.43", Count(43, 10000), True, 0),
        ("<=", "0.43", Count(44, 10000), False, 1),
        ("<", "3", Count(30, 1000), False, 1),
        ("<", "3", Count(29, 1000), True, 0),
        (">", "80", Count(80, 100), False, 1),
        (">", "80", Count(81, 100), True, 0),
        (">=", "90", Count(89, 100), False, 1),
        (">=", "90", Count(90, 100), True, 0),
        ("=", "100", Count(1117, 1118), False, 1),
        ("=", "100", Count(1118, 1118), True, 0),
        # 90 % of 7 is 6.3: seven are needed.
        (">=", "90", Count(6, 7), False, 1),
    ],
)
def test_a_promise_is_as_strict_as_its_words(relation, value, count, kept, missing):
    one = target(relation, value)
    assert keeps(one, value_of(one, count), count) is kept
    assert missing_count(one, count) == missing


def test_more_than_fifteen_thousand_is_not_fifteen_thousand():
    one = target(">", "15000", "households", "volume")
    assert [keeps(one, Decimal(many)) for many in (15000, 15001)] == [False, True]
    assert missing_count(one, Count(15000)) == 1


def test_nothing_of_nothing_has_no_value():
    assert value_of(target("=", "100"), Count(0, 0)) is None
    assert keeps(target("=", "100"), None) is None


def test_a_direction_without_a_number_is_kept_where_all_fell():
    one = target("", None, "indicators", "direction")
    assert [keeps(one, Decimal(n), Count(n, 12)) for n in (11, 12)] == [False, True]


def test_rates_of_places_do_not_add_up_but_counts_do():
    found = Counted(date(2022, 12, 14), {1: Count(1, 10), 2: Count(1, 90)})
    assert value_of(target("<=", "5"), found.total) == Decimal(2)


def test_a_change_of_a_rate_is_parted_exactly():
    """Hải Dương 2018 to 2019: the households grew as well, so a part of the fall is the denominator's."""
    before = Reading(numerator=15255, denominator=602964, as_of=date(2018, 12, 31), value=Decimal(1))
    after = Reading(numerator=11457, denominator=620779, as_of=date(2019, 12, 31), value=Decimal(1))
    parts = moved(before, after)
    assert round(parts.by_numerator, 2) == Decimal("-0.63")
    assert round(parts.by_denominator, 2) == Decimal("-0.05")
    exact = Decimal(100 * 11457) / 620779 - Decimal(100 * 15255) / 602964
    assert abs(parts.whole - exact) < Decimal("1e-20")


def test_a_forecast_is_the_line_through_two_readings_and_never_below_nought():
    before = Reading(as_of=date(2023, 12, 31), value=Decimal(4))
    after = Reading(as_of=date(2024, 12, 31), value=Decimal(1))
    found = forecast(target("<=", "0.43"), before, after)
    assert (found.value, found.kept) == (Decimal(0), True)
    assert forecast(target("<=", "0.43"), before, Reading(as_of=date(2025, 12, 31), value=Decimal(1))) is None


def test_a_forecast_of_households_is_a_whole_number_and_kept_by_it():
    before = Reading(as_of=date(2022, 12, 14), value=Decimal(1118))
    after = Reading(as_of=date(2023, 12, 14), value=Decimal(785))
    found = forecast(target("<=", "103", "households"), before, after)
    assert (found.value, found.kept) == (Decimal(103), True)


def test_a_share_measured_as_a_fall_is_parted_from_its_baseline():
    """Thủy Nguyên: 1,118 of 110,320 households before, 785 of 111,686 after; one reading holds both."""
    one = Reading(
        numerator=785, denominator=111686, numerator_before=1118, denominator_before=110320,
        as_of=date(2023, 12, 14), baseline=Version(as_of=date(2022, 12, 14)),
    )  # fmt: skip
    parts = fallen(one)
    assert (parts.before.as_of, parts.before.numerator) == (date(2022, 12, 14), 1118)
    assert parts.whole == parts.by_numerator + parts.by_denominator
    assert round(parts.whole, 3) == Decimal("-0.311")
    assert fallen(Reading(numerator=785, denominator=111686)) is None
