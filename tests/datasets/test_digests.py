"""A digest is of the data: not of the order of rows, nor of the ids that one system minted."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.datasets.digests import canonical_digest, combined_digest, members_digest, outcomes_digest

OUTCOMES = pl.DataFrame(
    {
        "household_id": ["aa", "bb"],
        "source_ref": ["H-1", "H-2"],
        "movement": ["new_poor", None],
        "class": ["poor", ""],
        "persons": [3, 2],
    }
)
MEMBERS = pl.DataFrame(
    {
        "household_id": ["aa", "aa"],
        "source_ref": ["H-1", "H-1"],
        "member_id": ["1", "2"],
        "person": ["p1", "p2"],
        "sex": ["m", "f"],
    }
)


def test_null_blank_and_zero_are_three_things():
    frames = [
        pl.DataFrame({"k": ["1"], "v": [value]}, schema={"k": pl.String, "v": pl.String})
        for value in (None, "", "0")
    ]
    assert len({canonical_digest(frame, ["k"]) for frame in frames}) == 3


@pytest.mark.parametrize(
    "change", [{"class": ["poor", "near_poor"]}, {"persons": [3, 3]}, {"source_ref": ["H-1", "H-3"]}]
)
def test_another_value_gives_another_digest(change):
    changed = OUTCOMES.with_columns(pl.Series(name, values) for name, values in change.items())
    assert outcomes_digest(changed) != outcomes_digest(OUTCOMES)


def test_ids_minted_here_do_not_count():
    minted = OUTCOMES.with_columns(pl.Series("household_id", ["zz", "cc"]))
    people = MEMBERS.with_columns(pl.Series("household_id", ["zz", "zz"]), pl.Series("person", ["q", "r"]))
    assert (outcomes_digest(minted), members_digest(people)) == (
        outcomes_digest(OUTCOMES),
        members_digest(MEMBERS),
    )


@given(
    st.lists(st.tuples(st.integers(0, 3), st.text(max_size=3), st.none() | st.integers()), max_size=6),
    st.randoms(),
)
def test_the_order_of_rows_and_columns_does_not_count_even_where_keys_are_equal(rows, dice):
    schema = {"key": pl.Int64, "text": pl.String, "number": pl.Int64}
    rows = [(key, text, None if number is None else number % 1000) for key, text, number in rows]
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    mixed = rows.copy()
    dice.shuffle(mixed)
    other = pl.DataFrame(mixed, schema=schema, orient="row").select("number", "text", "key")
    assert canonical_digest(frame, ["key"]) == canonical_digest(other, ["key"])


def test_parts_are_combined_in_whatever_order():
    assert combined_digest(["b", "a"]) == combined_digest(["a", "b"]) != combined_digest(["a"])
