"""Reports asked for besides the calendar: asked by a place above, answered by each place once."""

from collections.abc import Sequence
from datetime import date

from ansinh.access.policies import check_may
from ansinh.accounts.actor import Actor
from ansinh.accounts.permissions import Permission as P
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean, fold
from ansinh.monitoring.models import AskedReport, AskedUnit, WrittenReport
from ansinh.monitoring.policies import is_issued
from ansinh.places.enums import UnitLevel
from ansinh.places.models import Unit
from ansinh.places.queries import units_under

_BELOW = (UnitLevel.DISTRICT.value, UnitLevel.COMMUNE.value)


def places_asked(unit: Unit, codes: Sequence[str]) -> list[Unit]:
    """The places under a unit of these codes; without any, all that report to it today (of a unit that ended: on its last day).

    Raises ``UnusableInput`` for a code that is not below it.
    """
    on = min(today(), unit.valid_until or today())
    below = [[one for one in units_under(unit, on, level) if one.pk != unit.pk] for level in _BELOW]
    if not codes:
        return next((found for found in below if found), [])
    known = {one.code: one for found in below for one in found}
    if missing := [one for one in codes if one not in known]:
        raise UnusableInput(
            _("Không có nơi nào mã {codes} trực thuộc {place}.").format(
                codes=", ".join(missing), place=unit.name
            ),
            code="not_below",
        )
    return [known[one] for one in dict.fromkeys(codes)]


@action(EventName.REPORT_ASKED_FOR)
def ask_for_report(
    *,
    unit: Unit,
    title: str,
    content: str,
    due: date,
    units: Sequence[Unit],
    by: Actor,
    document_no: str = "",
) -> AskedReport:
    """Ask places below for a report by a day. Raises ``Refused`` without the right, ``UnusableInput`` without places, or for a day that
    is past."""
    check_may(by, P.SEND_REPORTS, unit.pk)
    if not units:
        raise UnusableInput(_("Đơn vị này không có nơi trực thuộc nào để yêu cầu."), code="nobody_asked")
    if due < today():
        raise UnusableInput(_("Hạn gửi đã qua. Hãy chọn ngày từ hôm nay trở đi."), code="day_past")
    if not clean(title) or not clean(content):
        raise UnusableInput(_("Hãy ghi yêu cầu và nội dung phải báo cáo."), code="nothing_asked")
    made = AskedReport.objects.create(
        unit=unit,
        title=clean(title)[:300],
        title_fold=fold(clean(title))[:300],
        content=content.strip(),
        document_no=clean(document_no)[:80],
        due=due,
        asked_at=now(),
        asked_by=by.label,
    )
    AskedUnit.objects.bulk_create([AskedUnit(asked=made, unit=one) for one in units], batch_size=200)
    note(subject=f"asked_report:{made.pk}", place=unit.code, units=len(units), due=due.isoformat())
    return made


@action(EventName.ASKED_REPORT_ANSWERED)
def answer_asked(*, row: AskedUnit, answer: str, by: Actor, report: WrittenReport | None = None) -> AskedUnit:
    """Answer for a place, once; with the paper it issued where it wrote one.

    Raises ``Refused`` without the right, where it was answered, or the paper is not issued or of another place; ``UnusableInput``
    without words.
    """
    held = (
        AskedUnit.objects.everywhere().select_for_update(of=("self",)).select_related("unit").get(pk=row.pk)
    )
    check_may(by, P.SEND_REPORTS, held.unit_id)
    if held.answered_on is not None:
        raise Refused(_("Nơi này đã trả lời. Nếu cần bổ sung, hãy lập văn bản thay thế."), code="answered")
    if not answer.strip():
        raise UnusableInput(_("Hãy ghi nội dung trả lời."), code="no_answer")
    if report is not None and (report.unit_id != held.unit_id or not is_issued(report)):
        raise Refused(_("Văn bản kèm theo phải là văn bản đã ban hành của nơi trả lời."), code="not_issued")
    held.answer, held.report, held.answered_on, held.answered_by = answer.strip(), report, today(), by.label
    held.save(update_fields=["answer", "report", "answered_on", "answered_by"])
    note(subject=f"asked_report:{held.asked_id}", place=held.unit.code)
    return held
