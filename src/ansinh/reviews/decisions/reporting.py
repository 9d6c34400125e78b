"""The reports a place owes (QĐ 24/2021, article 7): monthly by the 5th, a preliminary one before 15 November, the official one
before 20 December. Who sends what to whom is the regime's; the figures are frozen when the report is made and say what they
rest on: lists in force, dossiers not yet decided, or a sealed version.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import unit_above
from ansinh.reviews.decisions.enums import ReportKind, ReportState
from ansinh.reviews.decisions.models import PeriodicReport, ReportMove
from ansinh.reviews.decisions.report_figures import figures_of
from ansinh.reviews.procedure.regime import Regime, regime_on

P = Permission


@dataclass(frozen=True)
class Owed:
    """A report a place owes: ``due`` is the last day that is in time; ``report`` the newest one made of it."""

    kind: ReportKind
    year: int
    month: int
    due: date
    addressee: str
    article: str
    unverified: bool
    report: PeriodicReport | None = None

    @property
    def late(self) -> int:
        """Days late: of one that was sent, when it was; of one that was not, until today."""
        sent = self.report.sent_on if self.report else None
        return max(0, ((sent or today()) - self.due).days)

    @property
    def done(self) -> bool:
        return self.report is not None and self.report.state in (ReportState.SENT, ReportState.RECEIVED)


def kind_words(kind: str) -> str:
    """A kind of report in words."""
    return {
        ReportKind.MONTHLY: _("Báo cáo tháng"),
        ReportKind.PRELIMINARY: _("Báo cáo sơ bộ"),
        ReportKind.OFFICIAL: _("Báo cáo chính thức"),
    }[ReportKind(kind)]


def report_state_words(state: str) -> tuple[str, str]:
    """Kind of status and words of a report's state."""
    return {
        ReportState.DRAFT: ("waiting", _("đang soạn")),
        ReportState.SENT: ("info", _("đã gửi")),
        ReportState.RECEIVED: ("ok", _("đã nhận")),
        ReportState.RETURNED: ("warning", _("bị trả lại")),
    }[ReportState(state)]


def owed_by(unit: Unit, year: int) -> list[Owed]:
    """What a place owes in a year under the law of each report's day, by the day it is due, with what was made of it.

    Communes and districts report monthly; the province reports before 15 November and before 20 December.
    """
    made: dict[tuple[str, int], PeriodicReport] = {}
    rows = PeriodicReport.objects.everywhere().filter(unit=unit, year=year).order_by("order")
    sent = _sent_days(rows)
    for row in rows:
        row.sent_on = sent.get(row.pk)
        made[row.kind, row.month] = row
    return sorted((_owed(one, unit, made) for one in _dues(unit, year)), key=lambda one: one.due)


def _dues(unit: Unit, year: int) -> Iterable[tuple[ReportKind, int, date, Regime]]:
    monthly = unit.level in ("commune", "district")
    for month in range(1, 13):
        for kind in ReportKind:
            if (kind is ReportKind.MONTHLY) is not monthly:
                continue
            law = regime_on(date(year, month, 1))
            due = law.reports.get(kind.value) if law is not None and law.reports else None
            if law is None or due is None or month not in due.months:
                continue
            # "By the 5th", and "before the 15th" or "the 20th": the day before is the last in time.
            day = date(year, month, due.day)
            yield kind, month, day if kind is ReportKind.MONTHLY else day - timedelta(days=1), law


def _owed(
    one: tuple[ReportKind, int, date, Regime], unit: Unit, made: Mapping[tuple[str, int], PeriodicReport]
) -> Owed:
    kind, month, due, law = one
    rule = law.reports[kind.value]
    above = addressee_of(unit, due)
    to = above.name if above is not None else rule.to.vi
    return Owed(
        kind, due.year, month, due, to, rule.article, rule.known == "M", made.get((kind.value, month))
    )


def _sent_days(rows: Iterable[PeriodicReport]) -> dict[int, date]:
    moves = ReportMove.objects.everywhere().filter(
        report__in=[row.pk for row in rows], to_state=ReportState.SENT.value
    )
    return dict(moves.order_by("pk").values_list("report_id", "on"))


def addressee_of(unit: Unit, on: date) -> Unit | None:
    """The place a report of ``unit`` goes to on a day: the district while there is one, else the province; of a province
    nobody here: the ministry."""
    if unit.level == "commune":
        return unit_above(unit, on, "district") or unit_above(unit, on, "province")
    return unit_above(unit, on, "province") if unit.level == "district" else None


@action(EventName.REPORT_MADE)
def make_report(*, unit: Unit, kind: ReportKind, year: int, month: int, by: Actor) -> PeriodicReport:
    """Make a report that the place owes; its figures are those of now and stay. One in the making or returned is made anew as
    the next; one that was sent and not returned refuses."""
    check_may(by, P.SEND_REPORTS, unit.pk)
    owed = next((one for one in owed_by(unit, year) if one.kind is kind and one.month == month), None)
    if owed is None:
        raise NotFound(_("Địa bàn này không phải lập báo cáo đó trong năm {year}.").format(year=year))
    if owed.done:
        raise Refused(_("Báo cáo này đã được gửi. Chỉ lập lại khi nơi nhận trả lại."), code="report_sent")
    # A report made late says how the lists stood when it was due.
    on = min(today(), owed.due)
    figures = figures_of(unit, kind, year, on)
    last = PeriodicReport.objects.everywhere().filter(unit=unit, kind=kind.value, year=year, month=month)
    report = PeriodicReport.objects.create(
        unit=unit,
        kind=kind.value,
        year=year,
        month=month,
        order=(last.aggregate(last=Max("order"))["last"] or 0) + 1,
        due=owed.due,
        sent_to=owed.addressee,
        provisional=figures.provisional,
        basis=figures.basis,
        figures=figures.frozen(unit, on),
        made_at=now(),
        made_by=by.label,
    )
    _move(report, "", ReportState.DRAFT, by)
    return report


@action(EventName.REPORT_SENT)
def send_report(*, report: PeriodicReport, by: Actor) -> PeriodicReport:
    """Send a draft to the place above."""
    held = _held(report)
    check_may(by, P.SEND_REPORTS, held.unit_id)
    _check_state(held, ReportState.DRAFT)
    newer = PeriodicReport.objects.everywhere().filter(
        unit=held.unit_id, kind=held.kind, year=held.year, month=held.month, order__gt=held.order
    )
    if newer.exists():
        raise Refused(_("Đã có bản lập sau bản này. Hãy gửi bản mới nhất."), code="report_replaced")
    return _go(held, ReportState.SENT, by)


@action(EventName.REPORT_RECEIVED)
def receive_report(*, report: PeriodicReport, by: Actor) -> PeriodicReport:
    """The place above confirms that it has the report."""
    held = _held(report)
    check_receives(held, by)
    _check_state(held, ReportState.SENT)
    return _go(held, ReportState.RECEIVED, by)


@action(EventName.REPORT_RETURNED)
def return_report(*, report: PeriodicReport, reason: str, by: Actor) -> PeriodicReport:
    """The place above gives the report back, with what is wrong in it."""
    held = _held(report)
    check_receives(held, by)
    _check_state(held, ReportState.SENT, ReportState.RECEIVED)
    if not reason.strip():
        raise UnusableInput(_("Hãy ghi lý do trả lại để nơi gửi biết phải sửa gì."))
    return _go(held, ReportState.RETURNED, by, reason.strip())


def check_receives(report: PeriodicReport, by: Actor) -> None:
    """A report is received by the place it goes to. Raises ``Refused``."""
    above = addressee_of(report.unit, report.due)
    scopes = (scope_of(by, P.SEND_REPORTS), scope_of(by, P.WATCH_PROGRESS))
    allowed = scopes[1].unit_ids is None if above is None else scopes[0].covers(above.pk)
    sent = ReportMove.objects.everywhere().filter(report=report, to_state=ReportState.SENT.value)
    if not allowed or sent.filter(by=by.label).exists():
        raise Refused(
            _("Báo cáo này do {to} nhận. Hãy để cán bộ của nơi nhận xác nhận.").format(to=report.sent_to),
            code="not_the_addressee",
        )


def receives(report: PeriodicReport, by: Actor) -> bool:
    """Whether ``check_receives`` would let it pass."""
    try:
        check_receives(report, by)
    except Refused:
        return False
    return True


def report_within(scope: Scope, pk: int) -> PeriodicReport:
    """The report of that number; raises ``NotFound`` also where its place is out of the scope."""
    found = PeriodicReport.objects.within(scope).select_related("unit").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có báo cáo này trong địa bàn được giao."), code="no_such_report")
    return found


def moves_of(report: PeriodicReport) -> list[ReportMove]:
    """What happened to a report reached through a scope before, in order."""
    return list(ReportMove.objects.everywhere().filter(report=report).order_by("pk"))


def _held(report: PeriodicReport) -> PeriodicReport:
    return (
        PeriodicReport.objects.everywhere()
        .select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=report.pk)
    )


def _check_state(report: PeriodicReport, *states: ReportState) -> None:
    if report.state not in states:
        raise Refused(
            _("Báo cáo này {state}, không làm bước này được. Hãy tải lại trang.").format(
                state=report_state_words(report.state)[1]
            ),
            code="state_does_not_allow",
        )


def _go(report: PeriodicReport, target: ReportState, by: Actor, reason: str = "") -> PeriodicReport:
    source = report.state
    _move(report, source, target, by, reason)
    PeriodicReport.objects.everywhere().filter(pk=report.pk).update(state=target.value)
    report.state = target.value
    return report


def _move(report: PeriodicReport, source: str, target: ReportState, by: Actor, reason: str = "") -> None:
    ReportMove.objects.create(
        report=report,
        from_state=source,
        to_state=target.value,
        on=today(),
        reason=reason,
        at=now(),
        by=by.label,
    )
    note(
        subject=f"report:{report.pk}",
        place=report.unit.code,
        kind=report.kind,
        year=report.year,
        month=report.month,
        state=target.value,
    )
