"""The yearly reviews of a place on one set of units: that of the day of the version one looks from.

What was counted in communes of another day is placed on these units as ``places.whereabouts`` follows the people. What surely is
here, what is here by a share somebody had to assume, and what may be here though nobody knows are three numbers and stay apart.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q

from ansinh.access.scope import Scope
from ansinh.datasets.models import Version
from ansinh.kernel.language import _
from ansinh.kernel.numbers import round_half_up, shown_number
from ansinh.places.enums import UnitLevel
from ansinh.places.errors import NotRestatable
from ansinh.places.grounds import paths_above
from ansinh.places.models import Change, Unit
from ansinh.places.queries import population_at
from ansinh.places.whereabouts import Whereabouts
from ansinh.portal.charts import Chart, Row, line_chart, value_of
from ansinh.reports.versions import newest, versions_within

_CLASSES = ("poor", "near_poor")


@dataclass(frozen=True, slots=True)
class Amount:
    """A restated count: ``sure`` households surely of the place, ``shared`` by a share that was assumed, ``open`` of units above
    it of which nobody knows how many are here."""

    sure: Fraction = Fraction(0)
    shared: Fraction = Fraction(0)
    open: Fraction = Fraction(0)

    @property
    def whole(self) -> int:
        """What is placed here, rounded."""
        total = self.sure + self.shared
        return int(round_half_up(Decimal(total.numerator) / Decimal(total.denominator), 0))

    def plus(self, other: "Amount") -> "Amount":
        return Amount(self.sure + other.sure, self.shared + other.shared, self.open + other.open)


@dataclass(frozen=True, slots=True)
class Part:
    """What one commune of then adds to a year: its sealed counts, its households, and which share of them is here."""

    unit: Unit
    version: Version
    share: Amount
    base: int | None

    def counted(self, class_: str) -> int:
        """What was sealed there, wherever its people are now."""
        return int(self.version.counts.get(class_, 0))

    def placed(self, class_: str) -> Amount:
        """What of it is here."""
        count = self.counted(class_)
        return Amount(self.share.sure * count, self.share.shared * count, self.share.open * count)


@dataclass(frozen=True, slots=True)
class YearRow:
    """One review on the units of the day asked: counts, the base of the rates (nothing where a commune's is not known), how many
    communes of then were sealed of those there were, how many nobody can place, and the communes it is the sum of."""

    period: str
    standard: str
    as_of: date
    poor: Amount
    near_poor: Amount
    base: int | None
    communes: int
    expected: int
    lost: int
    same_units: bool
    parts: tuple[Part, ...]

    def rate(self, class_: str) -> Decimal | None:
        """The rate in per cent; nothing without a base."""
        amount: Amount = getattr(self, class_)
        return round_half_up(Decimal(amount.whole) * 100 / self.base, 2) if self.base else None

    @property
    def unsure(self) -> bool:
        """Whether a part of its numbers rests on something nobody knows."""
        amounts = (self.poor, self.near_poor)
        return any(one.shared or one.open for one in amounts) or self.lost > 0


def years_of(version: Version, scope: Scope) -> list[YearRow]:
    """The yearly reviews of the place of ``version`` on the units of its day, of the communes within ``scope``, the oldest first.
    As many reads as there are days of review, not as there are places."""
    unit, on = version.unit, version.as_of
    grounds = _grounds_behind(unit)
    inside = Q()
    for path in grounds:
        inside |= Q(unit__path__startswith=path)
    found = newest(versions_within(scope)).filter(inside, unit__level=UnitLevel.COMMUNE)
    groups: dict[tuple[str, str, date], list[Version]] = defaultdict(list)
    for one in found.exclude(period__contains="-").order_by("period", "standard", "pk"):
        groups[one.period, one.standard, one.as_of].append(one)
    days: dict[date, _Then] = {}
    rows = []
    for (period, standard, as_of), versions in groups.items():
        then = days.setdefault(as_of, _Then(unit, on, as_of, grounds))
        rows.append(then.row(period, standard, versions))
    return sorted((row for row in rows if row.communes), key=lambda row: (row.period, row.standard))


def _grounds_behind(unit: Unit) -> list[str]:
    """Paths of the provinces whose people, in any number of changes, may have come to the one of ``unit`` or left it."""
    fresh = {paths_above(unit.path)[0]}
    reached: set[str] = set()
    while fresh:
        reached |= fresh
        ends = Q(pk__in=())
        for path in fresh:
            ends |= Q(old__path__startswith=path) | Q(new__path__startswith=path)
        changes = Change.objects.filter(ends, old__isnull=False, new__isnull=False)
        pairs = changes.values_list("old__path", "new__path").distinct()
        fresh = {paths_above(path)[0] for pair in pairs for path in pair} - reached
    return sorted(reached)


class _Then:
    """The communes of a day of review, placed on the units of the day asked; read once for all reviews of that day."""

    def __init__(self, unit: Unit, on: date, as_of: date, grounds: Sequence[str]) -> None:
        self.unit, self.as_of = unit, as_of
        self.communes = list(Unit.objects.within(grounds).on(as_of).filter(level=UnitLevel.COMMUNE))
        where = Whereabouts(self.communes, on, backwards=on < as_of)
        self.shares: dict[int, Amount] = {}
        self.lost: set[int] = set()
        for one in self.communes:
            try:
                share = self._share(where, one)
            except NotRestatable:
                self.lost.add(one.pk)
                continue
            if share is not None:
                self.shares[one.pk] = share
        mine = [one for one in self.communes if one.pk in self.shares]
        self.same_units = all(one.path.startswith(unit.path) for one in mine)
        self.people = dict(population_at(mine, as_of).select("unit_code", "households").iter_rows())
        self.mine = {one.pk: one for one in mine}

    def _share(self, where: Whereabouts, commune: Unit) -> Amount | None:
        """Which part of a commune's people is here; nothing where surely none is."""
        total = Amount()
        for piece in where.placed(commune, self.unit.level):
            if piece.unit.path == self.unit.path:
                told = Amount(shared=piece.weight) if piece.bases else Amount(sure=piece.weight)
                total = total.plus(told)
            elif self.unit.path.startswith(piece.unit.path):
                total = total.plus(Amount(open=piece.weight))
        return total if total.sure or total.shared or total.open else None

    def row(self, period: str, standard: str, versions: Sequence[Version]) -> YearRow:
        amounts = dict.fromkeys(_CLASSES, Amount())
        here = [self._part(one) for one in versions if one.unit_id in self.shares]
        for part in here:
            for name in _CLASSES:
                amounts[name] = amounts[name].plus(part.placed(name))
        return YearRow(
            period,
            standard,
            self.as_of,
            amounts["poor"],
            amounts["near_poor"],
            self._base(here),
            len(here),
            len(self.shares),
            sum(1 for one in versions if one.unit_id in self.lost),
            self.same_units,
            tuple(sorted(here, key=lambda part: part.unit.sort_key)),
        )

    def _part(self, version: Version) -> Part:
        unit = self.mine[version.unit_id]
        return Part(unit, version, self.shares[unit.pk], self.people.get(unit.code))

    @staticmethod
    def _base(parts: Sequence[Part]) -> int | None:
        total = Fraction(0)
        for one in parts:
            if one.base is None:
                return None
            total += (one.share.sure + one.share.shared) * one.base
        return int(round_half_up(Decimal(total.numerator) / Decimal(total.denominator), 0))


def chart_of_years(rows: Sequence[YearRow]) -> Chart:
    """The rates of the years as lines; the numbers are approximate where a share was assumed."""

    def shown(row: YearRow, name: str) -> str:
        rate = row.rate(name)
        return "" if rate is None else f"{'≈ ' if row.unsure else ''}{shown_number(rate, 2)}"

    points = [
        Row(row.period, tuple(value_of(row.rate(name), shown(row, name)) for name in _CLASSES))
        for row in rows
    ]
    return line_chart(
        "years",
        _("Tỷ lệ hộ nghèo, hộ cận nghèo qua các năm (%)"),
        _(
            "Mọi năm quy về cùng một bộ đơn vị; dấu ≈ là có phần chia ước tính. Chuẩn nghèo khác nhau thì không so được."
        ),
        head=_("Năm"),
        series=(_("Hộ nghèo"), _("Hộ cận nghèo")),
        rows=points,
        unit=" %",
    )
