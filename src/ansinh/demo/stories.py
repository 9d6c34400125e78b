"""What happened to the households of a district in a year: how many of each story, and where each began and
ended."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Story:
    """``opening`` and ``closing``: ``poor``, ``near_poor`` or blank (on no list). ``surveyed``: still there
    to be asked."""

    name: str
    opening: str
    closing: str
    households: int
    surveyed: bool = True


# Only the two closings (1,118 and 2,359) were printed; how they were reached is invented.
STORIES = (
    Story("stay_poor", "poor", "poor", 1004),
    Story("poor_to_near", "poor", "near_poor", 214),
    Story("poor_out", "poor", "", 152),
    Story("near_to_poor", "near_poor", "poor", 41),
    Story("relapse_poor", "", "poor", 13),
    Story("new_poor", "", "poor", 52),
    Story("stay_near", "near_poor", "near_poor", 2047),
    Story("near_out", "near_poor", "", 486),
    Story("relapse_near", "", "near_poor", 19),
    Story("new_near", "", "near_poor", 71),
    Story("poor_moved_within", "poor", "poor", 4),
    Story("near_moved_within", "near_poor", "near_poor", 4),
    Story("poor_from_split", "", "poor", 2),
    Story("near_from_split", "", "near_poor", 3),
    Story("poor_moved_in", "", "poor", 2),
    Story("near_moved_in", "", "near_poor", 1),
    Story("request", "", "", 640),
    Story("poor_died_out", "poor", "", 17, surveyed=False),
    Story("poor_moved_away", "poor", "", 5, surveyed=False),
    Story("poor_merged", "poor", "", 6, surveyed=False),
    Story("near_died_out", "near_poor", "", 19, surveyed=False),
    Story("near_moved_away", "near_poor", "", 7, surveyed=False),
    Story("near_merged", "near_poor", "", 7, surveyed=False),
)
_PLACE = {story.name: place for place, story in enumerate(STORIES)}


def told() -> NDArray[np.int64]:
    """One entry a household, the surveyed first: an index of ``STORIES``."""
    return np.repeat(np.arange(len(STORIES)), [story.households for story in STORIES])


def of(stories: NDArray[np.int64], *names: str) -> NDArray[np.bool_]:
    """Households of the named stories."""
    return np.isin(stories, [_PLACE[name] for name in names])


def opening(stories: NDArray[np.int64]) -> NDArray[np.str_]:
    """The class on last year's list, blank for none."""
    return np.array([story.opening for story in STORIES])[stories]


def closing(stories: NDArray[np.int64]) -> NDArray[np.str_]:
    """The class on this year's list, blank for none."""
    return np.array([story.closing for story in STORIES])[stories]


def surveyed(stories: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Households still there to be asked."""
    return np.array([story.surveyed for story in STORIES])[stories]


def flows() -> dict[str, int]:
    """Households by movement as forms 2 and 3 count them for the district, a move within it out and in."""
    count = {story.name: story.households for story in STORIES}
    named = {name: count[name] for name in (
        "stay_poor", "poor_to_near", "poor_out", "near_to_poor", "relapse_poor", "new_poor", "stay_near",
        "near_out", "relapse_near", "new_near",
    )}  # fmt: skip
    for short, kind in (("poor", "poor"), ("near", "near_poor")):
        gone = ("died_out", "moved_away", "merged", "moved_within")
        come = ("from_split", "moved_in", "moved_within")
        named[f"other_out:{kind}"] = sum(count[f"{short}_{how}"] for how in gone)
        named[f"other_in:{kind}"] = sum(count[f"{short}_{how}"] for how in come)
    return named
