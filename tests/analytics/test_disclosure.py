"""Small counts of a public table: none follows from what is told."""

from hypothesis import given
from hypothesis import strategies as st

from ansinh.analytics.disclosure import FEWEST, hidden_counts


def told_sum(counts: dict[str, int], hidden: frozenset[str]) -> int:
    return sum(count for code, count in counts.items() if code not in hidden)


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 40), max_size=9))
def test_whoever_subtracts_what_is_told_from_the_sum_learns_of_no_few(counts):
    hidden, sum_hidden = hidden_counts(counts)

    assert {code for code, count in counts.items() if 0 < count < FEWEST} <= hidden
    assert all(counts[code] for code in hidden)
    if hidden and not sum_hidden:
        left = sum(counts.values()) - told_sum(counts, hidden)
        assert len(hidden) >= 2
        assert left >= FEWEST


def test_a_place_where_nearly_all_are_poor_is_hidden_as_well():
    counts, rest = {"a": 500, "b": 40, "c": 90}, {"a": 3, "b": 400, "c": 900}
    assert hidden_counts(counts, rest) == (frozenset({"a", "b"}), False)
    assert hidden_counts({"a": 500}, {"a": 3}) == (frozenset({"a"}), True)


def test_nothing_is_hidden_where_nothing_is_small():
    assert hidden_counts({"a": 0, "b": 10, "c": None}) == (frozenset(), False)
