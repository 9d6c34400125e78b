"""Our own figure beside a printed one: out of the sealed version of the same place, list and standard, from a cell that opens."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.access.scope import Scope
from ansinh.datasets.models import Version
from ansinh.kernel.errors import AnSinhError, NotFound
from ansinh.kernel.numbers import shown_number
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at, units_under
from ansinh.reports.kept_forms import Key, key_of
from ansinh.reports.layouts.columns import Kind
from ansinh.reports.opening import open_cell
from ansinh.reports.printed_pages import cell_address
from ansinh.reports.published.figures import Figure
from ansinh.reports.published.statistics import cell_of, own_statistics
from ansinh.reports.versions import newest, versions_within
from ansinh.standards.adopted import standard_in_use


@dataclass(frozen=True, slots=True)
class Beside:
    """A printed figure and ours. ``value`` is nothing where no version or no form counts the same; ``href`` opens it."""

    figure: Figure
    version: Version | None
    value: Decimal | None
    href: str

    @property
    def difference(self) -> Decimal | None:
        """Printed less ours; nothing where there is none of ours, or where the two are one number rounded to other decimals."""
        if self.value is None:
            return None
        off = self.figure.value - self.value
        shares = self.figure.statistic.startswith("rate:")
        return Decimal(0) if shares and abs(off) < Decimal(1).scaleb(-self.figure.decimals) else off


def beside(figures: Sequence[Figure], scope: Scope) -> list[Beside]:
    """Each figure with ours, from the newest sealed version within ``scope`` of its place, list and standard."""
    versions = _versions(figures, scope)
    keys: dict[int, Key] = {one.pk: key_of(one) for one in versions.values()}
    return [_beside(one, versions.get((one.unit_code, one.list_year, one.standard)), keys) for one in figures]


def _versions(figures: Sequence[Figure], scope: Scope) -> dict[tuple[str, int, str], Version]:
    asked = {(one.unit_code, one.list_year, one.standard) for one in figures}
    found = newest(versions_within(scope)).filter(unit__code__in={code for code, _year, _rules in asked})
    told = {(one.unit.code, one.list_year, one.standard): one for one in found.order_by("period", "pk")}
    return {key: one for key, one in told.items() if key in asked}


def _beside(figure: Figure, version: Version | None, keys: dict[int, Key]) -> Beside:
    cell = cell_of(figure.statistic, figure.standard)
    if version is None or cell is None:
        return Beside(figure, version, None, "")
    form, split, column = cell
    try:
        opened = open_cell(version, form, version.unit.code, split, column, key=keys[version.pk])
    except NotFound:
        return Beside(figure, version, None, "")
    value = opened.cell.value
    if not isinstance(value, int | Decimal):
        return Beside(figure, version, None, "")
    return Beside(figure, version, Decimal(value), cell_address(version.pk, form, opened.row, column))


def communes_on(figures: Iterable[Figure]) -> dict[tuple[str, date], int]:
    """How many communes each place of ``figures`` had on their day; places that are not known then are left out."""
    return {
        (code, on): len(units_under(unit, on, "commune"))
        for code, on in {(one.unit_code, one.on) for one in figures}
        if (unit := _known(code, on)) is not None and unit.level != "commune"
    }


def _known(code: str, on: date) -> Unit | None:
    try:
        return unit_at(code, on)
    except AnSinhError:
        return None


def figures_of(version: Version) -> list[Figure]:
    """What our own forms of ``version`` publish, as figures: the same rules are run on them."""
    key, rules, figures = key_of(version), standard_in_use(version.standard), []
    articles = {f"indicator:{one.code}": one.article.vi for one in rules.indicators}
    for statistic in own_statistics(version.standard):
        cell = cell_of(statistic, version.standard)
        assert cell is not None
        form, split, column = cell
        opened = open_cell(version, form, version.unit.code, split, column, key=key)
        value = opened.cell.value
        if not isinstance(value, int | Decimal):
            continue
        rate = opened.column.kind is Kind.RATE
        definition = "multi_answer" if statistic.startswith("cause:") else articles.get(statistic, "")
        figures.append(
            Figure(
                f"v{version.number} {version.digest[:12]}",
                f"{form}.{column}",
                version.unit.code,
                version.as_of,
                version.list_year,
                version.standard,
                statistic,
                shown_number(value, 2 if rate else 0),
                Decimal(value),
                2 if rate else 0,
                "vietnamese" if rate else "",
                definition,
            )
        )
    return figures
