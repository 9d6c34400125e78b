"""What becomes of the households of a review in the year after it: who stays, escapes, falls in, falls back, moves, splits, ends.

Nothing of it was printed anywhere. How often each thing happens is invented; some communes are ahead of the others and some behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

OFF = "off"
_LISTED = ("poor", "near_poor")
# (leaves the lists, becomes near-poor) of the poor; (leaves, becomes poor) of the near-poor: with and without capacity to work.
_POOR_ODDS = {"1": (0.17, 0.31), "0": (0.04, 0.19)}
_NEAR_ODDS = {"1": (0.21, 0.012), "0": (0.07, 0.018)}
# Of whom the last review struck off or turned down: (becomes poor, becomes near-poor, is asked again and stays off).
_FALLING = {"left_poor": (0.05, 0.09, 0.3), "left_near": (0.016, 0.06, 0.25), "other": (0.05, 0.085, 0.3)}
_GONE = {"died_out": 0.045, "moved_away": 0.004, "merged": 0.02}
_MOVED, _SPLIT = 5, 4


@dataclass(slots=True)
class NextYear:
    """``wanted``: the class that each asked household is meant to come to (``off``: on no list). ``gone``: how those who are asked
    no more went. ``moved`` change commune; from ``split`` a new household comes."""

    wanted: dict[str, str]
    gone: dict[str, str]
    moved: list[str]
    split: list[str]


def draw_next_year(rng: np.random.Generator, before: pl.DataFrame, areas: Sequence[str]) -> NextYear:
    """The stories of ``before`` (``household_id, area_code, status, capacity, persons, grown``, in order): ``status`` is ``poor`` or
    ``near_poor`` on the list, ``left_poor`` or ``left_near`` off it by the last review, ``other`` never on it; ``grown``: it has a
    grown child who may found a household."""
    pace = dict(zip(areas, np.clip(rng.lognormal(0.0, 0.5, len(areas)), 0.25, 2.0).tolist(), strict=True))
    year = NextYear({}, {}, [], [])
    for row in before.iter_rows(named=True):
        key, status, draw = row["household_id"], row["status"], float(rng.random())
        if status in _LISTED and row["persons"] == 1 and (how := _how_gone(rng)) is not None:
            year.gone[key] = how
        elif status in _LISTED:
            year.wanted[key] = _of_listed(status, row["capacity"] or "0", draw, pace[row["area_code"]])
        elif (found := _of_others(status, draw)) is not None:
            year.wanted[key] = found
    stays = before.filter(
        pl.col("status").is_in(_LISTED)
        & (pl.col("status") == pl.col("household_id").replace_strict(year.wanted, default=None))
    )
    for status in _LISTED:
        here = stays.filter(pl.col("status") == status)
        year.moved += _some(rng, here["household_id"].to_list(), _MOVED)
        parting = here.filter("grown", ~pl.col("household_id").is_in(year.moved))
        year.split += _some(rng, parting["household_id"].to_list(), _SPLIT)
    return year


def _how_gone(rng: np.random.Generator) -> str | None:
    draw, reach = float(rng.random()), 0.0
    for how, odds in _GONE.items():
        reach += odds
        if draw < reach:
            return how
    return None


def _of_listed(status: str, capacity: str, draw: float, pace: float) -> str:
    if status == "poor":
        out, near = (odds * pace for odds in _POOR_ODDS[capacity])
        return OFF if draw < out else "near_poor" if draw < out + near else "poor"
    out, poor = _NEAR_ODDS[capacity][0] * pace, _NEAR_ODDS[capacity][1] / pace
    return OFF if draw < out else "poor" if draw > 1 - poor else "near_poor"


def _of_others(status: str, draw: float) -> str | None:
    poor, near, asked = _FALLING[status]
    if draw < poor:
        return "poor"
    return "near_poor" if draw < poor + near else OFF if draw < poor + near + asked else None


def _some(rng: np.random.Generator, among: list[str], most: int) -> list[str]:
    chosen: NDArray[np.int64] = rng.permutation(len(among))[:most]
    return [among[place] for place in sorted(chosen.tolist())]
