"""What a household answers about its house, water, latrine and devices, from what it is meant to lack."""

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Columns = dict[str, NDArray]

WATER = (
    "piped", "borehole", "protected_well", "protected_spring", "rain", "bottled",
    "unprotected_well", "unprotected_spring", "surface", "other",
)  # fmt: skip
TOILETS = ("septic", "pour_flush", "vip", "seat_pit", "double_vault", "other", "none")
DEVICES = {
    "has_tv": 0.86, "has_radio": 0.12, "has_desktop": 0.1, "has_phone": 0.55, "has_laptop": 0.14,
    "has_tablet": 0.05, "has_smartphone": 0.62,
}  # fmt: skip
_WATER_ODDS = ((0.78, 0.07, 0.06, 0.01, 0.06, 0.02), (0.55, 0.05, 0.3, 0.1))
_TOILET_ODDS = ((0.72, 0.1, 0.03, 0.05, 0.1), (0.7, 0.3))


def draw_house(rng: np.random.Generator, weak: Flags) -> Columns:
    """Walls, columns, roof (0/1): two or three not durable where ``weak``, at most one elsewhere."""
    size = weak.size
    order = np.argsort(rng.random((size, 3)), axis=1)
    bad = np.where(weak, 2 + (rng.random(size) < 0.35), (rng.random(size) < 0.12).astype(int))
    durable = (order >= bad[:, None]).astype(np.int64)
    return {
        name: durable[:, place]
        for place, name in enumerate(("wall_durable", "column_durable", "roof_durable"))
    }


def draw_area(rng: np.random.Generator, narrow: Flags, persons: NDArray[np.int64]) -> NDArray[np.float64]:
    """Total living area in m², one decimal: under 8 a person where ``narrow``, above that elsewhere."""
    each = np.where(narrow, rng.uniform(4.2, 7.8, narrow.size), rng.uniform(9.0, 24.0, narrow.size))
    total = np.where(narrow, each * persons, np.maximum(each * persons, rng.uniform(18, 46, narrow.size)))
    return np.round(total, 1)


def draw_option(
    rng: np.random.Generator, lacking: Flags, odds: tuple[tuple[float, ...], tuple[float, ...]]
) -> NDArray[np.int64]:
    """An index of the sound options, or of those after them where ``lacking``."""
    sound, unsound = (np.array(side) / sum(side) for side in odds)
    return np.where(
        lacking,
        sound.size + rng.choice(unsound.size, size=lacking.size, p=unsound),
        rng.choice(sound.size, size=lacking.size, p=sound),
    )


def draw_devices(
    rng: np.random.Generator, lacking: Flags, counted: tuple[str, ...], *, loudspeaker: bool
) -> Columns:
    """0/1 for each device: none of ``counted`` where ``lacking``, one at least elsewhere. With
    ``loudspeaker`` hearing it counts too."""
    owned = {name: (rng.random(lacking.size) < odds).astype(np.int64) for name, odds in DEVICES.items()}
    if loudspeaker:
        owned["hears_loudspeaker"] = (rng.random(lacking.size) < 0.7).astype(np.int64)
    for name in counted:
        owned[name][lacking] = 0
    nothing = ~lacking & (sum(owned[name] for name in counted) == 0)
    owned["has_tv"][nothing] = 1
    return owned


def draw_dwellings(
    rng: np.random.Generator,
    marks: dict[str, Flags],
    persons: NDArray[np.int64],
    counted: tuple[str, ...],
    *,
    loudspeaker: bool,
) -> Columns:
    """The columns of the house; ``marks`` by indicator code. Water and toilet are indexes of ``WATER``,
    ``TOILETS``."""
    return {
        **draw_house(rng, marks["housing_quality"]),
        "floor_area_m2": draw_area(rng, marks["housing_area"], persons),
        "water_source": draw_option(rng, marks["water"], _WATER_ODDS),
        "toilet": draw_option(rng, marks["sanitation"], _TOILET_ODDS),
        **draw_devices(rng, marks["information"], counted, loudspeaker=loudspeaker),
    }
