"""A target's count divided among the places below: in proportion, in whole things, nothing lost and nothing made.

Rates cannot be summed, so what is divided is a count; each place then has its rate of its own denominator (requirements 4.6).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.access.scope import EVERYWHERE
from ansinh.datasets.models import Version
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.enums import UnitLevel
from ansinh.places.grounds import paths_above
from ansinh.places.models import Unit
from ansinh.places.queries import population_at, successors, units_under
from ansinh.plans.counting import Count
from ansinh.plans.enums import Basis, TargetKind
from ansinh.plans.measuring import count_of, promised_count
from ansinh.plans.models import Reading, Target
from ansinh.plans.queries import newest_readings

LEVELS = (UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value)


@dataclass(frozen=True, slots=True)
class Part:
    """What is proposed for a unit: ``amount`` of the whole by its ``weight``; ``by_remainder``: one of what whole numbers left over.
    ``denominator``: the unit's own, where it is known."""

    unit: Unit
    weight: int
    denominator: int | None
    amount: int
    by_remainder: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole ``amount`` in parts whose sum it is. ``unplaced``: what was counted where no unit of the day holds everybody."""

    amount: int
    parts: tuple[Part, ...]
    basis: Basis
    unplaced: int
    version: Version | None


def apportion(total: int, weights: Sequence[int]) -> list[tuple[int, bool]]:
    """``total`` in whole parts in proportion to ``weights``, by the largest remainders; of equal remainders the first. Each part with
    whether one of what was left over is in it. The parts sum to ``total``; a part is its exact share rounded down or up.

    Raises ``ValueError`` where there is nothing to be in proportion to.
    """
    whole = sum(weights)
    if total < 0 or whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be above nothing in sum, and none below")
    parts = [divmod(total * one, whole) for one in weights]
    left = total - sum(part for part, _rest in parts)
    order = sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))
    lucky = set(order[:left])
    return [(part + (at in lucky), at in lucky) for at, (part, _rest) in enumerate(parts)]


def basis_of(target: Target) -> Basis:
    """What a kind of promise is usually in proportion to: a fall and a share to what they are of, else to what is counted."""
    if target.kind in (TargetKind.COUNT_CHANGE.value, TargetKind.RATIO.value, TargetKind.EVENT.value):
        return Basis.DENOMINATOR
    return Basis.NUMERATOR


def propose(target: Target, level: str, units_on: date, basis: Basis) -> Proposal:
    """The shares of the units of ``level`` on a day, from the newest readings of the target and recorded populations.

    Raises ``Refused`` with what to do where the target has no number, was never measured though its number is a share, or there is
    nothing to be in proportion to; ``UnusableInput`` where no unit of the level lies in the place on that day.
    """
    units = _units(target, level, units_on)
    readings = newest_readings(target.plan, EVERYWHERE, [target.pk])
    counts, unplaced = counts_by_unit(readings.places.get(target.pk, []), units, units_on)
    people = _households(target, units, units_on)
    amount = _amount(target, readings.whole.get(target.pk), people)
    weights = [_weight(basis, counts.get(one.pk), people.get(one.pk)) for one in units]
    if amount and not sum(weights):
        raise Refused(
            _(
                "Không có số nào để chia theo. Hãy tính lại chỉ tiêu, ghi dân số của các đơn vị ở trang Địa bàn, hoặc chọn cách chia khác."
            ),
            code="nothing_to_divide_by",
        )
    shares = apportion(amount, weights) if amount else [(0, False)] * len(units)
    whole = readings.whole.get(target.pk)
    parts = tuple(
        Part(one, weight, _denominator(counts.get(one.pk), people.get(one.pk)), share, lucky)
        for one, weight, (share, lucky) in zip(units, weights, shares, strict=True)
    )
    return Proposal(amount, parts, basis, unplaced, whole.version if whole else None)


def _units(target: Target, level: str, on: date) -> list[Unit]:
    place = target.plan.unit
    if level not in LEVELS or level == place.level:
        raise UnusableInput(_("Chỉ giao cho cấp dưới của địa bàn kế hoạch."), code="not_below")
    if not place.holds_on(on):
        raise UnusableInput(
            _("Ngày này {place} không còn, hoặc chưa có. Hãy chọn ngày trong thời gian của kế hoạch.").format(
                place=place.name
            ),
            code="place_is_not",
        )
    found = units_under(place, on, level)
    if not found:
        raise UnusableInput(_("Ngày này không có đơn vị nào ở cấp ấy. Hãy chọn cấp khác."), code="no_units")
    return found


def counts_by_unit(rows: Iterable[Reading], units: Sequence[Unit], on: date) -> tuple[dict[int, Count], int]:
    """What was counted in each commune, in the unit (by id) of the day that holds its people; what no single unit of them holds."""
    found: dict[int, list[Count]] = defaultdict(list)
    unplaced = 0
    by_path = {one.path: one.pk for one in units}
    for row in rows:
        if row.value is None:
            continue
        holder = _holder(row.unit, by_path, on)
        if holder is None:
            unplaced += row.numerator or 0
        else:
            found[holder].append(count_of(row))
    return {pk: _sum(many) for pk, many in found.items()}, unplaced


def _holder(unit: Unit, by_path: Mapping[str, int], on: date) -> int | None:
    """The one of the units in which all of a commune's people are: on its own ground, or on that of the one it went into."""
    if (own := _around(unit.path, by_path)) is not None or unit.holds_on(on):
        return own
    after = successors(unit, on)
    return _around(after[0].unit.path, by_path) if len(after) == 1 else None


def _around(path: str, by_path: Mapping[str, int]) -> int | None:
    """The unit whose ground a path is, or lies in."""
    return next((by_path[one] for one in reversed(paths_above(path)) if one in by_path), None)


def _sum(many: Sequence[Count]) -> Count:
    bare = any(one.denominator is None for one in many)
    return Count(
        sum(one.numerator for one in many),
        None if bare else sum(one.denominator or 0 for one in many),
    )


def _households(target: Target, units: Sequence[Unit], on: date) -> dict[int, int]:
    rows = population_at(units, on)
    by_code = dict(rows.select("unit_code", "households").rows())
    return {one.pk: by_code[one.code] for one in units if by_code.get(one.code) is not None}


def _amount(target: Target, whole: Reading | None, people: dict[int, int]) -> int:
    """What the whole place may have or must reach, counted."""
    if target.value is None:
        raise Refused(
            _("Văn bản không nêu con số, nên không có gì để chia. Hãy giao bằng việc của kế hoạch."),
            code="no_number",
        )
    count = count_of(whole) if whole is not None and whole.value is not None else None
    if count is None:
        count = Count(0, sum(people.values()) or None) if target.kind == TargetKind.LEVEL.value else Count(0)
    amount = promised_count(target, count)
    if amount is None:
        raise Refused(
            _(
                "Con số là tỷ lệ nên phải có mẫu số để thành số đếm. Hãy bấm «Tính lại chỉ tiêu» ở trang kế hoạch; nếu chưa tính được, xem "
                "lý do ở trang chỉ tiêu."
            ),
            code="no_denominator",
        )
    return amount


def _weight(basis: Basis, count: Count | None, households: int | None) -> int:
    if basis is Basis.HOUSEHOLDS:
        return households or 0
    if count is None:
        return 0
    return max(0, count.numerator if basis is Basis.NUMERATOR else count.denominator or 0)


def _denominator(count: Count | None, households: int | None) -> int | None:
    return count.denominator if count is not None and count.denominator is not None else households
