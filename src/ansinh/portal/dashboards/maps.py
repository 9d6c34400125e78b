"""The map of a dashboard: the places below filled by a rate, in quantiles or by edges somebody states."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.portal.dashboards.figures import NEAR_RATE, POOR_RATE, Place
from ansinh.portal.places.maps.levels import MOST, Levels, by_quantiles, stated
from ansinh.portal.places.maps.making import map_of
from ansinh.portal.places.maps.picture import Filling, Map

SHOWN = {"poor": POOR_RATE, "near_poor": NEAR_RATE}


def rate_words(which: str) -> str:
    """What a map is filled by."""
    return {"poor": _("Tỷ lệ hộ nghèo"), "near_poor": _("Tỷ lệ hộ cận nghèo")}[which]


def edges_asked(text: str) -> Levels | None:
    """Edges as people write them: ``1; 2,5; 5``. Nothing where none are given; raises ``UnusableInput``."""
    if not text.strip():
        return None
    try:
        return stated([str(Decimal(part.strip().replace(",", "."))) for part in text.split(";")])
    except (ValueError, InvalidOperation) as failure:
        said = _(
            "Mốc chia không đọc được. Hãy ghi các số tăng dần, cách nhau dấu chấm phẩy, tối đa {most} mốc: 1; 2,5; 5."
        )
        raise UnusableInput(said.format(most=MOST - 1), code="edges") from failure


def map_of_rates(
    units: Sequence[Unit],
    on: date,
    values: dict[str, tuple[Decimal | None, str, str]],
    *,
    words: str,
    edges: Levels | None,
    country: bool = False,
    above: Unit | None = None,
) -> Map | None:
    """Units filled by rates: by code the rate, what is read of it, where it leads."""
    rates = {code: rate for code, (rate, _told, _href) in values.items()}
    filling = Filling(
        words,
        rates,
        edges or by_quantiles(rates.values()),
        {code: told for code, (_rate, told, _href) in values.items()},
        {code: href for code, (_rate, _told, href) in values.items()},
    )
    return map_of(units, on, {}, country=country, above=above, filling=filling)


def map_below(unit: Unit, on: date, places: Sequence[Place], which: str, edges: Levels | None) -> Map | None:
    """The map of the places below a unit; nothing for villages, which have no position. Few reads, whatever their number."""
    if unit.level == "commune":
        return None
    units = list(Unit.objects.on(on).filter(code__in=[one.code for one in places]).exclude(level="village"))
    column = SHOWN[which]
    values = {}
    for one in places:
        figure = one.figures[column]
        rate = figure.amount if isinstance(figure.amount, Decimal) else None
        told = f"{figure.shown} %" if rate is not None else ""
        values[one.code] = (rate, told, one.href or figure.href)
    return map_of_rates(units, on, values, words=rate_words(which), edges=edges, above=unit)
