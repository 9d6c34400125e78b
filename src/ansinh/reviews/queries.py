"""Named reads of rounds."""

from collections.abc import Mapping, Sequence
from datetime import date

from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import lineages, unit_at, units_under
from ansinh.reviews.models import Round
from ansinh.standards.registry import UnknownStandard, standard_for_list


def period_of(text: str) -> str:
    """``Y`` or ``Y-MM`` checked; raises ``UnusableInput``."""
    parts = text.split("-")
    shaped = parts[0].isdigit() and len(parts[0]) == 4 and len(parts) <= 2
    if shaped and len(parts) == 2:
        shaped = parts[1].isdigit() and len(parts[1]) == 2 and 1 <= int(parts[1]) <= 12
    if not shaped:
        raise UnusableInput(
            _("Kỳ rà soát «{text}» không đúng: viết năm (2022) hoặc năm-tháng (2022-03).").format(text=text)
        )
    return text


def closing_day(period: str) -> date:
    """The reference date of a round unless it names another: 14 December for a year (Decision 24/2021, article 3.1.a),
    the 15th for a month (article 3.1.b), never later than today."""
    year, _dash, month = period.partition("-")
    day = date(int(year), int(month), 15) if month else date(int(year), 12, 14)
    return min(day, today())


def list_year_of(period: str) -> int:
    """A review of year Y makes the list of Y+1; one within the year changes the list of that year."""
    year, _dash, month = period.partition("-")
    return int(year) if month else int(year) + 1


def within_year(period: str) -> bool:
    """Whether the review is one within the year (``Y-MM``), which changes the list in force."""
    return "-" in period


def standard_before(list_year: int) -> str | None:
    """The standard of the list before, none where no standard covers it: the first list of all."""
    try:
        return standard_for_list(list_year - 1)
    except UnknownStandard:
        return None


def communes_at(unit: Unit, on: date) -> list[Unit]:
    """The communes under a unit on a date; a commune is its own."""
    return [unit] if unit.level == "commune" else list(units_under(unit, on, "commune"))


def commune_map(communes: Sequence[Unit], on: date) -> Mapping[int, int]:
    """Every unit, at any date, whose people are in one of ``communes`` on a date: its id to the commune's."""
    mapping: dict[int, int] = {}
    for commune, ids in lineages(communes, on).items():
        mapping |= dict.fromkeys(ids, commune)
        mapping[commune] = commune
    return mapping


def _rounds_of(period: str) -> list[Round]:
    """The rounds of a period, those of the smallest places first."""
    found = Round.objects.filter(period=period).select_related("unit")
    return sorted(found, key=lambda campaign: (-campaign.unit.path.count("/"), campaign.pk))


def round_covering(unit: Unit, period: str) -> Round | None:
    """The open campaign of a period that a unit belongs to: its own, or one of a place above it."""
    for candidate in _rounds_of(period):
        if unit.pk == candidate.unit_id or unit.path.startswith(candidate.unit.path):
            return candidate
    return None


def rounds_below(unit: Unit, period: str) -> list[Round]:
    """Campaigns of the period that belong to places under a unit."""
    return [
        one for one in _rounds_of(period) if one.unit_id != unit.pk and one.unit.path.startswith(unit.path)
    ]


def round_at(code: str, period: str) -> tuple[Round, Unit]:
    """The round that covers the place of that code in a period, and the place; raises ``NotFound``."""
    for candidate in _rounds_of(period):
        unit = unit_at(code, candidate.as_of)
        if unit.pk == candidate.unit_id or unit.path.startswith(candidate.unit.path):
            return candidate, unit
    raise NotFound(
        _(
            "Chưa mở kỳ rà soát {period} cho địa bàn {code}. Hãy chạy: ansinh review open --place {code} --round {period}"
        ).format(period=period, code=code),
        code="no_round",
    )
