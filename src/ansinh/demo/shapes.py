"""Shapes of families: who lives together. Each shape is a row of roles; ages and people come later."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

RELATIONS = ("head", "spouse", "child", "parent", "grandchild", "sibling", "other")


class Kind(IntEnum):
    """What a member is for the indicators: fixes the range of ages and what may be answered."""

    WORKER = 0
    ELDER = 1
    CHILD = 2
    YOUTH = 3
    DISABLED = 4


@dataclass(frozen=True, slots=True)
class Role:
    """``gap``: years between the head's age and this member's (head older: positive), drawn between two
    ends."""

    relation: str
    kind: Kind
    gap: tuple[int, int]
    youngest: int
    oldest: int
    sex: str  # m, f, same or other than the head's, or blank: either


ROLES = {
    "H": Role("head", Kind.WORKER, (0, 0), 24, 54, ""),
    "E": Role("head", Kind.ELDER, (0, 0), 62, 92, ""),
    "D": Role("head", Kind.DISABLED, (0, 0), 25, 54, ""),
    "S": Role("spouse", Kind.WORKER, (-4, 6), 21, 54, "other"),
    "F": Role("spouse", Kind.ELDER, (-2, 7), 62, 94, "other"),
    "C": Role("child", Kind.CHILD, (21, 42), 0, 15, ""),
    "K": Role("child", Kind.CHILD, (25, 42), 0, 13, ""),  # beside a grown brother or sister
    "Y": Role("child", Kind.YOUTH, (20, 34), 16, 30, ""),
    "A": Role("child", Kind.WORKER, (22, 40), 31, 50, ""),
    "W": Role("other", Kind.WORKER, (25, 44), 31, 48, "f"),
    "G": Role("grandchild", Kind.CHILD, (48, 75), 0, 15, ""),
    "P": Role("parent", Kind.ELDER, (-33, -20), 62, 97, "f"),
    "B": Role("sibling", Kind.ELDER, (-6, 6), 62, 94, ""),
}
ROLE_CODES = tuple(ROLES)


@dataclass(frozen=True, slots=True)
class Shape:
    """``roles``: one letter a member, the head first. ``ages``: the head's age, both ends. ``female_head``:
    how often the head is a woman."""

    roles: str
    ages: tuple[int, int]
    female_head: float


SHAPES = {
    "elder_alone": Shape("E", (64, 89), 0.72),
    "elder_couple": Shape("EF", (65, 87), 0.15),
    "elder_siblings": Shape("EB", (66, 84), 0.6),
    "elder_grandchild": Shape("EG", (63, 78), 0.6),
    "elder_couple_grandchildren": Shape("EFGG", (63, 76), 0.2),
    "elder_adult_child": Shape("EA", (62, 80), 0.55),
    "elder_family": Shape("EAWGG", (62, 78), 0.3),
    "elder_couple_family": Shape("EFAWG", (63, 78), 0.1),
    "disabled_alone": Shape("D", (31, 54), 0.4),
    "disabled_parent": Shape("DP", (38, 54), 0.35),
    "mother_child": Shape("HC", (26, 44), 0.95),
    "mother_children": Shape("HCC", (28, 44), 0.95),
    "couple": Shape("HS", (30, 54), 0.12),
    "couple_child": Shape("HSC", (26, 42), 0.1),
    "couple_two": Shape("HSCC", (28, 44), 0.1),
    "couple_three": Shape("HSCCC", (31, 46), 0.1),
    "couple_youth": Shape("HSY", (40, 54), 0.12),
    "couple_youth_child": Shape("HSYK", (40, 52), 0.12),
    "couple_two_youths": Shape("HSYY", (42, 54), 0.12),
    "three_generations": Shape("HSCCP", (38, 46), 0.1),
    "parent_youth": Shape("HY", (40, 54), 0.7),
    "parent_youth_child": Shape("HYK", (40, 50), 0.8),
    "worker_parent": Shape("HP", (38, 54), 0.4),
    "worker_alone": Shape("H", (28, 54), 0.4),
}
SHAPE_NAMES = tuple(SHAPES)
SIZES = np.array([len(shape.roles) for shape in SHAPES.values()])


def draw_shapes(rng: np.random.Generator, weights: dict[str, float], size: int) -> NDArray[np.int64]:
    """Indexes of shapes, each as often as its weight; shape (size,)."""
    indexes = np.array([SHAPE_NAMES.index(name) for name in weights])
    odds = np.array(list(weights.values()))
    return indexes[rng.choice(indexes.size, size=size, p=odds / odds.sum())]
