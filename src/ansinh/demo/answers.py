"""What each member answers, from what the household is meant to lack: work, insurance, health, telecom,
allowances."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ansinh.demo.people import People
from ansinh.demo.shapes import Kind

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

EMPLOYMENT = ("contract", "no_contract", "self", "seeking", "none")


def may_have_allowance(people: People, capacity: Flags) -> Flags:
    """Elderly and disabled members; in a household without capacity to work its grown members are taken as
    disabled. ``capacity`` has shape (households,), the result (members,)."""
    unable = people.of_kind(Kind.WORKER) & ~capacity[people.segments.owner]
    return people.of_kind(Kind.ELDER, Kind.DISABLED) | unable


@dataclass(slots=True)
class Work:
    """0/1 and an index into ``EMPLOYMENT``; shape (members,)."""

    able: Ints
    employment: Ints


def draw_work(rng: np.random.Generator, people: People, *, capacity: Flags, lacks_work: Flags) -> Work:
    """Work of the members: where ``lacks_work`` one able member of working age seeks work or has no
    contract, and nobody elsewhere. ``capacity`` is the commune's own assessment and may contradict the
    members."""
    parts = people.segments
    grown = people.of_kind(Kind.WORKER) | (people.of_kind(Kind.YOUTH) & (people.age >= 18))
    hurt = parts.choose_one(rng, grown & lacks_work[parts.owner])
    brisk_elder = people.of_kind(Kind.ELDER) & (people.age < 70) & (rng.random(parts.members) < 0.35)
    able = ((grown | brisk_elder) & capacity[parts.owner]) | hurt
    draw = rng.random(parts.members)
    usual = np.where(draw < 0.42, 0, 2)
    usual = np.where(people.of_kind(Kind.ELDER), np.where(draw < 0.5, 2, 4), usual)
    studies = people.of_kind(Kind.YOUTH) & (people.age <= 20)
    usual = np.where(studies & (draw < 0.7), 4, usual)
    employment = np.where(able, usual, 4)
    employment = np.where(hurt, np.where(rng.random(parts.members) < 0.7, 1, 3), employment)
    return Work(able.astype(np.int64), employment)


def draw_allowances(
    rng: np.random.Generator, people: People, pool: Flags, *, least: Ints, most: Ints, usual: float
) -> Ints:
    """0/1 for members: as ``usual`` among ``pool``, but at least ``least`` and at most ``most`` a
    household."""
    parts = people.segments
    wanted = parts.count(pool & (rng.random(parts.members) < usual))
    return parts.choose(rng, pool, np.clip(wanted, least, np.maximum(least, most))).astype(np.int64)


def dependants_range(people: People, pool: Flags, deprived: Flags) -> tuple[Ints, Ints]:
    """Least and most allowances so that dependants are more than half of the members just where ``deprived``
    (Decree 07/2021: under 16, or with the monthly allowance)."""
    parts = people.segments
    children, pooled = parts.count(people.age < 16), parts.count(pool)
    half = parts.sizes // 2
    least = np.where(deprived, np.maximum(0, half + 1 - children), 0)
    most = np.where(deprived, pooled, np.minimum(pooled, np.maximum(0, half - children)))
    return least, most


def may_have_dependants(people: People, pool: Flags) -> tuple[Flags, Flags]:
    """Households that can be made deprived of ``dependants``, and those that are so by their children
    alone."""
    parts = people.segments
    children, pooled = parts.count(people.age < 16), parts.count(pool)
    return 2 * (children + pooled) > parts.sizes, 2 * children > parts.sizes


def draw_insurance(rng: np.random.Generator, people: People, uninsured: Flags) -> Ints:
    """0/1: where ``uninsured`` one member of 6 or more has no card, and others may not; everybody elsewhere
    (a very young child may wait for its card, which is no deprivation)."""
    parts = people.segments
    counted = (people.age >= 6) & uninsured[parts.owner]
    without = parts.choose_one(rng, counted) | (counted & (rng.random(parts.members) < 0.25))
    waits = (people.age < 1) & (rng.random(parts.members) < 0.15)
    return (~(without | waits)).astype(np.int64)


def mark_one(rng: np.random.Generator, people: People, among: Flags, marked: Flags) -> Ints:
    """1 for one member of ``among`` in each household that is ``marked``; shape (members,)."""
    return people.segments.choose_one(rng, among & marked[people.segments.owner]).astype(np.int64)


def draw_users(rng: np.random.Generator, people: People, nobody: Flags, usual: float) -> Ints:
    """0/1 whether a member uses a service: nobody where ``nobody``, one at least elsewhere."""
    parts = people.segments
    odds = usual * np.select([people.age < 6, people.age < 14, people.age < 62], [0.0, 0.6, 1.0], 0.35)
    uses = rng.random(parts.members) < odds
    one = parts.choose_one(rng, (people.age >= 8) & ~parts.any(uses)[parts.owner])
    return ((uses | one) & ~nobody[parts.owner]).astype(np.int64)
