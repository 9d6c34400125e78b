"""Written papers a person reaches, with what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ansinh.access.scope import Scope
from ansinh.kernel.errors import NotFound
from ansinh.kernel.language import _
from ansinh.monitoring.lines import Body, body_of
from ansinh.monitoring.models import (
    WrittenFigure,
    WrittenMove,
    WrittenPart,
    WrittenReport,
    WrittenSection,
)


def reports_within(scope: Scope) -> QuerySet[WrittenReport]:
    """The papers of the places of a scope."""
    rows = WrittenReport.objects.within(scope)
    return rows.select_related("unit", "version__unit", "paper", "follows__paper")


def report_within(scope: Scope, key: int) -> WrittenReport:
    """One of them; raises ``NotFound`` also where its place is out of the scope."""
    found = reports_within(scope).filter(pk=key).first()
    if found is None:
        raise NotFound(_("Không có văn bản này trong địa bàn được giao."), code="no_written_report")
    return found


def sections_of(report: WrittenReport) -> list[WrittenSection]:
    """The sections of a paper reached before, in order."""
    return list(WrittenSection.objects.everywhere().filter(report=report).order_by("position"))


def figures_of(report: WrittenReport) -> list[WrittenFigure]:
    """The figures of a paper reached before, in order."""
    rows = WrittenFigure.objects.everywhere().filter(report=report).select_related("version__unit")
    return list(rows.order_by("position"))


def figure_of(report: WrittenReport, key: int) -> WrittenFigure:
    """One figure of a paper; raises ``NotFound``."""
    rows = WrittenFigure.objects.everywhere().filter(report=report).select_related("version__unit")
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound(_("Văn bản này không có số liệu đó. Hãy mở lại văn bản."), code="no_figure")
    return found


def moves_of(report: WrittenReport) -> list[WrittenMove]:
    """What happened to a paper reached before, in order."""
    return list(WrittenMove.objects.everywhere().filter(report=report).order_by("pk"))


def parts_below(report: WrittenReport) -> list[WrittenPart]:
    """The places below that a paper consolidates, those without a paper first."""
    rows = WrittenPart.objects.everywhere().filter(report=report).select_related("unit", "part__paper")
    return sorted(rows, key=lambda one: (one.part_id is not None, one.unit.sort_key))


def consolidated_in(report: WrittenReport) -> WrittenReport | None:
    """The newest paper above that was issued and names this one."""
    rows = WrittenPart.objects.everywhere().filter(part=report, report__paper__isnull=False)
    found = rows.select_related("report__unit").order_by("-report_id").first()
    return found.report if found is not None else None


def whole_body(report: WrittenReport) -> Body:
    """All lines and footnotes of a paper."""
    return body_of(report, sections_of(report), figures_of(report))


@dataclass(frozen=True)
class Difference:
    """A figure that is another one than in the provisional paper; one side is nothing where only the other has it."""

    words: str
    before: WrittenFigure | None
    after: WrittenFigure | None


def differences(report: WrittenReport) -> Sequence[Difference]:
    """What changed since the paper whose place this one takes: counts and rates that both have, and say otherwise."""
    if report.follows is None:
        return ()
    old = {one.code: one for one in figures_of(report.follows)}
    return [
        Difference(one.words, old[one.code], one)
        for one in figures_of(report)
        if one.code in old and old[one.code].value != one.value
    ]


def editions(report: WrittenReport) -> Sequence[WrittenReport]:
    """Every edition of the same paper, the newest first, of a paper reached before."""
    rows = WrittenReport.objects.everywhere().filter(
        unit=report.unit_id, kind=report.kind, year=report.year, part=report.part
    )
    return list(rows.select_related("paper").order_by("-order"))
