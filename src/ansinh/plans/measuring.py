"""Targets measured: a rule by its name, the value and whether the promise is kept.

Nothing here is read by a review: a target never touches a classification (architecture, idea 6).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from ansinh.datasets.models import Version
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.plans import frozen, given, mobilised
from ansinh.plans.counting import Count, Counted
from ansinh.plans.enums import Relation, TargetKind, Unmeasured, ValueUnit
from ansinh.plans.grounds import Grounds
from ansinh.plans.models import Plan, Reading, Target

Arguments = list[list[str]]


def _classes(arguments: Arguments) -> list[str]:
    return arguments[0]


RULES: Mapping[str, Callable[[Grounds, Target, Arguments], Counted]] = {
    "rate": lambda grounds, target, said: frozen.rate(grounds, target, _classes(said)),
    "count": lambda grounds, target, said: frozen.count(grounds, target, _classes(said)),
    "rate_fall": lambda grounds, target, said: frozen.rate_fall(grounds, target, _classes(said)),
    "fall": lambda grounds, target, said: frozen.fall(grounds, target, _classes(said)),
    "reached": lambda grounds, target, said: frozen.reached(grounds, target, said[0], said[1]),
    "attending": lambda grounds, target, said: frozen.attending(grounds, target, _classes(said)),
    "falling": lambda grounds, target, said: frozen.falling(grounds, target, _classes(said)),
    "served": lambda grounds, target, said: given.served_of(
        grounds,
        target,
        said[0],
        needed=len(said) > 1 and said[1] == ["needed"],
        classes=said[2] if len(said) > 2 else (),
    ),
    "needed": lambda grounds, target, said: given.served_of(
        grounds, target, said[0], entitled=False, needed=True, classes=said[1] if len(said) > 1 else ()
    ),
    "borrowers": lambda grounds, target, said: given.borrowers(grounds, target, said[0]),
    "attendances": lambda grounds, target, said: given.attendances(grounds, target, said[0]),
    "housed": lambda grounds, target, said: given.housed(grounds, target, said[0]),
    "houses": lambda grounds, target, said: given.houses(grounds, target, said[0]),
    "legal_aid": lambda grounds, target, _said: given.legal_aid(grounds, target),
    "in_charge": lambda grounds, target, _said: given.in_charge(grounds, target),
    "broadcasting": lambda grounds, target, _said: mobilised.broadcasting(grounds, target),
    "trained": lambda grounds, target, _said: mobilised.trained(grounds, target),
    "in_post_trained": lambda grounds, target, said: mobilised.in_post(grounds, target, said[0]),
}
"""``name:argument,argument:…``: classes, indicators or policies, as the rule reads them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A target at a place: ``count`` is what was counted, ``value`` what it comes to in the target's unit, exact; without a
    value ``reason`` says why."""

    target: Target
    unit: Unit
    as_of: date
    count: Count | None
    value: Decimal | None
    version: Version | None
    baseline: Version | None
    reason: Unmeasured | None

    @property
    def kept(self) -> bool | None:
        """Whether the promise is kept by this value; nothing where there is none, or the paper says no number."""
        return keeps(self.target, self.value, self.count)

    @property
    def gap(self) -> Decimal | None:
        """How far the value is from the promise, in its unit: nought and below is kept."""
        return gap_of(self.target, self.value)


def split_rule(rule: str) -> tuple[str, Arguments]:
    """A rule's name and arguments. Raises ``UnusableInput`` for a name there is no rule for."""
    name, *rest = rule.split(":")
    if name not in RULES:
        raise UnusableInput(
            _("Không có cách tính «{name}». Chọn một trong: {names}.").format(
                name=name, names=", ".join(sorted(RULES))
            ),
            code="unknown_rule",
        )
    return name, [part.split(",") if part else [] for part in rest]


def measure(plan: Plan, on: date) -> Iterator[list[Measured]]:
    """Each target of a plan in its order: of the plan's own place first, then of each commune that was counted."""
    grounds = Grounds(plan, on)
    for target in plan.targets.filter(withdrawn_on=None).order_by("position"):
        yield measured(grounds, target)


def measured(grounds: Grounds, target: Target) -> list[Measured]:
    """One target, as ``measure`` gives it."""
    unit = grounds.plan.unit
    if target.unmeasured or not target.rule:
        why = Unmeasured(target.unmeasured) if target.unmeasured else Unmeasured.NO_RULE
        return [Measured(target, unit, grounds.day_of(target), None, None, None, None, why)]
    name, arguments = split_rule(target.rule)
    found = RULES[name](grounds, target, arguments)
    total = None if found.reason else found.total
    rows = [_made(target, unit, found, total, found.reason)]
    places = sorted(found.rows, key=lambda pk: (found.units[pk].sort_key, pk))
    return rows + [_made(target, found.units[pk], found, found.rows[pk], None) for pk in places]


def _made(
    target: Target, unit: Unit, found: Counted, count: Count | None, reason: Unmeasured | None
) -> Measured:
    value = None if count is None else value_of(target, count)
    if value is None and reason is None:
        reason = Unmeasured.NOBODY_RECORDED
    return Measured(target, unit, found.as_of, count, value, found.version, found.baseline, reason)


def value_of(target: Target, count: Count) -> Decimal | None:
    """A count in the target's unit: a share of its denominator where that is percent, how far that share fell where it is points,
    else the numerator. Nothing of nothing."""
    if target.unit not in (ValueUnit.PERCENT.value, ValueUnit.POINTS.value):
        return Decimal(count.numerator)
    if not count.denominator:
        return None
    share = Decimal(100 * count.numerator) / Decimal(count.denominator)
    if target.unit == ValueUnit.POINTS.value and count.before is not None:
        return Decimal(100 * count.before[0]) / Decimal(count.before[1]) - share if count.before[1] else None
    return share


def keeps(target: Target, value: Decimal | None, count: Count | None = None) -> bool | None:
    """Whether a value keeps a promise: as strict as its relation says. A direction is kept where all that could fall fell."""
    if value is None:
        return None
    if target.value is None:
        whole = count.denominator if count else None
        return value >= whole if target.kind == TargetKind.DIRECTION.value and whole else None
    said = target.value
    return {
        Relation.BELOW.value: value < said,
        Relation.AT_MOST.value: value <= said,
        Relation.EQUAL.value: value == said,
        Relation.AT_LEAST.value: value >= said,
        Relation.ABOVE.value: value > said,
    }.get(target.relation)


def gap_of(target: Target, value: Decimal | None) -> Decimal | None:
    """How much is missing to the promise: above nought where it is not reached."""
    if value is None or target.value is None:
        return None
    down = target.relation in (Relation.BELOW.value, Relation.AT_MOST.value) or target.value == 0
    return value - target.value if down else target.value - value


def is_ceiling(target: Target) -> bool:
    """Whether the numerator must not be above a number: a rate that must fall so many points is a ceiling on its households."""
    if target.unit == ValueUnit.POINTS.value:
        return True
    return target.relation in (Relation.BELOW.value, Relation.AT_MOST.value) or target.value == 0


def promised_count(target: Target, count: Count) -> int | None:
    """The numerator that just keeps the promise on the denominator of ``count``: the most of a ceiling, else the least. Nothing
    where the paper says no number, or a share has no whole."""
    if target.value is None:
        return None
    whole: Fraction | None = Fraction(target.value)
    if target.unit == ValueUnit.PERCENT.value:
        whole = Fraction(target.value) * count.denominator / 100 if count.denominator else None
    elif target.unit == ValueUnit.POINTS.value:
        whole = _after_fall(target, count)
    if whole is None:
        return None
    strict = target.relation in (Relation.BELOW.value, Relation.ABOVE.value)
    if is_ceiling(target):
        most = floor(whole)
        return max(0, most - 1 if strict and whole == most else most)
    least = ceil(whole)
    return least + 1 if strict and whole == least else least


def _after_fall(target: Target, count: Count) -> Fraction | None:
    """How many households of today's whole the rate may have once it fell by the points."""
    if count.before is None or not count.before[1] or not count.denominator or target.value is None:
        return None
    rate = Fraction(*count.before) - Fraction(target.value) / 100
    return max(Fraction(0), rate) * count.denominator


def missing_count(target: Target, count: Count | None) -> int | None:
    """The gap in things counted: how many more (or fewer) of the numerator would keep the promise on this denominator."""
    promised = None if count is None else promised_count(target, count)
    if count is None or promised is None:
        return None
    off = count.numerator - promised
    return max(0, off if is_ceiling(target) else -off)


def count_of(reading: Reading) -> Count:
    """What was counted, of a kept reading."""
    before = None
    if reading.numerator_before is not None and reading.denominator_before is not None:
        before = reading.numerator_before, reading.denominator_before
    return Count(reading.numerator or 0, reading.denominator, reading.possible, before)
