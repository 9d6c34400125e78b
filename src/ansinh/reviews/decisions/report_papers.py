"""A periodic report as a numbered paper: its frozen figures with what the officer writes around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from ansinh.access.policies import check_may
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.kernel.dates import today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.papers.actions import issue_paper
from ansinh.papers.contexts import Report, ReportedUnit
from ansinh.papers.kinds import KindCode
from ansinh.papers.models import Paper
from ansinh.papers.queries import papers_about
from ansinh.reviews.decisions.contexts import grounds_of
from ansinh.reviews.decisions.enums import ReportKind, ReportState
from ansinh.reviews.decisions.models import PeriodicReport
from ansinh.reviews.procedure.regime import regime_on


@dataclass(frozen=True)
class Written:
    """What the officer writes around the figures, a line each; ``why`` where an earlier paper is replaced."""

    carried_out: Sequence[str]
    difficulties: Sequence[str] = ()
    proposals: Sequence[str] = ()
    signatory: str = ""
    why: str = ""


def subject_of(report: PeriodicReport) -> str:
    """How papers name the report they are about."""
    return f"periodic_report:{report.pk}"


def papers_of(scope: Scope, report: PeriodicReport) -> list[Paper]:
    """The papers made of a report within a scope, the newest first."""
    return papers_about(scope, subject_of(report))


def issue_report_paper(*, report: PeriodicReport, written: Written, by: Actor) -> Paper:
    """Issue the report with the next number of its place. A second paper replaces the first and says why.

    Raises ``Refused`` for a report that was returned or a place where ``by`` issues no papers, ``UnusableInput`` without a
    word of what was carried out, or without the reason of a replacement.
    """
    check_may(by, Permission.ISSUE_PAPERS, report.unit_id)
    if report.state == ReportState.RETURNED.value:
        raise Refused(
            _("Báo cáo này đã bị trả lại. Hãy lập lại báo cáo rồi in bản mới."), code="report_returned"
        )
    if not written.carried_out:
        raise UnusableInput(_("Hãy ghi tình hình thực hiện."), code="nothing_carried_out")
    rows = Paper.objects.everywhere().filter(unit=report.unit_id, subject=subject_of(report))
    old = rows.filter(replaced_by__isnull=True).order_by("-pk").first()
    if old is not None and not written.why.strip():
        raise UnusableInput(
            _("Báo cáo này đã có văn bản. Hãy ghi lý do thay thế văn bản cũ."), code="no_reason"
        )
    return issue_paper(
        kind=KindCode.REPORT.value,
        context=_context(report, written),
        unit=report.unit,
        subject=subject_of(report),
        title=_title(report),
        by=by,
        replaces=old,
        why=written.why if old is not None else "",
    )


def _title(report: PeriodicReport) -> str:
    year = report.year
    return {
        ReportKind.MONTHLY: _("Kết quả rà soát hộ nghèo, hộ cận nghèo tháng {month} năm {year}").format(
            month=report.month, year=year
        ),
        ReportKind.PRELIMINARY: _("Kết quả rà soát hộ nghèo, hộ cận nghèo năm {year} (sơ bộ)").format(
            year=year
        ),
        ReportKind.OFFICIAL: _("Kết quả rà soát hộ nghèo, hộ cận nghèo năm {year} (chính thức)").format(
            year=year
        ),
    }[ReportKind(report.kind)]


def _context(report: PeriodicReport, written: Written) -> Report:
    law = regime_on(today())
    rows = report.figures["rows"]
    return Report(
        title=_title(report),
        addressees=(report.sent_to,),
        grounds=grounds_of(law.code) if law is not None else (),
        version=_rests_on(report),
        provisional=report.provisional,
        carried_out=tuple(written.carried_out),
        units=tuple(_row(one, order, one["name"]) for order, one in enumerate(rows, start=1)),
        total=(_row(report.figures["total"], None, _("Tổng")),),
        difficulties=tuple(written.difficulties),
        proposals=tuple(written.proposals),
        signatory=written.signatory,
    )


def _rests_on(report: PeriodicReport) -> str:
    """What the figures rest on; where the households of a place are not known, why total and rates are blank."""
    said = [report.basis[:1].lower() + report.basis[1:]]
    if population := report.figures.get("population"):
        said.append(_("tổng số hộ dân cư theo {source}").format(source=population))
    rows = [*report.figures["rows"], report.figures["total"]]
    if any(not one.get("households") for one in rows):
        said.append(
            _(
                "nơi để trống tổng số hộ và tỷ lệ là nơi chưa có số hộ dân cư khi lập báo cáo, thôn không có số riêng"
            )
        )
    return "; ".join(said)


def _rate(count: int, households: int | None) -> Decimal | None:
    """Percent of the households of a place, two digits; nothing where these are not known."""
    if not households:
        return None
    return (Decimal(100 * count) / households).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _row(figures: Mapping[str, Any], order: int | None, name: str) -> ReportedUnit:
    return ReportedUnit(
        order=order,
        name=name,
        households=figures.get("households"),
        poor=figures["poor"],
        poor_rate=_rate(figures["poor"], figures.get("households")),
        near_poor=figures["near_poor"],
        near_poor_rate=_rate(figures["near_poor"], figures.get("households")),
        escaped_poor=figures["escaped_poor"],
        escaped_near_poor=figures["escaped_near_poor"],
        new_poor=figures["new_poor"],
        new_near_poor=figures["new_near_poor"],
        average=figures["average"],
    )
