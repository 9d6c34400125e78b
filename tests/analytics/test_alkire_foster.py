"""The measure against what was published, against its slow twin, and against what must not change it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.analytics.plain_alkire_foster import plain_measures

from ansinh.analytics.alkire_foster import measure, measure_by, poverty_cutoff, weights_of
from ansinh.analytics.alkire_foster.measuring import Measures, poor_rows
from ansinh.analytics.alkire_foster.telling import group_contribution
from ansinh.analytics.alkire_foster.weighing import equal_weights, exact
from ansinh.kernel.errors import UnusableInput

NEAR = 1e-12


def of(rows, weights=None, k="1/2", sample=None) -> Measures:
    matrix = np.array(rows, dtype=np.uint8)
    weighed = weights_of(weights or ["1"] * matrix.shape[1], matrix.shape[1])
    carried = None if sample is None else np.array(sample, dtype=float)
    return measure(matrix, weighed, poverty_cutoff(k, weighed), carried)


class TestPublishedExamples:
    def test_four_persons_of_alkire_and_foster(self):
        """Alkire and Foster, Counting and Multidimensional Poverty Measurement, OPHI Working Paper 32 (2009) and Journal of
        Public Economics 95 (2011): the four persons with z = (13, 12, 3, 1) whose deprivation counts are 0, 2, 4, 1; with k = 2 of
        4, H = 1/2, A = 3/4, M0 = HA = 3/8."""
        found = of([[0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0]], k="2/4")

        assert (found.headcount, found.intensity, found.adjusted) == (1 / 2, 3 / 4, 3 / 8)
        assert found.uncensored == (1 / 4, 3 / 4, 1 / 4, 1 / 2)
        assert found.censored == (1 / 4, 1 / 2, 1 / 4, 1 / 2)
        assert found.contributions == pytest.approx((1 / 6, 1 / 3, 1 / 6, 1 / 3), abs=NEAR)

    def test_four_households_of_the_human_development_report(self):
        """UNDP, Human Development Report, technical note on the Multidimensional Poverty Index, "example using hypothetical
        data": households of 4, 7, 5 and 4 persons, ten indicators with nested weights, k = 1/3. Printed there: scores 22.2, 72.2,
        38.9 and 50.0 %, H = 0.80, A = 0.563, MPI = 0.450. The note was not at hand: the rows are set so that they give its
        printed scores, and the twin below holds them to the definition."""
        sixth, eighteenth = "1/6", "1/18"
        weights = [sixth] * 4 + [eighteenth] * 6
        households = [
            [0, 0, 0, 1, 0, 0, 0, 0, 1, 0],
            [1, 1, 0, 1, 1, 0, 1, 0, 1, 1],
            [0, 0, 1, 0, 1, 1, 1, 0, 1, 0],
            [1, 0, 0, 1, 1, 0, 0, 0, 1, 1],
        ]

        found = of(households, weights, "1/3", [4, 7, 5, 4])
        alone = [of([one], weights, "union").adjusted for one in households]

        assert [round(score * 100, 1) for score in alone] == [22.2, 72.2, 38.9, 50.0]
        printed = (found.headcount, found.intensity, found.adjusted)
        assert printed == pytest.approx((0.80, 0.5625, 0.45), abs=NEAR)

    def test_union_and_intersection_of_the_same_four(self):
        """Who lacks anything (3 of 4 persons), who lacks everything (1 of 4): the two ends that the paper's method lies
        between."""
        rows = [[0, 0, 0, 0], [0, 1, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0]]

        assert (of(rows, k="union").headcount, of(rows, k="intersection").headcount) == (3 / 4, 1 / 4)
        assert of(rows, k="union").uncensored == of(rows, k="union").censored


class TestStandingOnTheCutoff:
    @pytest.mark.parametrize(
        ("weights", "row", "k"),
        [
            (["0.1", "0.2", "0.7"], [1, 1, 0], "0.3"),
            (["1", "1", "1"], [1, 0, 0], "1/3"),
            (["1", "1", "1"], [1, 0, 0], "0.3333333333333333"),
            (["1", "1", "1"], [1, 1, 0], "0.6666666666666667"),
            (["0.16666666666666666"] * 4 + ["0.05555555555555555"] * 6, [0] * 4 + [1] * 6, "1/3"),
            (["0.1"] * 10, [1] * 10, "1"),
            (["1"] * 12, [1, 1, 1] + [0] * 9, "3/12"),
        ],
    )
    def test_is_being_poor(self, weights, row, k):
        assert of([row], weights, k).headcount == 1

    def test_would_be_missed_by_floating_sums(self):
        """The control: the same rows in floating point."""
        assert sum([0.1] * 10) < 1
        assert not 0.1 + 0.7 >= 0.8

    @pytest.mark.parametrize(("k", "poor"), [("0.34", 0), ("0.3334", 0), ("0.33", 1), ("0.3333", 1)])
    def test_is_no_licence_for_who_stands_below_it(self, k, poor):
        assert of([[1, 0, 0]], None, k).headcount == poor

    def test_never_makes_poor_who_lacks_nothing(self):
        assert of([[0, 0]], ["1", "10000000000000"], "union").headcount == 0
        assert of([[1, 0]], ["1", "10000000000000"], "union").headcount == 1

    @settings(max_examples=60, deadline=None)
    @given(
        parts=some.lists(some.integers(0, 30), min_size=1, max_size=12).filter(any),
        share=some.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=60),
        data=some.data(),
    )
    def test_answers_as_fractions_do(self, parts, share, data):
        """Below S·q = 10⁹ nearness changes nothing."""
        row = data.draw(some.lists(some.integers(0, 1), min_size=len(parts), max_size=len(parts)))
        weighed = weights_of([str(part) for part in parts], len(parts))
        score = sum(part for part, cell in zip(parts, row, strict=True) if cell)

        found = poor_rows(np.array([row], dtype=np.uint8), weighed, share)

        assert bool(found[0]) is (Fraction(score, sum(parts)) >= share)


def worlds():
    """A matrix, weights, a cutoff and sample weights that belong together."""
    return some.integers(1, 6).flatmap(
        lambda count: some.tuples(
            some.lists(
                some.lists(some.integers(0, 1), min_size=count, max_size=count), min_size=1, max_size=25
            ),
            some.lists(
                some.sampled_from(["0", "1", "2", "0.25", "1/3", "1/7"]), min_size=count, max_size=count
            ).filter(lambda texts: any(text != "0" for text in texts)),
            some.sampled_from(["1/3", "0.25", "1/2", "0.5", "2/3", "1", "0.1"]),
        )
    )


class TestTheSlowTwin:
    @settings(max_examples=120, deadline=None)
    @given(world=worlds(), data=some.data())
    def test_measures_the_same(self, world, data):
        rows, weights, k = world
        sample = data.draw(some.lists(some.integers(1, 9), min_size=len(rows), max_size=len(rows)))

        found = of(rows, weights, k, sample)
        plain = plain_measures(rows, [exact(one) for one in weights], exact(k), [Fraction(n) for n in sample])

        assert found.headcount == pytest.approx(float(plain["H"]), abs=NEAR)
        assert found.intensity == pytest.approx(float(plain["A"]), abs=NEAR)
        assert found.adjusted == pytest.approx(float(plain["M0"]), abs=NEAR)
        for mine, theirs in (
            (found.uncensored, plain["uncensored"]),
            (found.censored, plain["censored"]),
            (found.contributions, plain["contributions"]),
        ):
            assert mine == pytest.approx([float(one) for one in theirs], abs=NEAR)


class TestWhatMustNotChangeIt:
    @settings(max_examples=60, deadline=None)
    @given(world=worlds(), data=some.data())
    def test_order_replication_and_a_sample_weight_in_place_of_copies(self, world, data):
        rows, weights, k = world
        found = of(rows, weights, k)
        shuffled = data.draw(some.permutations(rows))
        order = data.draw(some.permutations(range(len(weights))))

        assert of(shuffled, weights, k) == found
        for other in (of(rows * 3, weights, k), of(rows, weights, k, [3] * len(rows))):
            assert (other.headcount, other.intensity, other.adjusted) == pytest.approx(
                (found.headcount, found.intensity, found.adjusted), abs=NEAR
            )
        turned = of([[row[at] for at in order] for row in rows], [weights[at] for at in order], k)
        assert turned.adjusted == pytest.approx(found.adjusted, abs=NEAR)
        assert turned.censored == tuple(found.censored[at] for at in order)

    @settings(max_examples=60, deadline=None)
    @given(world=worlds())
    def test_parts_make_the_whole(self, world):
        rows, weights, k = world
        found = of(rows, weights, k)

        assert found.adjusted == pytest.approx(found.headcount * found.intensity, abs=NEAR)
        assert sum(found.contributions) == pytest.approx(1 if found.poor else 0, abs=NEAR)
        assert all(c <= u for c, u in zip(found.censored, found.uncensored, strict=True))
        assert all(c <= found.headcount for c in found.censored)

    @settings(max_examples=60, deadline=None)
    @given(world=worlds(), data=some.data())
    def test_groups_close_to_the_whole(self, world, data):
        rows, weights, k = world
        groups = data.draw(some.lists(some.integers(0, 2), min_size=len(rows), max_size=len(rows)))
        sample = data.draw(some.lists(some.integers(1, 9), min_size=len(rows), max_size=len(rows)))
        matrix, weighed = np.array(rows, dtype=np.uint8), weights_of(weights, len(weights))
        whole = of(rows, weights, k, sample)

        parts = measure_by(
            matrix, weighed, poverty_cutoff(k, weighed), np.array(sample, dtype=float), np.array(groups), 3
        )

        assert sum(part.rows for part in parts) == whole.rows
        summed = sum(part.population / whole.population * part.adjusted for part in parts)
        assert summed == pytest.approx(whole.adjusted, abs=NEAR)
        closing = sum(group_contribution(part, whole) for part in parts)
        assert closing == pytest.approx(1 if whole.poor else 0, abs=NEAR)


class TestRefusals:
    @pytest.mark.parametrize(
        "weights",
        [["1"], ["1", "-1"], ["1", "nan"], ["1", "inf"], ["1", ""], ["1", "1/0"], ["0", "0"], ["1", "x"]],
    )
    def test_weights_that_weigh_nothing_or_are_no_numbers(self, weights):
        with pytest.raises(UnusableInput):
            weights_of(weights, 2)

    @pytest.mark.parametrize("k", ["0", "-0.1", "2.01", "3", "nan", "inf", "", "một nửa"])
    def test_a_cutoff_that_is_no_share(self, k):
        with pytest.raises(UnusableInput):
            poverty_cutoff(k, weights_of(["1", "1"], 2))

    def test_a_count_is_one_of_the_weights_as_they_were_written(self):
        assert poverty_cutoff("2", equal_weights(4)) == Fraction(1, 2)
        assert poverty_cutoff("2", weights_of(["2", "1", "1"], 3)) == Fraction(1, 2)
        with pytest.raises(UnusableInput, match="1"):
            poverty_cutoff("2", weights_of(["1/2", "1/2"], 2))
