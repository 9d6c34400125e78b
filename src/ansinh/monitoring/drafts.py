"""A number before it is kept: what it counts, how it prints, what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from ansinh.datasets.models import Version
from ansinh.kernel.numbers import shown_number

_SMALL = 10


@dataclass(frozen=True)
class FigureDraft:
    """One number of a paper. ``value`` exact, ``shown`` as printed; ``note`` its footnote; a rate has its parts."""

    section: str
    code: str
    words: str
    value: Decimal
    shown: str
    note: str
    numerator: int | None = None
    denominator: int | None = None
    version: Version | None = None
    form: int = 0
    split: str = ""
    column: int = 0
    link: str = ""


@dataclass
class Filled:
    """All numbers of a paper and what they rest on. ``provisional``: nobody approved them yet."""

    version: Version | None
    basis: str
    provisional: bool
    figures: list[FigureDraft] = field(default_factory=list)


def count_shown(value: int) -> str:
    """``11.457``, and ``02`` as papers write a number below ten."""
    return f"{value:02d}" if 0 < value < _SMALL else shown_number(value)


def version_words(version: Version) -> str:
    """A sealed version as a footnote names it."""
    return f"phiên bản {version.number}, SHA-256 {version.digest[:12]}"


def total(values: Sequence[int | None]) -> int | None:
    """Their sum; nothing where one of them is not known."""
    return None if None in values else sum(one for one in values if one is not None)
