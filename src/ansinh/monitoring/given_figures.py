"""Numbers of a paper that no form of a version prints: bands of communes, answers, what was given, targets of the plan."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from uuid import UUID

import polars as pl
from django.urls import reverse

from ansinh.access.scope import EVERYWHERE
from ansinh.datasets.models import Version
from ansinh.datasets.queries import cube_of, outcomes_of
from ansinh.kernel.dates import shown_date
from ansinh.kernel.language import speaking
from ansinh.kernel.money_words import amount_in_words
from ansinh.kernel.numbers import shown_number
from ansinh.monitoring.drafts import FigureDraft, count_shown, version_words
from ansinh.places.models import Unit
from ansinh.places.queries import population_at
from ansinh.plans.measuring import count_of, keeps, value_of
from ansinh.plans.models import Plan
from ansinh.plans.queries import issued_plans, newest_readings
from ansinh.plans.words import amount_words, promise_words
from ansinh.reviews.queries import communes_at
from ansinh.support.delivery.queries import served
from ansinh.support.delivery.words import policy_words
from ansinh.surveys.models import MemberAnswer

_DAYS_OF_YEAR = ((1, 1), (12, 31))


@dataclass(frozen=True)
class Edges:
    """Bands of poverty rates in per cent, and the paper they are after."""

    source: str
    edges: tuple[Decimal, ...]


@cache
def edges() -> Edges:
    """The bands as the data file has them."""
    raw = tomllib.loads((Path(__file__).parent / "data" / "bands.toml").read_text(encoding="utf-8"))
    return Edges(raw["source"], tuple(Decimal(one) for one in raw["edges"]))


@dataclass(frozen=True)
class CommuneRate:
    """A commune of a version: its poor households, all its households (nothing where they are not known)."""

    unit: Unit
    poor: int
    households: int | None

    @property
    def rate(self) -> Decimal | None:
        """In per cent, exact; nothing without a denominator."""
        return Decimal(self.poor) * 100 / self.households if self.households else None

    @property
    def band(self) -> int | None:
        """Which band it is in; nothing where its rate is not known."""
        if self.rate is None:
            return None
        held = edges().edges
        return next((at for at in range(len(held) - 1) if held[at] <= self.rate < held[at + 1]), None)


def commune_rates(version: Version) -> list[CommuneRate]:
    """Every commune of a version, on the units of its day."""
    rows = cube_of(version).filter(
        (pl.col("standard") == version.standard)
        & (pl.col("measure") == "total")
        & (pl.col("class") == "poor")
    )
    poor = dict(rows.group_by("unit_code").agg(pl.col("households").sum()).rows())
    communes = communes_at(version.unit, version.as_of)
    last = version.as_of if "-" in version.period else date(version.as_of.year, 12, 31)
    known = dict(population_at(communes, last).select("unit_code", "households").rows())
    return [CommuneRate(one, poor.get(one.code, 0), known.get(one.code)) for one in communes]


def band_words(at: int) -> str:
    """``từ 2% đến dưới 3%``, ``dưới 1%``."""
    low, below = edges().edges[at], edges().edges[at + 1]
    said = f"{shown_number(below, 1 if below % 1 else 0)}%"
    return f"dưới {said}" if not low else f"từ {shown_number(low, 1 if low % 1 else 0)}% đến dưới {said}"


def bands(version: Version, section: str) -> Iterator[FigureDraft]:
    """How many communes are in each band, the highest first; only of a place with several."""
    rates = commune_rates(version)
    if len(rates) < 2:
        return
    counted = Counter(one.band for one in rates)
    known = sum(many for at, many in counted.items() if at is not None)
    said = f"Tính trên {known} xã có tổng số hộ dân cư trong {len(rates)} xã của địa bàn ngày {shown_date(version.as_of)}; {version_words(version)}; mốc chia theo {edges().source}."
    for at in sorted((one for one in counted if one is not None), reverse=True):
        many = counted[at]
        yield FigureDraft(
            section, f"band:{at}", f"xã có tỷ lệ hộ nghèo {band_words(at)}", Decimal(many), count_shown(many), said, version=version
        )  # fmt: skip


def with_allowance(version: Version, section: str) -> Iterator[FigureDraft]:
    """Poor households with somebody on a monthly social allowance, by the answers of the round: a sealed version does not count it."""
    asked = MemberAnswer.objects.everywhere().filter(
        monthly_allowance=1, answer__period=version.period, answer__current=True
    )
    having = {_hex(one) for one in asked.values_list("answer__household_id", flat=True).distinct()}
    poor = outcomes_of(version).filter(
        (pl.col("standard") == version.standard) & (pl.col("class") == "poor")
    )["household_id"]
    many = sum(_hex(one) in having for one in poor)
    if not having:
        return
    note = f"Phiếu rà soát của kỳ {version.period} (thành viên hưởng trợ cấp xã hội hằng tháng) của các hộ nghèo thuộc {version_words(version)}; bản niêm phong không đếm nhóm này."
    yield FigureDraft(
        section, "group:allowance", "hộ nghèo thuộc diện chính sách bảo trợ xã hội", Decimal(many), count_shown(many), note, version=version
    )  # fmt: skip


def _hex(key: object) -> str:
    return key.hex if isinstance(key, UUID) else str(key).replace("-", "")


def support_figures(unit: Unit, first: date, last: date, section: str) -> Iterator[FigureDraft]:
    """What was given within these days, policy by policy: households, people, money. A form of help that nobody confirmed, or the
    payer did not say was paid, is not in it."""
    communes = communes_at(unit, min(last, unit.valid_until or last))
    rows = served([one.pk for one in communes], first, last)
    days = f"từ {shown_date(first)} đến {shown_date(last)}"
    link = reverse("delivery:totals")
    whole = 0
    for (code,), part in sorted(rows.partition_by("policy", as_dict=True).items()):
        with speaking("vi"):
            words = policy_words(str(code))
        homes = part["household_id"].n_unique()
        note = f"Số hộ có hỗ trợ đã được xác nhận {days}, chính sách {code}: {part.height} lượt."
        yield FigureDraft(
            section, f"support:{code}", words, Decimal(homes), count_shown(homes), note, link=link
        )
        amount = sum(one for one in part["amount"] if one is not None)
        whole += amount
        if amount:
            said = f"Tổng số tiền đã trả {days}, chính sách {code}. Bằng chữ: {amount_in_words(amount)}."
            yield FigureDraft(
                section, f"amount:{code}", f"{words}: số tiền (đồng)", Decimal(amount), shown_number(amount), said, link=link
            )  # fmt: skip
    if whole:
        said = f"Cộng số tiền của các chính sách nêu trên, {days}."
        yield FigureDraft(
            section, "amount", "tổng số tiền (đồng)", Decimal(whole), shown_number(whole), said, link=link
        )


def target_figures(unit: Unit, year: int, section: str) -> Iterator[FigureDraft]:
    """Targets of the issued plans of a place that cover the year, as they were measured last. What nobody measured is left out."""
    plans = issued_plans(Plan.objects.select_related("document", "unit")).filter(
        unit__path=unit.path, year_from__lte=year, year_until__gte=year
    )
    for plan in plans.order_by("pk"):
        readings = newest_readings(plan, EVERYWHERE).whole
        for target in plan.targets.filter(withdrawn_on=None).order_by("position"):
            reading = readings.get(target.pk)
            if reading is None or reading.value is None:
                continue
            with speaking("vi"):
                said, promised = amount_words(reading.value, target.unit), promise_words(target)
            counted = count_of(reading)
            met = keeps(target, value_of(target, counted), counted)
            state = {True: "đạt", False: "chưa đạt", None: "không có số để so"}[met]
            parts = (
                f"{shown_number(reading.numerator)}/{shown_number(reading.denominator)}; "
                if reading.denominator
                else ""
            )
            rests = f"; {version_words(reading.version)}" if reading.version else ""
            yield FigureDraft(
                section,
                f"target:{target.pk}",
                f"{target.indicator}: {promised} ({state})",
                reading.value,
                said,
                f"{parts}tính ngày {shown_date(reading.as_of)} theo {plan.document.number or plan.document.title}{rests}.",
                numerator=reading.numerator,
                denominator=reading.denominator,
                version=reading.version,
                link=reverse("plans:target", kwargs={"target_id": target.pk}),
            )


def year_of(year: int, part: int) -> tuple[date, date]:
    """First and last day of a year, or of its first or second half."""
    (first_month, first), (last_month, last) = _DAYS_OF_YEAR
    if part == 1:
        return date(year, first_month, first), date(year, 6, 30)
    return date(year, 7 if part == 2 else first_month, first), date(year, last_month, last)
