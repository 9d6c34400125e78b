"""Entering and ending agencies that are rows. Who may is asked by the pages: this domain stands before rights."""

from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.agencies.kinds import agency_kind
from ansinh.agencies.models import Agency
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.kernel.text import sort_key as key_of
from ansinh.places.models import Unit


@action(EventName.AGENCY_ENTERED)
def enter_agency(
    *,
    kind: str,
    name: str,
    unit: Unit,
    valid_from: date,
    by: Actor,
    number: str = "",
    replaces: Agency | None = None,
) -> Agency:
    """Enter an agency at a unit. With ``replaces``, that one ends the day before.

    Raises ``Refused`` for a kind whose offices the law derives, or a name that is there already; ``UnusableInput`` without a
    name.
    """
    one, name = agency_kind(kind), clean(name)
    if one.levels and one.group == "state":
        raise Refused(
            _("«{kind}» là cơ quan có sẵn theo địa bàn và thời gian, không phải nhập.").format(
                kind=one.words
            ),
            code="derived_office",
        )
    if not name:
        raise UnusableInput(_("Hãy ghi tên cơ quan, đơn vị."), code="name_missing")
    if replaces is not None:
        _end(replaces, date.fromordinal(valid_from.toordinal() - 1), name, by)
    if Agency.objects.filter(unit=unit, name_fold=fold(name), valid_until__isnull=True).exists():
        raise Refused(
            _("{place} đã có «{name}». Hãy dùng dòng ấy, hoặc kết thúc nó trước.").format(
                place=unit.name, name=name
            ),
            code="agency_known",
        )
    note(place=unit.code, kind=kind)
    return Agency.objects.create(
        kind=kind,
        name=name,
        name_fold=fold(name),
        sort_key=key_of(name),
        unit=unit,
        number=clean(number),
        valid_from=valid_from,
        replaces=replaces,
        recorded_at=now(),
        recorded_by=by.label,
    )


@action(EventName.AGENCY_ENDED)
def end_agency(*, agency: Agency, valid_until: date, reason: str, by: Actor) -> None:
    """End an agency with its last day and why. Raises ``Refused`` where it ended or the day is before its first."""
    reason = clean(reason)
    if not reason:
        raise UnusableInput(_("Hãy ghi lý do."), code="reason_missing")
    note(place=agency.unit.code, subject=f"agency:{agency.pk}")
    _end(agency, valid_until, reason, by)


def _end(agency: Agency, last: date, reason: str, by: Actor) -> None:
    if agency.valid_until is not None:
        raise Refused(
            _("Cơ quan này đã kết thúc ngày {day}.").format(day=shown_date(agency.valid_until)),
            code="agency_over",
        )
    if last < agency.valid_from:
        raise Refused(
            _("Ngày cuối {day} trước ngày bắt đầu {first}.").format(
                day=shown_date(last), first=shown_date(agency.valid_from)
            ),
            code="dates_reversed",
        )
    agency.valid_until, agency.end_reason, agency.ended_by = last, reason[:200], by.label
    agency.save(update_fields=["valid_until", "end_reason", "ended_by"])
