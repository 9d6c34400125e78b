"""What a rule counts: numerator and denominator of each commune, and of the whole where it is not their sum."""

from dataclasses import dataclass, field
from datetime import date

from ansinh.datasets.models import Version
from ansinh.places.models import Unit
from ansinh.plans.enums import Unmeasured


@dataclass(frozen=True, slots=True)
class Count:
    """``possible``: how many could be in the numerator at most, where some cannot tell; ``denominator`` null: none is needed;
    ``before``: numerator and denominator at the baseline, of a change of a rate."""

    numerator: int
    denominator: int | None = None
    possible: int | None = None
    before: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What a rule found of a place on ``as_of``, on which versions, or why it found nothing."""

    as_of: date
    rows: dict[int, Count] = field(default_factory=dict)
    units: dict[int, Unit] = field(default_factory=dict)
    version: Version | None = None
    baseline: Version | None = None
    whole: Count | None = None
    reason: Unmeasured | None = None

    @property
    def total(self) -> Count | None:
        """The whole place: what the rule says of it, else the sum of its communes (counts add up, rates never do)."""
        if self.whole is not None or not self.rows:
            return self.whole
        rows = self.rows.values()
        bare = any(one.denominator is None for one in rows)
        sure = all(one.possible is None for one in rows)
        pairs = [one.before for one in rows if one.before is not None]
        return Count(
            sum(one.numerator for one in rows),
            None if bare else sum(one.denominator or 0 for one in rows),
            None if sure else sum(one.numerator if one.possible is None else one.possible for one in rows),
            (sum(n for n, _d in pairs), sum(d for _n, d in pairs)) if len(pairs) == len(rows) else None,
        )


def nothing(as_of: date, reason: Unmeasured, **grounds: Version | None) -> Counted:
    """No count, and why."""
    return Counted(as_of, reason=reason, **grounds)
