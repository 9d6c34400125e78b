"""Printed figures that are held: those that no later row replaces, as the rules take them."""

from collections.abc import Iterable

from django.db.models import QuerySet

from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.reports.models import PublishedFigure
from ansinh.reports.published.figures import Figure
from ansinh.reports.published.statistics import words_of_statistic
from ansinh.standards.causes import causes_of
from ansinh.standards.registry import CODES, standard

_PLAIN = (
    "households", "poor", "near_poor", "persons:poor", "persons:near_poor", "poor_income", "poor_deprivation",
    "opening:poor", "out:poor", "relapse:poor", "new:poor", "fall:poor", "opening_rate:poor", "change:poor",
    "opening:near_poor", "out:near_poor", "relapse:near_poor", "new:near_poor", "fall:near_poor",
    "opening_rate:near_poor", "change:near_poor", "no_labour_capacity", "labour_capacity", "group:allowance",
    "group:minority", "group:merit",
)  # fmt: skip
_RATED = (
    "poor",
    "near_poor",
    "fall:poor",
    "fall:near_poor",
    "no_labour_capacity",
    "labour_capacity",
    "group:allowance",
)
_BANDS = "band:"


def known_statistics(code: str) -> dict[str, str]:
    """What a printed figure under the standard ``code`` may say, with words. Bands of rates (``band:0-1``) are of a paper's own
    making and stand in no list."""
    names = [*_PLAIN, *(f"rate:{one}" for one in _RATED)]
    if code in CODES:
        names += [f"indicator:{one}" for one in standard(code).codes]
        names += [f"rate:indicator:{one}" for one in standard(code).codes]
        names += [f"cause:{one[0]}" for one in causes_of(code).causes]
    return {name: words_of_statistic(name, code) for name in names}


def is_known(statistic: str, code: str) -> bool:
    """Whether a figure may say this under the standard."""
    name = statistic.removeprefix(_BANDS)
    return (statistic.startswith(_BANDS) and bool(name)) or statistic in known_statistics(code)


def holding() -> QuerySet[PublishedFigure]:
    """The rows that hold, in the order in which they were entered."""
    rows = PublishedFigure.objects.filter(replaced_by=None, withdrawn=False)
    return rows.select_related("unit").order_by("paper", "pk")


def held_figures(paper: Iterable[str] | None = None) -> list[Figure]:
    """The figures that hold, of all papers or of those named."""
    rows = holding()
    if paper is not None:
        rows = rows.filter(paper__in=[one for one in paper if one])
    return [figure_of_row(row) for row in rows]


def figure_of_row(row: PublishedFigure) -> Figure:
    """A held row as the rules take it."""
    return Figure(
        row.paper,
        row.line,
        row.unit.code,
        row.on,
        row.list_year,
        row.standard,
        row.statistic,
        row.printed,
        # Kept with six decimals; the number is as exact as it was printed.
        round(row.value, row.decimals),
        row.decimals,
        row.marks,
        row.definition,
        row.rounding,
        row.pk,
    )


def figure_row(key: int) -> PublishedFigure:
    """One row with what it replaced; raises ``NotFound``. Printed figures are public."""
    found = PublishedFigure.objects.select_related("unit").filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có số đã công bố này."))
    return found


def history_of(row: PublishedFigure) -> list[PublishedFigure]:
    """Every revision of a figure, the newest first."""
    rows = PublishedFigure.objects.filter(
        paper=row.paper,
        line=row.line,
        unit=row.unit,
        on=row.on,
        list_year=row.list_year,
        standard=row.standard,
        statistic=row.statistic,
    )
    return list(rows.order_by("-revision"))
