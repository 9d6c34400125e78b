"""The fast cube against the plain one: every count the forms are made from."""

import polars as pl
import pytest
from tests.reports import factory

from ansinh.datasets.cube import build_cube


@pytest.mark.parametrize("seed", range(4))
def test_both_cubes_count_the_same(seed):
    given = factory.context(seed)
    words = given.standard
    fast = build_cube(given.outcome, [i[0] for i in words.indicators], [c[0] for c in words.causes])
    plain = given.cube.filter((pl.col("households") != 0) | (pl.col("persons") != 0))
    keys = ["unit_code", "village", "area_type", "standard", "class", "measure"]
    order = [*keys, "households", "persons"]
    assert fast.select(order).sort(keys).rows() == plain.select(order).sort(keys).rows()
