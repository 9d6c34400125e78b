"""Named reads of rounds."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from ansinh.access.scope import Scope
from ansinh.households.models import Household
from ansinh.kernel.dates import today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import lineages, unit_at, units_under
from ansinh.reviews.models import Dossier, Round
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


def rounds_within(scope: Scope) -> QuerySet[Round]:
    """The rounds of which some dossier lies within a scope."""
    mine = Dossier.objects.touched_by(scope).filter(round=OuterRef("pk"))
    return Round.objects.filter(Exists(mine)).select_related("unit")


def round_within(scope: Scope, pk: int) -> Round:
    """The round of that number; raises ``NotFound`` also where none of its dossiers is within the scope."""
    campaign = rounds_within(scope).filter(pk=pk).first()
    if campaign is None:
        raise NotFound(_("Không có kỳ rà soát này trong địa bàn được giao."), code="no_such_round")
    return campaign


def dossiers_within(scope: Scope, campaign: Round) -> list[Dossier]:
    """The dossiers of a round within a scope, in the order of the communes' names."""
    rows = Dossier.objects.touched_by(scope).filter(round=campaign).select_related("unit__parent")
    found = list(rows.order_by("unit__sort_key", "unit__code"))
    for one in found:
        one.round = campaign
    return found


def dossier_of(campaign: Round, household: Household, scope: Scope) -> Dossier:
    """The dossier of a round that a household (reached through ``scope`` before) belongs to: where its answers or its
    outcome are, else where it lives. Raises ``NotFound`` where that is out of the scope, ``Refused`` where the household
    lives nowhere yet."""
    mine = Dossier.objects.touched_by(scope).filter(round=campaign).select_related("unit", "round")
    # Answered here and listed there: the answers say where it belongs.
    found = (
        mine.filter(outcomes__household=household)
        .order_by(F("outcomes__answer_id").desc(nulls_last=True))
        .first()
    )
    if found is not None:
        return found
    if household.unit_id is None:
        raise Refused(
            _("Hộ này chưa được xếp vào xã nào. Hãy xếp nơi ở ở trang của hộ trước, rồi nhập phiếu."),
            code="household_not_placed",
        )
    dossiers = list(mine)
    direct = [one for one in dossiers if one.unit_id == household.unit_id]
    if not direct:
        commune = commune_map([one.unit for one in dossiers], campaign.as_of).get(household.unit_id)
        direct = [one for one in dossiers if one.unit_id == commune]
    if not direct:
        raise NotFound(_("Hộ này không thuộc xã nào của kỳ rà soát."), code="not_of_this_round")
    return direct[0]


def places_of_round(campaign: Round, scope: Scope, dossiers: Sequence[Dossier]) -> list[Unit]:
    """The places of a round that lie whole within a scope, the widest first: its own, those between, its communes."""
    ids = {int(part) for one in dossiers for part in one.unit.path.strip("/").split("/")}
    above = Unit.objects.on(campaign.as_of).filter(pk__in=ids).filter(path__startswith=campaign.unit.path)
    found = {unit.pk: unit for unit in (campaign.unit, *above, *(one.unit for one in dossiers))}
    covered = [unit for unit in found.values() if scope.covers(unit.pk)]
    return sorted(covered, key=lambda unit: (unit.path.count("/"), unit.sort_key))


def place_of_round(campaign: Round, scope: Scope, code: str) -> Unit:
    """The place of that code among ``places_of_round``; without a code the widest. Raises ``NotFound``."""
    places = places_of_round(campaign, scope, dossiers_within(scope, campaign))
    chosen = [unit for unit in places if not code or unit.code == code]
    if not chosen:
        raise NotFound(_("Địa bàn này không thuộc kỳ rà soát hoặc không được giao cho tài khoản này."))
    return chosen[0]
