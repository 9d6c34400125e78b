"""The reports a place owes (QĐ 24/2021, article 7): monthly by the 5th, a preliminary one before 15 November, the official one
before 20 December. Who sends what to whom is the regime's; the figures are frozen when the report is made and say what they
rest on: lists in force, dossiers not yet decided, or a sealed version.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Max

from ansinh.access.policies import check_may
from ansinh.access.queries import scope_of
from ansinh.access.scope import Scope
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.datasets.files import read_version
from ansinh.datasets.queries import latest_version
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import NotFound, Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.places.queries import unit_above
from ansinh.reviews.decisions.average import recognised_at
from ansinh.reviews.decisions.coming import POOR
from ansinh.reviews.decisions.enums import ReportKind, ReportState
from ansinh.reviews.decisions.lists import entries_held, listed_on
from ansinh.reviews.decisions.models import PeriodicReport, ReportMove
from ansinh.reviews.enums import ListClass
from ansinh.reviews.models import Outcome
from ansinh.reviews.procedure.regime import Regime, regime_on
from ansinh.reviews.queries import commune_map, communes_at
from ansinh.standards.registry import standard_for_list

P = Permission
COLUMNS = ("poor", "near_poor", "escaped_poor", "escaped_near_poor", "new_poor", "new_near_poor", "average")
_OF_MOVEMENT = {
    "poor_out": "escaped_poor",
    "near_out": "escaped_near_poor",
    "new_poor": "new_poor",
    "relapse_poor": "new_poor",
    "new_near": "new_near_poor",
    "relapse_near": "new_near_poor",
}
_FIRST_IN_YEAR = 1


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


@dataclass(frozen=True)
class Figures:
    """A table of a report: rows of ``code, name`` and ``COLUMNS``, the sum of them, and what they rest on."""

    rows: Sequence[Mapping[str, Any]]
    provisional: bool
    basis: str

    @property
    def total(self) -> dict[str, int]:
        return {name: sum(row[name] for row in self.rows) for name in COLUMNS}


def figures_of(unit: Unit, kind: ReportKind, year: int, on: date) -> Figures:
    """The figures of a report as they stand on a day. Raises ``Refused`` where what it must rest on is not there."""
    if kind is ReportKind.OFFICIAL:
        return _sealed_figures(unit, year)
    if kind is ReportKind.PRELIMINARY:
        return _dossier_figures(unit, year, on)
    return _list_figures(unit, on)


def _list_figures(unit: Unit, on: date) -> Figures:
    """Lists in force on a day, and who came and went by decisions within the year up to it."""
    communes = communes_at(unit, on)
    of = commune_map(communes, on)
    entries = entries_held(sorted(of), on)
    rows = listed_on(entries, on).filter(pl.col("unit_id").is_in(sorted(of)))
    taken = entries.filter(
        pl.col("unit_id").is_in(sorted(of))
        & (pl.col("effective_from") > date(on.year, 1, _FIRST_IN_YEAR))
        & (pl.col("effective_from") <= on)
    )
    counted = _Table(unit, communes, of)
    for one in rows.to_dicts():
        counted.add(one["unit_id"], one["village"], one["list_name"])
    for one in taken.to_dicts():
        if one["kind"] in _OF_MOVEMENT:
            counted.add(one["unit_id"], one["village"], _OF_MOVEMENT[one["kind"]])
    for unit_id, village in recognised_at(sorted(of), on):
        counted.add(unit_id, village, "average")
    return Figures(
        counted.rows(),
        False,
        _("Danh sách đang có hiệu lực ngày {day}; biến động theo các quyết định trong năm").format(
            day=shown_date(on)
        ),
    )


def _dossier_figures(unit: Unit, year: int, on: date) -> Figures:
    """What the dossiers of the yearly round hold today, decided or not."""
    communes = communes_at(unit, on)
    of = commune_map(communes, on)
    standard = standard_for_list(year + 1)
    rows = _outcome_counts(sorted(of), year, standard)
    counted = _Table(unit, communes, of)
    for unit_id, village, recognised, movement, here, many in rows:
        if here and recognised in POOR:
            counted.add(unit_id, village, "poor", many)
        if here and recognised == ListClass.NEAR_POOR.value:
            counted.add(unit_id, village, "near_poor", many)
        if movement in _OF_MOVEMENT:
            counted.add(unit_id, village, _OF_MOVEMENT[movement], many)
    for unit_id, village in recognised_at(sorted(of), on):
        counted.add(unit_id, village, "average")
    if not rows:
        raise Refused(
            _(
                "Chưa có kết quả rà soát năm {year} ở {place}. Hãy chạy phân loại trước khi lập báo cáo sơ bộ."
            ).format(year=year, place=unit.name),
            code="no_outcomes",
        )
    return Figures(
        counted.rows(),
        True,
        _("Số liệu sơ bộ từ hồ sơ của các xã đến ngày {day}, chưa phê duyệt").format(day=shown_date(on)),
    )


def _outcome_counts(
    units: Sequence[int], year: int, standard: str
) -> list[tuple[int, str, str, str, bool, int]]:
    rows = (
        Outcome.objects.everywhere()
        .filter(dossier__round__period=str(year), standard=standard, dossier__unit__in=units)
        .order_by()
        .values_list("dossier__unit_id", "household__village", "recognised_class", "movement")
        .annotate(many=Count("pk"), here=Count("answer_id"))
    )
    found = []
    for unit_id, village, recognised, movement, many, here in rows:
        found.append((unit_id, village, recognised, movement, True, here))
        found.append((unit_id, village, recognised, movement, False, many - here))
    return [row for row in found if row[5]]


def _sealed_figures(unit: Unit, year: int) -> Figures:
    """The newest sealed version of the yearly round."""
    version = latest_version(unit, str(year), standard_for_list(year + 1))
    if version is None:
        raise Refused(
            _(
                "Kết quả rà soát năm {year} của {place} chưa được phê duyệt. Báo cáo chính thức chỉ lập từ bản niêm phong: hãy "
                "phê duyệt trước."
            ).format(year=year, place=unit.name),
            code="not_sealed",
        )
    cube = read_version(version.folder, "cube")
    communes = communes_at(unit, version.as_of)
    of = {one.pk: one.pk for one in communes}
    by_code = {one.code: one.pk for one in communes}
    counted = _Table(unit, communes, of)
    kept = cube.filter(
        pl.col("measure").str.starts_with("movement:") | pl.col("measure").is_in(["total", "agricultural"])
    )
    for row in (
        kept.group_by("unit_code", "village", "class", "measure").agg(pl.col("households").sum()).to_dicts()
    ):
        name = _column_of(row["measure"], row["class"])
        if name and row["unit_code"] in by_code:
            counted.add(by_code[row["unit_code"]], row["village"] or "", name, row["households"])
    return Figures(
        counted.rows(),
        False,
        _("Bản niêm phong số {number}, SHA-256 {digest}").format(
            number=version.number, digest=version.digest[:16]
        ),
    )


def _column_of(measure: str, of_class: str) -> str:
    if measure == "total" and of_class in ("poor", "near_poor"):
        return of_class
    if measure == "agricultural":
        return "average"
    return _OF_MOVEMENT.get(measure.removeprefix("movement:"), "") if measure.startswith("movement:") else ""


class _Table:
    """Rows by village of a commune, else by commune: counted into one by one."""

    def __init__(self, unit: Unit, communes: Sequence[Unit], of: Mapping[int, int]) -> None:
        self.by_village = unit.level == "commune"
        self.of = of
        self.names = {one.pk: one.name for one in communes}
        self.codes = {one.pk: one.code for one in communes}
        self.counts: dict[tuple[str, str], dict[str, int]] = {}
        if not self.by_village:
            for one in communes:
                self.counts[one.code, one.name] = dict.fromkeys(COLUMNS, 0)

    def add(self, unit_id: int, village: str, column: str, many: int = 1) -> None:
        commune = self.of[unit_id]
        key = (
            ("", village or _("(không ghi thôn)"))
            if self.by_village
            else (self.codes[commune], self.names[commune])
        )
        self.counts.setdefault(key, dict.fromkeys(COLUMNS, 0))[column] += many

    def rows(self) -> list[dict[str, Any]]:
        return [
            {"code": code, "name": name, **counts} for (code, name), counts in sorted(self.counts.items())
        ]


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
    figures = figures_of(unit, kind, year, min(today(), owed.due))
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
        figures={"rows": list(figures.rows), "total": figures.total},
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
