"""A draft of a commune's report, a report that was asked of it, an inspection of it with a finding: what no page leads to until
somebody made it."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse

from ansinh.accounts.actor import CONSOLE, Actor
from ansinh.kernel.dates import today
from ansinh.monitoring.actions import make_paper
from ansinh.monitoring.asking import ask_for_report
from ansinh.monitoring.enums import PaperKind
from ansinh.monitoring.filling import sealed_version
from ansinh.monitoring.inspecting import plan_inspection, record_finding
from ansinh.monitoring.models import AskedUnit
from ansinh.monitoring.queries import figures_of
from ansinh.places.models import Unit

_YEAR = 2022


def _page(route: str, **named: object) -> str:
    return reverse(f"monitoring:{route}", kwargs=named)


def made_monitoring(commune: Unit, district: Unit, maker: Actor) -> Iterator[tuple[str, str, str, str]]:
    """Route, who opens it, the page that leads there, its address."""
    report = make_paper(unit=commune, kind=PaperKind.YEAR_PLAN, year=_YEAR, by=maker)
    at = _page("report", written_id=report.pk)
    yield "monitoring:report", "canboxa", _page("reports"), at
    yield "monitoring:write", "canboxa", at, _page("write", written_id=report.pk)
    figure = figures_of(report)[0]
    yield (
        "monitoring:figure",
        "canboxa",
        at,
        _page("figure", written_id=report.pk, written_figure_id=figure.pk),
    )
    half = make_paper(unit=commune, kind=PaperKind.SIX_MONTH, year=_YEAR + 1, part=1, by=maker)
    flow = next(one for one in figures_of(half) if one.code == "new_poor")
    given = {"written_id": half.pk, "written_figure_id": flow.pk}
    shown = _page("figure-households", **given)
    yield "monitoring:figure-households", "canboxa", _page("figure", **given), shown
    day = today() + timedelta(days=10)
    asked = ask_for_report(
        unit=district,
        title="Báo cáo nhà ở bị hư hỏng",
        content="Số hộ có nhà ở bị hư hỏng sau mưa bão.",
        due=day,
        units=[commune],
        by=CONSOLE,
    )
    row = AskedUnit.objects.everywhere().get(asked=asked)
    yield "monitoring:asked-report", "canboxa", _page("asked"), _page("asked-report", asked_id=row.pk)
    version = sealed_version(commune, _YEAR)
    assert version is not None
    inspection = plan_inspection(
        unit=district,
        title="Kiểm tra việc rà soát",
        purpose="Đối chiếu phiếu với thực tế của hộ.",
        first_day=today(),
        last_day=day,
        version=version,
        units=[commune],
        draw=3,
        seed=2023,
        by=CONSOLE,
    )
    at = _page("inspection", inspection_id=inspection.pk)
    yield "monitoring:inspection", "huyen", _page("inspections"), at
    yield "monitoring:record-finding", "huyen", at, _page("record-finding", inspection_id=inspection.pk)
    yield "monitoring:conclusion", "huyen", at, _page("conclusion", inspection_id=inspection.pk)
    finding = record_finding(
        inspection=inspection,
        unit=commune,
        words="Biên bản thiếu chữ ký.",
        found_on=today(),
        due=day,
        by=CONSOLE,
    )
    yield "monitoring:finding", "huyen", at, _page("finding", finding_id=finding.pk)
