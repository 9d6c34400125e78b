"""Printed figures entered by hand or from a file, corrected and withdrawn. What was entered is never overwritten."""

from collections.abc import Sequence
from pathlib import Path

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note, nothing_changed
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import AnSinhError, Refused, UnusableInput
from ansinh.kernel.findings import Finding, Level
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.places.models import Unit
from ansinh.places.queries import unit_at
from ansinh.reports.models import PublishedFigure
from ansinh.reports.published.figures import COLUMNS, Figure, figure_of, read_all, seed_figures
from ansinh.reports.published.held import is_known
from ansinh.standards.registry import CODES

_LONG = 300
_MOST = 2000


def faults_of(figures: Sequence[Figure], rows: Sequence[int], by: Actor) -> list[Finding]:
    """What keeps figures from being entered, each with its row: a place nobody knows on that day or where ``by`` enters nothing, a
    standard or a statistic there is none of, a day to come, a figure that is held already or stands there twice."""
    found: list[Finding] = []
    seen: dict[tuple[object, ...], int] = {}
    for at, one in zip(rows, figures, strict=True):
        unit = _unit_of(one)
        if isinstance(unit, str):
            found.append(_fault(at, "unit_code", unit))
            continue
        try:
            check_may(by, P.KEEP_PLANS, unit.pk)
        except Refused as refused:
            found.append(_fault(at, "unit_code", refused.message))
        if one.standard not in CODES:
            said = _("Không có chuẩn «{code}». Các chuẩn: {codes}.")
            found.append(_fault(at, "standard", said.format(code=one.standard, codes=", ".join(CODES))))
        elif not is_known(one.statistic, one.standard):
            said = _("Không có loại số «{name}» theo chuẩn {code}.")
            found.append(_fault(at, "statistic", said.format(name=one.statistic, code=one.standard)))
        if one.on > today():
            found.append(_fault(at, "on", _("Ngày chưa đến.")))
        key = _key(one, unit)
        if key in seen:
            found.append(_fault(at, "statistic", _("Trùng với dòng {row}.").format(row=seen[key])))
        seen[key] = at
        newest = _newest(one, unit)
        if newest is not None and not newest.withdrawn:
            said = _("Số này đã nhập ngày {day}. Muốn đổi thì sửa ở trang của số ấy.")
            found.append(_fault(at, "statistic", said.format(day=shown_date(newest.entered_at.date()))))
    return found


@action(EventName.FIGURES_ENTERED)
def enter_figures(*, figures: Sequence[Figure], by: Actor) -> list[PublishedFigure]:
    """Write printed figures, all or none. Raises ``UnusableInput`` with the first fault of ``faults_of``, or where there are none or
    too many."""
    if not figures or len(figures) > _MOST:
        raise UnusableInput(_("Hãy nhập từ 1 đến {most} số một lần.").format(most=_MOST), code="no_figures")
    faults = faults_of(figures, range(1, len(figures) + 1), by)
    if faults:
        raise UnusableInput(
            _("Dòng {row}: {reason}").format(row=faults[0].row, reason=faults[0].message),
            code="unusable_figures",
        )
    made = [_written(one, by) for one in figures]
    papers = sorted({one.paper for one in made})
    note(subject=f"paper:{papers[0]}", place=made[0].unit.code, figures=len(made), papers=papers)
    return made


def _written(one: Figure, by: Actor) -> PublishedFigure:
    unit = _unit_of(one)
    assert not isinstance(unit, str)
    before = _newest(one, unit)
    return _add(one, unit, by, before, _("nhập lại sau khi rút") if before else "")


def read_file(path: Path, by: Actor) -> tuple[list[Figure], list[Finding]]:
    """A file's figures and every fault by row and column: of the file first, then of what it says."""
    figures, faults = read_all(path)
    if faults:
        return figures, faults
    return figures, faults_of(figures, range(2, len(figures) + 2), by)


@action(EventName.FIGURE_CORRECTED)
def correct_figure(
    *, figure: PublishedFigure, printed: str, rounding: str, definition: str, reason: str, by: Actor
) -> PublishedFigure:
    """Another reading of what the paper prints, with the reason; the row before stays. Raises ``Refused`` without the right at the
    place, where a later row holds or nothing is another; ``UnusableInput`` for a number that reads two ways or no reason."""
    held = _held(figure, by)
    why = _reason(reason)
    row = {
        "paper": held.paper,
        "line": held.line,
        "unit_code": held.unit.code,
        "on": held.on.isoformat(),
        "list_year": str(held.list_year),
        "standard": held.standard,
        "statistic": held.statistic,
        "printed": clean(printed),
        "definition": clean(definition),
        "rounding": rounding,
    }
    assert set(row) == set(COLUMNS)
    read = figure_of(row)
    if not isinstance(read, Figure):
        raise UnusableInput(read[0].message, code="unusable_figures")
    if (held.printed, held.rounding, held.definition) == (read.printed, read.rounding, read.definition):
        raise Refused(_("Không có gì khác với số đang ghi."), code="nothing_changed")
    made = _add(read, held.unit, by, held, why)
    note(
        subject=f"figure:{made.pk}", place=held.unit.code, reason=why, before=held.printed, after=made.printed
    )
    return made


@action(EventName.FIGURE_WITHDRAWN)
def withdraw_figure(*, figure: PublishedFigure, reason: str, by: Actor) -> PublishedFigure:
    """Say that the paper does not print this, with the reason; what was entered stays to be read."""
    held = _held(figure, by)
    why = _reason(reason)
    made = PublishedFigure.objects.create(
        **{name: getattr(held, name) for name in (*_COPIED, "unit")},
        revision=held.revision + 1,
        replaces=held,
        reason=why,
        withdrawn=True,
        entered_at=now(),
        entered_by=by.label,
    )
    note(subject=f"figure:{made.pk}", place=held.unit.code, reason=why, withdrawn=True)
    return made


@action(EventName.FIGURES_LOADED)
def load_seed_figures(*, by: Actor) -> int:
    """Write the figures of the five plans that ship, where none of their papers' figures was ever entered; how many."""
    papers = set(PublishedFigure.objects.values_list("paper", flat=True).distinct())
    missing = [one for one in seed_figures() if one.paper not in papers]
    for one in missing:
        unit = unit_at(one.unit_code, one.on)
        check_may(by, P.KEEP_PLANS, unit.pk)
        _add(one, unit, by, None, "")
    if not missing:
        nothing_changed()
    note(figures=len(missing))
    return len(missing)


_COPIED = (
    "paper", "line", "on", "list_year", "standard", "statistic", "printed", "value", "decimals", "marks", "rounding",
    "definition",
)  # fmt: skip


def _add(one: Figure, unit: Unit, by: Actor, before: PublishedFigure | None, reason: str) -> PublishedFigure:
    return PublishedFigure.objects.create(
        paper=one.paper[:60],
        line=one.line[:20],
        unit=unit,
        on=one.on,
        list_year=one.list_year,
        standard=one.standard,
        statistic=one.statistic,
        printed=one.printed,
        value=one.value,
        decimals=one.decimals,
        marks=one.marks,
        rounding=one.rounding,
        definition=one.definition[:_LONG],
        revision=0 if before is None else before.revision + 1,
        replaces=before,
        reason=reason[:_LONG],
        entered_at=now(),
        entered_by=by.label,
    )


def _unit_of(one: Figure) -> Unit | str:
    """The place on the figure's own day, or why there is none."""
    try:
        return unit_at(one.unit_code, one.on)
    except AnSinhError as unknown:
        return unknown.message


def _key(one: Figure, unit: Unit) -> tuple[object, ...]:
    return (one.paper, one.line, unit.pk, one.on, one.list_year, one.standard, one.statistic)


def _newest(one: Figure, unit: Unit) -> PublishedFigure | None:
    rows = PublishedFigure.objects.filter(
        paper=one.paper,
        line=one.line,
        unit=unit,
        on=one.on,
        list_year=one.list_year,
        standard=one.standard,
        statistic=one.statistic,
    )
    return rows.order_by("-revision").first()


def _held(figure: PublishedFigure, by: Actor) -> PublishedFigure:
    # Rows of figures are only ever added, so who corrects waits at their place.
    Unit.objects.select_for_update().get(pk=figure.unit_id)
    held = PublishedFigure.objects.select_related("unit").get(pk=figure.pk)
    check_may(by, P.KEEP_PLANS, held.unit_id)
    if held.withdrawn or PublishedFigure.objects.filter(replaces=held).exists():
        raise Refused(_("Số này đã được sửa hoặc rút. Hãy mở bản mới nhất rồi sửa ở đó."), code="replaced")
    return held


def _reason(reason: str) -> str:
    why = clean(reason)[:_LONG]
    if not why:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    return why


def _fault(row: int, column: str, message: str) -> Finding:
    return Finding("unusable_figures", Level.ERROR, message, row=row, column=column)
