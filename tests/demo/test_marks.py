"""Marks keep their column totals, their rows' least, and what is allowed."""

import numpy as np
import pytest

from ansinh.demo.apportion import apportion
from ansinh.demo.marks import draw_marks, draw_up_to
from ansinh.kernel.errors import UnusableInput


def everywhere(rows, columns):
    return np.ones((rows, columns), dtype=bool)


def nowhere(rows, columns):
    return np.zeros((rows, columns), dtype=bool)


def test_a_total_above_the_allowed_rows_is_refused():
    with pytest.raises(UnusableInput, match="5"):
        draw_marks(
            np.random.default_rng(1),
            allowed=everywhere(4, 2),
            fixed=nowhere(4, 2),
            totals=np.array([5, 1]),
            least=np.zeros(4, dtype=int),
        )


def test_rows_that_cannot_reach_their_least_are_refused():
    with pytest.raises(UnusableInput):
        draw_marks(
            np.random.default_rng(1),
            allowed=everywhere(4, 2),
            fixed=nowhere(4, 2),
            totals=np.array([2, 1]),
            least=np.ones(4, dtype=int),
        )


def test_totals_and_least_hold_when_there_is_no_mark_to_spare():
    rng = np.random.default_rng(7)
    allowed = rng.random((60, 6)) < 0.9
    allowed[:, :3] = True
    totals = np.array([40, 40, 40, 20, 20, 20])

    marks = draw_marks(rng, allowed=allowed, fixed=nowhere(60, 6), totals=totals, least=np.full(60, 3))

    assert marks.sum(axis=0).tolist() == totals.tolist()
    assert set(marks.sum(axis=1).tolist()) == {3}
    assert not (marks & ~allowed).any()


def test_fixed_marks_stay():
    fixed = nowhere(5, 3)
    fixed[2, 1] = True

    marks = draw_marks(
        np.random.default_rng(3),
        allowed=everywhere(5, 3),
        fixed=fixed,
        totals=np.array([2, 2, 2]),
        least=np.ones(5, dtype=int),
    )

    assert marks[2, 1]


def test_wanted_marks_are_given_where_allowed():
    allowed = everywhere(3, 4)
    allowed[2, 1:] = False

    marks = draw_up_to(
        np.random.default_rng(3),
        allowed=allowed,
        fixed=nowhere(3, 4),
        wanted=np.array([0, 2, 3]),
        weights=np.ones(4),
    )

    assert marks.sum(axis=1).tolist() == [0, 2, 1]


def test_parts_make_their_total_by_largest_remainders():
    assert apportion(10, [5, 1, 1]).tolist() == [7, 2, 1]


def test_nobody_to_share_among_is_refused():
    with pytest.raises(UnusableInput):
        apportion(13, [0, 0])
