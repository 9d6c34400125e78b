"""What is done to plans: readings kept, tasks moved, papers acknowledged."""

from collections.abc import Sequence
from datetime import date

from ansinh.accounts.actor import Actor
from ansinh.audit.events import EventName
from ansinh.audit.recording import action, note
from ansinh.kernel.dates import now, shown_date, today
from ansinh.kernel.errors import Refused, UnusableInput
from ansinh.kernel.language import _
from ansinh.kernel.text import clean
from ansinh.plans.enums import TaskState
from ansinh.plans.measuring import Measured
from ansinh.plans.models import Document, Plan, Reading, Recipient, Task, TaskMove
from ansinh.plans.policies import check_keeps, check_reports

# Where a value has no end it is kept to so many decimals; numerator and denominator stay exact.
_KEPT = 10


@action(EventName.TARGETS_MEASURED)
def keep_readings(*, plan: Plan, on: date, rows: Sequence[Measured], by: Actor) -> int:
    """Keep what was measured before the transaction; how many rows. Nothing earlier is changed. Raises ``Refused`` for who
    does not keep plans of the place."""
    check_keeps(by, plan.unit_id)
    at = now()
    Reading.objects.bulk_create(
        [
            Reading(
                target=one.target,
                unit=one.unit,
                measured_at=at,
                as_of=one.as_of,
                numerator=one.count.numerator if one.count else None,
                denominator=one.count.denominator if one.count else None,
                possible=one.count.possible if one.count else None,
                numerator_before=one.count.before[0] if one.count and one.count.before else None,
                denominator_before=one.count.before[1] if one.count and one.count.before else None,
                value=None if one.value is None else round(one.value, _KEPT),
                version=one.version,
                baseline=one.baseline,
                unmeasured=one.reason.value if one.reason else "",
                by=by.label,
            )
            for one in rows
        ],
        batch_size=500,
    )
    note(subject=f"steering_plan:{plan.pk}", place=plan.unit.code, on=on.isoformat(), readings=len(rows))
    return len(rows)


@action(EventName.TASK_MOVED)
def move_task(
    *, task: Task, to: TaskState, on: date, by: Actor, evidence: str = "", document: Document | None = None
) -> TaskMove:
    """A task goes to another state on a day. Done and dropped say by what evidence, or why.

    Raises ``Refused`` for who neither keeps the plan nor speaks for an agency of the task, where it is in that state already, the
    plan is not issued or the day is to come; ``UnusableInput`` without evidence.
    """
    held = (
        Task.objects.select_for_update(of=("self",))
        .select_related("plan__document", "plan__unit")
        .get(pk=task.pk)
    )
    check_reports(by, held)
    evidence = clean(evidence)
    if held.state == to.value:
        raise Refused(_("Việc này đã ở tình trạng ấy. Hãy chọn tình trạng khác."), code="task_is_there")
    if on > today():
        raise Refused(_("Ngày chưa đến. Hãy ghi ngày việc đã xảy ra."), code="day_to_come")
    if to in (TaskState.DONE, TaskState.DROPPED) and not evidence:
        raise UnusableInput(
            _("Hãy ghi bằng chứng việc đã xong (số văn bản, sản phẩm), hoặc lý do không làm nữa."),
            code="evidence_missing",
        )
    move = TaskMove.objects.create(
        task=held,
        from_state=held.state,
        to_state=to.value,
        on=on,
        evidence=evidence[:400],
        evidence_document=document,
        at=now(),
        by=by.label,
    )
    held.state = to.value
    held.save(update_fields=["state"])
    note(subject=f"task:{held.pk}", place=held.plan.unit.code, to=to.value)
    return move


@action(EventName.DOCUMENT_ACKNOWLEDGED)
def acknowledge_document(*, recipient: Recipient, by: Actor, remark: str = "") -> None:
    """The office of a unit says that a paper came. Raises ``Refused`` for who does not keep the papers of that unit, where it said
    so before, or the recipient is no unit."""
    held = Recipient.objects.select_for_update(of=("self",)).select_related("unit").get(pk=recipient.pk)
    if held.unit is None:
        raise Refused(_("Nơi nhận này không làm việc trong hệ thống."), code="recipient_is_no_unit")
    check_keeps(by, held.unit_id)
    if held.acknowledged_on is not None:
        raise Refused(
            _("Đã xác nhận ngày {day}.").format(day=shown_date(held.acknowledged_on)), code="acknowledged"
        )
    held.acknowledged_on, held.acknowledged_by, held.remark = today(), by.label, clean(remark)[:300]
    held.save(update_fields=["acknowledged_on", "acknowledged_by", "remark"])
    note(subject=f"document:{held.document_id}", place=held.unit.code)
