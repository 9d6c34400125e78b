"""Answers that nobody gave, only where the class stands all the same."""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
BLANK = -1

# Which columns an indicator reads, of the household and of its members.
HOUSEHOLD_COLUMNS = {
    "housing_quality": ("wall_durable", "column_durable", "roof_durable"),
    "housing_area": ("floor_area_m2",),
    "water": ("water_source",),
    "sanitation": ("toilet",),
    "information": ("has_radio", "has_desktop", "has_phone", "has_laptop", "has_tablet", "has_smartphone"),
}
MEMBER_COLUMNS = {
    "employment": ("employment",),
    "dependants": ("monthly_allowance",),
    "nutrition": ("malnourished",),
    "health_access": ("ill_untreated",),
    "health_insurance": ("health_insurance",),
    "adult_education": ("highest_level", "trained_on_job"),
    "school_attendance": ("school_level",),
    "telecom": ("uses_internet", "uses_phone"),
}


def may_stay_open(rng: np.random.Generator, marks: Flags, most: NDArray[np.int64]) -> Flags:
    """Indicators (households, indicators) that may stay unknown: none that is surely lacking, and at most
    ``most`` a household."""
    keys = np.where(marks, 2.0, rng.random(marks.shape))
    order = np.argsort(keys, axis=1)
    rank = np.empty_like(order)
    np.put_along_axis(rank, order, np.arange(marks.shape[1])[None, :], axis=1)
    return ~marks & (rank < most[:, None])


def leave_blank(
    rng: np.random.Generator,
    columns: dict[str, NDArray],
    open_indicators: dict[str, Flags],
    table: dict[str, tuple[str, ...]],
    share: NDArray[np.float64],
) -> None:
    """Blank a ``share`` of the cells of each column of ``table`` whose indicator may stay open; in place.
    ``open_indicators`` and ``share`` have one entry a row of ``columns``."""
    for indicator, names in table.items():
        if indicator not in open_indicators:
            continue
        for name in names:
            if name not in columns:
                continue
            blank = open_indicators[indicator] & (rng.random(columns[name].size) < share)
            columns[name] = np.where(blank, BLANK, columns[name])
