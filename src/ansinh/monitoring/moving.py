"""A paper goes from state to state: one move a step, and the row held meanwhile."""

from ansinh.accounts.actor import Actor
from ansinh.audit.recording import note
from ansinh.kernel.dates import now, today
from ansinh.monitoring.enums import PaperState
from ansinh.monitoring.models import WrittenMove, WrittenReport
from ansinh.monitoring.papers import subject_of
from ansinh.monitoring.policies import check_goes


def held_row(report: WrittenReport) -> WrittenReport:
    return held_by_key(report.pk)


def held_by_key(key: int) -> WrittenReport:
    rows = WrittenReport.objects.everywhere().select_for_update(of=("self",))
    return rows.select_related("unit", "version__unit", "follows__paper").get(pk=key)


def go(report: WrittenReport, to: PaperState, by: Actor, reason: str = "") -> WrittenReport:
    check_goes(report, to)
    move(report, PaperState(report.state), to, by, reason)
    WrittenReport.objects.everywhere().filter(pk=report.pk).update(state=to.value)
    report.state = to.value
    return report


def move(
    report: WrittenReport, source: PaperState | None, to: PaperState, by: Actor, reason: str = ""
) -> None:
    WrittenMove.objects.create(
        report=report,
        from_state=source.value if source else "",
        to_state=to.value,
        on=today(),
        reason=reason,
        at=now(),
        by=by.label,
    )
    note(
        subject=subject_of(report),
        place=report.unit.code,
        kind=report.kind,
        year=report.year,
        edition=report.order,
        state=to.value,
    )
