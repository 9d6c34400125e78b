"""Rules that hand money out: nothing is lost, nothing is made, and what decides between equals is fixed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.budgets.ruling import Need, by_poor_households, by_rate


def need(key: int, poor: int, households: int | None = 100) -> Need:
    return Need(key, f"{key:05}", poor, households)


def test_the_highest_rates_come_first_until_nothing_is_left():
    needs = [need(1, 5), need(2, 30), need(3, 10, 20), need(4, 0), need(5, 1)]
    shares = by_rate(needs, 250, 100)
    assert [(one.unit_id, one.amount) for one in shares] == [(3, 100), (2, 100), (1, 50)]


def test_of_equal_rates_the_one_with_more_poor_households_comes_first():
    needs = [need(1, 1, 10), need(2, 10, 100), need(3, 10, 100)]
    assert [one.unit_id for one in by_rate(needs, 20, 10)] == [2, 3]


def test_what_nobody_could_take_stays():
    assert sum(one.amount for one in by_rate([need(1, 5), need(2, 0)], 1_000, 100)) == 100


def test_the_largest_remainders_get_the_last_dong():
    shares = by_poor_households([need(1, 1), need(2, 1), need(3, 1)], 100)
    assert [(one.amount, one.remainder, one.extra) for one in shares] == [
        (34, 1, True), (33, 1, False), (33, 1, False),
    ]  # fmt: skip
    assert by_poor_households([need(1, 0)], 100) == []


@settings(max_examples=40)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=30), st.integers(1, 10**14))
def test_shares_sum_to_the_amount_and_none_is_a_dong_away_from_its_part(poor: list[int], amount: int):
    needs = [need(key, many) for key, many in enumerate(poor)]
    shares = by_poor_households(needs, amount)
    total = sum(poor)
    assert sum(one.amount for one in shares) == (amount if total else 0)
    assert all(abs(one.amount * total - amount * poor[one.unit_id]) < total for one in shares)
