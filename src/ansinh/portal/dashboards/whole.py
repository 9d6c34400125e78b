"""The map and the charts of the country: provinces filled by a rate, what was counted over all that are sealed."""

from collections.abc import Callable

from django.urls import reverse

from ansinh.kernel.language import _
from ansinh.kernel.numbers import shown_number
from ansinh.portal.charts import Chart, Row, Value, bar_chart, stacked_chart
from ansinh.portal.dashboards.country import Country, Province, measures_of
from ansinh.portal.dashboards.maps import map_of_rates, rate_words
from ansinh.portal.dashboards.opened import FLOWS, UNDER, number_address
from ansinh.portal.places.maps.levels import Levels
from ansinh.portal.places.maps.picture import Map
from ansinh.reports.context import spoken
from ansinh.reports.loading import words_of
from ansinh.reviews.words import movement_words


def href_of(one: Province) -> str:
    """The dashboard of a province; blank where nothing is sealed."""
    return reverse("dashboards:dashboard", kwargs={"version_id": one.version.pk}) if one.version else ""


def map_of_country(found: Country, which: str, edges: Levels | None) -> Map | None:
    """The provinces filled by a rate; those without a sealed version have no data."""
    values = {}
    for one in found.provinces:
        rate = one.rate(which)
        told = f"{shown_number(rate, 2)} %" if rate is not None else ""
        values[one.unit.code] = (rate, told, href_of(one))
    units = [one.unit for one in found.provinces]
    return map_of_rates(units, found.on, values, words=rate_words(which), edges=edges, country=True)


def charts_of_country(found: Country) -> list[tuple[str, Chart]]:
    """Movements, deprivations and causes over the sealed provinces, with the kind of each chart."""
    sums = measures_of(found)
    words = words_of(found.standard)
    many = _("Cộng {count} tỉnh đã có phiên bản phê duyệt.").format(count=len(found.sealed))

    def count(measure: str, class_: str) -> Value:
        number = sums.get((measure, class_), 0)
        return Value(number, shown_number(number), number_address(found, measure, class_))

    charts = [("bars", _flows(count, class_, names, many)) for class_, names in FLOWS]
    for key, title, head, kind, listed in (
        ("lacks", _("Thiếu hụt của hộ nghèo và hộ cận nghèo"), _("Chỉ số thiếu hụt"), "indicator", words.indicators),
        ("causes", _("Nguyên nhân nghèo"), _("Nguyên nhân"), "cause", words.causes),
    ):  # fmt: skip
        rows = [
            Row(
                spoken(one),
                tuple(count(f"{kind}:{one[0]}", class_) for class_, _names in FLOWS),
            )
            for one in listed
        ]
        rows.sort(key=lambda row: -sum(value.amount or 0 for value in row.values))
        series = (_("Hộ nghèo"), _("Hộ cận nghèo"))
        charts.append(("stacked", stacked_chart(key, title, many, head=head, series=series, rows=rows)))
    return charts


def _flows(count: Callable[[str, str], Value], class_: str, names: tuple[str, ...], told: str) -> Chart:
    rows = [Row(_("Đầu kỳ"), (count("opening", class_),))]
    rows += [
        Row(movement_words(name), (count(f"movement:{name}", UNDER.get(name, class_)),)) for name in names
    ]
    rows.append(Row(_("Cuối kỳ"), (count("total", class_),)))
    title = _("Diễn biến hộ nghèo") if class_ == "poor" else _("Diễn biến hộ cận nghèo")
    return bar_chart(f"flows-{class_}", title, told, head=_("Diễn biến"), series=_("Số hộ"), rows=rows)
