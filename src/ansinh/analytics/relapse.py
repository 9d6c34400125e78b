"""Of those who left the lists, who came back: by years since leaving and by what they were when they left.

Followed over the sealed versions of one place under one standard. A household that a later version does not name is not on its
lists, so it did not come back. Rates of few are uncertain: each has its interval of 95 % (Wilson 1927), which stays between 0 and 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import polars as pl

from ansinh.analytics.transitions import LISTED, check_comparable
from ansinh.datasets.models import Version
from ansinh.datasets.queries import outcomes_of
from ansinh.kernel.errors import Refused
from ansinh.kernel.language import _

# The normal deviate of 95 %.
_Z = 1.959963984540054
TRAITS = ("before", "minority", "head_sex", "no_labour_capacity")


@dataclass(frozen=True, slots=True)
class Risk:
    """Of ``exposed`` households ``back`` came back; ``low`` and ``high`` are the bounds of the rate. ``code`` is the group or the
    number of reviews since leaving."""

    code: str
    exposed: int
    back: int
    low: float
    high: float

    @property
    def rate(self) -> float:
        return self.back / self.exposed


@dataclass(frozen=True, slots=True)
class Relapse:
    """``by_age``: at the first, second… review after leaving, of those who had not come back before. ``by_trait``: whether they
    came back at all while followed. ``rows``: one a household that left, with ``left`` (period), ``back`` (period or blank) and its
    traits."""

    rows: pl.DataFrame
    by_age: tuple[Risk, ...]
    by_trait: dict[str, tuple[Risk, ...]]


def relapse(versions: Sequence[Version]) -> Relapse:
    """Follow who left the lists over ``versions`` (one place and standard, oldest first). Raises ``Refused`` where there are fewer
    than two or they cannot be compared."""
    if len(versions) < 2:
        said = _(
            "Cần ít nhất hai kỳ đã phê duyệt của cùng địa bàn, cùng chuẩn: một kỳ để thoát, một kỳ sau để tái nghèo."
        )
        raise Refused(said, code="too_few_versions")
    for first, second in pairwise(versions):
        check_comparable(first, second)
    listed = [_listed(one) for one in versions]
    rows = pl.concat([_followed(versions, listed, at) for at in range(len(versions) - 1)])
    ages = range(1, len(versions))
    by_age = [_risk(str(age), *_at_age(rows, age)) for age in ages]
    traits = {
        name: tuple(
            _risk(str(code), group.height, int((group["back"] != "").sum()))
            for (code,), group in sorted(rows.group_by(name), key=lambda pair: str(pair[0]))
        )
        for name in TRAITS
    }
    return Relapse(rows, tuple(one for one in by_age if one.exposed), traits)


def _listed(version: Version) -> set[str]:
    outcomes = outcomes_of(version)
    return set(outcomes.filter(pl.col("class").is_in(LISTED))["household_id"].to_list())


def _followed(versions: Sequence[Version], listed: Sequence[set[str]], at: int) -> pl.DataFrame:
    """Who left at the review of ``versions[at]``: when they came back, at which review after, and until when they were followed."""
    left = outcomes_of(versions[at]).filter(
        pl.col("opening_class").is_in(LISTED) & pl.col("class").is_in(["average", "not_poor"])
    )
    later = range(at + 1, len(versions))
    came = [next((one for one in later if home in listed[one]), 0) for home in left["household_id"]]
    return left.select(
        "household_id",
        "unit_code",
        pl.col("village").fill_null(""),
        pl.col("class"),
        pl.col("movement").fill_null(""),
        pl.col("persons").cast(pl.Int64).fill_null(0),
        pl.col("opening_class").alias("before"),
        *(pl.col(name).cast(pl.String).fill_null("") for name in TRAITS if name != "before"),
        pl.lit(versions[at].period).alias("left"),
    ).with_columns(
        pl.Series("back", [versions[one].period if one else "" for one in came], dtype=pl.String),
        pl.Series("age", [one - at if one else 0 for one in came], dtype=pl.Int64),
        pl.lit(len(versions) - 1 - at).alias("followed"),
    )


def _at_age(rows: pl.DataFrame, age: int) -> tuple[int, int]:
    """Of those followed to the ``age``-th review and not back before, how many there were and how many came back at it."""
    return _exposed(rows, age).height, int((_exposed(rows, age)["age"] == age).sum())


def _exposed(rows: pl.DataFrame, age: int) -> pl.DataFrame:
    return rows.filter((pl.col("followed") >= age) & ((pl.col("age") == 0) | (pl.col("age") >= age)))


def behind(found: Relapse, *, back: bool, age: int = 0, trait: str = "", group: str = "") -> pl.DataFrame:
    """The households of a number: who left (or came ``back``), at the ``age``-th review after or over all of them (0), of one
    group of a trait. One row each; ``counted`` is how often it left, where that was more than once."""
    rows = found.rows if not age else _exposed(found.rows, age)
    if back:
        rows = rows.filter(pl.col("age") == age if age else pl.col("back") != "")
    if trait:
        rows = rows.filter(pl.col(trait) == group)
    shown = ("unit_code", "village", "class", "movement", "persons")
    return rows.group_by("household_id", maintain_order=True).agg(
        pl.col(shown).last(), pl.len().cast(pl.Int64).alias("counted")
    )


def _risk(code: str, exposed: int, back: int) -> Risk:
    return Risk(code, exposed, back, *interval(back, exposed))


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's interval of 95 % of ``part`` in ``whole``; all of it where there is nobody."""
    if not whole:
        return 0.0, 1.0
    rate, square = part / whole, _Z * _Z
    middle = (rate + square / (2 * whole)) / (1 + square / whole)
    half = _Z * sqrt(rate * (1 - rate) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    return max(0.0, middle - half), min(1.0, middle + half)
