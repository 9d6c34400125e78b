"""Where a target is going, and what moved it: from two readings on different versions, nothing is fitted beyond a line."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.kernel.numbers import round_half_up
from ansinh.plans.enums import ValueUnit
from ansinh.plans.measuring import keeps
from ansinh.plans.models import Reading, Target

_SHARES = (ValueUnit.PERCENT.value, ValueUnit.POINTS.value)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The value at the target's last day if it goes on as between two readings; whether that would keep the promise."""

    on: date
    value: Decimal
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A change of a rate in percentage points, parted exactly: what the numerator did on the old denominator, what the
    denominator did to the new numerator."""

    before: Reading
    after: Reading
    by_numerator: Decimal
    by_denominator: Decimal

    @property
    def whole(self) -> Decimal:
        """The sum of both: the change itself."""
        return self.by_numerator + self.by_denominator


def two_readings(target: Target, unit_id: int) -> tuple[Reading, Reading] | None:
    """The newest reading of a target at a unit and the newest before it that rests on an earlier day."""
    rows = Reading.objects.filter(target=target, unit=unit_id, value__isnull=False)
    if target.counted_since is not None:
        rows = rows.filter(measured_at__gte=target.counted_since)
    after = rows.select_related("version").order_by("-as_of", "-measured_at").first()
    if after is None:
        return None
    before = (
        rows.filter(as_of__lt=after.as_of)
        .select_related("version")
        .order_by("-as_of", "-measured_at")
        .first()
    )
    return (before, after) if before else None


def forecast(target: Target, before: Reading, after: Reading) -> Forecast | None:
    """The line through two readings at the deadline; nothing where that is over or there is none. Counts and rates do not go
    below nought, and what is counted one by one comes out whole."""
    if target.deadline is None or target.deadline <= after.as_of:
        return None
    if before.value is None or after.value is None:
        return None
    days = (after.as_of - before.as_of).days
    step = (after.value - before.value) / days
    value = max(Decimal(0), after.value + step * (target.deadline - after.as_of).days)
    if target.unit not in _SHARES:
        value = round_half_up(value, 0)
    return Forecast(target.deadline, value, keeps(target, value))


def moved(before: Reading, after: Reading) -> Moved | None:
    """The parts of a rate's change; nothing where one of both has no denominator."""
    if not before.denominator or not after.denominator:
        return None
    old, new = Decimal(before.numerator or 0), Decimal(after.numerator or 0)
    first, last = Decimal(before.denominator), Decimal(after.denominator)
    return Moved(before, after, 100 * (new - old) / first, 100 * (new / last - new / first))


def fallen(reading: Reading) -> Moved | None:
    """``moved`` of a share that is measured as a fall: from its baseline, whose two numbers the reading kept."""
    if reading.baseline is None or reading.numerator_before is None:
        return None
    start = Reading(
        as_of=reading.baseline.as_of,
        numerator=reading.numerator_before,
        denominator=reading.denominator_before,
    )
    return moved(start, reading)
