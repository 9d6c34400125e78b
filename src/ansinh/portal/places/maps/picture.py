"""What a map is made of, ready to be drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ansinh.portal.places.maps.levels import Levels


@dataclass(frozen=True)
class Point:
    """A circle with a link; ``label`` stands beside it where there is room, ``told`` is read and shown on pointing.
    ``beyond``: it lies farther out in this direction, the picture ends before it. ``level``: how a map of numbers fills it."""

    x: float
    y: float
    radius: float
    name: str
    told: str
    href: str | None
    beyond: bool = False
    label: bool = False
    left: bool = False
    level: int | None = None


@dataclass(frozen=True)
class Area:
    """A unit with its boundary; ``path`` as SVG draws it, ``level`` nothing where its number is not known."""

    path: str
    name: str
    told: str
    href: str | None
    level: int | None


@dataclass(frozen=True)
class Inset:
    """A frame in a corner for an archipelago that lies too far out for the scale of the picture."""

    x: float
    y: float
    size: float
    name: str
    told: str
    href: str | None
    path: str
    level: int | None


@dataclass(frozen=True)
class Filling:
    """The numbers a map shows: by code of the unit its value, what is read of it, where it leads."""

    words: str
    values: Mapping[str, Decimal | None]
    levels: Levels
    told: Mapping[str, str]
    hrefs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Map:
    """A picture of this size. ``sized``: circles tell the population; ``without``: units of no known position; ``borrowed``: how
    many have that of the unit which their own code went on to; ``sources``: who made the boundaries."""

    width: float
    height: float
    points: Sequence[Point]
    sized: bool
    without: int
    borrowed: int = 0
    areas: Sequence[Area] = ()
    insets: Sequence[Inset] = ()
    filling: Filling | None = None
    sources: Sequence[str] = ()
