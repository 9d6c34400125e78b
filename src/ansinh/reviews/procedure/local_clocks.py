"""Time limits that an act of a place sets over the law's file: the numbers that nobody read as text are an office's to set."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import UnusableInput
from ansinh.kernel.language import _
from ansinh.places.models import Unit
from ansinh.reviews.models import Dossier
from ansinh.reviews.procedure.models import LocalClock
from ansinh.reviews.procedure.moving import regime_of
from ansinh.reviews.procedure.regime import Clock, Regime, regime

# An act that gives a step more than a quarter of a year is a slip of the keyboard.
MOST_DAYS = 90


def law_of(dossier: Dossier, on: date | None = None) -> Regime:
    """The regime of the dossier's round with the time limits that hold at its commune for what begins on ``on`` (default:
    today). What began before keeps the day that was worked out then."""
    return law_at(regime_of(dossier), dossier.unit, on or today())


def law_at(law: Regime, unit: Unit, on: date) -> Regime:
    """``law`` with the time limits that acts of ``unit`` or of the places above it set, by ``on``."""
    found = _local(law, unit, on)
    return replace(law, clocks={**law.clocks, **found}) if found else law


def _local(law: Regime, unit: Unit, on: date) -> Mapping[str, Clock]:
    """The nearest place's act speaks, and of its acts the one that holds since the latest day."""
    above = [int(part) for part in unit.path.strip("/").split("/")]
    near = {key: depth for depth, key in enumerate((*above, unit.pk))}
    rows = LocalClock.objects.filter(regime=law.code, unit_id__in=near, valid_from__lte=on)
    newest: dict[str, LocalClock] = {}
    for row in sorted(rows, key=lambda one: (near[one.unit_id], one.valid_from, one.pk)):
        newest[row.clock] = row
    return {
        code: replace(law.clock(code), days=row.days, article=row.act, known="T" if row.verified else "M")
        for code, row in newest.items()
        if row.days is not None and code in law.clocks
    }


@action(EventName.LOCAL_CLOCK_SET)
def set_local_clock(
    *,
    unit: Unit,
    regime_code: str,
    clock: str,
    days: int | None,
    valid_from: date,
    act: str,
    verified: bool,
    by: Actor,
) -> LocalClock:
    """Set a time limit of a regime for a place by an act of it; without ``days`` the law's own number holds again. It counts for
    what begins from that day on; what runs already ends when it was said to.

    Raises ``NotFound`` for a regime or a clock that is none, ``UnusableInput`` without an act or for days out of range or for a day past,
    ``Refused`` where ``by`` may not.
    """
    check_may(by, Permission.SET_LOCAL_CLOCKS, unit.pk)
    law = regime(regime_code)
    was = law_at(law, unit, valid_from).clock(clock)
    if not act.strip():
        raise UnusableInput(_("Hãy ghi số, ngày và cơ quan ban hành văn bản."), code="act_missing")
    if days is not None and not 1 <= days <= MOST_DAYS:
        raise UnusableInput(
            _("Thời hạn từ 1 đến {most} ngày.").format(most=MOST_DAYS), code="days_out_of_range"
        )
    if valid_from < today():
        raise UnusableInput(
            _("Ngày áp dụng không được trước hôm nay: thời hạn đang chạy giữ nguyên như đã tính."),
            code="clock_backwards",
        )
    if not law.holds_on(valid_from):
        raise UnusableInput(
            _("Ngày {day} quy trình này không có hiệu lực.").format(day=shown_date(valid_from)),
            code="law_not_in_force",
        )
    made = LocalClock.objects.create(
        unit=unit,
        regime=regime_code,
        clock=clock,
        days=days,
        valid_from=valid_from,
        act=act.strip(),
        verified=verified,
        recorded_at=now(),
        recorded_by=by.label,
    )
    note(
        subject=f"regime:{regime_code}",
        place=unit.code,
        clock=clock,
        days=days,
        was=was.days,
        valid_from=valid_from.isoformat(),
        act=made.act,
    )
    return made
