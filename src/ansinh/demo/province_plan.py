"""Hải Dương's households of December 2019 as they are meant to be: how many of each flow in each commune."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ansinh.demo.apportion import apportion
from ansinh.demo.years import Commune

# Plan 348/KH-UBND of 11/02/2020, part I. The poor who left are 5,078; that 1,928 of them became near-poor
# is what closes the near-poor's flow. Two poor by deprivation stand beside 11,457 poor by income.
HOUSEHOLDS = 620_779
FLOWS = {
    "stay_poor": 10_177, "relapse_poor": 218, "new_poor": 1_064, "poor_to_near": 1_928, "poor_out": 3_150,
    "stay_near": 12_738, "relapse_near": 212, "new_near": 1_883, "near_out": 6_554,
}  # fmt: skip
POOR_BY_DEPRIVATION = 2
POOR_WITH_ALLOWANCE = 5_238
POOR_OF_MINORITIES = 20
CAUSES = {
    "lack_capital": 2_504, "lack_land": 428, "lack_means": 874, "lack_labour": 3_981, "no_job": 574,
    "lack_skills": 1_011, "many_dependants": 1_511, "long_illness": 3_361, "social_evils": 125,
    "unwilling": 115, "other": 907,
}  # fmt: skip

POOR_FLOWS = ("stay_poor", "relapse_poor", "new_poor")
NEAR_FLOWS = ("poor_to_near", "stay_near", "relapse_near", "new_near")
OUT_FLOWS = ("poor_out", "near_out")
OPENING_FLOWS = ("stay_poor", "poor_to_near", "poor_out", "stay_near", "near_out")
REST = "none"
FLOW_NAMES = (*POOR_FLOWS, *NEAR_FLOWS, *OUT_FLOWS, REST)

# The plan counts 11, 81, 154 and 11 communes by poverty rate: 257, which is neither the 263 before December
# 2019 nor the 235 after. The shares are kept on the 235, as (from, to) in percent.
_BANDS = (((3.0, 3.4), 11), ((2.05, 2.9), 81), ((1.1, 1.95), 154), ((0.35, 0.95), 11))


@dataclass(frozen=True, slots=True)
class ProvincePlan:
    """One entry a household, lying by commune: index of its commune, index of ``FLOW_NAMES``."""

    commune: NDArray[np.int64]
    flow: NDArray[np.int64]

    def of(self, *names: str) -> NDArray[np.bool_]:
        """Households of the named flows."""
        return np.isin(self.flow, [FLOW_NAMES.index(name) for name in names])


def scaled(count: int, scale: float) -> int:
    """A figure of the whole province made smaller for a trial; never none where there was one."""
    return max(1, round(count * scale))


def _poor_rates(rng: np.random.Generator, communes: int) -> NDArray[np.float64]:
    many = apportion(communes, [count for _ends, count in _BANDS])
    rates = [rng.uniform(*ends, size) for (ends, _count), size in zip(_BANDS, many, strict=True)]
    return rng.permutation(np.concatenate(rates))


def _rank_towns_low(rng: np.random.Generator, rates: NDArray, communes: Sequence[Commune]) -> NDArray:
    """The same rates, the lower ones more often in towns."""
    town = np.array([commune.area_type == "urban" for commune in communes])
    order = np.argsort(rng.normal(0, 1.0, rates.size) - 1.4 * town, kind="stable")
    placed = np.empty_like(rates)
    placed[order] = np.sort(rates)
    return placed


def draw_province_plan(
    rng: np.random.Generator, communes: Sequence[Commune], residents: NDArray[np.int64], scale: float
) -> ProvincePlan:
    """Flows spread over communes so that the province's figures hold to the household.

    ``residents``: all households of each commune, shape (communes,)."""
    many = {name: scaled(count, scale) for name, count in FLOWS.items()}
    rates = _rank_towns_low(rng, _poor_rates(rng, len(communes)), communes)
    uneven = rng.lognormal(0.0, 0.2, len(communes))
    weights = {
        POOR_FLOWS: residents * rates,
        NEAR_FLOWS: residents * (rates + 0.6) * uneven,
        OUT_FLOWS: residents * (rates + 0.3) * uneven,
    }
    counts = np.zeros((len(communes), len(FLOW_NAMES)), dtype=np.int64)
    for names, weight in weights.items():
        per_commune = apportion(sum(many[name] for name in names), weight)
        kinds = rng.permutation(
            np.repeat([FLOW_NAMES.index(name) for name in names], [many[n] for n in names])
        )
        np.add.at(counts, (np.repeat(np.arange(len(communes)), per_commune), kinds), 1)
    counts[:, FLOW_NAMES.index(REST)] = residents - counts.sum(axis=1)
    cells = counts.ravel()
    commune = np.repeat(np.repeat(np.arange(len(communes)), len(FLOW_NAMES)), cells)
    flow = np.repeat(np.tile(np.arange(len(FLOW_NAMES)), len(communes)), cells)
    # Flows lie mixed within a commune: sorted by commune, then by chance.
    order = np.lexsort((rng.random(flow.size), commune))
    return ProvincePlan(commune[order], flow[order])
